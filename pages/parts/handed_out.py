"""Files handed out at a click, and to whom: Streamlit itself gives a file to everybody who knows its address.

What was not handed out here is given to nobody, so st.image, st.audio and their like would show nothing.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit import runtime

from access.audit import Action
from access.gate import MEDIA
from access.principal import Principal
from access.rights import Right
from pages.parts import visitor

_MOST = 5_000
"""So many contents are known at a time; a file is fetched right after the click, or never."""


@dataclass(frozen=True)
class _Given:
    """To which account a content was given, by which right, and the packages of which it is."""

    account: str
    right: Right
    packages: tuple[int | None, ...]

    def is_for(self, looker: Principal) -> bool:
        return looker.name == self.account and all(looker.may(self.right, one) for one in self.packages)


@dataclass
class _Known:
    """SHA-256 of a content → all to whom it was given: two who make the same file have the same address."""

    given: OrderedDict[str, set[_Given]] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_known = _Known()


def give(digest: str, looker: Principal, right: Right, packages: Sequence[int | None]) -> None:
    """From now on this account may fetch the content with this SHA-256, for as long as it has the right."""
    with _known.lock:
        _known.given.setdefault(digest, set()).add(_Given(looker.name, right, tuple(packages)))
        _known.given.move_to_end(digest)
        if len(_known.given) > _MOST:
            _known.given.popitem(last=False)


def may_fetch(looker: Principal, path: str) -> bool:
    """Whether a file of Streamlit may be given to somebody; what was made for others is refused on record. Also False
    for a file that there is not, or no longer. StoreError where a refusal cannot be recorded."""
    name = path.removeprefix(MEDIA)
    found = runtime.get_instance().media_file_mgr.read_file(name) if runtime.exists() else None
    if found is None:
        return False
    digest = hashlib.sha256(found.content).hexdigest()
    with _known.lock:
        given = list(_known.given.get(digest, ()))
    if any(one.is_for(looker) for one in given):
        return True
    visitor.access().trail.record(
        looker, Action.REFUSAL, f"文件 {path}", result="refused", note="这个文件是为别的账号生成的", before=digest
    )
    return False
