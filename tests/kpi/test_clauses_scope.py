"""Whom each clause binds, and the clauses that count what the tender lists, all read by hand."""

from typing import Any

import pytest

from kpi.targets import PACKAGES, current_contract
from tests.kpi.clause_cases import check, flags
from tests.product import Product

MONTH, AS_OF = "2026-09", "2026-09-30"
ALL = "1 2 3 4 5"
EMERGENCY = "P2-01 P2-02 P2-03 P2-04 P2-05 P2-06 P2-07"
BOUND = {
    **{str(number): ALL for number in range(3, 16) if number != 10},
    # 3.F; monthly reports of packages 3 and 4 stand in their own words in 3.C and 4.(1)C, which is C55.
    "1": "3", "2": "3", "10": "1 2 5", "16": "1", "17": "1", "18": "1", "19": "1", "22": "1", "24": "1",
    # "成立应急处置小组": P3-05 has no software, package 4 does not say it; P5-04 says it without 30 min, 1 h and 2 h.
    **dict.fromkeys(("20", "21"), f"1 {EMERGENCY} P3-01 P3-02 P3-03 P3-04 P3-06 P3-07 P3-08 P3-09 P3-10"
                    " P5-01 P5-02 P5-03 P5-04"),
    **dict.fromkeys(("40", "41", "42"), f"{EMERGENCY} P5-01 P5-02 P5-03"),
    # 4.(2)② is about the software of three systems.
    **dict.fromkeys(("23", "25", "26"), "1 P4-01 P4-02 P4-04"),
    "27": "1 P2-03 P2-04 P2-06 P2-07 P3-01 P3-02 P3-06 P3-07 P3-08 P3-09 P3-10 4 P5-01 P5-04",
    **{str(number): "P2-01" for number in range(28, 40)},
    "43": "P2-02", "44": "P2-03", "45": "P2-02", "46": "P2-04 P2-07", "47": "P2-04 P2-07", "48": "P2-05",
    "49": "P2-03 P2-04", "50": "P2-06", "51": "P2-06", "52": "P2-06", "53": "P2-05", "54": "P2-05", "55": "3 4",
    "56": "3 4", **{str(number): "3" for number in range(57, 65)}, "65": "P2-06 3 4", "66": "P2-06 3 4",
    "67": "3 4", "68": "3", "69": "P2-06 3 4", "70": "P3-05",
    "71": "P3-08", "72": "P3-03", "73": "P3-02", "74": "3 4",
    # 3.I and 4.(1)F say it for the package, 1.(2)③G for all of package 1; elsewhere it stands under single systems.
    "75": "1 P2-03 P2-04 P2-06 P2-07 3 4 P5-01 P5-04",
    # 软件方面: road maintenance, traffic infrastructure, integrated traffic; 非现场执法 has hardware only.
    "76": "P4-01 P4-02 P4-04", "77": "4", "78": "P4-01 P4-02 P4-04", "79": "P4-02 P4-03", "80": "P4-02 P4-03",
    "81": "4", "82": "4", "83": "4", "84": "4", "85": "4", "86": "P4-03",
    "87": "P4-01 P4-02 P4-04", "88": "P4-01 P4-02 P4-04", "89": "P4-01 P4-02 P4-04", "90": "P4-01 P4-02 P4-04",
    "91": "P4-01 P4-02 P4-04", "92": "P4-01 P4-02 P4-04",
    "93": "P5-01", "94": "P5-03", "108": "P5-04", **{str(number): "P5-02" for number in range(95, 108)},
    **{str(number): ALL for number in range(109, 134) if number not in (114, 131)},
    "134": "P2-01 P2-02 P2-03 P2-05 P2-06", "135": "P4-01 P4-02 P4-03 P4-04", "136": "P5-01 P5-02 P5-03 P5-04",
    "137": "P3-01 P3-02 P3-07", "138": "P2-01 P2-02 P2-05", "139": "P3-03 P3-04 P3-05", "140": "P4-03",
    **{str(number): ALL for number in range(141, 146)},
}  # fmt: skip


def test_whom_they_bind() -> None:
    found: dict[str, list[str]] = {}
    for package in PACKAGES:
        for clause in current_contract().clauses[package]:
            found.setdefault(clause.code.split("C")[1], []).extend(clause.systems or [str(package)])
    assert {code: " ".join(bound) for code, bound in found.items()} == BOUND


TOPS = {2: 7, 3: 10, 4: 4, 5: 4}


