"""履约事项: one duty of the contract, fulfilled or missed."""

from loaders.dataset import Column, Dataset, names
from loaders.datasets._recurring import system_id, words

DATASET = Dataset(
    name="duties",
    position=17,
    title="履约事项",
    grain="一项履行了或没有履行的合同义务",
    cadence="monthly",
    placed_by="done_on",
    record_id=("duty_id",),
    note="驻场、证书、备份、培训、值守等别的数据不能证明的事项，一事一行；没有做到的也要填，是否符合填 否。"
    "按系统约定的条款请填系统编号。驻场人数、租赁点位等每周或每月填一次实际数量，取当月最小的。",
    columns=(
        Column(
            "事项编号",
            "duty_id",
            "id",
            required=True,
            aliases=names(
                "事项单号、履约事项编号、履约编号、事项ID、履约事项单号、记录编号、履约ID、Duty ID",
                "Duty number、Duty No、Number",
            ),
            help="事项的编号，全年不重复",
            example="LY-202610-001",
        ),
        Column(
            "条款编号",
            "clause_code",
            "id",
            required=True,
            aliases=names(
                "条款编码、条款代码、条款号、服务条款编号、合同条款编号、对应条款、条款、服务条款",
                "合同条款、条款序号、Clause、Clause code、Clause No、Clause number",
            ),
            help="这一项履行的是哪个服务条款，如 C8，文本格式",
            example="C8",
        ),
        system_id("事项系统", required=False, help="哪个系统的事项；条款约定到系统的必须填，整个包件的留空"),
        Column(
            "日期",
            "done_on",
            "date",
            required=True,
            aliases=names(
                "完成日期、完成时间、履约日期、履约时间、执行日期、记录日期、值守日期、备份日期、备份时间",
                "培训日期、培训时间、事项日期、发生日期、实际完成日期、实际完成时间、值班日期、驻场日期",
                "统计日期、Date、Done on、Done at、Performed on、Completed on",
            ),
            unsure=names("时间、开始时间、Time、Start date"),
            help="履行（或应履行而没有履行）的日子",
            example="2026-10-15",
        ),
        Column(
            "数量",
            "quantity",
            "number",
            default=1,
            minimum=0,
            aliases=names(
                "件数、份数、次数、人数、人月数、人月、完成数量、数目、完成数、实际数量、人次、到岗人数",
                "驻场人数、Quantity、Qty、Count、Amount",
            ),
            help="几次、几人、几个、几人月；不填为 1",
            example="1",
        ),
        Column(
            "是否符合",
            "complies",
            "yes_no",
            default=True,
            words=words(
                是=("符合", "合格", "已完成", "完成", "通过", "达标"),
                否=("不符合", "不合格", "未完成", "不通过", "未通过", "不达标", "未达标"),
            ),
            aliases=names(
                "是否合格、是否完成、是否达标、符合情况、完成情况、是否符合要求、是否满足、是否满足要求",
                "是否履约、是否合规、履约情况、Complies、Compliant、Is compliant",
            ),
            help="做到了填 是，没有做到填 否；不填为 是",
            example="是",
        ),
        Column(
            "说明",
            "note",
            aliases=names(
                "事项说明、履约说明、事项描述、情况说明、工作内容、备注、备注说明、事项内容、履约内容",
                "事项名称、履约情况说明、Note、Notes、Remark、Remarks、Comment、Description",
            ),
            help="做了什么、由谁做、为什么没有做到",
            example="国庆值守 4 人次",
        ),
        Column(
            "附件",
            "attachment",
            aliases=names(
                "附件名称、证明材料、佐证材料、附件地址、附件名、附件文件、附件材料、证明文件",
                "证明材料名称、Attachment、Attachments、Evidence、File",
            ),
            help="证明材料的文件名或网址",
            example="LY-202610-001.pdf",
        ),
    ),
)
