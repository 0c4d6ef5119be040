"""What the check of a file in the queue comes to: what the file is, its first rows, and what would become of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from data.store import Store
from loaders.batches import receive_nil
from loaders.datasets import DATASETS
from loaders.headers import Mapped
from loaders.mappings import current_mapped
from loaders.originals import read_original
from loaders.preview import preview
from loaders.problems import Problem
from loaders.progress import Progress, silent
from loaders.queue import Entry
from loaders.queue_receipts import batches_of_drop
from loaders.queue_states import State
from loaders.reading import Grid, read_grid
from loaders.receipts import BatchLine, Question, Receipt
from loaders.receiving import receive
from loaders.recognition import Recognition, recognise
from loaders.sheets import read_tables
from loaders.tally import More, shortened
from loaders.uploads import Upload, month_problem

HEAD_BYTES = 2_000_000
"""Of a larger .csv only so much is read to see what it is."""
MOST_PROBLEMS = 5_000
"""So many of a file are kept for the page, the others are counted."""
WAITS = frozenset({"needs_replace", "duplicate_of_older"})
"""Problems that are no fault of the file: the month has data already."""
_USELESS = frozenset({"duplicate", "month_before_term", "month_not_begun"})
"""Problems of the whole file that no correction of it mends."""


@dataclass
class Outcome:
    """What a check or an attempt to store came to. words: for the list; summary: figures for the list; answer: all
    that is shown of it. recognition: of a check; receipt: None where somebody must say first for which month it is."""

    state: State
    words: str
    summary: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    package: int | None = None
    month: str | None = None


def check(store: Store, entry: Entry, progress: Progress = silent) -> Outcome:
    """Read a file, say what it is and what would become of it. progress: told how far it is. Raises UploadError if it
    cannot be read at all."""
    if entry.file_name is None or entry.sha256 is None:
        receipt = receive_nil(store, entry.package or 0, entry.month or "", entry.nil, refresh=None, check_only=True)
        return judged(receipt, {})
    content = read_original(store, entry.sha256, entry.file_name)
    head = _head(content, entry.file_name)
    grid = read_grid(head, entry.file_name)
    with store.reading() as cursor:
        seen = recognise(cursor, grid, entry.file_name, store.now(), (entry.page_package, entry.page_month))
    answer: dict[str, Any] = {"recognition": seen.to_json() | {"is_head": len(head) < len(content)}}
    if not (entry.is_chosen or (seen.is_sure and seen.sheets)):
        words = "请确认包件和月份" if seen.sheets else "没有认出是哪种数据，请选包件和月份后检查"
        summary = {"datasets": [one.dataset for one in seen.sheets]}
        return Outcome("unsure", words, summary, answer, _number(seen), seen.month.value)
    package = entry.package if entry.is_chosen else _number(seen)
    month = entry.month if entry.is_chosen else seen.month.value
    assert package is not None
    assert month is not None
    with store.reading() as cursor:
        known = current_mapped(cursor, package)
    answer["preview"] = _previews(grid, entry.file_name, known, Upload(package, month, store.now()))
    beside = batches_of_drop(store, entry.drop_id)
    receipt = receive(
        store, package, month, entry.file_name, content, beside=beside, refresh=None, check_only=True,
        progress=progress,
    )  # fmt: skip
    return judged(receipt, answer)


def _number(seen: Recognition) -> int | None:
    return int(seen.package.value) if seen.package.value else None


def _head(content: bytes, file_name: str) -> bytes:
    """The whole file, or the first lines of a large .csv."""
    if len(content) <= HEAD_BYTES or not file_name.lower().endswith(".csv"):
        return content
    return content[: content.rfind(b"\n", 0, HEAD_BYTES) + 1] or content


def _previews(grid: Grid, file_name: str, known: Mapped, upload: Upload) -> list[dict[str, Any]]:
    if month_problem(upload):
        return []
    tables = read_tables(grid, file_name, None, known, upload.month).tables
    return [asdict(preview(one, upload)) for one in tables if one.numbers]


def judged(receipt: Receipt, answer: Mapping[str, Any]) -> Outcome:
    """What a receipt means for the queue, and what is kept of it. answer: what was known of the file before."""
    codes = {one.code for one in receipt.problems}
    kinds = Counter(one.kind.title for one in receipt.problems if one.code not in WAITS | _USELESS)
    for one in receipt.more:
        kinds[one.kind.title] += one.count
    listed, more = shortened(receipt.problems, receipt.more, MOST_PROBLEMS)
    kept = {
        **_with_true_rows(answer, receipt.rows),
        "receipt": replace(receipt, problems=listed, more=more).to_json(),
    }
    seen = kept.get("recognition", {}).get("sheets", [])
    summary = {
        "datasets": [one["dataset"] for one in seen] or [line.dataset for line in receipt.batches],
        "rows": sum(one["rows"] for one in seen),
        "problems": kinds.total(),
        "kinds": dict(kinds),
        "replaces": [one.message for one in receipt.problems if one.code in WAITS],
        "refused": receipt.refused,
        "good_rows": _has_good_rows(receipt),
        "is_closed": "month_closed" in codes,
        "asks": any(one.is_needed for one in receipt.questions),
    }
    state, words = _standing(receipt, codes, kinds.total())
    return Outcome(state, words, summary, kept, receipt.package, receipt.month)


def _standing(receipt: Receipt, codes: set[str], to_mend: int) -> tuple[State, str]:
    if "month_closed" in codes:
        return "ready", "已结账，入库时原样放入待处理"
    useless = [one for one in receipt.problems if one.code in _USELESS]
    if useless:
        return "returned", useless[0].message
    if to_mend:
        return "faulty", f"{to_mend:,} 处要改"
    if codes & WAITS:
        return "ready", "本月已有数据，看过变化后可替换"
    return "ready", "没有问题，可以入库"


def _with_true_rows(answer: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """What is known of a file of which only the head was looked at, with the rows that it has as a whole."""
    seen = answer.get("recognition", {})
    if not rows or not seen.get("is_head") or len(seen["sheets"]) != 1:
        return dict(answer)
    recognition = seen | {"is_head": False, "sheets": [seen["sheets"][0] | {"rows": rows}]}
    previews = [one | {"rows_in_all": rows} for one in answer.get("preview", [])]
    return {**answer, "recognition": recognition, "preview": previews}


def _has_good_rows(receipt: Receipt) -> bool:
    """Whether the file has nothing but rows to be mended, and others besides."""
    if any(one.row is None and one.code not in WAITS for one in receipt.problems):
        return False
    return 0 < receipt.refused < receipt.rows


def receipt_of(answer: Mapping[str, Any]) -> Receipt | None:
    """The receipt as the check gave it; None where there was none."""
    kept = answer.get("receipt")
    if kept is None:
        return None
    return Receipt(
        kept["accepted"], kept["package"], kept["month"], kept["file"],
        [BatchLine(**line) for line in kept["batches"]],
        [Problem(**one) for one in kept["problems"]],
        list(kept["notes"]),
        [Question(**{**one, "guesses": tuple(one["guesses"]), "samples": tuple(one["samples"])})
         for one in kept["questions"]],
        [More(**one) for one in kept.get("more", [])], kept.get("rows", 0), kept.get("refused", 0),
    )  # fmt: skip


def held_words(datasets: Sequence[str], most: int = 3) -> str:
    """Upload types in words; of many the first, and how many there are."""
    names = [DATASETS[one].title for one in datasets]
    return "、".join(names) if len(names) <= most else f"{'、'.join(names[:most])} 等 {len(names)} 种"
