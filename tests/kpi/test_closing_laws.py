"""Whatever comes in later, a closed month keeps its facts and every scorecard that ends with it."""

import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.closing import close_month, prospect, standings
from kpi.measures import refresh_stale
from kpi.periods import Month, month_range
from kpi.targets import current_contract
from loaders.batches import list_batches
from tests.kpi.test_laws import load
from tests.oracle import strategies
from tests.oracle.records import Records
from tests.product import Product, lay_empty

FIRST = Month(2026, 7)
OF_SURVEYS = {one.code for one in current_contract().tables[1] if "surveys" in one.definition.needs} | {
    one.code for one in current_contract().clauses[1] if "surveys" in one.definition.needs
}


def part_of(records: Records, *months: str) -> Records:
    return Records({month: records.months[month] for month in months}, records.systems, records.working_days)


def told(product: Product, last: Month) -> dict[str, Any]:
    """Facts of the closed months, and the scorecard of every run of months that lies in them, now and as of then.

    What needs the surveys of a quarter is left out of runs that were not sealed: it waits for the quarter's end.
    """
    closed = {str(month) for month in month_range(FIRST, last)}
    quarterly = {one.measure for one in current_contract().tables[1] if one.code in OF_SURVEYS} | {
        "satisfaction", "survey_invited", "survey_mean100", "survey_rounds",
    }  # fmt: skip
    facts = [row for row in product.facts(1) if f"{row[2]:%Y-%m}" in closed and row[0] not in quarterly]
    found: dict[str, Any] = {"facts": facts}
    for month in month_range(FIRST, last):
        for begin in month_range(FIRST, month):
            card = product.score(1, f"{begin}..{month}", "2027-07-31")
            if begin not in (FIRST, month):
                for key in ("indicators", "clauses"):
                    card[key] = [one for one in card[key] if one["code"] not in OF_SURVEYS]
                for key in ("confirmed", "decided_weight", "low", "high", "projected", "grade"):
                    del card[key]
            found[f"{begin}..{month}"] = card
    return found


def with_open_ends(records: Records, last: Month) -> tuple[Records, dict[str, list[dict[str, Any]]]]:
    """The records, with an outage and a ticket that begin in the last hours of a month and are open; and the
    continuations that end them there, as they are known later."""
    listed = [row for month, sets in sorted(records.months.items()) if month <= str(last)
              for row in sets.get("systems", ()) if not row.get("out_of_service_on")]  # fmt: skip
    system = listed[-1]["system_id"] if listed else "P1-01"
    evening = datetime.combine(last.end, time(20)) - timedelta(days=1)
    outage = {"outage_id": "LATE", "system_id": system, "down_at": evening, "up_at": None}
    ticket = {"incident_id": "LATE", "system_id": system, "fault_class": "软件", "reported_at": evening,
              "responded_at": None, "restored_at": None}  # fmt: skip
    sets: dict[str, list[dict[str, Any]]] = {"maintenance": [], "requests": []} | records.months.get(str(last), {})
    sets |= {"outages": [*sets.get("outages", ()), outage], "incidents": [*sets.get("incidents", ()), ticket]}
    after = {"responded_at": evening + timedelta(minutes=5), "restored_at": evening + timedelta(hours=2)}
    news = {"outages": [outage | {"up_at": evening + timedelta(hours=1)}], "incidents": [ticket | after]}
    return Records(records.months | {str(last): sets}, records.systems, records.working_days), news


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=strategies.records(), closed=st.integers(1, 3), data=st.data())
def test_nothing_later_changes_a_closed_month(records: Records, closed: int, data: st.DataObject) -> None:
    months = sorted(records.months)
    last = Month.parse(months[min(closed, len(months)) - 1])
    records, news = with_open_ends(records, last)
    early = [month for month in months if month <= str(last)]
    with tempfile.TemporaryDirectory() as folder, Product(lay_empty(Path(folder))) as product:
        load(product, part_of(records, *early))
        refresh_stale(product.store, [1])
        before = told(product, last)
        for one in month_range(FIRST, last):
            close_month(product.store, 1, one, "张三", prospect(product.store, 1, one).open_points)
        assert told(product, last) == before  # closing by itself changes nothing
        following = records.months.get(str(last.plus(1)), {})
        product.load(1, str(last.plus(1)), {name: [*following.get(name, ()), *news[name]] for name in news})
        assert {"repair_time", "response_time"} <= set(
            standings(product.store, 1)[len(month_range(FIRST, last)) - 1].deviating
        )
        later = [month for month in months if month not in early]
        for month in later:
            rest = {name: rows for name, rows in records.months[month].items() if name not in news}
            load(product, Records({month: rest}, records.systems, records.working_days))
        for batch in list_batches(product.store):
            product.restore(batch.batch_id)
        again = data.draw(strategies.records())
        for month, datasets in sorted(again.months.items()):
            lists = [{"system_name": "名"} | row for row in datasets.get("systems", [])]
            rows = {name: found for name, found in datasets.items() if found and name in ("outages", "incidents")}
            product.send(1, month, rows | ({"systems": lists} if lists else {}), replace=True, good_rows=True)
        assert told(product, last) == before
