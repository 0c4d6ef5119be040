"""python -m kpi rectifications: what it prints, at which day, and that it writes nothing."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from data.store import Store
from kpi.__main__ import main
from kpi.rectifying import Plan, open_rectification, report_done
from loaders.datasets import record_tables
from tests.kpi.test_availability import outage
from tests.product import Product


def test_it_lists_them_as_of_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Product(tmp_path, datetime(2026, 11, 5, 10)) as product:
        down = outage("D1", "10-05 10:00", "10-20 10:00") | {"system_id": "P3-01"}
        product.load(3, "2026-10", {"outages": [down]}, ["maintenance"])
        plan = Plan("光缆被挖断", "加备用光缆", "李四")
        one = open_rectification(product.store, 3, "3.07", "2026-10", plan, made_by="张三")
        product.now = datetime(2026, 12, 1, 9)
        report_done(product.store, one, date(2026, 11, 30), ("a.txt", b"done"), made_by="李四")
        version = product.store.version()
    monkeypatch.setenv("KPI_DB", str(tmp_path / "kpi.duckdb"))
    monkeypatch.setenv("KPI_NOW", "2026-12-08T09:00")
    assert main(["rectifications", "--package", "3"]) == 0
    assert "ZG-3-2026-001  3.07  2026-10  已完成待验收  期限 2026-11-26  完成 2026-11-30" in capsys.readouterr().out
    assert main(["rectifications", "--package", "3", "--json"]) == 0
    (printed,) = json.loads(capsys.readouterr().out)
    assert (printed["state"], printed["done"], printed["evidence"]["name"]) == ("done", "2026-11-30", "a.txt")
    assert main(["rectifications", "--package", "3", "--as-of", "2026-11-27", "--json"]) == 0
    (printed,) = json.loads(capsys.readouterr().out)
    assert (printed["state"], printed["done"], printed["evidence"]) == ("overdue", None, None)
    assert main(["rectifications", "--package", "2"]) == 0
    assert capsys.readouterr().out.strip() == "没有整改"
    with Store.open(tmp_path / "kpi.duckdb", record_tables()) as store:
        assert store.version() == version
