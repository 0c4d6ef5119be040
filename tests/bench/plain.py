"""The same indicators in plain pandas, from the records as DataFrames: what a careful analyst writes in a notebook.

It is the yardstick of the bench and, as nothing of kpi but the target table is used, a check of its numbers. Left out:
evidence, open cases and their limits, coverage of months, intervals: the yardstick does less than the product.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from kpi.targets import Indicator
from tests.bench.plain_counts import cameras, duties, faults, judgements, lists
from tests.bench.plain_records import Frames, Tables
from tests.bench.plain_uptime import uptime

TODATE = (0,)
MONTHS = tuple(range(202607, 202613)) + tuple(range(202701, 202707))
RATIOS = {
    "availability": 100.0,
    "mtbf": 1 / 3600,
    "response_time": 1 / 60,
    "repair_time": 1 / 3600,
    "report_submission": 1 / 3600,
    "request_completion": 100.0,
    "joint_response": 100.0,
    "asset_coverage": 100.0,
    "acceptance_pass_rate": 100.0,
    "satisfaction": 100.0,
    "camera_online": 100.0,
}
"""Measures that are part / whole, and what that is multiplied by; the others of the target tables are counts."""


def tables(frames: Frames) -> Tables:
    """Rows (system_id, day, tag, part, whole) of every measure of a package, by measure."""
    made = uptime(frames) | faults(frames) | duties(frames) | judgements(frames) | lists(frames)
    return made | cameras(frames) if "camera_days" in frames else made


def daily(made: Tables) -> pd.DataFrame:
    """The rows summed by measure, system, day and tag: what the product keeps as its facts."""
    keys = ["system_id", "day", "tag"]
    summed = {name: rows.groupby(keys, dropna=False)[["part", "whole"]].sum() for name, rows in made.items()}
    return pd.concat(summed, names=["measure"]).reset_index()


def scores(made: Tables, indicators: Iterable[Indicator], periods: Sequence[int]) -> pd.DataFrame:
    """The value of every indicator (rows, by code) in each period (columns): to date (TODATE), or months (202607 …)."""
    ready = {name: _with_period(rows, by_month=periods is not TODATE) for name, rows in made.items()}
    return pd.DataFrame({one.code: values(ready[one.measure], one, periods) for one in indicators}).T


def _with_period(rows: pd.DataFrame, by_month: bool) -> pd.DataFrame:
    month = rows["day"].dt.year * 100 + rows["day"].dt.month
    rows = rows.assign(month=month, period=month if by_month else TODATE[0])
    return rows[month.between(MONTHS[0], MONTHS[-1])]


def values(rows: pd.DataFrame, indicator: Indicator, periods: Sequence[int]) -> pd.Series:
    """The value of one indicator in each period, from its measure's rows."""
    value = _period_values(rows, indicator).reindex(periods)
    if indicator.measure == "midterm_acceptance":
        return value.ffill()
    return value.cumsum() if indicator.cumulative else value


def _period_values(rows: pd.DataFrame, indicator: Indicator) -> pd.Series:
    if indicator.tag is not None:
        rows = rows[rows["tag"] == indicator.tag]
    by_period = rows.groupby("period")
    if indicator.measure == "assessment":
        return rows.sort_values("day").groupby("period")["part"].last()
    if indicator.measure == "midterm_acceptance":
        return by_period["day"].min()
    if indicator.measure == "longest_interruption":
        return by_period["part"].max() / 3600
    keys = ["period", *(["month"] if indicator.each else []), *(["system_id"] if indicator.across != "pooled" else [])]
    sums = rows.groupby(keys)[["part", "whole"]].sum()
    value = sums["part"]
    if indicator.measure in RATIOS:
        value = RATIOS[indicator.measure] * sums["part"] / sums["whole"].where(sums["whole"] > 0)
    if indicator.across == "mean":
        value = value.groupby(level="period").mean()
    elif indicator.each or indicator.across == "worst":
        worst = value.groupby(level="period")
        value = worst.min() if indicator.rising else worst.max()
    return value
