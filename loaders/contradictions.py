"""What is stored although it does not fit together: named in the receipt's notes, how many and the first three."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from loaders.checking import Checked
from loaders.current import Current, reference_parents
from loaders.dataset import Dataset
from loaders.problems import listed
from loaders.uploads import Upload


def note_contradictions(sheets: Sequence[Checked], current: Current) -> None:
    """Add notes to the sheets of a file about to be stored; `current` is what stood before it."""
    systems = next((one for one in sheets if one.dataset.name == "systems"), None)
    assets = next((one for one in sheets if one.dataset.name == "assets"), None)
    for checked in sheets:
        if checked.table.is_nil or not checked.kept:
            continue
        if checked.dataset.name in ("systems", "assets"):
            _note_retired(checked, current)
        if "asset_id" in checked.values and checked.dataset.name != "assets":
            _note_unknown_assets(checked, assets, current)
        if "system_id" in checked.values and checked.dataset.placed_by:
            _note_systems_out(checked, systems, current)


def _kept(checked: Checked, values: Sequence[Any]) -> list[Any]:
    return [values[index] for index in checked.good]


def _note_retired(checked: Checked, current: Current) -> None:
    """Entries of the list before that a newer one leaves out."""
    dataset = checked.dataset
    earlier = current.list_before(dataset.name, checked.upload.month)
    if earlier:
        before = current.ids_of(dataset.name, [earlier])
    else:
        before = set(reference_parents(checked.upload.package)) if dataset.name == "systems" else set()
    listed_now = set(_kept(checked, checked.record_ids))
    if "parent_id" in checked.values:
        listed_now |= set(_kept(checked, checked.values["parent_id"]))
    refused = sorted(before & {checked.record_ids[index] for index in checked.refused} - listed_now)
    if refused:
        checked.notes.append(
            f"{len(refused)} 个编号的行没有入库，补报之前不在清单中，相关指标标为部分入库：{listed(refused)}"
        )
    retired = sorted(before - listed_now - set(refused))
    if retired:
        checked.notes.append(
            f"上一份{dataset.title}中的 {len(retired)} 个编号不在新清单中，"
            f"自 {checked.upload.month}-01 起视为停用：{listed(retired)}"
        )


def _note_unknown_assets(checked: Checked, assets: Checked | None, current: Current) -> None:
    named = {asset_id for asset_id in _kept(checked, checked.values["asset_id"]) if asset_id is not None}
    named |= checked.plain.different("asset_id")
    if not named:
        return
    if assets is not None:
        known = set(_kept(assets, assets.record_ids))
    else:
        batch_id = current.list_before("assets", _next_month(checked.upload))
        known = current.ids_of("assets", [batch_id]) if batch_id else set()
    unknown = sorted(named - known)
    if unknown:
        checked.notes.append(f"{len(unknown)} 个资产编号不在资产清单中，已入库：{listed(unknown)}")


def _next_month(upload: Upload) -> str:
    return f"{upload.ends_at:%Y-%m}"


def systems_in_service(dataset: Dataset, upload: Upload, current: Current) -> set[str]:
    """The systems that the list in force has in service throughout the time of an upload without a list."""
    end = upload.span(dataset)[1].date()
    in_force = _systems_in_force(upload, None, current)
    return {system_id for system_id, ends in in_force.items() if ends is None or ends >= end}


def _note_systems_out(checked: Checked, systems: Checked | None, current: Current) -> None:
    """Records of systems after their 停用日期, or of systems that the list in force leaves out; no plain row is one."""
    in_force = _systems_in_force(checked.upload, systems, current)
    early = set(checked.early)
    system_ids, placed = checked.values["system_id"], checked.placed
    out: list[str] = []
    for index in checked.good:
        if system_ids[index] is None:
            continue
        ends = in_force.get(system_ids[index], date.max if index in early else date.min)
        if ends is not None and placed[index].date() >= ends:
            out.append(str(checked.record_ids[index]))
    if out:
        checked.notes.append(f"{len(out)} 条记录的系统当时已停用，已入库但不计入指标：{listed(out)}")


def _systems_in_force(upload: Upload, systems: Checked | None, current: Current) -> dict[str, date | None]:
    """System → its 停用日期 or that of a system above it, by the list in force in the month of the upload."""
    if systems is not None:
        parts = systems.record_ids, systems.values["parent_id"], systems.values["out_of_service_on"]
        rows = {ids: (parent, out) for ids, parent, out in zip(*(_kept(systems, part) for part in parts), strict=True)}
    else:
        batch_id = current.list_before("systems", _next_month(upload))
        if batch_id:
            rows = current.systems_of([batch_id])
        else:
            rows = {one: (parent, None) for one, parent in reference_parents(current.package).items()}
    rows |= {parent: (None, None) for parent, _ in list(rows.values()) if parent is not None and parent not in rows}
    return {system_id: _earliest_end(system_id, rows) for system_id in rows}


def _earliest_end(system_id: str, rows: dict[str, tuple[str | None, date | None]]) -> date | None:
    ends: list[date] = []
    step: str | None = system_id
    seen: set[str] = set()
    while step in rows and step not in seen:
        seen.add(step)
        parent, end = rows[step]
        ends += [end] if end is not None else []
        step = parent
    return min(ends, default=None)


def orphans(current: Current, dataset: Dataset) -> str | None:
    """A note on continuations that count nowhere: no current batch holds their record, or it was closed before or is
    another; None if there are none. `current`: what stands after the upload."""
    batch_ids = current.batch_ids(dataset.name)
    if not dataset.open_when or not batch_ids:
        return None
    rows = current.cursor.execute(
        f"""WITH versions AS (
                SELECT record_id, fixed_key, is_continuation, is_open, batches.month
                FROM "{dataset.name}" JOIN batches USING (batch_id) WHERE list_contains(?::VARCHAR[], batch_id))
            SELECT DISTINCT record_id FROM versions AS later WHERE is_continuation AND (
                NOT EXISTS (FROM versions AS base WHERE base.record_id = later.record_id
                    AND NOT base.is_continuation AND base.fixed_key IS NOT DISTINCT FROM later.fixed_key)
                OR EXISTS (FROM versions AS earlier WHERE earlier.record_id = later.record_id
                    AND earlier.month < later.month AND NOT earlier.is_open))
            ORDER BY record_id""",
        [batch_ids],
    ).fetchall()
    if not rows:
        return None
    return (
        f"{dataset.title}：{len(rows)} 条续报与当前批次中的原记录接不上，不计入指标：{listed([row[0] for row in rows])}"
    )
