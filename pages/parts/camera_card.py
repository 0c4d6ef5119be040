"""The file of one camera 一物一档 drawn: fields and figures, its days, the records that name it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from data.basemap import is_in_area
from kpi.camera_files import CameraFile, Day, Listed, Naming, Origin
from kpi.cameras import Camera
from kpi.sentences import amount
from pages.parts import links
from pages.parts.camera_choice import Choice
from pages.parts.camera_feed import rate_words
from pages.parts.camera_figures import state_words
from pages.parts.camera_looks import DAYS, LOOKS
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

SHOWN_RECORDS = 40


def summary(file: CameraFile, camera: Camera | None, choice: Choice) -> str:
    """Who the camera is and how it stands, beside the map. camera None: it was not in service in the period."""
    close = links.to("cameras", "关闭", css="k-close", **choice.address())
    listed = file.listed
    if listed is None:
        known = any(one.checks for one in file.days) or file.tickets or file.inspections
        words = (
            "资产清单里没有这个编号；下面是巡检和工单里的记录，都不计入在线率。" if known else "没有这个编号的摄像机。"
        )
        return (
            f"<section class='k-file' data-camera='{escaped(file.asset_id)}'>"
            f"<header><h2>{escaped(file.asset_id)}</h2>{close}</header><p class='k-lacking'>{words}</p></section>"
        )
    state = state_words(camera) if camera else "<span class='k-quiet'>本期不在用</span>"
    meaning = LOOKS[camera.state].meaning if camera else ""
    fields = "".join(f"<dt>{name}</dt><dd>{words}</dd>" for name, words in _fields(listed))
    return (
        f"<section class='k-file' data-camera='{escaped(file.asset_id)}'>"
        f"<header><small>{escaped(file.asset_id)}</small><h2>{escaped(listed.name)}</h2>{close}</header>"
        f"<p class='k-standing'>{state}<span>{meaning}</span></p>{_figures(camera) if camera else ''}"
        f"<dl class='k-definition'>{fields}</dl></section>"
    )


def _figures(camera: Camera) -> str:
    counts = camera.counts
    cells = (
        ("在线率", rate_words(camera)),
        ("应在线", f"{counts.due} 天"),
        ("离线", f"{counts.offline} 天 / {camera.spells} 次"),
        ("豁免", f"{counts.exempt} 天"),
        ("未检查", f"{counts.in_service - counts.checked} 天"),
        ("工单", f"{camera.tickets} 单"),
    )
    return "<ul class='k-flow'>" + "".join(f"<li><small>{a}</small><b>{b}</b></li>" for a, b in cells) + "</ul>"


def _fields(listed: Listed) -> list[tuple[str, str]]:
    return [
        ("系统", links.system(listed.system_id)),
        ("设备类型", escaped(listed.device_type or NOTHING)),
        ("区域", "重点公共区域" if listed.is_key_area else "其他区域"),
        ("安装位置", escaped(listed.location or NOTHING)),
        ("坐标", _coordinates(listed)),
        ("品牌型号", escaped(" ".join(one for one in (listed.brand, listed.model) if one) or NOTHING)),
        ("投运日期", str(listed.in_service_from or NOTHING)),
        ("停用日期", str(listed.out_of_service_on or "在用")),
        ("维保到期", str(listed.warranty_until or NOTHING)),
        ("照片", escaped(listed.photo or "没有")),
        ("出处", _place(listed.origin)),
    ]


def _coordinates(listed: Listed) -> str:
    if listed.longitude is None or listed.latitude is None:
        return "<b class='v-behind k-open'>没有坐标</b>"
    words = f"{listed.longitude:.6f}，{listed.latitude:.6f}（WGS84）"
    if listed.crs in ("GCJ02", "BD09"):
        words += (
            f"<small>上报为 {listed.original_longitude}，{listed.original_latitude}（{listed.crs}），已换算</small>"
        )
    if not is_in_area(listed.longitude, listed.latitude):
        words += "<small class='v-behind k-open'>在服务范围以外，没有画在地图上</small>"
    return f"<span class='k-place'>{words}</span>"


def _place(origin: Origin | None) -> str:
    if origin is None:
        return NOTHING
    place = f"{origin.file or NOTHING}，表“{origin.sheet}”，第 {origin.row} 行"
    return f"<span class='k-place'>{escaped(place)}<small>{escaped(origin.batch_id)}</small></span>"


def calendar(file: CameraFile) -> str:
    """A square a day, a row a month, with the day's state as colour and sign, and its row in the file as a title."""
    counts = Counter(one.state for one in file.days)
    key = "".join(
        f"<li><i class='c-{name}'>{sign}</i>{word}<b>{counts[name]}</b></li>"
        for name, (word, sign) in DAYS.items()
        if counts[name]
    )
    rows = "".join(
        f"<div><small>{month}</small>{''.join(map(_square, days))}</div>"
        for month, days in groupby(file.days, key=lambda one: f"{one.day:%Y-%m}")
    )
    title = "每天的在线情况<small>一格一天；当天过半的检查在线为在线</small>"
    return (
        f"<section class='k-block'><h2>{title}</h2><div class='k-wall k-camera-days'>{rows}</div>"
        f"<ul class='k-legend k-shades'>{key}</ul></section>"
    )