def systems(package: int, subsystems: dict[int, int]) -> list[dict[str, Any]]:
    """All systems of a package, some with so many subsystems."""
    rows: list[dict[str, Any]] = [
        {"system_id": f"P{package}-{n:02}", "system_name": "系统", "parent_id": None}
        for n in range(1, TOPS[package] + 1)
    ]
    for top, count in subsystems.items():
        parent = f"P{package}-{top:02}"
        rows += [
            {"system_id": f"{parent}-{n:02}", "system_name": "子系统", "parent_id": parent} for n in range(1, count + 1)
        ]
    return rows


@pytest.mark.parametrize(
    ("package", "code", "subsystems", "expected"),
    [
        # 7 + 4 + 3 + 3 + 7; P2-04 and P2-07, of which the tender gives no number, are not among the bound.
        (2, "2.C134", {1: 7, 2: 4, 3: 3, 5: 3, 6: 7, 4: 9}, 24),
        # 10 and 5, and one each of the two that have none.
        (4, "4.C135", {1: 10, 4: 5}, 17),
        (5, "5.C136", {1: 8, 2: 7, 3: 8, 4: 5}, 28),
        (3, "3.C137", {1: 8, 2: 3, 7: 4, 8: 5}, 15),
    ],
)
def test_subsystems_that_the_tender_lists(
    product: Product, package: int, code: str, subsystems: dict[int, int], expected: int
) -> None:
    product.load(package, MONTH, {"systems": systems(package, subsystems)})
    check(product, MONTH, AS_OF, {code: (expected, expected, None, "met")})
    fewer = subsystems | {1: subsystems[1] - 1}
    product.load(package, MONTH, {"systems": systems(package, fewer)}, replace=True)
    check(product, MONTH, AS_OF, {code: (expected - 1, expected - 1, None, "not_due")})
    assert "scope_number" in flags(product, code, MONTH, AS_OF)


def devices(system: str, count: int, kind: str, asset_class: str = "硬件") -> list[dict[str, Any]]:
    return [
        {"asset_id": f"{system}-{kind}-{n}", "asset_name": kind, "system_id": system, "asset_class": asset_class,
         "device_type": kind}
        for n in range(count)
    ]  # fmt: skip


def test_devices_of_package_2(product: Product) -> None:
    # 11 + 12 + 19, 2 + 13 + 36, 49 + 30 + 3; software and another system's devices are none of them.
    rows = [*devices("P2-01", 42, "服务器"), *devices("P2-02", 51, "交换机"), *devices("P2-05", 82, "大屏")]
    others = [*devices("P2-05", 16, "工具软件", "软件"), *devices("P2-07", 3, "服务器")]
    product.load(2, MONTH, {"assets": [*rows, *others]})
    check(product, MONTH, AS_OF, {"2.C138": (175, 175, None, "met")})
    product.load(2, MONTH, {"assets": [*rows[1:], *others]}, replace=True)
    check(product, MONTH, AS_OF, {"2.C138": (174, 174, None, "not_due")})


def test_cameras_of_package_3(product: Product) -> None:
    # 885 + 856 + 375; 124 loudspeakers and a camera of P3-08 are none of them.
    rows = [*devices("P3-03", 885, "摄像机"), *devices("P3-04", 856, "球机"), *devices("P3-05", 375, "枪机")]
    others = [*devices("P3-05", 124, "IP广播"), *devices("P3-08", 1, "球机")]
    product.load(3, MONTH, {"assets": [*rows, *others]})
    check(product, MONTH, AS_OF, {"3.C139": (2116, 2116, None, "met")})
    product.load(3, MONTH, {"assets": [*rows[1:], *others]}, replace=True)
    check(product, MONTH, AS_OF, {"3.C139": (2115, 2115, None, "not_due")})


def test_enforcement_cameras_of_package_4(product: Product) -> None:
    rows = [*devices("P4-03", 151, "违停抓拍"), *devices("P4-03", 19, "违法变道电警")]
    others = [*devices("P4-03", 5, "立杆"), *devices("P4-02", 9, "电警")]
    product.load(4, MONTH, {"assets": [*rows, *others]})
    check(product, MONTH, AS_OF, {"4.C140": (170, 170, None, "met")})
    product.load(4, MONTH, {"assets": [*rows[1:], *others]}, replace=True)
    check(product, MONTH, AS_OF, {"4.C140": (169, 169, None, "not_due")})
