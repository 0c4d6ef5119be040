"""运维报告: one report due."""

from loaders.dataset import Column, Dataset
from loaders.datasets._recurring import words

DATASET = Dataset(
    name="reports",
    position=9,
    title="运维报告",
    grain="一份应交的报告",
    cadence="monthly",
    placed_by="due_from",
    record_id=("report_id",),
    fixed=("kind", "due_from"),
    open_when="submitted_at IS NULL",
    note="应交未交的也要填，提交时间留空；提交后在下个月的表中再报一次（续报），编号、报告类型和应交基准时间不变。",
    columns=(
        Column(
            "报告编号",
            "report_id",
            "id",
            required=True,
            aliases=("报告编码", "报告单号", "报告ID", "记录编号"),
            help="报告的编号，全年不重复",
            example="BG-202610-01",
        ),
        Column(
            "报告类型",
            "kind",
            "word",
            required=True,
            words=words(
                周报=("运维周报", "周报告", "周度报告"),
                月报=("运维月报", "月报告", "月度报告", "月度运维报告"),
                季报=("运维季报", "季报告", "季度报告", "季度运维报告"),
                年报=("运维年报", "年报告", "年度报告", "年度运维报告"),
                专题报告=("专题", "专项报告", "专题分析报告"),
            ),
            aliases=("报告类别", "报告种类"),
            help="周报、月报、季报、年报 或 专题报告",
            example="月报",
        ),
        Column(
            "报告名称",
            "title",
            aliases=("报告标题", "月报名称", "报告题目"),
            help="报告的名称",
            example="2026年10月运维月报",
        ),
        Column(
            "应交基准时间",
            "due_from",
            "time",
            required=True,
            day_suffices=True,
            aliases=(
                "应交基准日期",
                "基准时间",
                "基准日期",
                "周期结束时间",
                "周期结束日期",
                "统计截止时间",
                "统计截止日期",
            ),
            help="报告所属周期的最后一天，或专题事件的结束时间；只填日期按当天结束计算",
            example="2026-10-31",
        ),
        Column(
            "提交时间",
            "submitted_at",
            "time",
            aliases=("提交日期", "报告提交时间", "实际提交时间", "报送时间", "交付时间"),
            help="提交报告的时间；还没提交的留空",
            example="2026-11-02 16:00",
        ),
    ),
)
