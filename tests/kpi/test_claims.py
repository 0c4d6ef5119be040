"""Claims 申诉 as a layer over the records: rows and claims in, values with and without out, worked by hand."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import duckdb
import pytest

from data.closings import entries
from data.errors import DefinitionError
from kpi.__main__ import main
from kpi.claim_kinds import FIELD_WORDS, PACKAGE_FIELD, RECLASSIFIED, SPOKEN
from kpi.claiming import Wanted, decide, enter_claim, foresee_decision, withdraw_claim
from kpi.claims import Claim, claims
from kpi.closing import close_month, prospect, reopen_month, standings
from kpi.measures import rebuild, refresh_stale
from kpi.periods import Month
from kpi.score import scorecard
from loaders.datasets import DATASETS
from tests.product import Product

PAPER = ("证明.txt", "用户确认单".encode())
RESPONSE, SOFTWARE, HARDWARE, AVAILABILITY = "3.11", "3.12", "3.13", "3.07"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def ticket(**more: Any) -> dict[str, Any]:
    """Reported 08:00, answered after 40 min, restored after 30 h."""
    return {
        "incident_id": "T1", "system_id": "P3-01", "fault_class": "硬件", "reported_at": at("09-10 08:00"),
        "responded_at": at("09-10 08:40"), "restored_at": at("09-11 14:00"),
    } | more  # fmt: skip


OUTAGE = {
    "outage_id": "D1",
    "system_id": "P3-01",
    "down_at": at("09-10 08:00"),
    "up_at": at("09-10 18:00"),
}


def spans(*pairs: tuple[str, str]) -> Any:
    return tuple((at(begin), at(end)) for begin, end in pairs)


def claim(product: Product, kind: Any, dataset: str = "incidents", record_id: str = "T1", **more: Any) -> Claim:
    wanted = Wanted(more.pop("package", 3), dataset, record_id, kind, "见附件", **more)
    return enter_claim(product.store, wanted, PAPER, made_by="承建方 何伟")


def accept(product: Product, *args: Any, **more: Any) -> Claim:
    return decide(product.store, claim(product, *args, **more), "accepted", "属实", made_by="监管员 周敏")


def both(product: Product, code: str, period: str = "2026-09") -> tuple[Any, Any]:
    """The value with and without claims."""
    card = scorecard(product.store, int(code[0]), period)
    assert card.without is not None
    with_claims, without = card.finding(code), card.without.finding(code)
    assert with_claims is not None
    assert without is not None
    return with_claims.value, without.value


def test_waits_are_united_cut_to_the_ticket_and_taken_off_each_clock(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket()]})
    # From an hour before the report to 08:20, and 08:10 to 10:00: 08:00-10:00. Answered at 08:40: 40 min of it.
    accept(product, "waiting", spans=spans(("09-10 07:00", "09-10 08:20"), ("09-10 08:10", "09-10 10:00")))
    assert both(product, RESPONSE) == (0, 40)
    assert both(product, HARDWARE) == (28, 30)
    # Another claim on the same ticket overlaps by an hour and runs past its restoring: 09:00-12:00, and 2 h at the end.
    accept(product, "waiting", spans=spans(("09-10 09:00", "09-10 12:00"), ("09-11 12:00", "09-11 20:00")))
    assert both(product, HARDWARE) == (24, 30)
    found = product.find(HARDWARE, "2026-09")
    assert found["verdict"] == "met"
    assert found["beside"]["within_limit"] == 100
    assert product.score(3, "2026-09")["without_claims"]["indicators"][12]["verdict"] == "missed"


def test_a_limit_is_put_off_by_waits_that_begin_before_it_only(product: Product) -> None:
    # Package 4: answered within 30 min (4.C…) — by the clock of the clause the same as by the mean.
    row = ticket(system_id="P4-01", responded_at=at("09-10 09:00"), restored_at=at("09-10 12:30"), fault_class="软件")
    late = row | {"incident_id": "T2", "responded_at": at("09-10 09:00"), "restored_at": at("09-10 12:00")}
    product.load(4, "2026-09", {"incidents": [row, late]})
    accept(product, "waiting", spans=spans(("09-10 08:30", "09-10 09:30")), package=4)
    accept(product, "waiting", record_id="T2", spans=spans(("09-10 08:31", "09-10 09:30")), package=4)
    facts = {
        (measure, tag): (part, whole) for measure, _, _, tag, part, whole in product.facts(4) if "in_time" in measure
    }
    answered = [facts[key] for key in facts if key[0] == "answered_in_time"]
    # T1 had run 30 min when the wait began, and was answered in it: in time. T2 had run 31.
    assert answered == [(1, 2)]
    # T1: 4.5 h less 1 h; T2: 4 h in any case.
    assert [facts[key] for key in facts if key[0] == "restored_in_time"] == [(2, 2)]


def test_a_wait_puts_a_working_day_off_by_its_hours_of_service(product: Product) -> None:
    # Package 1: hardware restored within 1 working day. Received on Friday 09-11: due on Monday 09-14.
    rows = [
        ticket(incident_id=name, system_id="P1-01", reported_at=at("09-11 10:00"), responded_at=at("09-11 10:05"),
               restored_at=at("09-15 16:00"))
        for name in ("WEEKEND", "NIGHT", "HOUR", "AFTER")
    ]  # fmt: skip
    product.load(1, "2026-09", {"incidents": rows})

    def kept() -> float:
        return sum(float(part) for measure, *_, part, _ in product.facts(1) if measure == "restored_in_working_days")

    accept(product, "waiting", record_id="WEEKEND", spans=spans(("09-11 17:00", "09-14 09:00")), package=1)
    accept(product, "waiting", record_id="NIGHT", spans=spans(("09-14 17:00", "09-15 09:00")), package=1)
    accept(product, "waiting", record_id="AFTER", spans=spans(("09-15 09:00", "09-15 15:00")), package=1)
    assert kept() == 0
    accept(product, "waiting", record_id="HOUR", spans=spans(("09-14 16:00", "09-15 09:00")), package=1)
    assert kept() == 1


def test_an_outage_that_was_planned_and_one_by_force_majeure(product: Product) -> None:
    second = OUTAGE | {
        "outage_id": "D2",
        "system_id": "P3-02",
        "down_at": at("09-20 00:00"),
        "up_at": at("09-20 06:00"),
    }
    product.load(3, "2026-09", {"outages": [OUTAGE, second]}, ["maintenance"])
    accept(product, "maintenance", "outages", "D1", spans=spans(("09-10 06:00", "09-10 12:00")))
    # Of 720 h: 4 h excluded (08:00-12:00), 6 h down; the second system has 6 h down; 8 systems have nothing.
    with_claims, without = both(product, AVAILABILITY)
    assert with_claims == pytest.approx(100 * (710 / 716 + 714 / 720 + 8) / 10, abs=1e-9)
    assert without == pytest.approx(100 * (710 / 720 + 714 / 720 + 8) / 10, abs=1e-9)
    accept(product, "exempt", "outages", "D2", value="不可抗力：自然灾害")
    assert both(product, AVAILABILITY)[0] == pytest.approx(100 * (710 / 716 + 9) / 10, abs=1e-9)
    # Gross says what was recorded, whatever is claimed.
    gross = product.find(AVAILABILITY, "2026-09")["beside"]["gross"]
    assert gross == pytest.approx(100 * (710 / 720 + 714 / 720 + 8) / 10, abs=1e-9)


def test_a_wrong_class_and_a_record_of_another_package(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket(), ticket(incident_id="T2", restored_at=at("09-10 12:00"))]})
    accept(product, "class", field="fault_class", value="软件")
    assert both(product, SOFTWARE) == (30, None)
    assert both(product, HARDWARE) == (4, 17)
    accept(product, "class", record_id="T2", field="package", value="4")
    assert both(product, HARDWARE) == (None, 17)
    rows = [row for row in product.evidence(HARDWARE, "2026-09") if row["record_id"] == "T2"]
    assert [(row["part"], row["whole"]) for row in rows] == [(0, 0)]
    assert "责任属于包件4" in rows[0]["note"]
    assert "SS-3-2027-002" in rows[0]["note"]


def test_a_request_waits_for_its_user_too(product: Product) -> None:
    row = {
        "request_id": "T1", "system_id": "P3-01", "requested_at": at("09-01 08:00"), "due_at": at("09-05 18:00"),
        "completed_at": at("09-06 17:00"),
    }  # fmt: skip
    product.load(3, "2026-09", {"requests": [row]})
    accept(product, "waiting", "requests", spans=spans(("09-05 17:00", "09-06 17:00")))
    assert both(product, "3.09") == (100, 0)


def test_a_due_day_that_a_wait_puts_off_past_the_month_is_one_of_the_next(product: Product) -> None:
    # Due by the end of 09-30, put off by 2 h: not done by 10-01 02:00, which nobody knows in September.
    row = {
        "request_id": "T1", "system_id": "P3-01", "requested_at": at("09-20 08:00"), "due_at": at("09-30 00:00"),
        "completed_at": at("10-05 17:00"),
    }  # fmt: skip
    done = row | {"request_id": "T2", "due_at": at("09-28 00:00"), "completed_at": at("09-25 08:00")}
    product.load(3, "2026-09", {"requests": [row, done]})
    product.nil(3, "2026-10", "requests")
    accept(product, "waiting", "requests", spans=spans(("09-25 09:00", "09-25 11:00")))
    assert both(product, "3.09") == (100, 50)
    assert both(product, "3.09", "2026-10") == (0, None)


def test_a_claim_that_waits_or_is_rejected_changes_nothing(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket()]})
    facts = product.facts(3)
    waits = claim(product, "waiting", spans=spans(("09-10 09:00", "09-10 12:00")))
    assert waits.number == "SS-3-2027-001"
    assert waits.state == "pending"
    assert product.facts(3) == facts
    ((before, after),) = foresee_decision(product.store, 3, waits.number, "accepted", ("2026-09",))
    assert [card.finding(HARDWARE).value for card in (before, after)] == [30, 27]  # type: ignore[union-attr]
    rejected = decide(product.store, waits, "rejected", "没有用户签字", made_by="监管员 周敏")
    assert rejected.state == "rejected"
    assert product.facts(3) == facts
    assert scorecard(product.store, 3, "2026-09").without is None
    again = decide(product.store, rejected, "accepted", "补了签字", made_by="监管员 周敏")
    assert [one.decision for one in again.decisions] == ["rejected", "accepted"]
    assert both(product, HARDWARE) == (27, 30)


def test_a_record_that_reads_otherwise_is_looked_at_again(product: Product) -> None:
    product.load(3, "2026-09", {"outages": [OUTAGE]}, ["maintenance"])
    accept(product, "exempt", "outages", "D1", value="不可抗力：自然灾害")
    assert both(product, AVAILABILITY)[0] == 100
    longer = OUTAGE | {"up_at": at("09-10 20:00")}
    product.load(3, "2026-09", {"outages": [longer]}, replace=True)
    (stale,) = claims(product.store, 3)
    assert stale.state == "stale"
    assert stale.changed == ("恢复时间原为 2026-09-10 18:00:00，现为 2026-09-10 20:00:00",)
    assert both(product, AVAILABILITY)[0] == pytest.approx(100 * (708 / 720 + 9) / 10, abs=1e-9)
    anew = decide(product.store, stale, "accepted", "按新的时间复核", made_by="监管员 周敏")
    assert anew.state == "accepted"
    assert both(product, AVAILABILITY)[0] == 100
    # The first file again: the claim was last accepted on the second.
    product.restore("P3-2026-09-outages-1")
    assert claims(product.store, 3)[0].state == "stale"
    product.nil(3, "2026-09", "outages", replace=True)
    (gone,) = claims(product.store, 3)
    assert (gone.state, gone.subject) == ("stale", None)
    assert both(product, AVAILABILITY) == (100, 100)


def test_what_is_wrong_with_a_claim_or_a_decision(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket(), ticket(incident_id="T3", exempt_reason="台风")]})
    for kind, more, said in (
        ("waiting", {"spans": spans(("09-12 08:00", "09-12 09:00"))}, "不在记录的时间内"),
        ("waiting", {"spans": spans(("09-10 09:00", "09-10 09:00"))}, "结束不晚于开始"),
        ("waiting", {}, "没有填"),
        ("class", {"field": "fault_class", "value": "硬件"}, "现在就是"),
        ("class", {"field": "description", "value": "硬件"}, "没有选"),
        ("exempt", {"value": "心情不好"}, "没有选豁免原因"),
        ("exempt", {"value": "不可抗力：自然灾害", "record_id": "T3"}, "已经豁免"),
        ("maintenance", {}, "不能申诉"),
        ("exempt", {"value": "不可抗力：自然灾害", "record_id": "T9"}, "没有记录"),
    ):
        with pytest.raises(DefinitionError, match=said):
            claim(product, kind, **more)
    one = claim(product, "exempt", value="不可抗力：自然灾害")
    with pytest.raises(DefinitionError, match="已经这样申诉过"):
        claim(product, "exempt", value="不可抗力：外部停电")
    with pytest.raises(DefinitionError, match="不能裁定自己的申诉"):
        decide(product.store, one, "accepted", "属实", made_by=" 承建方 何伟 ")
    with pytest.raises(DefinitionError, match="没有填裁定理由"):
        decide(product.store, one, "rejected", " ", made_by="监管员 周敏")
    decide(product.store, one, "accepted", "属实", made_by="监管员 周敏")
    with pytest.raises(DefinitionError, match="已由 监管员 周敏"):
        decide(product.store, one, "rejected", "不属实", made_by="监管员 赵磊")


def test_a_claim_is_withdrawn_by_its_claimant_while_nobody_has_decided(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket()]})
    facts = product.facts(3)
    one = claim(product, "exempt", value="不可抗力：自然灾害")
    with pytest.raises(DefinitionError, match="只能由申诉人撤回"):
        withdraw_claim(product.store, one, "不再主张", made_by="监管员 周敏")
    with pytest.raises(DefinitionError, match="没有填撤回理由"):
        withdraw_claim(product.store, one, " ", made_by="承建方 何伟")
    gone = withdraw_claim(product.store, one, "与运营商核实后不再主张", made_by="承建方 何伟")
    assert (gone.state, gone.decisions[0].reason) == ("withdrawn", "与运营商核实后不再主张")
    assert (claims(product.store, 3), product.facts(3)) == ([gone], facts)
    with pytest.raises(DefinitionError, match="已由申诉人撤回"):
        decide(product.store, one, "accepted", "属实", made_by="监管员 周敏")
    with pytest.raises(DefinitionError, match="不能撤回"):
        withdraw_claim(product.store, one, "再撤一次", made_by="承建方 何伟")
    # The way is free for a better one; what is decided stays decided, also where it was decided since it was seen.
    again = claim(product, "exempt", value="不可抗力：外部停电")
    decide(product.store, again, "rejected", "没有证明", made_by="监管员 周敏")
    with pytest.raises(DefinitionError, match="已驳回"):
        withdraw_claim(product.store, again, "不再主张", made_by="承建方 何伟")


def test_the_order_of_uploads_and_claims_does_not_matter(tmp_path: Any) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = {"incidents": [ticket(restored_at=None)]}
    second = {"incidents": [ticket()]}
    with Product(tmp_path / "a") as early, Product(tmp_path / "b") as late:
        early.load(3, "2026-09", first)
        accept(early, "waiting", spans=spans(("09-10 09:00", "09-10 12:00")))
        early.load(3, "2026-10", second)
        late.load(3, "2026-09", first, refresh=None)
        late.load(3, "2026-10", second, refresh=None)
        accept(late, "waiting", spans=spans(("09-10 09:00", "09-10 12:00")))
        assert early.facts(3) == late.facts(3)
        with late.store.publishing() as (cursor, version):
            rebuild(cursor, 3, version)
        assert early.facts(3) == late.facts(3)


def test_evidence_says_by_which_claim_a_record_counts_and_adds_up(product: Product) -> None:
    product.load(3, "2026-09", {"outages": [OUTAGE], "incidents": [ticket()]}, ["maintenance"])
    accept(product, "maintenance", "outages", "D1", spans=spans(("09-10 06:00", "09-10 12:00")))
    accept(product, "waiting", spans=spans(("09-10 09:00", "09-10 12:00")))
    finding = product.find(AVAILABILITY, "2026-09")
    rows = product.evidence(AVAILABILITY, "2026-09")
    sums = tuple(sum(row[name] or 0 for row in rows) for name in ("part", "whole"))
    assert sums == (finding["part"], finding["whole"])
    told = {row["record_id"]: (row["part"], row["whole"], row["note"]) for row in rows if row["record_id"]}
    assert told == {
        "SS-3-2027-001": (-4, -4, "计划停机（申诉采纳）；与 D1 重叠"),
        "D1": (-6, 0, "停机；与 SS-3-2027-001 重叠；按申诉 SS-3-2027-001 计（漏报计划停机：属实）"),
    }
    (row,) = product.evidence(HARDWARE, "2026-09")
    assert (row["part"], row["whole"]) == (27, 1)
    assert row["note"] == "硬件故障；按申诉 SS-3-2027-002 计（等待用户：属实）"


JULY = Month(2026, 7)


def close_july(product: Product) -> None:
    close_month(product.store, 3, JULY, "张三", prospect(product.store, 3, JULY).open_points)


def july(**more: Any) -> dict[str, Any]:
    times = {"reported_at": at("07-10 08:00"), "responded_at": at("07-10 08:40"), "restored_at": at("07-11 14:00")}
    return ticket(**times | more)


def test_a_claim_on_a_closed_month_waits_for_its_re_opening(product: Product) -> None:
    product.load(3, "2026-07", {"incidents": [july()]})
    close_july(product)
    one = accept(product, "waiting", spans=spans(("07-10 09:00", "07-10 12:00")))
    assert one.is_sealed_without
    assert product.find(HARDWARE, "2026-07")["value"] == 30
    assert product.find(HARDWARE, "2026-07..2026-08")["value"] == 30
    assert "repair_time" in standings(product.store, 3)[0].deviating
    reopen_month(product.store, 3, JULY, "张三", "申诉已采纳")
    assert both(product, HARDWARE, "2026-07") == (27, 30)
    assert not claims(product.store, 3)[0].is_sealed_without


def test_a_request_that_a_closed_month_has_counted_does_not_count_again_where_a_wait_puts_it(product: Product) -> None:
    # Due on 07-31 18:00 and not done, put off by 24 h to 08-01 18:00: July has it already.
    row = {"request_id": "T1", "system_id": "P3-01", "requested_at": at("07-20 08:00"), "due_at": at("07-31 18:00")}
    product.load(3, "2026-07", {"requests": [row]})
    product.nil(3, "2026-08", "requests")
    close_july(product)
    accept(product, "waiting", "requests", spans=spans(("07-25 08:00", "07-26 08:00")))
    periods = ("2026-07", "2026-08", "2026-07..2026-08")
    assert [product.find("3.09", period)["whole"] for period in periods] == [1, 0, 1]
    # Re-opened, it is one of August.
    reopen_month(product.store, 3, JULY, "张三", "申诉已采纳")
    assert [product.find("3.09", period)["whole"] for period in periods] == [0, 1, 1]


def test_a_failure_that_a_closed_month_has_counted_does_not_count_again_where_a_window_puts_it(
    product: Product,
) -> None:
    # Down from 07-31 20:00 to 08-01 04:00; planned until midnight, it first fails in August: July has it already.
    down = OUTAGE | {"down_at": at("07-31 20:00"), "up_at": at("08-01 04:00")}
    product.load(3, "2026-07", {"outages": [down]}, ["maintenance"])
    product.nil(3, "2026-08", "outages", "maintenance")
    close_july(product)
    accept(product, "maintenance", "outages", "D1", spans=spans(("07-31 19:00", "08-01 00:00")))
    periods = ("2026-07", "2026-08", "2026-07..2026-08")
    assert [product.find("3.08", period)["whole"] for period in periods] == [1, 0, 1]
    reopen_month(product.store, 3, JULY, "张三", "申诉已采纳")
    assert [product.find("3.08", period)["whole"] for period in periods] == [0, 1, 1]


def test_a_closing_seals_the_claims_with_both_figures(
    product: Product, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    product.now = datetime(2026, 8, 20, 9)
    product.load(3, "2026-07", {"incidents": [july()]})
    one = accept(product, "waiting", spans=spans(("07-10 09:00", "07-10 12:00")))
    close_july(product)
    product.now = datetime(2026, 9, 20, 9)
    decide(product.store, one, "rejected", "签字是补的", made_by="监管员 赵磊")
    # What was sealed stands, with and without, in the month and in the contract to date.
    for period in ("2026-07", "2026-07..2026-08"):
        assert both(product, HARDWARE, period) == (27, 30)
    assert list(entries(product.store, 3)[0].contents["claims"]) == [one.number]
    path = product.store.path
    product.store.close()
    monkeypatch.setenv("KPI_DB", str(path))
    assert main(["verify", "--package", "3"]) == 0, capsys.readouterr().out
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE claims SET ends_at = [TIMESTAMP '2026-07-10 20:00:00']")
    assert main(["verify", "--package", "3"]) == 1
    assert f"申诉 {one.number} 在结账后被改动" in capsys.readouterr().out


def test_of_a_case_that_a_closing_left_open_the_waits_count_as_they_are_decided_now(product: Product) -> None:
    # Down from 07-31 20:00 to 08-02 04:00, 32 h, 11 of them a wait; July is closed while it lasts. Limit 24 h.
    row = july(reported_at=at("07-31 20:00"), responded_at=at("07-31 20:10"), restored_at=None)
    product.now = datetime(2026, 8, 1, 9)
    product.load(3, "2026-07", {"incidents": [row]})
    accept(product, "waiting", spans=spans(("07-31 21:00", "08-01 08:00")))
    product.now = datetime(2026, 9, 20, 9)
    close_july(product)
    product.load(3, "2026-08", {"incidents": [row | {"restored_at": at("08-02 04:00")}]})
    card = scorecard(product.store, 3, "2026-08")
    assert card.without is not None
    found = [one.finding(HARDWARE) for one in (card, card.without)]
    assert [(one.value, one.beside["within_limit"]) for one in found if one] == [(21, 100), (32, 0)]
    decide(product.store, claims(product.store, 3)[0], "rejected", "签字是补的", made_by="监管员 赵磊")
    now = product.find(HARDWARE, "2026-08")
    assert (now["value"], now["beside"]["within_limit"]) == (32, 0)


def test_what_a_claim_exempts_while_it_is_open_stays_open_without_it_after_closing(tmp_path: Any) -> None:
    row = july(restored_at=None)
    cards = []
    for folder, is_claimed in (("claimed", True), ("plain", False)):
        with Product(tmp_path / folder, datetime(2026, 8, 5, 9)) as product:
            product.load(3, "2026-07", {"incidents": [row]})
            if is_claimed:
                accept(product, "exempt", value="不可抗力：自然灾害")
            product.now = datetime(2026, 9, 20, 9)
            close_july(product)
            product.nil(3, "2026-08", "incidents")
            cards.append(scorecard(product.store, 3, "2026-08"))
    assert cards[0].without is not None
    with_claims, without, plain = (one.finding(HARDWARE) for one in (cards[0], cards[0].without, cards[1]))
    assert with_claims is not None
    assert without is not None
    assert plain is not None
    assert with_claims.beside["open"] == 0
    assert (plain.beside["open"], plain.verdict) == (1, "behind")
    assert (without.verdict, without.beside, without.flags) == (plain.verdict, plain.beside, plain.flags)


def test_facts_older_than_a_decision_are_made_anew(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket()]})
    accept(product, "waiting", spans=spans(("09-10 09:00", "09-10 12:00")))
    with product.store.publishing() as (cursor, _):
        cursor.execute("DELETE FROM fact_versions WHERE version = (SELECT max(version) FROM claim_decisions)")
    refresh_stale(product.store, [3])
    assert both(product, HARDWARE) == (27, 30)


def test_more_waiting_time_never_lowers_a_score(product: Product) -> None:
    rows = [ticket(), ticket(incident_id="T2", fault_class="软件", restored_at=None)]
    asked = {"request_id": "R1", "system_id": "P3-01", "requested_at": at("09-10 07:00"), "due_at": at("09-11 18:00")}
    product.load(3, "2026-09", {"incidents": rows, "requests": [asked | {"completed_at": at("09-12 09:00")}]})
    before, chance = scorecard(product.store, 3, "2026-09"), Random(7)
    for dataset, record_id in (("incidents", "T1"), ("incidents", "T2"), ("requests", "R1"), ("incidents", "T1")):
        begins = [at("09-10 08:00") + timedelta(minutes=chance.randrange(-60, 1700)) for _ in range(4)]
        waits = tuple((one, one + timedelta(minutes=chance.randrange(90, 900))) for one in begins)
        accept(product, "waiting", dataset, record_id, spans=waits)
        after = scorecard(product.store, 3, "2026-09")
        assert after.confirmed >= before.confirmed - 1e-9
        for old, new in zip(before.indicators, after.indicators, strict=True):
            assert (new.points or 0) >= (old.points or 0) - 1e-9, new.finding.indicator.code
        before = after


def test_the_words_of_classes_are_those_of_the_columns() -> None:
    for (dataset, field), words in RECLASSIFIED.items():
        if field != PACKAGE_FIELD:
            assert words == DATASETS[dataset].by_field[field].choices
    for (dataset, _), fields in SPOKEN.items():
        for name in fields:
            assert FIELD_WORDS[name] in {DATASETS[dataset].by_field[name].header, "恢复时间", "需求类型"}
