"""需求工单: one request of a user."""

from loaders.dataset import Column, Dataset, Order, names
from loaders.datasets._recurring import system_id, words

MOST_DAYS_AHEAD = 400

DATASET = Dataset(
    name="requests",
    position=7,
    title="需求工单",
    grain="一张需求工单",
    cadence="monthly",
    placed_by="requested_at",
    record_id=("request_id",),
    fixed=("system_id", "kind", "requested_at"),
    open_when="completed_at IS NULL",
    # 要求完成时间 may be a bare date, also that of 提出时间; a year mistyped would put it where it never falls due.
    orders=(
        Order("requested_at", "completed_at"),
        Order("requested_at", "due_at", by_day=True, within_days=MOST_DAYS_AHEAD),
    ),
    note="月底还没完成的，完成时间留空；完成后在下个月的表中再报一次（续报），编号、系统、需求类型和提出时间不变。",
    columns=(
        Column(
            "需求编号",
            "request_id",
            "id",
            required=True,
            aliases=names(
                "需求单号、需求工单编号、服务请求编号、请求编号、服务单号、工单编号、工单号、工单ID",
                "需求ID、需求工单号、申请单号、申请编号、服务请求单号、服务请求号、请求单号、Number",
                "Request、Request ID、Request number、Request No、Ticket、Ticket ID、Ticket number",
                "Ticket No、Ticket#、Issue key、Key、Ref",
            ),
            help="需求的编号，全年不重复",
            example="XQ-202610-001",
        ),
        system_id(
            "需求系统",
            unsure=names("项目名称、所属项目、Configuration item、CI、Project"),
            help="对哪个系统的需求，填系统清单中的编号",
        ),
        Column(
            "需求类型",
            "kind",
            "word",
            words=words(
                需求=("业务需求", "需求工单", "用户需求"),
                标准服务请求=("服务请求", "标准请求", "标准服务"),
            ),
            aliases=names("需求类别、需求分类、请求类型、需求种类、Request type、Kind"),
            unsure=names("服务类型、工单类型、类别、类型、Type、Category、Issue type"),
            help="填 需求 或 标准服务请求；不填按需求计算",
            example="需求",
        ),
        Column(
            "提出时间",
            "requested_at",
            "time",
            required=True,
            aliases=names(
                "提出日期、需求提出时间、申请时间、申请日期、提交时间、提交日期、建单时间、创建时间",
                "需求提交时间、需求申请时间、请求时间、请求提出时间、发起时间、受理时间、工单创建时间",
                "创建日期、建单日期、登记时间、Requested、Requested at、Requested on、Opened、Opened at",
                "Opened on、Created、Created at、Created on、Created time、Create time、Creation date",
            ),
            unsure=names("开始时间、Start date、Date、Time"),
            help="提出需求的时间",
            example="2026-10-05 09:00",
        ),
        Column(
            "要求完成时间",
            "due_at",
            "due",
            required=True,
            day_suffices=True,
            aliases=names(
                "要求完成日期、期望完成时间、期望完成日期、计划完成时间、计划完成日期、应完成时间",
                "限定完成时间、截止时间、截止日期、期限、完成期限、完成时限、要求完成时限、约定完成时间",
                "约定完成日期、承诺完成时间、承诺完成日期、应完成日期、应办结时间、计划交付时间、Due",
                "Due at、Due date、Due by、Deadline、Requested by date",
            ),
            unsure=names("预计完成时间、预计使用时间、预计完成日期、处理时限、SLA due、Planned end date"),
            help="约定最晚何时完成",
            example="2026-10-12 18:00",
        ),
        Column(
            "完成时间",
            "completed_at",
            "time",
            aliases=names(
                "完成日期、需求完成时间、实际完成时间、实际完成日期、办理完成时间、业务办理时间、办结时间",
                "完工时间、实际办结时间、办结日期、完工日期、需求完成日期、交付完成时间、处理完成时间",
                "Completed、Completed at、Completed on、Completion date、Fulfilled at、Resolved",
                "Resolved at、Resolution date",
            ),
            unsure=names("关闭时间、工单关闭时间、结束时间、处理时间、Closed、Closed at、Close time、End date"),
            help="实际完成的时间；还没完成的留空",
            example="2026-10-10 16:30",
        ),
        Column(
            "需求描述",
            "description",
            aliases=names(
                "需求内容、请求描述、请求内容、申请内容、工单描述、问题描述、需求说明、需求名称、需求标题",
                "需求概述、工单标题、工单内容、Short description、Summary、Subject、Title、Description",
            ),
            help="要做什么，不要填个人信息",
            example="新增统计报表一张",
        ),
    ),
)
