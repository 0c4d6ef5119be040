"""Clauses on inspections and assets, worked by hand."""

from typing import Any

from tests.kpi.clause_cases import at, check, flags, row
from tests.product import Product


def inspection(
    number: int, system: str, when: str, target: str = "系统", asset: str | None = None, **more: Any
) -> dict[str, Any]:
    return row(inspection_id=f"I{number:04}", system_id=system, target=target, inspected_at=when, asset_id=asset) | more


def numbered(rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [inspection(number, *rest) for number, rest in enumerate(rows)]


def test_daily_checks_and_rounds_of_package_4(product: Product) -> None:
    days = range(1, 31)
    rows: list[tuple[Any, ...]] = [
        (system, f"09-{day:02} 09:00")
        for system in ("P4-01", "P4-02", "P4-04")
        for day in days
        if (system, day) != ("P4-02", 30)
    ]
    rows += [("P4-01", "09-01 09:00", "虚拟机"), ("P4-01", "09-01 15:00", "虚拟机"), ("P4-02", "09-01 09:00", "其他")]
    # Rounds of the machine room at 00:30, 03:30 … 21:30; the one of 10 September at 12:30 is left out.
    rows += [
        ("P4-03", f"09-{day:02} {hour:02}:30", "机房")
        for day in days
        for hour in range(0, 24, 3)
        if (day, hour) != (10, 12)
    ]
    rows += [("P4-03", f"09-{day:02} 0{hour}:00", "消防") for day in days for hour in (8, 9) if (day, hour) != (20, 9)]
    product.load(4, "2026-09", {"inspections": numbered(rows)})
    cases = {
        "4.C87": (2900 / 30, 89, 90, "missed"),
        "4.C88": (0, 1, 90, "missed"),
        "4.C89": (0, 0, 90, "missed"),
        # 8 rounds a day are asked for by "every 3 hours", 7 by the other half of the sentence: only one is missed.
        "4.C81": (2900 / 30, 29, 30, "missed"),
        "4.C82": (100, 30, 30, "met"),
        "4.C83": (2900 / 30, 29, 30, "missed"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    assert product.find("4.C81", "2026-09", "2026-09-30")["beside"] == {"longest_gap": 6}
    assert product.find("4.C81", "2026-09", "2026-09-09")["value"] == 100


def test_gaps_over_midnight_and_days_without_a_round(product: Product) -> None:
    # Nothing from 21:00 on the 2nd to 02:00 on the 4th: the 3rd has no round, and the 4th ends a gap of 29 hours.
    times = [f"{day:02} {hour:02}:00" for day in range(1, 31) for hour in range(0, 24, 3)]
    kept = [time for time in times if not "02 21:00" < time < "04 03:00"] + ["04 02:00"]
    product.load(4, "2026-09", {"inspections": numbered([("P4-03", f"09-{time}", "机房") for time in kept])})
    check(product, "2026-09", "2026-09-30", {"4.C81": (2800 / 30, 28, 30, "missed")})
    assert product.find("4.C81", "2026-09", "2026-09-30")["beside"] == {"longest_gap": 29}
    check(product, "2026-09", "2026-09-30", {"4.C82": (2900 / 30, 29, 30, "missed")})


def test_field_devices_by_day_and_week(product: Product) -> None:
    assets = [
        {"asset_id": "K1", "asset_name": "电警1", "system_id": "P4-03", "asset_class": "硬件", "device_type": "电警"},
        {"asset_id": "K2", "asset_name": "机柜", "system_id": "P4-01", "asset_class": "硬件", "device_type": "机柜"},
    ]
    rows = [("P4-03", f"09-{day:02} 09:00", "卡口电警", "K1") for day in range(1, 31) if day != 15]
    rows.append(("P4-03", "09-14 15:00", "卡口电警", "K1"))
    product.load(4, "2026-09", {"assets": assets, "inspections": numbered(rows)})
    cases = {
        # Seven a week: two on the 14th make good for the 15th, which the daily round does not forgive.
        "4.C79": (2900 / 30, 29, 30, "missed"),
        "4.C80": (100, 3, 3, "met"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    product.load(4, "2026-09", {"inspections": numbered(rows[:-1])}, replace=True)
    check(product, "2026-09", "2026-09-30", {"4.C80": (200 / 3, 2, 3, "missed")})


def test_devices_and_their_files_of_package_3(product: Product) -> None:
    full: dict[str, Any] = {
        "asset_class": "硬件",
        "device_type": "服务器",
        "model": "R1",
        "longitude": 121.9,
        "latitude": 30.9,
    }
    assets = [
        {"asset_id": "H1", "asset_name": "一", "system_id": "P3-01", "photo": "1.jpg"} | full,
        {"asset_id": "H2", "asset_name": "二", "system_id": "P3-01"} | full,
        {"asset_id": "S1", "asset_name": "软件", "system_id": "P3-01", "asset_class": "软件"},
    ]
    rows: list[dict[str, Any]] = [
        inspection(1, "P3-01", "09-10 09:00", "硬件", "H1", inspector="李", result="正常", photo="a.jpg"),
        inspection(2, "P3-01", "09-11 09:00", "硬件", "H1", inspector="李", result="异常", finding="坏",
                   photo_before="b", photo_after="c", fixed_at=at("09-12 09:00")),
        inspection(3, "P3-01", "09-11 09:00", result="异常", finding="坏", photo_after="c", fixed_at=at("09-12 09:00")),
        inspection(4, "P3-01", "09-12 09:00", result="异常", finding="坏"),
    ]  # fmt: skip
    product.load(3, "2026-09", {"assets": assets, "inspections": rows})
    cases = {
        "3.C58": (50, 1, 2, "missed"),
        "3.C60": (50, 1, 2, "missed"),
        "3.C61": (50, 1, 2, "missed"),
        # Pictures are asked of devices: not of 3 and 4, which are of the system.
        "3.C62": (100, 1, 1, "met"),
        "3.C126": (200 / 3, 2, 3, "missed"),
    }
    check(product, "2026-09", "2026-09-30", cases)


def test_written_findings_of_package_4(product: Product) -> None:
    rows = [
        inspection(1, "P4-01", "09-10 09:00", result="异常", finding="坏", fixed_at=at("09-12 09:00")),
        inspection(2, "P4-02", "09-10 09:00", result="异常", fixed_at=at("09-12 09:00")),
        inspection(3, "P4-03", "09-10 09:00", result="异常", fixed_at=at("09-12 09:00")),
    ]
    product.load(4, "2026-09", {"inspections": rows})
    check(product, "2026-09", "2026-09-30", {"4.C91": (50, 1, 2, "missed"), "4.C126": (100, 3, 3, "met")})


def test_weekly_and_monthly_checks_of_package_1(product: Product) -> None:
    mondays = {f"P1-{number:02}": [7, 14, 21] for number in range(1, 14)} | {"P1-05": [7, 21]}
    rows = [(system, f"09-{day:02} 09:00") for system, days in mondays.items() for day in days]
    assets = [{"asset_id": "H1", "asset_name": "服务器", "system_id": "P1-02", "asset_class": "硬件"}]
    product.load(1, "2026-09", {"inspections": numbered(rows), "assets": assets})
    cases = {
        "1.C16": (200 / 3, 38, 39, "missed"),
        # How often is the product's default, so it is no breach.
        "1.C17": (0, 0, 1, "not_due"),
        "1.C22": (0, 0, 13, "not_due"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    assert "default_number" in flags(product, "1.C17", "2026-09", "2026-09-30")
    product.load(1, "2026-09", {"inspections": numbered([*rows, ("P1-02", "09-30 09:00", "硬件")])}, replace=True)
    check(product, "2026-09", "2026-09-30", {"1.C17": (100, 1, 1, "met")})


def test_no_gap_reaches_over_a_month_without_a_file(product: Product) -> None:
    times = [f"{day:02} {hour:02}:00" for day in range(1, 31) for hour in range(0, 24, 3)]
    for month in ("09", "11"):
        rows = [("P4-03", f"{month}-{time}", "机房") for time in times]
        numbers = {"09": 0, "11": 1000}
        product.load(4, f"2026-{month}", {"inspections": [
            inspection(numbers[month] + number, *one) for number, one in enumerate(rows)
        ]})  # fmt: skip
    finding = product.find("4.C81", "2026-09..2026-11", "2026-11-30")
    assert (finding["part"], finding["whole"], finding["missing_months"]) == (60, 60, ["2026-10"])


def test_rooms_of_package_5(product: Product) -> None:
    product.load(5, "2026-09", {"inspections": numbered([("P5-01", "09-30 09:00", "机房")])})
    check(product, "2026-09", "2026-09-30", {"5.C93": (100, 1, 1, "met"), "5.C94": (0, 0, 1, "not_due")})
