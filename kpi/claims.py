"""更正与申诉: claims on records, read from the store. Entered by kpi/claiming.py; the layer: kpi/views/claim*.sql.

A claim and each decision on it is a version of its own with who and when; nothing stored is overwritten. Its state is
never stored: it follows from the newest decision and from how the record reads now.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from data.closings import closed_months, read_entries
from data.store import Cursor, Store
from kpi.claim_kinds import FIELD_WORDS, PACKAGE_FIELD, SEPARATOR, SPOKEN, ClaimKind, spoken_text
from kpi.periods import Month
from kpi.rectification import EvidenceFile
from kpi.workspace import Workspace

ClaimState = Literal["pending", "stale", "accepted", "rejected", "withdrawn"]
DecisionKind = Literal["accepted", "rejected", "withdrawn"]
"""withdrawn: by the claimant, while nobody had decided."""
CLAIM_STATES: dict[ClaimState, str] = {
    "pending": "待裁定", "stale": "待复核", "accepted": "已采纳", "rejected": "已驳回", "withdrawn": "已撤回",
}  # fmt: skip
"""In the order in which they are listed: what needs somebody first. stale: accepted, but the record is gone or reads
otherwise than then, so the claim does not count until somebody decides again."""
CLAIMABLE: dict[str, tuple[str, str, str]] = {
    "outages": ("停机记录", "down_at", "up_at"),
    "incidents": ("故障工单", "reported_at", "restored_at"),
    "requests": ("需求工单", "requested_at", "completed_at"),
}
"""Dataset → its title, and where a record of it begins and ends."""
Spans = tuple[tuple[datetime, datetime], ...]


class Decision(NamedTuple):
    """What a supervisor decided, or that the claimant withdrew; why and when. version: of the store."""

    decision: DecisionKind
    reason: str
    made_by: str
    made_at: datetime
    version: int


@dataclass(frozen=True)
class Subject:
    """A record as uploaded, without claims. spoken: kind of claim → the facts it would speak of."""

    package: int
    dataset: str
    record_id: str
    system_id: str
    begins_at: datetime
    ends_at: datetime | None
    placed_at: datetime
    said: str
    exempt_reason: str | None
    fields: dict[str, str]
    spoken: dict[ClaimKind, str]


@dataclass(frozen=True)
class Claim:
    """One claim. field, value: of a wrong class, the field and the word claimed; of an exemption, its reason. spans: as
    entered. subject: the record now, None if no current batch has it. changed: what of it reads otherwise than when it
    was claimed or last accepted, in words. is_sealed_without: its month was closed before it was accepted, or before
    that was taken back, so that only a re-opening counts it as decided."""

    version: int
    number: str
    package: int
    dataset: str
    record_id: str
    kind: ClaimKind
    field: str | None
    value: str | None
    spans: Spans
    reason: str
    evidence: EvidenceFile
    placed_at: datetime
    made_by: str
    made_at: datetime
    decisions: tuple[Decision, ...]
    subject: Subject | None
    changed: tuple[str, ...]
    is_sealed_without: bool

    @property
    def state(self) -> ClaimState:
        """How it stands now."""
        if not self.decisions:
            return "pending"
        last = self.decisions[-1].decision
        if last != "accepted":
            return last
        return "stale" if self.subject is None or self.changed else "accepted"

    @property
    def month(self) -> Month:
        """The month in which the record was placed when it was claimed."""
        return Month.of(self.placed_at.date())

    @property
    def words(self) -> str:
        """What it says of the record, in a few words, without its kind."""
        if self.kind == "exempt":
            return self.value or ""
        if self.kind == "class":
            shown = f"包件{self.value}" if self.field == PACKAGE_FIELD else self.value
            return f"{FIELD_WORDS[self.field or '']}应为 {shown}"
        return "、".join(f"{begin:%m-%d %H:%M} 至 {end:%m-%d %H:%M}" for begin, end in self.spans)

    def hours(self, moment: datetime) -> float | None:
        """How many hours of the record it takes off, by itself, up to a moment; None where it is no matter of hours."""
        if self.subject is None or (self.kind == "class" and self.field != PACKAGE_FIELD):
            return None
        begin, end = self.subject.begins_at, self.subject.ends_at or moment
        if self.kind in ("waiting", "maintenance"):
            return united_hours(self.spans, begin, end)
        return max(0.0, (end - begin).total_seconds() / 3600) if self.dataset == "outages" else None

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it: plain JSON values, times ISO."""
        return {
            "number": self.number, "package": self.package, "dataset": self.dataset, "record_id": self.record_id,
            "kind": self.kind, "field": self.field, "value": self.value,
            "spans": [[begin.isoformat(), end.isoformat()] for begin, end in self.spans],
            "state": self.state, "changed": list(self.changed), "reason": self.reason,
            "evidence": self.evidence._asdict(), "made_by": self.made_by, "made_at": self.made_at.isoformat(),
            "is_sealed_without": self.is_sealed_without,
            "decisions": [one._asdict() | {"made_at": one.made_at.isoformat()} for one in self.decisions],
        }  # fmt: skip


