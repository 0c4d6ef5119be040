"""Whether closed months 结账 stand as they were sealed: hashes, checksums and the chain of what is stored, and the
comparison with a store made afresh from the original uploads."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.closings import Entry, closed_months, entries
from data.store import Cursor, Store
from kpi.facts import facts_version
from kpi.hashes import batch_digests, claim_digests, digest, rule_digests
from kpi.measures import rebuild
from kpi.periods import Month
from kpi.sealing import Act, add_entry, checksum_of, seal, sealed_digests

_NAMED = {
    "facts": ("日事实", "sealed_facts"),
    "cases": ("未结事项", "sealed_cases"),
    "coverage": ("覆盖", "sealed_coverage"),
    "vetoes": ("一票否决", "sealed_vetoes"),
    "scope": ("范围", "sealed_scope"),
    "unclaimed": ("不含申诉的日事实", "sealed_unclaimed"),
    "unclaimed_cases": ("不含申诉的未结事项", "sealed_unclaimed_cases"),
    "scorecards": ("评分表", "sealed_scorecards"),
}


@dataclass
class Checked:
    """What was found of one closing. is_held: it holds now; wrong: the differences, each in words, the first first."""

    closing_id: str
    version: int
    package: int
    month: str
    is_held: bool
    wrong: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "closing": self.closing_id, "package": self.package, "month": self.month, "is_held": self.is_held,
            "equal": not self.wrong, "differences": self.wrong,
        }  # fmt: skip


def check_stored(store: Store, package: int) -> dict[str, Checked]:
    """What is stored of a package's closings against their own hashes: entry and chain, what was sealed, the rows of
    the batches, and the facts that are read now. Closing or re-opening → its finding, in the order of the chain."""
    found: dict[str, Checked] = {}
    previous = ""
    with store.reading() as cursor:
        held = set(closed_months(cursor, package).values())
        for place, entry in enumerate(entries(store, package), 1):
            finding = Checked(entry.closing_id, entry.version, package, entry.month, entry.closing_id in held)
            found[entry.closing_id] = finding
            if checksum_of(entry) != entry.checksum:
                finding.wrong.append(
                    f"校验值与登记内容不符：登记 {entry.checksum[:12]}，应为 {checksum_of(entry)[:12]}"
                )
            if entry.previous != previous or entry.number != place:
                finding.wrong.append("与上一条结账记录接不上，中间有记录被删改")
            previous = entry.checksum
            if entry.kind == "close":
                finding.wrong += _stored_wrong(cursor, entry)
                if finding.is_held:
                    finding.wrong += _facts_wrong(cursor, entry)
    return found


def _stored_wrong(cursor: Cursor, entry: Entry) -> list[str]:
    now = sealed_digests(cursor, entry.closing_id)
    wrong = [
        f"封存的{words}与校验值不符"
        for name, (words, _) in _NAMED.items()
        if name in entry.contents["sealed"] and now[name] != entry.contents["sealed"][name]
    ]
    kept, current = entry.contents.get("claims", {}), claim_digests(cursor, entry.package, entry.version)
    wrong += [f"申诉 {one} 在结账后被改动" for one in sorted({*kept, *current}) if kept.get(one) != current.get(one)]
    return wrong + [f"批次 {batch_id} 的记录在结账后被改动" for batch_id in changed_batches(cursor, entry)]


def changed_batches(cursor: Cursor, entry: Entry) -> list[str]:
    """The batches of a closing of which something is stored otherwise than when it was made."""
    sealed = entry.contents.get("batches", {})
    stored = batch_digests(cursor, {batch_id: one["dataset"] for batch_id, one in sealed.items()})
    return [batch_id for batch_id, one in sealed.items() if stored[batch_id] != one["rows"]]


def changed_batches_of(store: Store, package: int) -> dict[str, dict[str, str]]:
    """Closing → the batches changed since it was made, each with its dataset; every batch once."""
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    with store.reading() as cursor:
        for entry in entries(store, package):
            changed = [one for one in changed_batches(cursor, entry) if one not in seen]
            seen.update(changed)
            if changed:
                found[entry.closing_id] = {one: entry.contents["batches"][one]["dataset"] for one in changed}
    return found


def _facts_wrong(cursor: Cursor, entry: Entry) -> list[str]:
    """The facts of a closed month that are read now are those that were sealed."""
    where = """JOIN sealed_scope AS scope ON scope.closing_id = $id AND scope.kind = 'measure'
               AND scope.name = fact.measure AND scope.month = strftime(fact.day, '%Y-%m')"""
    columns = "fact.measure, fact.system_id, fact.day, fact.tag, fact.part, fact.whole"
    values: dict[str, Any] = {"id": entry.closing_id}
    sealed = digest(cursor, f"SELECT {columns} FROM sealed_facts AS fact WHERE closing_id = $id", values)
    values |= {"version": facts_version(cursor, entry.package), "package": entry.package}
    read = f"SELECT {columns} FROM daily_facts AS fact {where} WHERE fact.version = $version AND package = $package"
    return [] if sealed == digest(cursor, read, values) else ["现在读取的日事实不是封存的那一份"]


def moments(store: Store, package: int) -> dict[int, datetime]:
    """The versions at which a replay must stop besides the uploads: settings, claims and the decisions on them,
    closings, re-openings; and when."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT version, made_at FROM (
                   SELECT version, made_at FROM settings
                   UNION ALL SELECT version, made_at FROM claims WHERE package = $package
                   UNION ALL SELECT version, made_at FROM claim_decisions WHERE package = $package
               ) AS entered WHERE version <= (SELECT version FROM published)""",
            {"package": package},
        ).fetchall()
    return dict(rows) | {one.version: one.made_at for one in entries(store, package)}


def repeat(store: Store, package: int, replica: Store, version: int) -> list[str] | None:
    """Do in a replica what was done at a version of the store besides uploads. For a closing: the differences between
    what it sealed and what the replica seals, the first first; else None."""
    entry = next((one for one in entries(store, package) if one.version == version), None)
    if entry is None:
        _repeat_entered(store, replica, version)
        return None
    act = Act(package, Month.parse(entry.month), entry.kind, entry.made_at, entry.made_by, entry.reason,
              tuple(entry.confirmed))  # fmt: skip
    with replica.publishing() as (cursor, number):
        rebuild(cursor, package, number)
    with replica.publishing() as (cursor, number):
        again = seal(replica, cursor, number, act) if entry.kind == "close" else add_entry(cursor, number, act, {})
        rebuild(cursor, package, number)
    return _compared(store, replica, entry, again) if entry.kind == "close" else None


def _repeat_entered(store: Store, replica: Store, version: int) -> None:
    """Settings, claims and decisions are entered by hand: what was, is again."""
    for table in ("settings", "claims", "claim_decisions"):
        with store.reading() as cursor:
            rows = cursor.execute(f"SELECT * EXCLUDE (version) FROM {table} WHERE version = ?", [version]).fetchall()
        for row in rows:
            with replica.publishing() as (cursor, number):
                marks = ", ".join("?" for _ in (number, *row))
                cursor.execute(f"INSERT INTO {table} VALUES ({marks})", [number, *row])


def _compared(store: Store, replica: Store, entry: Entry, again: Entry) -> list[str]:
    wrong: list[str] = []
    wrong += [
        f"批次 {batch_id} 与重读原件的结果不同"
        for batch_id, one in entry.contents["batches"].items()
        if again.contents["batches"].get(batch_id) != one
    ]
    wrong += [
        f"批次 {one} 不在结账时的批次中" for one in again.contents["batches"] if one not in entry.contents["batches"]
    ]
    wrong += _claims_wrong(entry, again)
    for name in _NAMED:
        if name in entry.contents["sealed"] and entry.contents["sealed"][name] != again.contents["sealed"][name]:
            wrong.append(_first_difference(store, replica, entry, name))
    return wrong


def _claims_wrong(entry: Entry, again: Entry) -> list[str]:
    kept, fresh = entry.contents.get("claims", {}), again.contents["claims"]
    return [f"申诉 {one} 与结账时封存的不同" for one in sorted({*kept, *fresh}) if kept.get(one) != fresh.get(one)]


def _first_difference(store: Store, replica: Store, entry: Entry, name: str) -> str:
    words, table = _NAMED[name]
    kept, fresh = (_lines(one, table, entry.closing_id) for one in (store, replica))
    only_kept = next((one for one in kept if one not in set(fresh)), None)
    only_fresh = next((one for one in fresh if one not in set(kept)), None)
    if name == "scorecards":
        return f"{words}：{_first_result(only_kept, only_fresh)}"
    return f"{words}：封存的是 {_line_words(only_kept)}，重算得 {_line_words(only_fresh)}"


def _lines(store: Store, table: str, closing_id: str) -> list[tuple[Any, ...]]:
    with store.reading() as cursor:
        rows = cursor.execute(
            f"SELECT * EXCLUDE (version, closing_id) FROM {table} WHERE closing_id = ? ORDER BY ALL", [closing_id]
        ).fetchall()
    # The waits of a case are a list; lines are compared as sets.
    return [tuple(str(one) if isinstance(one, list) else one for one in row) for row in rows]


def _line_words(line: tuple[Any, ...] | None) -> str:
    return "（没有）" if line is None else " ".join("—" if one is None else str(one) for one in line)


def _first_result(kept: tuple[Any, ...] | None, fresh: tuple[Any, ...] | None) -> str:
    """The first indicator or clause of two sealed scorecards that differs, and in what."""
    if kept is None or fresh is None:
        return "封存的与重算的期间不同"
    old, new = json.loads(kept[-1]), json.loads(fresh[-1])
    for part in ("indicators", "clauses"):
        for one, other in zip(old[part], new[part], strict=False):
            fields = [name for name in one if one[name] != other.get(name)]
            if fields:
                field_words = f"{fields[0]} 封存的是 {one[fields[0]]}，重算得 {other.get(fields[0])}"
                return f"{kept[1]} 至 {kept[2]} 的 {one['indicator']['code']}：{field_words}"
    fields = [name for name in old if old[name] != new.get(name)]
    return f"{kept[1]} 至 {kept[2]} 的 {fields[0]} 封存的是 {old[fields[0]]}，重算得 {new.get(fields[0])}"


def changed_rules(store: Store, package: int) -> dict[str, list[str]]:
    """Closing → in words what of its rules is not as it is today; a recomputation goes by today's."""
    today = rule_digests()
    names = {"contract": "合同文件", "measures": "口径", "reference": "参考清单"}
    return {
        one.closing_id: [words for key, words in names.items() if one.contents["rules"][key] != today[key]]
        for one in entries(store, package)
        if one.kind == "close"
    }
