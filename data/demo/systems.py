"""The systems of the packages, and the own systems lists that packages 2, 4 and 5 upload."""

import csv
from functools import lru_cache
from pathlib import Path

from data.demo.chance import Row

REFERENCE = Path(__file__).parents[1] / "reference" / "systems.csv"

# The tender counts these subsystems but names only a few of them: the other names are invented.
SUBSYSTEMS: dict[str, tuple[str, ...]] = {
    "P2-01": ("协同监管", "风险预警", "政务服务", "专业服务", "企业备案", "电子围网", "数据中台"),
    "P2-02": ("大数据平台", "特殊风控", "监管作业", "监测评估"),
    "P2-03": ("政策申报", "审批拨付", "统计分析"),
    "P2-04": ("信用归集", "信用查询", "分级分类监管"),
    "P2-05": ("全域展示专题", "智能卡口专题", "查验与冷链专题"),
    "P2-06": ("项目库", "预算编制", "政府采购", "资金报销", "资产管理", "会计核算", "决算与报告"),
    "P2-07": ("应用支撑",),
    "P4-01": (
        "日常巡查",
        "养护派单",
        "设施台账",
        "地图服务",
        "视频监看",
        "移动上报",
        "考核评价",
        "计量支付",
        "应急处置",
        "统计分析",
    ),
    "P4-02": ("感知设备接入", "信号机联网"),
    "P4-03": ("违停抓拍", "变道电警"),
    "P4-04": ("共享单车监测", "停车资源", "出行特征分析", "运行状态分析", "预警提示"),
    "P5-01": (
        "二维空间数据管理",
        "三维模型管理",
        "数据汇聚融合",
        "服务发布",
        "城市底板装配",
        "仿真渲染",
        "图层目录",
        "运行监控",
    ),
    "P5-02": ("汇聚能力集群", "治理开发集群", "可视化集群", "流程引擎", "数据资源管理", "授权运营", "数据安全"),
    "P5-03": ("政务外网门户", "凭证数据交换", "多源身份认证", "业务应用接入"),
    "P5-04": ("核心平台", "算法仓库", "融合管理", "应用接入", "应用支撑"),
}
OWN_LIST_PACKAGES = (2, 4, 5)
_CORE = frozenset({"P2-01", "P2-02", "P4-02", "P5-02", "P5-03"})


def reference_rows(package: int) -> list[dict[str, str]]:
    """The rows of the shipped list that belong to a package: its systems, and subsystems that the tender names."""
    return [row for row in _reference() if row["system_id"].startswith(f"P{package}-")]


def systems_of(package: int) -> dict[str, str]:
    """The systems of a package without subsystems: number → short name."""
    return {row["system_id"]: row["short_name"] for row in reference_rows(package) if not row["parent_id"]}


def own_list(package: int) -> list[Row]:
    """The systems list that a package uploads in 2026-07, all subsystems included; empty for packages 1 and 3."""
    if package not in OWN_LIST_PACKAGES:
        return []
    reference = reference_rows(package)
    listed: list[Row] = [_listed(row) for row in reference]
    for parent in systems_of(package):
        named = sum(row["parent_id"] == parent for row in reference)
        listed += [
            {
                "system_id": f"{parent}-S{number:02d}",
                "system_name": f"{name}子系统",
                "parent_id": parent,
                "service_hours": "7×24",
                "is_core": "否",
            }
            for number, name in enumerate(SUBSYSTEMS[parent], start=named + 1)
        ]
    return sorted(listed, key=lambda row: str(row["system_id"]))


def subsystems_of(package: int) -> list[str]:
    """The numbers of the subsystems on which a package may report a fault."""
    rows = own_list(package) or reference_rows(package)
    return [str(row["system_id"]) for row in rows if row.get("parent_id")]


@lru_cache
def _reference() -> tuple[dict[str, str], ...]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _listed(row: dict[str, str]) -> Row:
    return {
        "system_id": row["system_id"],
        "system_name": row["system_name"],
        "parent_id": row["parent_id"] or None,
        "service_hours": row["service_hours"],
        "is_core": "是" if row["system_id"] in _CORE else "否",
        "location": row["location"] or None,
    }
