"""Document → .docx on A4, in the form of official documents (GB/T 9704-2012): 仿宋 三号, headings in 黑体 and 楷体."""

import io
from collections.abc import Iterator
from datetime import datetime, time

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from reports.archive import repacked
from reports.document import SAMPLE, Block, Document, Heading, PageBreak, Paragraph, Picture, Signatures, Table
from reports.pictures import draw
from reports.word_table import add_signatures, add_table

LATIN = "Times New Roman"
SONG, FANGSONG, HEI, KAI = "宋体", "仿宋", "黑体", "楷体"
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = Pt(22), Pt(16), Pt(14), Pt(10.5)
"""二号, 三号, 四号, 五号."""
LINE = Pt(28)
PICTURE_WIDTH = Mm(150)


def write_docx(document: Document) -> bytes:
    """The bytes of the .docx; the same document gives the same bytes.

    Raises ReportError where a picture is wanted and the system has no Chinese font.
    """
    file = docx.Document()
    _set_styles(file)
    _set_page(file.sections[0], document)
    _set_properties(file, document)
    file.add_paragraph(document.title, "Title")
    if document.subtitle:
        file.add_paragraph(document.subtitle, "Subtitle")
    for before, block in zip((None, *document.blocks), document.blocks, strict=False):
        first = _add(file, block)
        if isinstance(before, PageBreak) and first is not None:
            first.paragraph_format.page_break_before = True
    buffer = io.BytesIO()
    file.save(buffer)
    return repacked(buffer.getvalue())


def _add(file: WordFile, block: Block) -> WordParagraph | None:
    """Append a block; gives its first paragraph, if it begins with one."""
    width = _text_width(file.sections[0])
    if isinstance(block, Heading):
        return file.add_paragraph(block.text, f"Heading {block.level}")
    if isinstance(block, Paragraph):
        return file.add_paragraph(block.text, "Caption" if block.is_note else "Normal")
    if isinstance(block, Picture):
        return _add_picture(file, block)
    if isinstance(block, Table):
        title = file.add_paragraph(block.title, "TableTitle")
        add_table(file, block, width)
        return title
    if isinstance(block, Signatures):
        room = file.add_paragraph("", "Caption")
        add_signatures(file, block, width)
        return room
    return None


def _set_page(section: Section, document: Document) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if document.is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(25)
        section.left_margin, section.right_margin = Mm(22), Mm(22)
    section.footer_distance = Mm(25) if not document.is_wide else Mm(16)
    _number_pages(section.footer.paragraphs[0])
    if document.is_sample:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = head.add_run(SAMPLE)
        run.font.size, run.font.color.rgb = SIZE_5, RGBColor(0xC0, 0x00, 0x00)


def _number_pages(paragraph: WordParagraph) -> None:
    """'— 1 —', as official documents number their pages."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("text", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("text", " —")):
        run = paragraph.add_run(text if kind == "text" else "")
        run.font.size = SIZE_4
        if kind == "instr":
            field = OxmlElement("w:instrText")
            field.text = text
            run._r.append(field)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _set_properties(file: WordFile, document: Document) -> None:
    known = file.core_properties
    known.title, known.author, known.last_modified_by, known.comments = document.title.replace("\n", ""), "", "", ""
    known.created = known.modified = datetime.combine(document.cut_off, time())
    known.revision, known.language = 1, "zh-CN"


def _set_styles(file: WordFile) -> None:
    normal = _style(file, "Normal", FANGSONG, SIZE_3)
    form = normal.paragraph_format
    form.first_line_indent, form.alignment = 2 * SIZE_3, WD_ALIGN_PARAGRAPH.JUSTIFY
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    form.widow_control = True
    for name, font, size, is_bold in (("Title", SONG, SIZE_2, True), ("Subtitle", KAI, SIZE_3, False)):
        head = _style(file, name, font, size, is_bold).paragraph_format
        head.alignment, head.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
        head.line_spacing_rule, head.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(36)
        head.space_after = Pt(14)
    for level, font in ((1, HEI), (2, KAI), (3, FANGSONG)):
        head = _style(file, f"Heading {level}", font, SIZE_3, level == 3).paragraph_format
        head.keep_with_next, head.space_before, head.space_after = True, Pt(0), Pt(0)
    for name, font in (("Caption", FANGSONG), ("TableTitle", HEI)):
        small = _style(file, name, font, SIZE_5 if name == "Caption" else Pt(12)).paragraph_format
        small.first_line_indent, small.line_spacing_rule = Pt(0), WD_LINE_SPACING.SINGLE
        small.space_before, small.space_after = Pt(4), Pt(4)
        small.keep_with_next = name == "TableTitle"
        if name == "TableTitle":
            small.alignment, small.space_before = WD_ALIGN_PARAGRAPH.CENTER, Pt(10)


def _style(file: WordFile, name: str, font: str, size: Length, is_bold: bool = False) -> ParagraphStyle:
    """A style with one Chinese and one Latin font, black, without what the template's theme says."""
    known = {one.name for one in file.styles}
    style = file.styles[name] if name in known else file.styles.add_style(name, 1)
    assert isinstance(style, ParagraphStyle)
    if name not in known:
        style.base_style = file.styles["Normal"]
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    fonts = OxmlElement("w:rFonts")
    for script, family in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font)):
        fonts.set(qn(f"w:{script}"), family)
    properties.append(fonts)
    style.font.size, style.font.bold, style.font.color.rgb = size, is_bold, RGBColor(0, 0, 0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    return style


def _text_width(section: Section) -> Length:
    sizes = section.page_width, section.left_margin, section.right_margin
    page, left, right = (size or Mm(0) for size in sizes)
    return Length(page - left - right)


def _add_picture(file: WordFile, picture: Picture) -> WordParagraph:
    paragraph = file.add_paragraph()
    form = paragraph.paragraph_format
    form.first_line_indent, form.alignment, form.keep_with_next = Pt(0), WD_ALIGN_PARAGRAPH.CENTER, True
    form.line_spacing_rule, form.space_before = WD_LINE_SPACING.SINGLE, Pt(8)
    shape = paragraph.add_run().add_picture(io.BytesIO(draw(picture.drawing)), width=PICTURE_WIDTH)
    shape._inline.docPr.set("descr", picture.words)
    title = file.add_paragraph(picture.title, "Caption")
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def texts(content: bytes) -> Iterator[str]:
    """Every paragraph and table cell of a .docx in order, to read a report back."""
    file = docx.Document(io.BytesIO(content))
    for element in file.element.body.iter(qn("w:p")):
        yield "".join(piece.text or "" for piece in element.iter(qn("w:t")))
