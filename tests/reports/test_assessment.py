"""The assessment report: sentences and tables on a month worked out by hand, and every figure the scorecard's."""

from datetime import date
from pathlib import Path

import pytest

from data.errors import DefinitionError
from kpi.targets import PACKAGES
from kpi.words import VERDICTS, shown_points, shown_target, shown_value
from reports.assessment import ANNEXES, CHAPTERS, assessment
from reports.document import Block, Document, Heading, Paragraph, Picture, Row, Table
from reports.kinds import kind_of
from reports.material import Material, read_material
from tests.kpi.test_availability import outage, window
from tests.kpi.test_cameras_page import camera, checks
from tests.kpi.test_faults import ticket
from tests.product import Product

LAST = date(2026, 9, 30)
WINDOW = [window("09-10 00:00", "09-10 10:00", approved="09-09 10:00")]
OUTAGES = [
    outage("A", "09-10 08:00", "09-10 12:00") | {"cause": "断电"},
    outage("B", "09-10 11:00", "09-10 14:00") | {"cause": "误操作"},
    outage("E", "09-20 08:00", "09-20 20:00", "P1-02", exempt="市政停电"),
]
TICKETS = [
    ticket("T1", "09-10 08:00", "09-10 08:10", "09-10 10:00", system_id="P1-01"),
    ticket("T2", "09-10 08:00", "09-10 08:20", "09-10 12:00", system_id="P1-01"),
    ticket("T3", "09-10 08:00", "09-10 09:30", "09-10 14:00", system_id="P1-01", description="登录不上"),
]


@pytest.fixture
def september(product: Product) -> Material:
    """September of package 1: outages (the worked example of domain.md), maintenance and tickets, nothing else."""
    product.load(1, "2026-09", {"outages": OUTAGES, "maintenance": WINDOW, "incidents": TICKETS})
    return read_material(product.store, 1, "2026-09", LAST)


def monthly(*materials: Material) -> Document:
    return assessment(materials, kind_of("monthly"))


def texts(blocks: tuple[Block, ...]) -> str:
    return "\n".join(one.text for one in blocks if isinstance(one, Paragraph))


def chapter(document: Document, title: str) -> tuple[Block, ...]:
    """The blocks of a chapter, without its heading."""
    found: list[Block] = []
    inside = False
    for one in document.blocks:
        if isinstance(one, Heading) and one.level == 1:
            inside = one.text.endswith(title)
        elif inside:
            found.append(one)
    return tuple(found)


def table(blocks: tuple[Block, ...], title: str) -> Table:
    return next(one for one in blocks if isinstance(one, Table) and title in one.title)


def row(found: Table, name: str) -> Row:
    return next(one for one in found.rows if any(name in cell for cell in one.cells))


# --- a month by hand ---


def test_summary_is_written_from_the_figures(september: Material) -> None:
    # Decided: 1.02, 1.07, 1.08, 1.11 met, 1.12 met without an event, 1.10 missed; each weighs 50/13.
    # Response (10+20+90)/3 = 40 min: 2 - 40/30 = 2/3 of the weight is left, 50/39 = 1.2820… lost.
    # Weight 6 × 50/13 = 23.0769…, won 5 × 50/13 + 2/3 × 50/13 = 21.7948…, projected 94.4444…
    said = texts(chapter(monthly(september), "总体情况"))
    assert "承担单位为包件1运维单位，考核期间为2026年9月，数据截止2026年9月30日。" in said
    assert "绩效目标表共19项指标，其中达标5项，未达标1项，未到期2项，缺数据11项。" in said
    assert "已定指标的权重合计23.07分（满分100分），已得21.79分，折合预计得分94.44分，预计等级为“优”" in said
    assert "未定指标全不得分时总分为21.79分，全得满分时为98.71分，最终等级在“差”与“优”之间" in said
    assert "权重为默认值：成本10、产出50、效益30、满意度10" in said
    assert (
        "未达标的指标是：服务响应时间40.00分钟，超过30分钟，失1.28分；主要来自政务大厅（3单，平均40.00分钟）。" in said
    )
    assert "2026年8月已定的指标太少，得分不作比较。" in said
    assert "缺数据、暂不能判定的指标有“成本构成合理性”“" in said
    assert "承担单位对1项未达标指标" in said


