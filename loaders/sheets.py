"""Sheets of a file → tables of the datasets they hold: which sheet is what, and which is not read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import PurePath

from loaders.cells import is_empty
from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.headers import NOT_MAPPED, NOTHING_MAPPED, Layout, Mapped, datasets_by_headers, find_layout, is_telling
from loaders.problems import Problem, problem
from loaders.reading import Grid, Sheet
from loaders.shapes import reshaped
from loaders.tables import Table, cut
from loaders.templates import GUIDE_TITLE

_GUIDES = frozenset({GUIDE_TITLE, "问题清单", "填写须知", "填表说明", "填报说明", "说明", "目录", "封面"})


_DEFAULT_NAME = re.compile(r"(sheet|工作表|表)\d*", re.IGNORECASE)


@dataclass
class Tables:
    """What a file holds: tables with rows or 本月无 (systems and assets first), problems of the whole file, notes."""

    tables: list[Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """A sheet that was recognised; layout None: no header row."""

    sheet: Sheet
    dataset: Dataset
    layout: Layout | None


def read_tables(
    grid: Grid, file_name: str, dataset: Dataset | None, mapped: Mapped = NOTHING_MAPPED, month: str = ""
) -> Tables:
    """Recognise the sheets of a file and cut them into tables. dataset: what the file is said to hold, else it is found
    by sheet title, title row, headers, or the file's name. mapped: headers that were mapped by hand; month: 'YYYY-MM',
    of days that are columns."""
    result = Tables()
    if grid.encoding and grid.encoding != "utf-8":
        result.notes.append(f"CSV 文件按 {'GB18030' if grid.encoding == 'gb18030' else 'UTF-8'} 编码读取")
    visible = _visible(grid, result)
    found, unknown = _chosen(visible, dataset, mapped) if dataset else _recognised(visible, file_name, mapped, result)
    used = _once_each(found, result)
    if unknown and used:
        result.notes.append(f"没有读取的工作表：{'、'.join(f'“{sheet.name}”' for sheet in unknown)}")
    if not used and not result.problems:
        result.problems.append(_nothing_found(visible, dataset, unknown))
    single = grid.kind == "csv" or sum(_counts(sheet) for sheet in grid.sheets) == 1
    for one in _in_rows(used, month, mapped, result):
        table = cut(one.sheet, one.dataset, one.layout, mapped.get(one.dataset.name, NOT_MAPPED), is_alone=single)
        if table is not None:
            result.tables.append(table)
    if used and not result.tables and not result.problems:
        result.problems.append(problem("nothing_provided"))
    result.tables.sort(key=lambda table: table.dataset.position)
    return result


def _in_rows(found: list[_Found], month: str, mapped: Mapped, result: Tables) -> Iterator[_Found]:
    """Each sheet with a row a record; one that has another shape is turned, or says why it cannot be."""
    for one in found:
        if one.layout is not None and not one.layout.missing(one.dataset) and one.dataset.name != "surveys":
            yield one
            continue
        other = reshaped(one.sheet, one.dataset, month, mapped.get(one.dataset.name, NOT_MAPPED))
        if other is None:
            yield one
            continue
        result.problems += other.problems
        result.notes += [f"{one.dataset.title}：{note}" for note in other.notes]
        if other.sheet is not None:
            yield _Found(other.sheet, one.dataset, _layout(other.sheet, one.dataset, mapped))


def _visible(grid: Grid, result: Tables) -> list[Sheet]:
    """Sheets to read: not hidden, not the guide; hidden ones with content are named."""
    hidden = [sheet.name for sheet in grid.sheets if sheet.hidden and _has_content(sheet)]
    if hidden:
        result.notes.append(f"隐藏的工作表没有读取：{'、'.join(f'“{name}”' for name in hidden)}")
    return [sheet for sheet in grid.sheets if not sheet.hidden and not is_guide(sheet)]


def is_guide(sheet: Sheet) -> bool:
    """Whether a sheet says how to fill in the others; what it holds are examples."""
    return _plain_title(sheet.name) in _GUIDES


def _counts(sheet: Sheet) -> bool:
    """Whether a sheet makes a file a workbook of several: not a guide, and not an empty one that Excel has added."""
    return not is_guide(sheet) and (_has_content(sheet) or bool(_by_title(sheet.name)))


def _has_content(sheet: Sheet) -> bool:
    return any(cell is not None and cell != "" for row in sheet.rows for cell in row)


def _plain_title(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _by_title(text: str) -> list[Dataset]:
    """The datasets whose title stands in a text; the one that is the whole text alone."""
    plain_text = _plain_title(text)
    exact = [one for one in DATASETS.values() if plain_text in (one.title, one.name)]
    return exact or [one for one in DATASETS.values() if one.title in plain_text]


def _recognised(
    visible: list[Sheet], file_name: str, mapped: Mapped, result: Tables
) -> tuple[list[_Found], list[Sheet]]:
    """Sheets that say what they are, by title, title row or (a single one) file name; others with content.

    Headers alone decide only where no sheet says what it is: a summary beside the records has their headers too.
    """
    stem = PurePath(file_name).stem if len(visible) == 1 else ""
    exact = {named[0].name for sheet in visible if len(named := _by_title(sheet.name)) == 1 and _is_exact(sheet)}
    said: list[_Found] = []
    others: list[Sheet] = []
    for sheet in visible:
        one = _said(sheet, stem, mapped)
        if one and (one.dataset.name not in exact or _is_exact(sheet) or _is_whole(one)):
            said.append(one)
        elif _has_content(sheet):
            others.append(sheet)
    likely = [(sheet, _likely(sheet, mapped)) for sheet in others]
    if not said:
        found = [one for _, one in likely if one]
        return found, [sheet for sheet, one in likely if not one]
    known = {one.dataset.name for one in said}
    for sheet, one in likely:
        if one and _DEFAULT_NAME.fullmatch(_plain_title(sheet.name)):
            said.append(one)
        elif one and one.dataset.name not in known:
            result.problems.append(problem("sheet_unclear", sheet.name, name=sheet.name, title=one.dataset.title))
    return said, [sheet for sheet in others if all(one.sheet is not sheet for one in said)]


def _layout(sheet: Sheet, dataset: Dataset, mapped: Mapped) -> Layout | None:
    return find_layout(sheet.rows, dataset, mapped.get(dataset.name, NOT_MAPPED))


def _is_whole(one: _Found) -> bool:
    return one.layout is not None and not one.layout.missing(one.dataset)


def _is_exact(sheet: Sheet) -> bool:
    return any(_plain_title(sheet.name) in (one.title, one.name) for one in DATASETS.values())


def _said(sheet: Sheet, file_name: str, mapped: Mapped) -> _Found | None:
    """What a sheet says it is, by its title, by a title row or the file's name together with its headers."""
    named = _by_title(sheet.name)
    if len(named) == 1:
        return _Found(sheet, named[0], _layout(sheet, named[0], mapped))
    fitting = datasets_by_headers(sheet.rows, mapped)
    titles = "\n".join(str(cell) for row in sheet.rows[:3] for cell in dict.fromkeys(row) if isinstance(cell, str))
    for text in (titles, file_name):
        said = _by_title(text) if text else []
        agreed = [one for one in fitting if one[0] in said]
        if len(agreed) == 1:
            return _Found(sheet, *agreed[0])
    for text in (titles, file_name):
        said = _by_title(text) if text else []
        if not fitting and len(said) == 1 and reshaped(sheet, said[0], "2026-01"):
            return _Found(sheet, said[0], _layout(sheet, said[0], mapped))
    said = _by_title(file_name) if file_name else []
    if not fitting and len(said) == 1 and _has_content(sheet):
        return _Found(sheet, said[0], _layout(sheet, said[0], mapped))
    return None


