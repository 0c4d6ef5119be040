"""What differs between two scorecards of a package: before and after something was handed in, replaced, restored."""

from typing import NamedTuple

from kpi.score import Scorecard
from kpi.values import DECIDED, Finding
from kpi.words import shown_value


class Changed(NamedTuple):
    """An indicator or clause whose value or verdict differs."""

    before: Finding
    after: Finding

    @property
    def verdict_differs(self) -> bool:
        """Whether the verdict is another one, not the value alone."""
        return self.before.verdict != self.after.verdict


def changed_findings(before: Scorecard, after: Scorecard) -> list[Changed]:
    """Every indicator and clause whose value or verdict differs: other verdicts first, then in the order of the table.

    Both scorecards are of one package; values are compared as they are judged, after rounding to 9 decimals.
    """
    pairs = [Changed(old, new) for old in _findings(before) if (new := after.finding(old.indicator.code))]
    return sorted((one for one in pairs if _told(one.before) != _told(one.after)), key=_weight)


def same_score(before: Scorecard, after: Scorecard) -> bool:
    """Whether projected score, confirmed points and decided weight are equal after rounding to 9 decimals."""
    return _figures(before) == _figures(after)


def _findings(card: Scorecard) -> list[Finding]:
    return [*(scored.finding for scored in card.indicators), *card.clauses]


def _told(finding: Finding) -> tuple[object, ...]:
    value = round(finding.value, 9) if isinstance(finding.value, float) else finding.value
    # The words too: hours without a failure are shown, and no value.
    return finding.verdict, value, shown_value(finding)


def _weight(one: Changed) -> tuple[bool, bool]:
    return not one.verdict_differs, one.after.verdict not in DECIDED


def _figures(card: Scorecard) -> list[float | None]:
    return [
        None if value is None else round(value, 9) for value in (card.projected, card.confirmed, card.decided_weight)
    ]
