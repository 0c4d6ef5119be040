"""How the duties of the contract are done in the invented months: rhythm, quantity, what is written, and the lapses.

Keys are codes of service clauses: 'C8' in every package that it binds, '4.C25' in one package, before 'C25'.
"""

from typing import NamedTuple

Key = tuple[str, str | None, str]
"""Clause code with its package, system or None, month."""


class Said(NamedTuple):
    """What is written of a duty: quantity, note, and whether it was done as it should be."""

    quantity: float
    note: str
    complies: bool = True


EVERY_WEEK: dict[str, Said] = {
    "C7": Said(2, "在岗：临港新片区办公中心"),
    "C28": Said(1, "在岗：一体化平台驻点工程师"),
    "C44": Said(1, "在岗：财促系统专职运维人员"),
    "C48": Said(1, "在岗：洋山海关三级指挥中心"),
    "C51": Said(1, "在岗：财政系统驻点工程师"),
    "C64": Said(2, "在岗：驻场运维人员"),
    "C92": Said(1, "每周全量备份"),
    "4.C25": Said(1, "备份集校验一致，抽取恢复成功"),
}

EVERY_MONTH: dict[str, Said] = {
    "C8": Said(1, "5×8 热线和现场支持值班表"),
    "C24": Said(4, "定时备份任务，每周一次"),
    "1.C25": Said(4, "备份集校验，抽取恢复成功"),
    "C34": Said(1, "7×24 小时企业咨询值班表"),
    "C45": Said(2, "海关特殊区指标统计、上月增量数据量统计"),
    "C46": Said(1, "7×24 小时电话支持值班表"),
    "C49": Said(0.5, "功能缺陷修复和局部优化，工时单经确认"),
    "C54": Said(1, "巡检、交流汇报、视频接口检查记录"),
    "C69": Said(1, "服务器巡检，漏洞扫描与修复"),
    "C70": Said(4, "铁塔站址租赁，电费已付"),
    "C71": Said(4, "高空点位租赁，含电费"),
    "C72": Said(1, "专网带宽租赁，账单已付"),
    "C84": Said(1, "机房安保值守记录"),
    "C90": Said(1, "性能数据分析记录归档"),
    "C96": Said(10, "抽查运维操作，审计日志可追溯"),
    "C121": Said(5, "周报、月报内容检查"),
    "C122": Said(1, "服务例会，会议纪要已发"),
    "C132": Said(12, "人员名单、资质核对"),
    "C133": Said(20, "资产清单抽样与实物核对"),
    "C145": Said(4, "关键数据每周备份"),
}

EVERY_QUARTER: dict[str, Said] = {
    "C26": Said(6, "运维手册、部署文档更新"),
    "C27": Said(1, "配合数据编目、归集"),
    "C35": Said(1, "一年内监测数据留存检查"),
    "C36": Said(1, "数据库系统运行报告"),
    "C37": Said(1, "数据库备份有效性校验"),
    "C53": Said(15, "电话回访"),
    "C68": Said(1, "备品备件盘点"),
    "C78": Said(1, "安全性检测和系统备份"),
    "C85": Said(1, "设备台账与监控覆盖检查"),
    "C99": Said(8, "知识库条目、复盘记录"),
    "C108": Said(200, "算法结果抽样核验"),
    "C123": Said(6, "知识库新增、修订条目"),
    "C124": Said(1, "重复事件根因分析"),
    "C125": Said(1, "健康检查与性能分析报告"),
    "C128": Said(2, "演练改进项关闭"),
    "C129": Said(9, "补丁安装、漏洞修复"),
}

