"""Dates, times and durations as offices write them: 2026-07-01 08:30, 2026年7月1日 8时30分, 2小时30分钟, Excel serials.

What could be read in two ways (01/07/2026, 26-07-01) is refused, never guessed.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from loaders.problems import UnreadableError
from loaders.reading import Cell
from loaders.script import simplified

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_EXCEL_ZERO = datetime(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1980, 2099
_DAY = timedelta(days=1)

_DATE = r"(?P<year>\d{4})(?:年|[-/.])(?P<month>\d{1,2})(?:月|[-/.])(?P<day>\d{1,2})(?:日|号)?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_HALF = r"(?P<half>上午|下午|凌晨|早上|晚上|am|pm)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?::|时|点)(?:(?P<minute>\d{1,2})(?:(?::|分)(?:(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?)?"
    r"\s*(?P<half_after>am|pm)?"
)
# No zone with a minus: 08:30-09:30 is a range that somebody typed.
_ZONE = r"\s*(?P<zone>z|\+(?:0\d|1[0-4]):?\d{2})?"
_MOMENT = re.compile(rf"{_DATE}{_WEEKDAY}(?:(?:\s*t\s*|\s*){_HALF}\s*{_CLOCK}{_ZONE})?")
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[ t]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?)?"
)
_USUAL = re.compile(r"\d{4}-\d\d-\d\d (?:[01]\d|2[0-3]):\d\d(?::\d\d)?", re.ASCII)
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(\D.*)?")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_DURATION = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*(?:天|日|d))?\s*(?:(\d+(?:\.\d+)?)\s*(?:个?小时|时|h))?\s*"
    r"(?:(\d+(?:\.\d+)?)\s*(?:分钟|分|min|m))?\s*(?:(\d+(?:\.\d+)?)\s*(?:秒钟?|s))?"
)
_MORNING = ("上午", "早上", "凌晨", "am")
_AFTERNOON = ("下午", "晚上", "pm")
# Hours that nobody means with the word, or of which one cannot tell noon from midnight.
_NOT_SAID_BY = {
    "上午": range(12, 25),
    "早上": range(12, 25),
    "凌晨": range(13, 25),
    "am": range(13, 25),
    "晚上": (0, 1, 2, 3, 4, 12),
}
_MINUTES = (24 * 60, 60, 1, 1 / 60)


class Moment(NamedTuple):
    """A moment in Shanghai, whole seconds. is_bare: only the date was given, so the time is 00:00. ends_day: written as
    24:00 of the day before."""

    at: datetime
    is_bare: bool
    ends_day: bool = False


def read_moment(cell: Cell) -> Moment:
    """The moment in a cell. Raises UnreadableError: bad_date, or ambiguous_date where day and month could be swapped.

    A date cell of Excel at midnight counts as bare: a file does not tell the two apart.
    """
    match cell:
        case bool():
            raise UnreadableError("bad_date")
        case datetime():
            moment = Moment(cell, cell.time() == time.min)
        case date():
            moment = Moment(datetime.combine(cell, time.min), True)
        case int() | float():
            moment = _of_number(cell)
        case str():
            moment = _usual(cell) or _of_text(simplified(unicodedata.normalize("NFKC", cell)).strip().casefold())
        case _:
            raise UnreadableError("bad_date")
    if not _FIRST_YEAR <= moment.at.year <= _LAST_YEAR:
        raise UnreadableError("bad_date")
    return moment


def read_minutes(cell: Cell) -> float | None:
    """The duration in a cell in minutes: 90, '2小时30分钟', '1天3小时', a duration of Excel; None if it is none."""
    match cell:
        case bool():
            return None
        case int() | float():
            return float(cell)
        case timedelta():
            return cell.total_seconds() / 60
        case time():
            return cell.hour * 60 + cell.minute + cell.second / 60
        case str():
            text = simplified(unicodedata.normalize("NFKC", cell)).strip().casefold()
            if re.fullmatch(r"\d+(\.\d+)?", text):
                return float(text)
            found = _DURATION.fullmatch(text)
            if found is None or not any(found.groups()):
                return None
            parts = zip(found.groups(), _MINUTES, strict=True)
            return round(sum(float(amount) * minutes for amount, minutes in parts if amount), 9)
        case _:
            return None


def _usual(text: str) -> Moment | None:
    """A moment as systems export it, which most of a large file are: read at once. None for all else, 24:00 too."""
    if not _USUAL.fullmatch(text):
        return None
    try:
        return Moment(datetime.fromisoformat(text), False)
    except ValueError:
        return None


def _of_number(number: float) -> Moment:
    """An Excel serial (days since 1899-12-30), or a date written as the number 20261005."""
    if number == int(number) and 19000101 <= number <= 21000101:
        return _of_text(str(int(number)))
    if not 0 < number < 80000:
        raise UnreadableError("bad_date")
    at = _EXCEL_ZERO + timedelta(seconds=round(number * 86400))
    return Moment(at, at.time() == time.min)


def _of_text(text: str) -> Moment:
    found = _MOMENT.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        if _SERIAL.fullmatch(text):
            return _of_number(float(text))
        raise UnreadableError("ambiguous_date" if _AMBIGUOUS.fullmatch(text) else "bad_date")
    parts = found.groupdict()
    try:
        day = datetime(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise UnreadableError("bad_date") from None
    if parts["hour"] is None:
        return Moment(day, True)
    at = day + _time_of_day(parts)
    zone = parts.get("zone")
    if zone:
        aware = datetime.fromisoformat(f"{at.isoformat()}{zone.replace('z', '+00:00')}")
        at = aware.astimezone(_SHANGHAI).replace(tzinfo=None)
    return Moment(at, False, ends_day=not zone and at == day + _DAY)


def _time_of_day(parts: dict[str, str | None]) -> timedelta:
    """The time since midnight; 24:00 is the end of the day, 下午2时 is 14:00."""
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = parts.get("half") or parts.get("half_after")
    if hour in _NOT_SAID_BY.get(half or "", ()):
        raise UnreadableError("bad_date")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    elapsed = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute > 59 or second > 59 or elapsed > _DAY:
        raise UnreadableError("bad_date")
    return elapsed