def _square(one: Day) -> str:
    word, sign = DAYS[one.state]
    words = f"{one.day} {word}"
    if one.checks:
        words += f"，检查 {one.checks} 次，在线 {one.online_checks} 次"
    if one.exempt_reason:
        words += f"，{one.exempt_reason}"
    if one.checks and not one.is_counted:
        words += "，不计"
    if one.origin is not None:
        words += f"；{one.origin.file} 第 {one.origin.row} 行"
    return f"<i class='c-{one.state}' title='{escaped(words)}'>{sign or one.day.day}</i>"


def noted_days(file: CameraFile) -> str:
    """The days off line or exempt, and those that count nowhere, newest first, each with its row in the file."""
    noted = [
        one for one in reversed(file.days) if one.checks and (one.state in ("offline", "exempt") or not one.is_counted)
    ]
    rows = [
        [
            f"<span class='k-day'>{one.day}</span>",
            _day_words(one),
            f"<span class='k-said'>{one.checks} 次检查，{one.online_checks} 次在线</span>",
            _place(one.origin),
        ]
        for one in noted
    ]
    return _records("离线和豁免的日子", ("日期", "状态", "检查", "出处"), rows)


def _day_words(one: Day) -> str:
    word, sign = DAYS[one.state]
    reason = f"：{one.exempt_reason}" if one.exempt_reason else ""
    uncounted = "" if one.is_counted else "（不在清单或不在用，不计）"
    return escaped(f"{sign} {word}{reason}{uncounted}".strip())


def namings(title: str, heads: tuple[str, str], found: Sequence[Naming]) -> str:
    """Tickets or inspections that name the camera, newest first; heads: what begins and what it lasted until."""
    rows = [
        [
            f"<span class='k-day'>{_at(one.began_at)}</span><span class='k-place'>{escaped(one.record_id)}</span>",
            f"<span class='k-day'>{_until(one)}</span>",
            f"<span class='k-said'>{escaped(one.words)}</span>",
            _place(one.origin),
        ]
        for one in found
    ]
    return _records(title, (heads[0], heads[1], "说明", "出处"), rows)


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _until(one: Naming) -> str:
    if one.ended_at is None:
        return "<b class='v-behind k-open'>未完成</b>" if one.is_open else NOTHING
    return f"{_at(one.ended_at)}（{amount((one.ended_at - one.began_at).total_seconds() / 3600, '小时')}）"


def _records(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    shown = rows[:SHOWN_RECORDS]
    note = f"{len(rows)} 条" + (f"，列出最近 {len(shown)} 条" if len(rows) > len(shown) else "")
    table = plain_table(title, heads, shown) if rows else "<p class='k-quiet'>没有记录</p>"
    return f"<section class='k-block'><h2>{title}<small>{note}</small></h2>{table}</section>"
