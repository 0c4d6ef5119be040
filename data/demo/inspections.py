"""Inspections: of systems on several days a month, of every piece of hardware once, and the rounds."""

from collections.abc import Iterator
from datetime import date
from random import Random

from data.demo.assets import AssetLists, is_enforcement, is_outdoor, serves_on
from data.demo.chance import Row, distinct_days, moment_in, stream, working_moment
from data.demo.rounds import inspection_row, round_rows
from data.demo.story import TOO_FEW_INSPECTION_DAYS, Plot
from data.demo.systems import systems_of
from data.demo.term import MONTHS, days_of


def inspection_rows(plot: Plot, seed: int, assets: AssetLists) -> list[Row]:
    """All inspections of a package by time, numbered by month."""
    rows: list[Row] = []
    for month, unseen in zip(MONTHS, plot.unseen_assets, strict=True):
        rng = stream(seed, plot.package, "inspections", month)
        listed = assets.in_force(month)
        found = [*_of_systems(rng, plot, month), *_of_hardware(rng, plot.package, month, listed, unseen)]
        if plot.package == 4:
            found += _of_enforcement(rng, month, listed)
        found += round_rows(plot.package, month, seed, listed)
        found.sort(key=lambda row: moment_in(row, "inspected_at"))
        for number, row in enumerate(found, start=1):
            row["inspection_id"] = f"XJ{plot.package}-{month[2:4]}{month[5:]}-{number:05d}"
        rows += found
    return rows


def _of_systems(rng: Random, plot: Plot, month: str) -> Iterator[Row]:
    for system in systems_of(plot.package):
        days = TOO_FEW_INSPECTION_DAYS.get((month, system), rng.randint(*plot.inspection_days))
        for day in distinct_days(rng, month, days):
            yield inspection_row(rng, plot.package, system, "系统", working_moment(rng, day))


def _of_hardware(rng: Random, package: int, month: str, listed: list[Row], unseen: float) -> Iterator[Row]:
    """One inspection of every piece of hardware in its days of service, but for the share left unseen."""
    days = days_of(month)
    inspected: list[tuple[Row, list[date]]] = []
    for asset in listed:
        in_service = [day for day in days if serves_on(asset, day)]
        if asset["asset_class"] == "硬件" and not is_enforcement(asset) and in_service:
            inspected.append((asset, in_service))
    left_out = set(rng.sample(range(len(inspected)), round(len(inspected) * unseen)))
    for number, (asset, in_service) in enumerate(inspected):
        if number in left_out:
            continue
        # Neighbours in the list stand close together: they are visited on the same round.
        round_of = in_service[min(number * len(in_service) // len(inspected), len(in_service) - 1)]
        target = "其他" if is_outdoor(asset) else "硬件"
        yield inspection_row(rng, package, str(asset["system_id"]), target, working_moment(rng, round_of), asset)


def _of_enforcement(rng: Random, month: str, listed: list[Row]) -> Iterator[Row]:
    """Every checkpoint and e-police device once a day."""
    for asset in filter(is_enforcement, listed):
        for day in days_of(month):
            yield inspection_row(rng, 4, str(asset["system_id"]), "卡口电警", working_moment(rng, day, 8, 12), asset)
