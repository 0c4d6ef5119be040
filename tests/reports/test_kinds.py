"""The kinds of reports: their periods, their names in words."""

from datetime import date

import pytest

from data.errors import DefinitionError
from kpi.periods import parse_period
from kpi.targets import current_contract
from reports.kinds import KINDS, day_words, kind_of, period_words

AS_OF = date(2026, 11, 30)


def words(period: str) -> str:
    return period_words(parse_period(period, current_contract(), AS_OF))


def test_periods_in_words() -> None:
    assert words("2026-10") == "2026年10月"
    assert words("2026Q4") == "2026年第四季度"
    assert words("2027Q1") == "2027年第一季度"
    assert words("midterm") == "2026年7月至11月"
    assert words("term") == "2026年7月至2027年6月"
    assert day_words(date(2026, 7, 1)) == "2026年7月1日"


def test_titles() -> None:
    assert [one.title for one in KINDS.values()] == ["月度考核报告", "季度考核报告", "中期考核报告", "年度考核报告"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("monthly", "2026-10", "2026Q4"),
        ("quarterly", "2026Q3", "2026-10"),
        ("midterm", "midterm", "todate"),
        ("annual", "term", "midterm"),
    ],
)
def test_each_kind_takes_its_own_periods(kind: str, good: str, bad: str) -> None:
    assert kind_of(kind).check(good, AS_OF).name == good
    with pytest.raises(DefinitionError, match=f"{kind_of(kind).title}的期间不能是“{bad}”"):
        kind_of(kind).check(bad, AS_OF)


def test_a_period_that_has_not_begun_and_an_unknown_kind() -> None:
    with pytest.raises(DefinitionError, match="2026年12月在数据截止"):
        kind_of("monthly").check("2026-12", AS_OF)
    with pytest.raises(DefinitionError, match="2026-06"):
        kind_of("monthly").check("2026-06", AS_OF)
    with pytest.raises(DefinitionError, match="没有“weekly”"):
        kind_of("weekly")


@pytest.mark.parametrize(
    ("as_of", "monthly", "quarterly"),
    [
        (date(2026, 11, 30), "2026-11", "2026Q3"),
        (date(2026, 11, 29), "2026-10", "2026Q3"),
        (date(2026, 12, 31), "2026-12", "2026Q4"),
        (date(2026, 7, 10), "2026-07", "2026Q3"),  # nothing is over yet: the first of the term
        (date(2027, 9, 1), "2027-06", "2027Q2"),  # long after the term: its last
    ],
)
def test_default_period_is_the_last_that_is_over(as_of: date, monthly: str, quarterly: str) -> None:
    assert kind_of("monthly").default_period(as_of) == monthly
    assert kind_of("quarterly").default_period(as_of) == quarterly
    assert kind_of("midterm").default_period(as_of) == "midterm"
    assert kind_of("annual").default_period(as_of) == "term"


def test_what_a_report_is_compared_with() -> None:
    def before(kind: str, period: str) -> str | None:
        return kind_of(kind).compared_with(parse_period(period, current_contract(), AS_OF))

    assert (before("monthly", "2026-10"), before("monthly", "2027-01")) == ("2026-09", "2026-12")
    assert (before("quarterly", "2026Q4"), before("quarterly", "2027Q1")) == ("2026Q3", "2026Q4")
    assert before("monthly", "2026-07") is None
    assert before("quarterly", "2026Q3") is None
    assert before("midterm", "midterm") is None
