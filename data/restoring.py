"""A backup brought back: to a new place, or in place with the old files kept aside. Nothing is ever deleted."""

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.backup import DATABASE, JOURNAL, ORIGINALS, Backup, backups, verify
from data.digests import file_digest
from data.errors import StoreError
from data.journal import Journal, JournalEntry, fsync_folder, journal_path
from data.opening import connect_read_only
from data.originals import originals_folder
from data.places import backup_folder, second_folder
from data.standing import published_version
from data.vouching import content


@dataclass(frozen=True)
class Restored:
    """What was brought back. lost: what was acknowledged after the backup, to be handed in again; aside: where the
    files of before lie."""

    path: Path
    backup: Backup
    lost: list[JournalEntry]
    aside: Path | None


@dataclass(frozen=True)
class Prospect:
    """What restoring in place would come to. put_aside: files that would go into a folder beside, none is deleted;
    lost: as of Restored; goes_on: whether the journal of before goes on, else that of the backup takes its place."""

    backup: Backup
    put_aside: list[Path]
    lost: list[JournalEntry]
    goes_on: bool


def foresee(backup: Backup, database: Path) -> Prospect:
    """What restoring a backup in place would come to, without changing anything; StoreError if it is damaged."""
    _check(backup)
    return _prospect(backup, database)


def _prospect(backup: Backup, database: Path) -> Prospect:
    journal = Journal(journal_path(database), is_in_use=True)
    own = Journal(backup.folder / JOURNAL)
    goes_on = not journal.wrong and journal.has(*own.head)
    lost = [one for one in journal.in_force() if one.version > backup.version] if goes_on else []
    files = (database, database.with_name(f"{database.name}.wal"))
    return Prospect(backup, [path for path in files if path.exists()], lost, goes_on)


def find_backup(database: Path, name: str | None) -> Backup:
    """A backup of a database by name, by default the newest, from the first or the second place.

    StoreError if there is none.
    """
    folders = [one for one in (backup_folder(database), second_folder()) if one is not None]
    found = sorted((one for folder in folders for one in backups(folder)), key=lambda one: one.made_at)
    chosen = [one for one in found if name in (None, one.name)]
    if not chosen:
        raise StoreError(
            f"没有备份{f' {name}' if name else ''}", f"找过：{'、'.join(map(str, folders)) or '没有备份目录'}"
        )
    return chosen[-1]


def restore_to(backup: Backup, path: Path) -> Restored:
    """Bring a backup back as a new database with its journal and originals; StoreError if something is there."""
    if path.exists() or journal_path(path).exists():
        raise StoreError(f"{path} 已经存在", "请给一个新的位置，或用 --in-place")
    _check(backup)
    path.parent.mkdir(parents=True, exist_ok=True)
    _copy(backup.folder / JOURNAL, journal_path(path))
    _copy_originals(backup, originals_folder(path))
    _copy(backup.folder / DATABASE, path)
    for name in backup.files:
        if name not in (DATABASE, JOURNAL) and not (path.parent / name).exists():
            _copy(backup.folder / name, path.parent / name)
    return Restored(path, backup, [], None)


def restore_in_place(backup: Backup, database: Path, by: str, reason: str) -> Restored:
    """Put a backup in the place of the store, which nobody may have open. The files of before go into a folder beside
    it; accounts and audit trail stay as they are. The journal goes on: it says who did it, why, and what is lost."""
    if not by.strip() or not reason.strip():
        raise StoreError("没有写恢复人或理由", "请用 --by 和 --reason 写明，它们会记入登记簿")
    _check(backup)
    seen, journal = _prospect(backup, database), Journal(journal_path(database))
    coming = database.with_name(f"{database.name}.restoring")
    _copy(backup.folder / DATABASE, coming)
    _copy_originals(backup, originals_folder(database))
    aside = database.with_name(f"{database.stem}_before_restore_{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    aside.mkdir()
    for path in seen.put_aside:
        path.rename(aside / path.name)
    if journal.path.exists():
        _copy(journal.path, aside / journal.path.name)
    if not seen.goes_on:
        _copy(backup.folder / JOURNAL, journal.path)
        journal = Journal(journal.path)
    with closing(connect_read_only(coming)) as cursor:
        version = published_version(cursor)
        entered = content(cursor, 0, version)
    said = {
        "by": by.strip(),
        "reason": reason.strip(),
        "backup": backup.name,
        "lost": [one.version for one in seen.lost],
    }
    journal.append("restored", version, *entered, said)
    coming.rename(database)
    fsync_folder(database.parent)
    return Restored(database, backup, seen.lost, aside)


def _check(backup: Backup) -> None:
    wrong = verify(backup)
    if wrong:
        raise StoreError(f"备份 {backup.name} 已损坏：{wrong[0]}", "请用 --name 选择另一份备份", "; ".join(wrong))


def _copy(source: Path, target: Path) -> None:
    """Copy a file, down to the disk, under its name only once it is whole."""
    partial = target.with_name(f".{target.name}.partial")
    shutil.copyfile(source, partial)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    if file_digest(partial) != file_digest(source):
        raise StoreError(f"{target.name} 复制后内容不同", "请检查磁盘后重试")
    partial.rename(target)
    fsync_folder(target.parent)


def _copy_originals(backup: Backup, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in backup.originals:
        if not (folder / name).exists():
            _copy(backup.folder.parent / ORIGINALS / name, folder / name)
            (folder / name).chmod(0o400)
