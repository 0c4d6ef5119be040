"""Backups: a folder each, made while the store is in use, opened and compared before it counts.

    20261126T021500Z/   kpi.duckdb  journal.jsonl  access.sqlite …  manifest.json (SHA-256 of each and of the originals)
    originals/          the original uploads and files of evidence, once each, by hash

Writing waits for the copy (a second or two), so that it never holds half an upload; reading goes on.
"""

import json
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from data.digests import file_digest
from data.errors import StoreError
from data.journal import Journal, fsync_folder
from data.opening import connect_read_only, single
from data.places import companions
from data.retention import kept
from data.standing import check, published_version
from data.store import Store

DATABASE, JOURNAL, MANIFEST, ORIGINALS = "kpi.duckdb", "journal.jsonl", "manifest.json", "originals"
_NAME = "%Y%m%dT%H%M%SZ"
_log = logging.getLogger("kpi.backup")


@dataclass(frozen=True)
class Backup:
    """A backup that was opened and compared after it was written. made_at: UTC; number, head: of the journal; files,
    originals: name → SHA-256; seconds: that it took; folder: where it lies."""

    made_at: datetime
    why: str
    version: int
    number: int
    head: str
    rows: dict[str, int]
    files: dict[str, str]
    originals: dict[str, str]
    bytes: int
    seconds: float
    folder: Path = field(default=Path(), repr=False)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def digest(self) -> str:
        """SHA-256 of its manifest, and so of all that it names."""
        return file_digest(self.folder / MANIFEST)


def backups(folder: Path) -> list[Backup]:
    """The backups in a folder, the oldest first; what has no readable manifest is none."""
    found = []
    for path in sorted(folder.glob(f"*/{MANIFEST}")):
        if path.parent.name.startswith("."):
            continue
        with suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(path.read_text(encoding="utf-8"))
            content["made_at"] = datetime.fromisoformat(content["made_at"])
            found.append(Backup(**content, folder=path.parent))
    return sorted(found, key=lambda one: one.made_at)


def back_up(store: Store, folder: Path, second: Path | None, why: str) -> Backup:
    """Make a backup, compare it, then let old ones go. StoreError in one sentence if any of it fails; what was there
    before stays then, and so does the first copy if only the second fails."""
    if store.standing.losses:
        raise StoreError("库里缺少已经确认过的数据，不做新的备份", "请先从备份恢复", store.standing.losses[0])
    try:
        made = _made(store, folder, why)
        _let_go(folder)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"备份没有做成：写不进 {folder}", "请检查备份目录的空间和权限", str(error)) from error
    if second is not None:
        try:
            _copied(made, folder, second)
            _let_go(second)
        except OSError as error:
            raise StoreError(
                f"第二份备份没有做成：写不进 {second}", "第一份已完成；请检查第二备份目录", str(error)
            ) from error
    _log.info("backup %s of version %s in %.1f s", made.name, made.version, made.seconds)
    return made


def _made(store: Store, folder: Path, why: str) -> Backup:
    started, made_at = time.monotonic(), datetime.now(UTC)
    _make_room(store, folder)
    making = folder / f".making-{os.getpid()}"
    making.mkdir()
    with store.copied_to(making / DATABASE) as head:
        shutil.copyfile(store.journal.path, making / JOURNAL) if store.journal.entries else (making / JOURNAL).touch()
        originals = _keep_originals(store.originals, folder / ORIGINALS)
    for path in companions(store.path):
        with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(making / path.name)) as copy:
            live.backup(copy)
    version, rows = _compared(making, head)
    files = {path.name: file_digest(path) for path in sorted(making.iterdir()) if path.is_file()}
    made = Backup(
        made_at, why, version, *head, rows, files, originals, (making / DATABASE).stat().st_size,
        round(time.monotonic() - started, 2),
    )  # fmt: skip
    content = {name: value for name, value in asdict(made).items() if name != "folder"}
    text = json.dumps(content, ensure_ascii=False, indent=1, default=datetime.isoformat)
    (making / MANIFEST).write_text(text, encoding="utf-8")
    return Backup(**{**content, "folder": _moved(making, folder, made_at)})


def _make_room(store: Store, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".making-*"):
        shutil.rmtree(left)
    needed, free = store.path.stat().st_size + 50_000_000, shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            f"备份没有做成：备份目录只剩 {free / 1e6:.0f} MB，需要 {needed / 1e6:.0f} MB", "请腾出空间，系统会自动再做"
        )


