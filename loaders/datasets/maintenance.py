"""计划停机: one announced maintenance window."""

from loaders.dataset import Column, Dataset, Order, names
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
        system_id(
            "停机系统", "维护系统", unsure=names("Configuration item、CI"), help="哪个系统计划停机，填系统清单中的编号"
        ),
        Column(
            "计划开始时间",
            "starts_at",
            "due",
            required=True,
            aliases=names(
                "计划开始日期、计划停机开始时间、计划维护开始时间、预期开始时间、维护开始时间",
                "检修开始时间、开始时间、计划起始时间、维护窗口开始时间、窗口开始时间",
                "检修计划开始时间、Planned start、Planned start date、Planned start time、Scheduled start",
                "Window start、Start、Start time",
            ),
            unsure=names("作业时间、作业日期、维护时间、屏蔽时间、工程时间、实际开始时间"),
            help="批准的停机开始时间，精确到分",
            example="2026-10-17 01:00",
        ),
        Column(
            "计划结束时间",
            "ends_at",
            "due",
            required=True,
            aliases=names(
                "计划结束日期、计划停机结束时间、计划维护结束时间、预期结束时间、维护结束时间",
                "检修结束时间、结束时间、计划终止时间、维护窗口结束时间、窗口结束时间",
                "检修计划结束时间、Planned end、Planned end date、Planned end time、Scheduled end",
                "Window end、End、End time",
            ),
            unsure=names("作业结束时间、屏蔽结束时间、实际结束时间"),
            help="批准的停机结束时间，精确到分",
            example="2026-10-17 05:00",
        ),
        Column(
            "批准人",
            "approved_by",
            "given",
            aliases=names("批准人员、审批人、审批人员、审核人、批准者、审批者、批准单位、Approved by、Approver"),
            help="谁批准的；留空视为未批准，不扣除",
            example="张三",
        ),
        Column(
            "批准时间",
            "approved_at",
            "time",
            aliases=names(
                "批准日期、审批时间、审批日期、审核时间、批复时间、批复日期、审批通过时间、审核日期",
                "Approved、Approved at、Approval date、Approval time",
            ),
            help="批准的时间；晚于计划开始时间的不扣除",
            example="2026-10-14 15:00",
        ),
        Column(
            "事由",
            "reason",
            aliases=names(
                "停机事由、维护事由、停机原因、作业内容、维护内容、检修内容、检修事由、停机说明、维护原因",
                "检修原因、维护说明、作业事由、Reason、Purpose、Short description、Description",
            ),
            help="为什么停机",
            example="数据库升级",
        ),
    ),
)
