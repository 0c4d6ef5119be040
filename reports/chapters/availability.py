"""系统可用率: the mean and each system, with planned, exempt and counted downtime."""

from math import floor

from kpi.availability import SystemHours, by_cause, system_hours
from kpi.judge import below_target, reached
from kpi.sentences import amount, cause_words, name_of, sentence
from kpi.values import Finding, SystemValue
from kpi.words import VERDICTS, figure_number, shown_figure, shown_target, shown_value
from reports.document import Block, Chart, Picture, Row, Series, Table
from reports.material import Material
from reports.phrases import NOTHING, columns, hours, lacking, percent, printed, said, some, system

_NAMED, _CAUSES = 3, 5
_RECORDS = "停机或计划停机记录"
_HEADS = columns(
    ("系统", 24), ("净可用率", 12, "right"), ("毛可用率", 12, "right"), ("停机（小时）", 11, "right"),
    ("计划停机（小时）", 12, "right"), ("豁免停机（小时）", 12, "right"), ("故障（次）", 9, "right"),
    ("最长中断（小时）", 12, "right"),
)  # fmt: skip


def chapter(material: Material) -> tuple[Block, ...]:
    """The finding in words, the systems as a picture and a table, the causes of downtime."""
    finding = material.finding("availability")
    if finding is None or not any(one.value is not None for one in finding.systems):
        why = sentence(finding) if finding else "本包件没有可用率指标"
        return (said(f"{why}。本期没有可算的系统，不列各系统可用率。"),)
    told = "；".join(one for one in (sentence(finding), _cause(material, finding)) if one)
    blocks: list[Block] = [
        said(f"{told}。{lacking(finding, _RECORDS)}"),
        said(_systems(material, finding)),
        _picture(finding),
    ]
    blocks += [_table(material, finding), said(_note(finding), is_note=True)]
    if len(material.months) > 1:
        blocks.append(said(_by_month(material, finding)))
    return tuple(blocks)


def _cause(material: Material, finding: Finding) -> str:
    return cause_words(finding, material.monthly(finding.indicator.code))


def _systems(material: Material, finding: Finding) -> str:
    known = [one for one in finding.systems if one.value is not None]
    below = below_target(finding)
    spent = system_hours(material.uptime).values()
    down, planned, out = (sum(getattr(one, name) for one in spent) for name in ("down", "planned", "exempt"))
    if below:
        named = some([f"{name_of(one.system_id)}（{_shown(finding, one)}）" for one in below], _NAMED, "个系统")
        words = f"{len(known)} 个系统中有 {len(below)} 个自身低于目标：{named}。"
    else:
        words = f"{len(known)} 个系统自身都达到目标。"
    parts = (("已批准的计划停机", planned), ("豁免停机", out))
    excluded = "、".join(f"{name} {amount(value, '小时')}" for name, value in parts if round(value, 9))
    words += f"各系统累计停机 {amount(down, '小时')}" + (f"，另有{excluded}按规定不计。" if excluded else "。")
    shares = by_cause(material.uptime.causes, _CAUSES)
    if shares:
        causes = "、".join(f"{one.cause}（{amount(one.hours, '小时')}）" for one in shares if one.cause)
        words += f"停机原因从多到少为：{causes}。"
    return words + _clauses(material)


def _clauses(material: Material) -> str:
    """The longest interruption and run against what the contract asks."""
    found = [material.finding(name) for name in ("longest_interruption", "longest_run")]
    told = [
        f"{one.indicator.definition.title}（最差的系统）{shown_value(one)}，标书要求{shown_target(one.indicator)}，"
        f"{VERDICTS[one.verdict]}"
        for one in found
        if one is not None and one.value is not None
    ]
    return f"{'；'.join(told)}。" if told else ""


def _shown(finding: Finding, one: SystemValue) -> str:
    return NOTHING if one.value is None else shown_figure(finding.indicator, one.value)


def _ordered(finding: Finding) -> list[SystemValue]:
    return sorted(finding.systems, key=lambda one: (one.value is None, one.value or 0.0, one.system_id))


def _picture(finding: Finding) -> Picture:
    known = [one for one in _ordered(finding) if one.value is not None]
    target = float(finding.indicator.at_least or 100)
    least = min([target, *(one.value or 0.0 for one in known)])
    low = max(0.0, floor(least) - 1.0)
    words = tuple(_shown(finding, one) for one in known)
    chart = Chart(
        "bars", tuple(name_of(one.system_id) for one in known),
        (Series("净可用率", tuple(one.value for one in known), words),), "%",
        (target, f"目标 {shown_target(finding.indicator)}"), is_lying=True, low=low, high=100 + 0.18 * (100 - low),
    )  # fmt: skip
    told = "，".join(f"{name_of(one.system_id)} {word}" for one, word in zip(known, words, strict=True))
    return Picture(f"各系统净可用率（横轴从 {low:g}% 起）", chart, printed(f"各系统净可用率：{told}。"))


def _table(material: Material, finding: Finding) -> Table:
    by_system = system_hours(material.uptime)
    found = [_row(material, finding, one, by_system.get(one.system_id)) for one in _ordered(finding)]
    return Table("各系统可用情况", _HEADS, tuple(found))


def _row(material: Material, finding: Finding, one: SystemValue, spent: SystemHours | None) -> Row:
    is_below = one.value is not None and not reached(finding.indicator, one.value)
    known = ((spent.down, "at_most"), (spent.planned, ""), (spent.exempt, "")) if spent else None
    failures = _own(material.finding("mtbf"), one.system_id)
    longest = material.finding("longest_interruption")
    own = _own(longest, one.system_id)
    cells = (
        system(one.system_id),
        _shown(finding, one),
        percent(spent.gross if spent else None),
        *((hours(value, kind) for value, kind in known) if known else (NOTHING,) * 3),
        NOTHING if failures is None or failures.whole is None else f"{failures.whole:.0f}",
        NOTHING if own is None or own.value is None or longest is None else figure_number(longest.indicator, own.value),
    )
    return Row(cells, marked=(1,) if is_below else ())


def _own(finding: Finding | None, system_id: str) -> SystemValue | None:
    return next((one for one in finding.systems if one.system_id == system_id), None) if finding else None


def _note(finding: Finding) -> str:
    gross, planned = finding.beside.get("gross"), finding.beside.get("planned_as_up")
    means = f"毛可用率 {percent(gross)}，计划停机视为可用时 {percent(planned)}" if gross is not None else ""
    return f"差的在前。净可用率扣除已批准的计划停机和豁免停机；各系统平均：{means or NOTHING}。"


def _by_month(material: Material, finding: Finding) -> str:
    monthly = material.monthly(finding.indicator.code)
    told = [
        f"{int(name[5:])} 月 {shown_value(one)}{'' if one.verdict != 'missed' else '（未达标）'}"
        for name, one in monthly.items()
        if one.value is not None
    ]
    return f"各月可用率：{'，'.join(told)}。" if told else ""
