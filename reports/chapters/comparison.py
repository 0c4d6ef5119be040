"""各包件比较: the packages of a report side by side."""

from collections.abc import Sequence

from kpi.clauses import breaches
from kpi.score import Scorecard
from reports.document import Block, Chart, Picture, Row, Series, Table
from reports.kinds import day_words, period_words
from reports.material import Material
from reports.phrases import NOTHING, columns, dependable, points, printed, said

_EXCELLENT = (90.0, "优 90 分")
_HEADS = columns(
    ("包件", 22), ("预计得分", 10, "right"), ("等级", 9, "center"), ("可能范围", 16, "center"),
    ("已定权重", 10, "right"),
    ("达标", 7, "right"), ("未达标", 8, "right"), ("滞后", 7, "right"), ("缺数据", 8, "right"),
    ("条款未达标", 10, "right"), ("超时未结", 9, "right"),
)  # fmt: skip


def chapter(materials: Sequence[Material]) -> tuple[Block, ...]:
    """The order of the packages by projected score, a picture and a table."""
    first = materials[0].card
    scored = sorted(filter(_is_scored, materials), key=lambda one: -(one.card.projected or 0.0))
    opening = f"考核期间为{period_words(first.period)}，数据截止{day_words(first.as_of)}。"
    if not scored:
        return said(f"{opening}各包件已定的指标都太少，得分不作比较。"), _table(materials)
    told = "、".join(f"{_name(one)} {points(one.card.projected)} 分（{one.card.grade}）" for one in scored)
    silent = [_name(one) for one in materials if not _is_scored(one)]
    words = f"{opening}各包件预计得分从高到低为：{told}。"
    words += f"没有上报数据或已定指标太少、不作比较的有{'、'.join(silent)}。" if silent else ""
    missed = sum(_count(one.card, "missed") for one in materials)
    broken = sum(len(breaches(one.card)) for one in materials)
    words += f"各包件合计未达标指标 {missed} 项，未达标服务条款 {broken} 条。"
    words += _vetoes(materials)
    return said(words), _picture(scored), _table(materials)


def _is_scored(one: Material) -> bool:
    return one.gaps.has_data and dependable(one.card)


def _vetoes(materials: Sequence[Material]) -> str:
    found = [_name(one) for one in materials if one.card.vetoes]
    return f"{'、'.join(found)}出现一票否决事项。" if found else ""


def _name(one: Material) -> str:
    return f"包件{one.package.number}{one.package.short_name}"


def _count(card: Scorecard, verdict: str) -> int:
    return sum(one.finding.verdict == verdict for one in card.indicators)


def _picture(scored: Sequence[Material]) -> Picture:
    labels = tuple(_name(one) for one in scored)
    words = tuple(points(one.card.projected) for one in scored)
    series = Series("预计得分", tuple(one.card.projected for one in scored), words)
    chart = Chart("bars", labels, (series,), "分", _EXCELLENT, is_lying=True, low=0.0, high=112.0)
    told = "，".join(f"{label} {word} 分" for label, word in zip(labels, words, strict=True))
    return Picture("各包件预计得分", chart, printed(f"各包件预计得分：{told}。"))


def _table(materials: Sequence[Material]) -> Table:
    return Table("各包件考核结果", _HEADS, tuple(_row(one) for one in materials))


def _row(material: Material) -> Row:
    card = material.card
    known = card.projected is not None and material.gaps.has_data
    cells = (
        f"包件{material.package.number} {material.package.short_name}",
        points(card.projected if known else None),
        ("已定太少" if card.is_scant else card.grade or NOTHING) if known else "缺数据",
        f"{points(card.low)} – {points(card.high)}" if known else NOTHING,
        points(card.decided_weight if known else None),
        *(str(_count(card, name)) for name in ("met", "missed", "behind", "no_data")),
        str(len(breaches(card))),
        str(sum(one.is_late for one in material.cases)),
    )
    return Row(cells, marked=(6,) if _count(card, "missed") else ())
