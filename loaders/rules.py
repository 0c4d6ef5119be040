"""Rules that need the store or the other sheets of the file: systems, continuations, ids used elsewhere."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import pyarrow as pa

from data.contract import duty_clauses
from data.store import Cursor
from loaders.checking import Checked
from loaders.current import Current, reference_parents
from loaders.problems import listed

_OWNER = re.compile(r"P([1-5])-")


def check_against_store(sheets: Sequence[Checked], current: Current) -> None:
    """Check the sheets of a file against what is current and against each other; systems come first."""
    parents = _known_parents(sheets, current)
    for checked in sheets:
        if not checked.table.numbers or checked.table.is_nil or not checked.values:
            continue
        if checked.dataset.name == "systems":
            _check_owners(checked)
            _check_parents(checked, parents)
            ids, own = checked.record_ids, checked.values["parent_id"]
            parents |= {str(ids[index]): own[index] for index in checked.good}
        elif "system_id" in checked.values:
            _check_systems(checked, parents)
        if checked.dataset.name == "duties":
            _check_bound_systems(checked, parents)
        if not checked.dataset.is_list:
            _check_continuations(checked, current)
            _check_elsewhere(checked, current)


def known_systems(current: Current) -> set[str]:
    """The systems that an upload without a list may name."""
    return set(_known_parents([], current))


def _known_parents(sheets: Iterable[Checked], current: Current) -> dict[str, str | None]:
    """The systems known before this file, with their parents: shipped ones and those of the lists that stay current."""
    replaced = next((one.upload.month for one in sheets if one.dataset.name == "systems"), "")
    stored = current.systems_of(current.batch_ids("systems", but=replaced))
    return reference_parents(current.package) | {system_id: parent for system_id, (parent, _) in stored.items()}


def _check_systems(checked: Checked, known: dict[str, str | None]) -> None:
    package = checked.upload.package
    for index, system_id in enumerate(checked.values["system_id"]):
        if system_id is None or system_id in known:
            continue
        owner = _OWNER.match(system_id)
        if owner and int(owner.group(1)) != package:
            checked.refuse(index, "system_of_other", "system_id", other=owner.group(1), package=package)
        else:
            nearest = _nearest(system_id, known)
            checked.refuse(index, "unknown_system", "system_id", package=package, nearest=nearest)


def _check_bound_systems(checked: Checked, parents: dict[str, str | None]) -> None:
    """A duty names a system where its clause is asked of systems, and one that the clause binds; a subsystem stands for
    its system."""
    clauses = duty_clauses(checked.upload.package)
    for index, (code, system_id) in enumerate(
        zip(checked.values["clause_code"], checked.values["system_id"], strict=True)
    ):
        if code not in clauses or (system_id is not None and system_id not in parents):
            continue  # refused already
        bound = clauses[code].systems
        if system_id is None and clauses[code].is_by_system:
            named = f"（{listed(bound)}）" if bound else ""
            checked.refuse(index, "clause_needs_system", "system_id", clause=code, systems=named)
        elif system_id is not None and bound and _top(system_id, parents) not in bound:
            checked.refuse(index, "system_not_bound", "system_id", clause=code, systems=listed(bound))


def _top(system_id: str, parents: dict[str, str | None]) -> str:
    """The system to which a system or subsystem belongs; one in a circle of parents, refused elsewhere, to itself."""
    step, seen = system_id, {system_id}
    while (above := parents.get(step)) is not None and above not in seen:
        step = above
        seen.add(step)
    return step


def _nearest(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, sorted(known), n=1, cutoff=0.6)
    return f"，最接近的是“{near[0]}”" if near else ""


def _check_owners(checked: Checked) -> None:
    """The number of a system begins with its package."""
    for index, system_id in enumerate(checked.record_ids):
        owner = _OWNER.match(system_id or "")
        if owner and int(owner.group(1)) != checked.upload.package:
            checked.refuse(index, "system_of_other", "system_id", other=owner.group(1), package=checked.upload.package)


def _check_parents(checked: Checked, known: dict[str, str | None]) -> None:
    """Parents must be known or in the list itself, and nobody may be above himself; a refused row is in no list."""
    own_parents = checked.values["parent_id"]
    while True:
        own = {str(checked.record_ids[index]): index for index in checked.good}
        above = known | {system_id: own_parents[index] for system_id, index in own.items()}
        unknown = [index for index in own.values() if own_parents[index] not in (None, *above)]
        for index in unknown:
            nearest = _nearest(own_parents[index], above)
            checked.refuse(index, "unknown_parent", "parent_id", package=checked.upload.package, nearest=nearest)
        if not unknown:
            break
    for system_id, index in own.items():
        if _leads_back(system_id, above):
            checked.refuse(index, "parent_circle", "parent_id", record_id=system_id)


def _leads_back(system_id: str, above: dict[str, str | None]) -> bool:
    """Whether going up from a system comes back to it."""
    seen: set[str] = set()
    step = above.get(system_id)
    while step is not None and step not in seen:
        if step == system_id:
            return True
        seen.add(step)
        step = above.get(step)
    return False


# --- continuations 续报 ---


def _check_continuations(checked: Checked, current: Current) -> None:
    """A row of an earlier month must go on with a record that is known and still open, and leave what is fixed."""
    waiting = [index for index in checked.early if checked.record_ids[index] is not None]
    versions = _earlier_versions(checked, current, {str(checked.record_ids[index]) for index in waiting})
    for index in waiting:
        record_id = str(checked.record_ids[index])
        found = versions.get(record_id, [])
        base = next((one for one in found if not one["is_continuation"]), None)
        closed = next((one for one in found if not one["is_open"]), None)
        if base is None:
            facts = {"month": checked.upload.month, "record_id": record_id}
            checked.refuse(index, "not_known_earlier", checked.dataset.placed_by, **facts)
        elif closed is not None:
            checked.refuse(index, "continuation_closed", record_id=record_id, batch=closed["batch_id"])
        elif base["fixed_key"] != checked.fixed_keys[index] and index not in checked.refused:
            fields = _changed(checked, index, str(base["fixed_key"]))
            checked.refuse(
                index, "continuation_changed", fields[0], record_id=record_id, batch=base["batch_id"],
                fields="、".join(checked.dataset.by_field[name].header for name in fields),
            )  # fmt: skip


def _earlier_versions(checked: Checked, current: Current, ids: set[str]) -> dict[str, list[dict[str, Any]]]:
    """The current versions of some records in earlier months, oldest first."""
    batch_ids = current.batch_ids(checked.dataset.name, before=checked.upload.month)
    if not ids or not batch_ids:
        return {}
    rows = current.cursor.execute(
        f"""SELECT record_id, batch_id, is_continuation, is_open, fixed_key
            FROM "{checked.dataset.name}" JOIN batches USING (batch_id)
            WHERE list_contains(?::VARCHAR[], batch_id) AND list_contains(?::VARCHAR[], record_id)
            ORDER BY batches.month""",
        [batch_ids, sorted(ids)],
    ).fetchall()
    found: dict[str, list[dict[str, Any]]] = {}
    for record_id, batch_id, is_continuation, is_open, fixed_key in rows:
        version = {
            "batch_id": batch_id, "is_continuation": is_continuation, "is_open": is_open, "fixed_key": fixed_key
        }  # fmt: skip
        found.setdefault(record_id, []).append(version)
    return found


def _changed(checked: Checked, index: int, stored: str) -> list[str]:
    """The fixed fields in which a row differs from the stored record."""
    pairs = zip(checked.dataset.fixed, str(checked.fixed_keys[index]).split("|"), stored.split("|"), strict=True)
    return [name for name, mine, theirs in pairs if mine != theirs]


# --- ids used elsewhere ---


def _check_elsewhere(checked: Checked, current: Current) -> None:
    """An id of this month must not stand as a record of its own in another current batch of the package."""
    early = set(checked.early)
    own: dict[str, int] = {}
    for index, record_id in enumerate(checked.record_ids):
        if record_id is not None and index not in early:
            own.setdefault(record_id, index)
    others = current.batch_ids(checked.dataset.name, but=checked.upload.month)
    name = checked.dataset.record_id[0]
    for record_id, batch_id in current_ids(current.cursor, checked.dataset.name, list(own), others):
        column = name if name in checked.table.columns else None
        checked.refuse(own[record_id], "id_elsewhere", column, record_id=record_id, batch=batch_id)


def current_ids(cursor: Cursor, dataset: str, ids: list[str], batch_ids: list[str]) -> list[tuple[str, str]]:
    """Which of the ids stand as records of their own (no continuations) in the batches: (record id, batch id)."""
    if not ids or not batch_ids:
        return []
    cursor.register("sought_ids", pa.table({"record_id": pa.array(ids, pa.string())}))
    try:
        rows = cursor.execute(
            f"""SELECT record_id, min(batch_id) FROM "{dataset}" SEMI JOIN sought_ids USING (record_id)
                WHERE list_contains(?::VARCHAR[], batch_id) AND NOT is_continuation
                GROUP BY record_id ORDER BY record_id""",
            [batch_ids],
        ).fetchall()
    finally:
        cursor.unregister("sought_ids")
    return [(record_id, batch_id) for record_id, batch_id in rows]
