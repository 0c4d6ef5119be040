"""更正与申诉 on the pages: entered on a record, decided with its effects in sight, said beside the figures."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from access.rights import Role
from kpi.claiming import Wanted, decide, enter_claim
from kpi.claims import claims
from pages.parts import session, visitor
from tests.logged_in import SUPERVISOR, principal
from tests.pages.test_pages import on_record, run, written
from tests.pages.test_rectifying import fill, press
from tests.product import Product

PAPER = ("回函.txt", "园区不能进场".encode())
TICKET = {
    "incident_id": "T1", "system_id": "P3-01", "fault_class": "硬件", "reported_at": "2026-10-10 08:00",
    "responded_at": "2026-10-10 08:10", "restored_at": "2026-10-11 14:00",
}  # fmt: skip
WAIT = "2026-10-10 09:00 至 2026-10-10 17:00"


@pytest.fixture
def october(store_of_pages: Path) -> Path:
    """Package 3 in October with one fault of 30 hours, six too many; on the pages it is 2026-11-15."""
    with Product(store_of_pages.parent, datetime(2026, 11, 3, 9)) as product:
        product.load(3, "2026-10", {"incidents": [TICKET]})
    return store_of_pages


def test_a_claim_is_entered_and_accepted(october: Path) -> None:
    evidence = written(run("indicator.py", code="3.13", period="2026-10"))
    assert "claims?period=2026-10&amp;for=3&amp;dataset=incidents&amp;record=T1" in evidence
    test = run("claims.py", **{"for": "3", "dataset": "incidents", "record": "T1"})
    assert "还没有申诉" in written(test)
    test.segmented_control(key="kind-3-incidents-T1").set_value("waiting").run()
    fill(test, 等待用户="中午到下午", 申诉理由="园区<b>不能进场")
    assert "看不懂" in press(test, "提出申诉")
    fill(test, 等待用户=WAIT)
    assert "没有佐证材料" in press(test, "提出申诉")
    test.file_uploader[0].upload(*PAPER)
    html = press(test, "提出申诉")
    assert "已提出 SS-3-2026-001，等待裁定" in html
    assert "园区&lt;b&gt;不能进场" in html
    # The claim is shown with what accepting it would change.
    assert "采纳后的变化" in html
    assert "30.00 小时 → <b>22.00 小时</b>" in html
    # Whoever entered it does not decide it, under whatever name the account is shown by then.
    assert "由另一位监理裁定" in html
    visitor.serve_as(replace(SUPERVISOR, display_name="王工程师"))
    test.run()
    assert not [one for one in test.button if one.label == "采纳"]
    visitor.serve_as(replace(SUPERVISOR, name="zhou", display_name="周敏"))
    test.run()
    fill(test, 裁定理由="属实")
    assert "SS-3-2026-001 已采纳" in press(test, "采纳")
    (one,) = claims(session.store(), 3)
    assert (one.state, one.decisions[0].made_by) == ("accepted", "周敏（zhou）")
    assert on_record() == [("claim", "failed")] * 2 + [("claim", "ok"), ("decide", "ok")]
    finding = written(run("indicator.py", code="3.13", period="2026-10"))
    assert "含申诉：22.00 小时（不含 30.00 小时）" in finding
    assert "申诉 SS-3-2026-001</a>" in finding
    package = written(run("package.py", pkg="3", period="2026-10"))
    assert "含申诉（不含 " in package
    assert "已采纳 1 条" in package
    assert "含申诉" not in written(run("indicator.py", code="3.11", period="2026-10"))


def test_the_list_is_narrowed_and_says_what_must_be_looked_at_again(october: Path) -> None:
    with Product(october.parent, datetime(2026, 11, 4, 9)) as product:
        wanted = Wanted(3, "incidents", "T1", "class", "应用故障", "fault_class", "软件")
        one = enter_claim(product.store, wanted, PAPER, made_by="何伟")
        decide(product.store, one, "accepted", "属实", made_by="周敏")
        product.load(3, "2026-10", {"incidents": [TICKET | {"severity": "重大"}]}, replace=True)
    html = written(run("claims.py", claim="SS-3-2026-001", pkg="3", state="stale"))
    assert "待复核" in html
    assert "故障级别原为 （空），现为 重大" in html
    assert "这条申诉现在不计入" in html
    assert "没有符合筛选条件的申诉" in written(run("claims.py", pkg="3", kind="waiting"))
    assert "还没有申诉" in written(run("claims.py", pkg="2"))


def test_a_store_without_records_has_nothing_to_claim_upon(store_of_pages: Path) -> None:
    html = written(run("claims.py"))
    assert "还没有申诉" in html
    assert "没有找到记录" in html


def test_whoever_entered_a_claim_takes_it_back_on_record(october: Path) -> None:
    with Product(october.parent, datetime(2026, 11, 4, 9)) as product:
        wanted = Wanted(3, "incidents", "T1", "class", "应用故障", "fault_class", "软件")
        enter_claim(product.store, wanted, PAPER, made_by=principal(Role.CONTRACTOR, 3).signature)
    others = run("claims.py", claim="SS-3-2026-001", pkg="3")
    assert not [one for one in others.button if one.label == "撤回申诉"]
    visitor.serve_as(principal(Role.CONTRACTOR, 3))
    test = run("claims.py", claim="SS-3-2026-001", pkg="3")
    fill(test, 撤回理由="与业主核实后不再主张")
    html = press(test, "撤回申诉")
    assert "SS-3-2026-001 已撤回" in html
    assert "与业主核实后不再主张" in html
    assert claims(session.store(), 3)[0].state == "withdrawn"
    last = list(visitor.access().trail.entries())[-1]
    assert (last.action, last.object, last.result) == ("withdraw_claim", "SS-3-2026-001 撤回", "ok")
