"""Writes what a closing 结账 keeps of a month, inside a writing transaction, and reads it back for its hashes."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from data.closings import Entry, Kind, read_entries
from data.store import Cursor, Store
from kpi.facts import facts_version
from kpi.hashes import batch_digests, claim_digests, digest, rule_digests, text_digest
from kpi.measures import measures, told_on_day
from kpi.periods import Month
from kpi.score import scorecard
from kpi.sealed_cards import card_text
from kpi.settings import settings_of, settings_versions
from kpi.targets import current_contract

QUARTERLY = "surveys"
_SEALED: dict[str, str] = {
    "facts": "sealed_facts",
    "cases": "sealed_cases",
    "coverage": "sealed_coverage",
    "vetoes": "sealed_vetoes",
    "scope": "sealed_scope",
    "unclaimed": "sealed_unclaimed",
    "unclaimed_cases": "sealed_unclaimed_cases",
    "scorecards": "sealed_scorecards",
}
"""What is hashed of a closing → its table."""


@dataclass(frozen=True)
class Act:
    """Who does what to a month, when, and why."""

    package: int
    month: Month
    kind: Kind
    made_at: datetime
    made_by: str
    reason: str = ""
    confirmed: tuple[str, ...] = ()


def seal(store: Store, cursor: Cursor, version: int, act: Act) -> Entry:
    """Add a closing to the chain of its package, with everything that it keeps of the facts that are published.

    Inside a publishing transaction of the store, in which nothing of the package has been written before.
    """
    contents = _keep(store, cursor, version, act)
    return add_entry(cursor, version, act, contents)


def add_entry(cursor: Cursor, version: int, act: Act, contents: dict[str, Any]) -> Entry:
    """Add an entry to the chain of its package."""
    chain = read_entries(cursor, act.package, version)
    number = len(chain) + 1
    entry = Entry(
        closing_id_of(act, chain), act.package, str(act.month), number, act.kind, act.made_at, act.made_by, act.reason,
        list(act.confirmed), contents, chain[-1].checksum if chain else "", "", version,
    )  # fmt: skip
    entry = replace(entry, checksum=checksum_of(entry))
    cursor.execute(
        "INSERT INTO closings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [version, entry.closing_id, entry.package, entry.month, entry.number, entry.kind, entry.made_at, entry.made_by,
         entry.reason, entry.confirmed, json.dumps(contents, ensure_ascii=False, sort_keys=True), entry.previous,
         entry.checksum],
    )  # fmt: skip
    return entry


def closing_id_of(act: Act, chain: list[Entry]) -> str:
    """'P3-2026-07-结账2': the second closing of that month; a re-opening likewise."""
    word = "结账" if act.kind == "close" else "重开"
    count = sum(one.kind == act.kind and one.month == str(act.month) for one in chain) + 1
    return f"P{act.package}-{act.month}-{word}{count}"


def checksum_of(entry: Entry) -> str:
    """The checksum of an entry: over all that it says and the checksum before it."""
    return text_digest([
        entry.closing_id, entry.package, entry.month, entry.number, entry.kind, entry.made_at.isoformat(),
        entry.made_by, entry.reason, entry.confirmed, entry.contents, entry.previous,
    ])  # fmt: skip


def sealed_digests(cursor: Cursor, closing_id: str) -> dict[str, str]:
    """The hashes of what a closing keeps, as it is stored now."""
    return {
        name: digest(
            cursor, f"SELECT * EXCLUDE (version, closing_id) FROM {table} WHERE closing_id = $id", {"id": closing_id}
        )
        for name, table in _SEALED.items()
    }


def _keep(store: Store, cursor: Cursor, version: int, act: Act) -> dict[str, Any]:
    """Write all that is sealed; gives the contents of the entry: hashes and rules."""
    closing_id = closing_id_of(act, read_entries(cursor, act.package, version))
    seal_key = {"version": version, "id": closing_id}
    facts = seal_key | {"of": facts_version(cursor, act.package), "package": act.package}
    _keep_scope(cursor, seal_key, act.month)
    for kept, table in (("sealed_facts", "daily_facts"), ("sealed_unclaimed", "unclaimed_facts")):
        cursor.execute(
            f"""INSERT INTO {kept}
               SELECT $version, $id, fact.measure, system_id, day, tag, part, whole FROM {table} AS fact
               JOIN sealed_scope ON closing_id = $id AND kind = 'measure' AND name = fact.measure
                   AND month = strftime(day, '%Y-%m')
               WHERE fact.version = $of AND package = $package ORDER BY fact.measure, tag, system_id, day""",
            facts,
        )
    cursor.execute(
        """INSERT INTO sealed_coverage
           SELECT $version, $id, dataset, coverage.month, is_nil, is_incomplete FROM coverage
           JOIN sealed_scope ON closing_id = $id AND kind = 'dataset' AND name = dataset
               AND sealed_scope.month = coverage.month
           WHERE coverage.version = $of AND package = $package ORDER BY ALL""",
        facts,
    )
    ends = facts | {"start": act.month.first_day, "end": act.month.end}
    cursor.execute(
        """INSERT INTO sealed_vetoes SELECT $version, $id, day, reason, record_id FROM vetoes
           WHERE version = $of AND package = $package AND day >= $start AND day < $end ORDER BY ALL""",
        ends,
    )
    _keep_cases(cursor, {name: value for name, value in ends.items() if name != "start"})
    _keep_scorecards(store, cursor, seal_key, act)
    held = settings_of(settings_versions(store), act.month)
    return {
        "rules": rule_digests() | {"settings": held.number},
        "batches": _batches(cursor, act.package, version),
        "claims": claim_digests(cursor, act.package, version),
        "sealed": sealed_digests(cursor, closing_id),
    }


def _keep_cases(cursor: Cursor, ends: dict[str, Any]) -> None:
    """What was opened before the end, as it stands: with the accepted claims and without them."""
    for kept, table in (("sealed_cases", "cases"), ("sealed_unclaimed_cases", "unclaimed_cases")):
        cursor.execute(
            f"""INSERT INTO {kept}
               SELECT $version, $id, measure, system_id, tag, record_id, day, opened_at, due_at,
                   CASE WHEN closed_at < $end
                       OR (day < $end AND NOT coalesce(is_untold, FALSE) AND list_contains($told_on_day, measure))
                       THEN closed_at END,
                   coalesce(is_untold, FALSE) AND closed_at < $end, waits
               FROM {table} WHERE version = $of AND package = $package AND (day < $end OR opened_at < $end)
               ORDER BY ALL""",
            ends | {"told_on_day": told_on_day()},
        )


def _keep_scope(cursor: Cursor, seal_key: dict[str, Any], month: Month) -> None:
    """Of what and which months a closing speaks: its own; with the last of a quarter, of surveys the whole quarter."""
    datasets = [name for (name,) in cursor.execute("SELECT dataset FROM datasets").fetchall()]
    rows = [("measure", one.name, QUARTERLY in one.needs) for one in measures().values()]
    rows += [("dataset", name, name == QUARTERLY) for name in (*datasets, "own_systems")]
    of_quarter = list(month.quarter) if month.is_quarter_end else []
    scope = [
        (kind, name, str(one)) for kind, name, is_quarterly in rows for one in (of_quarter if is_quarterly else [month])
    ]
    cursor.execute(
        """INSERT INTO sealed_scope
           SELECT $version, $id, unnest($kinds::VARCHAR[]), unnest($names::VARCHAR[]), unnest($months::VARCHAR[])""",
        seal_key | {key: [row[at] for row in scope] for at, key in enumerate(("kinds", "names", "months"))},
    )


def _keep_scorecards(store: Store, cursor: Cursor, seal_key: dict[str, Any], act: Act) -> None:
    """The month, the contract to date, and a whole quarter if the month ends one."""
    first, day = current_contract().first_month, act.month.end - timedelta(days=1)
    for begin in dict.fromkeys((act.month, first, act.month.quarter[0] if act.month.is_quarter_end else first)):
        card = scorecard(store, act.package, str(act.month) if begin == act.month else f"{begin}..{act.month}", day)
        cursor.execute(
            "INSERT INTO sealed_scorecards VALUES (?, ?, ?, ?, ?, ?)",
            [seal_key["version"], seal_key["id"], act.package, str(begin), str(act.month), card_text(card)],
        )


def _batches(cursor: Cursor, package: int, version: int) -> dict[str, dict[str, Any]]:
    """The current batches of the package: id → dataset, month, hash of the original, hash of what is stored of it."""
    rows = cursor.execute(
        """SELECT batch_id, dataset, month, sha256 FROM batches WHERE batch_id IN (
               SELECT arg_max(batch_id, version) FROM publications WHERE package = ? AND version <= ?
               GROUP BY dataset, month) ORDER BY batch_id""",
        [package, version],
    ).fetchall()
    stored = batch_digests(cursor, {batch_id: dataset for batch_id, dataset, *_ in rows})
    return {
        batch_id: {"dataset": dataset, "month": month, "original": original, "rows": stored[batch_id]}
        for batch_id, dataset, month, original in rows
    }
