"""Enters the invented claims 申诉 of the sample store by the way that everything is entered."""

from collections.abc import Callable
from datetime import datetime

from data.demo.claims import SAMPLE_CLAIMS
from data.store import Store
from kpi.claiming import Wanted, decide, enter_claim


def enter_sample_claims(store: Store, set_clock: Callable[[datetime], None]) -> None:
    """Enter and decide them, the store's clock set to the moment of each before it. DefinitionError if the months do
    not have the record."""
    for one in SAMPLE_CLAIMS:
        set_clock(one.made_at)
        wanted = Wanted(
            one.package, one.dataset, one.record_id, one.kind, one.reason, one.field, one.value, one.spans
        )  # fmt: skip
        paper = (f"申诉证据_{one.record_id}.txt", f"{one.paper}\n（示例文件，内容为虚构）\n".encode())
        entered = enter_claim(store, wanted, paper, made_by=one.made_by)
        if one.decided_at is not None:
            set_clock(one.decided_at)
            decide(store, entered, one.decision, one.said, made_by=one.by)
