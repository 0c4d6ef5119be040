"""A cell → the value that its column holds. One reader per CellKind; equal cells of a column are read once."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from loaders.dataset import CellKind, Column
from loaders.moments import Moment, read_minutes, read_moment
from loaders.problems import UnreadableError, shown
from loaders.reading import Cell, CellError
from loaders.satisfaction import is_answer, score_answers
from loaders.script import simplified

Value: TypeAlias = str | int | float | bool | datetime | date | None

ID_LENGTH = 100
_EMPTY = frozenset({"", "-", "--", "—", "——", "–", "/", "无", "null", "?"})
_NOT_ANSWERED = frozenset({"(空)", "(跳过)"})
_YES = frozenset({"是", "有", "y", "yes", "1", "√", "✓", "✔", "☑", "true", "对"})
_NO = frozenset({"否", "无", "没有", "n", "no", "0", "×", "✕", "✖", "✗", "✘", "x", "false", "错"})
_NOT_GIVEN = re.compile(
    r"(无|未|没|否|待|暂无|暂未|非豁免|不(?!可抗)).*|(正常|空|审批中|审核中|申请中|计入(考核)?|n/a|na|nan|none|nil|一)"
)
_PERSONAL = re.compile(r"rtsps?://.*|.*\d{17}[\dx].*", re.IGNORECASE | re.DOTALL)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+\d+", re.IGNORECASE)
_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_ID_LETTER = r"A-Za-z0-9\u3400-\u4dbf\u4e00-\u9fff"
_ID_START = re.compile(rf"[{_ID_LETTER}(\[#]")
_ID_SIGN = re.compile(rf"[{_ID_LETTER}._\-/#:()\[\]+&~@ ]")
_ID = re.compile(f"{_ID_START.pattern}{_ID_SIGN.pattern}*")
_LISTED = re.compile(r"(\d)\s*[-=:.、]?\s*([^\s\d,，;；/、()\[\]]+)")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_EXACT_DIGITS = 10**15
_DAY = timedelta(days=1)


@dataclass
class ColumnValues:
    """A column once read. faults: index of the cell → why it cannot be read (its value is None then); bare_dates:
    indexes of moments of which only the date was given; day_ends: of those written as 24:00."""

    values: list[Value]
    faults: dict[int, UnreadableError] = field(default_factory=dict)
    bare_dates: list[int] = field(default_factory=list)
    day_ends: list[int] = field(default_factory=list)


def read_column(column: Column, cells: Sequence[Cell]) -> ColumnValues:
    """Read all cells of a column. Blank cells become None; defaults are not filled in here."""
    known: dict[Any, Value] = {}
    faults: dict[Any, UnreadableError] = {}
    bare: set[Any] = set()
    day_ends: set[Any] = set()
    keys = _keys(cells)
    for key, cell in dict(zip(keys, cells, strict=True)).items():
        try:
            value = _read(column, cell)
        except UnreadableError as fault:
            known[key], faults[key] = None, fault
            continue
        if isinstance(value, Moment):
            known[key] = value.at
            if value.is_bare and not column.day_suffices:
                bare.add(key)
            if value.ends_day:
                day_ends.add(key)
        else:
            known[key] = value
    return ColumnValues(
        [known[key] for key in keys],
        {index: faults[key] for index, key in enumerate(keys) if key in faults} if faults else {},
        [index for index, key in enumerate(keys) if key in bare] if bare else [],
        [index for index, key in enumerate(keys) if key in day_ends] if day_ends else [],
    )


def _keys(cells: Sequence[Cell]) -> Sequence[Any]:
    """The cells as keys of a dictionary; with their types where different ones are equal: True == 1 == 1.0."""
    numbers = {bool, int, float}.intersection(map(type, cells))
    return cells if len(numbers) < 2 else list(zip(map(type, cells), cells, strict=True))


def is_empty(cell: Cell) -> bool:
    """Blank, or one of the signs that offices write for it: - / 无 NULL ?"""
    return cell is None or (isinstance(cell, str) and plain_word(cell) in _EMPTY)


def plain_word(text: str) -> str:
    """A word as it is compared: full-width → half-width, traditional → simplified, no blanks, lower case."""
    if text.isascii():
        return "".join(text.lower().split())
    return "".join(simplified(unicodedata.normalize("NFKC", text)).casefold().split())


def _read(column: Column, cell: Cell) -> Value | Moment:
    reader = _READERS[column.kind]
    if isinstance(cell, CellError):
        if column.kind == "text" and not column.required:
            return None
        raise UnreadableError("cell_error")
    if column.kind == "yes_no":
        return None if isinstance(cell, str) and plain_word(cell) in _EMPTY - _NO else reader(column, cell)
    return None if is_empty(cell) else reader(column, cell)


def as_text(cell: Cell) -> str | None:
    """A cell as text: as it stands, without control characters; a number or time as it would be typed."""
    if is_empty(cell) or isinstance(cell, CellError) or (isinstance(cell, str) and plain_word(cell) in _NOT_ANSWERED):
        return None
    if isinstance(cell, str):
        if cell.isprintable():
            return cell.strip() or None
        kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf") else sign for sign in cell)
        return kept.strip() or None
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return shown(cell) if isinstance(cell, date | time) else _plain_text(cell)


def _text(column: Column, cell: Cell) -> Value:
    return as_text(cell)


def _given(column: Column, cell: Cell) -> Value:
    """A reason or a name, which counts by being given: a yes, a no, a sign or "not approved" is neither."""
    text = as_text(cell)
    if text is None:
        return None
    word = plain_word(text)
    if word in _YES | _NO or _NOT_GIVEN.fullmatch(word.strip("().。‹>")) or not any(map(str.isalpha, word)):
        raise UnreadableError("not_given")
    if _PERSONAL.fullmatch(text):
        raise UnreadableError("personal_number")
    return text


def _plain_text(cell: Cell) -> str:
    """A number as it would be typed: 1001.0 → '1001', 1.15 → '1.15'."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "TRUE" if cell is True else "FALSE" if cell is False else str(cell)


