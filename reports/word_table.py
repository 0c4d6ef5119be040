"""Tables and signature lines in a .docx, written as XML at once: python-docx finds each cell anew, row by row."""

from collections.abc import Sequence

from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length

from reports.document import Align, Column, Row, Signatures, Table

CELL_SIZE = 18
"""小五, in half points."""
_HEAD_FILL, _GROUP_FILL = "E7ECF2", "F3F5F8"
_MARKED = "B42318"
_PER_ROW = 2
_TEXT_FONT, _HEAD_FONT = "宋体", "黑体"


def add_table(file: WordFile, table: Table, width: Length) -> None:
    """A table over the given width; its head is repeated on each page, no row is torn."""
    widths = _widths(table.columns, width)
    element = _table(widths, has_lines=True)
    element.append(_head([column.name for column in table.columns], widths))
    for above, row in zip((None, *table.rows), table.rows, strict=False):
        element.append(_row(table, row, above, widths))
    _append(file, element)


def add_signatures(file: WordFile, signatures: Signatures, width: Length) -> None:
    """Two roles a line, each with room to sign and date."""
    widths = [int(width.twips / _PER_ROW)] * _PER_ROW
    element = _table(widths, has_lines=False)
    roles = signatures.roles
    for start in range(0, len(roles), _PER_ROW):
        line = _element("w:tr")
        for role, cell_width in zip((*roles[start : start + _PER_ROW], "", "")[:_PER_ROW], widths, strict=True):
            text = f"{role}：____________　____年__月__日" if role else ""
            line.append(_cell(text, cell_width, before=200, size=21))
        element.append(line)
    _append(file, element)


def _append(file: WordFile, element: BaseOxmlElement) -> None:
    file.element.body.insert(len(file.element.body) - 1, element)  # the page's set-up stays the last
    gap = file.add_paragraph("", "Caption")  # two tables that touch would become one
    gap.paragraph_format.space_before = gap.paragraph_format.space_after = Length(0)


def _widths(columns: Sequence[Column], width: Length) -> list[int]:
    whole = sum(column.share for column in columns)
    return [round(width.twips * column.share / whole) for column in columns]


def _table(widths: Sequence[int], has_lines: bool) -> BaseOxmlElement:
    table = _element("w:tbl")
    properties = _add(table, "w:tblPr")
    _add(properties, "w:tblStyle", val="TableGrid" if has_lines else "TableNormal")
    _add(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    _add(properties, "w:jc", val="center")
    _add(properties, "w:tblLayout", type="fixed")
    margins = _add(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _add(margins, f"w:{side}", w="60", type="dxa")
    grid = _add(table, "w:tblGrid")
    for one in widths:
        _add(grid, "w:gridCol", w=str(one))
    return table


def _head(names: Sequence[str], widths: Sequence[int]) -> BaseOxmlElement:
    line = _element("w:tr")
    properties = _add(line, "w:trPr")
    _add(properties, "w:cantSplit")
    _add(properties, "w:tblHeader")
    for name, width in zip(names, widths, strict=True):
        line.append(_cell(name, width, "center", fill=_HEAD_FILL, font=_HEAD_FONT))
    return line


def _row(table: Table, row: Row, above: Row | None, widths: Sequence[int]) -> BaseOxmlElement:
    line = _element("w:tr")
    _add(_add(line, "w:trPr"), "w:cantSplit")
    if row.kind == "group":
        line.append(_cell(row.cells[0], sum(widths), fill=_GROUP_FILL, font=_HEAD_FONT, span=len(widths)))
        return line
    label = _label_span(row)
    if label:
        line.append(_cell(row.cells[0], sum(widths[:label]), font=_HEAD_FONT, is_bold=True, span=label))
    for position, (text, column, width) in enumerate(zip(row.cells, table.columns, widths, strict=True)):
        if position < label:
            continue
        follows = position in table.merged and above is not None and _belongs(table, row, above, position)
        line.append(
            _cell(
                "" if follows else text, width, column.align, is_bold=row.kind == "total",
                font=_HEAD_FONT if row.kind == "total" else _TEXT_FONT, is_marked=position in row.marked,
                merge=("continue" if follows else "restart") if position in table.merged else "",
            )
        )  # fmt: skip
    return line


def _label_span(row: Row) -> int:
    """Over how many columns the words of a total reach: the first cell and the blank ones after it; 0 in other rows."""
    if row.kind != "total":
        return 0
    return next((position for position, text in enumerate(row.cells) if position and text), len(row.cells))


def _belongs(table: Table, row: Row, above: Row, position: int) -> bool:
    """A cell joins the one above if it, and every merged column before it, says the same."""
    before = [one for one in table.merged if one <= position]
    return row.kind == above.kind == "body" and all(row.cells[one] == above.cells[one] for one in before)


def _cell(
    text: str, width: int, align: Align = "left", *, fill: str = "", font: str = _TEXT_FONT, span: int = 1,
    merge: str = "", is_bold: bool = False, is_marked: bool = False, before: int = 20, size: int = CELL_SIZE,
) -> BaseOxmlElement:  # fmt: skip
    cell = _element("w:tc")
    properties = _add(cell, "w:tcPr")
    _add(properties, "w:tcW", w=str(width), type="dxa")
    if span > 1:
        _add(properties, "w:gridSpan", val=str(span))
    if merge:
        _add(properties, "w:vMerge", val=merge)
    if fill:
        _add(properties, "w:shd", val="clear", color="auto", fill=fill)
    _add(properties, "w:vAlign", val="center")
    for line in text.split("\n"):
        paragraph = _add(cell, "w:p")
        form = _add(paragraph, "w:pPr")
        _add(form, "w:spacing", before=str(before), after="20", line="240", lineRule="auto")
        _add(form, "w:ind", firstLine="0", firstLineChars="0")
        _add(form, "w:jc", val=align)
        run = _add(paragraph, "w:r")
        look = _add(run, "w:rPr")
        _add(look, "w:rFonts", ascii="Times New Roman", hAnsi="Times New Roman", eastAsia=font)
        if is_bold or is_marked:
            _add(look, "w:b")
        if is_marked:
            _add(look, "w:color", val=_MARKED)
        _add(look, "w:sz", val=str(size))
        words = _add(run, "w:t")
        words.text = line
        words.set(qn("xml:space"), "preserve")
    return cell


def _element(tag: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(tag)
    return made


def _add(parent: BaseOxmlElement, tag: str, **values: str) -> BaseOxmlElement:
    child = _element(tag)
    for name, value in values.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child
