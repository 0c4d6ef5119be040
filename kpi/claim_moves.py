"""What accepted claims 申诉 move: hours, points and results of a package, with them and without."""

from dataclasses import dataclass

from kpi.card import Scorecard
from kpi.changes import Changed, changed_findings, same_score
from kpi.values import Finding
from kpi.words import shown_value


@dataclass(frozen=True)
class ClaimMoves:
    """without, with_claims: the scorecards. findings: those that differ, `before` being without. down_hours: of outages
    no longer counted; repair_hours: taken off the time of repair; None where the package is not judged by that."""

    without: Scorecard
    with_claims: Scorecard
    findings: list[Changed]
    down_hours: float | None
    repair_hours: float | None

    @property
    def points(self) -> float | None:
        """By how much the projected score is higher with claims; None where either has none."""
        if self.with_claims.projected is None or self.without.projected is None:
            return None
        return self.with_claims.projected - self.without.projected


def claim_moves(card: Scorecard) -> ClaimMoves | None:
    """What the accepted claims move in the period of a scorecard; None where they move nothing."""
    if card.without is None:
        return None
    found = changed_findings(card.without, card)
    if not found and same_score(card.without, card):
        return None
    down = (_down(card.without), _down(card))
    repair = (_repair(card.without), _repair(card))
    return ClaimMoves(card.without, card, found, _less(*down), _less(*repair))


def words_without(card: Scorecard, code: str) -> str:
    """The value of an indicator or clause without claims, as shown, where that differs; else ''."""
    now = card.finding(code)
    before = card.without.finding(code) if card.without else None
    if now is None or before is None or shown_value(now) == shown_value(before):
        return ""
    return shown_value(before)


def _less(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else round(before - after, 9)


def _findings(card: Scorecard, measure: str) -> list[Finding]:
    return [one.finding for one in card.indicators if one.finding.indicator.measure == measure]


def _down(card: Scorecard) -> float | None:
    """Hours of counted outages."""
    found = [one for one in _findings(card, "availability") if one.part is not None and one.whole is not None]
    return found[0].whole - found[0].part if found else None  # type: ignore[operator]


def _repair(card: Scorecard) -> float | None:
    """Hours of repair, of all classes of faults."""
    found = _findings(card, "repair_time")
    every = [one for one in found if one.indicator.tag is None] or found
    return sum(one.part or 0.0 for one in every) if every else None
