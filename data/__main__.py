"""Command line: check, accept-loss, backup, backups, verify-backup, restore, drill.

Exit 0 done, 1 something is lost or differs, 2 wrong use or broken. An entry point: a drill recomputes scores from the
restored store and from the original uploads, so it alone of this folder knows the other layers.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from access.audit import Action
from access.commands import on_record, on_record_of_restoring
from data.backup import Backup, back_up, backups, verify
from data.backup_timer import ask
from data.clock import SHANGHAI
from data.commands import CommandParser, run_named
from data.drill_report import Drill, Step
from data.errors import StoreError
from data.journal import Journal, JournalEntry, journal_path
from data.places import backup_folder, second_folder
from data.restoring import Prospect, Restored, find_backup, foresee, restore_in_place, restore_to
from data.store import Store, database_path
from kpi import verification
from kpi.every_score import every_score, rebuild_all
from kpi.measures import refresh_stale
from kpi.score import as_of_default
from kpi.targets import PACKAGES
from loaders.datasets import record_tables
from loaders.replaying import replay, replica_in


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    return run_named(_parser, arguments, has_json=False)


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="python -m data", description="数据保全：核对、备份、恢复、演练")
    commands = parser.add_subparsers(required=True, metavar="命令")
    check = commands.add_parser("check", help="库与登记簿逐行核对（SHA-256）")
    check.set_defaults(run=_check)
    accept = commands.add_parser("accept-loss", help="接受缺失，继续使用现有数据")
    accept.set_defaults(run=_accept)
    make = commands.add_parser("backup", help="现在做一份备份；服务在运行时由服务来做")
    make.set_defaults(run=_backup)
    listed = commands.add_parser("backups", help="列出备份")
    listed.set_defaults(run=_backups)
    verified = commands.add_parser("verify-backup", help="核对一份备份，默认最新的")
    verified.set_defaults(run=_verify)
    back = commands.add_parser("restore", help="恢复一份备份，默认最新的；从不删除文件")
    where = back.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", type=Path, metavar="新库.duckdb", help="恢复到新的位置")
    where.add_argument("--in-place", action="store_true", help="换下现在的库，旧文件另存")
    where.add_argument("--preview", action="store_true", help="只看就地恢复会换下、丢失什么，不改动任何文件")
    back.set_defaults(run=_restore)
    drill = commands.add_parser("drill", help="恢复演练：恢复到临时目录，核对，重算，出报告")
    drill.add_argument("--report", type=Path, metavar="报告.md", help="报告另存为 Markdown 文件")
    drill.set_defaults(run=_drill)
    for command in (verified, back, drill):
        command.add_argument("--name", metavar="备份名", help="用哪一份，如 20261126T021500Z")
    for command in (accept, back):
        command.add_argument("--by", default=os.environ.get("USER", ""), metavar="姓名", help="谁做的")
        command.add_argument("--reason", default="", metavar="理由", help="为什么，记入登记簿")
    return parser


def _open() -> Store:
    return Store.open(database_path(), record_tables())


def _check(_: argparse.Namespace) -> int:
    with _open() as store:
        found = store.check(store.standing.recovered, is_thorough=True)
    for words in found.recovered:
        print(words)
    for words in found.losses:
        print(words)
    print("库与登记簿不一致，见上" if found.losses else f"库与登记簿一致，{found.entries} 条")
    return 1 if found.losses else 0


def _accept(options: argparse.Namespace) -> int:
    with _open() as store, on_record(Action.ACCEPT_LOSS, database_path().name) as changed:
        losses = store.standing.losses
        changed.note = f"{options.by}：{options.reason}；{'；'.join(losses)}"
        store.accept_losses(options.by, options.reason)
        refresh_stale(store)
    print("\n".join(losses))
    print("以上缺失已接受，理由已记入登记簿，可以继续使用")
    return 0


def _folder() -> Path:
    folder = backup_folder(database_path())
    if folder is None:
        raise StoreError("备份已关闭（KPI_BACKUP=off）", "请设置 KPI_BACKUP")
    return folder


def _backup(_: argparse.Namespace) -> int:
    folder = _folder()
    with on_record(Action.BACKUP, str(folder)) as changed:
        made = _made(folder)
        changed.note, changed.after = f"{made.name} 第 {made.version} 版", made.digest
    print(f"备份已做成并核对：{_line(made)}")
    return 0


def _made(folder: Path) -> Backup:
    """A backup made here, or by the server that has the store open."""
    try:
        with _open() as store:
            return back_up(store, folder, second_folder(), "命令")
    except StoreError as error:
        if "正被另一个程序使用" not in error.message:
            raise
        return ask(folder)


def _backups(_: argparse.Namespace) -> int:
    for folder in (_folder(), second_folder()):
        if folder is not None:
            print(f"{folder}：")
            for one in backups(folder):
                print(f"  {_line(one)}")
    return 0


def _line(one: Backup) -> str:
    when = f"{one.made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return f"{one.name}  {when}  第 {one.version} 版  {one.bytes / 1e6:.1f} MB  原件 {len(one.originals)} 个  {one.why}"


def _verify(options: argparse.Namespace) -> int:
    chosen = find_backup(database_path(), options.name)
    wrong = verify(chosen)
    print(f"{chosen.name}：{'有问题' if wrong else '完好'}", *wrong, sep="\n  ")
    return 1 if wrong else 0


def _restore(options: argparse.Namespace) -> int:
    database = database_path()
    chosen = find_backup(database, options.name)
    if options.preview:
        return _preview(foresee(chosen, database))
    if options.to:
        with on_record_of_restoring(options.to, f"{chosen.name} 到 {options.to}"):
            done = restore_to(chosen, options.to)
    else:
        with on_record(Action.RECOVER, f"{chosen.name} 就地") as changed:
            done = _in_place(chosen, database, options)
            changed.note = f"{options.by}：{options.reason}；回到第 {chosen.version} 版，之后 {len(done.lost)} 版须重做"
    print(f"备份 {chosen.name} 已恢复到 {done.path}")
    if done.aside:
        print(f"原来的文件在 {done.aside}")
    _print_lost(done.lost)
    return 0


def _preview(seen: Prospect) -> int:
    print(f"会恢复的备份（完好）：{_line(seen.backup)}")
    print(f"会换下、另存的文件：{'、'.join(path.name for path in seen.put_aside) or '没有'}；账号、审计和原件保持现状")
    if not seen.goes_on:
        print("现在的登记簿不完整或不是这份备份的：会另存，由备份里的登记簿代替，备份之后确认过什么无法列出")
    _print_lost(seen.lost)
    print("没有改动任何文件。确认恢复：停止服务后执行 restore --in-place --by 姓名 --reason 理由")
    return 0


def _print_lost(lost: Sequence[JournalEntry]) -> None:
    for one in lost:
        batches = "、".join(one.batches)
        print(f"备份之后确认的第 {one.version} 版不在其中，须重做：{batches or '设置、结账、整改或重算'}")


def _in_place(chosen: Backup, database: Path, options: argparse.Namespace) -> Restored:
    try:
        _open().close()
    except StoreError as error:
        if "正被另一个程序使用" in error.message:
            raise
    return restore_in_place(chosen, database, options.by, options.reason)


# --- drill ---


def _drill(options: argparse.Namespace) -> int:
    chosen = find_backup(database_path(), options.name)
    with tempfile.TemporaryDirectory(prefix="kpi-drill-") as name:
        done = drill(chosen, Path(name), Journal(journal_path(database_path()), is_in_use=True))
    print(done.text())
    if options.report:
        options.report.write_text(done.markdown(), encoding="utf-8")
        print(f"报告已写入 {options.report}")
    return 0 if done.passed else 1


def drill(backup: Backup, folder: Path, live: Journal) -> Drill:
    """Restore a backup into a folder, check it, and compare the scores of all packages and months to the bit: as
    restored, with facts made anew, and from the original uploads alone."""
    begun, started, steps = datetime.now(UTC), time.monotonic(), list[Step]()
    with _timed(steps, "核对备份并恢复到临时目录"):
        restore_to(backup, folder / "kpi.duckdb")
    with Store.open(folder / "kpi.duckdb", record_tables()) as store:
        with _timed(steps, "打开恢复的库，与登记簿逐行核对") as wrong:
            wrong += store.check(is_thorough=True).losses
            refresh_stale(store, PACKAGES)
        as_of = as_of_default(store)
        with _timed(steps, f"全部包件各月评分（截止 {as_of}）"):
            scores = every_score(store, as_of, PACKAGES)
        recovered = time.monotonic() - started
        with _timed(steps, f"由库内记录重算日事实，{len(scores)} 张评分表逐位比较") as wrong:
            rebuild_all(store, PACKAGES)
            wrong += _differing(scores, every_score(store, as_of, PACKAGES))
        with _timed(steps, f"只用上传的原件重建，{len(scores)} 张评分表逐位比较") as wrong:
            wrong += _from_originals(store, folder, scores)
    behind = [one for one in live.in_force() if one.version > backup.version]
    lag = (behind[-1].at - backup.made_at).total_seconds() if behind else 0.0
    return Drill(backup.name, backup.made_at, begun, backup.version, steps, recovered, len(behind), lag)


@contextmanager
def _timed(steps: list[Step], title: str) -> Iterator[list[str]]:
    started, wrong = time.monotonic(), list[str]()
    yield wrong
    steps.append(Step(title, time.monotonic() - started, wrong[:10]))


def _differing(scores: dict[str, str], again: dict[str, str]) -> list[str]:
    return [f"{name} 的评分不同" for name, text in scores.items() if again.get(name) != text]


def _from_originals(store: Store, folder: Path, scores: dict[str, str]) -> list[str]:
    """What a store made of the original uploads alone gives otherwise, package by package."""
    wrong: list[str] = []
    as_of = as_of_default(store)
    for package in PACKAGES:
        own = folder / f"originals-{package}"
        own.mkdir()
        with replica_in(own) as (replica, clock):
            stops = verification.moments(store, package)
            for version, said in replay(store, package, replica, clock, stops):
                wrong += said
                if version in stops:
                    wrong += verification.repeat(store, package, replica, version) or []
            clock.moment = store.now()
            rebuild_all(replica, [package])
            again = every_score(replica, as_of, [package])
        wrong += _differing({name: text for name, text in scores.items() if name in again}, again)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
