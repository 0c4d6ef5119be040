"""What something changes, or has changed: the score to date, the results, the records."""

from collections.abc import Sequence

from kpi.changes import Changed, changed_findings, same_score
from kpi.score import Scorecard
from kpi.words import shown_value
from loaders.datasets import DATASETS
from loaders.versions import Difference, RecordChange
from pages.parts import links
from pages.parts.foresight import Foreseen
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, points, verdict

SHOWN_RECORDS = 20
_KINDS = {"added": ("增加", "met", "＋"), "removed": ("去掉", "missed", "－"), "changed": ("改动", "behind", "≠")}
"""Kind of change of a record → word, colour, sign."""


def foreseen_block(seen: Foreseen) -> str:
    """What something would change, or why it cannot be done."""
    if seen.after is None:
        refused = "".join(one.message for one in seen.receipt.problems if one.row is None) or "有问题的行要先改好。"
        return f"<p class='k-demo' role='alert'>不能这样做：{escaped(refused)}</p>"
    return score_block(seen.before, seen.after) + _record_block(seen.changes)


def score_block(before: Scorecard, after: Scorecard, title: str = "合同至今的得分") -> str:
    """The score of a period before and after, and every indicator and clause whose value or verdict differs."""
    changed = changed_findings(before, after)
    return f"<section class='k-change'><h3>{title}</h3>{_figures(before, after)}{_results(changed)}</section>"


def _figures(before: Scorecard, after: Scorecard) -> str:
    if same_score(before, after):
        confirmed, decided = _points(after.confirmed), _points(after.decided_weight)
        return f"<p>没有变化：预计 {_points(after.projected)}，已得 {confirmed}，已定权重 {decided}</p>"
    cells = "".join(
        f"<li><span>{word}</span><b>{_shift(old, new)}</b></li>"
        for word, old, new in (
            ("预计", before.projected, after.projected),
            ("已得", before.confirmed, after.confirmed),
            ("已定权重", before.decided_weight, after.decided_weight),
        )
    )
    grades = (before.grade or "未定", after.grade or "未定")
    graded = f"<li><span>等级</span><b>{grades[0]} → {grades[1]}</b></li>" if grades[0] != grades[1] else ""
    return f"<ul>{cells}{graded}</ul>"


def _shift(old: float | None, new: float | None) -> str:
    """'84.08 → 85.20'; where both read the same, whether they are."""
    was, becomes = _points(old), _points(new)
    if was != becomes:
        return f"{was} → {becomes}"
    return f"{becomes}<small>{'没有变化' if old == new else '变化不到 0.01'}</small>"


def _points(value: float | None) -> str:
    return "未定" if value is None else points(value)


def _results(changed: Sequence[Changed]) -> str:
    if not changed:
        return "<p>各项指标和条款的数值、结论都没有变化</p>"
    others = sum(one.verdict_differs for one in changed)
    said = f"其中 {others} 项结论改变" if others else "结论都没有改变"
    head = f"<h4>{len(changed)} 项指标和条款的数值有变化，{said}</h4>"
    rows = [
        [
            links.indicator(one.after.indicator.code, f"<small>{one.after.indicator.code}</small>"
                            f"{escaped(one.after.indicator.name)}"),
            f"{escaped(shown_value(one.before))} → <b>{escaped(shown_value(one.after))}</b>",
            f"{verdict(one.before.verdict)} → {verdict(one.after.verdict)}" if one.verdict_differs
            else f"{verdict(one.after.verdict)}<small class='k-quiet'>不变</small>",
        ]
        for one in changed
    ]  # fmt: skip
    return head + plain_table("变化的指标", ("指标", "实际值", "结论"), rows, css="k-effects")


def _record_block(differences: Sequence[Difference]) -> str:
    """What becomes of the records, by their ids, for each upload type and month touched."""
    return "".join(map(_difference, differences))


def _difference(one: Difference) -> str:
    counts = {"added": one.added, "removed": one.removed, "changed": one.changed}
    head = f"{DATASETS[one.dataset].title} {one.month}"
    if not any(counts.values()):
        return f"<section class='k-records'><h3>{head}</h3><p>记录没有变化</p></section>"
    said = "，".join(f"{_KINDS[kind][0]} {count:,} 条" for kind, count in counts.items() if count)
    found = sorted(one.records, key=lambda record: list(_KINDS).index(record.kind))
    shown, rest = found[:SHOWN_RECORDS], found[SHOWN_RECORDS:]
    more = ""
    if rest:
        left = sum(counts.values()) - len(shown)
        words = f"其余 {left:,} 条" + (f"，列出 {len(rest)} 条" if left > len(rest) else "")
        more = f"<details><summary>{words}</summary>{_record_table(rest)}</details>"
    return f"<section class='k-records'><h3>{head}<small>{said}</small></h3>{_record_table(shown)}{more}</section>"


def _record_table(records: Sequence[RecordChange]) -> str:
    rows = []
    for one in records:
        word, tone, sign = _KINDS[one.kind]
        pill = f"<span class='k-pill v-{tone}'><i>{sign}</i>{word}</span>"
        rows.append([pill, f"<b>{escaped(one.record_id)}</b>", _fields(one)])
    return plain_table("变化的记录", ("", "编号", "改了什么"), rows, css="k-effects")


def _fields(one: RecordChange) -> str:
    if one.kind != "changed":
        return NOTHING
    said = "；".join(
        f"{escaped(field.header)}：{escaped(field.before or '（空）')} → {escaped(field.after or '（空）')}"
        for field in one.fields
    )
    return said or "没有列名的内容"
