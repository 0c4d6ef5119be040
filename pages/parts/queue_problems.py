"""Problems of a file grouped by kind, with count, first rows and remedy; and what was stored of it."""

from collections.abc import Sequence

from loaders.datasets import DATASETS
from loaders.problems import Problem
from loaders.queue_checks import WAITS
from loaders.receipts import BatchLine
from loaders.tally import Group, More, group_of
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


def problem_groups(problems: Sequence[Problem], more: Sequence[More]) -> str:
    """Problems grouped by kind and column, in the order of the file: how many, the rows with value and remedy. more:
    how many there are beyond those given."""
    groups: dict[Group, list[Problem]] = {}
    for one in problems:
        groups.setdefault(group_of(one), []).append(one)
    unlisted = {one.group: one.count for one in more}
    to_mend = sum(one.code not in WAITS for one in problems) + sum(unlisted.values())
    head = f"<p class='k-said'>共 {to_mend:,} 处要改：</p>" if to_mend and len(groups) > 1 else ""
    listed = "".join(_problem_group(found, unlisted.get(group, 0)) for group, found in groups.items())
    return head + listed + "".join(_counted_group(one) for one in more if one.group not in groups)


def _place(sheet: str | None, column: str | None) -> str:
    return "，".join(escaped(word) for word in (sheet, column and f"“{column}”列") if word)


def _counted_group(one: More) -> str:
    """A kind of which no row is listed: others fill the list."""
    head = f"<h4>{escaped(one.kind.title)}<b>{one.count:,} 处</b><span>{_place(one.sheet, one.column)}</span></h4>"
    return f"{head}<p>问题太多，这一类没有逐行列出；改好上面的再交，会重新检查。</p>"


def _problem_group(found: list[Problem], unlisted: int) -> str:
    first, in_all = found[0], len(found) + unlisted
    place = _place(first.sheet, first.column)
    # What only waits for a word is no fault to be counted.
    count = "" if first.code in WAITS else f"<b>{in_all:,} 处</b>"
    head = f"<h4>{escaped(first.kind.title)}{count}<span>{place}</span></h4>"
    if first.row is None:
        return head + "".join(f"<p>{escaped(one.message)}</p>" for one in found)
    shown = _problem_table(first.kind.title, found[:SHOWN_ROWS])
    rest = found[SHOWN_ROWS:MOST_ROWS]
    if not rest:
        return head + shown
    shown_in_all = min(len(found), MOST_ROWS)
    beyond = f"，只列出前 {shown_in_all:,} 处" if in_all > shown_in_all else ""
    words = f"<summary>其余 {in_all - SHOWN_ROWS:,} 处同类问题{beyond}</summary>"
    return f"{head}{shown}<details>{words}{_problem_table(first.kind.title, rest)}</details>"


def _problem_table(title: str, found: Sequence[Problem]) -> str:
    rows = [(str(one.row), escaped(one.value or "（空）"), escaped(one.message)) for one in found]
    return plain_table(title, ("行", "内容", "怎么改"), rows, css="k-problems")
