"""验收记录: one submission for acceptance."""

from loaders.dataset import Column, Dataset, Order, names
from loaders.datasets._recurring import system_id, words

_PASSING = ("通过", "整改后通过")


def _passed_has_time(row: dict[str, object]) -> list[tuple[str, str]]:
    """A passing conclusion needs 通过时间."""
    if row.get("result") in _PASSING and row.get("passed_at") is None:
        return [("passed_at", "passed_at_missing")]
    return []


DATASET = Dataset(
    name="acceptances",
    position=15,
    title="验收记录",
    grain="一次验收提交",
    cadence="whenever",
    placed_by="submitted_at",
    record_id=("acceptance_id",),
    fixed=("system_id", "kind", "submitted_at"),
    open_when="passed_at IS NULL",
    orders=(
        Order("submitted_at", "passed_at"),
        Order("submitted_at", "mended_at"),
        Order("submitted_at", "concluded_at", by_day=True),
        Order("concluded_at", "mended_at", by_day=True),
    ),
    row_rule=_passed_has_time,
    note="有验收时才需上报；整改后通过的，在通过的月份再报一次（续报），编号、系统、验收类型、提交时间和结论时间不变。",
    columns=(
        Column(
            "验收编号",
            "acceptance_id",
            "id",
            required=True,
            aliases=names(
                "验收单号、验收记录编号、验收ID、验收号、验收申请编号、验收申请单号、Acceptance ID",
                "Acceptance number、Acceptance No、Number",
            ),
            help="验收的编号，全年不重复",
            example="YS-202611-01",
        ),
        system_id("验收系统", required=False, help="验收的是哪个系统；整个包件的验收留空"),
        Column(
            "验收类型",
            "kind",
            "word",
            required=True,
            words=words(
                系统验收=("单系统验收",),
                中期验收=("中期", "中期考核验收"),
                期末验收=("期末", "终期验收", "最终验收", "终验"),
            ),
            aliases=names("验收类别、验收种类、验收阶段、验收类型名称、验收分类、Acceptance type、Kind、Type"),
            help="系统验收、中期验收 或 期末验收",
            example="中期验收",
        ),
        Column(
            "提交时间",
            "submitted_at",
            "time",
            required=True,
            aliases=names(
                "提交日期、验收提交时间、提交验收时间、验收申请时间、申请验收时间、申请时间、验收提交日期",
                "验收申请日期、申请日期、送验时间、送验日期、报验时间、报验日期、Submitted、Submitted at",
                "Submitted on、Submission date",
            ),
            unsure=names("验收时间、验收日期、时间、日期、Date、Time"),
            help="提交验收的时间",
            example="2026-11-10 10:00",
        ),
        Column(
            "通过时间",
            "passed_at",
            "time",
            counts_by_day=True,
            aliases=names(
                "通过日期、验收通过时间、验收通过日期、验收合格时间、验收合格日期、Passed、Passed at",
                "Passed on、Accepted on、Accepted at",
            ),
            unsure=names("验收时间、验收日期、Date"),
            help="验收通过的时间；结论为通过或整改后通过的必填",
            example="2026-11-20 16:00",
        ),
        Column(
            "验收结论",
            "result",
            "word",
            required=True,
            words=words(
                通过=("验收通过", "一次通过", "一次性通过", "合格"),
                不通过=("未通过", "验收不通过", "不合格"),
                整改后通过=("整改通过", "复验通过", "复验后通过"),
            ),
            aliases=names(
                "验收结果、结论、验收意见结论、验收情况、验收评定、结果、Result、Acceptance result",
                "Conclusion、Outcome",
            ),
            help="通过、不通过 或 整改后通过",
            example="通过",
        ),
        Column(
            "材料提交时间",
            "documents_at",
            "time",
            counts_by_day=True,
            aliases=names(
                "材料提交日期、验收材料提交时间、资料提交时间、验收资料提交时间、文档提交时间",
                "资料提交日期、文档提交日期、验收资料提交日期、材料交齐时间、材料交齐日期、Documents at",
                "Documents submitted、Documents submitted at",
            ),
            help="验收材料交齐的时间",
            example="2026-11-09 15:00",
        ),
        Column(
            "整改完成时间",
            "mended_at",
            "time",
            counts_by_day=True,
            aliases=names(
                "整改完成日期、整改时间、缺陷整改完成时间、整改日期、缺陷整改完成日期、问题整改完成时间",
                "整改完毕时间、Mended at、Rectified at、Rectified on",
            ),
            help="整改完成的时间",
            example="2026-11-18 17:00",
        ),
        Column(
            "结论时间",
            "concluded_at",
            "time",
            counts_by_day=True,
            aliases=names(
                "结论日期、验收结论时间、验收结论日期、結論時間、Concluded at、Conclusion time、Conclusion date"
            ),
            help="得出验收结论的时间；没有一次通过的，填判为未通过的时间，整改期限从这里起算",
            example="2026-11-12 16:00",
        ),
    ),
)