def united_hours(spans: Iterable[tuple[datetime, datetime]], begin: datetime, end: datetime) -> float:
    """The hours that spans cover of the time from begin to end; what overlaps counts once."""
    seconds, reached = 0.0, begin
    for first, last in sorted(spans):
        first, last = max(first, reached), min(last, end)
        if last > first:
            seconds += (last - first).total_seconds()
            reached = last
    return seconds / 3600


_CLAIMS = """
SELECT version, number, package, dataset, record_id, kind, field, value, starts_at, ends_at, reason, evidence_name,
    evidence_sha256, placed_at, spoken, made_by, made_at
FROM claims WHERE package = ? AND version <= (SELECT version FROM published) ORDER BY made_at, number"""
_DECISIONS = """
SELECT number, decision, reason, made_by, made_at, version, spoken FROM claim_decisions
WHERE package = ? AND version <= (SELECT version FROM published) ORDER BY version"""


def claims(store: Store, package: int) -> list[Claim]:
    """All claims of a package, the first entered first, each as it stands now."""
    with store.reading() as cursor:
        return read_claims(cursor, package)


def read_claims(cursor: Cursor, package: int) -> list[Claim]:
    """As claims, on a cursor that is open already."""
    rows = cursor.execute(_CLAIMS, [package]).fetchall()
    if not rows:
        return []
    decided: dict[str, list[tuple[Decision, str]]] = defaultdict(list)
    for number, *decision, spoken in cursor.execute(_DECISIONS, [package]).fetchall():
        decided[number].append((Decision(*decision), spoken))
    wanted = {(row[3], row[4]) for row in rows}
    now = {(one.dataset, one.record_id): one for one in _subjects(cursor, package, wanted)}
    sealed = _sealed_since(cursor, package)
    return [_claim(row, decided[row[1]], now.get((row[3], row[4])), sealed) for row in rows]


def _claim(
    row: tuple[Any, ...], decided: list[tuple[Decision, str]], subject: Subject | None, sealed: dict[str, int]
) -> Claim:
    version, number, package, dataset, record_id, kind, field, value, starts, ends, reason, name, sha256 = row[:13]
    placed_at, spoken, made_by, made_at = row[13:]
    decisions = tuple(one for one, _ in decided)
    known = next((text for one, text in reversed(decided) if one.decision == "accepted"), spoken)
    changed = _changed(dataset, kind, known, subject) if subject else ()
    closed_at = sealed.get(str(Month.of(placed_at.date())))
    was_accepted = any(one.decision == "accepted" for one in decisions)
    is_sealed = closed_at is not None and was_accepted and decisions[-1].version > closed_at
    return Claim(
        version, number, package, dataset, record_id, kind, field, value, tuple(zip(starts, ends, strict=True)), reason,
        EvidenceFile(name, sha256), placed_at, made_by, made_at, decisions, subject, changed, is_sealed,
    )  # fmt: skip


