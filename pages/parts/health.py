"""How the service itself stands: the signs, what was lost and the way out, slow pages, last errors."""

from access.rights import Right
from access.watching import Checked
from data.backup_timer import BackupTimer
from data.logs import last_lines, log_folder
from data.standing import Standing
from data.vitals import (
    State,
    Vital,
    of_backups,
    of_disk,
    of_errors,
    of_memory,
    of_pages,
    of_records,
    of_store,
    stored_bytes,
    utc_now,
    when,
    worst,
)
from pages.parts import auditing, links, pace, session, visitor
from pages.parts.tables import plain_table
from pages.parts.text import escaped

_LOOKS: dict[State, tuple[str, str, str]] = {
    "good": ("met", "✓", "正常"),
    "watch": ("behind", "!", "留意"),
    "bad": ("missed", "✕", "故障"),
}
"""State → class of the colour, sign, word."""
MOST = 8
_timer: list[BackupTimer] = []


def watch(timer: BackupTimer | None) -> None:
    """Show the backups of this timer from now on; None: there are none any more."""
    _timer[:] = [timer] if timer is not None else []


def banner() -> str:
    """On every page while the store may only be read, or was put right at its opening; else ''."""
    standing = session.store().standing
    if standing.losses:
        since = f"（{when(standing.since)} 起）" if standing.since else ""
        words = f"库里缺少已经确认过的数据{since}，现在只能查看，不能写入。"
    elif standing.recovered:
        words = "上次非正常停机，启动时修复了写前日志；已与登记簿核对，确认过的数据没有丢失。"
    else:
        return _trail_banner()
    css = "k-lost" if standing.losses else "k-mended"
    return (
        f"<p class='k-alarm {css}' role='alert'><b>{'只读' if standing.losses else '已修复'}</b>"
        f"<span>{words}</span>{links.to('status', '查看运行状态')}</p>"
    ) + _trail_banner()


def _trail_banner() -> str:
    """To whom it concerns, when the audit trail was last found broken; else ''."""
    last, page = visitor.last_of_trail(), "status" if visitor.may(Right.SEE_STATUS) else "audit"
    if last is None or last.found.is_whole or not (visitor.may(Right.SEE_STATUS) or visitor.may(Right.SEE_AUDIT)):
        return ""
    return (
        f"<p class='k-alarm k-lost' role='alert'><b>审计链断裂</b><span>第 {last.found.broken_at} 条起不可信；"
        f"业务数据不受影响。</span>{links.to(page, '看怎么办')}</p>"
    )


def vitals() -> list[Vital]:
    """All signs, the most telling first."""
    store, now = session.store(), utc_now()
    backed = [Vital("备份", "good", "示例数据，不备份")] if session.is_demo() else of_backups(_first(), now)
    return [
        of_records(store.standing),
        of_trail(visitor.access().watch.look()),
        *backed,
        of_disk(store.path.parent, stored_bytes(store)),
        of_store(store),
        of_pages([one.seconds for one in pace.runs()]),
        of_memory(),
        of_errors(last_lines(log_folder()), now),
    ]


def of_trail(checked: Checked) -> Vital:
    """Whether the audit trail is whole."""
    if not checked.found.is_whole:
        return Vital("审计链", "bad", f"第 {checked.found.broken_at} 条起不可信", checked.found.words)
    return Vital("审计链", "good", f"完整，共 {checked.found.entries:,} 条", auditing.read_words(checked))


def is_trail_broken() -> bool:
    """Whether the audit trail was found broken when it was last looked at; a server begins with a look."""
    last = visitor.last_of_trail()
    return last is not None and not last.found.is_whole


