"""Invented claims 申诉 on records of the sample months, and what was decided. Plain data: kpi enters it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data.demo.rectifications import SUPERVISOR


def _spans(*texts: str) -> tuple[tuple[datetime, datetime], ...]:
    """'10-12 18:00/10-13 09:00' of the year 2026."""
    pairs = (text.split("/") for text in texts)
    return tuple((datetime.fromisoformat(f"2026-{one}"), datetime.fromisoformat(f"2026-{two}")) for one, two in pairs)


@dataclass(frozen=True)
class SampleClaim:
    """One claim from its entering on. decision: what came of it at decided_at, if anything did."""

    package: int
    dataset: str
    record_id: str
    kind: Literal["maintenance", "exempt", "waiting", "class"]
    made_at: datetime
    made_by: str
    reason: str
    paper: str
    field: str | None = None
    value: str | None = None
    spans: tuple[tuple[datetime, datetime], ...] = ()
    decided_at: datetime | None = None
    decision: Literal["accepted", "rejected"] = "accepted"
    said: str = ""
    by: str = SUPERVISOR


SAMPLE_CLAIMS = (
    SampleClaim(
        4, "incidents", "GD4-2610-010", "waiting", datetime(2026, 11, 12, 10), "驻场主管 钱峰",
        "设备在园区内，夜间和次日上午不开放，约到 10-13 午后才能进场",
        "园区管理处回函：10-12 18:00 至 10-13 13:00 不能进场",
        spans=_spans("10-12 18:00/10-13 09:00", "10-13 08:00/10-13 13:00"),
        decided_at=datetime(2026, 11, 13, 9, 30), said="与园区门禁记录一致",
    ),
    SampleClaim(
        2, "outages", "TJ2-2610-02", "maintenance", datetime(2026, 11, 12, 14), "运维经理 孙莉",
        "换证书的停机 10-12 已报批，计划停机表漏填", "10-12 变更审批单：10-14 13:00 至 14:00 停机换证书",
        spans=_spans("10-14 13:00/10-14 14:00"),
        decided_at=datetime(2026, 11, 16, 10), said="审批单在停机之前，窗口以外的部分仍计停机",
    ),
    SampleClaim(
        3, "outages", "TJ3-2610-01", "exempt", datetime(2026, 11, 17, 11), "技术负责人 唐敏",
        "市电闪断，供电公司有通知", "供电公司闪断通知", value="不可抗力：外部停电",
        decided_at=datetime(2026, 11, 19, 15), decision="rejected", said="停机因 UPS 切换失败，属运维责任",
    ),
    SampleClaim(
        3, "incidents", "GD3-2610-042", "waiting", datetime(2026, 11, 18, 9), "项目经理 何伟",
        "小区物业要求业主会同意后才能登杆，10-28 至 11-10 等待答复", "物业公司往来函件",
        spans=_spans("10-28 09:00/11-10 16:00"),
        decided_at=datetime(2026, 11, 20, 16), said="函件日期与工单记录相符",
    ),
    SampleClaim(
        4, "incidents", "GD4-2611-011", "exempt", datetime(2026, 12, 3, 9), "驻场主管 钱峰",
        "11-12 雷暴，设备遭雷击整机损坏", "气象部门雷暴证明和现场照片", value="不可抗力：自然灾害",
        decided_at=datetime(2026, 12, 4, 10), said="气象证明属实",
    ),
    SampleClaim(
        5, "incidents", "GD5-2611-012", "class", datetime(2026, 12, 7, 10), "服务经理 陆颖",
        "签名验签两台同时降级，影响全部签章业务，应按较大故障登记", "业务监控截图", field="severity", value="较大",
    ),
    SampleClaim(
        3, "incidents", "GD3-2611-022", "waiting", datetime(2026, 12, 8, 8, 30), "项目经理 何伟",
        "园区施工封路，11-18 至 11-21 车辆不能进入", "园区封路通知",
        spans=_spans("11-18 08:00/11-21 18:00"),
    ),
)  # fmt: skip
"""Each kind, and each state that people make, stands somewhere; in the order of time."""
