"""Configured secrets: a short or a known one is as good as none, so the server does not start with it."""

from access.passwords import without_known
from data.errors import AccessError

LEAST_LETTERS = 32
_LEAST_LEFT = 16
_LEAST_DIFFERENT = 10


def check_secret(name: str, value: str) -> None:
    """Raise AccessError if a secret could be guessed."""
    if len(value) < LEAST_LETTERS:
        raise AccessError(f"{name} 太短，服务没有启动", f"请换成至少 {LEAST_LETTERS} 个随机字符，或去掉这项配置")
    if len(set(value)) < _LEAST_DIFFERENT or len(without_known(value)) < _LEAST_LEFT:
        raise AccessError(f"{name} 太常见，服务没有启动", f"请换成至少 {LEAST_LETTERS} 个随机字符，或去掉这项配置")
