"""Where the backups of a database lie, by the environment."""

import os
from pathlib import Path

OFF = "off"


def backup_folder(database: Path) -> Path | None:
    """The folder named by KPI_BACKUP, else the one beside the database; None if KPI_BACKUP=off."""
    named = os.environ.get("KPI_BACKUP", "").strip()
    if named.lower() == OFF:
        return None
    return Path(named or database.with_name(f"{database.stem}_backups")).resolve()


def second_folder() -> Path | None:
    """The second place for backups, KPI_BACKUP_SECOND: another disk or machine; None if there is none."""
    named = os.environ.get("KPI_BACKUP_SECOND", "").strip()
    return Path(named).resolve() if named else None


def companions(database: Path) -> list[Path]:
    """SQLite files that belong to the store (accounts, audit): beside it, or named by KPI_ACCESS."""
    named = os.environ.get("KPI_ACCESS", "").strip()
    found = {path.resolve() for path in database.parent.glob("*.sqlite")} | (
        {Path(named).resolve()} if named else set()
    )
    return sorted(path for path in found if path.is_file())