def _id(column: Column, cell: Cell) -> Value:
    match cell:
        case bool() | time() | timedelta():
            raise UnreadableError("bad_id", sign=_plain_text(cell))
        case date():
            raise UnreadableError("id_is_date")
        case int() | float():
            if abs(cell) >= _EXACT_DIGITS or not math.isfinite(cell):
                raise UnreadableError("id_lost_digits")
            return _plain_text(cell)
        case str():
            return _checked_id(cell.translate(_FULL_TO_HALF).strip())
        case _:
            raise UnreadableError("bad_id", sign=str(cell))


def _checked_id(text: str) -> str:
    if len(text) > ID_LENGTH:
        raise UnreadableError("long_id", limit=ID_LENGTH)
    if _SCIENTIFIC.fullmatch(text):
        raise UnreadableError("id_lost_digits")
    if _ID.fullmatch(text) and "  " not in text:
        return text
    for sign in text:
        if _ID_SIGN.fullmatch(sign):
            continue
        code_point = f"U+{ord(sign):04X}"
        if unicodedata.category(sign)[0] in "CZM":
            raise UnreadableError("hidden_in_id", code_point=code_point)
        if not sign.isascii() and (sign.isalnum() or unicodedata.category(sign) == "Pd"):
            raise UnreadableError("look_alike_id", sign=sign, code_point=code_point)
        raise UnreadableError("bad_id", sign=sign)
    if "  " in text or not _ID_START.match(text):
        raise UnreadableError("bad_id", sign="连续空格" if "  " in text else text[0])
    return text


def _moment(column: Column, cell: Cell) -> Moment:
    moment = read_moment(cell)
    # 24:00 is how some write the end of the day, which is what a bare date means here.
    return Moment(moment.at - _DAY, True) if moment.ends_day and column.day_suffices else moment


