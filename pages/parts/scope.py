"""Which packages a reading of the store tells of, so that nobody reads what is not theirs; undeclared is refused."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any

from data.errors import DefinitionError
from kpi.camera_files import camera_file
from kpi.cameras import PACKAGE as CAMERAS_OF
from kpi.cameras import camera_days, cameras, listed_cameras
from loaders.batches import list_batches
from loaders.queue_receipts import stored_receipts
from loaders.waiting_list import waiting_uploads

Reading = Callable[..., object]
Scope = frozenset[int] | None
"""The packages to which a result is narrowed; None: it is of packages that were asked for and checked."""


def _of_packages(found: Any, scope: frozenset[int]) -> Any:
    return [one for one in found if one.package in scope]


_NARROWED: dict[Reading, Callable[[Any, frozenset[int]], Any]] = {
    list_batches: _of_packages,
    waiting_uploads: _of_packages,
    stored_receipts: _of_packages,
    listed_cameras: lambda found, scope: found if CAMERAS_OF in scope else frozenset(),
}
"""Readings over all packages, and how what they give is narrowed."""
_OF_CAMERAS = (cameras, camera_days, camera_file)


def asked_packages(reading: Reading, given: tuple[object, ...]) -> list[int]:
    """The packages that a reading with these arguments tells of; none for one that is narrowed instead.

    A reading says it by its first parameter after the store: package, packages or system_id. DefinitionError otherwise.
    """
    if reading in _NARROWED:
        return []
    if reading in _OF_CAMERAS:
        return [CAMERAS_OF]
    names = _parameters(reading)
    if "packages" in names:
        named = given[names.index("packages")]
        return [int(one) for one in named] if isinstance(named, tuple | frozenset) else []
    first = names[0] if names else ""
    if first == "package":
        return [int(str(given[0]))]
    if first == "system_id":
        return [int(str(given[0])[1])]
    raise DefinitionError(
        "这项内容没有声明属于哪个包件，没有打开", "请告诉管理员", f"{reading} in pages/parts/scope.py"
    )


def narrowing(reading: Reading, own: frozenset[int]) -> Scope:
    """To what the result of a reading is narrowed for somebody with these packages."""
    return own if reading in _NARROWED else None


def narrowed(reading: Reading, found: object, scope: Scope) -> object:
    """What is left of a result in a scope."""
    return found if scope is None else _NARROWED[reading](found, scope)


@cache
def _parameters(reading: Reading) -> list[str]:
    return list(signature(reading).parameters)[1:]
