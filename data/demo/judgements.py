"""What supervisors decided: the assessments of the qualitative indicators and the mid-term acceptance."""

from datetime import datetime, timedelta

from data.demo.chance import Row, stream
from data.demo.systems import systems_of
from data.demo.words import ASSESSORS

ACCEPTANCE_MONTH = "2026-11"

# The indicators whose target is a word, not a number, with what each is about.
QUALITATIVE: dict[str, str] = {
    "1.01": "成本",
    "1.15": "稳定",
    "1.17": "安全",
    "1.18": "制度",
    "2.01": "成本",
    "2.16": "稳定",
    "2.17": "安全",
    "2.19": "制度",
    "3.01": "成本",
    "3.15": "赋能",
    "3.18": "制度",
    "4.01": "成本",
    "4.14": "稳定",
    "4.15": "安全",
    "4.17": "制度",
    "5.01": "成本",
    "5.15": "赋能",
    "5.18": "制度",
}

_GOOD_REASONS: dict[str, tuple[str, ...]] = {
    "成本": (
        "费用明细与合同清单一致，人员投入与考勤相符",
        "备件支出有比价记录，构成合理",
        "本月无超范围支出，凭证齐全",
    ),
    "稳定": ("本月停机次数少、恢复快，业务未受明显影响", "各系统运行平稳，巡检问题闭环", "重点时段值守到位，运行平稳"),
    "安全": ("漏洞按期整改，未发生数据泄露", "弱点扫描无高危遗留，账号清理有记录", "安全巡检与备份验证记录完整"),
    "制度": ("值班、交接、变更制度执行有记录", "知识库按月更新，应急预案已修订", "例会纪要齐全，问题跟踪到人"),
    "赋能": ("新增场景按需求上线，用户使用频次上升", "数据共享支撑多个部门，效果较好", "移动端应用减少了重复填报"),
}

# Judged less than achieved: (month, indicator) → share of the points and why; a share from 60 on is 部分达成.
_WEAK: dict[tuple[str, str], tuple[int, str]] = {
    ("2026-08", "1.15"): (77, "8月12日综窗两次停机相互叠加，影响大厅受理"),
    ("2026-08", "2.17"): (75, "查询接口被扫描后才补限流，防护措施滞后"),
    ("2026-09", "3.15"): (72, "排水平台长时间停机，汛期数据支撑中断"),
    ("2026-10", "3.18"): (66, "备件管理制度未落实，汇聚交换机无备机"),
    ("2026-11", "3.15"): (70, "信访平台停机未恢复，部分场景不可用"),
    ("2026-11", "3.18"): (58, "月报、季报连续迟交，整改台账未闭环"),
    ("2026-10", "4.14"): (76, "光缆中断后迂回路由未及时启用"),
    ("2026-11", "5.18"): (74, "中期验收材料迟交，文档管理制度执行不严"),
}


def assessment_rows(package: int, month: str, seed: int) -> list[Row]:
    """One row for every qualitative indicator of the package in a month."""
    rng = stream(seed, package, "assessments", month)
    rows: list[Row] = []
    for code, subject in QUALITATIVE.items():
        if not code.startswith(f"{package}."):
            continue
        good = (rng.randint(92, 98) if package == 1 else rng.randint(83, 93), rng.choice(_GOOD_REASONS[subject]))
        share, reason = _WEAK.get((month, code), good)
        band = "达成" if share >= 80 else "部分达成" if share >= 60 else "未达成"
        rows.append(
            {"indicator_code": code, "band": band, "share": share, "reason": reason, "assessor": ASSESSORS[package]}
        )
    return rows


def acceptance_rows(package: int) -> list[Row]:
    """The mid-term acceptance of November: every system, then the package as a whole (without a system)."""
    systems = list(systems_of(package))
    rows = [_system_passes(package, system, number) for number, system in enumerate(systems)]
    rows.append(_WHOLE_PACKAGE[package] | {"kind": "中期验收"})
    for number, row in enumerate(rows, start=1):
        row["acceptance_id"] = f"YS{package}-2611-{number:02d}"
    return rows


def _system_passes(package: int, system: str, number: int) -> Row:
    submitted_at = datetime(2026, 11, 3, 9, 30) + timedelta(days=number % 4, minutes=20 * number)
    row: Row = {
        "system_id": system,
        "kind": "中期验收",
        "documents_at": submitted_at,
        "submitted_at": submitted_at,
        "passed_at": submitted_at + timedelta(days=2, hours=5),
        "result": "通过",
    }
    if system == "P3-05":
        row |= {
            "concluded_at": datetime(2026, 11, 6, 15, 0),
            "mended_at": datetime(2026, 11, 24, 16, 30),
            "passed_at": datetime(2026, 11, 26, 15, 0),
            "result": "整改后通过",
        }
    return row


def _whole(
    submitted_at: datetime,
    passed_at: datetime,
    concluded_at: datetime | None = None,
    mended_at: datetime | None = None,
) -> Row:
    return {
        "documents_at": submitted_at,
        "submitted_at": submitted_at,
        "concluded_at": concluded_at,
        "mended_at": mended_at,
        "passed_at": passed_at,
        "result": "整改后通过" if mended_at else "通过",
    }


_WHOLE_PACKAGE: dict[int, Row] = {
    1: _whole(datetime(2026, 11, 10, 10, 0), datetime(2026, 11, 13, 16, 0)),
    2: _whole(datetime(2026, 11, 12, 14, 30), datetime(2026, 11, 18, 11, 0)),
    3: _whole(
        datetime(2026, 11, 16, 17, 0),
        datetime(2026, 11, 27, 16, 40),
        datetime(2026, 11, 19, 11, 0),
        datetime(2026, 11, 25, 18, 0),
    ),
    4: _whole(datetime(2026, 11, 13, 9, 0), datetime(2026, 11, 20, 15, 20)),
    5: _whole(datetime(2026, 11, 9, 11, 0), datetime(2026, 11, 13, 10, 30)),
}
