"""The single events of the story: long and overlapping outages, the typhoon, maintenance windows, security events."""

from dataclasses import dataclass
from datetime import datetime

from data.demo.chance import Row

TYPHOON = "台风“望潮”影响，属不可抗力"
CABLE_CUT = "第三方施工挖断主干光缆，属不可抗力"


@dataclass(frozen=True)
class Outage:
    """One outage of a system. up_at None: still down; dark: it takes the cameras of the system off line as well."""

    system_id: str
    down_at: datetime
    up_at: datetime | None
    cause: str
    hardware: bool = False
    exempt_reason: str | None = None
    severity: str = "一般"
    ticketed: bool = True
    dark: bool = False

    @property
    def parent(self) -> str:
        """The system that the outage counts for."""
        return self.system_id[:5]


@dataclass(frozen=True)
class LongTicket:
    """A hardware ticket that is still open when its month is written; restored_at None: it never closes."""

    package: int
    reported_at: datetime
    restored_at: datetime | None


@dataclass(frozen=True)
class Window:
    """One announced maintenance window."""

    system_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    approved_by: str | None
    approved_at: datetime | None


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute)


OUTAGES: tuple[Outage, ...] = (
    Outage("P1-01-S01", _at(8, 12, 9, 40), _at(8, 12, 10, 55), "综窗收件服务线程池耗尽，取号后无法受理"),
    Outage("P1-01", _at(8, 12, 10, 20), _at(8, 12, 11, 30), "排查综窗问题时大厅接口网关一并重启"),
    Outage("P1-06", _at(9, 19, 0, 10), _at(9, 19, 5, 40), "计划内数据库版本升级停机", ticketed=False),
    Outage("P2-01-S07", _at(8, 19, 14, 5), _at(8, 19, 17, 20), "数据中台调度节点内存溢出"),
    Outage("P2-01", _at(8, 19, 15, 30), _at(8, 19, 18, 10), "中台积压引发平台主服务不可用", severity="较大"),
    Outage("P2-02", _at(9, 12, 22, 5), _at(9, 13, 3, 10), "计划内升级回退，超出批准窗口"),
    Outage("P2-06", _at(10, 17, 20, 5), _at(10, 17, 23, 40), "季度关账前版本发布停机", ticketed=False),
    Outage("P2-03", _at(10, 31, 22, 40), _at(11, 1, 3, 10), "月末批处理锁表，申报入口无法打开"),
    Outage(
        "P3-02",
        _at(8, 30, 14, 20),
        _at(9, 2, 2, 50),
        "存储阵列双盘故障，备件调货两天后到场",
        hardware=True,
        severity="重大",
    ),
    Outage(
        "P3-05", _at(9, 15, 2, 40), _at(9, 17, 16, 20), "台风期间海堤沿线外场断电", True, TYPHOON, "较大", dark=True
    ),
    Outage("P3-04", _at(9, 15, 5, 10), _at(9, 16, 11, 30), "台风期间多处汇聚箱进水", True, TYPHOON, "较大"),
    Outage("P3-04", _at(9, 16, 9, 0), _at(9, 16, 13, 0), "流媒体转发服务恢复后配置丢失"),
    Outage("P3-02", _at(9, 15, 3, 20), _at(9, 15, 19, 0), "台风期间泵站采集链路中断", True, TYPHOON, "较大"),
    Outage(
        "P3-05",
        _at(10, 15, 7, 20),
        _at(10, 16, 11, 30),
        "海堤汇聚交换机故障，无备机，次日更换",
        hardware=True,
        severity="较大",
        dark=True,
    ),
    Outage("P3-05", _at(11, 18, 16, 0), _at(11, 19, 3, 30), "视频专网核心板卡故障", hardware=True, severity="较大"),
    Outage("P3-10", _at(11, 29, 18, 40), None, "业务库数据文件损坏，正在从备份恢复", severity="重大"),
    Outage("P4-02", _at(10, 29, 15, 20), _at(11, 9, 11, 0), "外场主干光缆中断", True, CABLE_CUT, "较大"),
    Outage("P5-02", _at(10, 31, 22, 10), _at(11, 1, 3, 20), "计划内集群扩容停机", ticketed=False),
    Outage("P5-03-S01", _at(11, 11, 10, 5), _at(11, 11, 12, 30), "签署服务证书链更新后校验失败"),
    Outage("P5-03", _at(11, 11, 11, 15), _at(11, 11, 13, 50), "回退签署服务时统一认证同步中断"),
)

