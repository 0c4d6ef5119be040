"""What accepted claims 申诉 move, said beside the figures: quietly, and only where it differs."""

from collections import Counter

from kpi.card import Scorecard
from kpi.changes import Changed
from kpi.claim_moves import ClaimMoves, claim_moves, words_without
from kpi.claims import CLAIM_STATES
from kpi.claims import claims as read_claims
from kpi.words import shown_number, shown_value
from pages.parts import links, session
from pages.parts.text import escaped, points


def score_note(card: Scorecard) -> str:
    """'含申诉（不含 84.08）' below a score; '' where the score reads the same without."""
    if card.without is None or points(card.without.projected) == points(card.projected):
        return ""
    without = points(card.without.projected) if card.without.projected is not None else "未定"
    return f"<p class='k-note k-claimed'>{links.to('claims', f'含申诉（不含 {without}）', pkg=card.package)}</p>"


def value_note(card: Scorecard, code: str) -> str:
    """'含申诉：99.62%（不含 98.90%）' of an indicator or clause; '' where its value is the same."""
    without, finding = words_without(card, code), card.finding(code)
    if not without or finding is None:
        return ""
    words = f"含申诉：{escaped(shown_value(finding))}（不含 {escaped(without)}）"
    return f"<p class='k-claimed' role='note'>{links.to('claims', words, pkg=card.package, state='accepted')}</p>"


def moved_words(moves: ClaimMoves | None) -> list[str]:
    """Hours and points moved, each in words."""
    if moves is None:
        return []
    said = [
        f"{words} {shown_number(value, 2, '')} 小时"
        for words, value in (("停机少计", moves.down_hours), ("修复少计", moves.repair_hours))
        if value
    ]
    return said + ([f"预计分 {moves.points:+.2f}"] if moves.points else [])


def moves_block(card: Scorecard) -> str:
    """How many claims stand how, and what the accepted ones move in the period: hours, points, every result with and
    without; '' where nobody claims anything."""
    states = Counter(one.state for one in session.read(read_claims, card.package))
    if not states:
        return ""
    moves = claim_moves(card)
    rows = "".join(map(_line, moves.findings)) if moves else ""
    counts = [f"{words} {states[state]} 条" for state, words in CLAIM_STATES.items() if states[state]]
    moved = moved_words(moves) or ["本期的数没有因申诉改变"]
    said = "".join(f"<span>{escaped(words)}</span>" for words in (*counts, *moved))
    return (
        f"<section class='k-block k-claim-moves'><h2>经申诉调整<small>官方数为含申诉的；原记录不变</small></h2>"
        f"<p class='k-lead'>{links.to('claims', '更正与申诉', pkg=card.package)}{said}</p><ul>{rows}</ul></section>"
    )


def _line(one: Changed) -> str:
    indicator = one.after.indicator
    name = links.indicator(indicator.code, f"<small>{indicator.code}</small>{escaped(indicator.name)}")
    before = f"<small>不含 {escaped(shown_value(one.before))}</small>"
    return f"<li>{name}<span>{escaped(shown_value(one.after))}{before}</span></li>"
