"""Command line: make. Exit 0 done, 1 made but without any data behind it, 2 wrong use or broken."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from access.audit import Action
from access.commands import on_record
from data.commands import CommandParser, day, run_named
from data.store import Store, database_path
from kpi.measures import refresh_stale
from kpi.periods import PERIOD_FORMS
from kpi.targets import PACKAGES
from loaders.batches import list_batches
from loaders.datasets import record_tables
from loaders.demo import is_sample
from reports.files import File, Order, kind_titles, make


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; prints the files made, gives the exit code."""
    return run_named(_parser, arguments, has_json=False)


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="python -m reports", description="考核报告和绩效自评表")
    commands = parser.add_subparsers(required=True, metavar="命令")
    command = commands.add_parser("make", help="生成报告文件")
    command.add_argument("--package", required=True, choices=[*map(str, PACKAGES), "all"])
    command.add_argument("--kind", required=True, choices=list(kind_titles()), metavar="种类", help=_kinds_words())
    command.add_argument("--period", required=True, metavar="期间", help=PERIOD_FORMS)
    command.add_argument("--out", required=True, type=Path, metavar="目录")
    command.add_argument("--as-of", type=day, metavar="日期", help="数据截止日（含当天），如 2026-10-31")
    command.add_argument("--pdf", action="store_true", help="另存 PDF（需要 LibreOffice）")
    command.set_defaults(run=_make)
    return parser


def _kinds_words() -> str:
    return "、".join(f"{name} {title}" for name, title in kind_titles().items())


def _make(options: argparse.Namespace) -> int:
    packages = PACKAGES if options.package == "all" else (int(options.package),)
    path = database_path()
    order = Order(packages, options.kind, options.period, options.as_of, options.pdf, is_sample(path))
    whose = "、".join(f"包件{one}" for one in packages)
    what = f"{whose} {kind_titles()[options.kind]} {options.period}"
    with Store.open(path, record_tables()) as store, on_record(Action.REPORT, what) as changed:
        refresh_stale(store)
        silent = set(packages) - {batch.package for batch in list_batches(store) if batch.state == "current"}
        files = make(store, order, _say)
        changed.note = f"{len(files)} 个文件"
    for file in files:
        print(_written(options.out, file))
    for package in sorted(silent):
        print(f"包件{package} 还没有上报数据，表中各项均为缺数据或未到期。请先上报。", file=sys.stderr)
    return 1 if len(silent) == len(packages) else 0


def _say(done: int, every: int, name: str) -> None:
    print(f"正在生成 {min(done + 1, every)}/{every} {name}", file=sys.stderr)


def _written(folder: Path, file: File) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file.name
    path.write_bytes(file.content)
    return path


if __name__ == "__main__":
    sys.exit(main())
