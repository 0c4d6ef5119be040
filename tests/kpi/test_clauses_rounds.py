"""Daily checks, rounds and device inspections of packages 4 and 5 at their borders, worked by hand."""

from typing import Any

from tests.kpi.clause_cases import check, flags
from tests.kpi.test_clauses_inspections import inspection, numbered
from tests.product import Product

DAYS = range(1, 31)
MONTH, AS_OF = "2026-09", "2026-09-30"


def test_machine_room_at_its_borders(product: Product) -> None:
    times = [f"{day:02} {hour:02}:00" for day in DAYS for hour in range(0, 24, 3)]
    # The 5th has seven rounds, so enough of them, but six hours without one; the 6th has six, one written twice;
    # on the 7th one is a minute late. All others come exactly three hours after the one before.
    times = [one for one in times if one not in ("05 12:00", "06 09:00", "06 15:00", "07 09:00")]
    times += ["06 00:00", "07 09:01"]
    rows: list[tuple[Any, ...]] = [("P4-03", f"09-{one}", "机房") for one in times]
    # Fire: twice a day; on the 6th the same minute twice, which is once.
    rows += [("P4-01", f"09-{day:02} {hour}:00", "消防") for day in DAYS for hour in ("08", "08" if day == 6 else "20")]
    product.load(4, MONTH, {"inspections": numbered(rows)})
    cases = {
        "4.C81": (2700 / 30, 27, 30, "missed"),
        "4.C82": (2900 / 30, 29, 30, "missed"),
        "4.C83": (2900 / 30, 29, 30, "missed"),
    }
    check(product, MONTH, AS_OF, cases)
    check(product, MONTH, "2026-09-05", {"4.C81": (80, 4, 5, "missed"), "4.C82": (100, 5, 5, "met")})
    check(product, MONTH, "2026-09-04", {"4.C81": (100, 4, 4, "met"), "4.C83": (100, 4, 4, "met")})


def test_every_day_means_every_day_of_the_worst_system(product: Product) -> None:
    words = {"4.C87": "系统", "4.C88": "虚拟机", "4.C89": "数据库"}
    rows = [
        (system, f"09-{day:02} 23:59", word)
        for word in words.values()
        for system in ("P4-01", "P4-02", "P4-04")
        for day in DAYS
    ]
    product.load(4, MONTH, {"inspections": numbered(rows)})
    check(product, MONTH, AS_OF, dict.fromkeys(words, (100, 90, 90, "met")))
    # One Sunday of one system: that system has 29 of 30 days, and the check of another thing does not make up for it.
    left = [one for one in rows if one != ("P4-04", "09-13 23:59", "数据库")]
    product.load(4, MONTH, {"inspections": numbered(left)}, replace=True)
    check(product, MONTH, AS_OF, {"4.C88": (100, 90, 90, "met"), "4.C89": (2900 / 30, 89, 90, "missed")})


def device(name: str, system: str, kind: str) -> dict[str, Any]:
    return {"asset_id": name, "asset_name": name, "system_id": system, "asset_class": "硬件", "device_type": kind}


def test_an_inspection_of_a_checkpoint_device_counts_whatever_it_is_called(product: Product) -> None:
    # The weeks that end on 13, 20 and 27 September lie in the covered month.
    assets = [device("K1", "P4-02", "卡口"), device("X1", "P4-02", "诱导屏"), device("K9", "P4-04", "卡口")]
    rows = [("P4-02", f"09-{day:02} 09:00", "硬件", name) for day in DAYS for name in ("K1", "X1")]
    product.load(4, MONTH, {"assets": assets, "inspections": numbered(rows)})
    check(product, MONTH, AS_OF, {"4.C79": (100, 60, 60, "met"), "4.C80": (100, 3, 3, "met")})
    # Six times in the second of the three weeks, one of them written twice.
    left = [one for one in rows if one[1] != "09-16 09:00"] + [("P4-02", "09-17 09:00", "卡口电警", "K1")]
    product.load(4, MONTH, {"inspections": numbered(left)}, replace=True)
    check(product, MONTH, AS_OF, {"4.C79": (5800 / 60, 58, 60, "missed"), "4.C80": (200 / 3, 2, 3, "missed")})


def test_findings_that_are_written_down(product: Product) -> None:
    fixed: dict[str, Any] = {"result": "异常", "fixed_at": "09-12 09:00"}
    rows = [inspection(1, "P4-01", "09-10 09:00", finding="日志满"), inspection(2, "P4-04", "09-10 09:00", finding="x")]
    rows = [one | fixed | {"fixed_at": one["inspected_at"]} for one in rows]
    product.load(4, MONTH, {"inspections": rows})
    check(product, MONTH, AS_OF, {"4.C91": (100, 2, 2, "met"), "4.C126": (100, 2, 2, "met")})
    # Still open: not yet asked how it was solved, but not solved either.
    rows[1] |= {"fixed_at": None, "finding": None}
    product.load(4, MONTH, {"inspections": rows}, replace=True)
    check(product, MONTH, AS_OF, {"4.C91": (100, 1, 1, "met"), "4.C126": (50, 1, 2, "missed")})


def test_rooms_and_devices_of_package_5(product: Product) -> None:
    # A check of the system is none of its room; a device counts as well as a room. Monthly is the product's default.
    rows = [("P5-01", "09-30 09:00", "系统"), ("P5-03", "09-30 09:00", "硬件")]
    product.load(5, MONTH, {"inspections": numbered(rows)})
    check(product, MONTH, AS_OF, {"5.C93": (0, 0, 1, "not_due"), "5.C94": (100, 1, 1, "met")})
    assert {*flags(product, "5.C93", MONTH, AS_OF)} & {*flags(product, "5.C94", MONTH, AS_OF)} == {"default_number"}
