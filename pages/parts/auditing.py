"""The audit trail on screen: whether it is whole, what is looked for, the entries, and files of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import streamlit as st

from access.audit import RESULTS, Action, Entry
from access.database import Database
from access.principal import CLIENT, CLIENT_WORD
from access.rights import Right, Role
from access.searching import Search, everybody, search
from access.watching import Checked
from data.clock import SHANGHAI
from pages.parts import acting, exports, filters
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped
from pages.parts.workbooks import Cell

MOST_SHOWN = 300
_DAYS = {"all": "全部时间", "1": "今天", "7": "近 7 天", "30": "近 30 天", "90": "近 90 天"}
_ACTIONS = {action.name.lower(): action.value for action in Action}
_TONES = {"ok": ("met", "✓"), "refused": ("behind", "⊘"), "failed": ("missed", "✕")}
_HEADS = ("序号", "时间", "账号", "角色", "来自", "操作", "对象", "结果", "说明", "之前", "之后", "哈希")


def state_of_chain(checked: Checked) -> str:
    """Whether the trail is whole, and when what of it was read, in plain words."""
    found = checked.found
    if found.is_whole:
        return (
            f"<section class='k-chain' role='status'><i class='v-met'>✓</i><div><h2>审计链完整</h2>"
            f"<p>共 {found.entries:,} 条，{read_words(checked)}：没有改动、缺少、插入，和库外的记录头一致。</p>"
            f"{_accepted(found.accepted)}</div>"
            f"<p class='k-hash'><small>链头，请定期抄到别处</small>{found.head[:16]}</p></section>"
        )
    return (
        f"<section class='k-chain k-broken' role='alert'><i class='v-missed'>✕</i><div>"
        f"<h2>审计链不完整：从第 {found.broken_at} 条起不可信</h2><p>{escaped(found.words)}。</p>"
        f"<p>请保留账号库和记录头的文件，立即报告；服务器上用 python -m access verify 复核。</p></div></section>"
    )


def _accepted(seq: int) -> str:
    words = f"以前断裂过：原因和接受人见第 {seq} 条，那以前的记录按当时的样子核对。"
    return f"<p>{words}</p>" if seq else ""


def read_words(checked: Checked) -> str:
    """When every entry was last read, and how many were followed since."""
    if checked.whole_at is None:
        return f"刚启动，最后 {checked.found.entries:,} 条核对过，其余正在核对"
    at = datetime.fromtimestamp(checked.whole_at, SHANGHAI)
    return f"{at:%m-%d %H:%M} 逐条核对过" + (f"，之后新增的 {checked.since:,} 条随到随核" if checked.since else "")


def ask(database: Database) -> Search:
    """What is looked for; it stands in the address."""
    names = {filters.ALL: "全部账号"} | {name: name for name in everybody(database)}
    who = filters.choose("who", "账号", names)
    action = filters.choose("action", "操作", {filters.ALL: "全部操作"} | _ACTIONS)
    result = filters.choose("result", "结果", {filters.ALL: "全部结果"} | RESULTS)
    days = filters.choose("days", "时间", _DAYS)
    text = filters.text("q", "查找", "对象、说明、来源地址")
    today = datetime.fromtimestamp(database.now(), SHANGHAI).date()
    since = None if days == "all" else _midnight(today - timedelta(days=int(days) - 1))
    wanted_who, wanted_action, wanted_result = ("" if one == filters.ALL else one for one in (who, action, result))
    return Search(wanted_who, wanted_action, wanted_result, text, since)


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp()


def found(database: Database, wanted: Search) -> tuple[list[Entry], int]:
    """The newest entries that fit, and how many do."""
    return search(database, wanted, MOST_SHOWN)


def counted(entries: Sequence[Entry], count: int) -> str:
    """How many entries fit, and how many of them stand below."""
    shown = "，新的在前" if len(entries) == count else f"，下面是最新的 {len(entries)} 条，其余请导出"
    return f"<p class='k-lead'>{count:,} 条{shown}</p>"


def entry_table(entries: Sequence[Entry]) -> str:
    """The entries as a table; '' for none."""
    if not entries:
        return "<p class='k-lead'>没有符合条件的记录。</p>"
    heads = ("序号", "时间", "账号", "来自", "操作", "对象", "结果", "说明")
    return plain_table("审计记录", heads, [_row(one) for one in entries], css="k-audit")


def _row(one: Entry) -> list[str]:
    tone, sign = _TONES[one.result]
    changed = f"<small title='{one.before} → {one.after}'>{one.before[:8] or '无'} → {one.after[:8]}</small>"
    return [
        f"<span class='k-day'>{one.seq}</span>",
        f"<span class='k-day'>{_time(one)}</span>",
        f"{escaped(one.who or NOTHING)}<small>{_role(one)}</small>",
        escaped(one.source or NOTHING),
        escaped(_ACTIONS.get(one.action, one.action)),
        f"{escaped(one.object)}{changed if one.after else ''}",
        f"<span class='k-pill v-{tone}'><i>{sign}</i>{RESULTS[one.result]}</span>",
        escaped(one.note or NOTHING),
    ]


def _time(one: Entry) -> str:
    return f"{one.moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _role(one: Entry) -> str:
    return {role.value: role.word for role in Role}.get(one.role, CLIENT_WORD if one.role == CLIENT else "")


def draw_downloads(database: Database, wanted: Search, count: int) -> None:
    """The entries that fit as files; taking them along is on record too."""
    for ending, write in exports.WRITERS.items():
        content = partial(_written, write, database, wanted, count)
        st.download_button(
            f"导出 {ending}", acting.export(None, f"审计记录 {ending}", content, Right.SEE_AUDIT),
            f"审计记录.{ending}", key=f"audit-{ending}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _written(write: Callable[..., bytes], database: Database, wanted: Search, count: int) -> bytes:
    entries, _ = search(database, wanted, count)
    return write(_HEADS, _Lines(entries))


@dataclass(frozen=True)
class _Lines:
    """Entries as the lines of a file."""

    entries: Sequence[Entry]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for one in self.entries:
            yield (
                one.seq, _time(one), one.who, _role(one), one.source, _ACTIONS.get(one.action, one.action), one.object,
                RESULTS[one.result], one.note, one.before, one.after, one.hash,
            )  # fmt: skip
