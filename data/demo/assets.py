"""The asset lists: the first one in 2026-07, and a newer one in 2026-09 where something was replaced."""

from dataclasses import dataclass
from datetime import date
from random import Random

from data.demo.cameras import camera_rows, enforcement_rows, replacement_of
from data.demo.chance import Row, stream
from data.demo.systems import systems_of

FIRST_LIST = "2026-07"
SECOND_LIST = "2026-09"
REPLACED_ON = date(2026, 9, 22)
REPLACED_CAMERAS = 12

Kit = tuple[tuple[str, str, int], ...]
"""Device type 设备类型, name, how many."""

# Hardware that stands somewhere; systems that are not named here run on the government cloud alone.
HARDWARE: dict[str, Kit] = {
    "P1-01": (("自助终端", "大厅自助办理终端", 6), ("服务器", "综窗业务服务器", 2), ("交换机", "大厅接入交换机", 2)),
    "P1-02": (("服务器", "内容发布服务器", 2),),
    "P1-03": (("服务器", "公文交换服务器", 2),),
    "P1-04": (("服务器", "档案存储服务器", 2), ("扫描仪", "高速扫描仪", 1)),
    "P1-05": (("安全网关", "邮件反垃圾网关", 2),),
    "P1-10": (("自助终端", "诉讼智慧舱", 2), ("自助终端", "材料中转柜", 1), ("视频会议", "视频会议终端", 1)),
    "P2-01": (("服务器", "平台数据库服务器", 6), ("交换机", "核心交换机", 2), ("防火墙", "边界防火墙", 2)),
    "P2-02": (("密码设备", "服务器密码机", 4), ("服务器", "大数据节点", 6), ("密码设备", "时间戳服务器", 1)),
    "P2-05": (("大屏", "指挥中心拼接屏", 2), ("服务器", "视频解码服务器", 3)),
    "P2-07": (("服务器", "监测分析服务器", 2),),
    "P3-02": (
        ("液位计", "雨水液位计", 6),
        ("流量计", "污水流量计", 4),
        ("大屏", "调度中心大屏", 1),
        ("存储", "采集存储阵列", 1),
    ),
    "P3-03": (("存储", "视频云存储", 3), ("交换机", "视频专网汇聚交换机", 4)),
    "P3-04": (("存储", "视频云存储", 6), ("服务器", "流媒体转发服务器", 2)),
    "P3-05": (("交换机", "海堤汇聚交换机", 4), ("广播", "网络广播主机", 2)),
    "P3-08": (("广播", "环湖广播主机", 2),),
    "P4-02": (("信号机", "联网信号机", 12), ("服务器", "数据中心服务器", 4), ("UPS", "机房后备电源", 2)),
    "P4-03": (("服务器", "违法图像处理服务器", 2),),
    "P4-04": (("大屏", "指挥中心大屏", 1), ("服务器", "融合分析服务器", 2)),
    "P5-01": (("服务器", "渲染服务器", 6), ("存储", "模型存储", 2)),
    "P5-03": (("密码设备", "服务器密码机", 3), ("密码设备", "签名验签服务器", 2), ("密码设备", "时间戳服务器", 1)),
    "P5-04": (("服务器", "推理服务器", 4),),
}
_SOFTWARE = (("数据库", "数据库软件"), ("中间件", "应用中间件"))
# Server and signal hardware replaced together with the cameras.
_REPLACED_HARDWARE = {1: "P1-03-H01", 3: "P3-05-H01", 4: "P4-02-H03"}


@dataclass(frozen=True)
class AssetLists:
    """The lists that one package uploaded, by month."""

    by_month: dict[str, list[Row]]

    def in_force(self, month: str) -> list[Row]:
        """The list of the greatest month up to this one."""
        return self.by_month[max(listed for listed in self.by_month if listed <= month)]


