"""Targets as the tender writes them: '≥99%', '2026年11月前', '零发生' → kind, value and unit."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_NUMBER = r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|个工作日|个人月|人月|个|份|次|小时|分钟|名|人|处)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"≥{_NUMBER}", "at_least"),
    (rf"{_NUMBER}及?以上", "at_least"),
    (rf"(?:不少于|至少(?:进行)?|每天){_NUMBER}(?:及以上)?", "at_least"),
    (rf"≤{_NUMBER}", "at_most"),
    (rf"不得?超过(?:总运维时长的)?{_NUMBER}", "at_most"),
    (rf"{_NUMBER}内", "at_most"),
    (rf"每{_NUMBER}一次", "at_most"),
    (rf"(?:高于|>){_NUMBER}", "above"),
    (_NUMBER, "at_least"),
)
_NONE_AT_ALL = ("无", "零发生")


@dataclass(frozen=True)
class Wording:
    """What a written target says: kind (at_least … expect), target, unit ('' for dates and words)."""

    kind: str
    target: float | date | str
    unit: str = ""


def parse(as_written: str) -> Wording:
    """Read a target as written. A sentence without a figure is an expectation (kind 'expect')."""
    text = re.sub(r"\s+", "", as_written)
    for pattern, kind in _PATTERNS:
        if found := re.fullmatch(pattern, text):
            return Wording(kind, float(found["number"]), found["unit"])
    if found := re.fullmatch(r"(\d{4})年(\d{1,2})月(前?)", text):
        year, month = int(found[1]), int(found[2])
        if found[3]:
            return Wording("before", date(year, month, 1))
        return Wording("by", date(year, month, monthrange(year, month)[1]))
    if text in _NONE_AT_ALL:
        return Wording("exactly", 0.0)
    return Wording("expect", as_written)
