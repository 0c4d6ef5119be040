"""The original uploads, kept under their SHA-256, read back."""

import hashlib
from pathlib import PurePath

from data.errors import StoreError
from data.store import Store


def read_original(store: Store, sha256: str, file_name: str) -> bytes:
    """The bytes of an original upload; StoreError if they are not there any more, or not what they were."""
    path = store.originals / f"{sha256}{PurePath(file_name).suffix.lower()}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreError(f"上传的原件“{file_name}”读不到", "请从备份恢复原件", str(error)) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StoreError(f"上传的原件“{file_name}”被改动过，与登记的校验值不符", "请从备份恢复原件", str(path))
    return content
