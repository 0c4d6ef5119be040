"""The catalogue of problems: code → Chinese title, what is wrong, how to mend it.

A problem is data: a Receipt lists all of them at once. Its message is one or two short sentences, safe to show.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from loaders.reading import Cell, CellError

_SHOWN_LENGTH = 80


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a row or a file out.

    row: as a person counts it in the file; None for a whole sheet or file. column: the canonical header. value: the
    cell as text.
    """

    code: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message: str

    @property
    def kind(self) -> "Kind":
        """Its entry in the catalogue."""
        return CATALOGUE[self.code]

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return asdict(self)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: a few words, a sentence on what is wrong, how to mend it. Fields in braces are filled in."""

    title: str
    wrong: str
    remedy: str


class UnreadableError(ValueError):
    """A cell that cannot be read as what its column holds; code: an entry of the catalogue, facts: its fields."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


_FILE: dict[str, Kind] = {
    "unreadable_file": Kind("文件无法读取", "{wrong}。", "{hint}。"),
    "month_closed": Kind(
        "月份已结账",
        "包件{package} {month} 已结账，“{name}”没有入库，{kept}。",
        "请在“结账”页重开这个月再入库，或写明理由撤回。",
    ),
    "restore_closed": Kind(
        "月份已结账", "包件{package} {month} 已结账，不能换批次 {batch}。", "请先在“结账”页重开 {month}，再恢复。"
    ),
    "month_before_term": Kind("月份不对", "{month} 早于服务期的第一个月 {first}。", "请检查所选的月份。"),
    "month_not_begun": Kind("月份不对", "{month} 还没有开始。", "请检查所选的月份。"),
    "nothing_recognised": Kind(
        "没有认出数据", "没有认出任何一种数据{nearest}。", "请用模板的工作表名和表头，或指明数据类型。"
    ),
    "nothing_provided": Kind(
        "没有数据",
        "文件里没有任何数据，空表视为未提供。",
        "确实没有发生的，请在该工作表的第一个数据格填“本月无”。",
    ),
    "sheet_not_found": Kind("没有找到工作表", "没有找到“{title}”的工作表{nearest}。", "请检查工作表名和表头。"),
    "sheet_twice": Kind("工作表重复", "“{first}”和“{second}”都是{title}。", "请合并成一个工作表。"),
    "no_header": Kind("没有找到表头", "没有找到{title}的表头。", "请使用模板的表头，至少要有：{required}。"),
    "missing_column": Kind("缺少必需的列", "缺少必需的列“{column}”{nearest}。", "请补上该列，或按模板改表头。"),
    "column_twice": Kind("列重复", "第 {places} 列都是“{column}”，内容不同。", "请只保留一列，或改另一列的表头。"),
    "column_unclear": Kind(
        "列名不清楚",
        "表头“{value}”可能是“{column}”，分不清是不是。",
        "请指明它是哪一列或不使用，指明一次以后都照此读取；也可以改表头，或删去这一列。",
    ),
    "grid_month": Kind(
        "表内的月份不对",
        "表头只有几日，而表内写的是“{value}”，所选的是 {month}。",
        "请检查所选的月份，或改正表内的月份。",
    ),
    "offline_events": Kind(
        "不是巡检记录",
        "这是离线事件的清单：没有列出的摄像机是否在线，从中看不出来。",
        "请从平台导出每台摄像机每天的在线状态或在线率。",
    ),
    "camera_sums": Kind(
        "不是巡检记录",
        "这是摄像机的汇总数：从中看不出哪一台在哪一天在线。",
        "请从平台导出每台摄像机每天的在线状态或在线率，要有资产编号和日期。",
    ),
    "answer_rows_differ": Kind(
        "同一答卷前后不一", "答卷“{value}”的“{column}”与第 {first} 行不同。", "同一答卷的各行应一致，请核对答卷编号。"
    ),
    "answer_twice": Kind("同一题答了两次", "答卷“{value}”的题目“{question}”有两个不同的答案。", "请只留一个。"),
    "list_contradicts": Kind(
        "数字的含义相反", "表头“{value}”里数字的含义与“{column}”的读法相反。", "请把数字改成文字，如 在线、离线。"
    ),
    "clock_apart": Kind(
        "日期和时刻分开了", "“{column}”只有日期，时刻好像在另一列“{beside}”里。", "请把日期和时刻写在同一格。"
    ),
    "sheet_unclear": Kind(
        "工作表不清楚",
        "工作表“{name}”的表头像是{title}，但名称不是。",
        "是的请把工作表改名为“{title}”，不是请删去这个工作表。",
    ),
    "too_many_columns": Kind("列太多", "{title}有 {count} 列，超过上限 {limit} 列。", "请删去多余的列。"),
    "nil_with_rows": Kind("本月无与记录并存", "{title}写了“本月无”，却还有 {count} 行记录。", "请删去其中一种。"),
    "nil_beside_file": Kind(
        "本月无与文件并存", "{title}报了“本月无”，同时上报的文件里却有记录，已入库为 {batch}。", "请只选一种。"
    ),
    "two_files": Kind(
        "同一数据有两份文件",
        "同时上报的另一个文件里也有{title}，已入库为 {batch}。",
        "一个月的一种数据只能有一份，请合并成一个文件后重新上报。",
    ),
    "month_disagrees": Kind("月份不对", "{title}有 {count} 行属于 {other}，所选的是 {month}。", "请检查所选的月份。"),
    "dataset_of_others": Kind("不是本包件的数据", "包件{package}不报{title}。", "请检查所选的包件，或删去这个工作表。"),
    "nil_not_allowed": Kind("不能报本月无", "{title}不能报“本月无”。", "没有变化时不用上报；有变化时请报完整清单。"),
    "duplicate": Kind("重复上报", "同样的内容已经入库：{batch}。", "不用再报。"),
    "duplicate_of_older": Kind(
        "与旧批次相同",
        "内容与已被替换的批次 {batch} 完全相同。",
        "要恢复它，请到“上报记录”（命令行用 restore {batch}）；要作为新版本入库，请选择替换（命令行用 --replace）。",
    ),
    "needs_replace": Kind(
        "已有数据", "{title} {month} 已有批次 {batch}。", "要用这次的内容替换它，请确认替换（命令行用 --replace）。"
    ),
    "no_good_rows": Kind("没有可入库的行", "没有一行可以入库。", "请改好后重新上报。"),
    "unknown_batch": Kind("没有这个批次", "没有批次 {batch}。", "请到“上报记录”（命令行用 batches）查看批次编号。"),
    "already_current": Kind("已是当前批次", "批次 {batch} 就是当前批次。", "不用恢复。"),
    "ids_current_elsewhere": Kind(
        "编号已在其他批次",
        "批次 {batch} 的 {count} 个编号已在其他当前批次中：{ids}。",
        "请先更正那些批次，再恢复。",
    ),
}

