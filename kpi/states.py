"""How an indicator or clause stands: its verdict, or what of it the tender leaves open."""

from typing import Literal

from kpi.values import Finding

State = Literal["met", "missed", "on_track", "behind", "not_due", "no_data", "example", "default", "scope", "centre"]
STATES: dict[State, str] = {
    "missed": "未达标",
    "behind": "进度滞后",
    "met": "达标",
    "on_track": "进度正常",
    "not_due": "未到期",
    "no_data": "缺数据",
    "example": "示例值待确认",
    "default": "标书无数量",
    "scope": "只列范围",
    "centre": "不计承建方",
}
"""In the order in which they are listed: what needs somebody first, what binds nobody last."""


def state_of(finding: Finding) -> State:
    """The verdict, but what is decided by a number that the tender does not fix is neither kept nor broken, and the
    Centre's own duty is the contractor's in neither case."""
    left_open: State | None = finding.indicator.provisional or ("centre" if finding.indicator.binds_centre else None)
    is_decided = finding.verdict == "met" or (finding.verdict == "not_due" and finding.value is not None)
    return left_open if left_open and is_decided else finding.verdict
