"""Sheets in another shape than a row a record, turned into one: days as columns, a row per answer, rates online.

Nothing is guessed: what cannot be turned is a problem with its reason.
"""

from collections.abc import Callable, Mapping

from loaders.dataset import Dataset
from loaders.headers import NOT_MAPPED, Names, names_of
from loaders.reading import Sheet
from loaders.shapes.answers import by_answers
from loaders.shapes.days import by_days
from loaders.shapes.rates import by_rates
from loaders.shapes.reshaped import Reshaped

__all__ = ["Reshaped", "reshaped"]


def reshaped(sheet: Sheet, dataset: Dataset, month: str, mapped: Mapping[str, str] = NOT_MAPPED) -> Reshaped | None:
    """The sheet with a row a record; None if it is no other shape that is known. month: 'YYYY-MM', of bare days."""
    names = names_of(dataset, mapped)
    makers: dict[str, tuple[Callable[[Sheet, Dataset, str, Names], Reshaped | None], ...]] = {
        "camera_checks": (by_days, by_rates), "inspections": (by_days,), "surveys": (by_answers,),
    }  # fmt: skip
    found = (make(sheet, dataset, month, names) for make in makers.get(dataset.name, ()))
    return next((one for one in found if one is not None), None)