def _keep_originals(live: Path, folder: Path) -> dict[str, str]:
    """Put every original that is not there yet into the folder of the backups; gives name → hash of all."""
    folder.mkdir(exist_ok=True)
    found: dict[str, str] = {}
    for path in sorted(live.glob("[!.]*")):
        found[path.name] = path.stem
        if (folder / path.name).exists():
            continue
        if file_digest(path) != path.stem:
            raise StoreError(f"原件 {path.name} 的内容已被改动，备份没有做成", "请从以前的备份找回这个原件")
        _placed(path, folder / path.name)
    fsync_folder(folder)
    return found


def _placed(path: Path, target: Path) -> None:
    """The same file in another folder: linked on one disk, copied to another."""
    try:
        os.link(path, target)
    except OSError:
        partial = target.with_name(f".{target.name}")
        shutil.copy2(path, partial)
        _fsync(partial)
        partial.rename(target)


def _compared(folder: Path, head: tuple[int, str]) -> tuple[int, dict[str, int]]:
    """Open a copy and compare it with its own journal, which must end in the head given; version, table → rows."""
    journal = Journal(folder / JOURNAL)
    with closing(connect_read_only(folder / DATABASE)) as cursor:
        found = check(cursor, journal)
        if found.losses or journal.head != head:
            raise StoreError("备份与库里的数据不一致，没有采用", "系统会自动再做；若仍不一致请联系管理员", str(found))
        tables = [name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        rows = {name: single(cursor, f'SELECT count(*) FROM "{name}"') for name in tables}
        return published_version(cursor), rows


def _moved(making: Path, folder: Path, made_at: datetime) -> Path:
    """Everything down to the disk, then the name under which it counts."""
    for path in making.iterdir():
        _fsync(path)
    fsync_folder(making)
    target, again = folder / f"{made_at:{_NAME}}", 1
    while target.exists():
        again += 1
        target = folder / f"{made_at:{_NAME}}-{again}"
    making.rename(target)
    fsync_folder(folder)
    return target


def _copied(made: Backup, folder: Path, second: Path) -> None:
    """The same backup in a second place, compared by hash."""
    making = second / f".making-{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    (second / ORIGINALS).mkdir(parents=True, exist_ok=True)
    shutil.copytree(made.folder, making)
    for name in made.originals:
        if not (second / ORIGINALS / name).exists():
            _placed(folder / ORIGINALS / name, second / ORIGINALS / name)
    wrong = [name for name, digest in made.files.items() if file_digest(making / name) != digest]
    if wrong:
        raise OSError(f"differs after copying: {wrong}")
    _moved(making, second, made.made_at)


def _let_go(folder: Path) -> None:
    """Remove what retention lets go; originals always stay."""
    there = backups(folder)
    stay = kept([one.made_at for one in there], datetime.now(UTC))
    for one in there:
        if one.made_at not in stay:
            shutil.rmtree(one.folder)
            _log.info("backup %s let go", one.name)


def verify(backup: Backup) -> list[str]:
    """What is wrong with a backup, in words; nothing if it is whole: hashes of all files and originals, and the
    database against its journal by SHA-256."""
    wrong = [
        *_wrong_files(backup.folder, backup.files),
        *_wrong_files(backup.folder.parent / ORIGINALS, backup.originals),
    ]
    if wrong:
        return wrong
    journal = Journal(backup.folder / JOURNAL)
    with closing(connect_read_only(backup.folder / DATABASE)) as cursor:
        wrong += check(cursor, journal, is_thorough=True).losses
        wrong += [
            f"表 {name}：清单 {rows} 行，备份里不同"
            for name, rows in backup.rows.items()
            if single(cursor, f'SELECT count(*) FROM "{name}"') != rows
        ]
    return wrong + (["登记簿的末条与清单不同"] if journal.head != (backup.number, backup.head) else [])


def _wrong_files(folder: Path, expected: dict[str, str]) -> Iterable[str]:
    for name, digest in expected.items():
        path = folder / name
        if not path.exists():
            yield f"缺少文件 {name}"
        elif file_digest(path) != digest:
            yield f"文件 {name} 的内容与清单不符"


def _fsync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
