"""MTBF beyond its value: the allowance, the interval against published tables, the failures day by day."""

from datetime import date

import pytest

from kpi.faults import UptimeDay, fault_records
from kpi.periods import parse_period
from kpi.reliability import allowance, cumulative_failures, interval_sentence, mtbf_interval
from kpi.targets import current_contract
from tests.kpi.test_availability import load, outage, window
from tests.product import Product

# Quantiles of χ² as printed tables give them: degrees of freedom → (5 %, 95 %).
TABLE = {
    2: (0.103, 5.991),
    4: (0.711, 9.488),
    6: (1.635, 12.592),
    8: (2.733, 15.507),
    10: (3.940, 18.307),
    20: (10.851, 31.410),
    22: (12.338, 33.924),
}


@pytest.mark.parametrize("failures", [1, 2, 3, 4, 10])
def test_the_interval_against_the_published_table(failures: int) -> None:
    found = mtbf_interval(7440, failures)
    assert found is not None
    assert found.high is not None
    assert found.low == pytest.approx(2 * 7440 / TABLE[2 * failures + 2][1], rel=1e-3)
    assert found.high == pytest.approx(2 * 7440 / TABLE[2 * failures][0], rel=1e-2)


def test_three_failures_in_7440_hours() -> None:
    # 14880 / 15.507 = 959.6; 14880 / 1.635 = 9100.9.
    found = mtbf_interval(7440, 3)
    assert found is not None
    assert tuple(found) == pytest.approx((959.57, 9099), abs=3)
    said = interval_sentence(7440, 3, 850)
    assert said == (
        "7,440 小时里发生 3 次故障，真实的平均间隔有 90% 的把握在 959 与 9,098 小时之间，高于目标 850 小时。"
    )
    assert "目标 1000 小时也在其中" in interval_sentence(7440, 3, 1000)
    assert "低于目标 9999 小时" in interval_sentence(7440, 3, 9999)


def test_without_a_failure_there_is_only_a_lower_bound() -> None:
    # 14880 / 5.991 = 2483.7
    found = mtbf_interval(7440, 0)
    assert found is not None
    assert found.low == pytest.approx(2483.7, abs=1)
    assert found.high is None
    assert "7,440 小时里没有故障，真实的平均间隔有 95% 的把握不低于 2,483 小时，高于目标" in interval_sentence(
        7440, 0, 850
    )
    assert "还不足以断定达到目标 850 小时" in interval_sentence(744, 0, 850)
    assert mtbf_interval(0, 0) is None
    assert interval_sentence(0, 0, 850) == ""


def test_failures_allowed_used_and_left() -> None:
    assert (allowance(7440, 3, 850).allowed, allowance(7440, 3, 850).left) == (8, 5)
    assert allowance(1700, 3, 850) == (2, 3)
    assert allowance(1700, 3, 850).left == -1
    assert allowance(1699.99, 0, 850).allowed == 1
    # What floating point leaves a trace below a whole number is the whole number.
    assert allowance(1700 - 1e-10, 0, 850).allowed == 2


def test_failures_add_up_day_by_day() -> None:
    contract = current_contract()
    period = parse_period("2026-09", contract, date(2026, 9, 30))
    uptime = [
        UptimeDay("P1-01", date(2026, 8, 31), 24, 1),
        UptimeDay("P1-01", date(2026, 9, 1), 24, 0),
        UptimeDay("P1-02", date(2026, 9, 1), 22, 1),
        UptimeDay("P1-01", date(2026, 9, 2), 20, 2),
    ]
    assert cumulative_failures(uptime, 100, period) == [
        (date(2026, 9, 1), 1, 0.46),
        (date(2026, 9, 2), 3, pytest.approx(0.66)),
    ]
    assert cumulative_failures(uptime, 100, period, "P1-02") == [(date(2026, 9, 1), 1, 0.22)]


def test_the_last_day_is_the_scorecards_figure(product: Product) -> None:
    # Touching outages are one failure; one inside the maintenance is none; an exempt one is none.
    load(
        product,
        "2026-09",
        [
            outage("A", "09-10 22:00", "09-11 01:00"),
            outage("B", "09-11 01:00", "09-11 03:00"),
            outage("C", "09-12 02:00", "09-12 03:00"),
            outage("E", "09-20 00:00", "09-20 05:00", exempt="台风"),
            outage("F", "09-30 20:00", None),
        ],
        [window("09-12 01:00", "09-12 04:00")],
    )
    found = product.find("1.08", "2026-09", "2026-09-30")
    records = fault_records(product.store, 1, date(2026, 9, 30))
    period = parse_period("2026-09", current_contract(), date(2026, 9, 30))
    last = cumulative_failures(records.uptime, 850, period)[-1]
    assert last.failures == 2
    assert last.allowed * 850 == pytest.approx(found["part"])
    assert found["whole"] == 2
    # F is still open: what is known of it is four hours. A and B are one failure of five.
    assert [(one.record_id, f"{one.day:%m-%d}", one.hours) for one in records.failures] == [
        ("F", "09-30", 4),
        ("A", "09-10", 5),
    ]
    assert records.failures[1].row == 2
    assert records.failures[1].sheet == "停机记录"
