"""Packages × months: which are closed, with what score, which can be closed, which were re-opened."""

from collections import Counter
from collections.abc import Mapping, Sequence

from kpi.changes import Changed, changed_findings
from kpi.closing import ClosingResult, MonthStanding
from kpi.measures import measures
from kpi.words import VERDICTS, shown_value
from loaders.completeness import Slot, Standing
from loaders.waiting_list import WaitingUpload
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name, points

Board = Mapping[int, Sequence[MonthStanding]]
_LACKING = ("missing", "due", "open", "partial")


def grid(
    board: Board, reported: Mapping[Slot, Standing], waiting: Sequence[WaitingUpload], chosen: tuple[int, str]
) -> str:
    """The board as a table; each cell leads to its month below. chosen: the package and month shown there now."""
    months = [str(one.month) for one in next(iter(board.values()))]
    waits = Counter((one.package, one.month) for one in waiting if one.state == "waiting")
    rows = [
        [f"<b>{escaped(package_name(package))}</b>"]
        + [
            links.to("closing", _cell(one, lacking(reported, package, str(one.month)), waits[package, str(one.month)]),
                     css="k-chosen" if (package, str(one.month)) == chosen else "", pkg=package, month=one.month)
            for one in board[package]
        ]
        for package in board
    ]  # fmt: skip
    return plain_table("各包件各月的结账", ["包件", *months], rows, css="k-grid k-slots k-closings")


def lacking(reported: Mapping[Slot, Standing], package: int, month: str) -> int:
    """How many uploads of a month have not come in whole."""
    return sum(
        one.state in _LACKING for slot, one in reported.items() if (slot.package, slot.month) == (package, month)
    )


def _cell(one: MonthStanding, missing: int, waits: int) -> str:
    tone, sign, word, more = _looks(one, missing)
    badge = f"<b class='k-waits'>待处理 {waits}</b>" if waits else ""
    differs = "<b class='v-behind' title='后来的记录与结账结果不同'>≠</b>" if one.deviating else ""
    return f"<span class='k-slot v-{tone}'><i>{sign}</i>{word}{differs}{badge}<small>{more}</small></span>"


def _looks(one: MonthStanding, missing: int) -> tuple[str, str, str, str]:
    """Colour, sign, word, and a line below."""
    if one.state == "closed" and one.holding and one.holding.month_card:
        card, entry = one.holding.month_card, one.holding.entry
        who = f"{escaped(entry.made_by)} {entry.made_at:%m-%d}"
        return "met", "✓", f"已结账 {points(card.projected)} {card.grade or ''}", who
    if one.state == "running":
        return "not_due", "○", "没有结束", NOTHING
    word = "重开了" if one.state == "reopened" else "可结账" if one.can_close else "未结账"
    more = f"缺 {missing} 份" if missing else "资料已齐"
    if one.state == "reopened":
        return "behind", "↺", word, more
    return ("on_track", "…", word, more) if one.can_close else ("not_due", "·", word, more)


def legend() -> str:
    """The signs of the grid in words."""
    looks = (("met", "✓", "已结账：预计分和等级，谁、何时"), ("on_track", "…", "轮到它，可以结账"),
             ("behind", "↺", "重开了，还没有再结账"), ("behind", "≠", "后来的记录与结账结果不同"),
             ("not_due", "○", "没有结束"))  # fmt: skip
    items = "".join(f"<li class='v-{tone}'><i>{sign}</i>{word}</li>" for tone, sign, word in looks)
    return f"<ul class='k-legend'>{items}</ul>"


def history_table(told: Sequence[ClosingResult]) -> str:
    """Every closing and re-opening of a package, the newest first, each with the result that it had."""
    rows = [
        [
            f"<span class='k-day'>{one.entry.made_at:%Y-%m-%d %H:%M}</span>",
            f"<span class='k-day'>{one.entry.month}</span>",
            _kind(one),
            _score(one),
            _shift(one, told),
            escaped(one.entry.made_by),
            escaped(one.entry.reason) or _confirmed(one) or NOTHING,
            f"<code title='{one.entry.checksum}'>{one.entry.checksum[:12]}</code>",
        ]
        for one in told
    ]
    if not rows:
        return "<p class='k-quiet'>还没有结过账</p>"
    heads = ("时间", "月份", "操作", "当月得分", "与上一次", "经手人", "理由 / 确认的缺项", "校验值")
    return plain_table("结账记录", heads, rows, css="k-closing-history")


def _kind(one: ClosingResult) -> str:
    if one.entry.kind == "reopen":
        return "<span class='k-pill v-behind'><i>↺</i>重开</span>"
    if one.is_held:
        return "<span class='k-pill v-met'><i>✓</i>结账，现行</span>"
    return "<span class='k-pill v-not_due'><i>○</i>结账，已重开</span>"


def _score(one: ClosingResult) -> str:
    card = one.month_card
    return NOTHING if card is None else f"{points(card.projected)} {card.grade or ''}"


def _shift(one: ClosingResult, told: Sequence[ClosingResult]) -> str:
    """How the result differs from that of the closing of the same month before it."""
    earlier = next(
        (
            other
            for other in told
            if other.month_card and other.entry.month == one.entry.month and other.entry.number < one.entry.number
        ),
        None,
    )
    if one.month_card is None or earlier is None or earlier.month_card is None:
        return NOTHING
    old, new = earlier.month_card, one.month_card
    changed = changed_findings(old, new)
    words = "得分没有变化" if old.projected == new.projected else f"{points(old.projected)} → {points(new.projected)}"
    if not changed:
        return words
    items = "".join(
        f"<li>{change.after.indicator.code} {escaped(change.after.indicator.name)}："
        f"{escaped(shown_value(change.before))} → {escaped(shown_value(change.after))}"
        f"{_verdicts(change) if change.verdict_differs else ''}</li>"
        for change in changed
    )
    return f"{words}<details><summary>{len(changed)} 项不同</summary><ul>{items}</ul></details>"


def _verdicts(change: Changed) -> str:
    return f"（{VERDICTS[change.before.verdict]} → {VERDICTS[change.after.verdict]}）"


def _confirmed(one: ClosingResult) -> str:
    said = one.entry.confirmed
    if not said:
        return ""
    items = "".join(f"<li>{escaped(words)}</li>" for words in said)
    return f"<details><summary>{len(said)} 条</summary><ul>{items}</ul></details>"


def deviation_words(one: MonthStanding) -> str:
    """The measures of a closed month that the current records would make otherwise; '' without any."""
    known = measures()
    return "、".join(known[name].title if name in known else name for name in one.deviating)
