"""The pages run without a browser: what they show is what the scorecard says, whatever the address asks for."""

import re
import time
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from access.rights import Role
from kpi.targets import current_contract
from kpi.words import shown_points, shown_target, shown_value
from loaders.queue_states import MOVING
from pages.frame import MENU
from pages.parts import queue_desk, session, visitor
from tests import logged_in
from tests.pages.conftest import ROOT
from tests.product import Product, workbook

OTHERWISE_NAMED = {file for file, _, _, address, _ in MENU if file != f"{address}.py"}
OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}


def run(page: str = "", **address: str) -> AppTest:
    """The frame with one of its pages, opened at once, as by a link."""
    test = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
    for name, value in address.items():
        test.query_params[name] = value
    if page in OTHERWISE_NAMED:
        test.run()  # only then it is known by which address this page goes
    if page:
        test.switch_page(str(ROOT / "pages" / page))
    test.run()
    assert not test.exception
    return test


def written(test: AppTest) -> str:
    """All HTML that a page wrote."""
    return "\n".join(str(one.proto.body) for one in test.get("html"))


def on_record() -> list[tuple[str, str]]:
    """What was done and what came of it, as the audit trail has it."""
    return [(one.action, one.result) for one in visitor.access().trail.entries()]


def test_an_empty_store_shows_three_steps(store_of_pages: Path) -> None:
    html = written(run())
    assert "还没有任何数据" in html
    assert html.count("<li><i>") == 3


@pytest.mark.parametrize(
    ("page", "address", "said"),
    [
        ("indicator.py", {"code": "9.99"}, ["指标“9.99”在这里没有", "1.01 成本构成合理性"]),
        ("indicator.py", {"code": "3.99"}, ["指标“3.99”在这里没有", "3.01 "]),
        ("package.py", {"pkg": "9"}, ["包件“9”在这里没有", "包件1 政务服务"]),
        ("system.py", {"id": "P9-01"}, ["系统“P9-01”在这里没有", "P1-01"]),
        ("", {"period": "2020-01"}, ["期间“2020-01”在这里没有", "合同至今"]),
        ("upload.py", {"month": "x"}, ["月份“x”在这里没有", "2026-10"]),
    ],
)
def test_a_link_to_what_there_is_not_says_so(
    store_of_pages: Path, page: str, address: dict[str, str], said: list[str]
) -> None:
    shown = [str(one.value) for one in run(page, **address).warning]
    assert len(shown) == 1
    assert all(words in shown[0] for words in said)


def test_a_good_link_says_nothing(store_of_pages: Path) -> None:
    assert not run("indicator.py", code="3.07", period="2026-10").warning


def test_a_system_of_which_nothing_came_in_has_no_zeros(store_of_pages: Path) -> None:
    html = written(run("system.py", id="P3-01"))
    figures = re.findall(r"<small>(停机|故障工单|巡检|在用资产)</small><b>(.*?)</b><span>(.*?)</span>", html)
    assert [(name, value) for name, value, _ in figures] == [
        ("停机", "—"), ("故障工单", "—"), ("巡检", "—"), ("在用资产", "—"),
    ]  # fmt: skip
    assert all("没有上报" in note for _, _, note in figures)


@pytest.fixture
def card(store_of_pages: Path) -> dict[str, Any]:
    """A store with one outage in October; the scorecard of package 3."""
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
        return product.score(3, "todate", "2026-10-31")


def test_a_card_says_what_the_scorecard_says(card: dict[str, Any]) -> None:
    html = written(run())
    article = re.search(r"<article[^>]*data-package='3'.*?</article>", html, re.DOTALL)
    assert article is not None
    text = re.sub(r"<[^>]+>", "", article.group())
    assert f"预计{shown_points(card['projected'])}" in text
    assert f"已得 {shown_points(card['confirmed'])}" in text
    assert f"{shown_points(card['low'])} – {shown_points(card['high'])}" in text
    assert html.count("还没有上报数据") == 2 * 4  # the words and the label of the four other cards


