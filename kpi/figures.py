"""What stands beside a value: gross availability, allowed failures, share within the limit, Wilson interval."""

from math import floor, sqrt
from statistics import NormalDist

from kpi.cases import CaseCount
from kpi.facts import PackageFacts
from kpi.measures import measures
from kpi.values import Finding, Folded, Number, Span, value_of

SMALL_SAMPLE = 30
_Z95 = NormalDist().inv_cdf(0.975)


def add_figures(finding: Finding, facts: PackageFacts, span: Span, cases: CaseCount | None) -> None:
    """Fill finding.beside (percents 0-100, times in the target's unit, counts) and raise small_sample."""
    indicator, measure = finding.indicator, finding.indicator.definition
    months = span.deciding(indicator.each)
    for key, reference in measure.beside:
        name, _, tag = reference.rstrip("]").partition("[")
        finding.beside[key] = value_of(indicator, measures()[name], facts, months, tag or None).value
    if measure.figures == "failures":
        _add_failures(finding)
    elif measure.figures == "cases":
        _add_cases(finding, cases or CaseCount())
    elif measure.figures == "submission":
        finding.beside |= {"n": finding.whole or 0, "open": (cases or CaseCount()).open}
    elif measure.figures == "survey":
        _add_survey(finding)
    elif measure.figures == "camera":
        _add_camera(finding, facts, span)


def _add_failures(finding: Finding) -> None:
    hours, failures = finding.part, finding.whole
    allowed = None if hours is None else floor(round(hours / (finding.indicator.at_least or 1), 9))
    finding.beside |= {"failures": failures, "hours": hours, "allowed": allowed}


def _add_cases(finding: Finding, cases: CaseCount) -> None:
    answered = finding.whole or 0
    judged = answered + cases.late_not_counted
    finding.beside |= {
        "within_limit": 100 * cases.within / judged if judged else None,
        "n": answered,
        "open": cases.open,
        "over_limit_open": cases.over_limit_open,
    }


def _add_survey(finding: Finding) -> None:
    n, satisfied, invited = finding.whole or 0, finding.part or 0, finding.beside["invited"]
    low, high = wilson(satisfied, n)
    finding.beside |= {
        "n": n,
        "response_rate": 100 * n / invited if invited else None,
        "wilson_low": low,
        "wilson_high": high,
    }
    if 0 < n < SMALL_SAMPLE:
        finding.flags.append("small_sample")


def _add_camera(finding: Finding, facts: PackageFacts, span: Span) -> None:
    """The pooled rate of the period, and how much of it was checked, months with too few checks included."""
    tag = finding.indicator.tag
    months = [month for month in span.months if facts.covers(finding.indicator.definition, month)]
    pooled = Folded.of(finding.indicator.definition, facts.of("camera_online", span.finished(), tag))
    finding.beside |= {
        "pooled": pooled.value,
        "checked_share": Folded.of(measures()["camera_checked"], facts.of("camera_checked", months, tag)).value,
        "due": pooled.whole or 0,
        "exempt": Folded.of(measures()["camera_exempt"], facts.of("camera_exempt", span.finished(), tag)).part or 0,
    }


def wilson(successes: float, n: float) -> tuple[Number, Number]:
    """Wilson score interval at 95 %, in percent (Wilson 1927); (None, None) without a sample."""
    if n == 0:
        return None, None
    share, z2 = successes / n, _Z95 * _Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # All or none satisfied: one end is exactly 100 or 0, which float noise misses by a hair (and would read -0.0).
    return max(100 * (centre - half), 0.0), min(100 * (centre + half), 100.0)
