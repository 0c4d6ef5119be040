"""What the probes have seen, and what they have not: unseen time, and outages that may not have been reported."""

from collections.abc import Sequence

from kpi.periods import Period
from kpi.probes import ProbeMonth, Suspected
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, lasting

SHOWN = 50
_RULE = (
    "不影响得分。相邻两次探测的间隔超过通常间隔（当月中位数）的 3 倍，中间算没有看到；单独一次异常不算停机；"
    "连续两次以上异常、又不在已报的停机或已批准的计划停机里，列为疑似未上报停机。"
)


def probe_section(months: Sequence[ProbeMonth], period: Period) -> str:
    """The probes of a period: what is suspected first, then system by system and month by month."""
    found = [one for one in months if one.month in period.months]
    if not found:
        words = "没有报探测日志。可以不报，不影响得分。" if not months else "本期没有探测日志。"
        return f"<section class='k-block'><h2>探测</h2><p class='k-quiet'>{words}</p></section>"
    suspects = [one for month in found for one in month.suspected]
    return (
        f"<section class='k-block'><h2>探测<small>{len({one.system_id for one in found})} 个系统有探测日志</small></h2>"
        f"<p class='k-said'>{_RULE}</p>{_suspected(suspects)}{_months(found)}</section>"
    )


def _suspected(found: Sequence[Suspected]) -> str:
    if not found:
        return "<p class='k-probed v-met'><i>✓</i>没有疑似未上报的停机</p>"
    rows = [
        [
            _system(one.system_id),
            f"<span class='k-day'>{_day(one)}</span>",
            "没有看到" if one.seen_up_at is None else f"<span class='k-day'>{one.seen_up_at:%m-%d %H:%M:%S}</span>",
            f"{one.failed} 次",
            "至少 " + lasting((one.last_at - one.starts_at).total_seconds()),
            f"<span class='k-place'>{escaped(one.file or NOTHING)}"
            f"<small>表“{escaped(one.sheet or '')}”，第 {one.row} 行起</small></span>",
        ]
        for one in found[:SHOWN]
    ]
    more = f"，只列出前 {SHOWN} 段" if len(found) > SHOWN else ""
    table = plain_table("疑似未上报停机", ("系统", "首次异常", "恢复正常", "连续异常", "历时", "出处"), rows)
    return f"<p class='k-probed v-behind'><i>！</i>疑似未上报停机 {len(found)} 段{more}</p>{table}"


def _day(one: Suspected) -> str:
    words = f"{one.starts_at:%Y-%m-%d %H:%M:%S}"
    return links.to("availability", words, day=f"{one.starts_at:%Y-%m-%d}", id=one.system_id[:5])


def _system(system_id: str) -> str:
    top = system_id[:5]
    return links.system(top) if top == system_id else f"{links.system(top)}<small>{escaped(system_id)}</small>"


def _months(found: Sequence[ProbeMonth]) -> str:
    rows = [
        [
            _system(one.system_id),
            f"<span class='k-day'>{one.month}</span>",
            f"{one.probes:,} 次",
            lasting(one.usual_seconds) if one.usual_seconds else "只有一次，看不出",
            _unseen(one),
            f"{one.failed:,} 次",
            f"{one.singles} 次",
            f"<b class='v-behind k-open'>！ {len(one.suspected)} 段</b>" if one.suspected else NOTHING,
        ]
        for one in found
    ]
    heads = ("系统", "月份", "探测", "通常间隔", "没有看到的时间", "异常", "单独一次", "疑似未上报")
    return plain_table("各系统各月的探测", heads, rows, css="k-grid k-probes")


def _unseen(one: ProbeMonth) -> str:
    if one.usual_seconds is None:
        return "看不出"
    if not one.unseen_seconds:
        return NOTHING
    longest = sorted(one.unseen, key=lambda span: span[0] - span[1])[:3]
    said = "；".join(f"{start:%m-%d %H:%M} 至 {end:%m-%d %H:%M}" for start, end in longest)
    more = f" 等 {len(one.unseen)} 段" if len(one.unseen) > len(longest) else ""
    return f"<b>{lasting(one.unseen_seconds)}</b><small class='k-quiet'>{said}{more}</small>"
