"""What the invented supervisors did with their months: closed, re-opened, and a file that came too late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data.demo.chance import Row
from data.demo.judgements import assessment_rows


@dataclass(frozen=True)
class SampleAct:
    """Something done to a month of a package. kind: close, reopen; late: rows for a closed month; admit: what
    waits is taken in."""

    at: datetime
    package: int
    month: str
    kind: Literal["close", "reopen", "late", "admit"]
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


def _assessed_anew() -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The assessments of package 3 for July, the weakest one judged anew."""
    rows = assessment_rows(3, "2026-07", 2026)
    weakest = min(rows, key=lambda row: float(str(row["share"])))
    anew: Row = {"band": "达成", "share": 82, "reason": "复核：7 月值守记录不全，得分率下调"}
    return (("assessments", tuple(row | anew if row is weakest else row for row in rows)),)


ACTS: tuple[SampleAct, ...] = (
    SampleAct(datetime(2026, 8, 12, 10), 1, "2026-07", "close", "周敏"),
    SampleAct(datetime(2026, 8, 12, 11), 3, "2026-07", "close", "周敏"),
    SampleAct(datetime(2026, 8, 13, 9), 2, "2026-07", "close", "赵磊"),
    SampleAct(datetime(2026, 9, 10, 15), 3, "2026-07", "late", "城市治理督导", rows=_assessed_anew()),
    SampleAct(datetime(2026, 9, 11, 10), 1, "2026-08", "close", "周敏"),
    SampleAct(datetime(2026, 9, 14, 9), 3, "2026-07", "reopen", "周敏", "7 月的定性评价复核，更正文件在待处理"),
    SampleAct(datetime(2026, 9, 14, 10), 3, "2026-07", "admit", "周敏"),
    SampleAct(datetime(2026, 9, 14, 16), 3, "2026-07", "close", "周敏"),
    SampleAct(datetime(2026, 9, 15, 11), 3, "2026-08", "close", "周敏"),
    SampleAct(datetime(2026, 10, 12, 10), 1, "2026-09", "close", "周敏"),
    SampleAct(datetime(2026, 11, 16, 15), 3, "2026-08", "late", "承建方", rows=_LATE),
)
"""In the order of time."""
