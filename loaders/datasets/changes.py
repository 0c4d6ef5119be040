"""变更记录: one implemented change."""

from loaders.dataset import Column, Dataset, Order, names
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
            aliases=names(
                "变更单号、变更单编号、变更工单编号、变更申请编号、变更ID、变更号、变更单、变更任务编号",
                "Number、Change、Change ID、Change number、Change No、Change request、Ref",
            ),
            help="变更的编号，全年不重复",
            example="CHG-202610-001",
        ),
        system_id(
            "变更系统", "实施系统", unsure=names("Configuration item、CI"), help="变更的是哪个系统，填系统清单中的编号"
        ),
        Column(
            "申请时间",
            "requested_at",
            "time",
            aliases=names(
                "申请日期、变更申请时间、提出时间、发起时间、变更申请日期、提交时间、提交日期、创建时间",
                "创建日期、建单时间、Requested、Requested at、Requested on、Opened、Opened at、Created",
                "Created at、Created on",
            ),
            help="申请变更的时间",
            example="2026-10-12 10:00",
        ),
        Column(
            "批准时间",
            "approved_at",
            "time",
            aliases=names(
                "批准日期、变更批准时间、审批时间、审批日期、审核时间、变更批准日期、批复时间、批复日期",
                "审批通过时间、审核通过时间、审核日期、变更审批时间、Approved、Approved at、Approved on",
                "Approval date、Approval time",
            ),
            help="批准变更的时间",
            example="2026-10-13 15:00",
        ),
        Column(
            "实施时间",
            "implemented_at",
            "time",
            required=True,
            aliases=names(
                "实施日期、变更实施时间、变更时间、变更日期、实际实施时间、执行时间、执行日期",
                "变更实施日期、实际实施日期、变更执行时间、变更执行日期、实际开始时间、实施开始时间",
                "投产时间、投产日期、上线时间、上线日期、Implemented、Implemented at、Implemented on",
                "Implementation date、Actual start、Actual start date",
            ),
            unsure=names(
                "变更计划开始时间、应用计划开始时间、计划开始时间、计划实施时间、开始时间、开始日期",
                "完成时间、结束时间、Planned start、Planned start date、Start、Start date、Actual end",
                "Actual end date、Closed",
            ),
            help="实施变更的时间",
            example="2026-10-15 22:00",
        ),
        Column(
            "变更结果",
            "result",
            "word",
            required=True,
            words=words(
                成功=("变更成功", "实施成功", "Successful", "Success"),
                回退=("已回退", "回滚", "已回滚", "Rolled back", "Backed out"),
                失败=("变更失败", "实施失败", "Unsuccessful", "Failed"),
            ),
            aliases=names(
                "实施结果、执行结果、变更实施结果、变更执行结果、变更结论、实施结论、结果、Result",
                "Change result、Outcome、Close code、Closure code",
            ),
            unsure=names("变更状态、完成状态、状态、Status、State"),
            help="成功、回退 或 失败",
            example="成功",
        ),
        Column(
            "导致重大故障",
            "caused_major_fault",
            "yes_no",
            aliases=names(
                "是否导致重大故障、引发重大故障、是否引发重大故障、是否造成重大故障、造成重大故障",
                "Caused major fault、Caused major incident、Caused incident",
            ),
            help="变更是否导致重大故障，填 是 或 否",
            example="否",
        ),
        Column(
            "变更内容",
            "description",
            aliases=names(
                "变更描述、变更简要描述、变更说明、变更事项、变更标题、变更名称、变更主题、变更摘要",
                "变更详情、变更概述、Short description、Summary、Title、Description",
            ),
            help="变更了什么",
            example="升级中间件补丁",
        ),
    ),
)
