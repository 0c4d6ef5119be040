"""The Scorecard 评分表: a package judged and scored for a period, as one object and as JSON."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kpi.periods import Period
from kpi.values import Finding

SCANT = 20
"""Below so many decided points of 100 the projected score rests on hardly anything and is shown as such."""


@dataclass
class ScoredFinding:
    """A finding of the target table with its weight and points (None while undecided)."""

    finding: Finding
    weight: float
    points: float | None


@dataclass
class Scorecard:
    """A package judged and scored for one period, as of one day.

    Points are of 100. low and high bound the score that is still possible; projected is confirmed over decided weight.
    without: the same without the accepted claims 申诉; None where no claim is accepted.
    """

    package: int
    period: Period
    as_of: date
    version: int
    indicators: list[ScoredFinding]
    clauses: list[Finding]
    confirmed: float
    decided_weight: float
    projected: float | None
    grade: str | None
    vetoes: list[tuple[str, str]]
    without: "Scorecard | None" = field(default=None, repr=False)

    @property
    def has_default_weights(self) -> bool:
        """Whether any weight is the default one, not the contract's."""
        return any("default_weight" in one.finding.flags for one in self.indicators)

    @property
    def low(self) -> float:
        """The score if nothing undecided earns a point."""
        return self.confirmed

    @property
    def high(self) -> float:
        """The score if everything undecided earns all its points."""
        return self.confirmed + 100 - self.decided_weight

    @property
    def is_scant(self) -> bool:
        """Whether hardly anything is decided, so that the projected score says little."""
        return self.decided_weight < SCANT

    def finding(self, code: str) -> Finding | None:
        """The finding of an indicator or clause by its code."""
        every = [*(scored.finding for scored in self.indicators), *self.clauses]
        return next((finding for finding in every if finding.indicator.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """The scorecard as the command line prints it: plain JSON values, dates ISO, months 'YYYY-MM'."""
        told = {
            "package": self.package,
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "indicators": [
                finding_to_json(scored.finding) | {"weight": scored.weight, "points": scored.points}
                for scored in self.indicators
            ],
            "clauses": [finding_to_json(finding) for finding in self.clauses],
            "confirmed": self.confirmed,
            "decided_weight": self.decided_weight,
            "low": self.low,
            "high": self.high,
            "projected": self.projected,
            "grade": self.grade,
            "veto": [{"reason": reason, "record_id": record_id} for reason, record_id in self.vetoes],
        }
        return told | {"without_claims": self.without.to_json()} if self.without else told


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as plain JSON values, without weight and points."""
    indicator = finding.indicator
    return {
        "code": indicator.code,
        "level1": indicator.group[0],
        "level2": indicator.group[1],
        "name": indicator.name,
        "as_written": indicator.as_written,
        "kind": indicator.kind,
        "target": _plain(indicator.target),
        "unit": indicator.definition.unit,
        "measure": indicator.measure,
        "provisional": indicator.provisional,
        "value": _plain(finding.value),
        "part": finding.part,
        "whole": finding.whole,
        "verdict": finding.verdict,
        "flags": finding.flags,
        "covered_months": [str(month) for month in finding.covered_months],
        "missing_months": [str(month) for month in finding.missing_months],
        "beside": finding.beside,
        "systems": [
            {"system_id": one.system_id, "value": one.value, "part": one.part, "whole": one.whole}
            for one in finding.systems
        ],
    }


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value
