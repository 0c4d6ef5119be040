"""视频在线巡检: one check of one camera (package 3)."""

from loaders.dataset import Column, Dataset, names
from loaders.datasets._recurring import asset_id, exempt_reason

_CAMERA_DAYS = """
INSERT INTO camera_days BY NAME
SELECT
    batch_id,
    arg_min(sheet, (checked_at, "row")) AS sheet,
    arg_min("row", (checked_at, "row")) AS "row",
    arg_min(record_id, (checked_at, "row")) AS record_id,
    asset_id,
    CAST(checked_at AS DATE) AS "day",
    CAST(count(*) AS INTEGER) AS checks,
    CAST(count(*) FILTER (WHERE is_online) AS INTEGER) AS online_checks,
    arg_min(exempt_reason, (checked_at, "row")) FILTER (WHERE exempt_reason IS NOT NULL) AS exempt_reason
FROM camera_checks
WHERE batch_id = ?
GROUP BY batch_id, asset_id, CAST(checked_at AS DATE)
"""

DATASET = Dataset(
    name="camera_checks",
    position=10,
    title="视频在线巡检",
    grain="一路视频的一次检查",
    cadence="monthly",
    packages=(3,),
    placed_by="checked_at",
    record_id=("asset_id", "checked_at"),
    rollup=_CAMERA_DAYS,
    note="每路视频每天至少检查一次；在线的检查超过当天一半的，当天算在线。",
    columns=(
        asset_id(
            required=True,
            unsure=names("通道号、设备唯一编码、序列号、Serial number"),
            help="摄像机的编号，与资产清单一致",
        ),
        Column(
            "巡检时间",
            "checked_at",
            "time",
            required=True,
            aliases=names(
                "巡检日期、检查时间、检查日期、检测时间、检测日期、轮巡时间、采集时间、检查日期时间",
                "轮巡日期、采集日期、统计日期、监测时间、监测日期、巡查时间、巡查日期、Checked at",
                "Checked on、Check time、Check date、Timestamp、Time、Date",
            ),
            unsure=names("时间、日期、账期、离线时间、上线时间、更新时间、创建时间"),
            help="检查的时间；一天检查多次的要写到分",
            example="2026-10-05 09:00",
        ),
        Column(
            "是否在线",
            "is_online",
            "yes_no",
            required=True,
            words={
                "在线": "是",
                "离线": "否",
                "正常": "是",
                "异常": "否",
                "上线": "是",
                "不在线": "否",
                "掉线": "否",
                "Online": "是",
                "Offline": "否",
            },
            aliases=names(
                "在线状态、在线情况、视频状态、检测结果、巡检结果、设备状态、运行状态、状态、在线离线",
                "在线/离线、是否在线(在线/离线)、摄像机状态、摄像头状态、相机状态、点位状态、通道状态",
                "Online、Is online、Online status、Status、State",
            ),
            help="填 在线 或 离线",
            example="在线",
        ),
        exempt_reason("当天不计入考核的原因；当天任一次检查填了，这路视频当天就不计"),
    ),
)
