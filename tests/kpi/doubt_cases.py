"""For every check of 疑点 records that must raise it and records that come near and must not, worked by hand.

All of package 3, in months and systems of their own. FIRES: what each raises, (month, system, records behind it).
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
Rows = dict[str, dict[str, list[Row]]]
"""Month → dataset → rows."""
BEFORE_NOON = 9


def at(text: str) -> datetime:
    """'07-05 10:00' of 2026."""
    return datetime.fromisoformat(f"2026-{text}")


def outage(number: str, system: int, start: str, end: str, **more: object) -> Row:
    return {"outage_id": number, "system_id": f"P3-{system:02d}", "down_at": at(start), "up_at": at(end)} | more


def ticket(number: str, system: int, start: str, end: str, **more: object) -> Row:
    return {
        "incident_id": number, "system_id": f"P3-{system:02d}", "fault_class": "软件", "severity": "一般",
        "reported_at": at(start), "responded_at": at(start) + timedelta(minutes=10), "restored_at": at(end),
    } | more  # fmt: skip


def check(number: str, system: int, moment: str, who: str = "某工", **more: object) -> Row:
    return {
        "inspection_id": number, "system_id": f"P3-{system:02d}", "target": "系统", "inspected_at": at(moment),
        "inspector": who, "result": "正常",
    } | more  # fmt: skip


def tickets(prefix: str, month: str, count: int, system: int = 10, **more: object) -> list[Row]:
    """So many ordinary tickets, each repaired after another odd number of minutes."""
    rows = []
    for n in range(count):
        reported = at(f"{month}-{1 + n % 27:02d} 0{BEFORE_NOON}:{10 + n % 40}")
        rows.append({
            "incident_id": f"{prefix}{n}", "system_id": f"P3-{system:02d}", "fault_class": "软件", "severity": "一般",
            "reported_at": reported, "responded_at": reported + timedelta(minutes=5 + n % 9),
            "restored_at": reported + timedelta(minutes=31 + 7 * n + n // 30 % 2),
        } | more)  # fmt: skip
    return rows


def after(rows: list[Row], count: int, field: str, minutes: int) -> list[Row]:
    """The first of them with a time so many minutes after the report."""
    for row in rows[:count]:
        row[field] = row["reported_at"] + timedelta(minutes=minutes)
        row["responded_at"] = min(row["responded_at"], row["restored_at"]) if field == "restored_at" else row[field]
    return rows


def cameras(online: int, count: int = 30, system: int = 6) -> Rows:
    """So many cameras of a system, checked while it is down, some of them online."""
    names = [f"C{system}-{n}" for n in range(count)]
    whose = f"P3-{system:02d}"
    listed = [
        {"asset_id": one, "asset_name": one, "system_id": whose, "asset_class": "硬件", "device_type": "球机"}
        for one in names
    ]
    checks = [
        {"asset_id": one, "checked_at": at("07-10 10:00"), "is_online": "在线" if n < online else "离线"}
        for n, one in enumerate(names)
    ]
    # Near the begin of the outage clocks may differ.
    checks += [{"asset_id": one, "checked_at": at("07-10 08:10"), "is_online": "在线"} for one in names]
    down = outage(f"TC{system}", system, "07-10 08:00", "07-10 12:00", incident_id=f"GC{system}")
    told = ticket(f"GC{system}", system, "07-10 08:00", "07-10 12:00")
    return in_july(assets=listed, camera_checks=checks, outages=[down], incidents=[told])


def rounds(prefix: str, month: str, clocks: list[str], system: int) -> list[Row]:
    return [check(f"{prefix}{n}", system, f"{month}-{3 + 2 * n:02d} {clock}") for n, clock in enumerate(clocks)]


def in_july(**datasets: list[Row]) -> Rows:
    return {"2026-07": datasets}


NIGHTS = ["01:00"] * 3 + ["05:00"] * 11
ODD = ["09:11", "10:23", "11:37", "13:41", "14:52", "15:06", "16:18", "16:39", "09:57"]
ROUND = ["09:10", "10:20", "11:35", "13:40", "14:50", "15:05", "16:15", "16:30", "09:55"]
NEW = {
    "asset_id": "XIN1",
    "asset_name": "新服务器",
    "system_id": "P3-01",
    "asset_class": "硬件",
    "device_type": "服务器",
}
NEW |= {"in_service_from": "2026-07-20", "out_of_service_on": "2026-07-28"}
PHRASE = "接口服务线程池耗尽，重启应用后恢复"
SAID = {"overall": "满意", "comment": "响应很快，服务周到"}
IN_TWO = [check(f"XL{n}{s}", s, f"07-{13 + n} 09:1{n}", "张工", target="硬件") for n in range(3) for s in (1, 2)]


def answers(prefix: str, count: int) -> list[Row]:
    return [{"response_id": f"{prefix}{n}", "answered_at": at(f"09-1{n} 10:00")} | SAID for n in range(count)]


EARLIER = after(tickets("GL", "10", 20), 11, "responded_at", 26)

CASES: dict[str, tuple[list[Rows], list[Rows]]] = {
    "outage_without_ticket": (
        [in_july(outages=[outage("T1", 1, "07-05 10:00", "07-05 12:00")])],
        [
            in_july(outages=[outage("T1", 1, "07-05 10:00", "07-05 10:29")]),
            in_july(
                outages=[outage("T1b", 1, "07-06 10:00", "07-06 12:00")],
                incidents=[ticket("G1", 1, "07-07 11:59", "07-07 12:30")],
            ),
            in_july(
                outages=[outage("T1e", 1, "07-14 10:00", "07-14 12:00")],
                incidents=[ticket("G1e", 1, "07-14 08:01", "07-14 08:30")],
            ),
            # Ends in July, with its ticket in August.
            in_july(outages=[outage("T1c", 1, "07-31 21:00", "07-31 23:00")]),
            {"2026-08": {"incidents": [ticket("G1c", 1, "08-01 08:00", "08-01 09:00")]}},
            in_july(
                outages=[outage("T1d", 1, "07-12 10:00", "07-12 12:00")],
                maintenance=[{
                    "system_id": "P3-01", "starts_at": at("07-12 09:00"), "ends_at": at("07-12 12:00"),
                    "approved_by": "周敏",
                }],
            ),
        ],
    ),
    "ticket_without_outage": (
        [in_july(incidents=[ticket("G2", 2, "07-06 09:00", "07-06 12:00", description="数据库死锁，系统中断")])],
        [
            in_july(incidents=[ticket("G2", 2, "07-06 09:00", "07-06 12:00", description="部分用户无法访问")]),
            in_july(incidents=[ticket("G2b", 2, "07-07 09:00", "07-07 09:29", severity="重大")]),
            in_july(incidents=[ticket("G2c", 2, "07-08 09:00", "07-08 12:00", description="宕机", asset_id="XIN1")]),
            in_july(
                incidents=[ticket("G2d", 2, "07-09 09:00", "07-09 12:00", severity="重大")],
                outages=[outage("T2d", 2, "07-09 08:00", "07-09 09:00")],
            ),
        ],
    ),
    "restored_apart": (
        [
            in_july(
                outages=[outage("T3", 3, "07-07 10:00", "07-07 16:00", incident_id="G3")],
                incidents=[ticket("G3", 3, "07-07 09:50", "07-07 12:00")],
            )
        ],
        [
            in_july(
                outages=[
                    outage("T3", 3, "07-07 10:00", "07-07 11:00", incident_id="G3"),
                    outage("T3b", 3, "07-07 13:00", "07-07 16:00", incident_id="G3"),
                ],
                incidents=[ticket("G3", 3, "07-07 09:50", "07-07 17:00")],
            )
        ],
    ),
    "figures_contradict": (
        [
            in_july(
                outages=[outage("T4", 4, "07-08 10:00", "07-08 20:00")],
                incidents=[ticket("G4", 4, "07-08 10:30", "07-08 12:00")],
            )
        ],
        [
            in_july(
                outages=[outage("T4", 4, "07-08 10:00", "07-08 13:59")],
                incidents=[ticket("G4", 4, "07-08 10:30", "07-08 12:00")],
            )
        ],
    ),
    "exempt_in_one": (
        [
            in_july(
                outages=[outage("T5", 5, "07-09 10:00", "07-09 12:00", incident_id="G5", exempt_reason="台风")],
                incidents=[ticket("G5", 5, "07-09 10:00", "07-09 12:00")],
            )
        ],
        [
            in_july(
                outages=[outage("T5", 5, "07-09 10:00", "07-09 12:00", incident_id="G5", exempt_reason="台风")],
                incidents=[ticket("G5", 5, "07-09 10:00", "07-09 12:00", exempt_reason="不可抗力")],
            )
        ],
    ),
    "cameras_online_while_down": ([cameras(16)], [cameras(15), cameras(19, 19, 5)]),
    "inspection_two_places": (
        [in_july(inspections=IN_TWO)],
        [
            in_july(inspections=IN_TWO[:4]),
            in_july(inspections=[row | {"inspection_id": f"Z{n}", "target": "系统"} for n, row in enumerate(IN_TWO)]),
        ],
    ),
    "inspection_too_fast": (
        [in_july(inspections=[check(f"XK{n}", 1, f"07-16 10:{n % 60:02d}", "李工", target="硬件") for n in range(61)])],
        [in_july(inspections=[check(f"XK{n}", 1, f"07-16 10:{n:02d}", "李工", target="硬件") for n in range(60)])],
    ),
    "inspection_at_night": (
        [
            in_july(
                inspections=[check(f"XY{n}", 9, f"07-{n + 1:02d} 10:01", "王工") for n in range(12)]
                + [check(f"XN{n}", 9, f"07-{n + 1:02d} 01:10", "王工") for n in range(3)]
            )
        ],
        [
            in_july(
                inspections=[check(f"XY{n}", 9, f"07-{n + 1:02d} 10:01", "王工") for n in range(20)]
                + [check(f"XN{n}", 9, f"07-{n + 1:02d} 01:10", "王工") for n in range(2)]
            ),
            in_july(inspections=[check(f"XL9{n}", 9, f"07-{n + 1:02d} 22:59", "王工") for n in range(3)]),
            # A shift of the night, and times on the edges.
            in_july(inspections=[check(f"XS{n}", 9, f"07-{n} {time}", "赵工") for n, time in enumerate(NIGHTS, 10)]),
        ],
    ),
    "inspection_out_of_service": (
        [in_july(assets=[NEW], inspections=[check("XO", 1, "07-18 10:00", target="硬件", asset_id="XIN1")])],
        [
            in_july(
                assets=[NEW],
                inspections=[
                    check("XO", 1, "07-20 10:00", target="硬件", asset_id="XIN1"),
                    check("XP", 1, "07-28 10:00", target="硬件", asset_id="XIN1"),
                ],
            )
        ],
    ),
    "inspection_missed_outage": (
        [
            in_july(
                outages=[outage("T7", 7, "07-21 08:00", "07-21 18:00", incident_id="G7")],
                incidents=[ticket("G7", 7, "07-21 08:00", "07-21 18:00")],
                inspections=[check("XM", 7, "07-21 10:00")],
            )
        ],
        [
            in_july(
                outages=[outage("T7", 7, "07-21 08:00", "07-21 18:00", incident_id="G7")],
                incidents=[ticket("G7", 7, "07-21 08:00", "07-21 18:00")],
                inspections=[
                    check("XM", 7, "07-21 08:15"),
                    check("XM2", 7, "07-21 10:00", result="异常", finding="登录页打不开，已报修"),
                    check("XM3", 7, "07-21 18:00"),
                ],
            )
        ],
    ),
    "inspections_copied": (
        [
            in_july(inspections=rounds("XC7", "07", ODD, 8)),
            {"2026-08": {"inspections": rounds("XC8", "08", ODD, 8)}},
        ],
        [
            in_july(inspections=rounds("XC7", "07", ROUND, 8) + rounds("XD7", "07", ODD[:7], 7)),
            {"2026-08": {"inspections": rounds("XC8", "08", ROUND, 8) + rounds("XD8", "08", ODD[:7], 7)}},
        ],
    ),
    "same_text": (
        [{"2026-08": {"incidents": tickets("GS", "08", 6, 9, description=PHRASE) + tickets("GT", "08", 14, 9)}}],
        [
            {"2026-08": {"incidents": tickets("GV", "08", 6, 7, description="镜头有污渍，已擦拭")}},
            {"2026-08": {"incidents": tickets("GS", "08", 5, 9, description=PHRASE) + tickets("GT", "08", 15, 9)}},
            {"2026-09": {"incidents": [
                row | {"description": PHRASE if n < 6 else f"第 {n} 号终端读卡异常，更换读卡器"}
                for n, row in enumerate(tickets("GU", "09", 21, 8))
            ]}},
        ],
    ),
    "repeated_answers": ([{"2026-09": {"surveys": answers("W", 3)}}], [{"2026-09": {"surveys": answers("W", 2)}}]),
    "same_repairs": (
        [{"2026-09": {"incidents": after(tickets("GR", "09", 24), 6, "restored_at", 47)}}],
        [
            {"2026-09": {"incidents": after(tickets("GR", "09", 25), 6, "restored_at", 47)}},
            {"2026-11": {"incidents": [
                row | {"restored_at": row["reported_at"] + timedelta(minutes=30 + 30 * n)}
                for n, row in enumerate(tickets("GH", "11", 14))
            ]}},
        ],
    ),
    "response_at_limit": (
        [{"2026-10": {"incidents": after(tickets("GL", "10", 20), 8, "responded_at", 28)}}],
        [{"2026-10": {"incidents": after(EARLIER, 8, "responded_at", 28)}}],
    ),
    "instant_tickets": (
        [{"2026-11": {"incidents": after(tickets("GI", "11", 20), 5, "restored_at", 0)}}],
        [{"2026-11": {"incidents": after(tickets("GI", "11", 12), 5, "restored_at", 0)}}],
    ),
    "files_reused": (
        [in_july(inspections=[check("XF", 10, "07-22 10:01", photo_before="a.jpg", photo_after="a.jpg")])],
        [
            in_july(inspections=[
                check("XF", 10, "07-22 10:01", target="硬件", asset_id="A1", photo="现场.jpg"),
                check("XG", 10, "07-23 10:01", target="硬件", asset_id="A2", photo="现场.jpg"),
                check("XH", 10, "07-24 10:01", target="硬件", asset_id="A1", photo="IMG_2024.jpg"),
                check("XI", 10, "07-25 10:01", target="硬件", asset_id="A1", photo="IMG_2024.jpg"),
            ])
        ],
    ),
    "rate_jumps": (
        [in_july(incidents=tickets("GJ", "07", 14)), {"2026-12": {"incidents": tickets("GJD", "12", 60)}}],
        [in_july(incidents=tickets("GJ", "07", 14)), {"2026-12": {"incidents": tickets("GJD", "12", 45)}}],
    ),
}  # fmt: skip
"""Check → records that raise it, records that do not."""

FIRES: dict[str, tuple[str, str | None, int]] = {
    "outage_without_ticket": ("2026-07", "P3-01", 1),
    "ticket_without_outage": ("2026-07", "P3-02", 1),
    "restored_apart": ("2026-07", "P3-03", 2),
    "figures_contradict": ("2026-07", "P3-04", 2),
    "exempt_in_one": ("2026-07", "P3-05", 2),
    "cameras_online_while_down": ("2026-07", "P3-06", 1),
    "inspection_two_places": ("2026-07", None, 6),
    "inspection_too_fast": ("2026-07", None, 61),
    "inspection_at_night": ("2026-07", None, 3),
    "inspection_out_of_service": ("2026-07", "P3-01", 2),
    "inspection_missed_outage": ("2026-07", "P3-07", 2),
    "inspections_copied": ("2026-08", "P3-08", 9),
    "same_text": ("2026-08", "P3-09", 6),
    "repeated_answers": ("2026-09", None, 3),
    "same_repairs": ("2026-09", None, 6),
    "response_at_limit": ("2026-10", None, 8),
    "instant_tickets": ("2026-11", None, 5),
    "files_reused": ("2026-07", "P3-10", 1),
    "rate_jumps": ("2026-12", None, 60),
}


def merged(which: int) -> Rows:
    """All records that raise (0) or do not raise (1) something, by month and dataset."""
    found: Rows = defaultdict(lambda: defaultdict(list))
    for case in CASES.values():
        for rows in case[which]:
            for month, datasets in rows.items():
                for dataset, own in datasets.items():
                    found[month][dataset] += own
    return found
