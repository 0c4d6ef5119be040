"""指标完成情况: the target table as of the period, every figure the scorecard's."""

from kpi.remarks import remarks
from kpi.score import Scorecard, ScoredFinding
from kpi.words import VERDICTS, shown_target, shown_value
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import NOTHING, columns, points, said

HEADS = columns(
    ("一级指标", 9), ("二级指标", 11), ("三级指标", 22), ("目标值", 11, "center"), ("完成值", 13, "center"),
    ("结论", 10, "center"), ("分值", 8, "right"), ("得分", 8, "right"), ("备注", 15),
)  # fmt: skip
VERDICT = 5


def chapter(material: Material) -> tuple[Block, ...]:
    """The table with its total, and how to read it."""
    card = material.card
    rows = [_row(one) for one in card.indicators]
    table = Table("绩效目标完成情况", HEADS, (*rows, _total(material)), merged=(0, 1))
    note = (
        "完成值按不利于承建单位的方向舍入，分值和得分显示到两位小数、不进位，合计按未舍入的数；"
        "“—”为没有可算的数，未到期、缺数据和进度类结论不计分。"
    )
    return table, said(note, is_note=True)


def _row(scored: ScoredFinding) -> Row:
    finding = scored.finding
    one = finding.indicator
    cells = (
        *one.group,
        f"{one.code} {one.name}",
        shown_target(one),
        shown_value(finding),
        VERDICTS[finding.verdict],
        points(scored.weight),
        points(scored.points),
        "；".join(remarks(finding)),
    )
    return Row(cells, marked=(VERDICT,) if finding.verdict in ("missed", "behind") else ())


def _total(material: Material) -> Row:
    card, known = material.card, material.gaps.has_data
    weight = sum(one.weight for one in card.indicators)
    won = points(card.confirmed) if known else NOTHING
    return Row(("合计", "", "", "", "", "", points(weight), won, _graded(card) if known else "缺数据"), "total")


def _graded(card: Scorecard) -> str:
    if card.projected is None:
        return "未定"
    return f"预计 {points(card.projected)} 分，{'已定太少' if card.is_scant else card.grade}"
