"""The only place that catches and shows errors: one sentence in Chinese, the rest goes to the log."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import streamlit as st

from access.gate import LOGIN
from data.errors import LoginError, SupervisionError
from pages.parts.text import escaped

Result = TypeVar("Result")
_log = logging.getLogger("kpi.pages")


@contextmanager
def shown() -> Iterator[None]:
    """Show a SupervisionError raised inside instead of the rest of the page."""
    try:
        yield
    except SupervisionError as error:
        show(error)


def attempted(action: Callable[[], Result]) -> Result | SupervisionError:
    """What the action gives, or the error that stopped it, so that the next one can go on."""
    try:
        return action()
    except SupervisionError as error:
        _log.warning("%s | %s", error, error.detail)
        return error


def show(error: SupervisionError) -> None:
    """Show what went wrong and what to do."""
    _log.error("%s | %s", error, error.detail)
    _box(error.message, error.hint, is_login=isinstance(error, LoginError))


def show_unexpected(error: Exception) -> bool:
    """Show that a page failed, with the number under which the log has the trace. True: nothing else is to be shown."""
    if isinstance(error, SupervisionError):
        show(error)
        return True
    number = secrets.token_hex(3).upper()
    _log.error("incident %s", number, exc_info=error, extra={"incident": number})
    _box("页面出错了，数据没有受影响", f"请刷新页面；若仍出错，请把编号 {number} 告诉管理员")
    return True


def _box(message: str, hint: str, *, is_login: bool = False) -> None:
    link = f"<p><a href='{escaped(_login_address())}'>重新登录</a></p>" if is_login else ""
    st.html(
        f"<div class='k-stop' role='alert'><b>{escaped(message)}</b><p>{escaped(hint)}</p>{link}</div>",
    )


def _login_address() -> str:
    """The login, from which one comes back here."""
    here = urlsplit(str(st.context.url or "/"))
    query = f"?{here.query}" if here.query else ""
    return f"{LOGIN}?{urlencode({'next': (here.path or '/') + query})}"
