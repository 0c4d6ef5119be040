"""Seeded chance: independent streams, shares kept evenly, spreads with a given mean, moments of a day."""

from datetime import date, datetime, time, timedelta
from math import exp
from random import Random
from statistics import NormalDist, fmean

from data.demo.term import days_of, is_working_day

Row = dict[str, object]
"""One row of a sheet: field name → value as typed in; a missing key or None is a blank cell."""


def moment_in(row: Row, field: str) -> datetime:
    """The moment in a field of a row; a bare date is its midnight. Raises TypeError if the field holds no time."""
    value = row.get(field)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    raise TypeError(f"{field} holds no time: {value!r}")


def stream(seed: int, *names: object) -> Random:
    """A random stream of its own for a seed and some names, so that one part can change without moving the others."""
    return Random(f"{seed}/{'/'.join(map(str, names))}")


class Share:
    """Says yes for a given share of its calls, spread evenly: after n calls the count is within one of n × share."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._due = 0.5

    def hit(self) -> bool:
        """Whether this call is one of the share."""
        self._due += self._share
        if self._due < 1:
            return False
        self._due -= 1
        return True


def spread(rng: Random, count: int, mean: float, sigma: float = 0.6) -> list[float]:
    """Log-normal values in random order whose mean is exactly `mean`; larger sigma, longer tail."""
    if not count:
        return []
    bell = NormalDist()
    values = [exp(sigma * bell.inv_cdf((n + 0.5) / count)) for n in range(count)]
    scale = mean / fmean(values)
    rng.shuffle(values)
    return [value * scale for value in values]


def minutes(value: float) -> timedelta:
    """A span of whole minutes, at least one."""
    return timedelta(minutes=max(1, round(value)))


def working_moment(rng: Random, day: date, first_hour: int = 9, last_hour: int = 17) -> datetime:
    """A whole minute of a day between first_hour:00 and last_hour:00."""
    return datetime.combine(day, time(first_hour)) + timedelta(minutes=rng.randrange((last_hour - first_hour) * 60))


def any_moment(rng: Random, day: date) -> datetime:
    """A whole minute of a day; three of four fall between 8 and 18 o'clock."""
    if rng.random() < 0.75:
        return working_moment(rng, day, 8, 18)
    return working_moment(rng, day, 0, 24)


def busy_days(rng: Random, month: str, count: int) -> list[date]:
    """Days of a month, repeats allowed, working days three times as likely as others, in order."""
    days = days_of(month)
    weights = [3 if is_working_day(day) else 1 for day in days]
    return sorted(rng.choices(days, weights, k=count))


def distinct_days(rng: Random, month: str, count: int) -> list[date]:
    """Different days of a month, working days first choice, in order."""
    days = sorted(days_of(month), key=lambda day: (not is_working_day(day), rng.random()))
    return sorted(days[:count])