def _date(column: Column, cell: Cell) -> Value:
    moment = read_moment(cell)
    if moment.ends_day:
        raise UnreadableError("day_end")
    return moment.at.date()


def _yes_no(column: Column, cell: Cell) -> Value:
    if cell is None or isinstance(cell, bool):
        return cell
    word = plain_word(_plain_text(cell))
    own = _lookup(tuple(column.words.items())).get(word)
    if own is not None:
        return own == "是"
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise UnreadableError("bad_yes_no", choices=" 或 ".join(column.choices))


def contradicts_list(column: Column, header: str, cells: Sequence[Cell]) -> bool:
    """Whether a list of values in the header (0-在线 1-离线) says the opposite of how its digits are read, and one is
    used."""
    pairs = [(digit, word) for digit, word in _LISTED.findall(unicodedata.normalize("NFKC", header))]
    if column.kind not in ("yes_no", "answer") or not pairs:
        return False
    used = {plain_word(_plain_text(cell)) for cell in set(cells) if isinstance(cell, str | int | float)}
    return any(
        digit in used and _worth(column, digit) != worth for digit, word in pairs if (worth := _worth(column, word))
    )


def _worth(column: Column, text: str) -> tuple[object] | None:
    """What a digit or a word means in a column, so that the two can be compared; None if it means nothing."""
    if column.kind == "answer":
        (score,) = score_answers([text]).scores if is_answer(text) else (None,)
        return None if score is None else (score,)
    read = read_column(column, [text])
    return None if read.faults else (read.values[0],)


def _word(column: Column, cell: Cell) -> Value:
    found = _lookup(tuple(column.words.items())).get(plain_word(_plain_text(cell)))
    if found is None:
        raise UnreadableError("unknown_word", choices="、".join(column.choices))
    return found


@lru_cache
def _lookup(words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {plain_word(word): stored for word, stored in words}


def _number(column: Column, cell: Cell) -> Value:
    return _bounded(column, _as_number(cell, "bad_number"))


def _integer(column: Column, cell: Cell) -> Value:
    number = _as_number(cell, "bad_number")
    if not number.is_integer() or abs(number) >= 2**31:
        raise UnreadableError("not_whole")
    _bounded(column, number)
    return int(number)


def _percent(column: Column, cell: Cell) -> Value:
    """98.5, '98.5%' and 0.985 all mean 98.5; a bare number up to 1 is a share."""
    text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
    if text.endswith("%"):
        return _bounded(column, _as_number(text[:-1].strip(), "bad_percent"))
    number = _as_number(cell, "bad_percent")
    return _bounded(column, round(number * 100, 9) if 0 < number <= 1 else number)


def _minutes(column: Column, cell: Cell) -> Value:
    minutes = read_minutes(cell)
    if minutes is None:
        raise UnreadableError("bad_minutes")
    return _bounded(column, minutes)


def _as_number(cell: Cell, code: str) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text.replace(",", ""))):
        raise UnreadableError(code)
    return float(text.replace(",", ""))


def _bounded(column: Column, number: float) -> float:
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = (
            f"不小于 {low:g} 的数"
            if high is None
            else f"不大于 {high:g} 的数"
            if low is None
            else f"{low:g} 至 {high:g}"
        )
        raise UnreadableError("out_of_bounds", bounds=bounds)
    return number


def _answer(column: Column, cell: Cell) -> Value:
    """总体满意度 as written; what it says is decided for the whole file (loaders.satisfaction)."""
    text = plain_word(_plain_text(cell))
    if not is_answer(text):
        raise UnreadableError("bad_answer")
    return text


_READERS: dict[CellKind, Callable[[Column, Cell], Value | Moment]] = {
    "text": _text,
    "given": _given,
    "id": _id,
    "date": _date,
    "time": _moment,
    "due": _moment,
    "yes_no": _yes_no,
    "number": _number,
    "integer": _integer,
    "percent": _percent,
    "minutes": _minutes,
    "word": _word,
    "answer": _answer,
}
