"""Files as offices hand them in, made on the spot: what each is, its bytes, and every problem that must be listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.loaders.conftest import sheets, text

Cells = Sequence[object]
Problem = tuple[str, int | None, str | None]

OUTAGE: Cells = ("停机编号", "系统编号", "停机开始时间", "恢复时间", "停机原因")
TICKET: Cells = ("工单编号", "系统编号", "故障类别", "报修时间", "响应时间", "恢复时间")
START, END = "2026-10-05 08:30", "2026-10-05 09:30"
DOWN: Cells = ("T1", "P1-01", START, END, "断电")


@dataclass(frozen=True)
class Awkward:
    """One file. rows: records that are stored if there is no problem; notes: words that the receipt must hold."""

    name: str
    content: bytes
    problems: Sequence[Problem] = ()
    rows: int = 0
    package: int = 1
    notes: Sequence[str] = ()
    dataset: str | None = None


def outages(*rows: Cells, heads: Cells = OUTAGE) -> bytes:
    return sheets({"停机记录": [heads, *rows]})


def tickets(*rows: Cells, heads: Cells = TICKET) -> bytes:
    return sheets({"故障工单": [heads, *rows]})


def assessed(share: object) -> bytes:
    return sheets({"定性评价": [["指标编号", "评价结论", "得分率", "评价理由"], ["1.15", "达成", share, "制度齐全"]]})


def checks(header: str, cell: object) -> bytes:
    return sheets({"视频在线巡检": [["资产编号", "巡检时间", header], ["C1", "2026-10-05 09:00", cell]]})


ALL = {
    "nothing wrong": Awkward("a.xlsx", outages(DOWN), rows=1),
    "dates that can be read in two ways": Awkward(
        "a.xlsx", outages(("T1", "P1-01", "05/10/2026", END), ("T2", "P1-01", "26-10-05", None)),
        [("ambiguous_date", 2, "停机开始时间"), ("ambiguous_date", 3, "停机开始时间")],
    ),
    "words where a date belongs": Awkward(
        "a.xlsx", outages(("T1", "P1-01", "国庆期间", "待定"), ("T2", "P1-01", "2026-10-32", None)),
        [("bad_date", 2, "停机开始时间"), ("bad_date", 2, "恢复时间"), ("bad_date", 3, "停机开始时间")],
    ),
    "a time of day alone": Awkward(
        "a.xlsx", outages(("T1", "P1-01", "08:30", None)), [("bad_date", 2, "停机开始时间")]
    ),
    "a range in one cell": Awkward(
        "a.xlsx", outages(("T1", "P1-01", "2026-10-05 08:30-09:30", None)), [("bad_date", 2, "停机开始时间")]
    ),
    "a word that is not on the list": Awkward(
        "a.xlsx", tickets(("G1", "P1-01", "网络", START, None, None)), [("unknown_word", 2, "故障类别")]
    ),
    "numbers with units, and none": Awkward(
        "a.xlsx", sheets({"履约事项": [["事项编号", "条款编号", "日期", "数量"], ["L1", "C8", "2026-10-05", "3人"],
                                    ["L2", "C8", "2026-10-05", "若干"]]}),
        [("bad_number", 2, "数量"), ("bad_number", 3, "数量")],
    ),
    "durations in words": Awkward(
        "a.xlsx", sheets({"演练记录": [["演练编号", "演练类型", "演练时间", "RTO", "RPO"],
                                    ["Y1", "应急演练", "2026-10-05 09:00", "2小时30分钟", "1天3小時"],
                                    ["Y2", "应急演练", "2026-10-06 09:00", "约两小时", 5]]}),
        [("bad_minutes", 3, "恢复时间目标达成分钟")],
    ),
    "percent texts": Awkward("a.xlsx", assessed("９８．５％"), rows=1),
    "a share in words": Awkward("a.xlsx", assessed("很高"), [("bad_percent", 2, "得分率")]),
    "ids that Excel has spoiled": Awkward(
        "a.xlsx", outages((datetime(2026, 10, 5), "P1-01", "2026-10-01", None),
                          (1234567890123456789, "P1-01", "2026-10-02", None), ("Т1", "P1-01", "2026-10-03", None),
                          ("T\u200b4", "P1-01", "2026-10-04", None)),
        [("id_is_date", 2, "停机编号"), ("id_lost_digits", 3, "停机编号"), ("look_alike_id", 4, "停机编号"),
         ("hidden_in_id", 5, "停机编号")],
    ),
    "full-width everything": Awkward(
        "a.xlsx",
        outages(("ＴＪ－１", "Ｐ１－０１", "２０２６－１０－０５　０８：３０", "２０２６年１０月５日９时", "断电")),
        rows=1,
    ),
    "order, month, system, id": Awkward(
        "a.xlsx", outages(("T1", "P1-01", END, START), ("T2", "P1-01", "2026-11-05 08:00", None),
                          ("T3", "P9-99", START, END), ("T4", "P3-01", START, END), ("T5", "P1-01", START, END),
                          ("T5", "P1-02", START, END)),
        [("wrong_order", 2, "恢复时间"), ("out_of_month", 3, "停机开始时间"), ("unknown_system", 4, "系统编号"),
         ("system_of_other", 5, "系统编号"), ("id_twice", 7, "停机编号")],
    ),
    "title, notes, groups, headers again, totals, signature": Awkward(
        "a.xlsx", sheets({"停机记录": [
            ["2026年10月停机记录"], ["填写须知：带*的必填"], ["基本信息", "基本信息", "时间", "时间", "原因"], OUTAGE,
            DOWN, [None] * 5, OUTAGE, ("T2", *DOWN[1:]), ["小计", None, None, None, 2], ["合计", None, None, None, 2],
            ["填表人：张三", None, "审核：李四"]]}),
        rows=2, notes=["跳过说明行：第 11 行"],
    ),
    "several sheets, one hidden, one beside": Awkward(
        "a.xlsx", sheets({"封面": [["某公司"]], "停机记录": [OUTAGE, DOWN], "图表数据": [["甲", "乙"], [1, 2]],
                          "停机记录(旧)": [OUTAGE, DOWN]}, hidden=["停机记录(旧)"]),
        rows=1, notes=["隐藏的工作表没有读取：“停机记录(旧)”", "没有读取的工作表：“图表数据”"],
    ),
    "the same header twice with different content": Awkward(
        "a.xlsx", outages((*DOWN, "2026-10-07"), heads=(*OUTAGE, "恢复时间")), [("column_twice", None, "恢复时间")]
    ),
    "a column missing and one nearly right": Awkward(
        "a.xlsx", outages(("T1", "P1-01", START), heads=("停机编号", "系统编码号", "停机起时间")),
        [("missing_column", None, "系统编号"), ("missing_column", None, "停机开始时间")],
    ),
    "headers that may mean two columns": Awkward(
        "a.xlsx", tickets(("G1", "P1-01", "软件", START, END, "高"), heads=(*TICKET[:4], "处理时间", "优先级")),
        [("column_unclear", None, "响应时间”或“恢复时间"), ("column_unclear", None, "故障级别")],
    ),
    "a date and its time of day in two columns": Awkward(
        "a.xlsx",
        outages(("T1", "P1-01", "2026-10-05", "08:30"), heads=("停机编号", "系统编号", "停机日期", "停机时刻")),
        [("clock_apart", None, "停机开始时间")],
    ),
    "commas inside texts that nobody quoted": Awkward(
        "停机记录.csv", text([OUTAGE, DOWN]) + f"T2,P1-01,{START},{END},断电,已恢复\r\nT3,P1-01,{START}\r\n".encode(),
        [("too_many_cells", 3, None), ("too_few_cells", 4, None)],
    ),
    "GB18030 with a rare character": Awkward(
        "停机记录.csv", text([OUTAGE, (*DOWN[:4], "㑇镇䶮桥断电")], "gb18030"), rows=1, notes=["GB18030"]
    ),
    "tabs and a mark of byte order": Awkward(
        "停机记录.csv", "\ufeff".encode() + text([OUTAGE, DOWN]).replace(b",", b"\t"), rows=1
    ),
    "an exemption that says no": Awkward(
        "a.xlsx", outages((*DOWN, "否"), (*("T2", *DOWN[1:]), "不可抗力"), heads=(*OUTAGE, "豁免原因")),
        [("not_given", 2, "豁免原因")],
    ),
    "digits that mean the opposite": Awkward(
        "a.xlsx", checks("是否在线（0-在线 1-离线）", 1), [("list_contradicts", None, "是否在线")], package=3

    ),
    "secrets beside the records": Awkward(
        "a.xlsx", outages((*DOWN, "13800000000", "123456"), heads=(*OUTAGE, "联系电话", "登录密码")), rows=1
    ),
    "本月无 with records below": Awkward("a.xlsx", outages(("本月无",), DOWN), [("nil_with_rows", 2, None)]),
    "nothing at all": Awkward(
        "a.xlsx", sheets({"停机记录": [OUTAGE], "故障工单": [TICKET]}), [("nothing_provided", None, None)]
    ),
    "a sheet of which nobody knows what it is": Awkward(
        "a.xlsx", sheets({"Sheet1": [["甲", "乙"], [1, 2]]}), [("nothing_recognised", None, None)]
    ),
    "two sheets of one kind": Awkward(
        "a.xlsx", sheets({"停机记录1": [OUTAGE, DOWN], "停机记录2": [OUTAGE, DOWN]}), [("sheet_twice", None, None)]
    ),
    "what another package reports": Awkward(
        "a.xlsx", checks("是否在线", "在线"), [("dataset_of_others", None, None)]

    ),
}  # fmt: skip
