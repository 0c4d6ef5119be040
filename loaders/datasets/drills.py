"""演练记录: one drill or test."""

from loaders.dataset import Column, Dataset, names
from loaders.datasets._recurring import system_id, words

_KINDS = words(
    应急演练=("应急", "应急预案演练", "应急响应演练"),
    恢复演练=("恢复", "备份恢复演练", "数据恢复演练", "恢复测试"),
    容灾演练=("容灾", "灾备演练", "灾难恢复演练", "容灾切换演练"),
    高可用演练=("高可用", "高可用切换演练", "高可用测试"),
    压力测试=("压测", "性能压力测试"),
    权限审计=("权限审计检查", "账号权限审计"),
)

DATASET = Dataset(
    name="drills",
    position=13,
    title="演练记录",
    grain="一次演练或测试",
    cadence="monthly",
    placed_by="held_at",
    record_id=("drill_id",),
    columns=(
        Column(
            "演练编号",
            "drill_id",
            "id",
            required=True,
            aliases=names(
                "演练单号、演练记录编号、演练ID、演练号、测试编号、Drill ID、Drill number、Drill No",
                "Exercise ID、Number",
            ),
            help="演练的编号，全年不重复",
            example="YL-202610-01",
        ),
        system_id("演练系统", required=False, help="演练的是哪个系统；整个包件的演练留空"),
        Column(
            "演练类型",
            "kind",
            "word",
            required=True,
            words=_KINDS,
            aliases=names("演练类别、演练种类、演练分类、测试类型、Drill type、Exercise type、Kind、Type"),
            help="应急演练、恢复演练、容灾演练、高可用演练、压力测试 或 权限审计",
            example="应急演练",
        ),
        Column(
            "演练时间",
            "held_at",
            "time",
            required=True,
            aliases=names(
                "演练日期、演练开始时间、演练开始日期、测试时间、测试日期、演练实施时间、演练实施日期",
                "演练执行时间、测试开始时间、Held at、Held on、Drill date、Drill time、Exercise date",
            ),
            unsure=names("启动日期、训练时间、计划时间、时间、日期、Date、Time、Start date"),
            help="演练的时间",
            example="2026-10-20 14:00",
        ),
        Column(
            "演练结果",
            "result",
            "word",
            words=words(
                通过=("合格", "成功", "达标", "Passed", "Pass"),
                不通过=("未通过", "不合格", "失败", "未达标", "Failed", "Fail"),
            ),
            aliases=names(
                "演练结论、整体结果、测试结果、演练整体结果、演练评价结果、演练评估结果、结果、Result",
                "Drill result、Outcome",
            ),
            help="填 通过 或 不通过",
            example="通过",
        ),
        Column(
            "恢复时间目标达成分钟",
            "rto_minutes",
            "minutes",
            minimum=0,
            aliases=names(
                "RTO达成分钟、RTO分钟、实际RTO分钟、RTO(分钟)、RTO达成时长、RTO实际值、实际恢复时间分钟",
                "RTO minutes、RTO achieved、Actual RTO、RTO",
            ),
            help="演练中实际用了多少分钟恢复服务（RTO）",
            example="45",
        ),
        Column(
            "恢复点目标达成分钟",
            "rpo_minutes",
            "minutes",
            minimum=0,
            aliases=names(
                "RPO达成分钟、RPO分钟、实际RPO分钟、RPO(分钟)、RPO达成时长、RPO实际值、实际恢复点分钟",
                "RPO minutes、RPO achieved、Actual RPO、RPO",
            ),
            help="演练中实际丢失了多少分钟的数据（RPO）",
            example="5",
        ),
    ),
)
