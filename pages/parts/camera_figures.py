"""The figures of all cameras: the two rates with their worst month, systems, contradictions, points elsewhere."""

from collections.abc import Sequence

from kpi.camera_standing import camera_findings, from_bad_to_good, judged_months
from kpi.cameras import Camera, CameraDays, clauses
from kpi.evidence import Contradiction
from kpi.judge import reached
from kpi.remarks import remarks
from kpi.score import Scorecard, Trend
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import shown_figure, shown_number, shown_target, shown_value
from pages.parts import links
from pages.parts.camera_choice import Choice
from pages.parts.camera_feed import rate_words
from pages.parts.camera_looks import LOOKS, REPEAT_RULE, hexed
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, verdict
from pages.parts.verdicts import LOOKS as VERDICT_LOOKS

SHOWN_LINES = 50
SHOWN_BESIDE = 14


def rates(card: Scorecard, trend: Trend, days: CameraDays) -> str:
    """Both clauses side by side: value, verdict, target, worst month, the pooled rate, and what it is made of."""
    return f"<div class='k-rates'>{''.join(_rate(one, trend, days) for one in camera_findings(card))}</div>"


def _rate(finding: Finding, trend: Trend, days: CameraDays) -> str:
    one = finding.indicator
    pooled = finding.beside.get("pooled")
    tags = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in remarks(finding))
    tagged = f"<p class='k-tags'>{tags}</p>" if tags else ""
    value = f"<b class='k-value'>{escaped(shown_value(finding))}</b>"
    return (
        f"<section class='k-finding v-{finding.verdict}' data-code='{one.code}'>"
        f"<header><small>{one.code}</small><h2>{links.indicator(one.code, escaped(one.name))}</h2>"
        f"{verdict(finding.verdict)}</header><div class='k-figures'>"
        f"<div><small>{_worst_words(finding, trend)}</small>{value}</div>"
        f"<div><small>目标值（每个月都要达到）</small><b>{escaped(shown_target(one))}</b></div>"
        f"<div><small>本期合计</small><b>{NOTHING if pooled is None else escaped(shown_figure(one, pooled))}</b></div>"
        f"</div>{_flow(finding, days)}{_gated(finding, days)}{tagged}</section>"
    )


def _worst_words(finding: Finding, trend: Trend) -> str:
    months = trend.get(finding.indicator.code, {})
    worst = [
        str(month)
        for month in finding.covered_months
        if str(month) in months and months[str(month)].value == finding.value
    ]
    return f"最差的月份 {worst[0]}" if worst and finding.value is not None else "最差的月份"


def _flow(finding: Finding, days: CameraDays) -> str:
    """From camera-days in service down to those online; due, online and exempt ones as the scorecard has them."""
    months = judged_months(finding, days)
    if not months:
        return ""
    counts = days.of_months(months, key_only=finding.indicator.tag is not None)
    due, online = int(finding.whole or 0), int(finding.part or 0)
    exempt = int(finding.beside.get("exempt") or 0)
    share = f"（{shown_number(100 * counts.checked / counts.in_service, 2, 'at_least')}%）" if counts.in_service else ""
    steps = (
        ("在用", counts.in_service, ""), ("已检查", counts.checked, share), ("豁免", exempt, ""), ("应在线", due, ""),
        ("在线", online, ""), ("离线", due - online, ""),
    )  # fmt: skip
    cells = "".join(f"<li><small>{word}{note}</small><b>{number:,}</b></li>" for word, number, note in steps)
    return f"<ul class='k-flow' title='单位：台·天；应在线＝已检查－豁免'>{cells}</ul>"


def _gated(finding: Finding, days: CameraDays) -> str:
    """The months that count as missing although checks came in: too few of them."""
    months = [str(month) for month in finding.missing_months if str(month) in days.covered]
    gate = finding.indicator.gate
    if not months or gate is None:
        return ""
    return f"<p class='k-lacking'>{'、'.join(months)} 检查不足 {gate.at_least:g}%，按缺数据处理，不在上面的数里。</p>"