def _likely(sheet: Sheet, mapped: Mapped) -> _Found | None:
    """What a sheet seems to be by its headers: more of them are read than not, and no other upload type fits as well.

    A list needs three of its columns, since it retires all that it does not name.
    """
    fitting = datasets_by_headers(sheet.rows, mapped)
    if len(fitting) != 1:
        return None
    dataset, layout = fitting[0]
    read, unread = len(layout.fields), len(layout.others)
    enough = (read >= 3 and read >= unread) or (not dataset.is_list and not unread)
    return _Found(sheet, dataset, layout) if enough and is_telling(layout, dataset) else None


def _chosen(visible: list[Sheet], dataset: Dataset, mapped: Mapped) -> tuple[list[_Found], list[Sheet]]:
    """The sheet of a file that is said to hold one dataset: by title, else by headers, else the only one."""
    titled = [sheet for sheet in visible if dataset in _by_title(sheet.name)]
    exact = [sheet for sheet in titled if _by_title(sheet.name) == [dataset]]
    candidates = exact or titled
    if not candidates:
        candidates = [
            sheet for sheet in visible if dataset in [one for one, _ in datasets_by_headers(sheet.rows, mapped)]
        ]
    if not candidates and len(visible) == 1:
        candidates = visible
    rest = [sheet for sheet in visible if sheet not in candidates and _has_more_than_headers(sheet)]
    return [_Found(sheet, dataset, _layout(sheet, dataset, mapped)) for sheet in candidates], rest


def _has_more_than_headers(sheet: Sheet) -> bool:
    return sum(any(not is_empty(cell) for cell in row) for row in sheet.rows) > 1


def _once_each(found: list[_Found], result: Tables) -> list[_Found]:
    """Each dataset once; of two sheets of one dataset an empty one does not count, two full ones are a problem."""
    used: dict[str, _Found] = {}
    for one in found:
        first = used.get(one.dataset.name)
        if first is None or not _has_rows(first):
            used[one.dataset.name] = one
        elif _has_rows(one):
            first_name, second_name, title = first.sheet.name, one.sheet.name, one.dataset.title
            result.problems.append(
                problem("sheet_twice", second_name, first=first_name, second=second_name, title=title)
            )
    return list(used.values())


def _has_rows(one: _Found) -> bool:
    start = one.layout.first_data_row if one.layout else 0
    return any(not is_empty(cell) for row in one.sheet.rows[start:] for cell in row)


def _nothing_found(visible: list[Sheet], dataset: Dataset | None, unknown: list[Sheet]) -> Problem:
    if not any(map(_has_content, visible)):
        return problem("nothing_provided")
    if dataset:
        near = get_close_matches(dataset.title, [sheet.name for sheet in visible], n=1, cutoff=0.4)
        return problem("sheet_not_found", title=dataset.title, nearest=f"，最接近的是“{near[0]}”" if near else "")
    titles = [one.title for one in DATASETS.values()]
    for sheet in unknown:
        near = get_close_matches(_plain_title(sheet.name), titles, n=1, cutoff=0.3)
        if near:
            return problem(
                "nothing_recognised", sheet.name, nearest=f"，工作表“{sheet.name}”最接近的数据类型是“{near[0]}”"
            )
    return problem("nothing_recognised", nearest="")
