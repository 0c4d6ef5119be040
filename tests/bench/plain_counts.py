"""What is counted and timed ticket by ticket, asset by asset, camera by camera, in plain pandas."""

import pandas as pd

from tests.bench.plain_records import (
    CAMERA_TYPES,
    END,
    FIRST,
    MONTHS,
    Frames,
    Tables,
    assets_in_force,
    records,
    rows_of,
    systems_of,
)


def faults(frames: Frames) -> Tables:
    """Response, repair and joint response."""
    tickets = records(frames, "incidents")
    counted = tickets[tickets["exempt_reason"].isna()]
    response = (counted["responded_at"] - counted["reported_at"]).dt.total_seconds()
    repair = (counted["restored_at"] - counted["reported_at"]).dt.total_seconds()
    tag = counted["fault_class"].map({"硬件": "hardware", "软件": "software"})
    joint = counted[counted["is_emergency"].eq(True)]
    return {
        "response_time": rows_of(counted["top_id"], counted["reported_at"], response.fillna(0), response.notna()),
        "repair_time": rows_of(
            counted["top_id"],
            counted["restored_at"].fillna(counted["reported_at"]),
            repair.fillna(0),
            repair.notna(),
            tag,
        ),
        "joint_response": rows_of(
            joint["top_id"], joint["reported_at"], joint["is_joint"].eq(True), joint["reported_at"].notna()
        ),
    }


def _end_of_day(due: pd.Series) -> pd.Series:
    """A due time without a time of day means the end of that day."""
    return due.where(due.dt.normalize() != due, due + pd.Timedelta(days=1))


def duties(frames: Frames) -> Tables:
    """Requests, reports, inspections, coverage of assets."""
    asked = records(frames, "requests")
    asked = asked[asked["kind"].isna() | (asked["kind"] == "需求")]
    in_time = asked["completed_at"] <= _end_of_day(asked["due_at"])
    handed = records(frames, "reports")
    delay = (handed["submitted_at"] - _end_of_day(handed["due_from"])).dt.total_seconds().clip(lower=0)
    counted = (handed["kind"] != "周报") & handed["submitted_at"].notna()
    return {
        "request_completion": rows_of(asked["top_id"], asked["due_at"], in_time, asked["due_at"].notna()),
        "report_submission": rows_of(None, handed["due_from"], delay.fillna(0), delay.notna()),
        "reports_handed_in": rows_of(None, handed["due_from"], counted, None),
        "inspections": _inspected_days(frames),
        "asset_coverage": _coverage(frames),
    }


def _inspected_days(frames: Frames) -> pd.DataFrame:
    """Distinct days with an inspection of the system itself, and a zero for every system and month."""
    done = records(frames, "inspections")
    done = done[done["target"] == "系统"]
    days = pd.DataFrame({"system_id": done["top_id"], "day": done["inspected_at"].dt.normalize()}).drop_duplicates()
    days["month"] = days["day"].dt.strftime("%Y-%m")
    systems = systems_of(frames)
    months = systems.loc[systems["parent_id"].isna(), ["system_id", "ends"]].merge(
        MONTHS.add_suffix("_month"), how="cross"
    )
    months = months[months["ends"] >= months["ends_month"]].rename(columns={"month_month": "month"})
    days = days.merge(months[["system_id", "month"]])
    return pd.concat(
        [
            rows_of(days["system_id"], days["day"], days["day"].notna(), None),
            rows_of(months["system_id"], months["starts_month"], months["starts_month"].isna(), None),
        ]
    )


def _coverage(frames: Frames) -> pd.DataFrame:
    """Assets in service the whole month, and whether a ticket or an inspection looked after them."""
    tickets, inspected = records(frames, "incidents"), records(frames, "inspections")
    named = pd.concat([table[["asset_id", "placed_at"]].dropna() for table in (tickets, inspected)])
    named["month"] = named["placed_at"].dt.strftime("%Y-%m")
    whole = inspected[inspected["target"] == "系统"]
    visits = pd.DataFrame({"top_id": whole["top_id"], "month": whole["placed_at"].dt.strftime("%Y-%m")})
    force = assets_in_force(frames)
    force = force[(force["in_service_from"] <= force["starts"]) & ~(force["out"] < force["ends"])]
    force = force.merge(named[["asset_id", "month"]].drop_duplicates(), how="left", indicator="named")
    force = force.merge(visits.drop_duplicates(), how="left", indicator="visited")
    cared = (force["named"] == "both") | ((force["asset_class"] != "硬件") & (force["visited"] == "both"))
    tag = force["asset_class"].map({"硬件": "hardware", "软件": "software", "应用": "application"})
    return rows_of(force["top_id"], force["starts"], cared, cared.notna(), tag)


