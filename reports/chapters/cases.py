"""未结事项: faults, requests and reports that wait at the end of the period."""

from collections import Counter

from kpi.open_cases import OpenCase, Waiting
from kpi.words import duration
from reports.document import Block, Row, Table
from reports.kinds import day_words
from reports.material import Material
from reports.phrases import NOTHING, bounded, columns, minute, said, system

_MOST = 15
_WAITS: dict[Waiting, str] = {
    "response": "故障未响应",
    "repair": "故障未恢复",
    "request": "需求未完成",
    "report": "报告未提交",
}
_RECORDS = {"response_time": "故障工单", "request_completion": "需求工单", "report_submission": "运维报告"}
_HEADS = columns(
    ("事项", 14), ("编号", 17), ("系统", 16), ("起始时间", 14, "center"), ("最迟应在", 14, "center"),
    ("已历时", 13, "right"), ("是否超时", 9, "center"), ("内容", 21),
)  # fmt: skip
_LATE = 6


def chapter(material: Material) -> tuple[Block, ...]:
    """How many of each, then one by one, the late ones first."""
    silent = _silent(material)
    if len(silent) == len(_RECORDS):
        return (said("故障、需求和报告的记录本期都没有上报，未结事项缺数据。"),)
    unknown = [said(f"{'、'.join(silent)}本期没有上报，有无未结的不明。")] if silent else []
    if not material.cases:
        return (said("已上报的记录中期末没有未结的事项。"), *unknown)
    kinds = Counter(one.waits_for for one in material.cases)
    told = "，".join(f"{words} {kinds[name]} 件" for name, words in _WAITS.items() if kinds[name])
    late = sum(one.is_late for one in material.cases)
    is_over = material.card.period.end <= material.cases[0].moment.date()
    until = "期末" if is_over else f"截至{day_words(material.card.as_of)}"
    lead = f"{until}未结事项 {len(material.cases)} 件（{told}），{f'其中超时 {late} 件' if late else '均未超时'}。"
    table = Table("未结事项（超时的在前，再从早到晚）", _HEADS, tuple(_row(material, one) for one in material.cases))
    return said(lead), *unknown, *bounded(table, _MOST, "系统各页的未结清单")


def _silent(material: Material) -> list[str]:
    """The kinds of records of which not a month of the period came in."""
    findings = [one.finding for one in material.card.indicators]
    told = {one.indicator.measure for one in findings if one.covered_months}
    return [words for measure, words in _RECORDS.items() if measure not in told]


def _row(material: Material, one: OpenCase) -> Row:
    ticket = material.faults.ticket(one.record_id) if one.waits_for in ("response", "repair") else None
    cells = (
        _WAITS[one.waits_for],
        one.record_id,
        system(one.system_id),
        minute(one.opened_at),
        minute(one.late_after),
        duration(one.age),
        "超时" if one.is_late else "未超时",
        (ticket.description if ticket else "") or NOTHING,
    )
    return Row(cells, marked=(_LATE,) if one.is_late else ())
