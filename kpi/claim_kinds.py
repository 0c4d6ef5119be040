"""What a claim 申诉 may say of a record, and of which of its facts it speaks.

A claim is a layer over a record, never a change to it. The facts that it speaks of are kept with it as they read: once
the record reads otherwise, the claim no longer counts and waits to be looked at again 待复核.
"""

from typing import Literal

ClaimKind = Literal["maintenance", "exempt", "waiting", "class"]
CLAIM_KINDS: dict[ClaimKind, str] = {
    "maintenance": "漏报计划停机",
    "exempt": "不可抗力",
    "waiting": "等待用户",
    "class": "分类有误",
}
LAYERED = ("outages", "maintenance", "incidents", "requests")
"""Datasets whose current records are read with the accepted claims over them: recorded_<dataset> is without."""
SPOKEN: dict[tuple[str, ClaimKind], tuple[str, ...]] = {
    ("outages", "maintenance"): ("system_id", "down_at", "exempt_reason"),
    ("outages", "exempt"): ("system_id", "down_at", "up_at", "cause", "exempt_reason"),
    ("outages", "class"): ("system_id", "down_at", "up_at", "cause", "exempt_reason"),
    ("incidents", "exempt"): ("system_id", "reported_at", "fault_class", "description", "exempt_reason"),
    ("incidents", "waiting"): ("system_id", "reported_at", "exempt_reason"),
    ("incidents", "class"): (
        "system_id", "reported_at", "fault_class", "severity", "is_urgent", "is_emergency", "exempt_reason",
    ),
    ("requests", "waiting"): ("system_id", "kind", "requested_at", "due_at"),
    ("requests", "class"): ("system_id", "kind", "requested_at", "due_at"),
}  # fmt: skip
"""Dataset and kind → the fields of the record that such a claim rests on; what may be claimed of what.

An open record may be ended by a continuation without touching a claim on its waiting time or class.
"""
PACKAGE_FIELD = "package"
"""The class of whose duty the record is: it counts nowhere in this package."""
RECLASSIFIED: dict[tuple[str, str], tuple[str, ...]] = {
    ("incidents", "fault_class"): ("软件", "硬件"),
    ("incidents", "severity"): ("特别重大", "重大", "较大", "一般"),
    ("incidents", "is_urgent"): ("是", "否"),
    ("incidents", "is_emergency"): ("是", "否"),
    ("incidents", PACKAGE_FIELD): ("1", "2", "3", "4", "5"),
    ("outages", PACKAGE_FIELD): ("1", "2", "3", "4", "5"),
    ("requests", "kind"): ("需求", "标准服务请求"),
}
"""Dataset and field → the words that a wrong class may be changed into: those of the column."""
FIELD_WORDS: dict[str, str] = {
    "system_id": "系统编号", "down_at": "停机开始时间", "up_at": "恢复时间", "cause": "停机原因",
    "exempt_reason": "豁免原因", "reported_at": "报修时间", "fault_class": "故障类别", "severity": "故障级别",
    "is_urgent": "紧急或批量", "is_emergency": "突发应急事件", "description": "故障描述", "kind": "需求类型",
    "requested_at": "提出时间", "due_at": "要求完成时间", PACKAGE_FIELD: "责任包件",
}  # fmt: skip
EXEMPT_REASONS = (
    "不可抗力：自然灾害", "不可抗力：外部停电", "不可抗力：第三方施工破坏", "不可抗力：运营商或上级平台故障",
)  # fmt: skip
"""Reasons 豁免原因 that a claim of force majeure may give; a record itself may give any."""
SEPARATOR = "\x1f"


def spoken_text(dataset: str, kind: ClaimKind) -> str:
    """SQL for the facts of a record that a claim of a kind speaks of, as one text."""
    parts = ", ".join(f"coalesce({field}::VARCHAR, '')" for field in SPOKEN[dataset, kind])
    return f"concat_ws(chr({ord(SEPARATOR)}), {parts})"


def spoken_view() -> str:
    """SQL of the view spoken_facts: dataset, kind, record_id → what a claim on the record would speak of, now."""
    return " UNION ALL ".join(
        f"SELECT '{dataset}' AS dataset, '{kind}' AS kind, record_id, {spoken_text(dataset, kind)} AS spoken"
        f" FROM recorded_{dataset}"
        for dataset, kind in SPOKEN
    )
