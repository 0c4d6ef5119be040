"""What has been received of a package for a month, and what stands for it from other months."""

from collections.abc import Sequence

from kpi.periods import Month
from loaders.batches import BatchInfo
from loaders.dataset import Dataset
from loaders.datasets import DATASETS


def received_list(package: int, month: str, batches: Sequence[BatchInfo]) -> str:
    """A list of all kinds of data with what the month has of each; batches: the current ones of the package."""
    lines = "".join(_line(one, month, batches) for one in DATASETS.values() if package in one.packages)
    return f"<section class='k-received'><h3>{month} 的数据</h3><ul>{lines}</ul></section>"


def _line(dataset: Dataset, month: str, batches: Sequence[BatchInfo]) -> str:
    own = [one for one in batches if one.dataset == dataset.name]
    found = next((one for one in own if one.month == month), None)
    if found is not None:
        words = "本月无" if found.is_nil else f"{found.rows} 行"
        words += f"，{found.refused} 行未入库" if found.refused else ""
        tone, sign = ("behind", "！") if found.refused else ("met", "✓")
    else:
        tone, sign, words = _from_elsewhere(dataset, Month.parse(month), [one.month for one in own])
    return f"<li class='v-{tone}'><i>{sign}</i><span>{dataset.title}</span><b>{words}</b></li>"


def _from_elsewhere(dataset: Dataset, month: Month, months: Sequence[str]) -> tuple[str, str, str]:
    """What stands for a month without a batch of its own: verdict colour, sign, words."""
    if dataset.cadence == "on_change":
        earlier = [one for one in months if one < str(month)]
        if earlier:
            return "met", "✓", f"沿用 {max(earlier)}"
        if dataset.name == "systems":
            return "not_due", "○", "按合同清单"
    if dataset.cadence == "quarterly":
        same_quarter = [one for one in months if Month.parse(one) in month.quarter]
        if same_quarter:
            return "met", "✓", f"本季已报（{same_quarter[0]}）"
        return "not_due", "○", "按季上报"
    if dataset.cadence == "whenever":
        return "not_due", "○", "有才报"
    return "no_data", "？", "未上报"
