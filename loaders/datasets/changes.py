"""变更记录: one implemented change."""

from loaders.dataset import Column, Dataset, Order
from loaders.datasets._recurring import system_id, words

DATASET = Dataset(
    name="changes",
    position=12,
    title="变更记录",
    grain="一次已实施的变更",
    cadence="monthly",
    placed_by="implemented_at",
    record_id=("change_id",),
    # A change carried out before its approval is a breach to be shown, not a wrong row.
    orders=(Order("requested_at", "approved_at"),),
    columns=(
        Column(
            "变更编号",
            "change_id",
            "id",
            required=True,
            aliases=("变更单号", "变更单编号", "变更工单编号", "变更申请编号", "变更ID"),
            help="变更的编号，全年不重复",
            example="CHG-202610-001",
        ),
        system_id("变更系统", "实施系统", help="变更的是哪个系统，填系统清单中的编号"),
        Column(
            "申请时间",
            "requested_at",
            "time",
            aliases=("申请日期", "变更申请时间", "提出时间", "发起时间"),
            help="申请变更的时间",
            example="2026-10-12 10:00",
        ),
        Column(
            "批准时间",
            "approved_at",
            "time",
            aliases=("批准日期", "变更批准时间", "审批时间", "审批日期", "审核时间"),
            help="批准变更的时间",
            example="2026-10-13 15:00",
        ),
        Column(
            "实施时间",
            "implemented_at",
            "time",
            required=True,
            aliases=("实施日期", "变更实施时间", "变更时间", "变更日期", "实际实施时间", "执行时间", "执行日期"),
            help="实施变更的时间",
            example="2026-10-15 22:00",
        ),
        Column(
            "变更结果",
            "result",
            "word",
            required=True,
            words=words(
                成功=("变更成功", "实施成功"),
                回退=("已回退", "回滚", "已回滚"),
                失败=("变更失败", "实施失败"),
            ),
            aliases=("实施结果", "执行结果", "变更实施结果"),
            help="成功、回退 或 失败",
            example="成功",
        ),
        Column(
            "导致重大故障",
            "caused_major_fault",
            "yes_no",
            aliases=("是否导致重大故障", "引发重大故障", "是否引发重大故障"),
            help="变更是否导致重大故障，填 是 或 否",
            example="否",
        ),
        Column(
            "变更内容",
            "description",
            aliases=("变更描述", "变更简要描述", "变更说明", "变更事项"),
            help="变更了什么",
            example="升级中间件补丁",
        ),
    ),
)