_CELL: dict[str, Kind] = {
    "required_blank": Kind("必填项为空", "“{column}”不能为空。", "请补上。"),
    "too_many_cells": Kind(
        "格数多于表头",
        "这一行有 {count} 格，表头只有 {width} 格，后面的内容可能错了列。",
        "多半是文字里有逗号：请给那一格加上双引号，或另存为 .xlsx 后再报。",
    ),
    "too_few_cells": Kind(
        "格数少于表头",
        "这一行只有 {count} 格，表头有 {width} 格，内容可能错了列或没有写完。",
        "请补齐这一行，或用 Excel 打开后另存为 .xlsx 再报。",
    ),
    "personal_number": Kind("含有证件号", "“{column}”里有像证件号的内容。", "请删去后再报。"),
    "cell_error": Kind("单元格没有值", "公式没有计算结果，或单元格为错误值。", "请改好公式，或改成数值后再报。"),
    "bad_date": Kind("日期不对", "“{value}”不是能识别的日期。", "请写成 2026-10-05 08:30。"),
    "ambiguous_date": Kind("日期有歧义", "“{value}”分不清年、月、日。", "请写成 2026-10-05 这样的形式。"),
    "day_end": Kind(
        "24:00 分不清日子",
        "“{value}”可以是当天的结束，也可以是次日的开始。",
        "请写成当天 23:59，或次日 00:00。",
    ),
    "not_given": Kind("没有写明", "“{value}”不是“{column}”。", "有的请写明是什么、是谁；没有的请留空。"),
    "bad_number": Kind("数字不对", "“{value}”不是数字。", "请只填数字，不带单位。"),
    "not_whole": Kind("不是整数", "“{value}”不是整数。", "请填整数。"),
    "bad_percent": Kind("百分数不对", "“{value}”不是百分数。", "请填 0-100 的数。"),
    "bad_minutes": Kind("时长不对", "“{value}”不是时长。", "请填分钟数，或写成 2小时30分钟。"),
    "out_of_bounds": Kind("数字超出范围", "“{value}”超出范围。", "请填{bounds}。"),
    "bad_yes_no": Kind("不是是或否", "“{value}”不是是或否。", "请填 {choices}。"),
    "unknown_word": Kind("不在可填的词中", "“{value}”不在可填的词中。", "请填 {choices}。"),
    "bad_answer": Kind(
        "答案不对", "“{value}”不是满意度的答案。", "请填 很满意、满意、一般、不满意、很不满意，或分数。"
    ),
    "answer_off_scale": Kind("分数超出范围", "本表为 5 分制，“{value}”不在 1-5 内。", "请填 1-5，或全表改为 0-100。"),
    "bad_id": Kind(
        "编号不合规", "编号“{value}”含有不能用的字符（{sign}）。", "请用字母、数字、汉字和 - _ . / 等符号重写。"
    ),
    "look_alike_id": Kind(
        "编号有形近字符",
        "编号“{value}”中的“{sign}”（{code_point}）看着像普通字符，其实不是。",
        "请删去后用键盘重新输入。",
    ),
    "hidden_in_id": Kind("编号有隐藏字符", "编号“{value}”中有看不见的字符（{code_point}）。", "请删去后重新输入。"),
    "long_id": Kind("编号过长", "编号超过 {limit} 个字符。", "请检查是否填错了列。"),
    "id_is_date": Kind("编号成了日期", "编号被 Excel 改成了日期“{value}”。", "请把该列设为文本格式后重新填写。"),
    "id_lost_digits": Kind(
        "编号丢失位数", "编号“{value}”超过 15 位，Excel 已丢失后面的数字。", "请把该列设为文本格式后重新填写。"
    ),
    "code_is_number": Kind(
        "指标编号是数字格",
        "指标编号是数字“{value}”，分不清是哪个指标（1.1 可能是 1.01 或 1.10）。",
        "请把该列设为文本格式，写成两位小数。",
    ),
}

