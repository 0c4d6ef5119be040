"""Which backups are kept: of the last 24 hours one an hour, of 31 days one a day, of 13 months one a month."""

from collections.abc import Collection
from datetime import datetime, timedelta

HOURS, DAYS, MONTHS = 24, 31, 13


def kept(moments: Collection[datetime], now: datetime) -> set[datetime]:
    """Of each hour, day and month the newest; always the newest of all, whatever its age."""
    newest: dict[tuple[str, str], datetime] = {}
    for moment in sorted(moments):
        age = now - moment
        if age < timedelta(hours=HOURS):
            newest["hour", f"{moment:%Y%m%d%H}"] = moment
        if age < timedelta(days=DAYS):
            newest["day", f"{moment:%Y%m%d}"] = moment
        if (now.year - moment.year) * 12 + now.month - moment.month < MONTHS:
            newest["month", f"{moment:%Y%m}"] = moment
    return {*newest.values(), *sorted(moments)[-1:]}