def repeat_rule() -> str:
    """What is chosen by the marks, in words."""
    key, overall = clauses()
    limits = f"重点区域的摄像机{shown_target(key)}，其他{shown_target(overall)}"
    return f"目标按本期每一路自己的在线率看：{limits}。{REPEAT_RULE}。"


# --- the cameras by name ---


def camera_link(one: Camera, choice: Choice) -> str:
    """A link to the file of a camera, keeping what is chosen."""
    words = f"{escaped(one.name)}<small>{escaped(one.asset_id)}</small>"
    return links.to("cameras", words, camera=one.asset_id, **choice.address())


def state_words(one: Camera) -> str:
    """The state of a camera: dot, sign and word."""
    look = LOOKS[one.state]
    return f"<span class='k-state'><i style='background:{hexed(look.colour)}'>{look.sign}</i>{look.word}</span>"


def number_words(cameras: Sequence[Camera]) -> str:
    """How many cameras there are: '在用 2,335 路摄像机，期内停用 12 路'."""
    retired = sum(not one.is_serving for one in cameras)
    return f"在用 {len(cameras) - retired:,} 路摄像机" + (f"，期内停用 {retired:,} 路" if retired else "")


def short_list(cameras: Sequence[Camera], choice: Choice) -> str:
    """The worst few, beside the map."""
    title = f"<h2 class='k-panel'>先看这些<small>选中 {len(cameras):,} 路，从差到好</small></h2>"
    lines = "".join(
        f"<li>{state_words(one)}{camera_link(one, choice)}<b>{rate_words(one)}</b></li>"
        for one in from_bad_to_good(cameras)[:SHOWN_BESIDE]
    )
    return title + (f"<ol class='k-ailing'>{lines}</ol>" if lines else "<p class='k-quiet'>没有符合条件的摄像机。</p>")


def camera_table(cameras: Sequence[Camera], choice: Choice) -> str:
    """The chosen cameras from bad to good, as a table."""
    rows = [
        [
            camera_link(one, choice),
            links.system(one.system_id),
            "重点" if one.is_key_area else "其他",
            state_words(one),
            f"<b class='k-number'>{rate_words(one)}</b>",
            *(f"<span class='k-number'>{number:,}</span>" for number in _numbers(one)),
            f"<span class='k-day'>{one.checked_on or NOTHING}</span>",
        ]
        for one in from_bad_to_good(cameras)[:SHOWN_LINES]
    ]
    heads = ("摄像机", "系统", "区域", "状态", "在线率", "应在线天", "离线天", "离线次数", "豁免天", "工单", "最近检查")
    return plain_table("摄像机名单", heads, rows, "k-cameras")


def _numbers(one: Camera) -> tuple[int, ...]:
    return one.counts.due, one.counts.offline, one.spells, one.counts.exempt, one.tickets


# --- by system ---


def system_table(card: Scorecard, cameras: Sequence[Camera], days: CameraDays) -> str:
    """The systems with the rate of their worst month as the scorecard has it, and their cameras in trouble."""
    key, overall = camera_findings(card)
    key_values = {one.system_id: one.value for one in key.systems}
    months = judged_months(overall, days)
    rows = []
    for one in sorted(overall.systems, key=lambda found: (found.value is None, found.value or 0, found.system_id)):
        own = [camera for camera in cameras if camera.system_id == one.system_id]
        counts = days.of_months(months, one.system_id)
        chosen = {"system": one.system_id}
        rows.append(
            [
                links.system(one.system_id),
                links.to("cameras", f"{len(own):,} 路", **chosen),
                _against(overall.indicator, one.value),
                _against(key.indicator, key_values.get(one.system_id)),
                *(_number(number) for number in (counts.in_service, counts.checked, counts.exempt)),
                *(_number(int(number or 0)) for number in (one.whole, one.part)),
                _counted(own, "is_below", {"only": "below"} | chosen),
                _counted(own, "is_repeat", {"only": "repeat"} | chosen),
            ]
        )
    if not rows:
        return ""
    heads = (
        "系统",
        "摄像机",
        "最差月份在线率",
        "重点区域最差月份",
        "在用",
        "已检查",
        "豁免",
        "应在线",
        "在线",
        "低于目标",
        "屡次离线",
    )
    table = plain_table("各系统的在线率", heads, rows, "k-cameras")
    note = "从差到好；在用至在线的单位为台·天；✓ ✕ 为该系统自身对照目标值，结论只按整个包件下"
    return f"<section class='k-block'><h2>各系统<small>{note}</small></h2>{table}</section>"


