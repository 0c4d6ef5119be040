"""The duties of the sample months: every clause has its rows, and the lapses of the story are there."""

import pytest

from data.contract import duty_clauses
from data.demo.duty_habits import NEVER_ASKED
from tests.data.demo_records import MONTHS, Months, Row, current, demo_months


@pytest.fixture(scope="module")
def months() -> Months:
    """The sample months of the usual seed by package and month."""
    return demo_months()


def of_clause(months: Months, code: str, month: str = "") -> list[Row]:
    rows = current(months, int(code[0]), "duties")
    return [row for row in rows if row["clause_code"] == code and str(row["done_on"]).startswith(month)]


def test_every_clause_of_duties_has_rows_of_all_its_systems(months: Months) -> None:
    for package in range(1, 6):
        for code, clause in duty_clauses(package).items():
            rows = of_clause(months, code)
            named = {row["system_id"] for row in rows}
            if code[2:] in NEVER_ASKED:
                continue
            assert rows, code
            assert set(clause.systems) <= named
            assert clause.is_by_system == (None not in named), code


def test_what_is_asked_every_month_is_there_every_month(months: Months) -> None:
    for code in ("1.C24", "2.C44", "2.C45", "3.C64", "3.C70", "4.C84", "5.C132"):
        assert all(of_clause(months, code, month) for month in MONTHS), code


def test_emergencies_are_reported_and_one_of_package_3_too_late(months: Months) -> None:
    for package in range(1, 6):
        called = [
            row
            for row in current(months, package, "incidents")
            if row["is_emergency"] == "是" or row["severity"] == "重大"
        ]
        reports = of_clause(months, f"{package}.C12")
        assert len(reports) == len(called)
        assert [str(row["done_on"])[:7] for row in reports if row["complies"] == "否"] == ["2026-08"] * (package == 3)


def test_a_month_of_backups_of_package_4_is_not_verified(months: Months) -> None:
    checked = {(row["system_id"], str(row["done_on"])[:7]) for row in of_clause(months, "4.C25")}
    backups = {(row["system_id"], str(row["done_on"])[:7]) for row in of_clause(months, "4.C92")}
    assert {one for one in backups if one[0] == "P4-02"} - checked == {("P4-02", "2026-09")}


def test_one_certificate_of_sixteen_is_not_renewed(months: Months) -> None:
    rows = of_clause(months, "2.C43")
    assert [row["note"] for row in rows if row["complies"] == "否"] == ["时间戳证书未按期续期，当日已过期"]
    assert sum(float(str(row["quantity"])) for row in rows if row["complies"] == "是") == 14


def test_one_week_with_one_of_two_on_site(months: Months) -> None:
    assert sorted(float(str(row["quantity"])) for row in of_clause(months, "3.C64", "2026-10")) == [1, 2, 2, 2, 2]
