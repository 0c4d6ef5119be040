"""Every act of a page passes here: the right is checked on the server, errors are caught, and it is put on record."""

import hashlib
from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

import streamlit as st

from access.audit import Action, Changed, fingerprint
from access.rights import Right
from data.errors import SupervisionError
from pages.parts import guard, handed_out, visitor

Result = TypeVar("Result")
Packages = int | Collection[int] | None
"""The package of an act, or all those of which it is; None: of none."""


def act(
    right: Right,
    package: Packages,
    action: Action,
    object: str,
    work: Callable[[], Result],
    *,
    state: Callable[[], object] | None = None,
    told: Callable[[Changed, Result], None] | None = None,
) -> Result | SupervisionError:
    """What the work gives, or the error that refused or stopped it. Recorded under the action and its object.

    Nothing of the work is begun without the right.

    state: what is recorded, as a hash, from before and after the work; told: notes on the record what came of it
    (`changed.result = "failed"` for work that was done and came to nothing).
    """
    return guard.attempted(partial(_act, right, package, action, object, work, state, told))


def _act(
    right: Right,
    package: Packages,
    action: Action,
    object: str,
    work: Callable[[], Result],
    state: Callable[[], object] | None,
    told: Callable[[Changed, Result], None] | None,
) -> Result:
    looker = visitor.anew()
    with visitor.looking(looker), visitor.access().trail.audited(looker, action, object) as changed:
        _must(right, package)
        if state is not None:
            changed.before = fingerprint(state())
        result = work()
        if state is not None:
            changed.after = fingerprint(state())
        if told is not None:
            told(changed, result)
        return result


def _must(right: Right, package: Packages) -> None:
    for one in _each(package):
        visitor.must(right, one)


def _each(package: Packages) -> list[int | None]:
    return [package] if package is None or isinstance(package, int) else [*package]


def enter(right: Right, package: int | None, place: str) -> None:
    """Go on only with the right to see a page; a refusal is recorded. AccessError, LoginError."""
    visitor.access().trail.require(visitor.who(), right, package, place)


def see(package: int, what: str) -> None:
    """Go on only if who looks may see a package; a refusal is recorded. AccessError, LoginError."""
    looker = visitor.who()
    if not looker.may(Right.SEE_SCORES, package):
        visitor.access().trail.require(looker, Right.SEE_SCORES, package, what)


def download(package: int, object: str, made: Callable[[], bytes]) -> Callable[[], bytes]:
    """As export, of a file that is kept: evidence, receipts, templates."""
    return export(package, object, made, action=Action.DOWNLOAD)


def note_foreign(package: int, asked: str) -> None:
    """Put on record that an address asks for a package of others; once a session, as pages are run again and again."""
    noted = st.session_state.setdefault("noted_foreign", set())
    if asked not in noted:
        noted.add(asked)
        visitor.access().trail.record(
            visitor.who(), Action.REFUSAL, asked, result="refused", note=f"包件{package} 不在范围内"
        )


def export(
    package: Packages, object: str, made: Callable[[], bytes], right: Right = Right.EXPORT,
    action: Action = Action.EXPORT,
) -> Callable[[], bytes]:  # fmt: skip
    """Makes the content of a file at the click of a download button, if who clicks still may; on record, and for the
    account that clicks alone.

    The button has no page to show an error: it raises
    AccessError or LoginError, and nothing is downloaded.
    """
    asked = visitor.later()

    def take() -> bytes:
        looker = asked()
        with visitor.answering(looker), visitor.access().trail.audited(looker, action, object) as changed:
            _must(right, package)
            content = made()
            changed.after = hashlib.sha256(content).hexdigest()
            handed_out.give(changed.after, looker, right, _each(package))
            return content

    return take