_ROW: dict[str, Kind] = {
    "out_of_month": Kind("不属于本月", "“{column}”{value} 不在 {month}内。", "请报到它所属的月份。"),
    "not_known_earlier": Kind(
        "不属于本月",
        "“{column}”{value} 早于 {month}，以前的月份也没有编号 {record_id} 的记录。",
        "请补报到它所属的月份；续报的编号要与原记录一致。",
    ),
    "continuation_closed": Kind(
        "续报的记录已办结", "编号 {record_id} 在批次 {batch} 中已经办结。", "要更正它，请重新上报那个月的数据。"
    ),
    "continuation_changed": Kind(
        "续报改了原记录",
        "编号 {record_id} 的{fields}与批次 {batch} 不同。",
        "续报只能补后来的时间，这几项请与原记录一致。",
    ),
    "future_time": Kind("时间在将来", "“{column}”{value} 晚于现在。", "请检查年份和月份。"),
    "wrong_order": Kind("时间先后颠倒", "“{column}”{value} 早于“{earlier}”{start}。", "请核对这两个时间。"),
    "too_far_off": Kind("时间相差太远", "“{column}”{value} 比“{earlier}”{start} 晚了 {days} 天以上。", "请检查年份。"),
    "time_needed": Kind(
        "缺少时刻", "“{earlier}”和“{column}”是同一天，又都没有时刻，算不出时长。", "请写明时刻，如 2026-10-05 08:30。"
    ),
    "other_package": Kind(
        "包件不符", "这一行写的是“{value}”，所选的是包件{package}。", "请检查所选的包件，或删去这一行。"
    ),
    "unknown_system": Kind(
        "系统编号未知", "包件{package}没有系统“{value}”{nearest}。", "请核对系统编号；新系统请先加到系统清单。"
    ),
    "system_of_other": Kind(
        "别的包件的系统", "“{value}”是包件{other}的系统，所选的是包件{package}。", "请检查所选的包件，或改正编号。"
    ),
    "unknown_parent": Kind(
        "上级系统编号未知", "包件{package}没有系统“{value}”{nearest}。", "请核对上级系统编号，或在清单中加上它。"
    ),
    "parent_circle": Kind("上级系统循环", "系统“{record_id}”成了自己的上级。", "请改上级系统编号。"),
    "id_twice": Kind("编号重复", "“{record_id}”与第 {first} 行重复。", "请删去一行，或改正编号。"),
    "id_elsewhere": Kind(
        "编号已用过", "“{record_id}”已在批次 {batch} 中。", "请改正编号；要更正旧记录，请重报那个月的数据。"
    ),
    "unknown_indicator": Kind(
        "指标编号未知", "包件{package}没有指标“{value}”{nearest}。", "指标编号为两位小数，如 1.15，请用文本格式填写。"
    ),
    "unknown_clause": Kind(
        "条款编号未知", "包件{package}没有服务条款“{value}”{nearest}。", "请照服务条款的编号填写，如 C8，请用文本格式。"
    ),
    "not_duty_clause": Kind("不用填报的条款", "条款“{value}”按其他数据计算。", "请删去这一行，或改正条款编号。"),
    "clause_needs_system": Kind("缺系统编号", "条款“{clause}”约定到系统{systems}。", "请填写系统编号。"),
    "system_not_bound": Kind("条款不约束该系统", "条款“{clause}”只约束 {systems}。", "请核对系统编号和条款编号。"),
    "not_qualitative": Kind("不是定性指标", "指标“{value}”按数据计算，不用评价。", "请删去这一行，或改正指标编号。"),
    "share_outside_band": Kind(
        "得分率与结论不符",
        "得分率“{value}”与评价结论不符。",
        "达成为 80-100，部分达成为 60-80（不含80），未达成为 0-60（不含60）。",
    ),
    "passed_at_missing": Kind("缺通过时间", "结论为通过，却没有通过时间。", "请补上通过时间。"),
}

CATALOGUE: dict[str, Kind] = _FILE | _CELL | _ROW


def problem(
    code: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: Cell = None,
    **facts: object,
) -> Problem:
    """A problem of the catalogue; `facts` fill the fields of its sentences besides column and value."""
    kind = CATALOGUE[code]
    text = shown(value)
    filled = {"column": column or "", "value": text or "", **facts}
    return Problem(code, sheet or None, row, column, text, (kind.wrong + kind.remedy).format_map(filled))


def shown(value: Cell) -> str | None:
    """A cell as short text; None stays None."""
    match value:
        case None:
            return None
        case CellError():
            text = value.text
        case datetime():
            text = value.isoformat(" ", "seconds")
        case date() | time():
            text = value.isoformat()
        case bool():
            text = "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case _:
            text = str(value)
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


def listed(names: Sequence[str], limit: int = 3) -> str:
    """The first few names, and how many there are if there are more: 'A、B、C 等 7 个'."""
    head = "、".join(names[:limit])
    return head if len(names) <= limit else f"{head} 等 {len(names)} 个"
