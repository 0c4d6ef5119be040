"""Kills the product in the middle of imports and looks at what is left. `python -m tests.bench.kills [TIMES]`

Each round a fresh process hands in files without end, saying so after each receipt, until SIGKILL ends it; then another
one opens the store and compares: every acknowledged batch whole, its original kept, nothing half visible, the facts
those that the current records give. Times: 200 by default. Ends with 1 if anything is lost, or if too little was
acknowledged to tell.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from data.store import Store
from kpi.measures import rebuild, refresh_stale
from loaders.datasets import record_tables
from loaders.receiving import receive

TIMES = 200
ROWS = 300
IMPORTS = 3
"""A round is killed at the latest when so many imports would be done."""
_NOW = datetime(2026, 12, 8, 9)
_FACTS = "FROM daily_facts WHERE version = ? AND package = 1"


class Checked(NamedTuple):
    """What a look at the store found: problems in words, batches there, seconds until it was open."""

    problems: list[str]
    batches: int
    seconds: float


def main() -> None:
    """Kill, look, print; the seed of the moments is fixed."""
    times, draw = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES, random.Random(2026)
    longest = IMPORTS * _in_a_process(_one_import).seconds
    print(f"killed within {longest:.1f} s, {IMPORTS} imports on this machine", flush=True)
    acknowledged: list[str] = []
    worst, silent = 0.0, 0
    with tempfile.TemporaryDirectory(prefix="kpi-kills-") as name:
        path = Path(name) / "kpi.duckdb"
        for number in range(1, times + 1):
            acknowledged += _killed(path, number, draw.uniform(0.05, longest))
            checked = _in_a_process(partial(_check, path, acknowledged))
            worst, silent = max(worst, checked.seconds), checked.batches - len(acknowledged)
            if checked.problems:
                sys.exit(f"round {number}: " + "; ".join(checked.problems))
            if number % 20 == 0:
                print(f"{number} kills, {len(acknowledged)} acknowledged, {silent} stored unsaid", flush=True)
    print(f"{times} kills, {len(acknowledged)} batches acknowledged: lost 0, half visible 0, wrong facts 0")
    print(f"stored but not acknowledged: {silent} (at most one a kill); slowest start {worst:.2f} s")
    sys.exit(silent > times or len(acknowledged) < times / 2)


def _one_import() -> Checked:
    """How long an import takes here, the first of a process, which is the slowest."""
    with tempfile.TemporaryDirectory(prefix="kpi-kills-") as name, _open(Path(name) / "kpi.duckdb") as store:
        begun = time.monotonic()
        receive(store, 1, "2026-10", "停机.csv", _file("K"), dataset="outages", refresh=rebuild)
        return Checked([], 1, time.monotonic() - begun)


def _killed(path: Path, number: int, after: float) -> list[str]:
    """Hand in files in a process that is killed after so many seconds; gives the batches that it acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _hand_in_without_end(path, number, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        assert said.read(6) == b"ready\n"
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = said.read().decode().split("\n")
    return lines[:-1]  # what follows the last line end was not said


def _hand_in_without_end(path: Path, number: int, writer: int) -> None:
    with _open(path) as store:
        os.write(writer, b"ready\n")
        for turn in range(1_000):
            content = _file(f"K{number}-{turn}")
            receipt = receive(
                store, 1, "2026-10", "停机.csv", content, dataset="outages", replace=True, refresh=rebuild
            )
            os.write(writer, f"{receipt.batches[0].batch_id}\n".encode())
    os._exit(0)


def _file(name: str) -> bytes:
    """A file of outages, five minutes each, on two systems."""
    lines = ["停机编号,系统编号,开始时间,恢复时间,原因分类"]
    for row in range(ROWS):
        start = datetime(2026, 10, 1) + timedelta(minutes=30 * row)
        lines.append(f"{name}-{row},P1-0{1 + row % 2},{start:%F %T},{start + timedelta(minutes=5):%F %T},软件")
    return "\n".join(lines).encode()


def _check(path: Path, acknowledged: list[str]) -> Checked:
    begun = time.monotonic()
    with _open(path) as store:
        seconds = time.monotonic() - begun
        with store.reading() as cursor:
            stored = cursor.execute(
                """SELECT batch_id, any_value(batches."rows"), count(record_id), any_value(sha256)
                   FROM batches LEFT JOIN outages USING (batch_id) GROUP BY batch_id"""
            ).fetchall()
            unpublished = cursor.execute("SELECT count(*) FROM batches ANTI JOIN publications USING (batch_id)")
            problems = [f"{lost} is lost" for lost in set(acknowledged) - {batch for batch, *_ in stored}]
            problems += [f"{batch} has {there} of {rows} rows" for batch, rows, there, _ in stored if rows != there]
            problems += ["a batch was never published"] * (unpublished.fetchall() != [(0,)])
        problems += [f"the journal: {words}" for words in store.standing.losses]
        kept = {file.stem for file in store.originals.glob("*")}
        problems += [f"the original of {batch} is gone" for batch, _, _, digest in stored if digest not in kept]
        return Checked(problems + _wrong_facts(store), len(stored), seconds)


def _wrong_facts(store: Store) -> list[str]:
    """Whether the facts that readers see are those of the records that they see."""
    with store.reading() as cursor:
        version = cursor.execute("SELECT max(version) FROM fact_versions WHERE package = 1").fetchall()[0][0]
        seen = cursor.execute(f"SELECT * EXCLUDE (version) {_FACTS} ORDER BY ALL", [version]).fetchall()
    with store.rehearsing() as (writer, next_version):
        rebuild(writer, 1, next_version)
        made = writer.execute(f"SELECT * EXCLUDE (version) {_FACTS} ORDER BY ALL", [next_version]).fetchall()
    return [] if seen == made else ["the facts are not those of the records"]


def _open(path: Path) -> Store:
    store = Store.open(path, record_tables(), clock=lambda: _NOW)
    refresh_stale(store, [1])
    return store


def _in_a_process(work: Callable[[], Checked]) -> Checked:
    """Do it in a process of its own: the one that forks must never have opened a store."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        found = work()
        os.write(writer, json.dumps(found).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        answer = said.read().decode()
    os.waitpid(child, 0)
    if not answer:
        return Checked(["the store cannot be opened or read"], 0, 0.0)
    return Checked(*json.loads(answer))


if __name__ == "__main__":
    main()
