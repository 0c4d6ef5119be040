"""Invented explanations of doubts 疑点 that the sample months raise. Plain data: kpi enters it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SampleExplanation:
    """Who said what to the doubt that a check raises in a month of a system."""

    at: datetime
    package: int
    check: str
    system_id: str
    month: str
    by: str
    reason: str


SAMPLE_EXPLANATIONS = (
    SampleExplanation(
        datetime(2026, 12, 3, 10, 20), 2, "outage_without_ticket", "P2-06", "2026-10", "监管员 赵磊",
        "版本发布的计划停机，批准晚于开始，已按规定计入可用率；不是故障，没有开工单",
    ),
    SampleExplanation(
        datetime(2026, 12, 4, 15, 5), 3, "cameras_online_while_down", "P3-03", "2026-11", "监管员 周敏",
        "停的是录像存储，前端摄像机由专网网管直接查在线，两边都属实",
    ),
)  # fmt: skip
"""In the order of time, after everything else of the sample months."""
