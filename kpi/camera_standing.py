"""How cameras stand, on screen and paper alike: the words of their states, from bad to good, the months that count."""

from collections.abc import Iterable

from kpi.cameras import FAR_BELOW, Camera, CameraDays, State, clauses
from kpi.score import Scorecard
from kpi.values import Finding

STATE_WORDS: dict[State, str] = {
    "met": "在线，达标",
    "below": "在线，低于目标",
    "far_below": f"在线，低于 {FAR_BELOW:g}%",
    "offline": "最近离线",
    "unchecked": "从未检查",
    "exempt": "豁免",
    "no_data": "缺数据",
    "retired": "已停用",
}
"""In the order of a legend."""


def camera_findings(card: Scorecard) -> list[Finding]:
    """The findings of the two clauses on the online rate: of key public areas, and of all cameras."""
    found = [card.finding(clause.code) for clause in clauses()]
    return [one for one in found if one is not None]


def judged_months(finding: Finding, days: CameraDays) -> list[str]:
    """The months that the finding counts: covered, checked enough, and finished."""
    return [str(month) for month in finding.covered_months if month.end <= days.end]


def from_bad_to_good(cameras: Iterable[Camera]) -> list[Camera]:
    """Off line or never checked now first, then by rate, then by days off line."""

    def rank(one: Camera) -> tuple[int, float, int, str]:
        first = {"offline": 0, "unchecked": 1}.get(one.state, 3 if one.state == "retired" else 2)
        rate = one.counts.rate
        return first, 101.0 if rate is None else rate, -one.counts.offline, one.asset_id

    return sorted(cameras, key=rank)
