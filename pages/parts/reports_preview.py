"""A report as it will be printed: its blocks as HTML."""

import base64
from dataclasses import replace
from functools import lru_cache

from pages.parts import session
from pages.parts.text import escaped
from reports.assessment import assessment
from reports.document import (
    SAMPLE,
    Block,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Places,
    Row,
    Signatures,
    Table,
)
from reports.files import SELF_EVALUATION
from reports.kinds import kind_of
from reports.material import read_material
from reports.pictures import draw
from reports.self_evaluation import document, read_self_evaluation


def paper(package: int, kind: str, period: str) -> Document:
    """The report of one package at the default data cut-off."""
    if kind == SELF_EVALUATION:
        found = session.read(read_self_evaluation, package, period, session.as_of())
        return document(replace(found, is_sample=session.is_demo()))
    material = session.read(read_material, package, period, session.as_of())
    return assessment([material], kind_of(kind), is_sample=session.is_demo())


def has_pictures(document: Document) -> bool:
    """Whether it has any."""
    return any(isinstance(block, Picture) for block in document.blocks)


def sheet(document: Document, *, draws: bool = False) -> str:
    """The whole report on one sheet. draws: with its pictures, which take a while; else what they say."""
    mark = f"<p class='k-paper-mark'>{SAMPLE}</p>" if document.is_sample else ""
    under = f"<p class='k-paper-under'>{escaped(document.subtitle)}</p>" if document.subtitle else ""
    body = "".join(_block(block, draws) for block in document.blocks)
    return f"<article class='k-paper'>{mark}<h1>{escaped(document.title)}</h1>{under}{body}</article>"


def _block(block: Block, draws: bool) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1} class='k-paper-{level}'>{escaped(text)}</h{level + 1}>"
        case Paragraph(text, is_note):
            return f"<p class='{'k-paper-note' if is_note else 'k-paper-text'}'>{escaped(text)}</p>"
        case Table():
            return _table(block)
        case Signatures(roles):
            lines = "".join(f"<li>{escaped(role)}：<i></i><span>年　月　日</span></li>" for role in roles)
            return f"<ul class='k-paper-signed'>{lines}</ul>"
        case PageBreak():
            return "<hr class='k-paper-break'>"
        case Picture(title, drawing, words) if draws:
            return (
                f"<figure class='k-paper-drawn'><img alt='{escaped(words)}' "
                f"src='data:image/png;base64,{_drawn(drawing)}'><figcaption>{escaped(title)}</figcaption></figure>"
            )
        case _:
            return f"<p class='k-paper-picture'>［图］{escaped(block.title)}：{escaped(block.words)}</p>"


@lru_cache(maxsize=40)
def _drawn(drawing: Chart | Places) -> str:
    return base64.b64encode(draw(drawing)).decode()


def _table(table: Table) -> str:
    title = f"<caption>{escaped(table.title)}</caption>" if table.title else ""
    heads = "".join(f"<th scope='col'>{escaped(column.name)}</th>" for column in table.columns)
    shares = sum(column.share for column in table.columns)
    widths = "".join(f"<col style='width:{column.share / shares * 100:.2f}%'>" for column in table.columns)
    rows = "".join(_row(table, at) for at in range(len(table.rows)))
    return (
        f"<div class='k-paper-wide'><table>{title}<colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(table: Table, at: int) -> str:
    row, width = table.rows[at], len(table.columns)
    if row.kind == "group":
        return f"<tr class='k-paper-group'><td colspan='{width}'>{escaped(row.cells[0])}</td></tr>"
    cells, position = [], 0
    if row.kind == "total":
        position = next((one for one, text in enumerate(row.cells) if one and text), width)
        cells.append(f"<td colspan='{position}'>{escaped(row.cells[0])}</td>")
    for column in range(position, width):
        span = _span(table, at, column)
        if span:
            look = " k-paper-missed" if column in row.marked else ""
            wide = f" rowspan='{span}'" if span > 1 else ""
            align = table.columns[column].align
            cells.append(f"<td class='k-paper-{align}{look}'{wide}>{_lines(row.cells[column])}</td>")
    return f"<tr class='k-paper-{row.kind}'>{''.join(cells)}</tr>"


def _lines(text: str) -> str:
    return escaped(text).replace("\n", "<br>")


def _span(table: Table, at: int, column: int) -> int:
    """Over how many rows a cell reaches: 0 for one that belongs to the cell above."""
    if column not in table.merged or table.rows[at].kind != "body":
        return 1
    if at and _joins(table, table.rows[at], table.rows[at - 1], column):
        return 0
    end = at + 1
    while end < len(table.rows) and _joins(table, table.rows[end], table.rows[end - 1], column):
        end += 1
    return end - at


def _joins(table: Table, row: Row, above: Row, column: int) -> bool:
    before = [one for one in table.merged if one <= column]
    return row.kind == above.kind == "body" and all(row.cells[one] == above.cells[one] for one in before)
