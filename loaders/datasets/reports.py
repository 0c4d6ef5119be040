"""运维报告: one report due."""

from loaders.dataset import Column, Dataset, names
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
            aliases=names(
                "报告编码、报告单号、报告ID、记录编号、资料编号、文档编号、Report ID、Report number",
                "Report No、Number",
            ),
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
            aliases=names("报告类别、报告种类、报告分类、报告类型名称、Report type、Kind、Type"),
            help="周报、月报、季报、年报 或 专题报告",
            example="月报",
        ),
        Column(
            "报告名称",
            "title",
            aliases=names("报告标题、月报名称、报告题目、报告名、文档名称、资料名称、Report name、Title、Name"),
            help="报告的名称",
            example="2026年10月运维月报",
        ),
        Column(
            "应交基准时间",
            "due_from",
            "time",
            required=True,
            day_suffices=True,
            aliases=names(
                "应交基准日期、基准时间、基准日期、周期结束时间、周期结束日期、统计截止时间、统计截止日期",
                "应交基准、报告期末、报告周期结束日期、报告周期截止日期、周期截止日期、所属期末",
                "统计周期结束日期、事件结束时间、Due from、Period end、Period end date",
                "Reporting period end",
            ),
            unsure=names("报告日期、截止日期、应交时间、应交日期、应提交时间、统计年份、账期、Date、Due date、Due"),
            help="报告所属周期的最后一天，或专题事件的结束时间；只填日期按当天结束计算",
            example="2026-10-31",
        ),
        Column(
            "提交时间",
            "submitted_at",
            "time",
            aliases=names(
                "提交日期、报告提交时间、实际提交时间、报送时间、交付时间、报送日期、交付日期",
                "实际提交日期、报告提交日期、上交时间、上交日期、Submitted、Submitted at、Submitted on",
                "Submission date、Delivered at、Delivered on",
            ),
            unsure=names("填报时间、填报日期、发布时间、审批时间、编制时间、完成时间、创建时间、Created、Date"),
            help="提交报告的时间；还没提交的留空",
            example="2026-11-02 16:00",
        ),
    ),
)
