"""Entering a rectification 整改: opened, amended, reported done, accepted or sent back, each checked as a whole.

Whoever acts names the state that was seen: if somebody else has changed it since, nothing is stored. Each change is a
version of the store, so that the pages read anew; facts stay as they are.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.errors import DefinitionError
from data.store import Cursor, Store
from kpi.entering import insert, next_number
from kpi.rectification import (
    EvidenceFile,
    Rectification,
    due_day,
    looked_at,
    missed,
    newest,
    suffix_of,
)
from kpi.score import scorecard

_OFFICE, _OLD_OFFICE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0",)
EVIDENCE_TYPES: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",), ".docx": _OFFICE, ".xlsx": _OFFICE, ".doc": _OLD_OFFICE, ".xls": _OLD_OFFICE,
    ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",), ".png": (b"\x89PNG",), ".txt": (), ".csv": (),
}  # fmt: skip
"""What evidence may be: the ending of its name, and what such a file begins with (none: text)."""
EVIDENCE_BYTES = 20_000_000
_EVER = date.max - timedelta(days=1)
_LONGEST_TEXT = 2000
_LONGEST_NAME = 100
_MEND = "没有保存；请改正后再提交"


@dataclass(frozen=True)
class Plan:
    """What is to be done. due None: 15 working days after the day of entry."""

    cause: str
    measure: str
    responsible: str
    due: date | None = None


def open_rectification(
    store: Store, package: int, code: str, period: str, plan: Plan, *, made_by: str
) -> Rectification:
    """Open one for what is missed in a period, gives it with its number.

    DefinitionError naming everything that is wrong: with the plan, because nothing is missed, because one is open.
    """
    card = scorecard(store, package, period)
    chosen = looked_at(card.period, card.as_of)
    now = store.now()
    due = plan.due or due_day(store, now.date())
    problems = _plan_problems(plan, due, now.date()) + signature_problems(made_by, "下达人")
    if code not in {one.indicator.code for one in missed(card)}:
        problems.append(f"{code} 在这个期间没有未达标，不用整改")
    with store.publishing() as (cursor, version):
        known = newest(cursor, package, _EVER)
        for one in (one for one in known if one.code == code):
            if one.accepted_at is None:
                problems.append(f"{code} 已有没验收的整改 {one.number}，不能再下达")
            elif chosen.last <= one.last_month:
                problems.append(f"{code} 到 {one.last_month} 为止的整改 {one.number} 已经验收，只能为以后的期间再下达")
        _refuse(problems)
        assert due is not None
        opened = Rectification(
            version, "opened", package, code, chosen.name,
            next_number("ZG", (one.number for one in known), package, now.year),
            plan.cause.strip(), plan.measure.strip(), plan.responsible.strip(), due,
            None, None, None, None, None, now, made_by.strip(), now,
        )  # fmt: skip
        _append(cursor, opened)
    return opened


def amend(store: Store, seen: Rectification, plan: Plan, *, made_by: str) -> Rectification:
    """Change cause, measure, responsible or due day of one that is not reported done."""
    due = plan.due or seen.due
    problems = _plan_problems(plan, due, seen.opened_at.date()) + signature_problems(made_by, "修改人")
    if seen.done is not None:
        problems.append("已报完成的整改不能再改内容，请先退回")
    texts = {"cause": plan.cause.strip(), "measure": plan.measure.strip(), "responsible": plan.responsible.strip()}
    wanted = replace(seen, step="amended", due=due, **texts)  # type: ignore[arg-type]
    if (wanted.cause, wanted.measure, wanted.responsible, wanted.due) == (
        seen.cause, seen.measure, seen.responsible, seen.due
    ):  # fmt: skip
        problems.append("内容和原来的一样，没有要改的")
    return _change(store, seen, wanted, problems, made_by)


def report_done(
    store: Store, seen: Rectification, done: date | None, file: tuple[str, bytes] | None, *, made_by: str
) -> Rectification:
    """Say on which day it was done, with the name and bytes of a file that shows it."""
    today, opened_on = store.now().date(), seen.opened_at.date()
    problems = signature_problems(made_by, "报告人") + file_problems(file)
    if seen.done is not None:
        problems.append("已经报过完成，正在等验收")
    if done is None:
        problems.append("没有填完成日期")
    elif done < opened_on:
        problems.append(f"完成日期 {done} 早于下达整改的 {opened_on}")
    elif done > today:
        problems.append(f"完成日期 {done} 还没有到，今天是 {today}")
    _refuse(problems)
    assert file is not None
    evidence = keep_evidence(store, file)
    wanted = replace(seen, step="done", done=done, evidence=evidence, returned_reason=None)
    return _change(store, seen, wanted, problems, made_by)


def keep_evidence(store: Store, file: tuple[str, bytes]) -> EvidenceFile:
    """Keep a file of evidence, its name and bytes, beside the store under its hash."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", file[0].replace("\\", "/").rsplit("/", 1)[-1])
    return EvidenceFile(name, store.keep_original(file[1], suffix_of(name)))


