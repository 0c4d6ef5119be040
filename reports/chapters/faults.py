"""故障处理: how many faults, how fast they were answered and mended, which took too long, and MTBF."""

from datetime import datetime

from kpi.faults import HARDWARE, Ticket
from kpi.handling import TIMED, Scope, Standing, left_out, reported, standing
from kpi.periods import Period, month_range
from kpi.reliability import allowance
from kpi.sentences import amount, cause_words, sentence
from kpi.targets import current_contract
from kpi.values import Finding
from kpi.words import VERDICTS, duration, shown_target, shown_value
from reports.document import Block, Chart, Paragraph, Picture, Row, Series, Table
from reports.material import Material
from reports.phrases import NOTHING, bounded, columns, count, lacking, minute, percent, printed, said, system

_MOST_TICKETS = 10
_MEASURES = ("mtbf", "response_time", "repair_time", "joint_response")
_HEADS = columns(
    ("指标", 30), ("目标值", 12, "center"), ("完成值", 18, "center"), ("结论", 11, "center"),
    ("样本（件）", 9, "right"), ("限时内占比", 11, "right"), ("期末未结（件）", 10, "right"),
    ("其中超时（件）", 10, "right"),
)  # fmt: skip
_TICKET_HEADS = columns(
    ("工单", 15), ("系统", 17), ("类别", 8, "center"), ("报修时间", 14, "center"), ("内容", 24), ("响应", 13, "right"),
    ("修复", 13, "right"),
)  # fmt: skip


def chapter(material: Material) -> tuple[Block, ...]:
    """Counts in words, the indicators as a table, the months as a picture, the tickets that took longest."""
    findings = [one.finding for one in material.card.indicators if one.finding.indicator.measure in _MEASURES]
    timed = [one for one in findings if one.indicator.measure in TIMED]
    if not any(one.covered_months for one in findings):
        return (said("本期的故障工单和停机记录没有上报，故障处理情况缺数据，不能视为没有故障。"),)
    blocks: list[Block] = [said(_counts(material, timed)), said(_reliability(material))]
    blocks.append(Table("故障处理指标", _HEADS, tuple(_row(one) for one in findings)))
    missed = [told for one in findings if one.verdict == "missed" and (told := _missed(material, one))]
    if missed:
        blocks.append(said(f"{'；'.join(missed)}。"))
    return (*blocks, *_picture(material), *_slowest(material, timed))


def _counts(material: Material, timed: list[Finding]) -> str:
    if not timed or not timed[0].covered_months:
        return "本期的故障工单没有上报，响应和修复缺数据。"
    scope = material.scope
    found = reported(material.faults.tickets, scope)
    hardware = sum(one.fault_class == HARDWARE for one in found)
    urgent = sum(one.is_urgent for one in found)
    pressing = f"，其中紧急或批量 {urgent} 单" if urgent else ""
    out = left_out(material.faults.tickets, scope)
    exempt = sum(not one.is_retired for one in out)
    more = f"；另有豁免的 {exempt} 单不计" if exempt else ""
    if len(out) > exempt:
        more += f"，系统停用后的 {len(out) - exempt} 单不计" if exempt else f"；另有系统停用后的 {len(out)} 单不计"
    missing = "、".join(str(month) for month in timed[0].missing_months)
    lacking = f"；缺 {missing} 的工单" if missing else ""
    if not found:
        return f"本期没有报修的故障{more}{lacking}。"
    kinds = f"软件 {len(found) - hardware} 单、硬件 {hardware} 单"
    return f"本期报修故障 {len(found)} 单（{kinds}）{pressing}{more}{lacking}。"


def _reliability(material: Material) -> str:
    finding = material.finding("mtbf")
    if finding is None:
        return ""
    if not finding.part or finding.whole is None:
        return f"{sentence(finding)}。{lacking(finding, '停机或计划停机记录')}"
    left = allowance(finding.part, finding.whole, finding.indicator.at_least or 1.0)
    spare = f"还余 {left.left} 次" if left.left >= 0 else f"超出 {-left.left} 次"
    return (
        f"{sentence(finding)}；可用时间 {amount(finding.part, '小时')}，发生故障 {left.used} 次，"
        f"目标允许 {left.allowed} 次，{spare}（故障由停机记录合并得出，与工单的单数不同）。"
        f"{lacking(finding, '停机或计划停机记录')}"
    )


