"""整改 of a package as a list: overdue first, then what runs, waits, and is accepted; what awaits one below."""

from collections.abc import Sequence
from datetime import date

from kpi.rectification import (
    AWAITING,
    RECTIFICATION_STATES,
    Rectification,
    RectificationState,
    awaiting,
    rectifications,
)
from kpi.score import Scorecard
from kpi.targets import current_contract
from kpi.values import Finding
from pages.parts import links, session, visitor
from pages.parts.tables import plain_table
from pages.parts.text import escaped

_LOOKS: dict[RectificationState, tuple[str, str]] = {
    "overdue": ("missed", "✕"),
    "open": ("on_track", "↗"),
    "done": ("behind", "○"),
    "accepted": ("met", "✓"),
}
"""Colour and sign of a state."""
_SHOWN_AWAITING = 12


def state_pill(one: Rectification, today: date) -> str:
    """How it stands today: sign and word."""
    state = one.state(today)
    tone, sign = _LOOKS[state]
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{RECTIFICATION_STATES[state]}</span>"


def awaiting_pill() -> str:
    """The mark of a finding for which nothing was opened yet."""
    return f"<span class='k-pill v-behind'><i>！</i>{AWAITING}</span>"


def rectification_block(card: Scorecard) -> str:
    """All of a package as they stand today, and what awaits one; '' where there is neither."""
    today = session.store().now().date()
    known = rectifications(session.store_of(card.package, "整改"), card.package, today)
    waiting = awaiting(card, known)
    if not known and not waiting:
        return ""
    order = list(RECTIFICATION_STATES)
    listed = sorted(known, key=lambda one: (order.index(one.state(today)), one.due, one.number))
    counts = {state: sum(one.state(today) == state for one in known) for state in order}
    said = [_counted(state, count) for state, count in counts.items() if count]
    said.insert(1 if counts["overdue"] else 0, f"{AWAITING} {len(waiting)} 项")
    heads = ("编号", "指标或条款", "对应期间", "状态", "期限", "责任人", "整改措施")
    table = plain_table("整改", heads, [_row(one, today) for one in listed], "k-rectified") if listed else ""
    return (
        f"<section class='k-block' data-awaiting='{len(waiting)}'><h2>整改<small>{'；'.join(said)}</small></h2>"
        f"{table}{_waiting(waiting)}</section>"
    )


def overdue() -> dict[int, int]:
    """How many rectifications of each package of who looks are overdue today; packages without one are left out."""
    today = session.store().now().date()
    late = {
        package: sum(
            one.state(today) == "overdue" for one in rectifications(session.store_of(package, "整改"), package, today)
        )
        for package in visitor.packages()
    }
    return {package: count for package, count in late.items() if count}


def _counted(state: RectificationState, count: int) -> str:
    words = f"{RECTIFICATION_STATES[state]} {count} 项"
    return f"<b class='v-missed'>{words}</b>" if state == "overdue" else words


def months_words(period: str) -> str:
    """The months that a rectification stands for, as they are said."""
    return {"midterm": "中期", "term": "全服务期"}.get(period, period.replace("..", " 至 "))


def _row(one: Rectification, today: date) -> list[str]:
    indicator = current_contract().indicator(one.package, one.code)
    name = f"<small>{one.code}</small>{escaped(indicator.name)}"
    return [
        f"<span class='k-day'>{one.number}</span>", links.indicator(one.code, name),
        months_words(one.period), state_pill(one, today),
        f"<span class='k-day'>{one.due}</span>", escaped(one.responsible), escaped(one.measure),
    ]  # fmt: skip


def _waiting(findings: Sequence[Finding]) -> str:
    """The missed ones without one, each a link to where it is opened."""
    if not findings:
        return ""
    named = [
        (one.indicator.code, f"<small>{one.indicator.code}</small>{escaped(one.indicator.name)}") for one in findings
    ]
    items = [f"<li>{links.indicator(code, name)}</li>" for code, name in named]
    shown, rest = items[:_SHOWN_AWAITING], items[_SHOWN_AWAITING:]
    more = f"<details><summary>其余 {len(rest)} 项</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return (
        f"<div class='k-awaiting'><p>{awaiting_pill()}<span>未达标，还没有下达整改；点开后下达</span></p>"
        f"<ul>{''.join(shown)}</ul>{more}</div>"
    )
