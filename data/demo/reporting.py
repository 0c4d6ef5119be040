"""The reports that were due, and when they were handed in."""

from datetime import date, datetime, timedelta
from random import Random

from data.demo.chance import Row, moment_in, stream, working_moment
from data.demo.events import OUTAGES
from data.demo.story import Plot
from data.demo.term import MONTHS, days_of, month_of

# Handed in so late that the workbook of its own month shows it open.
_QUARTERLY_HANDED_IN = {3: datetime(2026, 10, 12, 10, 20)}
_STILL_MISSING = (3, "月报", "2026-11")
_TYPHOON_ENDED = {3: datetime(2026, 9, 18, 18, 0), 4: datetime(2026, 9, 18, 17, 30)}
_SHORT_NAMES = {1: "政务服务", 2: "经济", 3: "城市治理", 4: "智慧交通", 5: "基础能力"}


def report_rows(plot: Plot, seed: int) -> list[Row]:
    """All reports of a package by due event: weekly, monthly, one for the quarter, special ones after larger events."""
    rng = stream(seed, plot.package, "reports")
    name = _SHORT_NAMES[plot.package]
    rows = [row for month in MONTHS for row in _of_month(rng, plot, name, month)]
    submitted_at = _QUARTERLY_HANDED_IN.get(plot.package, working_moment(rng, date(2026, 10, 1)))
    rows.append(_row("季报", f"{name}运维季报（2026年第三季度）", date(2026, 9, 30), submitted_at))
    for closed_at, title in _special_events(plot.package):
        rows.append(_row("专题报告", title, closed_at, _handed_in(rng, closed_at, late=2 if plot.package == 3 else 1)))
    rows.sort(key=lambda row: (moment_in(row, "due_from"), str(row["kind"])))
    numbers = dict.fromkeys(MONTHS, 0)
    for row in rows:
        month = month_of(moment_in(row, "due_from"))
        numbers[month] += 1
        row["report_id"] = f"BG{plot.package}-{month[2:4]}{month[5:]}-{numbers[month]:02d}"
    return rows


def _of_month(rng: Random, plot: Plot, name: str, month: str) -> list[Row]:
    """The weekly reports of the weeks that end in a month, and its monthly report."""
    days = days_of(month)
    rows = [
        _row("周报", f"{name}运维周报（至{day:%m月%d日}）", day, _handed_in(rng, day, rng.choice(plot.weekly_late)))
        for day in days
        if day.weekday() == 6
    ]
    last = days[-1]
    missing = (plot.package, "月报", month) == _STILL_MISSING
    submitted_at = None if missing else _handed_in(rng, last, rng.choice(plot.monthly_late))
    rows.append(_row("月报", f"{name}运维月报（{last:%Y年%m月}）", last, submitted_at))
    return rows


def _row(kind: str, title: str, due_from: date, submitted_at: datetime | None) -> Row:
    return {"report_id": None, "kind": kind, "title": title, "due_from": due_from, "submitted_at": submitted_at}


def _handed_in(rng: Random, due: date, late: int) -> datetime:
    """A moment in office hours of the day after the due event, or of a day `late` days further on."""
    return working_moment(rng, date(due.year, due.month, due.day) + timedelta(days=1 + late))


def _special_events(package: int) -> list[tuple[datetime, str]]:
    """The closed events that call for a special report: serious outages, the typhoon."""
    events = [
        (outage.up_at, f"关于{outage.parent}停机事件的专题报告（{outage.cause.split('，')[0]}）")
        for outage in OUTAGES
        if outage.up_at and outage.severity in ("较大", "重大") and not outage.exempt_reason
        if outage.system_id.startswith(f"P{package}-")
    ]
    if package in _TYPHOON_ENDED:
        events.append((_TYPHOON_ENDED[package], "防台期间运维保障专题报告"))
    return events
