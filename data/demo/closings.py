"""What the invented supervisors did with their months: closed, re-opened, and a file that came too late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data.demo.chance import Row


@dataclass(frozen=True)
class SampleAct:
    """Something done to a month of a package. kind: close, reopen, or late: rows handed in though it is closed."""

    at: datetime
    package: int
    month: str
    kind: Literal["close", "reopen", "late"]
    by: str
    reason: str = ""
    rows: tuple[tuple[str, tuple[Row, ...]], ...] = ()


_LATE = (
    ("changes", ({
        "change_id": "BG-2608-补1", "system_id": "P3-01", "requested_at": datetime(2026, 8, 19, 9),
        "approved_at": datetime(2026, 8, 19, 15), "implemented_at": datetime(2026, 8, 20, 22), "result": "成功",
        "caused_major_fault": "否", "description": "补报：登录模块升级",
    },)),
)  # fmt: skip
ACTS: tuple[SampleAct, ...] = (
    SampleAct(datetime(2026, 8, 12, 10), 1, "2026-07", "close", "周敏"),
    SampleAct(datetime(2026, 8, 12, 11), 3, "2026-07", "close", "周敏"),
    SampleAct(datetime(2026, 8, 13, 9), 2, "2026-07", "close", "赵磊"),
    SampleAct(datetime(2026, 9, 11, 10), 1, "2026-08", "close", "周敏"),
    SampleAct(datetime(2026, 9, 14, 9), 3, "2026-07", "reopen", "周敏", "7 月末未交的报告已经交来，按实际提交时间重算"),
    SampleAct(datetime(2026, 9, 14, 16), 3, "2026-07", "close", "周敏"),
    SampleAct(datetime(2026, 9, 15, 11), 3, "2026-08", "close", "周敏"),
    SampleAct(datetime(2026, 10, 12, 10), 1, "2026-09", "close", "周敏"),
    SampleAct(datetime(2026, 11, 16, 15), 3, "2026-08", "late", "承建方", rows=_LATE),
)
"""In the order of time."""