def _changed(dataset: str, kind: ClaimKind, known: str, subject: Subject) -> tuple[str, ...]:
    """'恢复时间原为 …，现为 …' of each fact that reads otherwise."""
    pairs = zip(
        SPOKEN[dataset, kind], known.split(SEPARATOR), subject.spoken[kind].split(SEPARATOR), strict=True
    )  # fmt: skip
    return tuple(
        f"{FIELD_WORDS[name]}原为 {old or '（空）'}，现为 {new or '（空）'}" for name, old, new in pairs if old != new
    )


def _sealed_since(cursor: Cursor, package: int) -> dict[str, int]:
    """Closed month → the version at which it was closed."""
    held = closed_months(cursor, package)
    versions = {one.closing_id: one.version for one in read_entries(cursor, package)}
    return {month: versions[closing_id] for month, closing_id in held.items()}


_SUBJECTS = """
SELECT '{dataset}', record_id, coalesce(top_system_id, system_id), {begins}, {ends}, placed_at, {said}, {exempt},
    {fields}, {spoken}
FROM recorded_{dataset} WHERE {where} ORDER BY {begins} DESC, record_id LIMIT {most}"""
_SAID = {
    "outages": "coalesce(cause, '')",
    "incidents": "fault_class || coalesce('，' || description, '')",
    "requests": "coalesce(description, '')",
}


def _subjects(cursor: Cursor, package: int, wanted: set[tuple[str, str]]) -> list[Subject]:
    found = []
    for dataset in CLAIMABLE:
        ids = [record_id for name, record_id in wanted if name == dataset]
        if ids:
            found += _read(cursor, package, dataset, "list_contains(?::VARCHAR[], record_id)", ids, len(ids))
    return found


def _read(cursor: Cursor, package: int, dataset: str, where: str, given: object, most: int) -> list[Subject]:
    _, begins, ends = CLAIMABLE[dataset]
    kinds = [kind for name, kind in SPOKEN if name == dataset]
    fields = sorted({field for name, kind in SPOKEN if name == dataset for field in SPOKEN[name, kind]})
    query = _SUBJECTS.format(
        dataset=dataset, begins=begins, ends=ends, said=_SAID[dataset], where=where, most=most,
        exempt="exempt_reason" if "exempt_reason" in fields else "NULL",
        fields="[" + ", ".join(_shown(field) for field in fields) + "]",
        spoken="[" + ", ".join(spoken_text(dataset, kind) for kind in kinds) + "]",
    )  # fmt: skip
    row = cursor.execute("SELECT version FROM published").fetchone()
    Workspace(cursor, package, row[0] if row else 0).provide(query)
    return [_subject(package, fields, kinds, row) for row in cursor.execute(query, [given]).fetchall()]


def _subject(package: int, fields: list[str], kinds: list[ClaimKind], row: tuple[Any, ...]) -> Subject:
    dataset, record_id, system_id, begins_at, ends_at, placed_at, said, exempt_reason, shown, spoken = row
    return Subject(
        package, dataset, record_id, system_id, begins_at, ends_at, placed_at, said, exempt_reason,
        dict(zip(fields, shown, strict=True)), dict(zip(kinds, spoken, strict=True)),
    )  # fmt: skip


def _shown(field: str) -> str:
    if field in ("is_urgent", "is_emergency"):
        return f"CASE WHEN {field} THEN '是' ELSE '否' END"
    return f"coalesce({field}::VARCHAR, '')"


def subject(store: Store, package: int, dataset: str, record_id: str) -> Subject | None:
    """A record that can be claimed upon, as uploaded; None if no current batch of the package has it."""
    if dataset not in CLAIMABLE:
        return None
    with store.reading() as cursor:
        found = _read(cursor, package, dataset, "record_id = ?", record_id, 1)
    return found[0] if found else None


def find_subjects(store: Store, package: int, dataset: str, text: str, most: int = 20) -> list[Subject]:
    """Records whose number or system holds a text, the newest first."""
    with store.reading() as cursor:
        return _read(cursor, package, dataset, "contains(upper(record_id || ' ' || system_id), upper(?))", text, most)
