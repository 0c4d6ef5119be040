"""Records as DataFrames: read, reduced to their newest version, put under their system."""

from pathlib import Path

import pandas as pd

Frames = dict[str, pd.DataFrame]
Tables = dict[str, pd.DataFrame]
FIRST, END = pd.Timestamp("2026-07-01"), pd.Timestamp("2027-07-01")
MONTHS = pd.DataFrame({"starts": pd.date_range(FIRST, END, freq="MS", inclusive="left")}).assign(
    ends=lambda table: table["starts"] + pd.DateOffset(months=1),
    month=lambda table: table["starts"].dt.strftime("%Y-%m"),
)
CAMERA_TYPES = "摄像|球机|枪机|枪球|半球|网络球|探头|卡口|电警|电子警察|抓拍|IPC"


def read_frames(folder: Path, package: int) -> Frames:
    """The stored rows of a package by dataset, from the folder's Parquet files; `month` is that of the upload."""
    return {path.stem.partition("_")[2]: pd.read_parquet(path) for path in sorted(folder.glob(f"{package}_*.parquet"))}


def systems_of(frames: Frames) -> pd.DataFrame:
    """The list in force all year: every system and subsystem with its system (top_id) and the day it ends."""
    listed = frames["systems"][["system_id", "parent_id", "service_hours", "out_of_service_on"]]
    parents = listed[["system_id", "out_of_service_on"]].rename(
        columns={"system_id": "parent_id", "out_of_service_on": "parent_ends"}
    )
    joined = listed.merge(parents, on="parent_id", how="left")
    joined["top_id"] = joined["parent_id"].fillna(joined["system_id"])
    joined["ends"] = joined[["out_of_service_on", "parent_ends"]].min(axis=1).fillna(pd.Timestamp.max)
    return joined


def records(frames: Frames, dataset: str) -> pd.DataFrame:
    """The newest version of each record with its top_id, without those of a system that had ended."""
    rows = frames[dataset].sort_values("month", kind="stable").drop_duplicates("record_id", keep="last")
    if "system_id" not in rows:
        return rows
    placed = rows.merge(systems_of(frames)[["system_id", "top_id", "ends"]], on="system_id", how="left")
    return placed[placed["system_id"].isna() | (placed["placed_at"] < placed["ends"])]


def assets_in_force(frames: Frames) -> pd.DataFrame:
    """The assets of the newest list of each month, with their system and the days from and to which they serve."""
    lists = frames["assets"]
    uploads = pd.DataFrame({"listed": sorted(lists["month"].unique())})
    uploads["starts"] = pd.to_datetime(uploads["listed"]).astype(MONTHS["starts"].dtype)
    newest = pd.merge_asof(MONTHS, uploads, on="starts")
    force = newest.merge(lists.rename(columns={"month": "listed"}), on="listed")
    force = force.merge(systems_of(frames)[["system_id", "top_id", "ends"]], on="system_id", suffixes=("", "_system"))
    force["out"] = force[["out_of_service_on", "ends_system"]].min(axis=1)
    return force


def rows_of(
    system: pd.Series | None, at: pd.Series, part: pd.Series, whole: pd.Series | None, tag: pd.Series | None = None
) -> pd.DataFrame:
    """Rows of one measure: system_id, day, tag, part, whole (None where there is none)."""
    table = pd.DataFrame({"day": at.dt.normalize(), "part": part.astype(float)})
    table["system_id"] = None if system is None else system
    table["tag"] = None if tag is None else tag
    table["whole"] = float("nan") if whole is None else whole.astype(float)
    return table
