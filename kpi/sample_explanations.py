"""Enters the invented explanations of doubts of the sample store by the way that everything is entered."""

from collections.abc import Callable
from datetime import datetime

from data.demo.explanations import SAMPLE_EXPLANATIONS
from data.store import Store
from kpi.doubting import doubts
from kpi.explaining import explain
from kpi.score import as_of_default


def enter_explanations(store: Store, set_clock: Callable[[datetime], None]) -> None:
    """Enter them all in the order of time, the store's clock set to the moment of each before it.

    StopIteration if the months do not raise a doubt that is to be explained.
    """
    for sample in SAMPLE_EXPLANATIONS:
        set_clock(sample.at)
        wanted = sample.check, sample.system_id, sample.month
        found = doubts(store, sample.package, as_of_default(store))
        doubt = next(one for one in found if (one.check.name, one.system_id, str(one.month)) == wanted)
        explain(store, doubt, sample.reason, made_by=sample.by)
