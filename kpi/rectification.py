"""整改: what is done about a missed indicator or clause, read from the store. What is entered: kpi/rectifying.py.

Each change is a version of its own with who and when; nothing stored is overwritten. A state is never stored: it is
derived at a day, so that a day in the past shows what was known, and overdue, at its end.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any, Literal, NamedTuple

from data.errors import StoreError
from data.reference import working_days
from data.store import Cursor, Store
from kpi.clauses import breaches
from kpi.periods import Month, Period, parse_period
from kpi.score import Scorecard
from kpi.targets import current_contract
from kpi.values import Finding
from kpi.workspace import changed_days

RectificationState = Literal["open", "overdue", "done", "accepted"]
Step = Literal["opened", "amended", "done", "accepted", "returned"]
RECTIFICATION_STATES: dict[RectificationState, str] = {
    "overdue": "已逾期",
    "open": "整改中",
    "done": "已完成待验收",
    "accepted": "已验收",
}
"""In the order in which they are listed: what needs somebody first."""
AWAITING = "待整改"
STEPS: dict[Step, str] = {
    "opened": "下达整改", "amended": "修改内容", "done": "报完成", "accepted": "验收通过", "returned": "退回重改",
}  # fmt: skip
WORKING_DAYS_GIVEN = 15
_SPAN_OF_DAYS = 90
_COLUMNS = """version, step, package, code, period, number, cause, measure, responsible, due, done, evidence_name,
    evidence_sha256, accepted_by, accepted_at, returned_reason, opened_at, made_by, made_at"""


class EvidenceFile(NamedTuple):
    """A file of evidence 佐证材料 under the name that it was handed in by."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Rectification:
    """One 整改 as it stood after one change. period: the months that it stood for when it was opened, see looked_at.

    version: of the store, which tells the changes of one number apart. returned_reason: why it was sent back, until it
    is reported done again.
    """

    version: int
    step: Step
    package: int
    code: str
    period: str
    number: str
    cause: str
    measure: str
    responsible: str
    due: date
    done: date | None
    evidence: EvidenceFile | None
    accepted_by: str | None
    accepted_at: datetime | None
    returned_reason: str | None
    opened_at: datetime
    made_by: str
    made_at: datetime

    def state(self, as_of: date) -> RectificationState:
        """How it stands at the end of a day; the due day itself is still in time."""
        if self.accepted_at is not None and self.accepted_at.date() <= as_of:
            return "accepted"
        if self.done is not None and self.done <= as_of:
            return "done"
        return "overdue" if as_of > self.due else "open"

    def to_json(self, as_of: date) -> dict[str, Any]:
        """As the command line prints it: plain JSON values, days and times ISO, with the state at the end of a day."""
        return {
            "number": self.number,
            "package": self.package,
            "code": self.code,
            "period": self.period,
            "state": self.state(as_of),
            "cause": self.cause,
            "measure": self.measure,
            "responsible": self.responsible,
            "due": self.due.isoformat(),
            "done": self.done.isoformat() if self.done else None,
            "evidence": self.evidence._asdict() if self.evidence else None,
            "accepted_by": self.accepted_by,
            "accepted_at": self.accepted_at.isoformat() if self.accepted_at else None,
            "returned_reason": self.returned_reason,
            "opened_at": self.opened_at.isoformat(),
            "made_by": self.made_by,
            "made_at": self.made_at.isoformat(),
        }

    @property
    def days_late(self) -> int:
        """Calendar days from the due day to the day of completion; 0 if in time or not done yet."""
        return max(0, (self.done - self.due).days) if self.done else 0

    @property
    def last_month(self) -> Month:
        """The last month that it stands for."""
        return _last_month(self.period)


def rectifications(store: Store, package: int, as_of: date) -> list[Rectification]:
    """All of a package, each as it stood at the end of a day, by number; those opened later are left out."""
    with store.reading() as cursor:
        return newest(cursor, package, as_of)


class Register(NamedTuple):
    """All that is entered of a package, and the day at which it is looked at: the data cut-off, or the last entry if
    later."""

    entries: list[Rectification]
    day: date
    cut_off: date

    def of(self, code: str, period: Period) -> Rectification | None:
        """The one that stands for a missed indicator or clause in a period; None while there is none."""
        seen = looked_at(period, self.cut_off)
        found = [one for one in self.entries if one.code == code and answers(one, seen)]
        return found[-1] if found else None


