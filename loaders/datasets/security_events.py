"""网络安全事件: one security event."""

from loaders.dataset import Column, Dataset, Order
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
            aliases=("事件单号", "安全事件编号", "网络安全事件编号", "事件ID"),
            help="事件的编号，全年不重复",
            example="AQ-202610-01",
        ),
        system_id("受影响系统", "事件系统", required=False, help="涉及哪个系统；不属于某个系统的留空"),
        Column(
            "发生时间",
            "occurred_at",
            "time",
            required=True,
            aliases=("发生日期", "事件发生时间", "事件时间", "事件日期"),
            help="事件发生的时间",
            example="2026-10-08 03:15",
        ),
        Column(
            "事件级别",
            "severity",
            "word",
            required=True,
            words=severity_words("事件", "网络安全事件") | _ROMAN,
            aliases=("事件等级", "安全事件级别", "安全事件等级", "事件分级"),
            help="特别重大、重大、较大 或 一般",
            example="一般",
        ),
        Column(
            "处置完成时间",
            "closed_at",
            "time",
            aliases=(
                "处置完成日期",
                "处置时间",
                "处理完成时间",
                "解决时间",
                "完成时间",
                "关闭时间",
            ),
            help="处置完成的时间；还没完成的留空",
            example="2026-10-08 11:00",
        ),
        Column(
            "事件描述",
            "description",
            aliases=("事件内容", "事件概述", "事件情况", "事件说明"),
            help="发生了什么，不要填密码等敏感信息",
            example="异常登录告警，已封禁来源地址",
        ),
    ),
)
