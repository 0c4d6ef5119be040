"""The fault tickets of a package: those of its outages and the everyday ones."""

from datetime import datetime, timedelta

from data.demo.assets import AssetLists, is_monitored_camera, is_outdoor, serves_on
from data.demo.chance import Row, Share, any_moment, busy_days, minutes, moment_in, spread, stream
from data.demo.events import LONG_TICKETS, Outage
from data.demo.story import Plot
from data.demo.systems import subsystems_of, systems_of
from data.demo.term import MONTHS, month_of
from data.demo.words import CAMERA_FAULTS, HARDWARE_FAULTS, SOFTWARE_FAULTS

NOT_JOINED = (3, "2026-10")
"""Package and month in which one emergency was handled without the joint response it calls for."""

_SHORTEST_REPAIR = 5.0
_STEPS_WRITTEN = {1: 1.0, 2: 1.0, 3: 0.8, 4: 0.97, 5: 1.0}
"""Share of the everyday tickets of which every step was written down."""
_VISITED_FOR_ANY_FAULT = "P2-01"
_VISITED_IF_URGENT = (2, 3, 4, 5)
_SWIFT_IN_EMERGENCIES = (2, 5)
"""Packages that answer emergencies sooner than other faults."""


class _Month:
    """Writes the tickets of one package in one month."""

    def __init__(self, plot: Plot, seed: int, month: str, assets: AssetLists) -> None:
        self.rng = stream(seed, plot.package, "incidents", month)
        self.steps = stream(seed, plot.package, "steps", month)
        self.plot = plot
        self.month = month
        self.number = MONTHS.index(month)
        self.names = systems_of(plot.package)
        self.subsystems = subsystems_of(plot.package)
        self.assets = assets.in_force(month)

    def tickets(self, outages: list[Outage]) -> list[tuple[Row, Outage | None]]:
        """The tickets of the month with the outage that each belongs to, still without numbers."""
        waiting = [
            ticket
            for ticket in LONG_TICKETS
            if ticket.package == self.plot.package and month_of(ticket.reported_at) == self.month
        ]
        everyday = self.plot.tickets[self.number] - len(outages) - len(waiting)
        share = Share(self.plot.hardware_share)
        hardware = [share.hit() for _ in range(everyday)]
        repairs = {
            True: spread(self.rng, sum(hardware), self.plot.hardware_hours, sigma=0.8),
            False: spread(self.rng, everyday - sum(hardware), self.plot.software_hours, sigma=0.7),
        }
        responses = spread(self.rng, self.plot.tickets[self.number], self.plot.response_minutes[self.number], sigma=0.7)
        days = busy_days(self.rng, self.month, everyday)
        self.rng.shuffle(hardware)
        found: list[tuple[Row, Outage | None]] = []
        for outage in outages:
            found.append((self._of_outage(outage, responses.pop()), outage))
        for ticket in waiting:
            found.append((self._everyday(ticket.reported_at, True, responses.pop(), ticket.restored_at), None))
        for day, is_hardware in zip(days, hardware, strict=True):
            reported, response = any_moment(self.rng, day), responses.pop()
            restored = reported + minutes(max(repairs[is_hardware].pop() * 60, response + _SHORTEST_REPAIR))
            found.append((self._everyday(reported, is_hardware, response, restored), None))
        self._mark_emergencies([row for row, _ in found])
        return found

    def _of_outage(self, outage: Outage, response: float) -> Row:
        reported = outage.down_at + timedelta(minutes=self.rng.randint(2, 9))
        asset = self._indoor_hardware(outage.parent, reported) if outage.hardware else None
        row = self._row(outage.system_id, asset, outage.hardware, reported, outage.severity, outage.cause)
        if outage.up_at:
            response = min(response, (outage.up_at - reported) / minutes(1) * 0.7)
        self._work(row, reported, response, outage.up_at)
        row["exempt_reason"] = outage.exempt_reason
        return row

    def _everyday(self, reported: datetime, hardware: bool, response: float, restored: datetime | None) -> Row:
        asset = self._any_hardware(reported) if hardware else None
        system = str(asset["system_id"]) if asset else self.rng.choice(list(self.names))
        if not asset:
            asset = self._application(system) if self.rng.random() < 0.4 else None
            parts = [part for part in self.subsystems if part.startswith(system)]
            system = self.rng.choice(parts) if parts and not asset and self.rng.random() < 0.5 else system
        pool: tuple[str, ...] = SOFTWARE_FAULTS
        if hardware:
            pool = CAMERA_FAULTS if asset and is_outdoor(asset) else HARDWARE_FAULTS
        severity = "较大" if self.rng.random() < 0.07 else "一般"
        row = self._row(system, asset, hardware, reported, severity, self.rng.choice(pool))
        self._work(row, reported, response, restored)
        return row

    def _row(self, system: str, asset: Row | None, hardware: bool, reported: datetime, severity: str, text: str) -> Row:
        subject = asset["asset_name"] if asset else self.names[system[:5]]
        return {
            "incident_id": None,
            "system_id": system,
            "asset_id": asset["asset_id"] if asset else None,
            "fault_class": "硬件" if hardware else "软件",
            "severity": severity,
            "is_urgent": "是" if severity != "一般" else "否",
            "is_emergency": "否",
            "reported_at": reported,
            "description": f"{subject}：{text}",
        }

    def _work(self, row: Row, reported: datetime, response: float, restored: datetime | None) -> None:
        """Fills the steps of the work: response, finding, plan, arrival on site, restoring."""
        latest = restored or datetime.max
        row["responded_at"] = min(reported + minutes(response), latest)
        if row["is_urgent"] == "是" or self.plot.package in (2, 5):
            row["verified_at"] = min(reported + minutes(response + self.rng.randint(3, 10)), latest)
            row["planned_at"] = min(reported + minutes(response + self.rng.randint(14, 34)), latest)
        if row["fault_class"] == "硬件":
            row["onsite_at"] = min(reported + minutes(response + self.rng.randint(35, 130)), latest)
            if self.plot.package == 2 and self.rng.random() < 0.4:
                row["spare_at"] = min(reported + minutes(response + self.rng.randint(140, 220)), latest)
        row["restored_at"] = restored
        self._fill_in(row, reported, latest)

    def _fill_in(self, row: Row, reported: datetime, latest: datetime) -> None:
        """Steps that the process asks to be written down of every fault, and visits that a clause asks for."""
        rng, package = self.steps, self.plot.package
        responded = moment_in(row, "responded_at")
        if "verified_at" not in row and rng.random() < _STEPS_WRITTEN[package]:
            row["verified_at"] = min(responded + minutes(rng.randint(3, 12)), latest)
            row["planned_at"] = min(responded + minutes(rng.randint(14, 34)), latest)
        if "onsite_at" not in row and (
            str(row["system_id"]).startswith(_VISITED_FOR_ANY_FAULT)
            or (package in _VISITED_IF_URGENT and row["is_urgent"] == "是")
        ):
            row["onsite_at"] = min(max(reported + minutes(rng.randint(45, 125)), responded), latest)

    def _mark_emergencies(self, rows: list[Row]) -> None:
        swift = self.plot.package in _SWIFT_IN_EMERGENCIES

        def last(row: Row) -> tuple[bool, timedelta]:
            waited = moment_in(row, "responded_at") - moment_in(row, "reported_at")
            return row["severity"] == "一般", waited if swift else timedelta(0)

        chosen = sorted(rows, key=last)[: self.plot.emergencies[self.number]]
        for row in chosen:
            missed = (self.plot.package, self.month) == NOT_JOINED and row is chosen[-1]
            row |= {"is_emergency": "是", "is_joint": "否" if missed else "是"}

    def _hardware(self, moment: datetime) -> list[Row]:
        """The hardware in service at a moment and for the week after it."""
        days = (moment.date(), moment.date() + timedelta(days=7))
        return [row for row in self.assets if row["asset_class"] == "硬件" and all(serves_on(row, day) for day in days)]

    def _indoor_hardware(self, system: str, moment: datetime) -> Row | None:
        """Some hardware of a system behind its cameras, None if it has none."""
        found = [row for row in self._hardware(moment) if row["system_id"] == system and not is_outdoor(row)]
        return self.rng.choice(found) if found else None

    def _any_hardware(self, moment: datetime) -> Row:
        """Some hardware of the package, four times of five a camera where it has cameras."""
        hardware = self._hardware(moment)
        cameras = [row for row in hardware if is_monitored_camera(row)]
        return self.rng.choice(cameras if cameras and self.rng.random() < 0.8 else hardware)

    def _application(self, system: str) -> Row:
        return next(asset for asset in self.assets if asset["system_id"] == system and asset["asset_class"] == "应用")


def tickets_of(plot: Plot, seed: int, assets: AssetLists, outages: list[Outage]) -> tuple[list[Row], dict[Outage, str]]:
    """All fault tickets of a package by time of report, and the ticket number of each outage that has one."""
    found: list[tuple[Row, Outage | None]] = []
    for month in MONTHS:
        reported = [outage for outage in outages if outage.ticketed and month_of(outage.down_at) == month]
        found += _Month(plot, seed, month, assets).tickets(reported)
    numbers = dict.fromkeys(MONTHS, 0)
    numbered: dict[Outage, str] = {}
    found.sort(key=lambda pair: moment_in(pair[0], "reported_at"))
    for row, outage in found:
        month = month_of(moment_in(row, "reported_at"))
        numbers[month] += 1
        row["incident_id"] = f"GD{plot.package}-{month[2:4]}{month[5:]}-{numbers[month]:03d}"
        if outage:
            numbered[outage] = str(row["incident_id"])
    return [row for row, _ in found], numbered
