"""What a cell of a column 包件 names."""

import re

from data import reference
from loaders.cells import plain_word
from loaders.problems import shown
from loaders.reading import Cell

_PACKAGE = re.compile(r"(?:包件|标包|包|p|第)?([1-5一二三四五])(?:号?包件?|标包)?(?:[:(].*)?")
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


def package_of(cell: Cell) -> int | None:
    """The package that a cell names (3, P3, 包件3, 第三包件, its name); None for a blank, 0 if it cannot be told."""
    text = plain_word(shown(cell) or "")
    if text in ("", "-", "/"):
        return None
    found = _PACKAGE.fullmatch(text)
    if found:
        return _CHINESE_DIGITS.get(found.group(1)) or int(found.group(1))
    named = [one.number for one in reference.packages().values() if text in map(plain_word, (one.name, one.short_name))]
    return named[0] if named else 0
