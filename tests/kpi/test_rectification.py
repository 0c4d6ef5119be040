"""整改: the due day by the working calendar, states at their border days, history, and what is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from data.errors import DefinitionError, StoreError
from kpi.periods import Month
from kpi.rectification import (
    EvidenceFile,
    Rectification,
    awaiting,
    due_day,
    evidence_bytes,
    history,
    missed,
    rectifications,
)
from kpi.rectifying import Plan, accept, amend, open_rectification, report_done, send_back
from kpi.score import scorecard
from kpi.settings import change_settings, origin
from tests.kpi.test_availability import outage
from tests.product import Product

PLAN = Plan("光缆被挖断，没有备用路由", "加一条备用光缆", "李四")
FILE = ("巡检记录.txt", "十月十二日已接通备用光缆".encode())
DOWN = outage("D1", "10-05 10:00", "10-20 10:00") | {"system_id": "P3-01"}
CODE = "3.07"
FAR = date(2027, 6, 1)


@pytest.fixture
def october(product: Product) -> Product:
    """Package 3 in October with a system down for 15 days; it is 2026-11-05, a Thursday."""
    product.load(3, "2026-10", {"outages": [DOWN]}, ["maintenance"])
    product.now = datetime(2026, 11, 5, 10)
    return product


def opened(product: Product, **change: object) -> Rectification:
    plan = replace(PLAN, **change)  # type: ignore[arg-type]
    return open_rectification(product.store, 3, CODE, "2026-10", plan, made_by="张三")


def finished(product: Product) -> Rectification:
    product.now = datetime(2026, 11, 12, 16)
    return report_done(product.store, opened(product), date(2026, 11, 12), FILE, made_by="李四")


# --- the due day ---


@pytest.mark.parametrize(
    ("entered", "due"),
    [
        # Mid-Autumn 25–27 September, National Day 1–7 October, make-up days Sunday 20 September and Saturday
        # 10 October. From Monday 14: 15–18 (4), 20–24 (9), 28–30 (12), 8 and 9 October (14), 10 (15).
        (date(2026, 9, 14), date(2026, 10, 10)),
        (date(2026, 9, 15), date(2026, 10, 12)),
        # Entered on a holiday: 8, 9, 10 (3), 12–16 (8), 19–23 (13), 26, 27 (15).
        (date(2026, 10, 3), date(2026, 10, 27)),
        # No holidays: three weeks.
        (date(2026, 11, 5), date(2026, 11, 26)),
        (date(2026, 12, 10), date(2026, 12, 31)),
        (date(2026, 12, 11), None),
        (date(2030, 1, 1), None),
    ],
)
def test_the_due_day_is_the_fifteenth_working_day(product: Product, entered: date, due: date | None) -> None:
    assert due_day(product.store, entered) == due


def test_the_due_day_follows_the_days_changed_in_the_settings(product: Product) -> None:
    product.now = datetime(2026, 11, 5, 10)
    days = {date(2026, 11, 7): True, date(2026, 11, 9): False, date(2026, 11, 10): False}
    change_settings(
        product.store, replace(origin(), valid_from=Month(2026, 11), days=days, reason="调休", made_by="王")
    )
    assert due_day(product.store, date(2026, 11, 5)) == date(2026, 11, 27)


def test_without_a_calendar_the_due_day_is_asked_for(october: Product) -> None:
    october.now = datetime(2026, 12, 20, 9)
    with pytest.raises(DefinitionError, match="日历缺失"):
        opened(october)
    assert opened(october, due=date(2027, 1, 15)).due == date(2027, 1, 15)


# --- states ---


def test_the_states_at_their_border_days(october: Product) -> None:
    one = opened(october)
    assert (one.number, one.due, one.period) == ("ZG-3-2026-001", date(2026, 11, 26), "2026-10")
    assert one.state(date(2026, 11, 26)) == "open"
    assert one.state(date(2026, 11, 27)) == "overdue"
    october.now = datetime(2026, 11, 30, 9)
    done = report_done(october.store, one, date(2026, 11, 28), FILE, made_by="李四")
    assert (done.state(date(2026, 11, 27)), done.state(date(2026, 11, 28))) == ("overdue", "done")
    assert done.days_late == 2
    october.now = datetime(2026, 12, 2, 23, 59)
    accepted = accept(october.store, done, made_by="王五")
    assert (accepted.state(date(2026, 12, 1)), accepted.state(date(2026, 12, 2))) == ("done", "accepted")
    assert (accepted.accepted_by, accepted.accepted_at) == ("王五", october.now)


def test_a_day_in_the_past_shows_the_state_of_that_day(october: Product) -> None:
    accept_on = datetime(2026, 11, 13, 0, 0)
    done = finished(october)
    october.now = accept_on
    accept(october.store, done, made_by="王五")

    def at(day: int) -> list[tuple[str, str]]:
        known = rectifications(october.store, 3, date(2026, 11, day))
        return [(one.number, one.state(date(2026, 11, day))) for one in known]

    assert at(11) == []  # entered on the 12th
    assert at(12) == [("ZG-3-2026-001", "done")]
    assert at(13) == [("ZG-3-2026-001", "accepted")]
    (then,) = rectifications(october.store, 3, date(2026, 11, 12))
    assert (then.accepted_by, then.accepted_at) == (None, None)


def test_sent_back_is_open_again_with_its_reason_and_nothing_is_forgotten(october: Product) -> None:
    back = send_back(october.store, finished(october), " 没有写测试结果 ", made_by="王五")
    assert (back.state(back.due), back.done, back.evidence) == ("open", None, None)
    assert back.returned_reason == "没有写测试结果"
    again = report_done(october.store, back, date(2026, 11, 12), ("新.txt", b"tested"), made_by="李四")
    assert (again.returned_reason, again.state(FAR)) == (None, "done")
    october.now = datetime(2026, 11, 16, 9)
    accept(october.store, again, made_by="王五")
    said = [(one.step, one.made_by, one.evidence and one.evidence.name) for one in history(october.store, back.number)]
    assert said == [
        ("opened", "张三", None), ("done", "李四", "巡检记录.txt"), ("returned", "王五", None),
        ("done", "李四", "新.txt"), ("accepted", "王五", "新.txt"),
    ]  # fmt: skip


def test_what_was_agreed_may_be_changed_until_it_is_done(october: Product) -> None:
    one = opened(october)
    later = amend(october.store, one, replace(PLAN, responsible="赵六", due=date(2026, 12, 4)), made_by="张三")
    assert (later.responsible, later.due, later.cause) == ("赵六", date(2026, 12, 4), PLAN.cause)
    assert [each.due for each in history(october.store, one.number)] == [date(2026, 11, 26), date(2026, 12, 4)]
    with pytest.raises(DefinitionError, match="没有要改的"):
        amend(october.store, later, replace(PLAN, responsible="赵六"), made_by="张三")


# --- one at a time ---


def test_a_second_is_refused_while_one_is_not_accepted_then_only_for_a_later_period(october: Product) -> None:
    one = opened(october)
    with pytest.raises(DefinitionError, match="没验收的整改 ZG-3-2026-001"):
        opened(october)
    accept(october.store, report_done(october.store, one, date(2026, 11, 5), FILE, made_by="李四"), made_by="王五")
    with pytest.raises(DefinitionError, match="只能为以后的期间"):
        opened(october)
    october.now = datetime(2026, 12, 8, 9)
    october.load(3, "2026-11", {"outages": [outage("D2", "11-01 10:00", "11-20 10:00") | {"system_id": "P3-01"}]},
                 ["maintenance"])  # fmt: skip
    second = open_rectification(october.store, 3, CODE, "todate", PLAN, made_by="张三")
    assert (second.number, second.period) == ("ZG-3-2026-002", "2026-07..2026-11")


@pytest.mark.parametrize(
    ("period", "months"),
    [("term", "2026-07..2026-10"), ("midterm", "2026-07..2026-10"), ("2026Q4", "2026-10"), ("2026-10", "2026-10")],
)
def test_an_acceptance_answers_for_no_month_that_nobody_had_seen(october: Product, period: str, months: str) -> None:
    one = open_rectification(october.store, 3, CODE, period, PLAN, made_by="张三")
    assert one.period == months
    accept(october.store, report_done(october.store, one, date(2026, 11, 5), FILE, made_by="李四"), made_by="王五")
    assert CODE not in _awaited(october, period, date(2026, 10, 31))
    october.now = datetime(2026, 12, 8, 9)
    down = outage("D2", "11-01 10:00", "11-20 10:00") | {"system_id": "P3-01"}
    october.load(3, "2026-11", {"outages": [down]}, ["maintenance"])
    for later in ("2026-11", "todate", "term", "midterm", "2026Q4"):
        assert CODE in _awaited(october, later, date(2026, 11, 30)), later
    again = open_rectification(october.store, 3, CODE, "term", PLAN, made_by="张三")
    assert again.period == "2026-07..2026-11"
    assert CODE not in _awaited(october, "term", date(2026, 11, 30))


def _awaited(product: Product, period: str, as_of: date) -> list[str]:
    known = rectifications(product.store, 3, FAR)
    return [one.indicator.code for one in awaiting(scorecard(product.store, 3, period, as_of), known)]


def test_numbers_run_by_package_and_year(october: Product) -> None:
    october.load(1, "2026-10", {"outages": [DOWN | {"system_id": "P1-01"}]}, ["maintenance"])
    first = opened(october)
    clause = next(one.indicator.code for one in missed(scorecard(october.store, 3)) if one.indicator.is_clause)
    second = open_rectification(october.store, 3, clause, "2026-10", PLAN, made_by="张三")
    other = open_rectification(october.store, 1, "1.07", "2026-10", PLAN, made_by="张三")
    assert [one.number for one in (first, second, other)] == ["ZG-3-2026-001", "ZG-3-2026-002", "ZG-1-2026-001"]


def test_what_awaits_is_missed_and_has_none(october: Product) -> None:
    card = scorecard(october.store, 3, "2026-10")
    every = [one.indicator.code for one in missed(card)]
    assert CODE in every
    assert any(".C" in code for code in every)
    assert [one.indicator.code for one in awaiting(card, [])] == every
    one = finished(october)
    assert [each.indicator.code for each in awaiting(card, [one])] == [code for code in every if code != CODE]
    accepted = accept(october.store, one, made_by="王五")
    assert CODE not in [each.indicator.code for each in awaiting(card, [accepted])]
    # Still missed in a later period: to be put right anew.
    earlier = replace(accepted, period="2026-09")
    assert CODE in [each.indicator.code for each in awaiting(card, [earlier])]
    assert CODE not in [each.indicator.code for each in awaiting(card, [replace(one, period="2026-09")])]


# --- what is refused ---


def test_all_that_is_wrong_with_a_plan_is_said_at_once_and_nothing_is_stored(october: Product) -> None:
    version = october.store.version()
    with pytest.raises(DefinitionError) as caught:
        open_rectification(october.store, 3, "3.01", "2026-10", Plan(" ", "", "\n", date(2026, 11, 4)), made_by="")
    for words in ("原因", "整改措施", "责任人", "期限 2026-11-04 早于", "下达人", "3.01 在这个期间没有未达标"):
        assert words in caught.value.message
    assert october.store.version() == version
    assert rectifications(october.store, 3, FAR) == []


@pytest.mark.parametrize(
    ("done", "file", "said"),
    [
        (None, FILE, "没有填完成日期"),
        (date(2026, 11, 4), FILE, "早于下达整改的 2026-11-05"),
        (date(2026, 11, 6), FILE, "还没有到"),
        (date(2026, 11, 5), None, "没有佐证材料"),
        (date(2026, 11, 5), ("a.exe", b"MZ"), "类型不收"),
        (date(2026, 11, 5), ("a", b"x"), "类型不收"),
        (date(2026, 11, 5), ("a.pdf", b""), "空文件"),
        (date(2026, 11, 5), ("a.pdf", b"MZ\x90"), "内容不是 pdf"),
        (date(2026, 11, 5), ("a.txt", b"a\0b"), "内容不是 txt"),
        (date(2026, 11, 5), ("a.txt", b"a" * 20_000_001), "超过 20 MB"),
    ],
)
def test_done_needs_a_day_and_a_file(
    october: Product, done: date | None, file: tuple[str, bytes] | None, said: str
) -> None:
    one = opened(october)
    with pytest.raises(DefinitionError, match=said):
        report_done(october.store, one, done, file, made_by="李四")
    assert len(history(october.store, one.number)) == 1


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda store, one: accept(store, one, made_by="王五"), "还没有报完成"),
        (
            lambda store, one: send_back(store, one, " ", made_by=" "),
            "验收人；还没有报完成，不能验收或退回；没有填退回的理由",
        ),
        (lambda store, one: amend(store, one, Plan("", "做", "人"), made_by="张三"), "没有填原因"),
    ],
)
def test_steps_out_of_turn_are_refused(october: Product, act: Callable[..., object], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        act(october.store, opened(october))


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(october: Product) -> None:
    done = finished(october)
    accept(october.store, done, made_by="王五")
    with pytest.raises(DefinitionError, match="已被别人改过（王五，2026-11-12 16:00）"):
        send_back(october.store, done, "不行", made_by="赵六")


def test_of_many_who_open_at_once_one_does(october: Product) -> None:
    def open_one(_: int) -> str:
        try:
            return opened(october).number
        except DefinitionError as error:
            return error.message

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(open_one, range(6)))
    assert said.count("ZG-3-2026-001") == 1
    assert sum("没验收的整改 ZG-3-2026-001" in one for one in said) == 5


def test_evidence_is_kept_and_comes_back_as_it_was(october: Product) -> None:
    file = (r"C:\桌面\记录.TXT", FILE[1])
    one = report_done(october.store, opened(october), date(2026, 11, 5), file, made_by="李四")
    assert one.evidence is not None
    assert one.evidence.name == "记录.TXT"
    assert evidence_bytes(october.store, one.evidence) == FILE[1]
    (kept,) = [path for path in october.store.originals.iterdir() if path.stem == one.evidence.sha256]
    kept.chmod(0o600)
    kept.write_bytes(b"forged")
    with pytest.raises(StoreError, match="和上传时不一样"):
        evidence_bytes(october.store, one.evidence)
    with pytest.raises(StoreError, match="读不出来"):
        evidence_bytes(october.store, EvidenceFile("无.txt", "0" * 64))


def test_what_was_entered_survives_and_what_was_broken_off_does_not(october: Product, tmp_path: Path) -> None:
    card = october.score(3, "2026-10")
    opened(october)
    assert october.score(3, "2026-10") == card
    with october.store.reading() as cursor:
        cursor.execute("INSERT INTO rectifications SELECT * REPLACE (version + 1 AS version) FROM rectifications")
    october.store.close()
    with Product(tmp_path, october.now) as again:
        assert [one.number for one in rectifications(again.store, 3, FAR)] == ["ZG-3-2026-001"]
        assert len(history(again.store, "ZG-3-2026-001")) == 1