def test_availability_of_the_worked_example(september: Material) -> None:
    # P1-01 706/710 = 99.4366 %, gross 714/720 = 99.1666 %; twelve others at 100 %: mean 99.9566 %.
    blocks = chapter(monthly(september), "系统可用率")
    said = texts(blocks)
    assert "系统可用性（系统平均持续可用率）99.95%，达标（目标≥99%）。" in said
    assert "13个系统自身都达到目标。各系统累计停机4.00小时，另有已批准的计划停机10.00小时、豁免停机12.00小时" in said
    assert "停机原因从多到少为：断电（2.00小时）、误操作（2.00小时）。" in said
    systems = table(blocks, "各系统可用情况")
    assert row(systems, "P1-01").cells == ("P1-01 政务大厅", "99.43%", "99.16%", "4.00", "10.00", "—", "1", "4.00")
    # The exempt outage counts nowhere but in the gross rate: 708/720 = 98.3333 %.
    assert row(systems, "P1-02").cells[1:] == ("100.00%", "98.33%", "—", "—", "12.00", "0", "0.00")
    (picture,) = [one for one in blocks if isinstance(one, Picture)]
    assert "政务大厅99.43%" in picture.words


def test_faults_outages_cases_and_annexes(september: Material) -> None:
    document = monthly(september)
    faults = chapter(document, "故障处理")
    said = texts(faults)
    assert "本期报修故障3单（软件3单、硬件0单）。" in said
    # Up-time 706 + 12 × 720, less the 12 exempt hours of P1-02: 9334 h; 850 h go into it ten times.
    assert "9,334.00小时，达标（目标≥850小时）；可用时间9,334.00小时，发生故障1次，目标允许10次，还余9次" in said
    assert row(table(faults, "故障处理指标"), "服务响应时间").cells[1:] == (
        "≤30分钟", "40.00 分钟", "未达标", "3", "66.6%", "0", "0",
    )  # fmt: skip
    late = table(faults, "超过限时")
    assert [(one.cells[0], one.cells[4:], one.marked) for one in late.rows] == [
        ("T3", ("登录不上", "90 分钟", "6 小时"), (5,))
    ]
    outages = chapter(document, "重大停机")
    assert "本期计入考核的停机1次，最长的一次4.00小时，没有超过最大许可中断时间8小时的。" in texts(outages)
    assert table(outages, "停机").rows[0].cells[3:] == ("4.00", "断电；误操作", "A、B")
    assert "需求工单、运维报告本期没有上报，有无未结的不明。" in texts(chapter(document, "未结事项"))
    assert row(table(chapter(document, "豁免记录"), "豁免"), "E").cells[-1] == "市政停电"
    missing = table(chapter(document, "缺失数据"), "没有上报")
    assert row(missing, "需求工单").cells[1:] == ("2026-09", "指标 1 项，服务条款 1 条")
    assert not any("停机记录" in one.cells[0] for one in missing.rows)
    assert (
        row(table(chapter(document, "整改情况"), "整改"), "1.10").cells[2] == "主要来自政务大厅（3单，平均40.00分钟）"
    )


def test_every_figure_of_the_target_table_is_the_scorecards(september: Material) -> None:
    found = table(chapter(monthly(september), "指标完成情况"), "绩效目标完成情况")
    *rows, total = found.rows
    assert len(rows) == len(september.card.indicators) == 19
    for one, scored in zip(rows, september.card.indicators, strict=True):
        finding = scored.finding
        assert one.cells[:8] == (
            *finding.indicator.group,
            f"{finding.indicator.code} {finding.indicator.name}",
            shown_target(finding.indicator),
            shown_value(finding),
            VERDICTS[finding.verdict],
            shown_points(scored.weight),
            "—" if scored.points is None else shown_points(scored.points),
        )
        assert bool(one.marked) == (finding.verdict == "missed")
    assert total.cells[6:] == ("100.00", "21.79", "预计 94.44 分，优")


