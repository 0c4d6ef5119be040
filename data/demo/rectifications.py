"""Invented 整改 of the sample months: who did what when about something that was missed. Plain data: kpi enters it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Deed = Literal["done", "accept", "send_back"]
SUPERVISOR = "监管员 周敏"
"""Who opens and accepts."""


@dataclass(frozen=True)
class SampleDeed:
    """What was done next at a moment. text: what the file of evidence says, or why it was sent back."""

    at: datetime
    deed: Deed
    by: str
    done: date | None = None
    text: str = ""


@dataclass(frozen=True)
class SampleRectification:
    """One 整改 from its opening on, for a period in which the months really miss the indicator or clause."""

    package: int
    code: str
    period: str
    opened_at: datetime
    cause: str
    measure: str
    responsible: str
    deeds: tuple[SampleDeed, ...] = ()


def _done(at: datetime, by: str, day: date, text: str) -> SampleDeed:
    return SampleDeed(at, "done", by, day, f"{text}\n（示例文件，内容为虚构）\n")


SAMPLE_RECTIFICATIONS = (
    SampleRectification(
        3,
        "3.13",
        "2026-09",
        datetime(2026, 10, 12, 9, 40),
        "外场机箱电源和硬盘没有备件，每次都要等厂家发货",
        "按在用数量的 5% 备齐电源和硬盘，放在临港现场库房",
        "项目经理 何伟",
        (
            _done(
                datetime(2026, 10, 30, 16, 20), "项目经理 何伟", date(2026, 10, 29), "电源 12 只、硬盘 8 块已入临港库房"
            ),
            SampleDeed(datetime(2026, 11, 3, 10, 5), "accept", SUPERVISOR),
        ),
    ),
    SampleRectification(
        3,
        "3.C3",
        "2026-09",
        datetime(2026, 10, 13, 14, 0),
        "主链路中断后没有自动切换，值守人员夜间未及时发现",
        "启用双链路自动切换，夜间告警改为电话通知",
        "技术负责人 唐敏",
        (
            _done(datetime(2026, 10, 28, 17, 30), "技术负责人 唐敏", date(2026, 10, 28), "双链路已启用"),
            SampleDeed(
                datetime(2026, 10, 30, 9, 15), "send_back", SUPERVISOR, text="没有附切换演练的记录，请补做后再报"
            ),
            _done(
                datetime(2026, 11, 6, 15, 0),
                "技术负责人 唐敏",
                date(2026, 11, 5),
                "切换演练记录：主链路断开后 40 秒切换成功",
            ),
            SampleDeed(datetime(2026, 11, 9, 11, 0), "accept", SUPERVISOR),
        ),
    ),
    SampleRectification(
        5,
        "5.19",
        "2026-09",
        datetime(2026, 10, 14, 10, 30),
        "用户反映报表导出慢、来电等待时间长",
        "优化报表查询，工作时间增加一名坐席",
        "服务经理 陆颖",
        (
            _done(
                datetime(2026, 11, 2, 9, 30),
                "服务经理 陆颖",
                date(2026, 10, 31),
                "报表导出由 40 秒降到 6 秒，坐席已到岗",
            ),
            SampleDeed(datetime(2026, 11, 4, 14, 40), "accept", SUPERVISOR),
        ),
    ),
    SampleRectification(
        4,
        "4.04",
        "2026-08",
        datetime(2026, 11, 6, 9, 10),
        "8月高温抽调巡检人员抢修，漏了两次例行巡检",
        "抢修和巡检分组排班，每周五核对巡检次数",
        "驻场主管 钱峰",
        (_done(datetime(2026, 12, 4, 11, 20), "驻场主管 钱峰", date(2026, 12, 3), "11月分组排班表和每周核对记录"),),
    ),
    SampleRectification(
        1,
        "1.C16",
        "2026-09",
        datetime(2026, 11, 10, 15, 0),
        "中秋假期那一周没有安排参数检查",
        "把每周参数检查写进排班表，假期提前到节前完成",
        "驻场工程师 韩雪",
        (
            _done(datetime(2026, 11, 25, 16, 45), "驻场工程师 韩雪", date(2026, 11, 25), "11月参数检查单"),
            SampleDeed(datetime(2026, 11, 27, 10, 0), "send_back", SUPERVISOR, text="检查单缺第二周，请补齐"),
        ),
    ),
    SampleRectification(
        3,
        "3.13",
        "2026-10",
        datetime(2026, 11, 11, 10, 0),
        "备件已到位，但夜间没有人能开车送到外场",
        "夜间安排一辆备勤车，超过 8 小时的故障由项目经理督办",
        "项目经理 何伟",
    ),
    SampleRectification(
        3,
        "3.08",
        "2026-10",
        datetime(2026, 11, 12, 9, 0),
        "同一台交换机一个月内四次重启，没有更换",
        "更换该交换机，对同批次设备做一次普查",
        "技术负责人 唐敏",
        (
            _done(
                datetime(2026, 12, 1, 17, 10),
                "技术负责人 唐敏",
                date(2026, 12, 1),
                "交换机更换单；同批次 6 台普查结果正常",
            ),
        ),
    ),
    SampleRectification(
        2,
        "2.10",
        "2026-09",
        datetime(2026, 11, 20, 13, 30),
        "需求没有按紧急程度排期，小需求压在大需求后面",
        "每周一评审排期，三天内能完成的单独走快速通道",
        "需求经理 沈琪",
    ),
    SampleRectification(
        3,
        "3.06",
        "todate",
        datetime(2026, 12, 7, 16, 0),
        "两个子系统提交验收时测试报告不全",
        "提交前由监理对照验收清单预审一次",
        "质量负责人 魏东",
    ),
)
"""Each state stands somewhere over the packages; in the order in which they were opened."""
