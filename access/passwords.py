"""Passwords: how they are kept (argon2id) and which ones are taken."""

import json
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import AccessError

MOST_LETTERS = 128
_LEAST_LEFT = 6
"""So many letters must be left of a password without known words, rows of keys and repetitions."""
_ROWS = (
    "0123456789",
    "9876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
)
_LOOK_ALIKES = str.maketrans("013457@$!", "oleastasi")
_INITIAL = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Rules:
    """What a new password must be. kinds: how many of lower case, upper case, digits and signs; most_days: after which
    it must be changed; 0: no such rule."""

    least_letters: int = 12
    kinds: int = 0
    most_days: int = 0

    def __post_init__(self) -> None:
        if not 8 <= self.least_letters <= 64 or not 0 <= self.kinds <= 4 or not 0 <= self.most_days <= 3650:
            raise AccessError("密码规则超出范围", "最短 8 至 64 个字符，种类 0 至 4，更换 0 至 3650 天")

    def dump(self) -> str:
        """As kept in the database."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def load(cls, text: str | None) -> "Rules":
        """As kept in the database; the default ones for None."""
        return cls(**json.loads(text)) if text else cls()

    @property
    def words(self) -> str:
        """The rules as told to who chooses a password."""
        kinds = f"，含大写、小写、数字、符号中的 {self.kinds} 种" if self.kinds else ""
        return f"至少 {self.least_letters} 个字符{kinds}；可以是一句话；不要用常见的词、连续的键或自己的名字"

    def check(self, password: str, own_words: Iterable[str] = ()) -> None:
        """Raise AccessError if a new password is not good enough. own_words: names that must not make it up."""
        if len(password) < self.least_letters:
            raise AccessError(f"密码太短：至少 {self.least_letters} 个字符", "可以用一句好记的话")
        if len(password) > MOST_LETTERS:
            raise AccessError(f"密码太长：最多 {MOST_LETTERS} 个字符", "请换短一些的")
        if len(_kinds(password)) < self.kinds:
            raise AccessError(f"密码要含大写、小写、数字、符号中的 {self.kinds} 种", "请补上缺的种类")
        if len(without_known(password, own_words)) < _LEAST_LEFT:
            raise AccessError(
                "密码太常见，容易被猜到", "去掉常见的词、连续的键、重复的字和自己的名字以后，还要剩几个字符"
            )


def _kinds(password: str) -> set[str]:
    return {"A" if one.isupper() else "a" if one.islower() else "0" if one.isdigit() else "." for one in password}


@lru_cache
def _known_words() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "known_words.txt").read_text(encoding="utf-8").splitlines()
    words = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    return tuple(sorted(words, key=len, reverse=True))


def without_known(password: str, own_words: Iterable[str] = ()) -> str:
    """What is left of a password without known words, years, rows of four keys and more, and repetitions."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    words = [*(word.casefold() for word in own_words if len(word) > 1), *_known_words()]
    shortest = plain
    for left in (plain, plain.translate(_LOOK_ALIKES)):
        for word in words:
            left = left.replace(word, "\0")
        for row in _ROWS:
            for length in range(len(row), 3, -1):
                for at in range(len(row) - length + 1):
                    left = left.replace(row[at : at + length], "\0")
        left = re.sub(r"(19|20)\d\d", "", left)
        left = re.sub(r"(.+?)\1+", r"\1", left.replace("\0", ""))
        shortest = min(shortest, left, key=len)
    return shortest


def initial_password() -> str:
    """A random password for the first login."""
    return "-".join("".join(secrets.choice(_INITIAL) for _ in range(4)) for _ in range(4))


class Passwords:
    """Hashes passwords and verifies them, two at a time: each takes 64 MB."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(type=Type.ID)
        self._few = threading.BoundedSemaphore(2)

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._few:
            return self._hasher.hash(_normal(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether a password is the one of a hash. Without a hash it takes as long, and does not fit."""
        with self._few:
            try:
                self._hasher.verify(kept or self._nobody, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def is_dated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: MOST_LETTERS + 1])
