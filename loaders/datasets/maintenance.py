"""计划停机: one announced maintenance window."""

from loaders.dataset import Column, Dataset, Order
from loaders.datasets._recurring import system_id

DATASET = Dataset(
    name="maintenance",
    position=4,
    title="计划停机",
    grain="一次计划停机",
    cadence="monthly",
    placed_by="starts_at",
    record_id=("system_id", "starts_at", "ends_at"),
    orders=(Order("starts_at", "ends_at", is_measured=True),),
    note="批准人已填、批准时间不晚于计划开始时间的，才从可用性中扣除。",
    columns=(
        system_id("停机系统", "维护系统", help="哪个系统计划停机，填系统清单中的编号"),
        Column(
            "计划开始时间",
            "starts_at",
            "due",
            required=True,
            aliases=(
                "计划开始日期",
                "计划停机开始时间",
                "计划维护开始时间",
                "预期开始时间",
                "维护开始时间",
                "检修开始时间",
                "开始时间",
            ),
            help="批准的停机开始时间，精确到分",
            example="2026-10-17 01:00",
        ),
        Column(
            "计划结束时间",
            "ends_at",
            "due",
            required=True,
            aliases=(
                "计划结束日期",
                "计划停机结束时间",
                "计划维护结束时间",
                "预期结束时间",
                "维护结束时间",
                "检修结束时间",
                "结束时间",
            ),
            help="批准的停机结束时间，精确到分",
            example="2026-10-17 05:00",
        ),
        Column(
            "批准人",
            "approved_by",
            "given",
            aliases=("批准人员", "审批人", "审批人员", "审核人"),
            help="谁批准的；留空视为未批准，不扣除",
            example="张三",
        ),
        Column(
            "批准时间",
            "approved_at",
            "time",
            aliases=("批准日期", "审批时间", "审批日期", "审核时间"),
            help="批准的时间；晚于计划开始时间的不扣除",
            example="2026-10-14 15:00",
        ),
        Column(
            "事由",
            "reason",
            aliases=("停机事由", "维护事由", "停机原因", "作业内容", "维护内容", "检修内容"),
            help="为什么停机",
            example="数据库升级",
        ),
    ),
)