LONG_TICKETS: tuple[LongTicket, ...] = (
    LongTicket(1, _at(8, 31, 16, 10), _at(9, 3, 18, 30)),
    LongTicket(3, _at(7, 28, 10, 20), _at(8, 14, 16, 0)),
    LongTicket(3, _at(10, 26, 9, 15), _at(11, 12, 11, 40)),
    LongTicket(3, _at(11, 24, 14, 5), None),
    LongTicket(3, _at(11, 27, 8, 50), None),
)

WINDOWS: tuple[Window, ...] = (
    Window("P1-06", _at(9, 19, 0), _at(9, 19, 6), "数据库版本升级", "周主任", _at(9, 16, 15, 20)),
    Window("P2-02", _at(9, 12, 22), _at(9, 13, 2), "风控模型版本升级", "陆科长", _at(9, 10, 10, 0)),
    Window("P2-06", _at(10, 17, 20), _at(10, 18, 0), "季度关账前版本发布", "陆科长", _at(10, 17, 21, 30)),
    Window("P3-03", _at(11, 21, 6), _at(11, 21, 12), "视频巡检平台升级", "顾处长", _at(11, 19, 16, 0)),
    Window("P4-04", _at(9, 26, 1), _at(9, 26, 4), "报表库归档", None, None),
    Window("P5-02", _at(10, 31, 22), _at(11, 1, 4), "集群扩容", "韩主任", _at(10, 28, 11, 10)),
)

PROBED_SYSTEMS = ("P1-01", "P3-04", "P3-05", "P5-02")
"""Systems that a monitor probes."""

UNREPORTED_OUTAGES: dict[str, tuple[tuple[datetime, datetime], ...]] = {
    "P3-04": ((_at(10, 21, 13, 50), _at(10, 21, 15, 20)), (_at(11, 8, 2, 10), _at(11, 8, 3, 5))),
}
"""When a probed system was down and nobody reported it."""

UNSEEN_SPANS: dict[str, tuple[tuple[datetime, datetime], ...]] = {
    "P3-05": ((_at(9, 20, 2, 5), _at(9, 20, 9, 40)), (_at(11, 3, 18, 0), _at(11, 5, 8, 0))),
    "P5-02": ((_at(8, 6, 23, 50), _at(8, 7, 6, 20)),),
}
"""When the monitor itself stood still."""

SLOW_CAMERA_CHECKS = _at(11, 21, 0).date()
"""Day on which a quarter of the camera checks was left out because the checking platform was upgraded."""

SECURITY_EVENTS: dict[int, tuple[Row, ...]] = {
    1: (
        {
            "system_id": "P1-05",
            "occurred_at": _at(9, 8, 10, 35),
            "severity": "一般",
            "closed_at": _at(9, 8, 15, 10),
            "description": "收到批量钓鱼邮件，网关漏拦 6 封，已召回并提醒用户，无账号失陷",
        },
    ),
    2: (
        {
            "system_id": "P2-04",
            "occurred_at": _at(8, 21, 3, 15),
            "severity": "一般",
            "closed_at": _at(8, 21, 9, 40),
            "description": "查询接口被高频扫描，已封禁来源并收紧限流",
        },
    ),
    3: (
        {
            "system_id": "P3-04",
            "occurred_at": _at(7, 23, 22, 5),
            "severity": "一般",
            "closed_at": _at(7, 24, 14, 30),
            "description": "外场一处网络箱被撬，接入端口已隔离",
        },
        {
            "system_id": "P3-01",
            "occurred_at": _at(10, 12, 8, 50),
            "severity": "一般",
            "closed_at": _at(10, 13, 17, 20),
            "description": "漏洞通报：上传组件存在高危漏洞，已打补丁复测",
        },
    ),
    4: (),
    5: (
        {
            "system_id": "P5-02",
            "occurred_at": _at(10, 22, 1, 40),
            "severity": "较大",
            "closed_at": _at(10, 23, 18, 30),
            "description": "运维账号异常批量导出目录数据，已停用账号、完成溯源，未外传",
        },
    ),
}
