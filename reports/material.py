"""Everything that a report says of one package in one period, read at once from one version of the store."""

import re
from dataclasses import dataclass
from datetime import date

from data.errors import StoreError
from data.reference import Package, packages
from data.store import Store
from kpi.answers import Answer, questionnaires
from kpi.answers import within as answers_within
from kpi.availability import AvailabilitySheet, availability_sheet
from kpi.availability import within as days_within
from kpi.cameras import PACKAGE, Camera, CameraDays, camera_days, cameras
from kpi.claims import Claim, claims
from kpi.corrections import Correction, corrections
from kpi.doubting import Doubt, doubts
from kpi.exemptions import Exemptions, exemptions
from kpi.faults import FaultRecords, fault_records
from kpi.handling import Scope
from kpi.open_cases import OpenCase, open_cases
from kpi.outages import Failed, failed
from kpi.periods import Month, parse_period
from kpi.rectification import Register, register
from kpi.satisfaction import by_quarter
from kpi.score import Scorecard, Trend, as_of_default, scorecard, scorecard_with_trend
from kpi.settings import contract_of
from kpi.targets import current_contract
from kpi.uploads import Gaps, upload_gaps
from kpi.values import Finding
from reports.kinds import KINDS, Kind

_ATTEMPTS = 3


@dataclass(frozen=True)
class Cameras:
    """The cameras of a period, and what all of them did on its days."""

    every: list[Camera]
    days: CameraDays


@dataclass(frozen=True)
class Material:
    """A package in a period as of a day. earlier: the scorecard of the period before, None where there is none; months:
    the scorecards of the months of the period that have begun; trend: indicators and clauses by month of the term;
    upload_day: of the next month, by which the data of a month is due; claims: those on records of the period, as they
    stand now; doubts: those of months of the period, the open ones first."""

    package: Package
    card: Scorecard
    earlier: Scorecard | None
    months: tuple[Scorecard, ...]
    trend: Trend
    uptime: AvailabilitySheet
    failed: list[Failed]
    faults: FaultRecords
    cases: list[OpenCase]
    answers: list[Answer]
    quarters: dict[str, Finding]
    cameras: Cameras | None
    corrections: list[Correction]
    register: Register
    exemptions: Exemptions
    gaps: Gaps
    upload_day: int
    claims: list[Claim]
    doubts: list[Doubt]

    @property
    def scope(self) -> Scope:
        """Which fault tickets are looked at."""
        return Scope.of(self.faults, self.card.period)

    def finding(self, measure: str, tag: str | None = None) -> Finding | None:
        """The indicator or clause with this measure and tag, those of the target table first; None without one."""
        every = [*(one.finding for one in self.card.indicators), *self.card.clauses]
        return next((one for one in every if one.indicator.measure == measure and one.indicator.where == tag), None)

    def monthly(self, code: str) -> dict[str, Finding]:
        """An indicator or clause in the months of the period that have begun."""
        names = {str(month) for month in self.card.period.months}
        return {name: one for name, one in self.trend.get(code, {}).items() if name in names}


def read_material(store: Store, package: int, period: str, as_of: date | None = None) -> Material:
    """Read what a report of a package needs; all of it of one version of the store, read anew if a batch is published
    meanwhile.

    Raises DefinitionError for an unknown period, StoreError if the store does not come to rest.
    """
    day = as_of or as_of_default(store)
    for _ in range(_ATTEMPTS):
        version = store.version()
        material = _read(store, package, period, day)
        if store.version() == version:
            return material
    raise StoreError("数据正在更新，报告没有做成", "请稍候再试")


def kind_of_period(period: str) -> Kind | None:
    """The kind of report that a period belongs to by its form; None for any other run of months."""
    return next((one for one in KINDS.values() if re.fullmatch(one.form, period)), None)


def _read(store: Store, package: int, name: str, day: date) -> Material:
    contract = current_contract()
    period = parse_period(name, contract, day)
    card, trend = scorecard_with_trend(store, package, name, day, with_clauses=True)
    kind = kind_of_period(name)
    before = kind.compared_with(period) if kind else None
    begun = [month for month in period.months if month <= Month.of(day)]
    has_cameras = package == PACKAGE
    return Material(
        packages()[package],
        card,
        scorecard(store, package, before, day) if before else None,
        tuple(scorecard(store, package, str(month), day) for month in begun) if len(period.months) > 1 else (card,),
        trend,
        days_within(availability_sheet(store, package, day), period),
        failed(store, package, period, day),
        fault_records(store, package, day),
        open_cases(store, package, period, day),
        answers_within(questionnaires(store, package).answers, period.months, day),
        by_quarter(store, package, day),
        Cameras(cameras(store, name, day), camera_days(store, name, day)) if has_cameras else None,
        [one for one in corrections(store, package) if one.month in {str(month) for month in period.months}],
        register(store, package, day),
        exemptions(store, package, period, day, with_cameras=has_cameras),
        upload_gaps(store, package, period, day),
        contract_of(store, period.last, card.version).upload_day,
        [one for one in claims(store, package) if one.month in period.months],
        [one for one in doubts(store, package, day) if one.month in period.months],
    )
