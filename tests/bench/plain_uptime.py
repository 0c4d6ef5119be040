"""Availability, failures and interruptions of a package in plain pandas."""

import pandas as pd

from data.reference import working_days
from tests.bench.plain_records import END, FIRST, Frames, Tables, records, rows_of, systems_of


def uptime(frames: Frames) -> Tables:
    """Availability, gross and planned-as-up, MTBF and the longest interruption, by a sweep over starts and ends."""
    outages, windows = records(frames, "outages"), records(frames, "maintenance")
    exempt = outages["exempt_reason"].notna()
    approved = windows["approved_by"].notna() & ~(windows["approved_at"] > windows["starts_at"])
    ends = outages["up_at"].fillna(END)
    service = _service(frames)
    events = pd.concat(
        [
            _edges("service", service["system_id"], service["starts"], service["ends"]),
            _edges("down", outages["top_id"][~exempt], outages["down_at"][~exempt], ends[~exempt]),
            _edges("exempt", outages["top_id"][exempt], outages["down_at"][exempt], ends[exempt]),
            _edges("planned", *(windows.loc[approved, name] for name in ("top_id", "starts_at", "ends_at"))),
        ]
    )
    steps = events.groupby(["system_id", "at"]).sum().reset_index()
    state = steps[["service", "down", "exempt", "planned"]].fillna(0).groupby(steps["system_id"]).cumsum() > 0
    begins = state["down"] & ~state["down"].shift(fill_value=False)
    steps["failure"] = begins.cumsum()
    next_at = steps.groupby("system_id")["at"].shift(-1)
    seconds = (next_at - steps["at"]).dt.total_seconds().fillna(0) * state["service"]
    excluded, recorded = state["exempt"] | state["planned"], state["down"] | state["exempt"]
    lost = seconds * (state["down"] & ~excluded)
    up, planned = seconds * ~(excluded | state["down"]), seconds * ~excluded
    remaining = steps[lost > 0].assign(lost=lost[lost > 0])
    first = ~remaining.duplicated("failure")
    so_far = remaining.groupby("failure")["lost"].cumsum()
    system, at = steps["system_id"], steps["at"]
    failures = rows_of(remaining["system_id"][first], remaining["at"][first], 0 * so_far[first], first[first])
    inside = seconds > 0
    return {
        "availability": rows_of(system, at, up, planned)[inside],
        "availability_gross": rows_of(system, at, seconds * ~recorded, seconds)[inside],
        "availability_planned_as_up": rows_of(system, at, seconds - lost, seconds)[inside],
        "mtbf": pd.concat([rows_of(system, at, up, 0 * up)[inside], failures]),
        "longest_interruption": pd.concat(
            [
                rows_of(remaining["system_id"], remaining["at"], so_far, None),
                rows_of(service["system_id"], service["starts"], 0 * service["starts"].dt.day, None),
            ]
        ),
    }


def _edges(kind: str, system: pd.Series, starts: pd.Series, ends: pd.Series) -> pd.DataFrame:
    up = pd.DataFrame({"system_id": system, "at": starts.astype("datetime64[s]"), kind: 1})
    return pd.concat([up, pd.DataFrame({"system_id": system, "at": ends.astype("datetime64[s]"), kind: -1})])


def _service(frames: Frames) -> pd.DataFrame:
    """The hours of service of each system, day by day."""
    systems = systems_of(frames)
    days = pd.DataFrame({"day": pd.date_range(FIRST, END, inclusive="left")})
    served = systems[systems["parent_id"].isna()].merge(days, how="cross")
    served = served[served["day"] < served["ends"]]
    calendar = working_days(FIRST.date(), END.date())
    working = served["day"].isin([pd.Timestamp(day) for day, is_working in calendar.items() if is_working])
    office = served["service_hours"] == "5×8"
    served = served[~office | working]
    office = office[served.index]
    opens = served["day"] + pd.to_timedelta(office * 9, unit="h")
    closes = served["day"] + pd.to_timedelta(24 - office * 7, unit="h")
    return pd.DataFrame({"system_id": served["system_id"], "starts": opens, "ends": closes})