def test_the_table_says_what_the_scorecard_says(card: dict[str, Any]) -> None:
    html = written(run("package.py", pkg="3"))
    for scored in session.scorecard(3, "todate").indicators:
        row = re.search(rf"<tr data-code='{scored.finding.indicator.code}'>.*?</tr>", html, re.DOTALL)
        assert row is not None
        assert shown_value(scored.finding) in row.group()
        assert shown_target(scored.finding.indicator) in row.group()
    assert "99.94%" in html
    # Of the clauses those that are broken; all of them have a page of their own.
    broken = [one["code"] for one in card["clauses"] if one["verdict"] == "missed"]
    assert sorted(re.findall(r"<tr data-code='(3\.C\d+)'>", html)) == sorted(broken)


@pytest.mark.parametrize("address", [{"pkg": "9"}, {"period": "1999"}, {"month": "x"}])
def test_an_address_that_names_nothing_shows_the_default(card: dict[str, Any], address: dict[str, str]) -> None:
    for page in ("", "package.py", "upload.py"):
        assert "class='k-stop'" not in written(run(page, **address))


def test_a_broken_store_is_said_in_one_sentence(store_of_pages: Path) -> None:
    store_of_pages.write_bytes(b"this is no database" * 1000)
    html = written(run())
    assert "已损坏或不是本系统的数据库" in html
    assert "请从备份恢复" in html
    assert str(store_of_pages.parent) not in html


@pytest.mark.parametrize(("month", "words"), [("2026-08", "按合同清单"), ("2026-10", "沿用 2026-09")])
def test_what_stands_for_a_month_without_a_systems_list(store_of_pages: Path, month: str, words: str) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(1, "2026-09", {"systems": [{"system_id": "P1-01", "system_name": "大厅"}]})
    html = written(run("upload.py", pkg="1", month=month))
    assert f"<span>系统清单</span><b>{words}</b>" in html


