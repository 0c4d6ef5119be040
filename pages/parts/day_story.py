"""One day of a system in front of one's eyes: the line of its time, segments that add up, the records behind."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from kpi.sentences import name_of
from kpi.timeline import DayTimeline, Kind, MergedOutage, Segment, SpanRecord
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, lasting

_KINDS: dict[Kind, tuple[str, str]] = {
    "up": ("可用", "s-up"),
    "down": ("停机，计入", "s-down"),
    "planned": ("计划停机，扣除", "s-planned"),
    "exempt": ("豁免停机，扣除", "s-exempt"),
    "no_service": ("服务时间以外，不计", "s-none"),
    "unreported": ("未上报，不计", "s-unreported"),
}


def day_story(story: DayTimeline, address_day: dict[str, date]) -> str:
    """The whole of a chosen day. address_day: the days before and after it that can be gone to, by word."""
    around = "".join(
        links.to("availability", word, day=day, id=story.system_id) for word, day in address_day.items()
    ) + links.to("availability", "收起", pkg=story.system_id[1])
    total = sum(one.seconds for one in story.segments)
    down = sum(one.seconds for one in story.segments if one.kind == "down")
    return (
        f"<section class='k-story' data-day='{story.day}'><header><h2>{story.day} {escaped(name_of(story.system_id))}"
        f"<small>{story.system_id}</small></h2><span>{around}</span></header>"
        f"<p class='k-sentence'>当天停机计入 <b>{lasting(down)}</b>；下面各段首尾相接，合计 {lasting(total)}。</p>"
        f"{_line(story.segments, hours=True)}{_segment_table(story.segments, story.records, '当天各段')}"
        f"{_record_table(story)}{''.join(_outage(one, story) for one in story.outages)}</section>"
    )


def _line(segments: Sequence[Segment], *, hours: bool = False) -> str:
    """The segments as one bar, each as wide as it is long."""
    parts = "".join(
        f"<span class='{_KINDS[one.kind][1]}' style='flex-grow:{one.seconds:.0f}' "
        f"title='{one.starts_at:%m-%d %H:%M:%S} 至 {one.ends_at:%m-%d %H:%M:%S} {_KINDS[one.kind][0]}'></span>"
        for one in segments
    )
    scale = "".join(f"<i>{hour:02}</i>" for hour in range(0, 24, 2)) if hours else ""
    shown = dict.fromkeys(one.kind for one in segments)
    key = "".join(f"<li><i class='{_KINDS[kind][1]}'></i>{_KINDS[kind][0]}</li>" for kind in shown)
    scaled = f"<div class='k-clock'>{scale}</div>" if scale else ""
    return f"<div class='k-timeline'>{parts}</div>{scaled}<ul class='k-legend k-shades'>{key}</ul>"


def _segment_table(segments: Sequence[Segment], records: Sequence[SpanRecord], caption: str) -> str:
    """The segments as rows, their lengths added up below."""
    rows = [
        [
            _moment(one.starts_at),
            _moment(one.ends_at),
            f"<b>{lasting(one.seconds)}</b>",
            f"<span class='k-kind'><i class='{_KINDS[one.kind][1]}'></i>{_KINDS[one.kind][0]}</span>",
            f"<span class='k-said'>{escaped(_why(one, records))}</span>",
        ]
        for one in segments
    ]
    total = sum(one.seconds for one in segments)
    rows.append(["<b>合计</b>", "", f"<b>{lasting(total)}</b>", "", f"<span class='k-said'>{len(segments)} 段</span>"])
    return plain_table(caption, ("起", "止", "时长", "怎么算", "依据"), rows, css="k-segments")


def _moment(moment: datetime) -> str:
    return f"<span class='k-day'>{moment:%m-%d %H:%M:%S}</span>"


def _why(one: Segment, records: Sequence[SpanRecord]) -> str:
    """Which record takes the time, and which others name it too."""
    if one.record_id is None:
        return NOTHING
    others = [
        record.record_id
        for record in records
        if record.role in ("counted", "exempt") and record.record_id not in (one.record_id, one.removed_id)
        and record.starts_at < one.ends_at and record.ends_at > one.starts_at
    ]  # fmt: skip
    words = f"{one.record_id}"
    if one.removed_id is not None and one.removed_id != one.record_id:
        words += f"；{one.removed_id} 的这段停机因此不计"
    return words + (f"；与 {'、'.join(others)} 重叠，只算一次" if others else "")


def _record_table(story: DayTimeline) -> str:
    if not story.records:
        return "<p class='k-quiet'>当天没有停机记录，也没有计划停机。</p>"
    rows = [_record(one, story) for one in story.records]
    table = plain_table("当天的记录", ("编号", "起止", "怎么算", "当天由它计入", "出处"), rows)
    return f"<h3>当天的记录<small>重叠的每一秒算在最早开始的记录上</small></h3>{table}"


def _record(one: SpanRecord, story: DayTimeline) -> list[str]:
    own = sum(part.seconds for part in story.segments if part.kind == "down" and part.record_id == one.record_id)
    end = f"<span class='k-day'>{one.ends_at:%m-%d %H:%M}</span>"
    words = "；".join(word for word in (one.note, one.words) if word)
    return [
        f"<b>{escaped(one.record_id)}</b>",
        f"<span class='k-day'>{one.starts_at:%m-%d %H:%M}</span> 至 "
        + ("<b class='v-behind k-open'>未恢复</b>" if one.is_open else end),
        f"<span class='k-said'>{escaped(words)}</span>",
        lasting(own),
        f"<span class='k-place'>{escaped(one.file or NOTHING)}"
        f"<small>表“{escaped(one.sheet or '')}”，第 {one.row} 行</small><small>{escaped(one.batch_id)}</small></span>",
    ]


def _outage(one: MergedOutage, story: DayTimeline) -> str:
    """A merged outage: which records make it, and what is left of them step by step."""
    names = "、".join(escaped(record.record_id) for record in one.records)
    steps = [
        (f"{len(one.records)} 条记录相加" if len(one.records) > 1 else "记录", one.recorded_seconds, ""),
        ("重叠只算一次", one.recorded_seconds - one.seconds, "−"),
        ("计划停机内", one.seconds_of("planned"), "−"),
        ("豁免停机内", one.seconds_of("exempt"), "−"),
        ("服务时间以外", one.seconds_of("no_service"), "−"),
        ("未上报的月份", one.seconds_of("unreported"), "−"),
    ]
    shown = "".join(
        f"<li><small>{sign} {word}</small><b>{lasting(seconds)}</b></li>"
        for word, seconds, sign in steps
        if not sign or round(seconds)
    )
    left = one.seconds_of("down")
    cut = any(record.is_open for record in one.records)
    beyond = one.starts_at.date() < story.day or one.ends_at > datetime.combine(
        story.day, datetime.min.time()
    ) + timedelta(1)
    table = _segment_table(one.segments, one.records, "这次停机各段") if beyond else ""
    bar = _line(one.segments) if beyond else ""
    return (
        f"<h3>停机 {one.starts_at:%m-%d %H:%M} 至 {one.ends_at:%m-%d %H:%M}{'（数据截止时未恢复）' if cut else ''}"
        f"<small>由 {names} 合成，{'算一次故障' if round(left) > 0 else '没有计入的时间，不算故障'}</small></h3>"
        f"<ul class='k-steps-sum'>{shown}<li class='v-missed'><small>= 计入</small><b>{lasting(left)}</b></li></ul>"
        f"{bar}{table}"
    )
