"""A closed month keeps its numbers: hand-made cases of everything that comes later."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from data.closings import entries
from data.errors import DefinitionError
from kpi import measures as measures_module
from kpi.closing import close_month, foresee_reopening, history, prospect, reopen_month, standings
from kpi.measures import rebuild
from kpi.periods import Month
from kpi.settings import change_settings, origin
from kpi.targets import current_contract
from tests.product import Product

JULY, AUGUST = Month(2026, 7), Month(2026, 8)
OPEN = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-07-31 20:00"}
ENDED = OPEN | {"up_at": "2026-07-31 22:00"}
TICKET = {
    "incident_id": "T1", "system_id": "P3-01", "fault_class": "软件", "reported_at": "2026-07-31 20:00",
    "description": "登录不了",
}  # fmt: skip


def close(product: Product, package: int, month: Month) -> None:
    """Close a month as somebody does who has read what is missing."""
    close_month(product.store, package, month, "张三", prospect(product.store, package, month).open_points)


@pytest.fixture
def closed(product: Product) -> Product:
    """Package 3 with July closed: an outage and a ticket still open at its end; it is 12 August."""
    product.now = datetime(2026, 8, 5, 9)
    product.load(3, "2026-07", {"outages": [OPEN], "incidents": [TICKET]}, ["maintenance", "requests"])
    product.now = datetime(2026, 8, 12, 9)
    close(product, 3, JULY)
    return product


def july_facts(product: Product) -> list[tuple[Any, ...]]:
    return [row for row in product.facts(3) if f"{row[2]:%Y-%m}" == "2026-07"]


def july_cards(product: Product) -> list[dict[str, Any]]:
    return [product.score(3, period, "2026-07-31") for period in ("2026-07", "todate")]


def test_a_closing_changes_nothing_by_itself(product: Product) -> None:
    product.now = datetime(2026, 8, 12, 9)
    product.load(3, "2026-07", {"outages": [OPEN], "incidents": [TICKET]}, ["maintenance"])
    before = july_facts(product), july_cards(product), product.score(3, "2026-07", "2026-08-31")
    close(product, 3, JULY)
    assert (july_facts(product), july_cards(product), product.score(3, "2026-07", "2026-08-31")) == before
    assert not standings(product.store, 3)[0].deviating


def test_a_continuation_that_reaches_back_does_not_change_the_closed_month(closed: Product) -> None:
    before = july_facts(closed), july_cards(closed)
    outage_hours = closed.find("3.07", "2026-07", "2026-07-31")["value"]
    closed.now = datetime(2026, 9, 5, 9)
    late = TICKET | {"responded_at": "2026-07-31 20:10", "restored_at": "2026-07-31 23:00"}
    closed.load(3, "2026-08", {"outages": [ENDED], "incidents": [late]}, ["maintenance", "requests"])
    assert (july_facts(closed), july_cards(closed)) == before
    assert closed.find("3.07", "2026-07", "2026-08-31")["value"] == outage_hours
    # The news is said, and the months after go on without the outage: August had none.
    assert {"availability", "repair_time", "response_time"} <= set(standings(closed.store, 3)[0].deviating)
    assert closed.find("3.07", "2026-08", "2026-08-31")["value"] == 100
    # Known only after the closing, the ticket counts as open in July and is no case of August any more.
    august = closed.find("3.11", "2026-08", "2026-08-31")
    assert "warning_open" not in august["flags"]


def test_a_replaced_systems_list_does_not_change_the_closed_month(closed: Product) -> None:
    before = july_facts(closed), july_cards(closed)
    closed.now = datetime(2026, 9, 5, 9)
    listed = [{"system_id": f"P3-{number:02}", "system_name": f"系统{number}", "in_service_from": "2026-07-15"}
              for number in range(1, 9)]  # fmt: skip
    closed.load(3, "2026-08", {"systems": listed}, ["outages", "maintenance"])
    assert (july_facts(closed), july_cards(closed)) == before
    counted = [one for one in closed.facts(3) if one[0] == "systems_in_service" and f"{one[2]:%Y-%m}" == "2026-08"]
    assert sum(one[4] for one in counted) == 8


def test_changed_rules_do_not_change_the_closed_month(closed: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    before = july_facts(closed), july_cards(closed)
    known = measures_module.measures()
    availability = known["availability"]
    other = {**known, "availability": replace(availability, sql=doubled(availability.sql))}
    monkeypatch.setattr(measures_module, "measures", lambda: other)
    with closed.store.publishing() as (cursor, version):
        rebuild(cursor, 3, version)
    assert (july_facts(closed), july_cards(closed)) == before
    assert "availability" in standings(closed.store, 3)[0].deviating


def doubled(sql: str) -> str:
    return f"SELECT * REPLACE (part * 2 AS part) FROM ({sql}\n)"


def test_a_changed_target_does_not_change_the_closed_month(closed: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    before = july_cards(closed)
    contract = current_contract()
    table = tuple(
        one.model_copy(update={"at_least": 100.0}) if one.code == "3.07" else one for one in contract.tables[3]
    )
    stricter = contract.model_copy(update={"tables": {**contract.tables, 3: table}})
    monkeypatch.setattr("kpi.score.current_contract", lambda: stricter)
    assert july_cards(closed) == before
    assert before[0]["indicators"][6]["verdict"] == "met"
    assert closed.find("3.07", "2026-07..2026-08", "2026-08-31")["verdict"] == "missed"


def test_changed_settings_do_not_change_the_closed_month(closed: Product) -> None:
    before = july_facts(closed), july_cards(closed)
    weights = {"成本指标": 20, "产出指标": 50, "效益指标": 20, "满意度指标": 10}
    change_settings(closed.store, replace(origin(), valid_from=AUGUST, weights=weights, reason="补充协议"))
    assert (july_facts(closed), july_cards(closed)) == before


def test_surveys_of_a_quarter_count_though_its_first_months_are_closed(closed: Product) -> None:
    closed.now = datetime(2026, 9, 12, 9)
    closed.load(3, "2026-08", {}, ["outages", "maintenance"])
    close(closed, 3, AUGUST)
    cards = july_cards(closed)
    answers = [{"response_id": f"W{n}", "answered_at": f"2026-07-{n:02} 10:00", "overall": "满意"} for n in (10, 11)]
    closed.now = datetime(2026, 10, 12, 9)
    closed.load(3, "2026-09", {"surveys": answers}, ["outages", "maintenance"])
    code = next(one.code for one in current_contract().tables[3] if one.measure == "satisfaction")
    assert closed.find(code, "2026Q3", "2026-09-30")["whole"] == 2
    assert july_cards(closed) == cards
    close(closed, 3, Month(2026, 9))
    assert closed.find(code, "2026Q3", "2026-09-30")["whole"] == 2
    held = [one for one in closed.facts(3) if one[0] == "satisfaction"]
    with closed.store.publishing() as (cursor, version):
        cursor.execute("UPDATE surveys SET is_satisfied = FALSE")
        rebuild(cursor, 3, version)
    assert [one for one in closed.facts(3) if one[0] == "satisfaction"] == held


def test_months_are_closed_in_turn_when_they_are_over(product: Product) -> None:
    product.now = datetime(2026, 8, 12, 9)
    with pytest.raises(DefinitionError, match="还没有结束"):
        close_month(product.store, 3, AUGUST, "张三")
    product.now = datetime(2026, 9, 12, 9)
    with pytest.raises(DefinitionError, match="之前还有没结账"):
        close_month(product.store, 3, AUGUST, "张三")
    points = prospect(product.store, 3, JULY).open_points
    assert any("没有上报停机记录" in one for one in points)
    with pytest.raises(DefinitionError, match="确认"):
        close_month(product.store, 3, JULY, "张三")
    with pytest.raises(DefinitionError, match="结账人"):
        close_month(product.store, 3, JULY, " ", points)
    assert entries(product.store, 3) == []
    entry = close_month(product.store, 3, JULY, "张三", points)
    assert entry.confirmed == points
    with pytest.raises(DefinitionError, match="已经结账"):
        close_month(product.store, 3, JULY, "张三", points)


def test_the_deadline_that_is_not_over_is_to_be_confirmed(product: Product) -> None:
    product.now = datetime(2026, 8, 10, 23)
    assert "报送截止日（2026-08-10）还没有过" in prospect(product.store, 3, JULY).open_points
    product.now = datetime(2026, 8, 11, 0)
    assert not any("报送截止日" in one for one in prospect(product.store, 3, JULY).open_points)


def test_reopening_shows_before_and_after_and_keeps_both(closed: Product) -> None:
    closed.now = datetime(2026, 9, 5, 9)
    closed.load(3, "2026-08", {"outages": [ENDED]}, ["maintenance"])
    version = closed.store.version()
    sealed, live, *_ = foresee_reopening(closed.store, 3, JULY)
    assert closed.store.version() == version
    assert len(entries(closed.store, 3)) == 1
    old, new = (card.finding("3.07") for card in (sealed, live))
    assert old is not None
    assert new is not None
    assert (old.part, new.part) == (old.whole - 4, new.whole - 2)  # type: ignore[operator]
    with pytest.raises(DefinitionError, match="理由"):
        reopen_month(closed.store, 3, JULY, "李四", " ")
    reopen_month(closed.store, 3, JULY, "李四", "停机 D1 的恢复时间补报")
    assert closed.find("3.07", "2026-07", "2026-07-31")["part"] == new.part
    assert standings(closed.store, 3)[0].state == "reopened"
    close(closed, 3, JULY)
    told = history(closed.store, 3)
    assert [(one.entry.kind, one.is_held) for one in told] == [("close", True), ("reopen", False), ("close", False)]
    parts = [one.month_card.finding("3.07").part for one in (told[0], told[2])]  # type: ignore[union-attr]
    assert parts == [new.part, old.part]


def test_only_the_last_closed_month_is_reopened(closed: Product) -> None:
    closed.now = datetime(2026, 9, 12, 9)
    close(closed, 3, AUGUST)
    with pytest.raises(DefinitionError, match="之后还有已结账"):
        reopen_month(closed.store, 3, JULY, "李四", "补报")
    reopen_month(closed.store, 3, AUGUST, "李四", "补报")
    reopen_month(closed.store, 3, JULY, "李四", "补报")
    assert [one.state for one in standings(closed.store, 3)][:2] == ["reopened", "reopened"]


def test_each_checksum_holds_the_one_before(closed: Product) -> None:
    closed.now = datetime(2026, 9, 12, 9)
    close(closed, 3, AUGUST)
    first, second = entries(closed.store, 3)
    assert (first.previous, second.previous) == ("", first.checksum)
    assert set(first.contents["rules"]) == {"contract", "measures", "reference", "settings"}
    assert first.contents["batches"]["P3-2026-07-outages-1"]["original"]
    assert entries(closed.store, 4) == []


def test_other_packages_go_on(closed: Product) -> None:
    closed.load(4, "2026-07", {"outages": [OPEN | {"system_id": "P4-01"}]}, ["maintenance"])
    assert closed.find("4.07", "2026-07", "2026-07-31")["whole"]


def test_a_late_answer_does_not_change_a_run_of_closed_months(closed: Product) -> None:
    asked = TICKET | {"incident_id": "T2", "reported_at": "2026-08-20 09:00"}
    closed.now = datetime(2026, 9, 12, 9)
    closed.load(3, "2026-08", {"incidents": [asked]}, ["outages", "maintenance"])
    close(closed, 3, AUGUST)
    closed.now = datetime(2026, 10, 12, 9)
    closed.load(3, "2026-09", {}, ["incidents", "outages", "maintenance"])
    close(closed, 3, Month(2026, 9))
    before = [closed.score(3, period, "2026-10-31") for period in ("2026-08..2026-09", "2026-07..2026-08")]
    answered = asked | {"responded_at": "2026-08-20 09:05", "restored_at": "2026-08-20 10:00"}
    closed.now = datetime(2026, 11, 5, 9)
    closed.load(3, "2026-10", {"incidents": [answered]}, ["outages", "maintenance"])
    assert [closed.score(3, period, "2026-10-31") for period in ("2026-08..2026-09", "2026-07..2026-08")] == before
    assert "warning_open" in next(one["flags"] for one in before[0]["indicators"] if one["code"] == "3.11")
    october = closed.find("3.11", "2026-10", "2026-10-31")
    assert "warning_open" not in october["flags"]


def test_an_answer_after_the_end_that_was_known_at_closing_stays_told(closed: Product) -> None:
    # Asked 23:50 on the last day of August, answered 00:10, both handed in before August was closed: the fact of
    # 08-31 tells of it, so it is one ticket answered in 20 minutes, before closing and after.
    asked = TICKET | {"incident_id": "T3", "reported_at": "2026-08-31 23:50", "responded_at": "2026-09-01 00:10"}
    closed.now = datetime(2026, 10, 12, 9)
    closed.load(3, "2026-08", {"incidents": [asked]}, ["outages", "maintenance"])
    closed.load(3, "2026-09", {}, ["incidents", "outages", "maintenance"])
    before = closed.score(3, "2026-08..2026-09", "2026-10-11")
    finding = next(one for one in before["indicators"] if one["code"] == "3.11")
    assert (finding["value"], finding["beside"]["n"], finding["beside"]["within_limit"]) == (20, 1, 100)
    close(closed, 3, AUGUST)
    close(closed, 3, Month(2026, 9))
    assert closed.score(3, "2026-08..2026-09", "2026-10-11") == before


def test_an_answer_that_no_fact_tells_of_stays_untold_when_the_next_month_is_closed(closed: Product) -> None:
    asked = TICKET | {"incident_id": "T2", "reported_at": "2026-08-20 09:00"}
    closed.now = datetime(2026, 9, 12, 9)
    closed.load(3, "2026-08", {"incidents": [asked]}, ["outages", "maintenance"])
    close(closed, 3, AUGUST)
    answered = asked | {"responded_at": "2026-08-20 09:05", "restored_at": "2026-08-20 10:00"}
    closed.now = datetime(2026, 10, 12, 9)
    closed.load(3, "2026-09", {"incidents": [answered]}, ["outages", "maintenance"])
    before = closed.score(3, "2026-08..2026-09", "2026-10-11")
    close(closed, 3, Month(2026, 9))
    assert closed.score(3, "2026-08..2026-09", "2026-10-11") == before