def trail_broken() -> str:
    """What to do when the audit trail was last found broken; '' while it is whole."""
    last = visitor.last_of_trail()
    if last is None or last.found.is_whole:
        return ""
    return (
        f"<section class='k-block k-losses'><h2>审计链断裂<small>从第 {last.found.broken_at} 条起</small></h2>"
        f"<p>{escaped(last.found.words)}。有人改动了账号库的文件，或放回了旧文件；登录和业务数据照常使用。</p><h3>怎么办</h3>"
        "<p>不要删除账号库（access.sqlite）和记录头（access.head）的任何文件，先复制一份留作证据，并报告主管；"
        "用下面一条复核，和各份备份里的账号库比较。</p><pre>python -m access verify</pre>"
        "<p>查清以后，用这一条接受并继续，谁、为什么和当时的样子都记入审计：</p>"
        "<pre>python -m access accept-break --reason 理由</pre></section>"
    )


def _first() -> BackupTimer | None:
    return _timer[0] if _timer else None


def verdict(found: list[Vital]) -> str:
    """The whole in one line: is it well, and if not, what is not."""
    css, sign, _ = _LOOKS[worst(found)]
    named = "、".join(one.name for one in found if one.state == worst(found))
    words = {"good": "运行正常", "watch": f"可以使用，请留意：{named}", "bad": f"有故障：{named}"}[worst(found)]
    return f"<section class='k-health v-{css}'><i>{sign}</i><h2>{escaped(words)}</h2></section>"


def wall(found: list[Vital]) -> str:
    """A card for each sign: sign and word, never colour alone."""
    return f"<div class='k-vitals'>{''.join(_card(one) for one in found)}</div>"


def _card(one: Vital) -> str:
    css, sign, word = _LOOKS[one.state]
    return (
        f"<article class='v-{css}'><h3>{escaped(one.name)}<span class='k-pill v-{css}'><i>{sign}</i>{word}</span></h3>"
        f"<b>{escaped(one.said)}</b><small>{escaped(one.note)}</small></article>"
    )


def losses(standing: Standing) -> str:
    """What is missing, since when, and the way out; '' if nothing is."""
    if not standing.losses:
        return ""
    since = f"<small>最早一处确认于 {when(standing.since)}</small>" if standing.since else ""
    listed = "".join(f"<li>{escaped(words)}</li>" for words in standing.losses)
    return (
        f"<section class='k-block k-losses'><h2>缺了什么{since}</h2><ol>{listed}</ol><h3>怎么办</h3>"
        "<p>先停止服务，在服务器上执行下面一条。旧文件会另存，不会删除；备份之后的入库会列出来，凭原件重报。</p>"
        "<pre>python -m data restore --in-place --by 姓名 --reason 理由</pre>"
        "<p>确认缺失可以接受（例如已另行重报）时，才执行这一条，理由记入登记簿：</p>"
        "<pre>python -m data accept-loss --by 姓名 --reason 理由</pre></section>"
    )


def slow_table() -> str:
    """The slowest pages since the start."""
    by_page: dict[str, list[float]] = {}
    for one in pace.runs():
        by_page.setdefault(one.page, []).append(one.seconds)
    slowest = sorted(by_page.items(), key=lambda item: max(item[1]), reverse=True)[:MOST]
    rows = [
        [
            escaped(page),
            _number(f"{len(all_)}"),
            _number(f"{sum(all_) / len(all_):.2f}"),
            _number(f"{max(all_):.2f}"),
        ]
        for page, all_ in slowest
    ]
    table = plain_table("各页速度", ("页面", "次数", "平均秒", "最慢秒"), rows) if rows else "<p>还没有打开过页面</p>"
    return f"<section class='k-block'><h2>最慢的页面<small>最近 500 次</small></h2>{table}</section>"


def error_table() -> str:
    """The last errors, with the number that was shown to the user."""
    found = [one for one in last_lines(log_folder()) if one.level in ("WARNING", "ERROR", "CRITICAL")][:MOST]
    rows = [[when(one.at), escaped(one.incident or "—"), escaped(one.page or "—"), escaped(one.what)] for one in found]
    body = plain_table("最近的错误", ("时间", "编号", "页面", "内容"), rows) if rows else "<p>没有</p>"
    where = escaped(log_folder())
    return f"<section class='k-block'><h2>最近的错误<small>日志在 {where}</small></h2>{body}</section>"


def _number(text: str) -> str:
    return f"<span class='k-number'>{text}</span>"