def test_compared_with_the_month_before(product: Product, september: Material) -> None:
    quick = [
        ticket("T4", "10-10 08:00", "10-10 08:10", "10-10 10:00", system_id="P1-01"),
        ticket("T5", "10-10 08:00", None, None, system_id="P1-01"),
    ]
    product.load(1, "2026-10", {"incidents": quick}, ["outages", "maintenance"])
    material = read_material(product.store, 1, "2026-10", date(2026, 10, 31))
    document = monthly(material)
    assert "与2026年9月相比，预计得分由94.44分变为100.00分，有所提高；由未达标转为达标的有“服务响应时间”。" in texts(
        chapter(document, "总体情况")
    )
    cases = chapter(document, "未结事项")
    assert "期末未结事项2件（故障未响应1件，故障未恢复1件），其中超时2件。" in texts(cases)
    assert [one.cells[:2] for one in table(cases, "未结").rows] == [("故障未恢复", "T5"), ("故障未响应", "T5")]
    # The report of September does not move: what came later stands in another month.
    assert monthly(read_material(product.store, 1, "2026-09", LAST)) == monthly(september)


def test_a_replaced_upload_is_told_with_its_reason(product: Product, september: Material) -> None:
    assert "期间各月的数据没有更正。" in texts(chapter(monthly(september), "数据更正"))
    product.load(1, "2026-09", {"incidents": TICKETS[:2]}, replace=True, uploaded_by="王五")
    blocks = chapter(monthly(read_material(product.store, 1, "2026-09", LAST)), "数据更正")
    assert "数据更正1次" in texts(blocks)
    (only,) = table(blocks, "更正").rows
    assert (only.cells[0], only.cells[1], only.cells[5]) == ("故障工单", "2026-09", "王五")
    assert only.cells[2].endswith("，3 行")
    assert only.cells[3].endswith("，2 行")


# --- cameras ---


def test_cameras_by_state_and_rate(product: Product) -> None:
    # C1 30 of 30 days online; C2 20 of 30 and off line at the end: together 50 of 60 = 83.33 %.
    rows = {
        "assets": [camera("C1"), camera("C2", longitude=None, latitude=None)],
        "camera_checks": [*checks("C1", "1" * 30), *checks("C2", "1" * 20 + "0" * 10)],
    }
    product.load(3, "2026-09", rows, ["incidents"])
    blocks = chapter(monthly(read_material(product.store, 3, "2026-09", LAST)), "视频监控")
    said = texts(blocks)
    assert "期内清单共2路摄像机：在线并达标的1路，最近离线的1路。" in said
    assert "整体月均在线率83.33%，没有高于95%" in said
    assert row(table(blocks, "视频在线率"), "整体").cells[2:] == ("83.33%", "未达标", "83.33%", "60", "50", "0")
    assert row(table(blocks, "离线"), "C2").cells[3:] == ("最近离线", "66.66%", "10", "1", "0")
    assert "另有1路没有坐标或坐标在服务范围以外" in said
    titles = [one.title for one in blocks if isinstance(one, Picture)]
    assert [one.partition("　")[2] for one in titles] == ["每日视频在线率", "摄像机点位（按状态）"]


def test_cameras_that_nobody_checked_have_no_state(product: Product) -> None:
    product.load(3, "2026-09", {"assets": [camera("C1")]}, ["incidents"])
    blocks = chapter(monthly(read_material(product.store, 3, "2026-09", LAST)), "视频监控")
    assert "清单共1路摄像机，本期没有上报的视频在线巡检，各摄像机的状态缺数据。" in texts(blocks)
    assert "整体月均在线率缺数据" in texts(blocks)
    assert all(isinstance(one, Paragraph) for one in blocks)


def test_too_little_decided_gives_no_grade(product: Product) -> None:
    # Only the number of systems, 50/13 points, is decided.
    product.load(3, "2026-09", {"assets": [camera("C1")]})
    document = monthly(read_material(product.store, 3, "2026-09", LAST))
    said = texts(chapter(document, "总体情况"))
    assert "已定的指标太少，不宜作为依据，暂不评定等级" in said
    assert "预计等级为" not in said
    assert row(table(document.blocks, "绩效目标完成情况"), "合计").cells[8].endswith("已定太少")


# --- forms ---


def test_chapters_are_numbered_and_tables_counted(september: Material) -> None:
    document = monthly(september)
    heads = [one.text for one in document.blocks if isinstance(one, Heading)]
    assert heads[:3] == ["一、总体情况", "二、指标完成情况", "三、系统可用率"]
    assert heads[-4:] == ["十一、整改情况", "附件1　缺失数据", "附件2　豁免记录", "附件3　采用的规则"]
    assert "视频监控" not in "".join(heads)  # the cameras are package 3's
    numbers = [one.title.partition("　")[0] for one in document.blocks if isinstance(one, Table)]
    assert numbers == [f"表{number}" for number in range(1, len(numbers) + 1)]
    assert document.title == "2026年数字化系统运维服务项目\n月度考核报告"
    assert document.subtitle == "（包件1　政务服务　2026年9月）"