def register(store: Store, package: int, as_of: date) -> Register:
    """What is entered up to now: what is done about a month is entered after its data cut-off."""
    entries = rectifications(store, package, store.now().date())
    return Register(entries, max([as_of, *(one.made_at.date() for one in entries)]), as_of)


def newest(cursor: Cursor, package: int, as_of: date) -> list[Rectification]:
    """As rectifications, on a cursor that is open already."""
    rows = cursor.execute(
        f"""SELECT {_COLUMNS} FROM rectifications
            WHERE package = ? AND made_at < ? AND version <= (SELECT version FROM published)
            QUALIFY row_number() OVER (PARTITION BY number ORDER BY version DESC) = 1
            ORDER BY opened_at, number""",
        [package, as_of + timedelta(days=1)],
    ).fetchall()
    return [_rectification(*row) for row in rows]


def history(store: Store, number: str) -> list[Rectification]:
    """Every change of one, the first first; empty for a number that there is not."""
    with store.reading() as cursor:
        rows = cursor.execute(
            f"""SELECT {_COLUMNS} FROM rectifications
                WHERE number = ? AND version <= (SELECT version FROM published) ORDER BY version""",
            [number],
        ).fetchall()
    return [_rectification(*row) for row in rows]


def _rectification(
    version: int, step: Step, package: int, code: str, period: str, number: str, cause: str, measure: str,
    responsible: str, due: date, done: date | None, name: str | None, sha256: str | None, *rest: object,
) -> Rectification:  # fmt: skip
    evidence = EvidenceFile(name, sha256) if name and sha256 else None
    return Rectification(
        version, step, package, code, period, number, cause, measure, responsible, due, done, evidence,
        *rest,  # type: ignore[arg-type]
    )  # fmt: skip


def _last_month(period: str) -> Month:
    contract = current_contract()
    return parse_period(period, contract, contract.first_month.first_day).last


def looked_at(period: Period, as_of: date) -> Period:
    """The months of a period that have begun by a data cut-off, under a name that means them at any time: of '全服务期'
    nobody has seen more, so neither a rectification nor its acceptance can stand for more."""
    last = max(period.first, min(period.last, Month.of(as_of)))
    name = str(period.first) if period.first == last else f"{period.first}..{last}"
    return Period(name, period.first, last)


def missed(card: Scorecard) -> list[Finding]:
    """What a package has to put right: missed indicators in the order of the table, then broken clauses."""
    return [*(one.finding for one in card.indicators if one.finding.verdict == "missed"), *breaches(card)]


def awaiting(card: Scorecard, known: Iterable[Rectification]) -> list[Finding]:
    """The missed ones 待整改 for which there is nothing: neither one still to be accepted, nor an accepted one
    for this period or a later one. known: those of the package at the day that is looked at."""
    seen, period = list(known), looked_at(card.period, card.as_of)
    return [
        finding
        for finding in missed(card)
        if not any(one.code == finding.indicator.code and answers(one, period) for one in seen)
    ]


def answers(one: Rectification, period: Period) -> bool:
    """Whether a rectification stands for a period: as long as it is not accepted for any, then up to its own."""
    return one.accepted_at is None or period.last <= one.last_month


def due_day(store: Store, opened_on: date) -> date | None:
    """The last of the 15 working days after a day, by the working calendar and the days changed in the settings.

    None where the calendar does not know a day on the way (日历缺失): nothing is guessed.
    """
    with store.reading() as cursor:
        changed = changed_days(cursor, store.version())
    first = opened_on + timedelta(days=1)
    calendar = {**working_days(first, first + timedelta(days=_SPAN_OF_DAYS)), **changed}
    left = WORKING_DAYS_GIVEN
    for day in (first + timedelta(days=step) for step in range(_SPAN_OF_DAYS)):
        if day not in calendar:
            return None
        left -= calendar[day]
        if not left:
            return day
    return None


def evidence_bytes(store: Store, evidence: EvidenceFile) -> bytes:
    """The file as it was handed in; StoreError if it is gone from the disk or was changed there."""
    path = store.originals / f"{evidence.sha256}{suffix_of(evidence.name)}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreError(f"佐证材料 {evidence.name} 读不出来", "请从备份恢复上传的原件", str(error)) from error
    if hashlib.sha256(content).hexdigest() != evidence.sha256:
        raise StoreError(f"佐证材料 {evidence.name} 和上传时不一样", "请从备份恢复上传的原件", str(path))
    return content


def suffix_of(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; '' without one."""
    return PurePath(name).suffix.lower()