PAGES = {
    "": {},
    "package.py": {"pkg": "3"},
    "indicator.py": {"code": "3.07"},
    "system.py": {"id": "P3-01"},
    "faults.py": {"pkg": "3"},
    "availability.py": {"pkg": "3"},
    "clauses.py": {"pkg": "3"},
    "outlook.py": {"pkg": "3"},
    "upload.py": {"pkg": "3", "month": "2026-10"},
    "batches.py": {"pkg": "3"},
    "assess.py": {"pkg": "3", "month": "2026-10"},
    "settings.py": {},
    "search.py": {"q": "D1"},
    "cameras.py": {"period": "2026-10", "camera": "C1"},
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_store(store_of_pages: Path, page: str) -> None:
    assert "class='k-stop'" not in written(run(page, **PAGES[page]))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_one_package_only(card: dict[str, Any], page: str) -> None:
    html = written(run(page, **PAGES[page]))
    assert "class='k-stop'" not in html
    if page not in ("upload.py", "batches.py", "assess.py", "settings.py", "cameras.py"):
        assert "D1" in html or "99.94%" in html


def test_every_number_on_every_indicator_page_is_the_scorecards(card: dict[str, Any]) -> None:
    # Of the clauses every seventh: each page takes its time.
    for code in [one["code"] for one in (*card["indicators"], *card["clauses"][::7])]:
        html = written(run("indicator.py", code=code))
        finding = session.scorecard(3, "todate").finding(code)
        assert finding is not None
        head = re.search(rf"<section class='k-finding v-(\w+)' data-code='{code}'>.*?</section>", html, re.DOTALL)
        assert head is not None
        assert head[1] == finding.verdict
        assert f"<b class='k-value'>{escape(shown_value(finding))}</b>" in head.group()
        assert escape(shown_target(finding.indicator)) in head.group()


def test_the_matrix_says_what_the_scorecards_say(card: dict[str, Any]) -> None:
    html = written(run())
    for package in range(1, 6):
        for scored in session.scorecard(package, "todate").indicators:
            code = re.escape(scored.finding.indicator.code)
            cell = re.search(rf"<a class='k-link k-cell v-(\w+)'[^>]*code={code}(?:&amp;[^>]*)?'>(.*?)</a>", html)
            assert cell is not None, code
            assert cell[1] == scored.finding.verdict
            assert escape(shown_value(scored.finding)) in cell[2]


def test_evidence_leads_to_file_sheet_row_and_batch(card: dict[str, Any]) -> None:
    html = written(run("indicator.py", code="3.07", period="2026-10"))
    row = re.search(r"<tr>(?:(?!</tr>).)*D1(?:(?!</tr>).)*</tr>", html, re.DOTALL)
    assert row is not None
    for words in ("2026-10-05", "工程建设", "表“停机记录”，第 2 行", "P3-2026-10-outages-1", "-4.00"):
        assert words in row.group()


def test_a_replaced_batch_is_brought_back_with_name_and_reason_after_a_look(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
        product.load(3, "2026-10", {"outages": [OUTAGE | {"up_at": "2026-10-25 11:00"}]}, replace=True)
    test = run("batches.py", pkg="3", of="outages.2026-10")
    before = session.scorecard(3, "todate")
    test.button(key="foresee").click().run()
    html = written(test)
    # 4 h of 744 h in one of ten systems: 100 - 400 / 7440 = 99.946 %, and met; with 481 h: 93.53 %.
    assert re.search(r"code=3\.07.*?93\.53% → <b>99\.94%</b>.*?未达标</span> → <span[^>]*v-met", html, re.DOTALL)
    assert "恢复时间：2026-10-25 11:00:00 → 2026-10-05 14:00:00" in html
    version = session.store().version()
    # Nothing is stored by looking, nor without a reason.
    assert {one.batch_id for one in session.current_batches() if one.dataset == "outages"} == {"P3-2026-10-outages-2"}
    test.button(key="restore").click().run()
    assert "没有恢复：请填写理由" in written(test)
    assert session.store().version() == version
    told = re.findall(r"<b>([\d.]+ → [\d.]+)", written(test))
    test.text_input(key="restore-reason").set_value("第二份把 5 日写成了 25 日")
    test.button(key="restore").click().run()
    html = written(test)
    assert "已恢复 P3-2026-10-outages-1" in html
    assert on_record()[-1] == ("restore", "ok")
    assert re.search(r"恢复</td><td><b>P3-2026-10-outages-1</b>.*?王工（wang）</td><td>第二份把 5 日写成了 25 日", html)
    after = session.scorecard(3, "todate")
    pairs = [(before.projected, after.projected), (before.confirmed, after.confirmed)]
    assert [f"{shown_points(old)} → {shown_points(new)}" for old, new in pairs if old and new] == told[:2]
    current = {one.batch_id for one in session.current_batches() if one.dataset == "outages"}
    assert current == {"P3-2026-10-outages-1"}


def test_versions_come_first_for_a_link_and_stay_in_place_for_a_choice(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])

    def is_first(test: AppTest) -> bool:
        html = written(test)
        return html.index("版本与恢复") < html.index("各包件各月的完整性")

    test = run("batches.py", pkg="3")
    assert not is_first(test)
    test.selectbox(key="chosen_of").set_value("maintenance.2026-10").run()
    assert test.query_params["of"] in ("maintenance.2026-10", ["maintenance.2026-10"])
    assert not is_first(test)
    # A link followed in the same session, to what is shown already, too.
    test.query_params["of"] = "outages.2026-10"
    test.run()
    assert is_first(test)
    test.selectbox(key="chosen_of").set_value("maintenance.2026-10").run()
    assert is_first(test)
    assert is_first(run("batches.py", pkg="3", of="outages.2026-10"))


def handed_in(test: AppTest, rows: dict[str, Any], name: str = "十月.xlsx") -> str:
    """Drop a workbook on the page 数据上报; gives what the page says once it has been checked."""
    test.file_uploader[0].upload(name, workbook(rows)).run()
    return worked_off(test)


def worked_off(test: AppTest) -> str:
    """What the page says once the queue has nothing more to do."""
    end = time.monotonic() + 60
    while queue_desk.queue().entries(states=MOVING) and time.monotonic() < end:
        time.sleep(0.05)
    test.run()
    assert not test.exception
    return written(test)


def test_a_replacement_is_looked_at_and_says_when_nothing_changes(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
    test = run("upload.py", pkg="3", month="2026-10")
    html = handed_in(test, {"outages": [OUTAGE | {"cause": "硬件"}]})
    # The month has data already: nothing of the file is to be mended, and what it changes is seen before it is stored.
    assert "本月已有数据" in html
    assert "处" not in "".join(re.findall(r"<h4>.*?</h4>|共 \d+ 处", html))
    assert not [one for one in test.button if one.label.startswith("全部入库")]
    assert "停机原因：（空） → 硬件" in html
    assert "各项指标和条款的数值、结论都没有变化" in html
    now = session.scorecard(3, "todate")
    assert f"没有变化：预计 {shown_points(now.projected or 0)}，已得 {shown_points(now.confirmed)}" in html
    assert {one.batch_id for one in session.all_batches() if one.dataset == "outages"} == {"P3-2026-10-outages-1"}
    next(one for one in test.button if one.label == "替换本月已有的数据").click().run()
    html = worked_off(test)
    assert "P3-2026-10-outages-2" in html
    assert "试算的结果" not in html


def test_what_waits_for_a_word_is_not_counted_among_what_is_to_be_mended(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
    test = run("upload.py", pkg="3", month="2026-10")
    html = handed_in(test, {"outages": [OUTAGE, OUTAGE | {"outage_id": "D2", "up_at": "2026-10-05 09:00"}]})
    assert "已有数据" in html
    assert "共 1 处要改：" in html


def test_a_corrected_file_is_stored_and_a_click_on_what_has_changed_is_answered(store_of_pages: Path) -> None:
    test = run("upload.py")
    handed_in(test, {"outages": [OUTAGE | {"up_at": "2026-10-05 09:00"}]}, "停机.xlsx")
    handed_in(test, {"outages": [OUTAGE]}, "停机改.xlsx")
    # The file with problems is no reason to wait: it is done with once the corrected one is stored.
    assert "全部入库（1 份没有问题）" in [one.label for one in test.button]
    assert "停机改.xlsx" in written(test).split("k-entry")[1]
    (corrected,) = queue_desk.queue().entries(states=["ready"])
    queue_desk.queue().withdraw(corrected.entry_id, "赵六")
    test.button(key=f"store-{corrected.entry_id}").click().run()
    assert "1 份文件的状态刚刚变了，没有改动" in written(test)
    assert session.current_batches() == []


def test_all_files_that_nothing_speaks_against_are_stored_with_one_press(store_of_pages: Path) -> None:
    test = run("upload.py")
    for package in (1, 2, 3):
        html = handed_in(test, {"outages": [OUTAGE | {"system_id": f"P{package}-01"}]}, f"停机{package}.xlsx")
    assert "全部入库（3 份没有问题）" in [one.label for one in test.button]
    # The same month twice: neither is stored before somebody has decided.
    handed_in(test, {"outages": [OUTAGE | {"outage_id": "D9"}]}, "停机3改.xlsx")
    assert "全部入库（2 份没有问题）" in [one.label for one in test.button]
    next(one for one in test.button if one.label.startswith("全部入库")).click().run()
    html = worked_off(test)
    assert {one.package for one in session.current_batches()} == {1, 2}
    assert on_record() == [("hand_in", "ok")] * 4 + [("approve", "ok")] * 2 + [("import", "ok")] * 2
    assert html.count("回执 20261115-000") >= 2
    assert "是包件3" in html
    test = run("batches.py", pkg="2", receipt="20261115-0002")
    assert "20261115-0002" in written(test)


def test_an_unsure_file_is_asked_about(store_of_pages: Path) -> None:
    test = run("upload.py", pkg="1", month="2026-09")
    html = handed_in(test, {"outages": [OUTAGE]}, "包件4 十月.xlsx")
    assert "请核对：这份文件是哪个包件、哪个月的？" in html
    assert "但是：文件名写明“包件4”" in html
    chosen = next(one for one in test.selectbox if one.key and one.key.startswith("pkg-Q"))
    assert chosen.value == 3
    next(one for one in test.button if one.label == "按此检查").click().run()
    assert "没有问题，可以入库" in worked_off(test)


def test_a_restore_that_cannot_be_is_said_before(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]})
        product.nil(3, "2026-10", "outages", replace=True)
        product.load(3, "2026-09", {"outages": [OUTAGE | {"down_at": "2026-09-05 10:00", "up_at": "2026-09-05 11:00"}]})
    test = run("batches.py", pkg="3", of="outages.2026-10")
    test.button(key="foresee").click().run()
    assert "不能这样做" in written(test)
    assert "的 1 个编号已在其他当前批次中：D1" in written(test)
    assert not [one for one in test.button if one.key == "restore"]


@pytest.mark.parametrize(
    ("month", "words"), [("2026-07", "本季已报"), ("2026-09", "2 行"), ("2026-10", "未到期"), ("2026-11", "未到期")]
)
def test_a_quarterly_survey_is_said_in_the_same_words_everywhere(store_of_pages: Path, month: str, words: str) -> None:
    answers = [{"response_id": name, "answered_at": "2026-08-05 10:00", "overall": "满意"} for name in ("A", "B")]
    with Product(store_of_pages.parent, datetime(2026, 10, 5, 9)) as product:
        product.load(3, "2026-09", {"surveys": answers})
    assert f"<span>满意度问卷</span><b>{words}</b>" in written(run("upload.py", pkg="3", month=month))
    row = re.search(r"<tr><td>满意度问卷</td>.*?</tr>", written(run("batches.py", pkg="3")))
    assert row is not None
    cell = row.group().split("</td><td>")[int(month[-2:]) - 6]
    assert re.sub(r"<[^>]+>", "", cell)[1:] == words
    if words == "未到期":
        codes = [
            one for one in session.trend(3) if session.trend(3)[one]["2026-10"].indicator.measure == "satisfaction"
        ]
        assert [session.trend(3)[code]["2026-10"].verdict for code in codes] == ["not_due"]


class Assessing:
    """The page 定性评价 of package 3 in October, as somebody fills it in."""

    def __init__(self) -> None:
        self.test = run("assess.py", pkg="3", month="2026-10")

    def key(self, name: str, code: str) -> str:
        """The key of a widget of an indicator, in the form as it stands now."""
        groups = [one.key for one in self.test.get("button_group") if one.key]
        band = next(key for key in groups if key.startswith(f"band-{code}"))
        return band.replace("band", name)

    def fill(self, code: str, band: str, reason: str | None = None, share: float | None = None) -> None:
        """Enter one assessment."""
        self.test.segmented_control(key=self.key("band", code)).set_value(band)
        if reason is not None:
            self.test.text_input(key=self.key("reason", code)).set_value(reason)
        if share is not None:
            self.test.number_input(key=self.key("share", code)).set_value(share)

    def save(self, name: str = "甲") -> str:
        """Press the button as somebody; gives what the page then says."""
        visitor.serve_as(replace(logged_in.SUPERVISOR, display_name=name))
        next(one for one in self.test.button if one.label == "检查并保存").click().run()
        assert not self.test.exception
        return written(self.test)


def test_assessments_entered_on_screen_are_stored_like_an_upload(store_of_pages: Path) -> None:
    page = Assessing()
    page.fill("3.01", "达成", "抽查三次", 88)
    page.fill("3.15", "部分达成", "抽查三次")
    html = page.save("甲")
    assert "P3-2026-10-assessments-1" in html
    # The answer stands above the form.
    assert html.index("P3-2026-10-assessments-1") < html.index("目标“合理”")
    found = {one.finding.indicator.code: one for one in session.scorecard(3, "2026-10").indicators}
    assert (found["3.01"].finding.value, found["3.15"].finding.value) == (88, 70)
    assert found["3.18"].finding.verdict == "no_data"
    assert "已评价 2 项（甲" in written(run("assess.py", pkg="3", month="2026-10"))


def test_a_wrong_assessment_is_named_by_its_indicator(store_of_pages: Path) -> None:
    page = Assessing()
    page.fill("3.01", "达成", "抽查三次", 88)
    page.fill("3.18", "部分达成", "抽查三次", 95)
    html = page.save("甲")
    name = next(one.name for one in current_contract().tables[3] if one.code == "3.18")
    assert f"<b>3.18 {escape(name)}</b>：得分率“95”与评价结论不符" in html
    assert not re.search(r"第 ?\d+ 行|<td>\d+</td>", html)
    assert session.all_batches() == []
    # A refusal keeps what was entered.
    assert page.test.number_input(key=page.key("share", "3.18")).value == 95


def test_the_same_assessments_are_not_stored_again_and_only_what_changes_is_signed_anew(store_of_pages: Path) -> None:
    page = Assessing()
    page.fill("3.01", "达成", "抽查三次", 88)
    page.fill("3.15", "部分达成", "抽查三次")
    page.save("甲")
    other = Assessing()
    assert "和已保存的评价完全相同，没有再保存" in other.save("乙")
    assert [one.batch_id for one in session.all_batches()] == ["P3-2026-10-assessments-1"]
    # Another band takes its own default share, although 70 stands.
    other.fill("3.15", "达成")
    assert "P3-2026-10-assessments-2" in other.save("乙")
    rows = session.stored_rows(3, "assessments", "2026-10")
    told = [(row["indicator_code"], row["band"], row["share"], row["assessor"]) for row in rows]
    assert told == [("3.01", "达成", 88, "甲（wang）"), ("3.15", "达成", 100, "乙（wang）")]


def test_a_setting_changed_on_screen_is_a_new_version(store_of_pages: Path) -> None:
    visitor.serve_as(logged_in.principal(Role.ADMIN))
    test = run("settings.py")
    test.number_input(key="weight-成本指标").set_value(20)
    test.number_input(key="weight-效益指标").set_value(20)
    next(one for one in test.button if one.label == "保存为新的版本").click().run()
    assert "没有写变更理由" in written(test)
    test.number_input(key="weight-成本指标").set_value(20)
    test.number_input(key="weight-效益指标").set_value(20)
    test.text_input(key="reason").set_value("补充协议")
    next(one for one in test.button if one.label == "保存为新的版本").click().run()
    assert "已保存为新的版本" in written(test)
    assert [dict(one.weights)["成本指标"] for one in session.settings()] == [10, 20]
    assert [one.made_by for one in session.settings()][-1] == "管理员（admin）"
    told = [(one.action, one.who, one.result) for one in visitor.access().trail.entries()]
    assert told == [("setting", "admin", "failed"), ("setting", "admin", "ok")]


def test_every_number_of_a_system_is_the_scorecards(card: dict[str, Any]) -> None:
    html = written(run("system.py", id="P3-01"))
    found = 0
    for one in (*card["indicators"], *card["clauses"]):
        own = next((system for system in one["systems"] if system["system_id"] == "P3-01"), None)
        row = re.search(rf"<tr>(?:(?!</tr>).)*code={re.escape(one['code'])}['&](?:(?!</tr>).)*</tr>", html, re.DOTALL)
        is_shown = own is not None and current_contract().indicator(3, one["code"]).definition.blame != ""
        assert (row is not None) == is_shown, one["code"]
        if own is None or row is None or own["value"] is None:
            continue
        found += 1
        shown = re.findall(r"<b>([^<]*)</b>", row.group())[0]
        assert abs(float(re.sub(r"[^\d.]", "", shown)) - own["value"]) < 0.0101, (one["code"], shown)
    assert found >= 3
