"""视频监控 (package 3): the online rates, the cameras by state on a map, the systems and cameras that are worst."""

from kpi.camera_standing import STATE_WORDS, camera_findings, from_bad_to_good, judged_months
from kpi.cameras import REPEATS, Camera, Counts, State
from kpi.judge import reached
from kpi.sentences import sentence
from kpi.values import Finding
from kpi.words import VERDICTS, shown_figure, shown_number, shown_target, shown_value
from reports.document import Block, Chart, Picture, Places, Row, Series, Table
from reports.material import Cameras, Material
from reports.phrases import NOTHING, bounded, columns, count, lacking, percent, printed, said, system

_MOST_CAMERAS = 15
_COLOURS: dict[State, str] = {
    "met": "#2f8f80", "retired": "#bec5cd", "no_data": "#96a0ac", "below": "#e2a336", "exempt": "#4a7cbe",
    "far_below": "#8c4b14", "unchecked": "#46505c", "offline": "#d03c20",
}  # fmt: skip
"""What needs somebody is drawn last, above the others."""
_RATE_HEADS = columns(
    ("条款", 22), ("目标值", 12, "center"), ("最差月份在线率", 13, "right"), ("结论", 11, "center"),
    ("全期合计", 11, "right"), ("应在线（台·天）", 12, "right"), ("在线（台·天）", 12, "right"),
    ("豁免（台·天）", 12, "right"),
)  # fmt: skip
_SYSTEM_HEADS = columns(
    ("系统", 24), ("摄像机（路）", 12, "right"), ("最差月份在线率", 15, "right"), ("应在线（台·天）", 13, "right"),
    ("在线（台·天）", 13, "right"), ("低于目标（路）", 12, "right"), ("屡次离线（路）", 12, "right"),
)  # fmt: skip
_CAMERA_HEADS = columns(
    ("摄像机", 26), ("系统", 20), ("区域", 8, "center"), ("状态", 15, "center"), ("在线率", 10, "right"),
    ("离线（天）", 9, "right"), ("离线（次）", 9, "right"), ("工单", 7, "right"),
)  # fmt: skip


def chapter(material: Material) -> tuple[Block, ...]:
    """The two clauses, the map, the systems, the worst cameras."""
    seen, findings = material.cameras, camera_findings(material.card)
    if seen is None or not findings:
        return (said("本包件没有视频在线率条款。"),)
    if not seen.every:
        return (said("摄像机清单没有上报，视频监控情况缺数据。"),)
    if not any(one.counts.checked for one in seen.every):
        told = f"清单共 {len(seen.every):,} 路摄像机，本期没有上报的视频在线巡检，各摄像机的状态缺数据。"
        return said(told), said(_findings(findings))
    blocks: list[Block] = [said(_states(seen)), said(_findings(findings))]
    blocks.append(Table("视频在线率", _RATE_HEADS, tuple(_rate(one) for one in findings)))
    blocks += [said(one, is_note=True) for one in _gated(seen, findings)]
    blocks += [*_by_day(material, findings), *_map(seen), *_systems(seen, findings[-1])]
    return (*blocks, *_worst(seen))


def _findings(findings: list[Finding]) -> str:
    gaps = dict.fromkeys(lacking(one, "摄像机清单或视频在线巡检") for one in findings)
    return f"{'；'.join(sentence(one) for one in findings)}。{''.join(gaps)}"


def _states(seen: Cameras) -> str:
    """How many cameras stand how; what they are now goes before their rate."""
    retired = sum(not one.is_serving for one in seen.every)
    total = f"期内清单共 {len(seen.every):,} 路摄像机" + (f"（其中期内停用 {retired:,} 路）" if retired else "")
    counts = {state: sum(one.state == state for one in seen.every) for state in STATE_WORDS}
    told = "，".join(f"{STATE_WORDS[state]}的 {number:,} 路" for state, number in counts.items() if number)
    repeat = sum(one.is_repeat for one in seen.every)
    words = f"{total}：{told.replace('，达标', '并达标').replace('，低于', '但低于')}。"
    return words + (f"屡次离线（离线 {REPEATS} 次或报修 {REPEATS} 单及以上）{repeat:,} 路。" if repeat else "")


def _rate(finding: Finding) -> Row:
    one, pooled = finding.indicator, finding.beside.get("pooled")
    cells = (
        f"{one.code} {one.name}",
        shown_target(one),
        shown_value(finding),
        VERDICTS[finding.verdict],
        NOTHING if pooled is None else shown_figure(one, pooled),
        count(finding.whole),
        count(finding.part),
        count(finding.beside.get("exempt") if finding.covered_months else None),
    )
    return Row(cells, marked=(3,) if finding.verdict == "missed" else ())


def _gated(seen: Cameras, findings: list[Finding]) -> list[str]:
    """The months that count as missing although checks came in: too few of them."""
    told = []
    for one in findings:
        months = [str(month) for month in one.missing_months if str(month) in seen.days.covered]
        if months and one.indicator.gate:
            told.append(
                f"{one.indicator.name}：{'、'.join(months)} 检查不足 {one.indicator.gate.at_least:g}%，按缺数据处理。"
            )
    return told


