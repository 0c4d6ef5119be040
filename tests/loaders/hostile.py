"""Bytes of workbooks and archives that want to do harm, made on the spot. Every function returns a whole file."""

import io
import struct
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"

_LOCAL_HEADER, _CENTRAL_HEADER = b"PK\x03\x04", b"PK\x01\x02"


def sheet_xml(rows: str, *, after: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    """A worksheet part around the given <row> elements; `after` follows the cells."""
    return f'{declaration}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(sheet: str | bytes, *, sheets: int = 1) -> dict[str, str | bytes]:
    """The parts of a small honest workbook, every sheet of which is `sheet`."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{targets}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n in numbers},
    }


def packed(content: dict[str, str | bytes], *more: tuple[str | ZipInfo, str | bytes]) -> bytes:
    """A zip archive of the given parts; `more` may repeat a name or carry its own ZipInfo."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in [*content.items(), *more]:
            archive.writestr(name, data)
    return stream.getvalue()


def workbook(rows: str, *, after: str = "", **extra: str | bytes) -> bytes:
    """A workbook of one sheet 表1; extra: further parts of xl/, by name without .xml."""
    further = {f"xl/{name}.xml": data for name, data in extra.items()}
    return packed(parts(sheet_xml(rows, after=after)) | further)


def one_cell_at(reference: str) -> bytes:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return workbook(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{reference}"><v>1</v></c></row>')


def declared_bomb(megabytes: int) -> bytes:
    """A sheet of blanks that says honestly how large it is."""
    return packed(parts(sheet_xml(" " * (megabytes << 20))))


def bomb_in_a_lying_directory() -> bytes:
    """16 MB of blanks; both headers of the sheet declare 1,000 bytes."""
    return _patched(packed(parts(sheet_xml(" " * (16 << 20)))), SHEET, size=1000)


def overlapping() -> bytes:
    """The directory points twice to the same bytes."""
    return _patched(packed(parts(sheet_xml(""))), SHEET, offset=0)


def flagged_as_encrypted() -> bytes:
    return _patched(packed(parts(sheet_xml(""))), SHEET, flags=1)


def counted_shared_strings(unique: int) -> bytes:
    """2 kB that ask the reader to make room for `unique` texts."""
    strings = f'<sst xmlns="{MAIN}" count="1" uniqueCount="{unique}"><si><t>a</t></si></sst>'
    return workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', sharedStrings=strings)


def repeated_long_text(kilobytes: int, cells: int) -> bytes:
    """One long shared text that every one of `cells` rows refers to."""
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * (kilobytes * 1024 // 3)}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    return workbook(rows, sharedStrings=strings)


def billion_laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    declaration = f'<?xml version="1.0"?><!DOCTYPE worksheet [{entities}]>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a10;</t></is></c></row>'
    return packed(parts(sheet_xml(rows, declaration=declaration)))


def symbolic_link() -> bytes:
    link = ZipInfo("xl/worksheets/link.xml")
    link.external_attr = 0o120777 << 16
    return packed(parts(sheet_xml("")), (link, "/etc/passwd"))


def many_cells(rows: int) -> bytes:
    """An honest sheet of `rows` × 10 numbers."""
    columns = "ABCDEFGHIJ"
    return workbook(
        "".join(
            f'<row r="{n}">' + "".join(f'<c r="{letter}{n}"><v>{n}.5</v></c>' for letter in columns) + "</row>"
            for n in range(1, rows + 1)
        )
    )


def office_97(stream_name: str) -> bytes:
    """The beginning of an OLE container with one stream of that name: 'Workbook' (.xls) or 'EncryptedPackage'."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream_name.encode("utf-16-le") + bytes(512)


def _patched(
    archive: bytes, name: str, *, size: int | None = None, flags: int | None = None, offset: int | None = None
) -> bytes:
    """The archive with another declared size, flag bits or header offset of one entry."""
    content = bytearray(archive)
    with ZipFile(io.BytesIO(archive)) as readable:
        local = readable.getinfo(name).header_offset
        central = content.index(name.encode(), readable.start_dir) - 46
    assert content[local:].startswith(_LOCAL_HEADER)
    assert content[central:].startswith(_CENTRAL_HEADER)
    if size is not None:
        struct.pack_into("<L", content, local + 22, size)
        struct.pack_into("<L", content, central + 24, size)
    if flags is not None:
        struct.pack_into("<H", content, local + 6, flags)
        struct.pack_into("<H", content, central + 8, flags)
    if offset is not None:
        struct.pack_into("<L", content, central + 42, offset)
    return bytes(content)
