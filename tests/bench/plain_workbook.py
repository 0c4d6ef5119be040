"""The large workbook in plain pandas: read with openpyxl, converted, checked for the simplest things."""

from pathlib import Path

import pandas as pd

from tests.bench.workbook import MONTH

FIELDS = {
    "工单编号": "incident_id",
    "系统编号": "system_id",
    "资产编号": "asset_id",
    "故障类别": "fault_class",
    "故障级别": "severity",
    "突发应急事件": "is_emergency",
    "报修时间": "reported_at",
    "响应时间": "responded_at",
    "恢复时间": "restored_at",
    "故障描述": "description",
}


def read(path: Path) -> pd.DataFrame:
    """The cells as they stand."""
    return pd.read_excel(path, engine="openpyxl", dtype=object)


def convert(path: Path, systems: pd.Series) -> pd.DataFrame:
    """The rows as the store keeps them. Checked: known systems, the month, the order of times, ids that come twice.

    Raises AssertionError if a check fails: unlike the product it cannot say which row.
    """
    table = read(path).rename(columns=FIELDS)
    for name in ("reported_at", "responded_at", "restored_at"):
        table[name] = pd.to_datetime(table[name]).dt.round("s")
    table["is_emergency"] = table["is_emergency"].map({"是": True, "否": False})
    for name in ("incident_id", "system_id", "asset_id", "fault_class", "severity", "description"):
        table[name] = table[name].astype("string").str.strip()
    assert table["system_id"].isin(systems).all()
    assert (table["reported_at"].dt.strftime("%Y-%m") == MONTH).all()
    assert not (table["responded_at"] < table["reported_at"]).any()
    assert not (table["restored_at"] < table["reported_at"]).any()
    assert not table["incident_id"].duplicated().any()
    return table