def _by_day(material: Material, findings: list[Finding]) -> tuple[Block, ...]:
    """The rate day by day through a month, month by month through a longer period."""
    overall, key = findings[-1], findings[0]
    if len(material.months) == 1:
        return _days(material, overall)
    monthly = {name: material.monthly(name) for name in (overall.indicator.code, key.indicator.code)}
    names = [str(one.period.first) for one in material.months]
    labels = tuple(f"{int(name[5:])}月" for name in names)
    series = []
    for title, one in (("全部摄像机", overall), ("重点区域", key)):
        found = [monthly[one.indicator.code].get(name) for name in names]
        values = tuple(each.value if each and isinstance(each.value, float | int) else None for each in found)
        words = tuple(shown_value(each) if each and each.value is not None else "" for each in found)
        series.append(Series(title, values, words))
    told = "；".join(f"{one.name} {'、'.join(w or '缺数据' for w in one.words)}" for one in series)
    return _lines("各月视频在线率", labels, tuple(series), overall, told)


def _days(material: Material, overall: Finding) -> tuple[Block, ...]:
    assert material.cameras is not None
    days = material.cameras.days
    every, key = days.by_day(), days.by_day(key_only=True)
    labels = tuple(f"{day.day}日" for day in days.days)
    series = (Series("全部摄像机", tuple(_rates(every.values()))), Series("重点区域", tuple(_rates(key.values()))))
    rated = [(one.rate, day) for day, one in every.items() if one.rate is not None]
    if not rated:
        return ()
    worst, when = min(rated)
    told = f"全部摄像机最低的一天是 {when}，{percent(worst)}"
    return (said(f"{told}。"), *_lines("每日视频在线率", labels, series, overall, told))


def _rates(counts: object) -> list[float | None]:
    return [one.rate for one in counts if isinstance(one, Counts)]  # type: ignore[attr-defined]


def _lines(
    title: str, labels: tuple[str, ...], series: tuple[Series, ...], overall: Finding, told: str
) -> tuple[Block, ...]:
    known = [value for one in series for value in one.values if value is not None]
    if not known:
        return ()
    target = float(overall.indicator.above or overall.indicator.at_least or 95)
    low = max(0.0, (min([*known, target]) - 0.5) // 5 * 5)
    words = f"全部 {shown_target(overall.indicator)}"
    chart = Chart("lines", labels, series, "%", (target, words), low=low, high=100.0)
    return (Picture(title, chart, printed(f"{title}：{told}。")),)


def _map(seen: Cameras) -> tuple[Block, ...]:
    placed = [one for one in seen.every if one.is_in_area]
    if not placed:
        return (said("没有一路摄像机有服务范围内的坐标，不画点位图。"),)
    points = []
    for state, colour in _COLOURS.items():
        found = tuple((one.longitude or 0.0, one.latitude or 0.0) for one in placed if one.state == state)
        if found:
            points.append((STATE_WORDS[state], colour, found))
    told = "，".join(f"{name}的 {len(found):,} 路" for name, _, found in points)
    blocks: list[Block] = [Picture("摄像机点位（按状态）", Places(tuple(points)), printed(f"摄像机点位：{told}。"))]
    beyond = len(seen.every) - len(placed)
    if beyond:
        blocks.append(said(f"另有 {beyond:,} 路没有坐标或坐标在服务范围以外，图上不画，照常计入在线率。", is_note=True))
    return tuple(blocks)


def _systems(seen: Cameras, overall: Finding) -> tuple[Block, ...]:
    if not overall.systems or not judged_months(overall, seen.days):
        return ()
    ordered = sorted(overall.systems, key=lambda one: (one.value is None, one.value or 0.0, one.system_id))
    found = []
    for one in ordered:
        own = [camera for camera in seen.every if camera.system_id == one.system_id]
        is_below = one.value is not None and not reached(overall.indicator, one.value)
        cells = (
            system(one.system_id), f"{len(own):,}",
            NOTHING if one.value is None else shown_figure(overall.indicator, one.value), count(one.whole),
            count(one.part), f"{sum(camera.is_below for camera in own):,}",
            f"{sum(camera.is_repeat for camera in own):,}",
        )  # fmt: skip
        found.append(Row(cells, marked=(2,) if is_below else ()))
    return (Table("各系统视频在线率（差的在前）", _SYSTEM_HEADS, tuple(found)),)


def _worst(seen: Cameras) -> tuple[Block, ...]:
    """The cameras that somebody must look at."""
    ailing = [one for one in from_bad_to_good(seen.every) if one.state in ("offline", "unchecked", "far_below")]
    if not ailing:
        return (said("已检查的摄像机中没有离线或在线率过低的，也没有从未检查的。"),)
    table = Table("离线、从未检查或在线率过低的摄像机", _CAMERA_HEADS, tuple(_camera(one) for one in ailing))
    return tuple(bounded(table, _MOST_CAMERAS, "系统“摄像机”页"))


def _camera(one: Camera) -> Row:
    rate = one.counts.rate
    cells = (
        f"{one.name}（{one.asset_id}）",
        system(one.system_id),
        "重点" if one.is_key_area else "其他",
        STATE_WORDS[one.state],
        NOTHING if rate is None else f"{shown_number(rate, 2, 'at_least')}%",
        f"{one.counts.offline:,}",
        f"{one.spells:,}",
        f"{one.tickets:,}",
    )
    return Row(cells)
