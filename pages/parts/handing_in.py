"""Files handed in on the page: taken one after the other by the real loaders, and what each is answered with."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.errors import SupervisionError
from kpi.measures import rebuild
from kpi.score import Scorecard
from loaders.batches import receive_nil
from loaders.datasets import DATASETS
from loaders.problems import Problem
from loaders.progress import Progress, Step
from loaders.receipts import BatchLine, Receipt, stored_batches
from loaders.receiving import receive
from pages.parts import effects, guard, session
from pages.parts.foresight import Foreseen, foresee_replacing
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

UPLOADED_BY = "网页"
SHOWN_ROWS = 5
MOST_ROWS = 500
STANDING = frozenset({"needs_replace", "duplicate_of_older"})
"""Problems that are no fault of the file: the month has data already."""


@dataclass(frozen=True)
class Wishes:
    """What the supervisor allows: replace what stands, store the good rows only."""

    replace: bool = False
    good_rows: bool = False


@dataclass(frozen=True)
class Waiting:
    """What is handed in: files as (name, bytes), and the datasets of which nothing happened. stored: the batches that
    the same handing in has stored before; none of them may be replaced by what waits."""

    files: Sequence[tuple[str, bytes]]
    nil: Sequence[str] = ()
    stored: frozenset[str] = frozenset()


@dataclass
class Answer:
    """What one handing in came to. waiting: what was refused; before, after: the scorecard to date; foreseen: what
    replacing would change, once somebody has asked."""

    package: int
    month: str
    receipts: list[Receipt]
    waiting: Waiting
    stopped: list[tuple[str, SupervisionError]]
    before: Scorecard
    after: Scorecard
    foreseen: list[Foreseen] | SupervisionError | None = None

    @property
    def refused(self) -> list[Receipt]:
        """The receipts of what was not stored."""
        return [receipt for receipt in self.receipts if not receipt.accepted]

    @property
    def can_replace(self) -> bool:
        """Whether something was refused only because the month has data already."""
        return any(_codes(one) and _codes(one) <= STANDING for one in self.refused)

    @property
    def would_replace(self) -> bool:
        """Whether storing anything of what was refused replaces data of the month."""
        return any(_codes(one) & STANDING for one in self.refused)

    @property
    def has_good_rows(self) -> bool:
        """Whether some refused file has nothing but rows to be mended, and may be stored without them."""
        return any(
            any(one.row is not None for one in receipt.problems)
            and all(one.row is not None or one.code in STANDING for one in receipt.problems)
            for receipt in self.refused
        )


def _codes(receipt: Receipt) -> set[str]:
    return {one.code for one in receipt.problems}


def times_sent() -> int:
    """How often this session handed in. Part of the widgets' keys, so that they are empty after each time."""
    return int(st.session_state.get("times_sent", 0))


def hand_in(package: int, month: str, waiting: Waiting, wishes: Wishes) -> Answer:
    """Take files and nil returns for a package and month; each file is a transaction of its own."""
    before = session.scorecard(package, "todate")
    receipts: list[Receipt] = []
    stopped: list[tuple[str, SupervisionError]] = []
    refused: list[tuple[str, bytes]] = []
    refused_nil: Sequence[str] = ()
    stored = waiting.stored
    with st.status(f"正在处理 {len(waiting.files)} 个文件", expanded=True) as status:
        for name, content in waiting.files:
            st.write(f"正在检查并入库 {name}")
            bar = st.progress(0.0)
            take = partial(_take, package, month, name, content, wishes, stored, partial(_draw_step, bar))
            taken = guard.attempted(take)
            bar.empty()
            if isinstance(taken, SupervisionError):
                stopped.append((name, taken))
                continue
            receipts.append(taken)
            stored |= stored_batches([taken])
            if not taken.accepted:
                refused.append((name, content))
        if waiting.nil:
            said = guard.attempted(partial(_take_nil, package, month, waiting.nil, wishes, stored))
            if isinstance(said, SupervisionError):
                stopped.append(("本月无", said))
            else:
                receipts.append(said)
                refused_nil = () if said.accepted else waiting.nil
        status.update(label="处理完毕", state="complete", expanded=False)
    st.session_state["times_sent"] = times_sent() + 1
    left = Waiting(refused, refused_nil, stored | stored_batches(receipts))
    return Answer(package, month, receipts, left, stopped, before, session.scorecard(package, "todate"))


def _draw_step(bar: DeltaGenerator, step: Step) -> None:
    bar.progress(step.share, step.title)


def _take(
    package: int, month: str, name: str, content: bytes, wishes: Wishes, beside: frozenset[str], progress: Progress
) -> Receipt:
    return receive(
        session.store(), package, month, name, content, replace=wishes.replace, good_rows=wishes.good_rows,
        beside=beside, uploaded_by=UPLOADED_BY, refresh=rebuild, progress=progress,
    )  # fmt: skip


def _take_nil(package: int, month: str, nil: Sequence[str], wishes: Wishes, beside: frozenset[str]) -> Receipt:
    return receive_nil(
        session.store(),
        package,
        month,
        nil,
        replace=wishes.replace,
        beside=beside,
        uploaded_by=UPLOADED_BY,
        refresh=rebuild,
    )


def ask_for_wishes(answer: Answer | None) -> Wishes | None:
    """The buttons that follow a refusal: replace, or store the good rows; None while nobody has pressed one."""
    if answer is None:
        return None
    with st.container(horizontal=True, key="upload-wishes"):
        if answer.can_replace and st.button("替换本月已有的数据", icon=":material/swap_horiz:", key="replace"):
            return Wishes(replace=True)
        if answer.would_replace and st.button("先看替换后的变化", icon=":material/compare_arrows:", key="foresee"):
            with st.spinner("正在试算，不保存任何改动"):
                answer.foreseen = guard.attempted(partial(_foresee, answer))
        label = "只存没有问题的行" + ("，并替换本月已有的数据" if answer.would_replace else "")
        if answer.has_good_rows and st.button(label, icon=":material/checklist:", key="good-rows"):
            return Wishes(replace=answer.would_replace, good_rows=True)
    return None


