"""The signs by which an administrator sees in seconds whether the service is well: each good, to be watched, or bad."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from data.backup import Backup, backups
from data.backup_timer import BackupTimer
from data.clock import SHANGHAI
from data.logs import Logged
from data.standing import Standing
from data.store import Store

State = Literal["good", "watch", "bad"]
LEAST_FREE, LITTLE_FREE = 500_000_000, 5_000_000_000
MUCH_MEMORY = 1_500_000_000
SLOW_SECONDS = 2.0
ENOUGH_RUNS = 20
"""Fewer say nothing of the speed: the first after a start are always slow."""
FRESH, STALE = timedelta(hours=2), timedelta(hours=26)
"""A backup is made every hour; older than FRESH is to be watched, older than STALE is bad."""
RECENT = timedelta(hours=24)


@dataclass(frozen=True)
class Vital:
    """One sign: what it is of, how it stands, the figure or word, and a line below it."""

    name: str
    state: State
    said: str
    note: str = ""


def of_records(standing: Standing) -> Vital:
    """Whether what was acknowledged is there."""
    checked = f"{when(standing.checked_at)} 核对，用时 {standing.seconds:.1f} 秒"
    if standing.losses:
        return Vital("数据核对", "bad", "有缺失，只能查看", checked)
    if standing.recovered:
        return Vital("数据核对", "watch", "一致，启动时修复过", standing.recovered[0])
    return Vital("数据核对", "good", f"一致，登记 {standing.entries} 条", checked)


def of_backups(timer: BackupTimer | None, now: datetime) -> list[Vital]:
    """The backups of the first and the second place."""
    if timer is None:
        return [Vital("备份", "watch", "没有开启", "设置 KPI_BACKUP 后每小时和入库后自动备份")]
    first = _aged("备份", timer.last, now, str(timer.folder))
    if timer.failure:
        first = Vital("备份", "bad", "上次没有做成", timer.failure)
    if timer.second is None:
        return [first, Vital("第二备份", "watch", "没有设置", "设置 KPI_BACKUP_SECOND 为另一块磁盘或另一台机器")]
    found = backups(timer.second) if timer.second.is_dir() else []
    return [first, _aged("第二备份", found[-1] if found else None, now, str(timer.second))]


def _aged(name: str, last: Backup | None, now: datetime, where: str) -> Vital:
    if last is None:
        return Vital(name, "watch", "还没有", where)
    age = now - last.made_at
    state: State = "good" if age <= FRESH else "watch" if age <= STALE else "bad"
    return Vital(name, state, f"{_ago(age)}，已核对", f"{when(last.made_at)} 第 {last.version} 版，{where}")


def of_disk(path: Path, store_bytes: int) -> Vital:
    """Free space where the store lies."""
    usage = shutil.disk_usage(path)
    state: State = "bad" if usage.free < LEAST_FREE else "watch" if usage.free < LITTLE_FREE else "good"
    return Vital("磁盘", state, f"剩 {_size(usage.free)}", f"共 {_size(usage.total)}；数据库 {_size(store_bytes)}")


def of_store(store: Store) -> Vital:
    """The store itself."""
    return Vital("数据库", "good", f"第 {store.version()} 版", f"{store.path.name}，{_size(stored_bytes(store))}")


def stored_bytes(store: Store) -> int:
    """Bytes of the database file and its write-ahead log."""
    log = store.path.with_name(f"{store.path.name}.wal")
    return sum(path.stat().st_size for path in (store.path, log) if path.exists())


def of_memory() -> Vital:
    """Memory of this process, now and at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    now, most = sizes.get("VmRSS", 0), sizes.get("VmHWM", 0)
    return Vital("内存", "watch" if now >= MUCH_MEMORY else "good", _size(now), f"启动以来最多 {_size(most)}")


def of_pages(seconds: Sequence[float]) -> Vital:
    """How fast the last pages were."""
    if not seconds:
        return Vital("页面速度", "good", "还没有打开过页面")
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    slow = sum(one >= SLOW_SECONDS for one in seconds)
    return Vital(
        "页面速度",
        "watch" if p95 >= SLOW_SECONDS and len(seconds) >= ENOUGH_RUNS else "good",
        f"95% 在 {p95:.2f} 秒内",
        f"最近 {len(seconds)} 次，{slow} 次超过 {SLOW_SECONDS:g} 秒",
    )


def of_errors(lines: Sequence[Logged], now: datetime) -> Vital:
    """Incidents of the last day."""
    found = [one for one in lines if one.level in ("ERROR", "CRITICAL") and now - one.at <= RECENT]
    if not found:
        return Vital("错误", "good", "24 小时内没有")
    return Vital("错误", "watch", f"24 小时内 {len(found)} 次", f"最近一次 {when(found[0].at)}")


def worst(vitals: Sequence[Vital]) -> State:
    """The state of the whole."""
    states = {one.state for one in vitals}
    return "bad" if "bad" in states else "watch" if "watch" in states else "good"


def when(at: datetime) -> str:
    """A moment in Shanghai: '11-26 09:15'."""
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def utc_now() -> datetime:
    """The present moment; backups and logs go by it, whatever the store's clock says."""
    return datetime.now(UTC)


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 48 * 60 else f"{minutes // 1440} 天前"


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
