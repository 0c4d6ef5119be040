"""Settings changed on screen: new versions from a month on, earlier months as they were."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from data.errors import DefinitionError
from kpi.periods import Month
from kpi.settings import change_settings, contract_of, origin, parse_days, settings_versions
from tests.kpi.test_availability import outage
from tests.product import Product

WEIGHTS = {"成本指标": 20, "产出指标": 50, "效益指标": 20, "满意度指标": 10}
WANTED = replace(origin(), valid_from=Month(2026, 12), weights=WEIGHTS, reason="补充协议第3条", made_by="张三")


@pytest.fixture
def december(product: Product) -> Product:
    product.now = datetime(2026, 12, 8, 9)
    return product


def weight(product: Product, period: str) -> float:
    card = product.score(1, period, "2026-12-31")
    return float(next(one["weight"] for one in card["indicators"] if one["code"] == "1.01"))


def test_weights_hold_from_their_month_on(december: Product) -> None:
    change_settings(december.store, WANTED)
    assert (weight(december, "2026-11"), weight(december, "2026-12"), weight(december, "todate")) == (10, 20, 20)
    card = december.score(1, "2026-12", "2026-12-31")
    assert sum(one["weight"] for one in card["indicators"]) == pytest.approx(100)
    assert not any("default_weight" in one["flags"] for one in card["indicators"])
    assert any("default_weight" in one["flags"] for one in december.score(1, "2026-11", "2026-12-31")["indicators"])


def test_every_version_stays_with_its_reason(december: Product) -> None:
    change_settings(december.store, WANTED)
    change_settings(december.store, replace(WANTED, valid_from=Month(2027, 1), upload_day=15, reason="改为15日"))
    found = settings_versions(december.store)
    assert [(one.number, str(one.valid_from), one.reason) for one in found] == [
        (0, "2026-07", ""), (1, "2026-12", "补充协议第3条"), (2, "2027-01", "改为15日"),
    ]  # fmt: skip
    assert contract_of(december.store, Month(2026, 12)).upload_day == 10
    assert contract_of(december.store, Month(2027, 1)).upload_day == 15


def test_a_changed_working_day_changes_the_service_of_office_hours(december: Product) -> None:
    listed = [{"system_id": f"P1-{number:02}", "system_name": f"系统{number}"} for number in range(1, 14)]
    listed[0]["service_hours"] = "5×8"
    down = outage("A", "12-05 08:00", "12-05 10:00")
    december.load(1, "2026-12", {"systems": listed, "outages": [down]}, ["maintenance"])
    before = {one["system_id"]: one for one in december.find("1.07", "2026-12", "2026-12-31")["systems"]}["P1-01"]
    assert before["part"] == before["whole"]
    # Saturday 5 December worked: eight hours more, one of them down.
    change_settings(december.store, replace(WANTED, days={date(2026, 12, 5): True}))
    after = {one["system_id"]: one for one in december.find("1.07", "2026-12", "2026-12-31")["systems"]}["P1-01"]
    assert (after["whole"] - before["whole"], after["whole"] - after["part"]) == (8, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "  "}, "理由"),
        ({"weights": WEIGHTS | {"产出指标": 60}}, "110"),
        ({"weights": WEIGHTS | {"成本指标": 0, "产出指标": 70}}, "权重"),
        ({"upload_day": 31}, "28"),
        ({"valid_from": Month(2026, 11)}, "2026-11"),
        ({"days": {date(2026, 11, 7): True}}, "2026-11-07"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(december: Product, change: dict[str, object], said: str) -> None:
    version = december.store.version()
    with pytest.raises(DefinitionError, match=said):
        change_settings(december.store, replace(WANTED, **change))  # type: ignore[arg-type]
    assert december.store.version() == version
    assert len(settings_versions(december.store)) == 1


def test_days_are_read_line_by_line_and_nothing_is_passed_over() -> None:
    assert parse_days("2027-02-14 上班\n\n 2027-01-04休息") == {date(2027, 2, 14): True, date(2027, 1, 4): False}
    for text in ("2027-02-30 上班", "2月14日 上班", "2027-02-14", "2027-02-14 加班"):
        with pytest.raises(DefinitionError, match="工作日调整"):
            parse_days(text)
