"""Original uploads and files of evidence: kept under their SHA-256 in a folder beside the database."""

import hashlib
import os
from pathlib import Path

from data.errors import StoreError
from data.journal import fsync_folder


def originals_folder(database: Path) -> Path:
    """The folder of the originals of a database."""
    return database.parent / f"{database.stem}_originals"


def keep_original(folder: Path, content: bytes, suffix: str) -> str:
    """Keep bytes under their SHA-256, read-only; gives the hash. StoreError if the disk refuses them."""
    digest = hashlib.sha256(content).hexdigest()
    target, partial = folder / f"{digest}{suffix}", folder / f".{digest}.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            _write_through(partial, content)
            partial.rename(target)
            fsync_folder(folder)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StoreError("上传的原件写不进磁盘，没有入库", "请检查磁盘空间和目录权限后重试", str(error)) from error
    return digest


def discard_partial(folder: Path) -> None:
    """Take away originals half written by a process that ended."""
    for partial in folder.glob(".*"):
        partial.unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    """Write a read-only file, down to the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o400)