ON_DAYS: dict[str, dict[str, Said]] = {
    "C6": {
        "09-15": Said(4, "防台期间值班值守"),
        "09-25": Said(1, "中秋节值班值守"),
        "10-01": Said(7, "国庆节值班值守"),
        "11-05": Said(6, "进博会期间重点保障值守"),
    },
    "C13": {"07-10": Said(1, "运维工作制度汇编")},
    "C14": {"07-20": Said(1, "应急预案")},
    "C20": {"07-13": Said(1, "应急处置小组名单")},
    "C23": {"07-22": Said(1, "备份策略：频率、类型、位置")},
    "C144": {
        "07-24": Said(2, "数据备份策略、数据恢复策略"),
        "09-10": Said(1, "灾难恢复策略"),
    },
    "C38": {
        "07-30": Said(4, "公共数据接口梳理优化"),
        "08-28": Said(6, "公共数据接口梳理优化"),
        "09-29": Said(5, "公共数据接口梳理优化"),
        "10-29": Said(5, "公共数据接口梳理优化"),
        "11-27": Said(6, "公共数据接口梳理优化"),
    },
    "C39": {
        "08-14": Said(1, "系统更新通知企业用户"),
        "09-18": Said(1, "停机维护前没有通知企业用户", False),
        "11-20": Said(1, "停机维护通知企业用户"),
    },
    "C43": {
        "07-15": Said(1, "站点证书续期"),
        "08-20": Said(4, "服务器密码机证书续期"),
        "09-22": Said(1, "时间戳证书未按期续期，当日已过期", False),
        "10-20": Said(7, "用户证书续期"),
        "11-12": Said(2, "签名证书续期"),
    },
    "C47": {"09-16": Said(1, "培训方案和线上培训")},
    "C50": {
        "07-31": Said(1.5, "功能优化工时，已确认"),
        "08-31": Said(2, "功能优化工时，已确认"),
        "09-30": Said(2, "功能增补工时，已确认"),
        "10-30": Said(1.8, "数据定制化服务工时，已确认"),
        "11-30": Said(1.7, "功能优化工时，已确认"),
    },
    "C57": {
        "09-10": Said(1, "防台保障计划"),
        "09-15": Said(4, "防台驻点值守"),
        "09-21": Said(1, "防台保障报告"),
        "09-28": Said(1, "国庆保障计划"),
        "10-01": Said(7, "国庆驻点值守"),
        "10-09": Said(1, "国庆保障报告"),
    },
    "C59": {"07-24": Said(1, "硬件设备分级分类和巡检频次表")},
    "C73": {
        "07-01": Said(31, "汛期 7×24 小时待命"),
        "08-01": Said(20, "汛期 7×24 小时待命"),
        "08-22": Said(10, "汛期 7×24 小时待命"),
        "09-01": Said(30, "汛期 7×24 小时待命"),
    },
    "C74": {"09-08": Said(1, "向承建方提供接口源代码和说明")},
    "C77": {"08-18": Said(1, "培训计划")},
    "C86": {
        "08-26": Said(3, "电警设备迁移，清单已备案"),
        "11-18": Said(2, "电警设备迁移，清单已备案"),
    },
    "C95": {
        "07-29": Said(2, "变更、发布流程"),
        "09-23": Said(2, "事件、问题流程"),
        "11-16": Said(1, "配置管理流程"),
    },
    "C98": {"11-24": Said(1, "平台健康评估")},
    "C100": {"10-26": Said(1, "账号异常导出事件根因分析")},
    "C101": {"07-27": Said(1, "差异化备份策略")},
    "C107": {"10-15": Said(1, "容量瓶颈评估")},
    "3.C121": {"11-30": Said(1, "11 月月报未提交", False)},
    "3.C128": {"11-19": Said(1, "应急演练改进项逾期未关闭", False)},
    "3.C132": {"10-20": Said(1, "核心人员更换，没有报备", False)},
    "5.C133": {"09-28": Said(2, "台账与实物不符", False)},
    "C110": {"11-27": Said(1, "阶段运维总结")},
}

NEVER_ASKED = frozenset({"C12", "C21", "C75"})
"""Clauses without a habit: C12 follows the tickets, nothing called for the other two."""

REPORTED_EMERGENCIES = "C12"
REPORTED_TOO_LATE: dict[tuple[int, str], str] = {(3, "2026-08"): "次日才报告，超过时限"}

LEFT_OUT: frozenset[Key] = frozenset(
    {
        ("4.C25", "P4-02", "2026-09"),
        ("5.C122", None, "2026-08"),
        ("2.C46", "P2-07", "2026-08"),
        ("3.C14", "P3-09", "2026-07"),
    }
)
"""What was not done, and not written down either: a month of backups unverified, a month without a meeting."""

FAILED: dict[Key, str] = {("4.C92", "P4-04", "2026-10"): "存储空间不足，当周备份失败"}
"""The first row of a clause, system and month that says 否, with why; other lapses stand in ON_DAYS."""

OTHER_QUANTITIES: dict[Key, float] = {
    ("3.C64", None, "2026-10"): 1,
    **{("2.C49", "P2-04", f"2026-{month:02d}"): 0.3 for month in range(7, 12)},
}
"""The quantity of the first row of a clause, system and month, where it is another: one of two on site for a week …"""
