"""满意度问卷: one answered questionnaire."""

from loaders.dataset import Column, Dataset, names
from loaders.datasets._recurring import system_id

DATASET = Dataset(
    name="surveys",
    position=11,
    title="满意度问卷",
    grain="一份答卷",
    cadence="quarterly",
    placed_by="answered_at",
    record_id=("response_id",),
    keeps_further_columns=True,
    aside=names(
        "所用时间、作答时长、答题时长、填写时长、来源、来源详情、来自IP、IP、IP地址、总分、省份、城市、国家、设备、浏览器",
        "操作系统、序号、开始时间、开始答题时间、提交状态、用户ID、昵称、微信昵称、openid、性别、年龄",
    ),
    column_limit=256,
    derived=(("score", "DOUBLE"), ("scale", "INTEGER"), ("is_satisfied", "BOOLEAN"), ("items", "VARCHAR")),
    note="每季度上报一次，可含本季度任一天的答卷；其他题目可另加列，表头写题目，会一并保存。",
    columns=(
        Column(
            "答卷编号",
            "response_id",
            "id",
            required=True,
            aliases=names(
                "答卷ID、答卷序号、答题编号、答题序号、问卷编号、序号、答卷号、问卷序号、回收编号",
                "Response ID、Response number、Respondent ID、Submission ID、Number、No",
            ),
            help="答卷的编号，全年不重复",
            example="2026Q4-001",
        ),
        system_id("评价系统", required=False, help="评价的是哪个系统；评价整个包件的留空"),
        Column(
            "提交时间",
            "answered_at",
            "time",
            required=True,
            aliases=names(
                "提交日期、提交答卷时间、答卷提交时间、答卷时间、填写时间、结束答题时间、结束时间",
                "回收时间、作答时间、作答结束时间、填答时间、填报时间、Submitted、Submitted at",
                "Submit time、Submission time、Answered at、Completed at、End time",
            ),
            unsure=names("开始时间、答题时间、时间、日期、创建时间、Start time、Date、Time"),
            help="提交答卷的时间",
            example="2026-12-05 10:20",
        ),
        Column(
            "单位",
            "department",
            aliases=names(
                "部门、单位名称、所在单位、所属单位、工作单位、使用单位、您的单位、您所在的单位、您的部门",
                "您所在的部门、您所在单位、您的单位名称、所在部门、所属部门、填写单位、填报单位、评价单位",
                "使用部门、Department、Organization、Unit、Company",
            ),
            help="答卷人所在单位，不要填姓名",
            example="某街道办事处",
        ),
        Column(
            "总体满意度",
            "overall",
            "answer",
            required=True,
            may_be_blank=True,
            aliases=names(
                "整体满意度、综合满意度、总满意度、总体满意程度、总体评价、整体评价、您对系统的总体满意度",
                "满意度、总体满意情况、总体满意度评价、总体满意度评分、总体满意度得分、总评",
                "您的总体满意度、您对运维服务的总体满意度、您对运维服务总体是否满意、Overall",
                "Overall satisfaction、Satisfaction、Overall rating",
            ),
            unsure=names("总分、得分、评分、评价、Score、Rating"),
            help="很满意、满意、一般、不满意、很不满意；或 1-5 分，或 0-100 分，全表一致；没有回答的留空",
            example="满意",
        ),
        Column(
            "意见建议",
            "comment",
            aliases=names(
                "意见和建议、意见与建议、意见及建议、您的意见和建议、反馈意见、建议、意见、建议和意见",
                "建议意见、其他意见、其他建议、其他意见和建议、您的意见建议、您的建议",
                "您还有哪些意见和建议、Comment、Comments、Feedback、Suggestions",
            ),
            help="意见或建议",
            example="希望加快报表导出",
        ),
        Column(
            "发放份数",
            "invited",
            "integer",
            minimum=0,
            aliases=names(
                "发放数量、发放问卷数、发放问卷份数、问卷发放份数、问卷发放数、发放数、邀请人数",
                "问卷发放数量、发放总数、发放总份数、应答人数、邀请数、邀请份数、Invited、Sent",
                "Questionnaires sent",
            ),
            help="一共发出多少份问卷，填一行即可",
            example="120",
        ),
    ),
)
