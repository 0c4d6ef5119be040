"""巡检记录: one inspection."""

from loaders.dataset import Column, Dataset, Order, names
from loaders.datasets._recurring import asset_id, system_id, words

_TARGETS = words(
    系统=("系统巡检", "信息系统", "应用系统"),
    硬件=("硬件巡检", "硬件设备", "设备", "设备巡检"),
    机房=("机房巡检", "机房环境"),
    消防=("消防巡检", "消防巡查"),
    卡口电警=("卡口及电警", "卡口、电警", "卡口和电警", "卡口/电警", "卡口", "电警", "卡口电警巡检"),
    数据库=("数据库巡检",),
    虚拟机=("虚拟机巡检", "中间件", "虚拟机和中间件"),
    其他=("其它",),
)

DATASET = Dataset(
    name="inspections",
    position=8,
    title="巡检记录",
    grain="一次巡检",
    cadence="monthly",
    placed_by="inspected_at",
    record_id=("inspection_id",),
    fixed=("system_id", "inspected_at"),
    open_when="result = '异常' AND fixed_at IS NULL",
    orders=(Order("inspected_at", "fixed_at"),),
    note="结果异常、月底还没处理完的，处理完成后在下个月的表中再报一次（续报），编号、系统和巡检时间不变。",
    columns=(
        Column(
            "巡检编号",
            "inspection_id",
            "id",
            required=True,
            aliases=names(
                "巡检单号、巡检单编号、巡检工单号、巡检工单编号、巡检记录编号、巡检任务编号、巡检ID",
                "巡检记录单号、巡检任务单号、检修任务单号、检查编号、检查单号、点检编号、点检单号",
                "巡视编号、Inspection ID、Inspection number、Inspection No、Number、Ref",
            ),
            help="巡检的编号，全年不重复",
            example="XJ-202610-001",
        ),
        system_id("巡检系统", help="巡检的是哪个系统，填系统清单中的编号"),
        asset_id("巡检设备编号", help="巡检某台设备时填它在资产清单中的编号"),
        Column(
            "巡检对象",
            "target",
            "word",
            words=_TARGETS,
            default="系统",
            aliases=names(
                "巡检类型、巡检类别、巡检对象类型、巡检目标、检查对象、巡检分类、Target",
                "Inspection target",
            ),
            help="系统、硬件、机房、消防、卡口电警、数据库、虚拟机 或 其他；不填为系统",
            example="系统",
        ),
        Column(
            "巡检时间",
            "inspected_at",
            "time",
            required=True,
            aliases=names(
                "巡检日期、巡检开始时间、检查时间、检查日期、巡视时间、巡视日期、点检时间、实际开始时间",
                "巡检实际开始时间、检查开始时间、点检/维修开始时间、点检开始时间、点检日期、巡检完成时间",
                "Inspected at、Inspected on、Inspection time、Inspection date、Inspected、Check time",
                "Check date、Checked at",
            ),
            unsure=names(
                "时间、日期、开始时间、计划开始时间、检测日期、检测时间、维保日期、检修日期、Date、Time",
                "Start、Start time、Planned start",
            ),
            help="巡检的时间",
            example="2026-10-05 09:00",
        ),
        Column(
            "巡检人",
            "inspector",
            aliases=names(
                "巡检人员、检查人、检查人员、巡视人、执行人、巡检员、检查员、巡视人员、点检人、点检人员",
                "执行人员、操作人员、Inspector、Inspected by、Checked by、Assigned to、Assignee",
            ),
            help="谁做的巡检",
            example="李四",
        ),
        Column(
            "巡检结果",
            "result",
            "word",
            words=words(
                正常=("无异常", "合格", "良好", "Normal", "OK"),
                异常=("不正常", "有异常", "不合格", "Abnormal"),
            ),
            aliases=names(
                "巡检结论、检查结果、检查结论、巡视结果、巡检情况、巡检状态、点检结果、巡检结果判定",
                "总体结果、Result、Inspection result、Outcome",
            ),
            unsure=names("结果、状态、检测结果、检修结果、Status、State"),
            help="填 正常 或 异常",
            example="正常",
        ),
        Column(
            "问题描述",
            "finding",
            aliases=names(
                "发现问题、发现的问题、异常描述、异常情况、异常情况记录、问题记录、问题情况、问题说明",
                "发现问题描述、异常说明、异常记录、故障描述、缺陷描述、Finding、Findings、Issue",
                "Issue found、Problem、Description",
            ),
            help="发现了什么问题；正常的留空",
            example="磁盘使用率 92%",
        ),
        Column(
            "处理完成时间",
            "fixed_at",
            "time",
            aliases=names(
                "处理完成日期、问题处理完成时间、处置完成时间、整改完成时间、修复完成时间、修复时间",
                "整改完成日期、问题解决时间、处理完毕时间、整改时间、Fixed at、Fixed on、Fixed、Resolved",
                "Resolved at、Mended at",
            ),
            unsure=names("完成时间、结束时间、处理时间、Closed、End time"),
            help="问题处理完的时间；没处理完的留空",
            example="2026-10-06 15:00",
        ),
        Column(
            "照片",
            "photo",
            aliases=names("巡检照片、现场照片、巡检图片、图片、现场图片、巡检现场照片、Photo、Picture、Image"),
            help="照片的文件名或网址",
            example="XJ-202610-001.jpg",
        ),
        Column(
            "修复前照片",
            "photo_before",
            aliases=names(
                "处理前照片、整改前照片、维修前照片、修复前图片、整改前图片、处理前图片、Photo before",
                "Before photo",
            ),
            help="修复前照片的文件名或网址",
            example="XJ-202610-001-1.jpg",
        ),
        Column(
            "修复后照片",
            "photo_after",
            aliases=names(
                "处理后照片、整改后照片、维修后照片、修复后图片、整改后图片、处理后图片、Photo after",
                "After photo",
            ),
            help="修复后照片的文件名或网址",
            example="XJ-202610-001-2.jpg",
        ),
    ),
)