def test_the_same_store_gives_the_same_document(product: Product, september: Material) -> None:
    product.now = product.now.replace(year=2028)
    assert monthly(read_material(product.store, 1, "2026-09", LAST)) == monthly(september)


def test_several_packages_begin_with_a_comparison(product: Product, september: Material) -> None:
    others = [read_material(product.store, package, "2026-09", LAST) for package in PACKAGES[1:]]
    document = monthly(september, *others)
    heads = [one.text for one in document.blocks if isinstance(one, Heading) and one.level == 1]
    assert heads[:3] == ["一、各包件比较", "二、包件1　政务服务领域数字化系统运维", "三、包件2　经济领域数字化系统运维"]
    blocks = chapter(document, "各包件比较")
    assert "各包件预计得分从高到低为：包件1政务服务94.44分（优）。" in texts(blocks)
    found = table(blocks, "考核结果")
    assert row(found, "包件1").cells[1:6] == ("94.44", "优", "21.79 – 98.71", "23.07", "5")
    # What handed nothing in has no score, though the shipped list of systems meets one indicator.
    assert row(found, "包件3").cells[1:5] == ("—", "缺数据", "—", "—")
    assert document.subtitle == "（包件1至包件5　2026年9月）"


def test_materials_of_different_periods_and_wrong_kinds_are_refused(product: Product, september: Material) -> None:
    with pytest.raises(DefinitionError, match="没有选择包件"):
        monthly()
    with pytest.raises(DefinitionError, match="不一致"):
        monthly(september, read_material(product.store, 2, "2026-08", LAST))
    with pytest.raises(DefinitionError, match="中期考核报告的期间不能是“2026-09”"):
        assessment([september], kind_of("midterm"))


# --- nothing there ---


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize(("kind", "period"), [("monthly", "2026-09"), ("quarterly", "2026Q3"), ("midterm", "midterm")])
def test_every_chapter_says_something_though_nothing_was_handed_in(
    tmp_path: Path, package: int, kind: str, period: str
) -> None:
    with Product(tmp_path) as product:
        material = read_material(product.store, package, period, date(2026, 12, 31))
    for one in (*CHAPTERS, *ANNEXES):
        if one.belongs(material, kind_of(kind)):
            blocks = one.write(material, kind_of(kind))
            assert blocks, one.title
            assert isinstance(blocks[0], Paragraph | Table), one.title
    document = assessment([material], kind_of(kind))
    assert "本包件没有上报任何数据" in texts(chapter(document, "总体情况"))
    assert row(table(document.blocks, "绩效目标完成情况"), "合计").cells[7:] == ("—", "缺数据")
    _says_no_zero(document)


def _says_no_zero(document: Document) -> None:
    """Unknown is 缺数据, never zero: no sentence counts faults, outages or open cases."""
    said = texts(document.blocks)
    for words in ("报修故障0", "停机0", "没有报修", "没有计入考核的停机", "没有未结", "没有未达标的指标"):
        assert words not in said


def test_annual_report_shows_months_and_the_final_checklist(product: Product, september: Material) -> None:
    material = read_material(product.store, 1, "term", LAST)
    document = assessment([material], kind_of("annual"))
    assert document.subtitle.endswith("2026年7月至2027年6月）")
    months = chapter(document, "各月走势")
    found = table(months, "各月指标值")
    assert [one.name for one in found.columns] == ["三级指标", "目标值", "7月", "8月", "9月"]
    assert row(found, "服务响应时间").cells[2:] == ("缺数据", "缺数据", "40.00")
    assert row(found, "服务响应时间").marked == (4,)
    said = texts(chapter(document, "总体情况"))
    assert "截止时2026年10月及以后各月尚未结束" in said
    assert "各月单独计算的预计得分：7月已定太少，8月已定太少，9月94.44分。" in said
    assert "期末验收逐条核对" in texts(chapter(document, "验收准备情况"))
    assert "缺2026年7月、2026年8月的停机或计划停机记录" in texts(chapter(document, "系统可用率"))
