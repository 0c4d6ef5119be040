"""Accepted claims 申诉 and waits 暂停计时, worked out on paper case by case: what each record alone contributes,
and what the package makes of them, with claims and without."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from kpi.claim_moves import claim_moves
from kpi.claiming import decide
from kpi.claims import claims
from kpi.entering import insert
from kpi.faults import fault_records
from kpi.handling import Scope, arrival, handling, on_site, standings
from kpi.measures import rebuild, refresh_stale
from kpi.outages import failed
from kpi.periods import Period, parse_period
from kpi.score import scorecard
from kpi.targets import current_contract
from kpi.timeline import day_timeline
from kpi.workspace import Workspace
from tests.kpi.test_claims import AVAILABILITY, HARDWARE, RESPONSE, SOFTWARE, accept, at, both, spans, ticket
from tests.product import Product, lay_empty

MTBF = "3.08"
SEPTEMBER = "2026-09"
LAST_DAY = date(2026, 9, 30)


def september() -> Period:
    return parse_period(SEPTEMBER, current_contract(), LAST_DAY)


def outage(name: str, system_id: str, down_at: str, up_at: str, **more: Any) -> dict[str, Any]:
    return {"outage_id": name, "system_id": system_id, "down_at": at(down_at), "up_at": at(up_at)} | more


# All reported 09-10 08:00, answered 08:40, restored 30 h later on 09-11 14:00, hardware, unless said.
# Waits of the ticket → minutes until the answer, hours until the restoring, without them.
WAITS: dict[str, tuple[list[tuple[tuple[str, str], ...]], float, float]] = {
    "BEFORE": ([(("09-09 20:00", "09-10 08:30"),)], 10, 29.5),
    "BEYOND": ([(("09-11 12:00", "09-12 12:00"),)], 40, 28),
    "OVERLAP": ([(("09-10 09:00", "09-10 12:00"), ("09-10 11:00", "09-10 13:00"))], 40, 26),
    "TOUCH": ([(("09-10 09:00", "09-10 10:00"),), (("09-10 10:00", "09-10 11:00"),)], 40, 28),
    "NESTED": ([(("09-10 09:00", "09-10 15:00"),), (("09-10 10:00", "09-10 11:00"),)], 40, 24),
    "MIDNIGHT": ([(("09-10 22:00", "09-11 02:00"),)], 40, 26),
    "LONGER": ([(("09-09 00:00", "09-12 00:00"),)], 0, 0),
    "ANSWERED": ([(("09-10 08:20", "09-10 09:00"),)], 20, 30 - 40 / 60),
    "UNTOUCHED": ([], 40, 30),
}


def accept_at_once(product: Product, given: list[tuple[Any, str, str, dict[str, Any]]]) -> None:
    """Accepted claims as kpi.claiming stores them, all in one version: many times as quick."""
    with product.store.publishing() as (cursor, version):
        Workspace(cursor, 3, version).provide("FROM spoken_facts")
        for position, (kind, dataset, name, more) in enumerate(given):
            row = cursor.execute(
                "SELECT spoken FROM spoken_facts WHERE dataset = ? AND kind = ? AND record_id = ?",
                [dataset, kind, name],
            ).fetchone()
            assert row is not None
            pairs = [(at(begin), at(end)) for begin, end in more.get("spans", ())]
            told = {
                "version": version, "number": f"SS-3-2027-{position:03}", "package": 3, "reason": "见附件",
                "spoken": row[0], "made_by": "承建方 何伟", "made_at": product.now,
            }  # fmt: skip
            insert(cursor, "claims", told | {
                "dataset": dataset, "record_id": name, "kind": kind, "field": more.get("field"),
                "value": more.get("value"), "starts_at": [begin for begin, _ in pairs],
                "ends_at": [end for _, end in pairs], "evidence_name": "证明.txt", "evidence_sha256": "",
                "placed_at": at("09-10 08:00"),
            })  # fmt: skip
            insert(cursor, "claim_decisions", told | {"decision": "accepted", "made_by": "监管员 周敏"})
        rebuild(cursor, 3, version)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with Product(lay_empty(tmp_path_factory.mktemp("by-hand"))) as product:
        tickets = [ticket(incident_id=name) for name in WAITS]
        tickets += [
            # 20 h, given as software; urgent and on site after 3 h.
            ticket(incident_id="CLASS", fault_class="软件", restored_at=at("09-11 04:00"), is_urgent=True,
                   onsite_at=at("09-10 11:00")),
            # On site after 3 h too, of which the customer took 2.
            ticket(incident_id="URGENT", is_urgent=True, onsite_at=at("09-10 11:00")),
            ticket(incident_id="FILE", exempt_reason="台风"),
            ticket(incident_id="BOTH"),
        ]  # fmt: skip
        outages = [
            outage("O1", "P3-01", "09-05 00:00", "09-05 06:00"),
            outage("O2", "P3-01", "09-05 04:00", "09-05 10:00"),
            outage("O3", "P3-02", "09-30 20:00", "10-01 06:00"),
            outage("O4", "P3-03", "09-08 00:00", "09-08 02:00"),
            outage("O5", "P3-04", "09-15 08:00", "09-15 14:00"),
            outage("O6A", "P3-05", "09-16 08:00", "09-16 10:00"),
            outage("O6B", "P3-05", "09-16 10:00", "09-16 12:00"),
            outage("O6C", "P3-05", "09-16 12:00", "09-16 14:00"),
            outage("O7A", "P3-06", "09-17 00:00", "09-17 10:00"),
            outage("O7B", "P3-06", "09-17 03:00", "09-17 05:00"),
            outage("O8", "P3-07", "09-18 00:00", "09-18 03:00", exempt_reason="台风"),
        ]
        product.load(3, SEPTEMBER, {"incidents": tickets, "outages": outages}, ["maintenance"])
        product.nil(3, "2026-10", "outages", "maintenance", "incidents")

        accept_at_once(product, [
            *(("waiting", "incidents", name, {"spans": pairs}) for name in WAITS for pairs in WAITS[name][0]),
            ("class", "incidents", "CLASS", {"field": "fault_class", "value": "硬件"}),
            ("class", "incidents", "CLASS", {"field": "is_urgent", "value": "否"}),
            ("waiting", "incidents", "URGENT", {"spans": [("09-10 09:00", "09-10 11:00")]}),
            ("waiting", "incidents", "BOTH", {"spans": [("09-10 09:00", "09-10 12:00")]}),
            ("exempt", "incidents", "BOTH", {"value": "不可抗力：自然灾害"}),
            *(("exempt", "outages", name, {"value": "不可抗力：外部停电"}) for name in ("O1", "O3", "O6B", "O7B")),
            *(("class", "outages", name, {"field": "package", "value": "4"}) for name in ("O4", "O8")),
            ("maintenance", "outages", "O5", {"spans": [("09-15 10:00", "09-15 12:00")]}),
        ])  # fmt: skip
        yield product


def test_each_ticket_runs_without_its_waits(month: Product) -> None:
    answered = {row["record_id"]: row["part"] for row in month.evidence(RESPONSE, SEPTEMBER)}
    restored = {row["record_id"]: row["part"] for row in month.evidence(HARDWARE, SEPTEMBER)}
    for name, (_, minutes, hours) in WAITS.items():
        assert answered[name] == pytest.approx(minutes), name
        assert restored[name] == pytest.approx(hours), name
    assert (restored["CLASS"], restored["URGENT"], restored["FILE"], restored["BOTH"]) == (20, 28, 0, 0)


def test_the_means_of_all_tickets_with_and_without(month: Product) -> None:
    # 9 of WAITS: 29.5 + 28 + 26 + 28 + 24 + 26 + 0 + 29 1/3 + 30 = 220 5/6; CLASS 20, URGENT 28.
    assert both(month, HARDWARE) == pytest.approx(((220 + 5 / 6 + 48) / 11, 30))
    assert both(month, SOFTWARE) == (None, 20)
    # 10 + 40 × 5 + 0 + 20 + 40 = 270, and 40 twice; without: all 12 that the file does not exempt after 40.
    assert both(month, RESPONSE) == pytest.approx((350 / 11, 40))
    card = scorecard(month.store, 3, SEPTEMBER)
    moves = claim_moves(card)
    assert moves is not None
    # Without 11 × 30 + 20, with 268 5/6.
    assert moves.repair_hours == pytest.approx(350 - 268 - 5 / 6)


def test_the_page_of_faults_says_the_same(month: Product) -> None:
    records, card = fault_records(month.store, 3, LAST_DAY), scorecard(month.store, 3, SEPTEMBER, LAST_DAY)
    scope = Scope.of(records, september())
    for code in (RESPONSE, HARDWARE, SOFTWARE):
        finding = card.finding(code)
        assert finding is not None
        told = handling(standings(records.tickets, finding.indicator, scope))
        assert told.mean == (None if finding.value is None else pytest.approx(finding.value))
        assert told.within == (None if finding.value is None else pytest.approx(finding.beside["within_limit"]))
    arrivals = {one.ticket_id: said.state for one in records.tickets if (said := arrival(one, scope))}
    assert arrivals == {"URGENT": "within"}
    assert on_site(records.tickets, scope).share == 100


def test_an_arrival_in_the_clause_with_and_without(month: Product) -> None:
    card = scorecard(month.store, 3, SEPTEMBER)
    assert card.without is not None
    told = [
        next((one.part, one.whole) for one in each.clauses if one.indicator.measure == "onsite_in_time")
        for each in (card, card.without)
    ]
    assert told == [(1, 1), (0, 2)]


def test_outages_with_claims_over_them(month: Product) -> None:
    # O1 excluded 6 h, of O2 4 h left. O3: 4 h of September excluded. O4: 2 h. O5: 2 of its 6 h planned. O6: 2 of 6 h.
    # O7: 2 h excluded inside 10. O8: 3 h, exempt in the file.
    with_claims = {
        "P3-01": (710, 714), "P3-02": (716, 716), "P3-03": (718, 718), "P3-04": (714, 718), "P3-05": (714, 718),
        "P3-06": (710, 718), "P3-07": (717, 717), "P3-08": (720, 720), "P3-09": (720, 720), "P3-10": (720, 720),
    }  # fmt: skip
    without = {name: (up, 717 if name == "P3-07" else 720) for name, (up, _) in with_claims.items()}
    card = scorecard(month.store, 3, SEPTEMBER)
    assert card.without is not None
    for each, expected in ((card, with_claims), (card.without, without)):
        found = each.finding(AVAILABILITY)
        assert found is not None
        assert {one.system_id: (one.part, one.whole) for one in found.systems} == expected
        assert found.value == pytest.approx(10 * sum(up / whole for up, whole in expected.values()), abs=1e-9)
        # What was recorded, whatever is claimed: 10, 4, 2, 6, 6, 10 and 3 h.
        assert found.beside["gross"] == pytest.approx(100 * (7200 - 41) / 7200, abs=1e-9)
    moves = claim_moves(card)
    assert moves is not None
    assert moves.down_hours == 38 - 20


def test_failures_with_claims_over_them(month: Product) -> None:
    # P3-01 1, P3-04 1, P3-05 2 (its middle is gone, the ends do not touch), P3-06 1; without: P3-05 1, and O3, O4.
    assert both(month, MTBF) == pytest.approx((7159 / 5, 7159 / 6))
    found = {one.records: (one.hours, one.starts_at) for one in failed(month.store, 3, september(), LAST_DAY)}
    assert found == {
        ("O2",): (4, at("09-05 04:00")),
        ("O5",): (4, at("09-15 08:00")),
        ("O6A",): (2, at("09-16 08:00")),
        ("O6C",): (2, at("09-16 12:00")),
        ("O7A",): (8, at("09-17 00:00")),
    }


def test_an_exempt_outage_across_the_month_end(month: Product) -> None:
    card = scorecard(month.store, 3, "2026-10")
    assert card.without is not None
    told = [one.finding(AVAILABILITY) for one in (card, card.without)]
    parts = [next((s.part, s.whole) for s in one.systems if s.system_id == "P3-02") for one in told if one]
    assert parts == [(738, 738), (738, 744)]
    # Its failure is one of September.
    assert both(month, MTBF, "2026-10") == (None, None)
    assert both(month, MTBF, "2026-09..2026-10")[1] == pytest.approx((7159 + 7434) / 6)


def test_the_timeline_of_a_day_says_the_same(month: Product) -> None:
    def told(system_id: str, day: int) -> list[tuple[str, float, str | None]]:
        found = day_timeline(month.store, system_id, date(2026, 9, day), LAST_DAY)
        return [(one.kind, one.seconds / 3600, one.record_id) for one in found.segments]

    assert told("P3-01", 5) == [("exempt", 4, "O1"), ("exempt", 2, "O1"), ("down", 4, "O2"), ("up", 14, None)]
    assert told("P3-05", 16)[1:-1] == [("down", 2, "O6A"), ("exempt", 2, "O6B"), ("down", 2, "O6C")]
    planned = told("P3-04", 15)
    assert [one[:2] for one in planned] == [("up", 8), ("down", 2), ("planned", 2), ("down", 2), ("up", 10)]


def test_parts_add_up_to_the_package_and_to_the_evidence(month: Product) -> None:
    card = month.score(3, SEPTEMBER)
    for told in (card, card["without_claims"]):
        assert told["confirmed"] == pytest.approx(sum(one["points"] or 0 for one in told["indicators"]))
        for one in told["indicators"]:
            if one["code"] in (AVAILABILITY, MTBF, RESPONSE, HARDWARE, SOFTWARE) and one["part"] is not None:
                for name in ("part", "whole"):
                    assert sum(system[name] for system in one["systems"]) == pytest.approx(one[name]), one["code"]
    for code in (AVAILABILITY, MTBF, RESPONSE, HARDWARE):
        rows, finding = month.evidence(code, SEPTEMBER), month.find(code, SEPTEMBER)
        for name in ("part", "whole"):
            assert sum(row[name] or 0 for row in rows) == pytest.approx(finding[name]), code
    moves = claim_moves(scorecard(month.store, 3, SEPTEMBER))
    assert moves is not None
    assert moves.points == pytest.approx(card["projected"] - card["without_claims"]["projected"])


def test_an_open_ticket_waits_across_month_end_and_cut_off_until_the_claim_is_taken_back(product: Product) -> None:
    # Reported 09-29 08:00; the wait begins after 1 h and takes 72: of the 24 h the last is over on 10-03 08:00.
    row = ticket(reported_at=at("09-29 08:00"), responded_at=None, restored_at=None)
    product.load(3, SEPTEMBER, {"incidents": [row]})
    product.nil(3, "2026-10", "incidents")
    refresh_stale(product.store, [3])
    facts = product.facts(3)
    one = accept(product, "waiting", spans=spans(("09-29 09:00", "10-02 09:00")))

    def late(code: str, as_of: str) -> list[float]:
        card = product.score(3, "todate", as_of)
        return [
            next(one for one in each["indicators"] if one["code"] == code)["beside"]["over_limit_open"]
            for each in (card, card["without_claims"])
        ]

    assert late(HARDWARE, "2026-09-30") == [0, 1]
    assert late(HARDWARE, "2026-10-02") == [0, 1]
    assert late(HARDWARE, "2026-10-03") == [1, 1]
    # Nobody had answered within 30 min when the wait began.
    assert late(RESPONSE, "2026-09-30") == [1, 1]
    decide(product.store, one, "rejected", "签字是补的", made_by="监管员 赵磊")
    assert product.facts(3) == facts
    card = scorecard(product.store, 3, "todate", LAST_DAY)
    assert card.without is None
    found = card.finding(HARDWARE)
    assert found is not None
    assert found.beside["over_limit_open"] == 1


def test_an_exempt_outage_that_a_continuation_ends_counts_until_it_is_looked_at_again(product: Product) -> None:
    row = outage("D1", "P3-01", "09-30 20:00", "10-01 02:00")
    product.load(3, SEPTEMBER, {"outages": [row | {"up_at": None}]}, ["maintenance"])
    accept(product, "exempt", "outages", "D1", value="不可抗力：自然灾害")
    assert both(product, AVAILABILITY) == pytest.approx((100, 100 * (716 / 720 + 9) / 10))
    product.load(3, "2026-10", {"outages": [row]}, ["maintenance"])
    assert claims(product.store, 3)[0].state == "stale"
    assert product.find(AVAILABILITY, SEPTEMBER)["value"] == pytest.approx(100 * (716 / 720 + 9) / 10)
    assert product.find(AVAILABILITY, "2026-10")["value"] == pytest.approx(100 * (742 / 744 + 9) / 10)
