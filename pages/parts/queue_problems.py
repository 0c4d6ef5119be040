"""Problems of a file grouped by kind, with count, first rows and remedy; and what was stored of it."""

from collections.abc import Sequence

from loaders.datasets import DATASETS
from loaders.problems import Problem
from loaders.queue_checks import WAITS
from loaders.receipts import BatchLine
from pages.parts.tables import plain_table
from pages.parts.text import escaped

SHOWN_ROWS = 5
MOST_ROWS = 500


def batches_aside(lines: Sequence[BatchLine]) -> str:
    """What was skipped, not used or dropped of a stored file; '' if nothing was."""
    return "".join(
        f"<p class='k-said'>{DATASETS[line.dataset].title}：{escaped('；'.join(said))}</p>"
        for line in lines
        if (said := _aside(line))
    )


def _aside(line: BatchLine) -> list[str]:
    said = [f"跳过合计 {line.skipped_totals} 行"] if line.skipped_totals else []
    said += [f"未使用的列：{'、'.join(line.ignored_columns)}"] if line.ignored_columns else []
    said += [f"按对应读取：{'、'.join(line.mapped_columns)}"] if line.mapped_columns else []
    return said + ([f"已丢弃的列：{'、'.join(line.dropped_columns)}"] if line.dropped_columns else [])


def problem_groups(problems: Sequence[Problem]) -> str:
    """Problems grouped by kind and column, in the order of the file: how many, the rows with value and remedy."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for one in problems:
        groups.setdefault(_group(one), []).append(one)
    to_mend = sum(one.code not in WAITS for one in problems)
    head = f"<p class='k-said'>共 {to_mend} 处要改：</p>" if to_mend and len(groups) > 1 else ""
    return head + "".join(map(_problem_group, groups.values()))


def _group(one: Problem) -> tuple[str, str, str]:
    return one.code, one.sheet or "", one.column or ""


def _problem_group(found: list[Problem]) -> str:
    first = found[0]
    place = "，".join(escaped(word) for word in (first.sheet, first.column and f"“{first.column}”列") if word)
    # What only waits for a word is no fault to be counted.
    count = "" if first.code in WAITS else f"<b>{len(found)} 处</b>"
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
