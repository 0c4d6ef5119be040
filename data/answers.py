"""What an answer of a questionnaire can be: a word of the list, or a number on the scale of its file (1-5 or 0-100)."""

import re

WORDS = {
    "非常满意": 5, "很满意": 5,
    "满意": 4, "比较满意": 4,
    "一般": 3, "基本满意": 3,
    "不满意": 2, "不太满意": 2,
    "很不满意": 1, "非常不满意": 1,
}  # fmt: skip
NOT_VALID = frozenset({"(跳过)", "跳过", "(空)", "空", "不了解"})
FIVE, HUNDRED = 5, 100
SATISFIED_WORD = 4
SATISFIED_FROM = {FIVE: 4, HUNDRED: 80}
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)?)分?")


def number_in(answer: str) -> float | None:
    """The number that an answer is, '90' or '90分'; None for words."""
    found = _NUMBER.fullmatch(answer)
    return float(found.group(1)) if found else None
