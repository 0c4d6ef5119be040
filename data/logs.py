"""The log: a file of JSON lines that turns over, in the folder named by KPI_LOG, else data/local/logs.

A line has the time (UTC), the level, what happened, and where they are known the incident number, the page and the
seconds. Never what people have uploaded: of an exception only its kind and the places, and no quoted values.
"""

import json
import logging
import os
import re
import traceback
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

DEFAULT_FOLDER = Path("data") / "local" / "logs"
FILE_NAME = "kpi.log"
FILE_BYTES, FILES = 5_000_000, 10
TAIL_BYTES = 300_000
page_of_run: ContextVar[str] = ContextVar("page_of_run", default="")
"""The page that is being drawn, for every line logged meanwhile."""


@dataclass(frozen=True)
class Logged:
    """A line of the log. at: UTC."""

    at: datetime
    level: str
    what: str
    incident: str
    page: str
    seconds: float | None


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "where": record.name,
            "what": without_values(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in ("incident", "seconds") if hasattr(record, name)}
        if page := getattr(record, "page", "") or page_of_run.get():
            line["page"] = page
        if record.exc_info and record.exc_info[0]:
            places = traceback.extract_tb(record.exc_info[2])
            line["kind"] = record.exc_info[0].__name__
            line["trace"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in places[-12:]]
        return json.dumps(line, ensure_ascii=False, default=str)


def without_values(text: str) -> str:
    """Text of a library without what it quotes: that may be a record."""
    return re.sub(r"'[^'\n]*'", "'…'", text)[:600]


def log_folder() -> Path:
    """Where the log lies."""
    return Path(os.environ.get("KPI_LOG", "").strip() or DEFAULT_FOLDER)


def write_log(folder: Path) -> logging.Handler:
    """Write what our loggers say into a folder from now on; OSError if that cannot be done."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / FILE_NAME, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("kpi")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    return handler


def last_lines(folder: Path) -> list[Logged]:
    """The lines at the end of the log, the newest first; none if there is no log."""
    path = folder / FILE_NAME
    if not path.is_file():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        texts = file.read().decode("utf-8", "replace").splitlines()
    return [line for text in reversed(texts) if (line := _read(text))]


def _read(text: str) -> Logged | None:
    try:
        line = json.loads(text)
        at = datetime.fromisoformat(line["at"])
    except (ValueError, KeyError, TypeError):
        return None
    return Logged(at, line["level"], line["what"], line.get("incident", ""), line.get("page", ""), line.get("seconds"))