def accept(store: Store, seen: Rectification, *, made_by: str) -> Rectification:
    """Accept what was reported done."""
    problems = signature_problems(made_by, "验收人") + _unready_problems(seen)
    accepted = replace(seen, step="accepted", accepted_by=made_by.strip(), accepted_at=store.now())
    return _change(store, seen, accepted, problems, made_by)


def send_back(store: Store, seen: Rectification, reason: str, *, made_by: str) -> Rectification:
    """Do not accept what was reported done: it is open again, for the reason given; its day and file stay in the
    history."""
    problems = signature_problems(made_by, "验收人") + _unready_problems(seen)
    problems += text_problems(reason, "退回的理由")
    returned = replace(seen, step="returned", done=None, evidence=None, returned_reason=reason.strip())
    return _change(store, seen, returned, problems, made_by)


def _change(
    store: Store, seen: Rectification, wanted: Rectification, problems: list[str], made_by: str
) -> Rectification:
    """Append the wanted state, unless there are problems or it was changed since it was seen."""
    with store.publishing() as (cursor, version):
        known = newest(cursor, seen.package, _EVER)
        latest = next((one for one in known if one.number == seen.number), None)
        if latest is None or latest.version != seen.version:
            who = f"（{latest.made_by}，{latest.made_at:%Y-%m-%d %H:%M}）" if latest else ""
            problems = [f"整改 {seen.number} 已被别人改过{who}，请看了最新的内容再操作"]
        _refuse(problems)
        changed = replace(wanted, version=version, made_by=made_by.strip(), made_at=store.now())
        _append(cursor, changed)
    return changed


def _append(cursor: Cursor, one: Rectification) -> None:
    name, sha256 = one.evidence or (None, None)
    values = {
        "version": one.version, "number": one.number, "package": one.package, "code": one.code, "period": one.period,
        "step": one.step, "cause": one.cause, "measure": one.measure, "responsible": one.responsible, "due": one.due,
        "done": one.done, "evidence_name": name, "evidence_sha256": sha256, "accepted_by": one.accepted_by,
        "accepted_at": one.accepted_at, "returned_reason": one.returned_reason, "opened_at": one.opened_at,
        "made_by": one.made_by, "made_at": one.made_at,
    }  # fmt: skip
    insert(cursor, "rectifications", values)


# --- what is wrong ---


def _refuse(problems: list[str]) -> None:
    if problems:
        raise DefinitionError("；".join(problems), _MEND)


def text_problems(text: str, what: str, longest: int = _LONGEST_TEXT) -> list[str]:
    """What is wrong with a text that must be given, in words."""
    if not text.strip():
        return [f"没有填{what}"]
    return [f"{what}超过 {longest} 个字"] if len(text) > longest else []


def signature_problems(name: str, what: str) -> list[str]:
    """What is wrong with the name of whoever acts, in words."""
    return text_problems(name, what, _LONGEST_NAME)


def _plan_problems(plan: Plan, due: date | None, opened_on: date) -> list[str]:
    problems = text_problems(plan.cause, "原因") + text_problems(plan.measure, "整改措施")
    problems += text_problems(plan.responsible, "责任人", _LONGEST_NAME)
    if due is None:
        problems.append("日历缺失，算不出 15 个工作日后的期限，请手工填写期限")
    elif due < opened_on:
        problems.append(f"期限 {due} 早于下达整改的 {opened_on}")
    elif due > opened_on + timedelta(days=366):
        problems.append(f"期限 {due} 在一年以后，请检查")
    return problems


def _unready_problems(seen: Rectification) -> list[str]:
    if seen.accepted_at is not None:
        return ["已经验收"]
    return [] if seen.done is not None else ["还没有报完成，不能验收或退回"]


def file_problems(file: tuple[str, bytes] | None) -> list[str]:
    """What is wrong with a file of evidence, its name and bytes, in words."""
    if file is None:
        return ["没有佐证材料，请上传文件"]
    name, content = file
    suffix = suffix_of(name)
    if suffix not in EVIDENCE_TYPES:
        allowed = "、".join(one.removeprefix(".") for one in EVIDENCE_TYPES)
        return [f"佐证材料“{name}”的类型不收，可用 {allowed}"]
    if not content:
        return [f"佐证材料“{name}”是空文件"]
    if len(content) > EVIDENCE_BYTES:
        return [f"佐证材料“{name}”超过 {EVIDENCE_BYTES // 1_000_000} MB"]
    begins = EVIDENCE_TYPES[suffix]
    fits = content.startswith(begins) if begins else b"\0" not in content
    return [] if fits else [f"佐证材料“{name}”的内容不是 {suffix.removeprefix('.')} 文件"]