def judgements(frames: Frames) -> Tables:
    """Acceptances, surveys, assessments and security events."""
    accepted = records(frames, "acceptances").sort_values(["submitted_at", "record_id"])
    first = ~accepted.duplicated(["top_id", "kind"])
    passed = accepted[(accepted["kind"] == "中期验收") & accepted["system_id"].isna() & accepted["passed_at"].notna()]
    answers = records(frames, "surveys")
    valid = answers["is_satisfied"].notna()
    hundred = answers["score"].where(answers["scale"] == 100, answers["score"] * 20)
    judged, events = frames["assessments"], records(frames, "security_events")
    serious = events["severity"].isin(["特别重大", "重大"])
    return {
        "acceptance_pass_rate": rows_of(
            accepted["top_id"], accepted["submitted_at"], first & (accepted["result"] == "通过"), first
        ),
        "midterm_acceptance": rows_of(None, passed["passed_at"], passed["passed_at"].notna(), None),
        "satisfaction": rows_of(None, answers["answered_at"], answers["is_satisfied"].eq(True), valid),
        "survey_mean100": rows_of(None, answers["answered_at"][valid], hundred[valid], valid[valid]),
        "assessment": rows_of(None, judged["placed_at"], judged["share"], None, judged["indicator_code"]),
        "security_events": rows_of(events["top_id"], events["occurred_at"], serious, None),
    }


def lists(frames: Frames) -> Tables:
    """Systems, and subsystems without children, in service on the last day of each month."""
    serving = systems_of(frames).merge(MONTHS.add_suffix("_month"), how="cross")
    serving = serving[serving["ends"] >= serving["ends_month"]]
    tops = serving[serving["parent_id"].isna()]
    parents = serving[["parent_id", "month_month"]].dropna().drop_duplicates()
    leaves = serving.merge(
        parents.rename(columns={"parent_id": "system_id"}), on=["system_id", "month_month"], how="left", indicator=True
    )
    leaves = leaves[leaves["_merge"] == "left_only"]
    return {
        "systems_in_service": rows_of(tops["system_id"], tops["starts_month"], tops["ends"].notna(), None),
        "subsystems_in_service": rows_of(leaves["top_id"], leaves["starts_month"], leaves["ends"].notna(), None),
    }


def cameras(frames: Frames) -> Tables:
    """Checked and online camera-days of the cameras in the list, day by day."""
    force = assets_in_force(frames)
    force = force[force["device_type"].fillna("").str.contains(CAMERA_TYPES)]
    days = pd.DataFrame({"day": pd.date_range(FIRST, END, inclusive="left").astype("datetime64[s]")})
    days["month"] = days["day"].dt.strftime("%Y-%m")
    served = force[["month", "asset_id", "top_id", "is_key_area", "in_service_from", "out"]].merge(days, on="month")
    served = served[(served["in_service_from"] <= served["day"]) & ~(served["out"] <= served["day"])]
    checks = frames["camera_days"][["asset_id", "day", "checks", "online_checks", "exempt_reason"]]
    served = served.merge(checks, on=["asset_id", "day"], how="left")
    tag = served["is_key_area"].map({True: "key_area", False: "other_area"})
    checked = served["checks"].notna()
    due = checked & served["exempt_reason"].isna()
    exempt = checked & ~due
    online = due & (served["online_checks"] * 2 > served["checks"])
    system, day = served["top_id"], served["day"]
    return {
        "camera_checked": rows_of(system, day, checked, day.notna(), tag),
        "camera_online": rows_of(system[checked], day[checked], online[checked], due[checked], tag[checked]),
        "camera_exempt": rows_of(system[exempt], day[exempt], exempt[exempt], None, tag[exempt]),
    }
