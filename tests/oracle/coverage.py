"""Inspections of systems and the coverage of assets, month by month."""

from datetime import datetime

from .months import Ratios, covered_months, first_day, inside, is_finished, next_month, whole_month, worst_month
from .records import Figures, Records, Row, Value, assets_in_force, counting, parent_of, top_systems


def _inspections(records: Records, month: str) -> list[tuple[str, Row]]:
    begin, end = first_day(month), first_day(next_month(month))
    return [(s, r) for s, r in counting(records, "inspections") if begin <= r["inspected_at"] < end]


def _of_system(row: Row) -> bool:
    return row.get("target") in (None, "", "系统")


def inspections(records: Records, start: datetime, end: datetime) -> Value:
    """Days with an inspection of the system: the worst system in service the whole month, in the worst finished month.

    `part` is the number of system-days of all the period's finished months; whole is None; each system's value is its
    own worst month. None without a finished covered month.
    """
    months = [m for m in covered_months(records, ("inspections",), start, end) if is_finished(m, end)]
    counts: dict[str, list[int]] = {}
    for month in months:
        found = [(s, r["inspected_at"].date()) for s, r in _inspections(records, month) if _of_system(r)]
        for system_id, entry in top_systems(records, month).items():
            if whole_month(entry, month):
                counts.setdefault(system_id, []).append(len({day for s, day in found if s == system_id}))
    by_system: dict[str, Figures] = {s: (min(c), sum(c), None) for s, c in sorted(counts.items())}
    worst = min((min(c) for c in counts.values()), default=None)
    return Value(worst, sum(sum(c) for c in counts.values()), None, by_system)


def coverage(records: Records, start: datetime, end: datetime, asset_class: str | None = None) -> Value:
    """Percent of the assets in service the whole month that were looked after, of one class or of all.

    The worst finished month decides; part and whole count asset-months of all finished months.
    """
    months = covered_months(records, ("assets", "inspections", "incidents"), start, end)
    return worst_month({m: _looked_after(records, m, asset_class) for m in months if is_finished(m, end)}, end)


def _looked_after(records: Records, month: str, asset_class: str | None) -> Ratios:
    begin, end = first_day(month), first_day(next_month(month))
    visits = _inspections(records, month)
    tickets = [r for _, r in counting(records, "incidents") if inside(r["reported_at"], [month], begin, end)]
    named = {r.get("asset_id") for _, r in visits} | {r.get("asset_id") for r in tickets}
    seen_systems = {s for s, r in visits if _of_system(r)}
    ratios: Ratios = {}
    for asset_id, entry in (assets_in_force(records, month) or {}).items():
        if asset_class not in (None, entry["asset_class"]) or not whole_month(entry, month):
            continue
        system_id = parent_of(records, entry["system_id"], month)
        seen = asset_id in named or (entry["asset_class"] in ("软件", "应用") and system_id in seen_systems)
        part, whole = ratios.get(system_id, (0, 0))
        ratios[system_id] = (part + seen, whole + 1)
    return ratios
