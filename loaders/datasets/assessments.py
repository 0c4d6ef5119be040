"""定性评价: one assessment of a qualitative indicator."""

from loaders.dataset import Column, Dataset, DefaultBy, names
from loaders.datasets._recurring import words

_BANDS = {"达成": (80.0, 100.0, True), "部分达成": (60.0, 80.0, False), "未达成": (0.0, 60.0, False)}
"""Band → lowest share, highest share, whether the highest still belongs to it (财预〔2020〕10号)."""


def _share_in_band(row: dict[str, object]) -> list[tuple[str, str]]:
    """得分率 must lie in the band of the conclusion."""
    band, share = row.get("band"), row.get("share")
    if not isinstance(band, str) or not isinstance(share, int | float):
        return []
    lowest, highest, closed = _BANDS[band]
    inside = lowest <= share and (share <= highest if closed else share < highest)
    return [] if inside else [("share", "share_outside_band")]


DATASET = Dataset(
    name="assessments",
    position=16,
    title="定性评价",
    grain="一个定性指标的一次评价",
    cadence="monthly",
    record_id=("indicator_code",),
    row_rule=_share_in_band,
    defaults_by=(DefaultBy("share", "band", {"达成": 100.0, "部分达成": 70.0, "未达成": 0.0}),),
    note="每个定性指标每月评价一次，评价日期记为当月最后一天；指标编号请用文本格式，1.10 不要变成 1.1。",
    columns=(
        Column(
            "指标编号",
            "indicator_code",
            "id",
            required=True,
            aliases=names(
                "指标编码、指标代码、指标序号、指标号、考核指标编号、评价指标编号、Indicator",
                "Indicator code、Indicator ID、Code",
            ),
            help="定性指标的编号，两位小数，文本格式",
            example="1.15",
        ),
        Column(
            "评价结论",
            "band",
            "word",
            required=True,
            words=words(
                达成=("已达成", "全部达成", "达成年度指标", "达成预期指标"),
                部分达成=("部分达成年度指标并具有一定效果", "部分达成预期指标并具有一定效果"),
                未达成=("没有达成", "未达成年度指标且效果较差", "未达成预期指标且效果较差"),
            ),
            aliases=names(
                "评价结果、评价等级、结论、评定结论、评定等级、考核结论、考核结果、达成情况、完成情况",
                "Band、Conclusion、Result、Rating",
            ),
            help="达成、部分达成 或 未达成",
            example="达成",
        ),
        Column(
            "得分率",
            "share",
            "percent",
            minimum=0,
            maximum=100,
            aliases=names(
                "得分比例、得分百分比、得分率%、得分率(百分比)、评价得分率、达成率、Share、Score share",
                "Score rate",
            ),
            help="达成 80-100，部分达成 60-80（不含80），未达成 0-60（不含60）；不填为 100、70、0",
            example="90",
        ),
        Column(
            "评价理由",
            "reason",
            required=True,
            aliases=names(
                "评价依据、评价说明、评分理由、理由、评定理由、评分依据、评价意见、评定依据、考核依据",
                "Reason、Justification、Rationale",
            ),
            help="依据什么作出结论",
            example="制度齐全，抽查3次均按流程执行",
        ),
        Column(
            "评价人",
            "assessor",
            aliases=names(
                "评价人员、评分人、考核人、评价单位、评定人、评价者、考核人员、评分人员、Assessor",
                "Assessed by",
            ),
            help="谁作出的评价",
            example="监理单位 王五",
        ),
    ),
)
