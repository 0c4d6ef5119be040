"""Receipts as the command line prints them: as text, or as one JSON document."""

from collections.abc import Sequence
from typing import Any, TextIO

from data.commands import print_json
from loaders.datasets import DATASETS
from loaders.problems import Problem
from loaders.progress import DONE, Progress, Step, silent
from loaders.receipts import Receipt
from loaders.tally import Group, More, group_of

_SHOWN_ROWS = 5
_BAR = 30


def answer(receipts: Sequence[Receipt], as_json: bool, done: str) -> int:
    """Print the receipts; the exit code says whether all files were accepted."""
    accepted = all(receipt.accepted for receipt in receipts)
    if as_json:
        print_json(_combined(receipts))
    else:
        for receipt in receipts:
            _print_receipt(receipt, done)
    return 0 if accepted else 1


def progress_line(stream: TextIO) -> Progress:
    """Draws how far a file has come as one line that is written over, on a terminal; nothing elsewhere."""
    if not stream.isatty():
        return silent

    def draw(step: Step) -> None:
        done = round(_BAR * step.share)
        line = f"\r\033[K[{'#' * done}{'.' * (_BAR - done)}] {step.share:4.0%} {step.title}"
        stream.write("\r\033[K" if step.share >= DONE else line)
        stream.flush()

    return draw


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
        extras += [f"按对应读取的列：{'、'.join(line.mapped_columns)}"] if line.mapped_columns else []
        tail = f"（{'；'.join(extras)}）" if extras else ""
        print(f"  {DATASETS[line.dataset].title} {line.rows} 行，批次 {line.batch_id}{tail}")
    for note in receipt.notes:
        print(f"  说明：{note}")
    _print_problems(receipt.problems, receipt.more)
    for one in receipt.questions:
        dataset = DATASETS[one.dataset]
        guesses = "、".join(dataset.by_field[name].header for name in one.guesses)
        near = f"，最接近：{guesses}" if guesses else ""
        print(f'  表头“{one.header}”没有读取{near}。指明：--map "{dataset.title}:{one.header}=列名"，不用则等号后留空')


def _print_problems(problems: Sequence[Problem], more: Sequence[More]) -> None:
    """Problems grouped by kind and column: how many, the first rows, what the first of them says."""
    groups: dict[Group, list[Problem]] = {}
    for one in problems:
        groups.setdefault(group_of(one), []).append(one)
    unlisted = {one.group: one.count for one in more}
    for group, found in groups.items():
        _, sheet, column = group
        rows = [str(one.row) for one in found if one.row is not None]
        where = f"{sheet} " if sheet else ""
        where += f"“{column}” " if column else ""
        where += f"第 {'、'.join(rows[:_SHOWN_ROWS])} 行{'等' if len(rows) > _SHOWN_ROWS else ''}" if rows else ""
        in_all = len(found) + unlisted.get(group, 0)
        count = f" {in_all:,} 处" if in_all > 1 else ""
        print(
            f"  问题：{found[0].kind.title}{count}：{where.strip()}".rstrip("："), f"    {found[0].message}", sep="\n"
        )