def asset_lists(package: int, seed: int) -> AssetLists:
    """The asset lists of a package: one in 2026-07, and for packages 1, 3 and 4 a second one in 2026-09."""
    rng = stream(seed, package, "assets")
    first = [row for system, name in systems_of(package).items() for row in _of_system(rng, system, name)]
    if package == 3:
        first += camera_rows(seed)
    if package == 4:
        first += enforcement_rows(seed)
    lists = {FIRST_LIST: first}
    if package in _REPLACED_HARDWARE:
        lists[SECOND_LIST] = _renewed(rng, package, first)
    return AssetLists(lists)


def serves_on(asset: Row, day: date) -> bool:
    """Whether an asset is in service on a day, by its own dates."""
    since, until = asset.get("in_service_from"), asset.get("out_of_service_on")
    return (not isinstance(since, date) or since <= day) and (not isinstance(until, date) or day < until)


def is_monitored_camera(asset: Row) -> bool:
    """Whether the asset is one of the cameras that package 3 checks every day."""
    return asset["device_type"] in {"摄像机", "球机", "枪机", "半球"}


def is_enforcement(asset: Row) -> bool:
    """Whether the asset is a checkpoint or e-police device of package 4."""
    return asset["device_type"] in {"卡口", "电警"}


def is_outdoor(asset: Row) -> bool:
    """Whether the asset is a camera of any kind, out in the street."""
    return is_monitored_camera(asset) or is_enforcement(asset)


def _of_system(rng: Random, system: str, name: str) -> list[Row]:
    rows: list[Row] = [_plain(f"{system}-A01", f"{name}应用", system, "应用", "应用系统", date(2023, 3, 1))]
    for number, (kind, software) in enumerate(_SOFTWARE, start=1):
        rows.append(_plain(f"{system}-R{number:02d}", f"{name}{software}", system, "软件", kind, date(2023, 3, 1)))
    number = 0
    for kind, title, count in HARDWARE.get(system, ()):
        for n in range(1, count + 1):
            number += 1
            row = _plain(f"{system}-H{number:02d}", f"{title}{n}号", system, "硬件", kind, date(2022, 12, 15))
            row["brand"] = rng.choice(("浦算", "申网", "沪安"))
            row["model"] = rng.choice(("R520", "S6300", "T-200", "X8"))
            row["warranty_until"] = date(rng.choice((2026, 2027, 2028)), 12, 31)
            rows.append(row)
    return rows


def _plain(asset_id: str, name: str, system: str, asset_class: str, kind: str, since: date) -> Row:
    return {
        "asset_id": asset_id,
        "asset_name": name,
        "system_id": system,
        "asset_class": asset_class,
        "device_type": kind,
        "in_service_from": since,
    }


def _renewed(rng: Random, package: int, first: list[Row]) -> list[Row]:
    """The list of September: everything again, some devices with 停用日期, and what took their place."""
    old = {_REPLACED_HARDWARE[package]}
    cameras = [row for row in first if row["system_id"] == "P3-04" and is_monitored_camera(row)]
    replaced_cameras = (
        sorted(rng.sample(cameras, REPLACED_CAMERAS), key=lambda row: str(row["asset_id"])) if cameras else []
    )
    old |= {str(row["asset_id"]) for row in replaced_cameras}
    rows = [row | {"out_of_service_on": REPLACED_ON} if row["asset_id"] in old else row for row in first]
    new = [
        replacement_of(camera, len(cameras) + number, REPLACED_ON)
        for number, camera in enumerate(replaced_cameras, start=1)
    ]
    hardware = next(row for row in first if row["asset_id"] == _REPLACED_HARDWARE[package])
    new.append(
        hardware
        | {
            "asset_id": f"{hardware['asset_id']}N",
            "asset_name": f"{hardware['asset_name']}（更换）",
            "in_service_from": REPLACED_ON,
            "warranty_until": date(2029, 9, 30),
        }
    )
    return rows + new
