"""疑点 as a list: how many each package has, then one line each, the strongest first."""

from collections.abc import Collection, Iterable, Sequence

from kpi.doubting import DOUBT_STATES, STRENGTHS, Doubt, DoubtState, checks
from kpi.sentences import name_of
from kpi.targets import PACKAGES
from loaders.datasets import DATASETS
from pages.parts import filters, links
from pages.parts.doubted import LOOK, by_strength, doubts
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name
from pages.parts.workbooks import Cell

HEADS = (
    "包件", "月份", "系统编号", "系统", "疑点", "程度", "说的是", "状态", "理由", "说明人", "说明时间",
    "数据", "记录编号", "记录", "文件", "工作表", "行",
)  # fmt: skip
PLACE = "doubt"
"""Where an opened doubt stands on the page."""
_STATE_LOOKS: dict[DoubtState, tuple[str, str]] = {
    "open": ("behind", "○"), "changed": ("behind", "！"), "explained": ("met", "✓"),
}  # fmt: skip


def month_names(found: Iterable[Doubt]) -> dict[str, str]:
    """The months that have doubts, the newest first, after all of them."""
    months = sorted({str(one.month) for one in found}, reverse=True)
    return {filters.ALL: "全部月份"} | {month: month for month in months}


def strength_pill(doubt: Doubt) -> str:
    """How much a doubt says: sign and word."""
    tone, sign = LOOK[doubt.check.strength]
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{STRENGTHS[doubt.check.strength]}</span>"


def state_pill(doubt: Doubt) -> str:
    """Whether it is explained: sign and word."""
    tone, sign = _STATE_LOOKS[doubt.state]
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{DOUBT_STATES[doubt.state]}</span>"


def where(doubt: Doubt) -> str:
    """The system of a doubt, or its package."""
    return links.system(doubt.system_id) if doubt.system_id else f"包件{doubt.package}<small>不分系统</small>"


def tiles(chosen: Sequence[int], reporting: Collection[int], **kept: str) -> str:
    """How many doubts of each package are to be looked at, and how strong they are; each a link to that package."""
    narrowed = {name: value for name, value in kept.items() if value not in (filters.ALL, "todo")}
    cells = "".join(_tile(package, package in reporting, chosen == [package], narrowed) for package in PACKAGES)
    return f"<nav class='k-tiles k-doubt-tiles' aria-label='各包件的疑点'>{cells}</nav>"


def _tile(package: int, has_data: bool, is_chosen: bool, kept: dict[str, str]) -> str:
    own = doubts(package)
    number = sum(one.is_open for one in own)
    open_ones = [one.check.strength for one in own if one.is_open]
    tone = next((LOOK[one][0] for one in STRENGTHS if one in open_ones), "met" if has_data else "no_data")
    explained = sum(not one.is_open for one in own)
    said = by_strength(own) or ("没有待说明的" if has_data else "还没有数据")
    said += f"，已说明 {explained}" if explained else ""
    current = " aria-current='true'" if is_chosen else ""
    address = escaped(links.address("doubts", pkg=package, **kept))
    return (
        f"<div class='v-{tone}'{current} data-package='{package}'><a class='k-link' target='_self' href='{address}'>"
        f"<span>{escaped(package_name(package))}</span><b>{number if has_data else NOTHING}</b>"
        f"<span>{said}</span></a></div>"
    )


def summary(every: list[Doubt], reporting: Collection[int]) -> str:
    """'待说明 13 条（矛盾 5，可疑 6，留意 2）', or that there are none."""
    number = sum(one.is_open for one in every)
    return (
        f"<b>待说明 {number} 条（{by_strength(every)}）</b>"
        if number
        else "没有待说明的疑点"
        if reporting
        else "还没有数据"
    )


def nothing(every: Sequence[Doubt], reporting: Collection[int]) -> str:
    """What stands in place of the list."""
    if not reporting:
        return "<p class='k-quiet'>还没有数据，没有可以核对的。</p>"
    words = (
        "这样筛选没有疑点，请放宽上面的条件。" if every else "记录互相核对，没有发现对不上的。没有上报的月份没有核对。"
    )
    return f"<p class='k-probed v-met'><i>✓</i>{words}</p>"


def table(found: Sequence[Doubt], opened: str) -> str:
    """A line for each doubt, which opens its records. opened: the key of the one that is open."""
    rows = [_row(one, one.key == opened) for one in found]
    heads = ("程度", "系统", "月份", "疑点", "记录", "状态")
    return plain_table("疑点", heads, rows, "k-doubts")


def _row(doubt: Doubt, is_open: bool) -> list[str]:
    named = {"doubt": doubt.key, **filters.carried("pkg", "month", "check", "state")}
    words = f"<b>{escaped(doubt.check.title)}</b><span>{escaped(doubt.said)}</span>"
    css = "k-opens k-shown" if is_open else "k-opens"
    address = escaped(links.address("doubts", **named))
    link = f"<a class='k-link {css}' target='_self' href='{address}#{PLACE}'>{words}</a>"
    reason = f"<small>{escaped(doubt.explanation.reason)}</small>" if doubt.explanation else ""
    return [
        strength_pill(doubt), where(doubt), f"<span class='k-day'>{doubt.month}</span>", link,
        f"<span class='k-day'>{len(doubt.records)} 条</span>" if doubt.records else NOTHING, state_pill(doubt) + reason,
    ]  # fmt: skip


def lines(found: Iterable[Doubt]) -> list[Sequence[Cell]]:
    """A line for each record behind the doubts, under HEADS; one for a doubt without records."""
    return [line for doubt in found for line in _lines(doubt)]


def _lines(doubt: Doubt) -> list[Sequence[Cell]]:
    said = doubt.explanation
    begin: list[Cell] = [
        doubt.package, str(doubt.month), doubt.system_id, name_of(doubt.system_id) if doubt.system_id else None,
        doubt.check.title, STRENGTHS[doubt.check.strength], doubt.said, DOUBT_STATES[doubt.state],
    ]  # fmt: skip
    begin += [said.reason, said.made_by, f"{said.made_at:%Y-%m-%d %H:%M}"] if said else [None, None, None]
    ends: list[list[Cell]] = [
        [DATASETS[one.dataset].title, one.record_id, one.note, one.file, one.sheet, one.row] for one in doubt.records
    ]
    return [[*begin, *end] for end in ends or [[None] * 6]]


def rules() -> str:
    """Every check with what is behind it, and its thresholds with their reasons."""
    rows = [
        [
            f"<b>{escaped(one.title)}</b><small>{STRENGTHS[one.strength]}</small>",
            escaped(one.why),
            "、".join(escaped(DATASETS[dataset].title) for dataset in one.needs) or "有什么核对什么",
            "".join(
                f"<p><b>{limit.what} {limit.value:g} {limit.unit}</b><small>{limit.reason}</small></p>"
                for limit in one.thresholds
            )
            or "没有门槛，有一条就列",
        ]
        for one in checks().values()
    ]
    seen = links.to("availability", "可用率", css="k-jump"), links.to("satisfaction", "满意度", css="k-jump")
    also = (
        f"<p class='k-doubt-line'>探测看到、没有上报的停机在{seen[0]}，去掉重复答卷以后的满意率在{seen[1]}，不重复列。"
        "没有上报的月份不核对；计划停机、豁免、停用的系统按考核口径处理。</p>"
    )
    return also + plain_table("核对的办法", ("核对", "为什么可疑", "要有的数据", "门槛和理由"), rows, "k-doubt-rules")
