"""Entering claims 申诉 and deciding on them, each checked as a whole; what a decision would change, before it is made.

Whoever decides names the state that was seen: if somebody else has decided since, nothing is stored. A decision makes
all facts of the package anew in the same version, so that readers see either both or neither.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from data.errors import DefinitionError
from data.store import Cursor, Store
from kpi.claim_kinds import CLAIM_KINDS, EXEMPT_REASONS, PACKAGE_FIELD, RECLASSIFIED, SPOKEN, ClaimKind
from kpi.claims import CLAIM_STATES, Claim, DecisionKind, Spans, Subject, read_claims, subject, united_hours
from kpi.entering import insert, next_number
from kpi.measures import rebuild
from kpi.rectification import EvidenceFile
from kpi.rectifying import file_problems, keep_evidence, signature_problems, text_problems
from kpi.score import Scorecard, scorecard

MOST_SPANS = 20
_MEND = "没有保存；请改正后再提交"
_CLAIMANT, _DECIDER = "申诉人", "裁定人"


@dataclass(frozen=True)
class Wanted:
    """What is claimed of a record. field and value: of a wrong class; value alone: the reason of an exemption; spans:
    from, to of waits, or of the one maintenance window."""

    package: int
    dataset: str
    record_id: str
    kind: ClaimKind
    reason: str
    field: str | None = None
    value: str | None = None
    spans: Spans = ()


def enter_claim(store: Store, wanted: Wanted, file: tuple[str, bytes] | None, *, made_by: str) -> Claim:
    """Enter a claim with the name and bytes of its evidence; gives it with its number. DefinitionError naming all that
    is wrong with it."""
    now = store.now()
    found = subject(store, wanted.package, wanted.dataset, wanted.record_id)
    problems = _problems(wanted, found, now) + text_problems(wanted.reason, "申诉理由")
    problems += file_problems(file) + signature_problems(made_by, _CLAIMANT)
    _refuse(problems)
    assert found is not None
    assert file is not None
    evidence = keep_evidence(store, file)
    with store.publishing() as (cursor, version):
        known = read_claims(cursor, wanted.package)
        _refuse(_twice(wanted, known))
        number = next_number("SS", (one.number for one in known), wanted.package, now.year)
        _append(cursor, version, number, wanted, found, evidence, made_by.strip(), now)
    with store.reading() as cursor:
        return next(one for one in read_claims(cursor, wanted.package) if one.number == number)


def decide(store: Store, seen: Claim, decision: DecisionKind, reason: str, *, made_by: str) -> Claim:
    """Accept or reject a claim, or decide anew; gives it as it stands then. DefinitionError naming all that is
    wrong."""
    problems = text_problems(reason, "裁定理由") + signature_problems(made_by, _DECIDER)
    if made_by.strip() == seen.made_by:
        problems.append(f"{seen.made_by} 是申诉人，不能裁定自己的申诉")
    with store.publishing() as (cursor, version):
        now = next(one for one in read_claims(cursor, seen.package) if one.number == seen.number)
        if now.state == "withdrawn":
            problems = [f"{now.number} 已由申诉人撤回，不用裁定"]
        elif len(now.decisions) != len(seen.decisions):
            last = now.decisions[-1]
            problems = [f"{seen.number} 已由 {last.made_by} 在 {last.made_at:%Y-%m-%d %H:%M} 裁定，请看了再操作"]
        elif now.subject is None and decision == "accepted":
            problems.append("这条记录已不在当前批次中，不能采纳")
        elif now.subject != seen.subject:
            problems.append("这条记录刚刚改过，请看了再裁定")
        elif now.state == decision:
            problems.append(f"{seen.number} 现在就是“{CLAIM_STATES[now.state]}”")
        _refuse(problems)
        _append_decision(cursor, version, now, decision, reason.strip(), made_by.strip(), store.now())
        rebuild(cursor, seen.package, version)
    with store.reading() as cursor:
        return next(one for one in read_claims(cursor, seen.package) if one.number == seen.number)


def withdraw_claim(store: Store, seen: Claim, reason: str, *, made_by: str) -> Claim:
    """Take a claim back that nobody has decided on, by who entered it; it stays on the list and counts nowhere.
    DefinitionError naming all that is wrong."""
    problems = text_problems(reason, "撤回理由") + signature_problems(made_by, _CLAIMANT)
    if made_by.strip() != seen.made_by:
        problems.append(f"{seen.number} 是 {seen.made_by} 提出的，只能由申诉人撤回")
    with store.publishing() as (cursor, version):
        now = next(one for one in read_claims(cursor, seen.package) if one.number == seen.number)
        if now.decisions:
            last = now.decisions[-1]
            word = CLAIM_STATES[last.decision]
            problems = [f"{now.number} 已由 {last.made_by} 在 {last.made_at:%Y-%m-%d %H:%M} 处理（{word}），不能撤回"]
        _refuse(problems)
        # Nothing counts otherwise than before: no fact is made anew.
        _append_decision(cursor, version, now, "withdrawn", reason.strip(), made_by.strip(), store.now())
    with store.reading() as cursor:
        return next(one for one in read_claims(cursor, seen.package) if one.number == seen.number)


def foresee_decision(
    store: Store, package: int, number: str, decision: DecisionKind, periods: tuple[str, ...] = ("todate",)
) -> list[tuple[Scorecard, Scorecard]]:
    """The scorecards of some periods before and after a decision, without making it."""
    before = [scorecard(store, package, period) for period in periods]
    with store.rehearsing() as (cursor, version):
        now = next(one for one in read_claims(cursor, package) if one.number == number)
        _append_decision(cursor, version, now, decision, "", "", store.now())
        rebuild(cursor, package, version)
        seen = store.foreseen(cursor, version)
        after = [scorecard(seen, package, period) for period in periods]
    return list(zip(before, after, strict=True))


def _append(
    cursor: Cursor, version: int, number: str, wanted: Wanted, found: Subject, evidence: EvidenceFile, made_by: str,
    now: datetime,
) -> None:  # fmt: skip
    insert(cursor, "claims", {
        "version": version, "number": number, "package": wanted.package, "dataset": wanted.dataset,
        "record_id": wanted.record_id, "kind": wanted.kind, "field": wanted.field, "value": wanted.value,
        "starts_at": [begin for begin, _ in wanted.spans], "ends_at": [end for _, end in wanted.spans],
        "reason": wanted.reason.strip(), "evidence_name": evidence.name, "evidence_sha256": evidence.sha256,
        "placed_at": found.placed_at, "spoken": found.spoken[wanted.kind], "made_by": made_by, "made_at": now,
    })  # fmt: skip


def _append_decision(
    cursor: Cursor, version: int, claim: Claim, decision: DecisionKind, reason: str, made_by: str, now: datetime
) -> None:
    spoken = claim.subject.spoken[claim.kind] if claim.subject else ""
    insert(cursor, "claim_decisions", {
        "version": version, "number": claim.number, "package": claim.package, "decision": decision, "reason": reason,
        "spoken": spoken, "made_by": made_by, "made_at": now,
    })  # fmt: skip


_SPAN = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)\s*(?:至|到|~|—|-)\s*(\d{4}-\d\d-\d\d \d\d:\d\d|\d\d:\d\d)")


def parse_spans(text: str) -> Spans:
    """Spans as typed, one a line: '2026-10-05 09:00 至 2026-10-05 14:00', the second day only where it is another one.
    DefinitionError naming the first line that is none."""
    found = []
    for line in filter(None, (one.strip().replace("：", ":").replace("/", "-") for one in text.splitlines())):
        matched = _SPAN.fullmatch(line)
        begin, end = matched.groups() if matched else ("", "")
        try:
            found.append(
                (datetime.fromisoformat(begin), datetime.fromisoformat(end if len(end) > 5 else begin[:11] + end))
            )
        except ValueError as error:
            raise DefinitionError(
                f"时段“{line}”看不懂", "请写成 2026-10-05 09:00 至 2026-10-05 14:00", str(error)
            ) from error
    return tuple(found)


# --- what is wrong ---


def _refuse(problems: list[str]) -> None:
    if problems:
        raise DefinitionError("；".join(problems), _MEND)


def _problems(wanted: Wanted, found: Subject | None, now: datetime) -> list[str]:
    if found is None:
        return [f"包件{wanted.package}的当前批次中没有记录 {wanted.record_id}"]
    if (wanted.dataset, wanted.kind) not in SPOKEN:
        return [f"这类记录不能申诉“{CLAIM_KINDS[wanted.kind]}”"]
    if found.exempt_reason and wanted.kind != "class":
        return [f"这条记录已经豁免（{found.exempt_reason}），不计入考核"]
    if wanted.kind == "exempt":
        return [] if wanted.value in EXEMPT_REASONS else ["没有选豁免原因"]
    if wanted.kind == "class":
        return _class_problems(wanted, found)
    return _span_problems(wanted, found, now)


def _class_problems(wanted: Wanted, found: Subject) -> list[str]:
    words = RECLASSIFIED.get((wanted.dataset, wanted.field or ""), ())
    if wanted.value not in words:
        return ["没有选应为什么"]
    current = str(wanted.package) if wanted.field == PACKAGE_FIELD else found.fields[wanted.field or ""]
    return [f"现在就是 {wanted.value}，不用申诉"] if wanted.value == current else []


def _span_problems(wanted: Wanted, found: Subject, now: datetime) -> list[str]:
    what = CLAIM_KINDS[wanted.kind]
    if not wanted.spans:
        return [f"没有填{what}的起止时间"]
    if wanted.kind == "maintenance" and len(wanted.spans) > 1:
        return ["一条申诉只能有一个计划停机时段，请分开提出"]
    if len(wanted.spans) > MOST_SPANS:
        return [f"一条申诉最多 {MOST_SPANS} 段"]
    problems = []
    end = found.ends_at or now
    for begin, until in wanted.spans:
        if until <= begin:
            problems.append(f"{begin:%Y-%m-%d %H:%M} 起的一段，结束不晚于开始")
        elif until > now:
            problems.append(f"{begin:%Y-%m-%d %H:%M} 起的一段还没有结束")
        elif not united_hours([(begin, until)], found.begins_at, end):
            problems.append(
                f"{begin:%Y-%m-%d %H:%M} 起的一段不在记录的时间内"
                f"（{found.begins_at:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}）"
            )
    return problems


def _twice(wanted: Wanted, known: list[Claim]) -> list[str]:
    """One claim of a kind stands at a time; of waits any number, but for the same one again."""
    return [
        f"{one.number} 已经这样申诉过，{CLAIM_STATES[one.state]}"
        for one in known
        if (one.dataset, one.record_id, one.kind, one.field) == (
            wanted.dataset, wanted.record_id, wanted.kind, wanted.field)
        and one.state not in ("rejected", "withdrawn")
        and (wanted.kind not in ("waiting", "maintenance") or one.spans == wanted.spans)
    ][:1]  # fmt: skip
