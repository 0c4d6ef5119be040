"""停机记录: one outage of one system."""

from loaders.dataset import Column, Dataset, Order, names
from loaders.datasets._recurring import exempt_reason, system_id

DATASET = Dataset(
    name="outages",
    position=3,
    title="停机记录",
    grain="一个系统的一次停机",
    cadence="monthly",
    placed_by="down_at",
    record_id=("outage_id",),
    otherwise_id=("system_id", "down_at"),
    fixed=("system_id", "down_at"),
    open_when="up_at IS NULL",
    orders=(Order("down_at", "up_at", is_measured=True),),
    note="月底还没恢复的，恢复时间留空；恢复后在下个月的表中再报一次（续报），编号和停机开始时间不变。",
    columns=(
        Column(
            "停机编号",
            "outage_id",
            "id",
            aliases=names(
                "停机单号、停机记录编号、中断编号、中断记录编号、停机事件编号、停机ID、宕机编号",
                "Outage ID、Outage number、Outage No、Number",
            ),
            help="停机的编号；不填则用系统编号和停机开始时间代替",
            example="TJ-202610-001",
        ),
        system_id("停机系统", "中断系统", "故障系统", unsure=names("Configuration item、CI")),
        Column(
            "停机开始时间",
            "down_at",
            "time",
            required=True,
            aliases=names(
                "停机起始时间、停机开始日期、停机时间、停机日期、中断开始时间、故障开始时间、告警发生时间",
                "开始时间、中断起始时间、中断时间、中断发生时间、停机发生时间、停服时间、停服开始时间",
                "宕机时间、宕机开始时间、退服时间、退服开始时间、故障发生时间、不可用开始时间",
                "Down at、Down since、Outage start、Outage start time、Outage began、Start、Start time",
                "Started、Started at、Begin、Began",
            ),
            unsure=names("发生时间、告警时间、故障时间、故障日期、Downtime、Opened、Created、Date、Time"),
            help="系统停止服务的时间，精确到分",
            example="2026-10-05 08:30",
        ),
        Column(
            "恢复时间",
            "up_at",
            "time",
            aliases=names(
                "恢复日期、停机恢复时间、停机结束时间、恢复运行时间、系统恢复时间、服务恢复时间",
                "故障恢复时间、中断恢复时间、中断结束时间、告警清除时间、结束时间、停服结束时间",
                "停服恢复时间、宕机恢复时间、宕机结束时间、退服恢复时间、退服结束时间、故障结束时间",
                "不可用结束时间、Up at、Outage end、Outage end time、End、End time、Ended、Ended at",
                "Restored、Restored at、Recovered、Recovered at",
            ),
            unsure=names("完成时间、处理时间、处理完成时间、关闭时间、解决时间、Recovery time、Closed、Resolved"),
            help="恢复服务的时间；还没恢复的留空",
            example="2026-10-05 10:15",
        ),
        Column(
            "停机原因",
            "cause",
            aliases=names(
                "中断原因、故障原因、原因分析、原因、停服原因、宕机原因、退服原因、故障原因分析、原因说明",
                "Cause、Root cause、Reason",
            ),
            help="停机的原因",
            example="数据库连接数用尽",
        ),
        exempt_reason("不可抗力等不计入考核的原因；留空的计入考核"),
        Column(
            "关联工单编号",
            "incident_id",
            "id",
            aliases=names(
                "关联工单号、关联工单、关联故障单号、故障工单编号、工单编号、工单号、关联工单ID",
                "对应工单编号、对应工单号、Incident、Incident ID、Incident number、Related incident",
                "Ticket、Ticket number",
            ),
            help="对应的故障工单编号",
            example="GZ-202610-001",
        ),
    ),
)
