"""网络安全事件: one security event."""

from loaders.dataset import Column, Dataset, Order, names
from loaders.datasets._recurring import severity_words, system_id

# GB/T 20986 numbers the four degrees in Roman figures.
_ROMAN = {"I级": "特别重大", "II级": "重大", "III级": "较大", "IV级": "一般"}

DATASET = Dataset(
    name="security_events",
    position=14,
    title="网络安全事件",
    grain="一起网络安全事件",
    cadence="monthly",
    placed_by="occurred_at",
    record_id=("event_id",),
    fixed=("system_id", "severity", "occurred_at"),
    open_when="closed_at IS NULL",
    orders=(Order("occurred_at", "closed_at"),),
    note="月底还没处置完的，处置完成时间留空；完成后在下个月的表中再报一次（续报），编号、系统、级别和发生时间不变。",
    columns=(
        Column(
            "事件编号",
            "event_id",
            "id",
            required=True,
            aliases=names(
                "事件单号、安全事件编号、网络安全事件编号、事件ID、安全事件单号、安全事件ID、事件号",
                "Event ID、Event number、Event No、Incident ID、Incident number、Number",
            ),
            help="事件的编号，全年不重复",
            example="AQ-202610-01",
        ),
        system_id("受影响系统", "事件系统", required=False, help="涉及哪个系统；不属于某个系统的留空"),
        Column(
            "发生时间",
            "occurred_at",
            "time",
            required=True,
            aliases=names(
                "发生日期、事件发生时间、事件时间、事件日期、事件发生日期、安全事件发生时间、Occurred",
                "Occurred at、Occurred on、Event time、Event date",
            ),
            unsure=names(
                "发现时间、上报时间、告警时间、报告时间、Opened、Created、Detected、Detected at、Date",
                "Time",
            ),
            help="事件发生的时间",
            example="2026-10-08 03:15",
        ),
        Column(
            "事件级别",
            "severity",
            "word",
            required=True,
            words=severity_words("事件", "网络安全事件") | _ROMAN,
            aliases=names(
                "事件等级、安全事件级别、安全事件等级、事件分级、安全事件分级、网络安全事件级别",
                "网络安全事件等级、级别、等级、Severity、Event severity、Level",
            ),
            unsure=names("优先级、紧急程度、Priority、Urgency、Impact"),
            help="特别重大、重大、较大 或 一般",
            example="一般",
        ),
        Column(
            "处置完成时间",
            "closed_at",
            "time",
            aliases=names(
                "处置完成日期、处置时间、处理完成时间、解决时间、完成时间、关闭时间、处置完成日期时间",
                "处置完毕时间、处置结束时间、处理完成日期、解决日期、办结时间、关闭日期、Closed",
                "Closed at、Closed on、Resolved、Resolved at、Handled at",
            ),
            unsure=names("恢复时间、结束时间、End date"),
            help="处置完成的时间；还没完成的留空",
            example="2026-10-08 11:00",
        ),
        Column(
            "事件描述",
            "description",
            aliases=names(
                "事件内容、事件概述、事件情况、事件说明、事件名称、事件标题、事件经过、Short description",
                "Summary、Title、Description",
            ),
            help="发生了什么，不要填密码等敏感信息",
            example="异常登录告警，已封禁来源地址",
        ),
    ),
)
