""".docx → PDF by LibreOffice, where it is installed."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from data.errors import ReportError

_PROGRAMS = ("soffice", "libreoffice")
_PATIENCE_SECONDS = 120
_INSTALL = "请管理员在服务器上安装 LibreOffice（apt-get install libreoffice-writer fonts-noto-cjk），或先下载 .docx"


def can_write_pdf() -> bool:
    """Whether LibreOffice is installed."""
    return _program() is not None


def write_pdfs(documents: dict[str, bytes]) -> dict[str, bytes]:
    """Name without ending → bytes of the PDF, for .docx given likewise; all in one start of LibreOffice.

    Raises ReportError if LibreOffice is not installed, fails or takes too long.
    """
    program = _program()
    if program is None:
        raise ReportError("服务器没有安装 LibreOffice，做不了 PDF", _INSTALL)
    with TemporaryDirectory(prefix="kpi-pdf-") as name:
        folder = Path(name)
        for number, content in enumerate(documents.values()):
            (folder / f"{number}.docx").write_bytes(content)
        said = _convert(program, folder, len(documents))
        found = [folder / f"{number}.pdf" for number in range(len(documents))]
        if not all(path.exists() for path in found):
            raise ReportError("LibreOffice 没有做成 PDF", "请重试；仍不行时先下载 .docx，并告诉管理员", said)
        return {title: path.read_bytes() for title, path in zip(documents, found, strict=True)}


def _program() -> str | None:
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), None)


def _convert(program: str, folder: Path, count: int) -> str:
    """Run LibreOffice with a profile of its own, so one that is open is not asked; gives what it said."""
    command = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", "pdf"]
    command += ["--outdir", str(folder), *(str(folder / f"{number}.docx") for number in range(count))]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_SECONDS + 10 * count, check=False)
    except subprocess.TimeoutExpired as error:
        raise ReportError("LibreOffice 太久没有做完 PDF", "请稍后再试，或先下载 .docx", str(error)) from error
    except OSError as error:
        raise ReportError("LibreOffice 启动不了", _INSTALL, str(error)) from error
    return (done.stdout + done.stderr).decode(errors="replace")
