"""Command line: template, check, load, batches, restore, mappings.

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

from access.audit import Action, Changed, fingerprint
from access.commands import on_record
from data.commands import CommandParser, print_json, run_named
from data.errors import SupervisionError, UploadError
from data.store import Store, database_path
from kpi.measures import rebuild
from loaders.batches import list_batches, receive_nil, restore
from loaders.datasets import DATASETS, by_title, record_tables
from loaders.mappings import Wanted, checked, field_of, list_mappings, remember
from loaders.printed import answer, progress_line
from loaders.problems import problem
from loaders.reading import Limits
from loaders.receipts import Receipt, stored_batches
from loaders.receiving import receive
from loaders.templates import write_template

PACKAGES = (1, 2, 3, 4, 5)
UPLOADED_BY = "命令行"
LIMITS = Limits(csv_bytes=500_000_000)
_MAP_HELP = "指明一个表头是哪一列，如 故障工单:报障时刻=报修时间；等号后留空为不使用"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    return run_named(_parser, arguments, has_json=True)


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="python -m loaders", description="数据上报：模板、检查、入库、批次、恢复、表头对应")
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
        command.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="[数据类型:]表头=列名",
            help=f"{_MAP_HELP}，可重复；load 会记住",
        )
    batches = commands.add_parser("batches", help="批次列表")
    batches.add_argument("--package", type=int, choices=PACKAGES)
    batches.add_argument("--month", type=_month, metavar="2026-10")
    batches.set_defaults(run=_batches)
    mappings = commands.add_parser("mappings", help="表头对应：列出、增加、撤销")
    mappings.add_argument("--package", type=int, choices=PACKAGES, required=True)
    mappings.add_argument("--dataset", type=_dataset, metavar="数据类型")
    mappings.add_argument("--map", action="append", default=[], metavar="[数据类型:]表头=列名", help=_MAP_HELP)
    mappings.add_argument("--forget", action="append", default=[], metavar="[数据类型:]表头", help="撤销一个对应")
    mappings.set_defaults(run=_mappings)
    for command in (check, load, batches, mappings):
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
    mapped = checked(_wanted(options))
    with _open() as store:
        receipts = [
            _received(store, options, path, content, check_only=True, mapped=mapped)
            for path, content in zip(options.files, contents, strict=True)
        ]
    return answer(receipts, options.json, done="没有问题，可以入库（未保存）")


def _load(options: argparse.Namespace) -> int:
    if not options.files and not options.nil:
        raise SupervisionError("没有要上报的", "请给出要上报的文件，或用 --nil 说明本月无")
    contents = [_content(path) for path in options.files]
    wanted = _wanted(options)
    checked(wanted)
    allowed: dict[str, Any] = {"replace": options.replace, "uploaded_by": UPLOADED_BY, "refresh": rebuild}
    receipts: list[Receipt] = []
    with _open() as store, on_record(Action.IMPORT, _named(options)) as changed:
        if wanted:
            _remember(store, options.package, wanted)
        for path, content in zip(options.files, contents, strict=True):
            wishes = allowed | {"good_rows": options.good_rows, "beside": stored_batches(receipts)}
            receipts.append(_received(store, options, path, content, **wishes))
        if options.nil:
            allowed["beside"] = stored_batches(receipts)
            receipts.append(receive_nil(store, options.package, options.month, options.nil, **allowed))
        _tell(changed, receipts)
    return answer(receipts, options.json, done="已入库")


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
    with _open() as store, on_record(Action.RESTORE, options.batch) as changed:
        receipt = restore(store, options.batch, restored_by=UPLOADED_BY, reason=options.reason, refresh=rebuild)
        _tell(changed, [receipt])
    return answer([receipt], as_json=False, done="已恢复")


def _mappings(options: argparse.Namespace) -> int:
    wanted = _wanted(options) + [Wanted(*_split(text, options.dataset, ""), None) for text in options.forget]
    with _open() as store:
        if wanted:
            _remember(store, options.package, wanted)
        found = [one for one in list_mappings(store, options.package) if options.dataset in (None, one.dataset)]
    if options.json:
        print_json([one.to_json() for one in found])
        return 0
    for one in found:
        state = "当前" if one.is_current and one.field is not None else "已停用"
        when = f"{one.made_at:%Y-%m-%d %H:%M} {one.made_by}"
        print(f"包件{one.package}  {DATASETS[one.dataset].title}  {one.header} → {one.means}  {state}  {when}")
    if not found:
        print("还没有表头对应")
    return 0


def _named(options: argparse.Namespace) -> str:
    """What is loaded, as the audit trail names it."""
    what = [*map(_name, options.files), *(f"本月无 {DATASETS[name].title}" for name in options.nil)]
    return f"包件{options.package} {options.month} {'、'.join(what)}"


def _tell(changed: Changed, receipts: Sequence[Receipt]) -> None:
    """What came of it, for the audit trail."""
    changed.result = "ok" if all(one.accepted for one in receipts) else "failed"
    changed.note = "；".join(
        [one.batch_id for receipt in receipts for one in receipt.batches]
        + [one.message for receipt in receipts for one in receipt.problems]
    )
    changed.after = fingerprint([receipt.to_json() for receipt in receipts])


def _remember(store: Store, package: int, wanted: Sequence[Wanted]) -> None:
    """Keep what headers mean, on record."""
    named = "、".join(f"{one.dataset}:{one.header}={one.field or '撤销'}" for one in wanted)
    with on_record(Action.MAPPING, f"包件{package} {named}"):
        remember(store, package, wanted, made_by=UPLOADED_BY)


def _wanted(options: argparse.Namespace) -> list[Wanted]:
    """The mappings that the options ask for."""
    found = []
    for text in options.map:
        left, sign, right = text.rpartition("=")
        if not sign:
            raise SupervisionError(f"“{text}”不是表头对应", "请写成 表头=列名，如 报障时刻=报修时间")
        dataset, header = _split(left, options.dataset, right.strip())
        found.append(Wanted(dataset, header, field_of(DATASETS[dataset], right.strip())))
    return found


def _split(text: str, chosen: str | None, column: str) -> tuple[str, str]:
    """Dataset and header of '数据类型:表头' or '表头'; a bare one is of --dataset, or of the only one that fits."""
    first, sign, rest = text.replace("：", ":", 1).partition(":")
    if sign and (named := by_title(first.strip()) or DATASETS.get(first.strip())):
        return named.name, rest.strip()
    having = [one.name for one in DATASETS.values() if any(column in (own.header, own.field) for own in one.columns)]
    if chosen or len(having) == 1:
        return chosen or having[0], text.strip()
    raise SupervisionError(f"“{text}”没有写明是哪种数据的表头", "请在前面写上数据类型，如 故障工单:报障时刻=报修时间")


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
            store,
            options.package,
            options.month,
            name,
            content,
            dataset=options.dataset,
            limits=LIMITS,
            progress=progress_line(sys.stderr),
            **wishes,
        )
    except UploadError as error:
        unreadable = problem("unreadable_file", wrong=error.message, hint=error.hint)
        return Receipt(False, options.package, options.month, name, problems=[unreadable])


if __name__ == "__main__":
    sys.exit(main())
