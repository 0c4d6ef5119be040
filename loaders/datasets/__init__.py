"""The upload types 数据类型. Every module here without a leading underscore declares one, named DATASET."""

from importlib import import_module
from pkgutil import iter_modules

from data.tables import RecordTable
from loaders.dataset import Dataset


def _declared() -> dict[str, Dataset]:
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__) if module.name[0] != "_"]
    found: list[Dataset] = [module.DATASET for module in modules]
    return {dataset.name: dataset for dataset in sorted(found, key=lambda dataset: dataset.position)}


DATASETS: dict[str, Dataset] = _declared()
"""Every upload type by its name, in the order of the monthly workbook."""


def record_tables() -> list[RecordTable]:
    """The tables of all upload types, as Store.open takes them."""
    return [dataset.table() for dataset in DATASETS.values()]


def by_title(title: str) -> Dataset | None:
    """The upload type whose sheet has this title (停机记录 …); None for any other sheet."""
    return next((dataset for dataset in DATASETS.values() if dataset.title == title), None)
