"""Command line: template, check, load, batches, restore.

Exit 0 done, 1 refused for the data's sake, 2 wrong use or broken. The database is the one of KPI_DB, the clock that of
KPI_NOW. With --json one JSON document and nothing else is printed.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.commands import CommandParser, never_fail_to_print, print_json, run
from data.errors import SupervisionError, UploadError
from data.store import Store, database_path
from kpi.measures import rebuild
from loaders.batches import list_batches, receive_nil, restore
from loaders.datasets import DATASETS, by_title, record_tables
from loaders.problems import Problem, problem
from loaders.reading import Limits
from loaders.receipts import Receipt, stored_batches
from loaders.receiving import receive
from loaders.templates import write_template

PACKAGES = (1, 2, 3, 4, 5)
UPLOADED_BY = "命令行"
LIMITS = Limits(csv_bytes=500_000_000)
_SHOWN_ROWS = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    never_fail_to_print(sys.stdout, sys.stderr)
    return run(lambda: _run(arguments), as_json="--json" in arguments)


def _run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="python -m loaders", description="数据上报：模板、检查、入库、批次、恢复")
    commands = parser.add_subparsers(required=True, metavar="命令")
    template = commands.add_parser("template", help="生成空模板")
    which = template.add_mutually_exclusive_group(required=True)
    which.add_argument("--package", type=int, choices=PACKAGES, help="包件的月度工作簿")
    which.add_argument("--dataset", type=_dataset, metavar="数据类型", help="一种数据的文件")
    template.add_argument("--out", type=Path, required=True, metavar="文件.xlsx")
    template.set_defaults(run=_template)
    check = commands.add_parser("check", help="只检查，不入库")
    check.add_argument("files", type=Path, nargs="+", metavar="文件")
    check.set_defaults(run=_check)
    load = commands.add_parser("load", help="入库")
    load.add_argument("files", type=Path, nargs="*", metavar="文件")
    load.add_argument("--replace", action="store_true", help="替换本月已有的数据")
    load.add_argument("--good-rows", action="store_true", help="有问题的行登记在案，其余入库")
    load.add_argument("--nil", type=_dataset, action="append", default=[], metavar="数据类型", help="本月无，可重复")
    load.set_defaults(run=_load)
    for command in (check, load):
        command.add_argument("--package", type=int, choices=PACKAGES, required=True)
        command.add_argument("--month", type=_month, required=True, metavar="2026-10")
        command.add_argument("--dataset", type=_dataset, metavar="数据类型", help="文件只含这一种数据")
    batches = commands.add_parser("batches", help="批次列表")
    batches.add_argument("--package", type=int, choices=PACKAGES)
    batches.add_argument("--month", type=_month, metavar="2026-10")
    batches.set_defaults(run=_batches)
    for command in (check, load, batches):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    back = commands.add_parser("restore", help="恢复被替换的批次")
    back.add_argument("batch", metavar="批次编号")
    back.add_argument("--reason", default="", metavar="理由", help="为什么恢复，记入版本记录")
    back.set_defaults(run=_restore)
    return parser


def _month(text: str) -> str:
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，请写成 2026-10")
    return text


def _dataset(text: str) -> str:
    titled = by_title(text)
    name = titled.name if titled else text
    if name not in DATASETS:
        known = "、".join(f"{one.name} {one.title}" for one in DATASETS.values())
        raise argparse.ArgumentTypeError(f"没有数据类型“{text}”，可用：{known}")
    return name


def _open() -> Store:
    return Store.open(database_path(), record_tables())


# --- commands ---


def _template(options: argparse.Namespace) -> int:
    if options.out.suffix.lower() != ".xlsx":
        print("模板的文件名要以 .xlsx 结尾", file=sys.stderr)
        return 2
    chosen = [DATASETS[options.dataset]] if options.dataset else list(DATASETS.values())
    # Opened here, so that a path that cannot be written fails as any other file does.
    with options.out.open("wb") as file:
        write_template(file, chosen, options.package)
    print(f"模板已生成：{options.out}")
    return 0


def _check(options: argparse.Namespace) -> int:
    contents = [_content(path) for path in options.files]
    with _open() as store:
        receipts = [
            _received(store, options, path, content, check_only=True)
            for path, content in zip(options.files, contents, strict=True)
        ]
    return _answer(receipts, options.json, done="没有问题，可以入库（未保存）")


def _load(options: argparse.Namespace) -> int:
    if not options.files and not options.nil:
        raise SupervisionError("没有要上报的", "请给出要上报的文件，或用 --nil 说明本月无")
    contents = [_content(path) for path in options.files]
    allowed: dict[str, Any] = {"replace": options.replace, "uploaded_by": UPLOADED_BY, "refresh": rebuild}
    receipts: list[Receipt] = []
    with _open() as store:
        for path, content in zip(options.files, contents, strict=True):
            wishes = allowed | {"good_rows": options.good_rows, "beside": stored_batches(receipts)}
            receipts.append(_received(store, options, path, content, **wishes))
        if options.nil:
            allowed["beside"] = stored_batches(receipts)
            receipts.append(receive_nil(store, options.package, options.month, options.nil, **allowed))
    return _answer(receipts, options.json, done="已入库")


def _batches(options: argparse.Namespace) -> int:
    with _open() as store:
        found = list_batches(store, options.package, options.month)
    if options.json:
        print_json([one.to_json() for one in found])
        return 0
    for one in found:
        state = "当前" if one.state == "current" else "已被替换"
        content = "本月无" if one.is_nil else f"{one.rows} 行" + (f"，{one.refused} 行未入库" if one.refused else "")
        when = f"{one.uploaded_at:%Y-%m-%d %H:%M}"
        print(
            f"{one.batch_id}  {DATASETS[one.dataset].title}  {state}  {content}  {when}  {one.file_name or ''}".rstrip()
        )
    if not found:
        print("还没有批次")
    return 0


def _restore(options: argparse.Namespace) -> int:
    with _open() as store:
        receipt = restore(store, options.batch, restored_by=UPLOADED_BY, reason=options.reason, refresh=rebuild)
    return _answer([receipt], as_json=False, done="已恢复")


def _content(path: Path) -> bytes:
    """The bytes of a file, not many more than the limit allows."""
    with path.open("rb") as file:
        return file.read((LIMITS.csv_bytes or LIMITS.file_bytes) + 1)


def _name(path: Path) -> str:
    """The name of a file as text; on Linux names from Windows may be GB18030 bytes."""
    name = os.fsencode(path.name)
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def _received(store: Store, options: argparse.Namespace, path: Path, content: bytes, **wishes: Any) -> Receipt:
    """Take one file; one that cannot be read at all becomes a receipt with that as its problem."""
    wishes.setdefault("refresh", None)
    name = _name(path)
    try:
        return receive(
            store, options.package, options.month, name, content, dataset=options.dataset, limits=LIMITS, **wishes
        )
    except UploadError as error:
        unreadable = problem("unreadable_file", wrong=error.message, hint=error.hint)
        return Receipt(False, options.package, options.month, name, problems=[unreadable])


# --- answers ---


def _answer(receipts: Sequence[Receipt], as_json: bool, done: str) -> int:
    """Print the receipts; the exit code says whether all files were accepted."""
    accepted = all(receipt.accepted for receipt in receipts)
    if as_json:
        print_json(_combined(receipts))
    else:
        for receipt in receipts:
            _print_receipt(receipt, done)
    return 0 if accepted else 1


def _combined(receipts: Sequence[Receipt]) -> dict[str, Any]:
    """All receipts as one document: accepted means all of them; each problem names its file."""
    files = [receipt.to_json() for receipt in receipts]
    return {
        "accepted": all(receipt.accepted for receipt in receipts),
        "batches": [line for one in files for line in _items(one["batches"])],
        "problems": [
            {"file": receipt.file_name, **found.to_json()} for receipt in receipts for found in receipt.problems
        ],
        "notes": [note for receipt in receipts for note in receipt.notes],
        "files": files,
    }


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _print_receipt(receipt: Receipt, done: str) -> None:
    name = receipt.file_name or "本次操作"
    print(f"{name}：{done if receipt.accepted else '没有入库'}")
    for line in receipt.batches:
        extras = [f"跳过合计 {line.skipped_totals} 行"] if line.skipped_totals else []
        extras += [f"未使用的列：{'、'.join(line.ignored_columns)}"] if line.ignored_columns else []
        extras += [f"已丢弃的列：{'、'.join(line.dropped_columns)}"] if line.dropped_columns else []
        tail = f"（{'；'.join(extras)}）" if extras else ""
        print(f"  {DATASETS[line.dataset].title} {line.rows} 行，批次 {line.batch_id}{tail}")
    for note in receipt.notes:
        print(f"  说明：{note}")
    _print_problems(receipt.problems)


def _print_problems(problems: Sequence[Problem]) -> None:
    """Problems grouped by kind and column: how many, the first rows, what the first of them says."""
    groups: dict[tuple[str, str | None, str | None], list[Problem]] = {}
    for one in problems:
        groups.setdefault((one.code, one.sheet, one.column), []).append(one)
    for (_, sheet, column), found in groups.items():
        rows = [str(one.row) for one in found if one.row is not None]
        where = f"{sheet} " if sheet else ""
        where += f"“{column}” " if column else ""
        where += f"第 {'、'.join(rows[:_SHOWN_ROWS])} 行{'等' if len(rows) > _SHOWN_ROWS else ''}" if rows else ""
        count = f" {len(found)} 处" if len(found) > 1 else ""
        print(
            f"  问题：{found[0].kind.title}{count}：{where.strip()}".rstrip("："), f"    {found[0].message}", sep="\n"
        )


if __name__ == "__main__":
    sys.exit(main())
