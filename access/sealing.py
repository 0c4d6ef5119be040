"""Secrets that must be read again are kept sealed: a copy of the database alone, or of a backup, does not reveal them.

The key lies in a file of its own, `access.key` beside the access database, or where KPI_ACCESS_KEY says. It is made at
its first use and goes into no backup.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.errors import StoreError

_KEY_BYTES = 32
_NONCE_BYTES = 12
_HINT = "请管理员把密钥文件放回原处；找不回时用 python -m access reset-totp 逐个重置"


class Sealing:
    """Seals with the key in a file: AES-256-GCM."""

    def __init__(self, database: Path) -> None:
        named = os.environ.get("KPI_ACCESS_KEY", "").strip()
        self.path = Path(named) if named else database.with_suffix(".key")

    def seal(self, secret: bytes, belongs_to: str) -> bytes:
        """The secret as it is kept; it opens again only as what belongs to this one. StoreError without a key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self._made_key()).encrypt(nonce, secret, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """The secret again; StoreError if the key is not there, or is not the one it was sealed with."""
        try:
            return AESGCM(self._key()).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], belongs_to.encode())
        except InvalidTag as error:
            raise StoreError("密钥文件不是原来那一份", _HINT, f"{self.path}: {belongs_to}") from error

    def _made_key(self) -> bytes:
        if not self.path.exists():
            self._make()
        return self._key()

    def _make(self) -> None:
        """Write a new key beside the place and link it there: whole or not at all, and never over another."""
        fresh = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                self.path.hardlink_to(fresh)
            except FileExistsError:
                return
            finally:
                fresh.unlink()
        except OSError as error:
            raise StoreError("密钥文件写不进去", "请管理员检查目录的权限和磁盘空间", f"{self.path}: {error}") from error

    def _key(self) -> bytes:
        try:
            key = base64.b64decode(self.path.read_bytes().strip(), validate=True)
        except (OSError, binascii.Error) as error:
            raise StoreError("密钥文件不见了或读不出来", _HINT, f"{self.path}: {error}") from error
        if len(key) != _KEY_BYTES:
            raise StoreError("密钥文件不完整", _HINT, f"{self.path}: {len(key)} bytes")
        return key
