"""Doubts 疑点: every check fires on what it is made for and not on what comes near; explanations stay, and say when
what they explained has changed. No score moves."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data.errors import DefinitionError
from kpi.__main__ import main
from kpi.doubting import CHECKS, Doubt, checks, doubts, thresholds, touched
from kpi.explaining import explain, explanations, withdraw
from kpi.measures import refresh_stale
from tests.kpi.doubt_cases import CASES, FIRES, check, merged, outage, ticket, tickets
from tests.product import Product

ALWAYS = ("outages", "maintenance", "incidents", "inspections", "camera_checks")
LAST = date(2026, 12, 31)


def loaded(folder: Path, which: int) -> dict[str, list[Doubt]]:
    with Product(folder) as product:
        for month, rows in sorted(merged(which).items()):
            product.load(3, month, rows, [name for name in ALWAYS if name not in rows], refresh=None)
        refresh_stale(product.store, [3])
        found = doubts(product.store, 3, LAST)
    return {name: [one for one in found if one.check.name == name] for name in checks()}


@pytest.fixture(scope="module")
def raised(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Doubt]]:
    return loaded(tmp_path_factory.mktemp("raised"), 0)


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Doubt]]:
    return loaded(tmp_path_factory.mktemp("near"), 1)


def test_every_check_file_has_both_cases_and_every_threshold_is_read() -> None:
    assert set(CASES) == set(FIRES) == {path.stem for path in CHECKS.glob("*.sql")}
    assert all(fires and misses for fires, misses in CASES.values())
    read = {limit.name for one in checks().values() for limit in one.thresholds}
    assert read == set(thresholds())


@pytest.mark.parametrize("name", FIRES)
def test_it_fires(raised: dict[str, list[Doubt]], name: str) -> None:
    month, system_id, records = FIRES[name]
    found = [(str(one.month), one.system_id, len(one.records)) for one in raised[name]]
    assert found == [(month, system_id, records)], [one.said for one in raised[name]]
    (one,) = raised[name]
    assert one.said
    assert one.state == "open"
    assert all(record.file and record.row for record in one.records)
    assert len(touched(one)) == sum(line.measure in one.check.touches for line in touched(one))


@pytest.mark.parametrize("name", FIRES)
def test_it_does_not_fire_on_what_comes_near(near: dict[str, list[Doubt]], name: str) -> None:
    assert [(str(one.month), one.system_id, one.said) for one in near[name]] == []


def test_what_is_said_has_the_figures(raised: dict[str, list[Doubt]]) -> None:
    said = {name: found[0].said for name, found in raised.items()}
    assert said["outage_without_ticket"] == "停机 07-05 10:00 至 07-05 12:00，2.0 小时，前后没有本系统的故障工单"
    assert said["restored_apart"] == "工单 07-07 12:00 恢复，停机 07-07 16:00 才结束，差 4.0 小时"
    assert said["figures_contradict"].startswith("1 次停机共 10.0 小时，其中 8.0 小时没有一张工单开着")
    assert said["cameras_online_while_down"].endswith("这段时间查了 30 台摄像机，16 台在线")
    assert said["same_text"].startswith("6 条故障描述中 6 条一字不差")
    assert said["rate_jumps"].startswith("故障工单 60.0 件，前 5 个月一般是")


def answer(number: int, department: str, clock: str) -> dict[str, object]:
    items = dict.fromkeys(("服务态度", "响应速度", "专业能力", "系统稳定性"), "满意")
    return {
        "response_id": f"W{department}{number}", "answered_at": datetime.fromisoformat(f"2026-09-10 {clock}"),
        "department": department, "overall": "满意", **items,
    }  # fmt: skip


def test_what_a_check_finds_in_another_way(product: Product) -> None:
    close = [answer(n, "甲", clock) for n, clock in enumerate(["10:00", "10:10", "10:20"])]
    apart = [answer(n, "乙", clock) for n, clock in enumerate(["10:00", "10:11", "10:22"])]
    shots = [
        check("X1", 2, "09-03 10:01", target="硬件", asset_id="A1", photo="IMG_2024.jpg"),
        check("X2", 2, "09-04 10:01", target="硬件", asset_id="A2", photo="IMG_2024.jpg"),
    ]
    halves = [row | {"restored_at": row["reported_at"] + timedelta(minutes=30 + 30 * n)}
              for n, row in enumerate(tickets("G", "09", 12))]  # fmt: skip
    lost = outage("T", 1, "09-05 10:00", "09-05 12:00", incident_id="没有这张")
    turned = ticket("GX", 4, "09-20 10:00", "09-20 12:07", responded_at=datetime(2026, 9, 20, 13))
    sent = {"surveys": [*close, *apart], "inspections": shots, "incidents": [*halves, turned], "outages": [lost]}
    product.load(3, "2026-09", sent, ["maintenance"])
    found = {one.check.name: (one.said, len(one.records)) for one in doubts(product.store, 3, date(2026, 9, 30))}
    assert found == {
        "outage_without_ticket": (
            "停机 09-05 10:00 至 09-05 12:00，2.0 小时，填了工单 没有这张，但故障工单里没有这个编号", 1,
        ),
        "files_reused": ("照片 IMG_2024.jpg 用在 2 次巡检、不止一台设备上", 2),
        "same_repairs": ("13 件工单中 12 件的历时是整半小时", 12),
        "instant_tickets": ("1 件工单还没有响应或到场，先已恢复", 1),
        "repeated_answers": ("3 份答卷完全相同，都答“满意”，几分钟内连着交来", 3),
    }  # fmt: skip


# --- explanations ---

LONELY = [outage("T1", 1, "10-05 10:00", "10-05 12:00", cause="扩容")]
SENT = {"outages": LONELY, "incidents": [ticket("G9", 9, "10-20 10:00", "10-20 11:00")]}


@pytest.fixture
def october(product: Product) -> Product:
    """Package 3 in October with an outage of P3-01 that has no ticket."""
    product.now = datetime(2026, 11, 20, 9)
    product.load(3, "2026-10", SENT, ["maintenance"])
    product.load(3, "2026-11", {}, ["incidents"])
    return product


def only(product: Product) -> Doubt:
    (one,) = doubts(product.store, 3, date(2026, 10, 31))
    return one


def test_an_explanation_stays_through_a_replacement_by_the_same_and_says_when_the_records_change(
    october: Product,
) -> None:
    before = october.score(3, "2026-10", "2026-10-31")
    seen = only(october)
    made = explain(october.store, seen, "扩容由业务处批准，通知代替工单", made_by="周敏")
    assert (made.made_by, made.made_at, only(october).state) == ("周敏", october.now, "explained")
    assert october.score(3, "2026-10", "2026-10-31") == before

    # The same records in another order and file, one of another system changed.
    same = {"outages": LONELY, "incidents": [ticket("G9", 9, "10-20 10:00", "10-20 12:00")]}
    october.load(3, "2026-10", same, ["maintenance"], replace=True)
    again = only(october)
    assert (again.state, again.key, again.content) == ("explained", seen.key, seen.content)
    assert again.records[0].batch_id != seen.records[0].batch_id

    longer = {**SENT, "outages": [outage("T1", 1, "10-05 10:00", "10-05 15:00", cause="扩容")]}
    october.load(3, "2026-10", longer, ["maintenance"], replace=True)
    changed = only(october)
    assert (changed.state, changed.is_open) == ("changed", True)
    assert changed.explanation is not None
    assert changed.explanation.reason == "扩容由业务处批准，通知代替工单"
    assert "2.0 小时" in changed.explanation.said

    explain(october.store, changed, "延长也经批准", made_by="周敏")
    assert only(october).state == "explained"
    assert [one.reason for one in explanations(october.store, 3)] == ["延长也经批准", "扩容由业务处批准，通知代替工单"]


def test_an_explanation_is_taken_back_with_a_reason_and_nothing_is_lost(october: Product) -> None:
    explain(october.store, only(october), "已经口头报过", made_by="周敏")
    with pytest.raises(DefinitionError, match="没有填理由；没有填谁说明的"):
        withdraw(october.store, only(october), " ", made_by="")
    withdraw(october.store, only(october), "口头报修没有依据", made_by="赵磊")
    assert only(october).state == "open"
    assert [one.step for one in explanations(october.store, 3)] == ["withdrawn", "explained"]
    with pytest.raises(DefinitionError, match="没有可撤回的"):
        withdraw(october.store, only(october), "再撤一次", made_by="赵磊")


def test_two_who_explain_the_same_do_not_overwrite_each_other(october: Product) -> None:
    seen = only(october)
    explain(october.store, seen, "第一个说明", made_by="周敏")
    with pytest.raises(DefinitionError, match="已被别人改过（周敏"):
        explain(october.store, seen, "第二个说明", made_by="赵磊")
    with pytest.raises(DefinitionError, match="已经说明过"):
        explain(october.store, only(october), "第三个说明", made_by="赵磊")


def test_a_month_without_the_needed_upload_raises_nothing(product: Product) -> None:
    product.load(3, "2026-10", {"outages": LONELY})
    assert doubts(product.store, 3, date(2026, 10, 31)) == []


def test_the_command_prints_them(
    october: Product, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    explain(october.store, only(october), "已经口头报过", made_by="周敏")
    monkeypatch.setenv("KPI_DB", str(october.store.path))
    monkeypatch.setenv("KPI_NOW", "2026-11-20T09:00")
    october.store.close()
    assert main(["doubts", "--package", "3", "--month", "2026-10", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["check"], one["state"], one["system_id"]) == ("outage_without_ticket", "explained", "P3-01")
    assert one["explanation"]["reason"] == "已经口头报过"
    assert [record["record_id"] for record in one["records"]] == ["T1"]
    assert main(["doubts", "--package", "3", "--month", "2026-09"]) == 0
    assert capsys.readouterr().out == "没有疑点\n"