def _missed(material: Material, finding: Finding) -> str:
    cause = cause_words(finding, material.monthly(finding.indicator.code))
    return f"“{finding.indicator.name}”未达标，{cause}" if cause else ""


def _row(finding: Finding) -> Row:
    one, figures = finding.indicator, finding.beside
    share = figures.get("within_limit")
    cells = (
        f"{one.code} {one.name}",
        shown_target(one),
        shown_value(finding),
        VERDICTS[finding.verdict],
        count(figures.get("n")),
        percent(share, 1),
        count(figures.get("open")),
        count(figures.get("over_limit_open")),
    )
    return Row(cells, marked=(3,) if finding.verdict in ("missed", "behind") else ())


def _picture(material: Material) -> tuple[Block, ...]:
    """Tickets reported in each month from the start of the term to the end of the period; a gap where none came in."""
    first, last = current_contract().first_month, material.card.period.last
    months = [month for month in month_range(first, last) if month.first_day < material.faults.cut]
    counts: list[tuple[int, int] | None] = []
    for month in months:
        scope = Scope.of(material.faults, Period(str(month), month, month))
        found = reported(material.faults.tickets, scope)
        hardware = sum(one.fault_class == HARDWARE for one in found)
        counts.append((len(found) - hardware, hardware) if month in material.faults.covered else None)
    if not any(counts):
        return ()
    labels = tuple(f"{month.number}月" for month in months)
    series = tuple(
        Series(
            name, tuple(None if one is None else float(one[at]) for one in counts),
            tuple("" if one is None else str(one[at]) for one in counts),
        )
        for at, name in enumerate(("软件", "硬件"))
    )  # fmt: skip
    told = "，".join(
        f"{label} {'没有上报' if one is None else f'软件 {one[0]} 单、硬件 {one[1]} 单'}"
        for label, one in zip(labels, counts, strict=True)
    )
    chart = Chart("bars", labels, series, "单")
    return (Picture("服务期开始以来各月报修故障", chart, printed(f"各月报修故障：{told}。")),)


def _slowest(material: Material, timed: list[Finding]) -> tuple[Block, ...]:
    """The tickets that are over a limit by the most."""
    over: list[tuple[float, Ticket, list[Standing]]] = []
    for ticket in material.faults.tickets:
        found = [one for finding in timed if (one := standing(ticket, finding.indicator, material.scope)) is not None]
        excess = [one.took / one.limit for one in found if one.is_over]
        if excess:
            over.append((max(excess), ticket, found))
    if not over:
        return (said("没有超过限时的工单。"),) if any(one.covered_months for one in timed) else ()
    over.sort(key=lambda one: (-one[0], one[1].ticket_id))
    table = Table("响应或修复超过限时的工单", _TICKET_HEADS, tuple(_ticket(one, found) for _, one, found in over))
    note = Paragraph("限时为指标的目标值；超得最多的在前，时长向上取整到两位小数。", is_note=True)
    return (*bounded(table, _MOST_TICKETS, "系统“故障”页"), note)


def _ticket(ticket: Ticket, found: list[Standing]) -> Row:
    response = [one for one in found if one.indicator.measure == "response_time"]
    repair = [one for one in found if one.indicator.measure == "repair_time"]
    cells = (
        ticket.ticket_id,
        system(ticket.system_id),
        ticket.fault_class,
        minute(ticket.reported_at),
        ticket.description or NOTHING,
        _took(response, ticket, ticket.responded_at, "未响应"),
        _took(repair, ticket, ticket.restored_at, "未恢复"),
    )
    marked = tuple(at for at, group in ((5, response), (6, repair)) if any(one.is_over for one in group))
    return Row(cells, marked=marked)


def _took(found: list[Standing], ticket: Ticket, closed_at: datetime | None, waiting: str) -> str:
    """How long it took against the indicators; plainly, where it is no matter of theirs in this period."""
    if found:
        return f"{'' if found[0].is_counted else f'{waiting}，已 '}{duration(found[0].took)}"
    return NOTHING if closed_at is None else duration(closed_at - ticket.reported_at)
