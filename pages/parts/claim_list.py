"""Claims 申诉 as a list, and what they come to by package."""

from collections.abc import Sequence

from kpi.claim_kinds import CLAIM_KINDS
from kpi.claim_moves import claim_moves
from kpi.claims import CLAIM_STATES, CLAIMABLE, Claim, ClaimState
from kpi.claims import claims as read_claims
from kpi.sentences import name_of
from kpi.words import shown_number
from pages.parts import links, session
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name, points

LOOKS: dict[ClaimState, tuple[str, str]] = {
    "pending": ("behind", "○"),
    "stale": ("missed", "！"),
    "accepted": ("met", "✓"),
    "rejected": ("not_due", "✕"),
    "withdrawn": ("not_due", "↩"),
}
"""Colour and sign of a state."""
HOURS_NOTE = "小时按单条申诉算，重叠的各算各的；合计以上表为准"


def known(packages: Sequence[int]) -> list[Claim]:
    """The claims of some packages: what needs somebody first, then the newest."""
    order = list(CLAIM_STATES)
    found = [one for package in packages for one in session.read(read_claims, package)]
    newest_first = sorted(found, key=lambda one: (one.made_at, one.number), reverse=True)
    return sorted(newest_first, key=lambda one: order.index(one.state))


def pill(one: Claim) -> str:
    """How it stands: sign and word; below it, that its month is closed without it."""
    tone, sign = LOOKS[one.state]
    waits = f"<small class='k-quiet'>{one.month} 已结账，等重开</small>" if one.is_sealed_without else ""
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{CLAIM_STATES[one.state]}</span>{waits}"


def hours(one: Claim) -> str:
    """The hours that it takes off by itself."""
    found = one.hours(session.store().now())
    return NOTHING if found is None else f"{shown_number(found, 2, '')}"


def table(found: Sequence[Claim]) -> str:
    """One row a claim, with a link to it."""
    heads = ("编号", "记录", "申诉", "小时", "状态", "提出", "裁定")
    return plain_table("申诉", heads, [_row(one) for one in found], "k-claims")


def _row(one: Claim) -> list[str]:
    last = one.decisions[-1] if one.decisions else None
    title = CLAIMABLE[one.dataset][0]
    system = f"，{escaped(name_of(one.subject.system_id))}" if one.subject else ""
    return [
        f"{links.to('claims', one.number, claim=one.number, pkg=one.package)}<small>包件{one.package}</small>",
        f"{escaped(one.record_id)}<small>{title}{system}</small>",
        f"<b>{CLAIM_KINDS[one.kind]}</b><small>{escaped(one.words)}</small>",
        f"<span class='k-number'>{hours(one)}</span>",
        pill(one),
        f"{escaped(one.made_by)}<small>{one.made_at:%Y-%m-%d}</small>",
        f"{escaped(last.made_by)}<small>{last.made_at:%Y-%m-%d}</small>" if last else NOTHING,
    ]


def by_package(packages: Sequence[int], found: Sequence[Claim]) -> str:
    """How many stand how, and what they move in the contract to date, for each package with claims."""
    rows = []
    for package in packages:
        own = [one for one in found if one.package == package]
        if own:
            counts = [sum(one.state == state for one in own) for state in CLAIM_STATES]
            rows.append([
                links.to("package", escaped(package_name(package)), pkg=package),
                *(f"<span class='k-number'>{count or NOTHING}</span>" for count in counts), *_moved(package),
            ])  # fmt: skip
    if not rows:
        return ""
    heads = ("包件", *CLAIM_STATES.values(), "停机少计（小时）", "修复少计（小时）", "预计分", "不含申诉", "调整")
    title = "<h2>经申诉调整<small>合同至今；官方数为含申诉的，原记录不变</small></h2>"
    return f"<section class='k-block'>{title}{plain_table('经申诉调整', heads, rows, 'k-claim-sums')}</section>"


def _moved(package: int) -> list[str]:
    card = session.scorecard(package, "todate")
    moves = claim_moves(card)
    down, repair = (moves.down_hours, moves.repair_hours) if moves else (None, None)
    without = moves.without if moves else card
    change = moves.points if moves else None
    cells = [
        *(NOTHING if not value else shown_number(value, 2, "") for value in (down, repair)),
        points(card.projected), points(without.projected), f"{change:+.2f}" if change else NOTHING,
    ]  # fmt: skip
    return [f"<span class='k-number'>{cell}</span>" for cell in cells]
