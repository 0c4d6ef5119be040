"""附件: missing data, exemptions, and the rules by which the report was made."""

from kpi.exemptions import Exempt
from kpi.remarks import weights_words
from kpi.states import state_of
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import bounded, columns, minute, said, system

_MOST = 30
_GAP_HEADS = columns(("数据", 26), ("没有上报的月份", 40), ("影响的指标和条款", 34))
_EXEMPT_HEADS = columns(
    ("类别", 11), ("编号", 16), ("系统", 20), ("开始", 15, "center"), ("结束", 15, "center"), ("豁免原因", 23),
)  # fmt: skip
_DAY_HEADS = columns(("豁免原因", 60), ("摄像机（路）", 20, "right"), ("豁免（台·天）", 20, "right"))


def missing(material: Material) -> tuple[Block, ...]:
    """Each upload type with the months that it lacks, and what cannot be judged without."""
    gaps = material.gaps.missing
    if not gaps:
        return (said("期间已结束的各月，考核所需的数据都已上报。"),)
    lead = (
        f"期间已结束的月份中，下列 {len(gaps)} 类数据没有上报。没有上报的月份不视为没有问题："
        "全部缺报的指标为缺数据，部分缺报的按已报月份计算并注明。"
    )
    rows = tuple(
        Row((one.dataset, "、".join(str(month) for month in one.months), _touched(material, one.name))) for one in gaps
    )
    return said(lead), Table("没有上报的数据", _GAP_HEADS, rows)


def _touched(material: Material, dataset: str) -> str:
    """How many indicators and clauses need the upload type."""
    needing = [one.finding.indicator for one in material.card.indicators]
    table = sum(dataset in one.definition.needs for one in needing)
    clauses = sum(dataset in one.indicator.definition.needs for one in material.card.clauses)
    parts = [f"指标 {table} 项"] if table else []
    return "，".join([*parts, f"服务条款 {clauses} 条"] if clauses else parts)


def exempt(material: Material) -> tuple[Block, ...]:
    """Every exempt outage and ticket; camera-days by reason."""
    found, days = material.exemptions.records, material.exemptions.camera_days
    if not found and not days:
        return (said("已上报的数据中没有豁免的记录。"),)
    where = "可用率、故障时限" + ("和视频在线率" if material.cameras is not None else "")
    blocks: list[Block] = [said(f"下列记录填写了豁免原因，不计入{where}。")]
    if found:
        table = Table("豁免的停机和故障工单", _EXEMPT_HEADS, tuple(_exempt(one) for one in found))
        blocks += bounded(table, _MOST, "系统各页的明细")
    if days:
        rows = tuple(Row((one.reason, f"{one.cameras:,}", f"{one.camera_days:,}")) for one in days)
        blocks += bounded(Table("豁免的视频在线检查", _DAY_HEADS, rows), _MOST, "系统“摄像机”页")
    return tuple(blocks)


def _exempt(one: Exempt) -> Row:
    return Row(
        (
            one.kind, one.record_id, system(one.system_id), minute(one.began_at), minute(one.ended_at, "未结束"),
            one.reason,
        )
    )  # fmt: skip


def rules(material: Material) -> tuple[Block, ...]:
    """What the tender leaves open and how it was taken, so that anybody can follow the figures."""
    card = material.card
    example = sum(state_of(one) in ("example", "default") for one in card.clauses)
    told = [
        f"评分按财预〔2020〕10号项目支出绩效自评办法，满分 100 分；{weights_words(card)}，组内平均"
        f"{'；标书没有规定权重，以上为默认值，须经确认' if card.has_default_weights else ''}。",
        "指标只在达标或未达标时计分；达标得满分；“≥”类未达标按完成值与目标值之比得分，“≤”类超过目标后逐步扣减、到两倍为零，"
        "时点类和零发生类不达标为零；得分不超过权重。",
        "预计得分为已得分占已定权重的比例；90 分及以上为优，80 至 90 分（不含）为良，60 至 80 分（不含）"
        "为中，60 分以下为差。",
        "判定用未舍入的数；显示时“≥”类目标向下、“≤”类目标向上舍入，得分不进位。",
        "系统可用率为各系统平均：扣除已批准的计划停机和豁免停机，重叠的停机只算一次。",
        "平均故障间隔为可用时间除以故障次数，没有故障时不作无穷大，只写不低于已运行的时间。",
        "响应和修复时间按报修时刻计算，取已办结工单的平均；未办结的另列，超时的降低限时内占比。",
        "满意率为“满意”及以上占有效答卷的比例，空白和不了解不算有效答卷。",
        f"每月数据应在次月 {material.upload_day} 日前上报；没有上报的月份按缺数据处理，不视为达标。",
    ]
    if material.cameras is not None:
        told.append("视频在线率为在线台·天与应在线台·天之比；当日过半检查在线算在线，检查不足 95% 的月份按缺数据处理。")
    if example:
        told.append(f"服务条款中有 {example} 条的数量是标书的示例或标书没有给出，按示例值或默认值看，不作为违约。")
    return tuple(said(f"{number}. {words}") for number, words in enumerate(told, 1))
