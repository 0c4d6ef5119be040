"""What a log of millions of probes costs. `python -m tests.bench.log [ROWS]`, by default 5,000,000 and about 200 MB.

Makes the seeded log, then in fresh processes: hands it in through the real loaders (read, check, store, runs, facts),
and reads it with plain duckdb and plain pandas, which check nothing but types and store nothing but a table. Prints
rows, seconds on the clock and of processor (the child included), and peak memory of the process and of its child. Other
work on the machine stretches the clock, not the processor time: the load is printed too.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

ROWS = 5_000_000
MONTH = "2026-07"
SYSTEMS = [f"P2-0{number}" for number in range(1, 8)]
SIDES = ("product", "duckdb", "pandas")


def main() -> None:
    """Measure all sides and print them, or be one side."""
    if sys.argv[1:2] and sys.argv[1] in SIDES:
        print(json.dumps(_measured(sys.argv[1], Path(sys.argv[2]))))
        return
    rows = int(sys.argv[1]) if sys.argv[1:] else ROWS
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as name:
        path = Path(name) / "probes.csv"
        made = _make(path, rows)
        print(f"{made:,} rows, {path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")
        first = None
        for side in SIDES:
            load = os.getloadavg()[0]
            command = [sys.executable, "-m", "tests.bench.log", side, str(path)]
            done = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
            first = first or done
            print(
                f"{side:8} {done['rows']:,} rows  {done['seconds']:6.1f} s  {done['cpu']:6.1f} s processor  "
                f"{done['peak_mb']:6,.0f} MB  child {done['child_mb']:4,.0f} MB  load {load:4.1f}  "
                f"{done['cpu'] / first['cpu']:.2f} × of the product's processor time",
                flush=True,
            )


def _make(path: Path, rows: int) -> int:
    """A month of probes, one after the other; about one in a hundred fails. Gives how many were made."""
    rng = random.Random(20260701)
    each = rows // len(SYSTEMS)
    step = 31 * 86_400 / each
    with path.open("w", encoding="utf-8") as file:
        file.write("系统编号,探测时间,状态,响应毫秒\n")
        for number in range(each):
            at = datetime(2026, 7, 1) + timedelta(seconds=int(number * step))
            for system in SYSTEMS:
                answer = f"正常,{rng.randint(20, 900)}" if rng.random() > 0.01 else "异常,"
                file.write(f"{system},{at:%Y-%m-%d %H:%M:%S},{answer}\n")
    return each * len(SYSTEMS)


def _measured(side: str, path: Path) -> dict[str, float]:
    sides = {"product": _product, "duckdb": _duckdb, "pandas": _pandas}
    before, began = _processor(), monotonic()
    rows, child = sides[side](path)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, cpu = monotonic() - began, _processor() - before
    return {"rows": rows, "seconds": seconds, "cpu": cpu, "peak_mb": own, "child_mb": child}


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _product(path: Path) -> tuple[int, float]:
    from data.store import Store
    from kpi.measures import rebuild
    from loaders.datasets import record_tables
    from loaders.progress import Step
    from loaders.receiving import receive
    from loaders.replaying import LIMITS

    peak = 0.0

    def look(step: Step) -> None:
        nonlocal peak
        peak = max(peak, _children_mb())

    with Store.open(path.parent / "kpi.duckdb", record_tables(), lambda: datetime(2026, 9, 1)) as store:
        receipt = receive(
            store, 2, MONTH, "探测日志.csv", path.read_bytes(), refresh=rebuild, limits=LIMITS, progress=look
        )
    assert receipt.accepted, receipt.problems[:3]
    return receipt.batches[0].rows, peak


def _children_mb() -> float:
    """Memory of the living children now; their peak as the system keeps it counts what they were before they began."""
    found = 0
    for task in Path("/proc/self/task").iterdir():
        for number in (task / "children").read_text().split():
            try:
                status = Path(f"/proc/{number}/status").read_text()
            except OSError:
                continue
            found += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return found / 1024


def _duckdb(path: Path) -> tuple[int, float]:
    import duckdb

    types = "{'system_id': 'VARCHAR', 'probed_at': 'TIMESTAMP', 'is_up': 'VARCHAR', 'latency_ms': 'DOUBLE'}"
    with duckdb.connect(str(path.parent / "plain.duckdb"), config={"threads": 2}) as connection:
        connection.execute(
            f"""CREATE TABLE probes AS SELECT * FROM read_csv(?, auto_detect = false, header = true, delim = ',',
                quote = '"', columns = {types}, nullstr = '')""",
            [str(path)],
        )
        row = connection.execute("SELECT count(*) FROM probes").fetchone()
    assert row
    return int(row[0]), 0


def _pandas(path: Path) -> tuple[int, float]:
    import pandas

    frame = pandas.read_csv(path, parse_dates=["探测时间"])
    return len(frame), 0


if __name__ == "__main__":
    main()
