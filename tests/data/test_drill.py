"""A drill on a small store: passed when all is equal to the bit, failed when an original no longer gives the rows."""

from pathlib import Path

import pytest

from data.__main__ import drill, main
from data.backup import back_up
from data.journal import Journal
from data.restoring import find_backup
from tests.at_once import AtOnce as Product
from tests.data.test_journal import OUTAGES


def test_a_drill_compares_scores_to_the_bit_and_reports_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KPI_DB", str(tmp_path / "kpi.duckdb"))
    monkeypatch.setenv("KPI_NOW", "2026-10-20T09:00")
    monkeypatch.setattr("data.__main__.PACKAGES", (1,))
    with Product(tmp_path) as product:
        product.load(1, "2026-09", {"outages": OUTAGES}, nil=["maintenance"])
        product.load(1, "2026-09", {"outages": OUTAGES[:2]}, replace=True)
        product.score(1, "2026-09")
        back_up(product.store, tmp_path / "kpi_backups", None, "测试")
        product.nil(1, "2026-10", "outages", "maintenance")
    assert main(["drill", "--report", str(tmp_path / "report.md")]) == 0
    said = capsys.readouterr().out
    assert "通过：备份" in said
    assert "又确认了 1 次" in said
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "结论：**通过**" in report
    assert "只用上传的原件重建" in report

    # The same with a row that no original gives: stored, vouched for, backed up; only the originals tell.
    with Product(tmp_path) as product:
        with product.store.publishing() as (cursor, _):
            cursor.execute("UPDATE outages SET up_at = up_at + INTERVAL 3 HOUR")
        product.store.check()
        product.store.accept_losses("某人", "试")
        product.score(1, "2026-09")
        back_up(product.store, tmp_path / "kpi_backups", None, "测试")
    found = drill(find_backup(tmp_path / "kpi.duckdb", None), tmp_path / "drill", Journal(tmp_path / "none"))
    assert not found.passed
    assert "包件1 2026-09 的评分不同" in found.steps[-1].wrong
    assert [one.wrong for one in found.steps[:-1]] == [[], [], [], []]
