"""What has been handed in: completeness by package and by upload type, all batches, and what of them counts nowhere."""

from collections import Counter
from collections.abc import Mapping, Sequence

from kpi.evidence import Contradiction
from loaders.batches import BatchInfo
from loaders.completeness import Slot, Standing, State
from loaders.datasets import DATASETS
from pages.parts import links
from pages.parts.slots import LOOKS, look_of
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name

SHOWN_BATCHES = 100

Grid = Mapping[Slot, Standing]


def legend() -> str:
    """The signs of the grids in words."""
    items = "".join(f"<li class='v-{tone}'><i>{sign}</i>{word}</li>" for tone, sign, word in LOOKS.values())
    return f"<ul class='k-legend'>{items}<li class='v-behind'><i>迟</i>过了报送期才收到</li></ul>"


def package_grid(standing: Grid) -> str:
    """Packages × months: how many of the required uploads have come in."""
    months = sorted({slot.month for slot in standing})
    heads = ["包件", *months]
    rows = [
        [links.to("batches", escaped(package_name(package)), pkg=package)]
        + [_package_cell(package, month, standing) for month in months]
        for package in sorted({slot.package for slot in standing})
    ]
    return plain_table("各包件各月的完整性", heads, rows, css="k-grid k-slots")


def _package_cell(package: int, month: str, standing: Grid) -> str:
    states = Counter(one.state for slot, one in standing.items() if slot.package == package and slot.month == month)
    required = sum(states.values()) - states["optional"] - states["not_due"]
    here = required - states["missing"] - states["due"] - states["open"]
    ranked: tuple[State, ...] = ("missing", "partial", "due", "open")
    tone: State = next((name for name in ranked if states[name]), "received")
    look, sign, word = LOOKS[tone]
    more = f"，{word} {states[tone]}" if tone != "received" else ""
    return f"<span class='k-slot v-{look}'><i>{sign}</i>{here}/{required}<small>{more.strip('，')}</small></span>"


def dataset_grid(package: int, standing: Grid) -> str:
    """Upload types × months of one package; each cell leads to its versions, or to where it is handed in."""
    months = sorted({slot.month for slot in standing})
    own = [one for one in DATASETS.values() if package in one.packages]
    rows = [
        [escaped(dataset.title)] + [_dataset_cell(slot, standing[slot]) for slot in _row(package, dataset.name, months)]
        for dataset in own
    ]
    return plain_table("各类数据各月的完整性", ["数据", *months], rows, css="k-grid k-slots")


def _row(package: int, dataset: str, months: Sequence[str]) -> list[Slot]:
    return [Slot(package, dataset, month) for month in months]


def _dataset_cell(slot: Slot, one: Standing) -> str:
    look, sign, words = look_of(slot, one)
    late = "<b class='v-behind'>迟</b>" if one.is_late else ""
    cell = f"<span class='k-slot v-{look}'><i>{sign}</i>{words}{late}</span>"
    source = one.batch or one.stands_by
    if source is not None:
        return links.to("batches", cell, pkg=slot.package, of=place_of(source.dataset, source.month))
    if one.state in ("missing", "due", "open"):
        return links.to("upload", cell, pkg=slot.package, month=slot.month)
    return cell


def place_of(dataset: str, month: str) -> str:
    """An upload type and month as the address names them."""
    return f"{dataset}.{month}"


def batch_table(batches: Sequence[BatchInfo]) -> str:
    """All batches of a package: what, when, by whom, from which file, current or replaced."""
    rows = [
        [
            links.to("batches", f"<b>{one.batch_id}</b>", pkg=one.package, of=place_of(one.dataset, one.month)),
            f"<span class='k-day'>{one.month}</span>",
            escaped(DATASETS[one.dataset].title),
            content_words(one),
            state_pill(one),
            escaped(one.file_name or NOTHING) + _mapped(one),
            f"<span class='k-day'>{one.uploaded_at:%Y-%m-%d %H:%M}</span>",
            escaped(one.uploaded_by or NOTHING),
        ]
        for one in sorted(batches, key=lambda one: (one.uploaded_at, one.batch_id), reverse=True)[:SHOWN_BATCHES]
    ]
    if not rows:
        return "<p class='k-quiet'>还没有上报任何数据</p>"
    heads = ("批次编号", "月份", "数据", "内容", "状态", "文件", "上报时间", "上报人")
    return plain_table("批次", heads, rows, css="k-batches")


def _mapped(one: BatchInfo) -> str:
    """The headers of a batch that were read as somebody has mapped them."""
    return f"<small>表头对应：{escaped('、'.join(one.mapped_columns))}</small>" if one.mapped_columns else ""


def content_words(one: BatchInfo) -> str:
    """What a batch holds: its rows, or that there was nothing."""
    if one.is_nil:
        return look_of(Slot(one.package, one.dataset, one.month), Standing("nil", one)).words
    return f"{one.rows:,} 行" + (f"，{one.refused} 行未入库" if one.refused else "")


def state_pill(one: BatchInfo) -> str:
    """Whether a batch counts now."""
    if one.state == "current":
        return "<span class='k-pill v-met'><i>✓</i>当前</span>"
    return "<span class='k-pill v-not_due'><i>○</i>已被替换</span>"


def contradiction_table(found: Sequence[Contradiction]) -> str:
    """Stored records that count nowhere, or lists that speak against each other; '' without any."""
    rows = [
        [
            escaped(DATASETS[one.dataset].title),
            f"<b>{escaped(one.record_id)}</b>",
            escaped(one.reason),
            f"<span class='k-place'>{escaped(one.file or NOTHING)}<small>第 {one.row} 行</small></span>",
        ]
        for one in found[:SHOWN_BATCHES]
    ]
    if not rows:
        return ""
    more = f"，只列出前 {SHOWN_BATCHES} 条" if len(found) > SHOWN_BATCHES else ""
    table = plain_table("互相矛盾的记录", ("数据", "编号", "为什么不计", "出处"), rows)
    return f"<section class='k-block'><h2>已入库但不计的记录<small>{len(found)} 条{more}</small></h2>{table}</section>"