def _foresee(answer: Answer) -> list[Foreseen]:
    waiting = answer.waiting
    return foresee_replacing(answer.package, answer.month, waiting.files, waiting.nil)


def _draw_foreseen(seen: list[Foreseen] | SupervisionError) -> None:
    """What replacing would change, each file against what stands now."""
    if isinstance(seen, SupervisionError):
        st.html(f"<p class='k-demo' role='alert'>{escaped(seen)}</p>")
        return
    for one in seen:
        if one.is_of_now:
            name = escaped(one.receipt.file_name or "本月无")
            left_out = "，有问题的行不算在内" if one.receipt.problems and one.after else ""
            st.html(f"<h2 class='k-panel'>{name} 替换后的变化<small>试算的结果，还没有保存{left_out}</small></h2>")
            st.html(effects.foreseen_block(one))


def draw_answer(answer: Answer) -> None:
    """Receipts, problems grouped by kind, and what the score became, or would become."""
    for name, error in answer.stopped:
        st.html(
            f"<section class='k-answer v-missed'><h3><i>✕</i>{escaped(name)}<small>没有入库</small></h3>"
            f"<p>{escaped(error.message)}。{escaped(error.hint)}</p></section>"
        )
    for receipt in answer.receipts:
        st.html(_receipt(receipt))
    if any(receipt.accepted for receipt in answer.receipts):
        st.html(effects.score_block(answer.before, answer.after))
    if answer.foreseen is not None:
        _draw_foreseen(answer.foreseen)


def _receipt(receipt: Receipt) -> str:
    name = escaped(receipt.file_name or "本月无")
    tone, sign, word = ("met", "✓", "已入库") if receipt.accepted else ("missed", "✕", "没有入库")
    if receipt.accepted and receipt.problems:
        left = len({(one.sheet, one.row) for one in receipt.problems})
        tone, sign, word = "behind", "！", f"已入库，但有 {left} 行没有入库"
    elif not receipt.accepted and _codes(receipt) <= STANDING:
        tone, sign, word = "behind", "！", "本月已有数据，等待确认"
    elif not receipt.accepted and _codes(receipt) == {"duplicate"}:
        tone, sign, word = "not_due", "○", "内容已经入库，不用再报"
    body = _batches(receipt.batches) if receipt.batches else ""
    body += "".join(f"<p class='k-said'>{escaped(note)}</p>" for note in receipt.notes)
    body += _problems(receipt.problems)
    return f"<section class='k-answer v-{tone}'><h3><i>{sign}</i>{name}<small>{word}</small></h3>{body}</section>"


def _batches(lines: Sequence[BatchLine]) -> str:
    rows = [
        (
            escaped(DATASETS[line.dataset].title),
            f"{line.rows} 行",
            escaped(line.batch_id),
            escaped("；".join(_aside(line)) or NOTHING),
        )
        for line in lines
    ]
    return plain_table("回执", ("数据", "入库", "批次编号", "跳过与未用"), rows)


def _aside(line: BatchLine) -> list[str]:
    said = [f"跳过合计 {line.skipped_totals} 行"] if line.skipped_totals else []
    said += [f"未使用的列：{'、'.join(line.ignored_columns)}"] if line.ignored_columns else []
    said += [f"按对应读取：{'、'.join(line.mapped_columns)}"] if line.mapped_columns else []
    return said + ([f"已丢弃的列：{'、'.join(line.dropped_columns)}"] if line.dropped_columns else [])


def _problems(problems: Sequence[Problem]) -> str:
    """Problems grouped by kind and column, in the order of the file: how many, the rows with value and remedy."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for one in problems:
        groups.setdefault(_group(one), []).append(one)
    to_mend = sum(one.code not in STANDING for one in problems)
    head = f"<p class='k-said'>共 {to_mend} 处要改：</p>" if to_mend and len(groups) > 1 else ""
    return head + "".join(map(_problem_group, groups.values()))


def _group(one: Problem) -> tuple[str, str, str]:
    return one.code, one.sheet or "", one.column or ""


def _problem_group(found: list[Problem]) -> str:
    first = found[0]
    place = "，".join(escaped(word) for word in (first.sheet, first.column and f"“{first.column}”列") if word)
    # What only waits for a word is no fault to be counted.
    count = "" if first.code in STANDING else f"<b>{len(found)} 处</b>"
    head = f"<h4>{escaped(first.kind.title)}{count}<span>{place}</span></h4>"
    if first.row is None:
        return head + "".join(f"<p>{escaped(one.message)}</p>" for one in found)
    shown = _problem_table(first.kind.title, found[:SHOWN_ROWS])
    rest = found[SHOWN_ROWS:MOST_ROWS]
    if not rest:
        return head + shown
    beyond = f"，最后的 {len(found) - MOST_ROWS} 处没有列出" if len(found) > MOST_ROWS else ""
    words = f"<summary>其余 {len(found) - SHOWN_ROWS} 处同类问题{beyond}</summary>"
    return f"{head}{shown}<details>{words}{_problem_table(first.kind.title, rest)}</details>"


def _problem_table(title: str, found: Sequence[Problem]) -> str:
    rows = [(str(one.row), escaped(one.value or "（空）"), escaped(one.message)) for one in found]
    return plain_table(title, ("行", "内容", "怎么改"), rows, css="k-problems")
