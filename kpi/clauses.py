"""How the service clauses of a package stand: kept, broken, left open by the tender, or said twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from kpi.judge import reached
from kpi.score import Scorecard
from kpi.states import STATES, State, state_of
from kpi.values import Finding, SystemValue


class Divergence(NamedTuple):
    """A clause with what else the tender asks of the same thing, each judged under its own name."""

    clause: Finding
    others: tuple[Finding, ...]

    @property
    def sides(self) -> tuple[Finding, ...]:
        """All of them, the clause first."""
        return (self.clause, *self.others)


def keeps_open_number(finding: Finding) -> bool:
    """Whether a finding whose state is left open reaches the number that it was looked at by."""
    return finding.verdict == "met"


def count_states(findings: Iterable[Finding]) -> dict[State, int]:
    """How many clauses stand how, in the order of STATES; those without any are left out."""
    counted = Counter(state_of(finding) for finding in findings)
    return {state: counted[state] for state in STATES if counted[state]}


def breaches(card: Scorecard) -> list[Finding]:
    """The clauses of a package that are broken: only what the tender itself fixes can be."""
    return [finding for finding in card.clauses if state_of(finding) == "missed"]


def binding(clauses: Sequence[Finding], system_id: str | None) -> list[Finding]:
    """The clauses that bind a system of the package: those that name it and those that name none; all without one."""
    return [
        one for one in clauses if system_id is None or not one.indicator.systems or system_id in one.indicator.systems
    ]


def own_value(finding: Finding, system_id: str) -> SystemValue | None:
    """What one system has by itself; None where it has nothing of its own."""
    return next((one for one in finding.systems if one.system_id == system_id), None)


def breaks(finding: Finding, own: SystemValue) -> bool:
    """Whether a system by itself misses a number that the tender fixes, of what is decided for the package."""
    fixed = state_of(finding) in ("met", "missed")
    return fixed and own.value is not None and not reached(finding.indicator, own.value)


def divergences(card: Scorecard) -> list[Divergence]:
    """Where the tender asks two things of the same: each once, though both may say so."""
    found: list[Divergence] = []
    for clause in card.clauses:
        others = [one for code in clause.indicator.contradicts if (one := card.finding(code)) is not None]
        sides = {one.indicator.code for one in (clause, *others)}
        said = [{one.indicator.code for one in earlier.sides} for earlier in found]
        if others and not any(sides <= earlier for earlier in said):
            found.append(Divergence(clause, tuple(others)))
    return found


def acceptance_clauses(card: Scorecard, stage: Literal["midterm", "final"]) -> list[Finding]:
    """The checklist of an acceptance: the date of the acceptance itself, then the clauses of 六、验收要求."""
    milestones = [
        one.finding for one in card.indicators if stage == "midterm" and one.finding.indicator.kind in ("by", "before")
    ]
    return [*milestones, *(one for one in card.clauses if stage in one.indicator.acceptance)]