def _against(indicator: Indicator, value: float | None) -> str:
    if value is None:
        return NOTHING
    name = "met" if reached(indicator, value) else "missed"
    sign = VERDICT_LOOKS["met" if name == "met" else "missed"].sign
    return f"<b class='k-number v-{name} k-own'>{sign} {escaped(shown_figure(indicator, value))}</b>"


def _number(value: int) -> str:
    return f"<span class='k-number'>{value:,}</span>"


def _counted(cameras: Sequence[Camera], name: str, chosen: dict[str, str]) -> str:
    count = sum(bool(getattr(one, name)) for one in cameras)
    return f"<span class='k-number'>{links.to('cameras', f'{count:,} 路', **chosen) if count else 0}</span>"


# --- what does not fit ---


def contradiction_lists(found: Sequence[Contradiction], is_known: bool) -> str:
    """The two lists: checked but not in the list of assets, and listed but not checked for a month or more.

    is_known: whether any month has both, so that an empty list says something.
    """
    parts = (
        ("巡检里有、清单里没有", "这些检查不计入在线率", "camera_checks", "没有：检查到的摄像机都在资产清单里。"),
        ("清单里有、整月没有检查", "在用而当月一次也没有检查", "assets", "没有：在用的摄像机每个月都有检查。"),
    )
    unknown = "还没有同时上报资产清单和视频在线巡检，无法核对。"
    lists = [_listed(found, *part[:3], part[3] if is_known else unknown) for part in parts]
    return f"<div class='k-two'>{''.join(lists)}</div>"


def _listed(found: Sequence[Contradiction], title: str, meaning: str, dataset: str, none: str) -> str:
    lines = [one for one in found if one.dataset == dataset]
    rows = [
        [
            links.to("cameras", escaped(one.record_id), camera=one.record_id),
            f"<span class='k-said'>{escaped(one.reason)}</span>",
            _place(one.file, one.sheet, one.row),
        ]
        for one in lines[:SHOWN_LINES]
    ]
    more = f"，列出前 {SHOWN_LINES} 个" if len(lines) > SHOWN_LINES else ""
    body = plain_table(title, ("摄像机", "说明", "出处"), rows) if rows else f"<p class='k-quiet'>{none}</p>"
    note = f"{len(lines)} 个{more}；{meaning}；所有月份"
    return f"<section class='k-block'><h2>{title}<small>{note}</small></h2>{body}</section>"


def elsewhere(cameras: Sequence[Camera]) -> str:
    """Cameras that are not drawn: their coordinates lie outside the area, or are missing."""
    found = [one for one in cameras if not one.is_in_area]
    if not found:
        return ""
    rows = [
        [
            links.to("cameras", f"{escaped(one.name)}<small>{escaped(one.asset_id)}</small>", camera=one.asset_id),
            links.system(one.system_id),
            "在服务范围以外" if one.is_placed else "没有坐标",
            _coordinates(one),
            _place(one.file, one.sheet, one.row),
        ]
        for one in found[:SHOWN_LINES]
    ]
    more = f"，列出前 {SHOWN_LINES} 路" if len(found) > SHOWN_LINES else ""
    table = plain_table("没有画在地图上的摄像机", ("摄像机", "系统", "原因", "上报的坐标", "出处"), rows)
    note = f"{len(found):,} 路{more}；照常计入在线率，请核对坐标和坐标系"
    return f"<section class='k-block'><h2>没有画在地图上<small>{note}</small></h2>{table}</section>"


def _coordinates(one: Camera) -> str:
    if not one.is_placed:
        return NOTHING
    return escaped(f"{one.original_longitude}，{one.original_latitude}（{one.crs}）")


def _place(file: str | None, sheet: str | None, row: int | None) -> str:
    return f"<span class='k-place'>{escaped(file or NOTHING)}<small>表“{escaped(sheet)}”，第 {row} 行</small></span>"
