"""Headers: how they are compared, where the header row stands, which column of a file is which field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import TypeAlias

from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.reading import Cell
from loaders.script import simplified

SEARCHED_ROWS = 30
"""The header row is looked for among the first rows of a sheet."""

Mapped: TypeAlias = Mapping[str, Mapping[str, str]]
"""What was mapped by hand: dataset → header as it is compared → field, or UNUSED."""
UNUSED = ""
NOT_MAPPED: Mapping[str, str] = {}
NOTHING_MAPPED: Mapped = {}

_CANONICAL, _MAPPED = 0, 1
_ENOUGH = 2
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_FILLING_IN = re.compile(
    r"必填|非必填|不必填|选填|可选|必选|可不填|可空|如有|文本|日期|时间|数字|格式.*|示例.*|例.*|单位.*|下拉.*"
    r"|[ymdhs年月日时分秒:/ \-]+"
)
_UNITS = re.compile(
    r"分钟?|小时|时|天|日|秒|毫秒|min|h|s|ms|d|%|℃|°|度|份|次|个|台|项|条|人|人次|元|万元|mb|gb|kb|件|套|路|10?0分制|5分制|百分制"
)
_VALUE_LIST = re.compile(r".*[/、,;|].*|.*\d\s*[-=].*")
_NUMBERING = re.compile(r"^q?\d+[、.)](?=\D)")
_SECRET = re.compile(r"密码|口令|rtsp|身份证|证件号|passw|passwd|pwd|token|密钥|手机|电话|银行卡|护照", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"rtsps?://.*|\d{17}[\dXx]", re.IGNORECASE | re.DOTALL)


@lru_cache(10_000)  # every upload type is asked about the same cells
def plain(header: str) -> str:
    """A header as it is compared: half-width, simplified, without *, (非必填), units in brackets, value lists, 1、 and
    the _ of English ones."""
    text = _half_width(header)
    text = _BRACKETS.sub(lambda found: "" if _is_remark(found.group()[1:-1].strip()) else found.group(), text)
    text = re.split(r":", text.replace("*", ""), maxsplit=1)[0].strip()
    name, _, rest = text.partition("\n")
    if rest and _is_remark(rest.strip()):
        text = name
    text = _NUMBERING.sub("", "".join(text.split()))
    return text.replace("_", "") if text.isascii() else text


def _half_width(header: str) -> str:
    """Half-width, simplified, lower case, without signs that cannot be seen."""
    text = "".join(sign for sign in header if unicodedata.category(sign) != "Cf")
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def _is_remark(text: str) -> bool:
    """Whether words in brackets (or on a second line) say how to fill a column in, not which column it is."""
    return any(rule.fullmatch(text) for rule in (_FILLING_IN, _UNITS, _VALUE_LIST)) or not text


def is_secret(header: str, cells: Sequence[Cell] = ()) -> bool:
    """Whether a column looks like secrets or personal numbers, by its header or by what it holds."""
    if _SECRET.search(unicodedata.normalize("NFKC", header)):
        return True
    return any(isinstance(cell, str) and _SECRET_VALUE.fullmatch(cell.strip()) for cell in set(cells))


@dataclass(frozen=True)
class Layout:
    """Where the columns of a dataset stand in a sheet.

    first_data_row: index of the row below the headers. fields: field → index of its column. twice: field → indexes of
    equal headers, or of several names of the field other than its own, of which fields names the first. others: index →
    header of the columns that are no field; headers: index → header as written; spare: field → indexes of columns under
    its other names, which count only where its own is blank. mapped: index → field (or UNUSED) of the columns that are
    read as somebody has mapped them.
    """

    first_data_row: int
    fields: dict[str, int]
    twice: dict[str, list[int]] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    spare: dict[str, list[int]] = field(default_factory=dict)
    mapped: dict[int, str] = field(default_factory=dict)

    def missing(self, dataset: Dataset) -> list[str]:
        """Canonical headers of the required columns that are not there."""
        return [column.header for column in dataset.columns if column.required and column.field not in self.fields]


@dataclass(frozen=True)
class Names:
    """The headers that a dataset knows. known: compared header → field and preference (the canonical header, then what
    was mapped by hand, then its aliases in order); unused: headers that are not to be read; unsure: header → fields
    that it may mean; mapped: header → field or UNUSED as somebody has mapped it."""

    known: Mapping[str, tuple[str, int]]
    unused: frozenset[str] = frozenset()
    unsure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mapped: Mapping[str, str] = field(default_factory=dict)


def names_of(dataset: Dataset, mapped: Mapping[str, str] = NOT_MAPPED) -> Names:
    """The headers of a dataset; mapped: compared header → field or UNUSED. A canonical header means its column whatever
    was mapped."""
    own = _own_names(dataset.name)
    taken = {header: name for header, name in mapped.items() if own.known.get(header, ("", _MAPPED))[1] != _CANONICAL}
    if not taken:
        return own
    known = {header: found for header, found in own.known.items() if header not in taken}
    known |= {header: (name, _MAPPED) for header, name in taken.items() if name != UNUSED}
    unsure = {header: fields for header, fields in own.unsure.items() if header not in taken}
    return Names(known, frozenset(header for header, name in taken.items() if name == UNUSED), unsure, taken)


@lru_cache
def _own_names(dataset: str) -> Names:
    known: dict[str, tuple[str, int]] = {}
    unsure: dict[str, list[str]] = {}
    for column in DATASETS[dataset].columns:
        for preference, name in enumerate(column.aliases, _MAPPED + 1):
            known.setdefault(plain(name), (column.field, preference))
        for name in column.unsure:
            unsure.setdefault(plain(name), []).append(column.field)
    known |= {plain(column.header): (column.field, _CANONICAL) for column in DATASETS[dataset].columns}
    return Names(known, unsure={header: tuple(fields) for header, fields in unsure.items()})


def compared(header: str) -> str:
    """A header under which a mapping is kept: as it is compared, its lines taken together."""
    return plain("".join(header.splitlines()))


def meaning_of(dataset: Dataset, name: str) -> str:
    """What a header was mapped to, in words: a canonical header, or 不使用."""
    return "不使用" if name == UNUSED else dataset.by_field[name].header


def find_layout(
    rows: Sequence[Sequence[Cell]], dataset: Dataset, mapped: Mapping[str, str] = NOT_MAPPED
) -> Layout | None:
    """The layout of a sheet as this dataset: the first row, or pair of rows, that has all required columns as headers,
    else the one with the most of its columns.

    A pair is a row of headers below a merged group row; it is taken if it has more than either alone. A sheet without a
    row of two or more texts has no layout: None.
    """
    names = names_of(dataset, mapped)
    best: list[str] | None = None
    best_count, best_end = 0, 0
    fallback: tuple[list[str], int] | None = None
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        texts = [_text(cell) for cell in row]
        above = [_text(cell) for cell in rows[index - 1]] if index else []
        candidates = [texts, _joined(above, texts, names)] if _may_be_pair(above, row, names) else [texts]
        is_whole = best is not None and _is_whole(best, dataset, names)
        for candidate in candidates[1:] if is_whole else candidates:
            count = len(_matched(candidate, names))
            if count > best_count:
                best, best_count, best_end = candidate, count, index + 1
        if is_whole:
            break
        if fallback is None and len({text for text in texts if text}) >= _ENOUGH:
            fallback = texts, index + 1
    if best is None or best_count < _ENOUGH:
        if fallback is None:
            return None
        best, best_end = fallback
    return _layout(best, best_end, dataset, names)


def _is_whole(texts: Sequence[str], dataset: Dataset, names: Names) -> bool:
    return {column.field for column in dataset.columns if column.required} <= _matched(texts, names)


def _may_be_pair(upper: list[str], lower: Sequence[Cell], names: Names) -> bool:
    """Whether a row can be the second one of the headers: a record would have something of its own under a header."""
    return any(upper) and all(
        cell is None or cell == "" or (isinstance(cell, str) and (cell.strip() == high or _known(cell, names)))
        for high, cell in zip(upper, lower, strict=False)
        if high and _known(high, names)
    )


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _joined(upper: list[str], lower: list[str], names: Names) -> list[str]:
    """Two rows of headers as one: the lower text where it is a header, else the upper one where that is."""
    width = max(len(upper), len(lower))
    pairs = zip(upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower)), strict=True)
    return [low if _known(low, names) or not _known(high, names) else high for high, low in pairs]


def _known(header: str, names: Names) -> tuple[str, int] | None:
    """Field and preference of a header. A second line may belong to the name (恢复⏎时间) or say how to fill it in."""
    whole = compared(header)
    if whole in names.unused:
        return None
    found = names.known.get(whole)
    return found if found is not None else names.known.get(plain(header))


def known_field(header: str, names: Names) -> str | None:
    """The field that a header means; None if it means none for sure."""
    found = _known(header, names)
    return found[0] if found else None


def _matched(texts: Sequence[str], names: Names) -> set[str]:
    return {found[0] for text in texts if (found := _known(text, names))}


def _layout(texts: Sequence[str], first_data_row: int, dataset: Dataset, names: Names) -> Layout:
    found: dict[str, list[tuple[int, int]]] = {}
    for index, text in enumerate(texts):
        if text and (known := _known(text, names)):
            found.setdefault(known[0], []).append((known[1], index))
    fields: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    spare: dict[str, list[int]] = {}
    for name, places in found.items():
        best = min(places)[0]
        # The canonical header wins over other names, then what was mapped by hand; among other names nobody knows which
        # column is meant, and it only matters where the column is more than words.
        column = dataset.by_field[name]
        is_doubtful = best > _MAPPED and (column.kind != "text" or column.required)
        equal = [index for preference, index in sorted(places) if preference == best or is_doubtful]
        fields[name] = equal[0]
        spare[name] = [index for _, index in sorted(places) if index not in equal]
        if len(equal) > 1:
            twice[name] = equal
    taken = {*fields.values(), *(index for equal in twice.values() for index in equal)}
    headers = {index: text for index, text in enumerate(texts) if text}
    others = {index: text for index, text in headers.items() if index not in taken}
    mapped = {
        index: names.mapped[compared(text)]
        for index, text in headers.items()
        if names.mapped.get(compared(text)) == UNUSED or (index in taken and compared(text) in names.mapped)
    }
    return Layout(first_data_row, fields, twice, others, headers, spare, mapped)


def unclear_headers(layout: Layout, dataset: Dataset, names: Names) -> dict[int, tuple[str, ...]]:
    """Headers that are not read but may mean columns that are not there: index → their fields.

    处理时间 may be a response or a repair; nobody knows whether 恢复时间（未恢复留空） is 恢复时间.
    """
    found: dict[int, tuple[str, ...]] = {}
    for index, text in layout.others.items():
        if index in layout.mapped:
            continue
        known = names.known.get(plain(_BRACKETS.sub("", _half_width(text))))
        fields = names.unsure.get(compared(text)) or names.unsure.get(plain(text)) or ((known[0],) if known else ())
        absent = tuple(name for name in fields if name not in layout.fields)
        if absent:
            found[index] = absent
    return found


def likely_fields(header: str, layout: Layout, dataset: Dataset, *, least: float = 0.4) -> tuple[str, ...]:
    """The columns that are not there and that a header may mean, the likeliest first, at most three."""
    text = compared(header)
    scores = {
        column.field: max(SequenceMatcher(None, text, plain(name)).ratio() for name in (column.header, *column.aliases))
        for column in dataset.columns
        if column.field not in layout.fields
    }
    ranked = sorted(scores, key=lambda name: scores[name], reverse=True)
    return tuple(name for name in ranked if scores[name] >= least)[:3]


def nearest_header(header: str, layout: Layout) -> str | None:
    """The header of the file that is nearest to a missing one and not used for another column."""
    others = {plain(text): text for text in layout.others.values()}
    close = get_close_matches(plain(header), list(others), n=1, cutoff=0.5)
    return others[close[0]] if close else None


def datasets_by_headers(
    rows: Sequence[Sequence[Cell]], mapped: Mapped = NOTHING_MAPPED
) -> list[tuple[Dataset, Layout]]:
    """The datasets that a sheet may be by its headers, all required columns being there; the best matching only."""
    fitting = list(_fitting(rows, mapped))
    most = max((len(layout.fields) for _, layout in fitting), default=0)
    return [(dataset, layout) for dataset, layout in fitting if len(layout.fields) == most]


def is_telling(layout: Layout, dataset: Dataset) -> bool:
    """Whether a required column other than system and asset stands under a name that no other upload type has: 开始时间
    is an outage, a maintenance window or a task."""
    required = {column.field for column in dataset.columns if column.required} - {"system_id", "asset_id"}
    if not required:
        return True
    others = {name for other in DATASETS if other != dataset.name for name in _own_names(other).known}
    texts = [layout.headers[layout.fields[name]] for name in required if name in layout.fields]
    return any(compared(text) not in others for text in texts)


def _fitting(rows: Sequence[Sequence[Cell]], mapped: Mapped) -> Iterator[tuple[Dataset, Layout]]:
    for dataset in DATASETS.values():
        layout = find_layout(rows, dataset, mapped.get(dataset.name, NOT_MAPPED))
        if layout and len(layout.fields) >= _ENOUGH and not layout.missing(dataset):
            yield dataset, layout
