"""演练记录: one drill or test."""

from loaders.dataset import Column, Dataset
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
            aliases=("演练单号", "演练记录编号", "演练ID"),
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
            aliases=("演练类别", "演练种类"),
            help="应急演练、恢复演练、容灾演练、高可用演练、压力测试 或 权限审计",
            example="应急演练",
        ),
        Column(
            "演练时间",
            "held_at",
            "time",
            required=True,
            aliases=("演练日期", "演练开始时间", "演练开始日期", "测试时间", "测试日期"),
            help="演练的时间",
            example="2026-10-20 14:00",
        ),
        Column(
            "演练结果",
            "result",
            "word",
            words=words(
                通过=("合格", "成功", "达标"),
                不通过=("未通过", "不合格", "失败", "未达标"),
            ),
            aliases=("演练结论", "整体结果", "测试结果"),
            help="填 通过 或 不通过",
            example="通过",
        ),
        Column(
            "恢复时间目标达成分钟",
            "rto_minutes",
            "minutes",
            minimum=0,
            aliases=("RTO达成分钟", "RTO分钟", "实际RTO分钟"),
            help="演练中实际用了多少分钟恢复服务（RTO）",
            example="45",
        ),
        Column(
            "恢复点目标达成分钟",
            "rpo_minutes",
            "minutes",
            minimum=0,
            aliases=("RPO达成分钟", "RPO分钟", "实际RPO分钟"),
            help="演练中实际丢失了多少分钟的数据（RPO）",
            example="5",
        ),
    ),
)
