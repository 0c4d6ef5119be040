"""Zip archives that are the same for the same content: files in order, all of one fixed time."""

import io
import zipfile
from collections.abc import Iterable

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: nobody takes it for the time of making."""


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of named files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def repacked(content: bytes) -> bytes:
    """A zip (a .docx is one) without the times of its making."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed([(name, archive.read(name)) for name in archive.namelist()])
