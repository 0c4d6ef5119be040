"""The declarations of the upload types, against the list of columns as it was agreed, written down by hand."""

import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from data.store import Store
from data.tables import RECORD_COLUMNS
from loaders.dataset import Column, Dataset
from loaders.datasets import DATASETS, by_title, record_tables

# Title, then header (* = required) and field of every column in order.
AGREED = {
    "systems": """系统清单
        系统编号* system_id 系统名称* system_name 上级系统编号 parent_id 服务时间 service_hours 核心系统 is_core
        投运日期 in_service_from 停用日期 out_of_service_on 部署位置 location""",
    "assets": """资产清单
        资产编号* asset_id 资产名称* asset_name 系统编号* system_id 资产类别* asset_class 设备类型 device_type
        重点区域 is_key_area 经度 longitude 纬度 latitude 坐标系 crs 品牌 brand 型号 model 安装位置 location
        投运日期 in_service_from 停用日期 out_of_service_on 维保到期日 warranty_until 照片 photo""",
    "outages": """停机记录
        停机编号 outage_id 系统编号* system_id 停机开始时间* down_at 恢复时间 up_at 停机原因 cause
        豁免原因 exempt_reason 关联工单编号 incident_id""",
    "maintenance": """计划停机
        系统编号* system_id 计划开始时间* starts_at 计划结束时间* ends_at 批准人 approved_by 批准时间 approved_at
        事由 reason""",
    "probes": """探测日志
        系统编号* system_id 探测时间* probed_at 状态* is_up 响应毫秒 latency_ms""",
    "incidents": """故障工单
        工单编号* incident_id 系统编号* system_id 资产编号 asset_id 故障类别* fault_class 故障级别 severity
        紧急或批量 is_urgent 突发应急事件 is_emergency 报修时间* reported_at 响应时间 responded_at
        查证时间 verified_at 方案时间 planned_at 到场时间 onsite_at 恢复时间 restored_at 备机到场时间 spare_at
        联动响应 is_joint 故障描述 description 豁免原因 exempt_reason""",
    "requests": """需求工单
        需求编号* request_id 系统编号* system_id 需求类型 kind 提出时间* requested_at 要求完成时间* due_at
        完成时间 completed_at 需求描述 description""",
    "inspections": """巡检记录
        巡检编号* inspection_id 系统编号* system_id 资产编号 asset_id 巡检对象 target 巡检时间* inspected_at
        巡检人 inspector 巡检结果 result 问题描述 finding 处理完成时间 fixed_at 照片 photo
        修复前照片 photo_before 修复后照片 photo_after""",
    "reports": """运维报告
        报告编号* report_id 报告类型* kind 报告名称 title 应交基准时间* due_from 提交时间 submitted_at""",
    "camera_checks": """视频在线巡检
        资产编号* asset_id 巡检时间* checked_at 是否在线* is_online 豁免原因 exempt_reason""",
    "surveys": """满意度问卷
        答卷编号* response_id 系统编号 system_id 提交时间* answered_at 单位 department 总体满意度* overall
        意见建议 comment 发放份数 invited""",
    "changes": """变更记录
        变更编号* change_id 系统编号* system_id 申请时间 requested_at 批准时间 approved_at
        实施时间* implemented_at 变更结果* result 导致重大故障 caused_major_fault 变更内容 description""",
    "drills": """演练记录
        演练编号* drill_id 系统编号 system_id 演练类型* kind 演练时间* held_at 演练结果 result
        恢复时间目标达成分钟 rto_minutes 恢复点目标达成分钟 rpo_minutes""",
    "security_events": """网络安全事件
        事件编号* event_id 系统编号 system_id 发生时间* occurred_at 事件级别* severity
        处置完成时间 closed_at 事件描述 description""",
    "acceptances": """验收记录
        验收编号* acceptance_id 系统编号 system_id 验收类型* kind 提交时间* submitted_at 通过时间 passed_at
        验收结论* result 材料提交时间 documents_at 整改完成时间 mended_at 结论时间 concluded_at""",
    "assessments": """定性评价
        指标编号* indicator_code 评价结论* band 得分率 share 评价理由* reason 评价人 assessor""",
    "duties": """履约事项
        事项编号* duty_id 条款编号* clause_code 系统编号 system_id 日期* done_on 数量 quantity 是否符合 complies
        说明 note 附件 attachment""",
}
CHOICES = {
    "systems.service_hours": "7×24/5×8",
    "assets.asset_class": "硬件/软件/应用",
    "assets.crs": "WGS84/CGCS2000/GCJ02/BD09",
    "incidents.fault_class": "软件/硬件",
    "incidents.severity": "特别重大/重大/较大/一般",
    "requests.kind": "需求/标准服务请求",
    "inspections.target": "系统/硬件/机房/消防/卡口电警/数据库/虚拟机/其他",
    "inspections.result": "正常/异常",
    "reports.kind": "周报/月报/季报/年报/专题报告",
    "camera_checks.is_online": "在线/离线",
    "probes.is_up": "正常/异常",
    "changes.result": "成功/回退/失败",
    "drills.kind": "应急演练/恢复演练/容灾演练/高可用演练/压力测试/权限审计",
    "drills.result": "通过/不通过",
    "security_events.severity": "特别重大/重大/较大/一般",
    "acceptances.kind": "系统验收/中期验收/期末验收",
    "acceptances.result": "通过/不通过/整改后通过",
    "assessments.band": "达成/部分达成/未达成",
}
EVERY = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)


def plain(header: str) -> str:
    """A header as it is compared: no blanks, no *, half-width, one case."""
    return unicodedata.normalize("NFKC", header).replace(" ", "").replace("*", "").casefold()


def column(path: str) -> Column:
    name, field = path.split(".")
    return DATASETS[name].by_field[field]


def test_datasets_stand_in_the_agreed_order() -> None:
    assert list(DATASETS) == list(AGREED)
    assert len({dataset.position for dataset in DATASETS.values()}) == len(DATASETS)


@EVERY
def test_columns_are_the_agreed_ones(dataset: Dataset) -> None:
    title, *words = AGREED[dataset.name].split()
    assert dataset.title == title
    headers = [column.header + "*" * column.required for column in dataset.columns]
    assert headers == words[0::2]
    assert [column.field for column in dataset.columns] == words[1::2]


@EVERY
def test_titles_fit_a_sheet_tab_and_find_their_dataset(dataset: Dataset) -> None:
    assert 0 < len(dataset.title) <= 31
    assert by_title(dataset.title) is dataset


def test_other_titles_find_nothing() -> None:
    assert by_title("填写说明") is None


@EVERY
def test_names_of_fields_are_used_once_and_do_not_hide_record_columns(dataset: Dataset) -> None:
    names = [column.field for column in dataset.columns] + [name for name, _ in dataset.derived]
    assert len(set(names)) == len(names)
    assert not set(names) & {name for name, _ in RECORD_COLUMNS}


@EVERY
def test_no_header_can_mean_two_columns(dataset: Dataset) -> None:
    readings = Counter(plain(header) for column in dataset.columns for header in (column.header, *column.aliases))
    assert [header for header, count in readings.items() if count > 1] == []


@EVERY
def test_every_column_explains_itself(dataset: Dataset) -> None:
    for column in dataset.columns:
        assert column.help, column.field
        assert column.example, column.field
    assert dataset.grain


@EVERY
def test_examples_are_answers(dataset: Dataset) -> None:
    for column in dataset.columns:
        if column.choices:
            assert column.example in column.choices
        if column.kind in ("time", "due"):
            assert datetime.fromisoformat(column.example)


@EVERY
def test_rules_name_fields_of_their_dataset(dataset: Dataset) -> None:
    ordered = [field for order in dataset.orders for field in (order.earlier, order.later)]
    defaulted = [field for rule in dataset.defaults_by for field in (rule.field, rule.by)]
    placed = [dataset.placed_by] if dataset.placed_by else []
    named = {*dataset.record_id, *dataset.otherwise_id, *dataset.fixed, *ordered, *defaulted, *placed}
    assert named <= set(dataset.by_field)
    for rule in dataset.defaults_by:
        assert set(rule.values) == set(dataset.by_field[rule.by].choices)


@EVERY
def test_what_makes_the_id_is_never_blank(dataset: Dataset) -> None:
    for field in dataset.otherwise_id or dataset.record_id:
        assert dataset.by_field[field].required


def test_word_columns_offer_the_agreed_words() -> None:
    offered = {
        f"{dataset.name}.{column.field}": "/".join(column.choices)
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.choices and column.choices != ("是", "否")
    }
    assert offered == CHOICES


@EVERY
def test_offered_and_default_words_are_accepted(dataset: Dataset) -> None:
    for column in dataset.columns:
        if column.kind == "word":
            assert all(column.words[word] == word for word in column.choices)
            assert column.default is None or column.default in column.choices
        if column.kind == "yes_no":
            assert set(column.words.values()) <= {"是", "否"}


@pytest.mark.parametrize(
    ("path", "word", "stored"),
    [
        ("systems.service_hours", "7x24", "7×24"),
        ("systems.service_hours", "7X24", "7×24"),
        ("systems.service_hours", "7*24", "7×24"),
        ("systems.service_hours", "7×24小时", "7×24"),
        ("systems.service_hours", "5x8", "5×8"),
        ("assets.crs", "GCJ-02", "GCJ02"),
        ("assets.crs", "wgs84", "WGS84"),
        ("incidents.fault_class", "软件故障", "软件"),
        ("incidents.fault_class", "硬件故障", "硬件"),
        ("incidents.severity", "特别重大故障", "特别重大"),
        ("security_events.severity", "II级", "重大"),
        ("camera_checks.is_online", "在线", "是"),
        ("camera_checks.is_online", "离线", "否"),
        ("camera_checks.is_online", "正常", "是"),
        ("camera_checks.is_online", "异常", "否"),
        ("probes.is_up", "失败", "否"),
        ("probes.is_up", "可用", "是"),
        ("inspections.target", "卡口及电警", "卡口电警"),
        ("acceptances.result", "未通过", "不通过"),
    ],
)
def test_other_spellings_are_understood(path: str, word: str, stored: str) -> None:
    assert column(path).words[word] == stored


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("incidents.restored_at", "维修完成时间"),
        ("incidents.restored_at", "解决时间"),
        ("incidents.restored_at", "完工时间"),
        ("incidents.restored_at", "故障恢复时间"),
        ("incidents.reported_at", "報修時間"),
        ("incidents.responded_at", "接单时间"),
        ("outages.up_at", "告警清除时间"),
        ("outages.down_at", "停机时间"),
        ("requests.completed_at", "业务办理时间"),
        ("inspections.inspected_at", "巡检日期"),
        ("camera_checks.asset_id", "国标ID"),
        ("surveys.answered_at", "提交答卷时间"),
        ("changes.implemented_at", "执行日期"),
        ("duties.done_on", "值守日期"),
        ("assets.warranty_until", "维保截止时间"),
        ("probes.probed_at", "拨测时间"),
        ("probes.is_up", "监控状态"),
    ],
)
def test_headers_of_real_exports_are_known(path: str, header: str) -> None:
    assert header in column(path).aliases


def test_defaults_are_the_agreed_ones() -> None:
    defaults = {
        f"{dataset.name}.{column.field}": column.default
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.default is not None
    }
    assert defaults == {
        "systems.service_hours": "7×24",
        "assets.crs": "WGS84",
        "inspections.target": "系统",
        "duties.quantity": 1,
        "duties.complies": True,
    }


def test_lists_events_and_cadences() -> None:
    assert [name for name, dataset in DATASETS.items() if dataset.is_list] == ["systems", "assets", "assessments"]
    assert [name for name, dataset in DATASETS.items() if not dataset.may_be_nil] == ["systems", "assets"]
    special = {name: dataset.cadence for name, dataset in DATASETS.items() if dataset.cadence != "monthly"}
    assert special == {
        "systems": "on_change",
        "assets": "on_change",
        "surveys": "quarterly",
        "acceptances": "whenever",
        "probes": "whenever",
    }
    assert [name for name, dataset in DATASETS.items() if dataset.packages != (1, 2, 3, 4, 5)] == ["camera_checks"]
    assert DATASETS["camera_checks"].packages == (3,)


def test_only_plans_may_lie_ahead() -> None:
    ahead = {
        f"{dataset.name}.{column.header}"
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.kind in ("date", "time", "due") and not column.is_event
    }
    assert ahead == {
        "systems.停用日期",
        "assets.停用日期",
        "assets.维保到期日",
        "maintenance.计划开始时间",
        "maintenance.计划结束时间",
        "requests.要求完成时间",
    }


@pytest.mark.parametrize(
    ("band", "share", "inside"),
    [
        ("达成", 100.0, True),
        ("达成", 80.0, True),
        ("达成", 79.99, False),
        ("部分达成", 80.0, False),
        ("部分达成", 60.0, True),
        ("部分达成", 59.99, False),
        ("未达成", 60.0, False),
        ("未达成", 0.0, True),
        ("未达成", -1.0, False),
        ("达成", 100.01, False),
        ("达成", None, True),
        (None, 50.0, True),
    ],
)
def test_share_lies_in_the_band(band: str | None, share: float | None, inside: bool) -> None:
    rule = DATASETS["assessments"].row_rule
    assert rule is not None
    assert rule({"band": band, "share": share}) == ([] if inside else [("share", "share_outside_band")])


def test_shares_by_default_lie_in_their_bands() -> None:
    dataset = DATASETS["assessments"]
    (default,) = dataset.defaults_by
    assert default.values == {"达成": 100, "部分达成": 70, "未达成": 0}
    assert dataset.row_rule is not None
    assert [dataset.row_rule({"band": band, "share": share}) for band, share in default.values.items()] == [[], [], []]


@pytest.mark.parametrize(
    ("result", "passed_at", "right"),
    [
        ("通过", None, False),
        ("整改后通过", None, False),
        ("不通过", None, True),
        ("通过", datetime(2026, 11, 20), True),
    ],
)
def test_passing_acceptance_needs_its_time(result: str, passed_at: datetime | None, right: bool) -> None:
    rule = DATASETS["acceptances"].row_rule
    assert rule is not None
    assert rule({"result": result, "passed_at": passed_at}) == ([] if right else [("passed_at", "passed_at_missing")])


def test_every_dataset_makes_a_table(tmp_path: Path) -> None:
    with Store.open(tmp_path / "kpi.duckdb", record_tables()) as store, store.reading() as cursor:
        for name, dataset in DATASETS.items():
            made = [row[0] for row in cursor.execute(f'DESCRIBE "{name}"').fetchall()]
            fields = [column.field for column in dataset.columns]
            assert made == [column for column, _ in RECORD_COLUMNS] + fields + [field for field, _ in dataset.derived]
            cursor.execute(f'SELECT {dataset.open_when or "false"} FROM "{name}"')
        listed = cursor.execute("SELECT dataset, title, kind, cadence FROM datasets").fetchall()
    assert len(listed) == len(DATASETS)
    assert ("assets", "资产清单", "lists", "on_change") in listed
    assert [name for name, _, kind, _ in listed if kind == "logs"] == ["probes", "camera_checks"]


def test_camera_checks_roll_up_to_days(tmp_path: Path) -> None:
    checks = [
        ("batch", "表", 4, "A|1", "A", datetime(2026, 10, 5, 20), True, None),
        ("batch", "表", 5, "A|2", "A", datetime(2026, 10, 5, 8), False, None),
        ("batch", "表", 6, "A|3", "A", datetime(2026, 10, 5, 12), True, "台风"),
        ("batch", "表", 7, "A|4", "A", datetime(2026, 10, 6, 0), True, None),
        ("batch", "表", 8, "B|1", "B", datetime(2026, 10, 5, 23, 59, 59), False, None),
        ("other", "表", 2, "A|5", "A", datetime(2026, 10, 5, 9), True, None),
    ]
    with Store.open(tmp_path / "kpi.duckdb", record_tables()) as store:
        with store.publishing() as (cursor, _):
            cursor.executemany(
                'INSERT INTO camera_checks (batch_id, sheet, "row", record_id, asset_id, checked_at, is_online, '
                "exempt_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                checks,
            )
            cursor.execute(DATASETS["camera_checks"].rollup, ["batch"])
        with store.reading() as cursor:
            days = cursor.execute(
                'SELECT batch_id, sheet, "row", record_id, asset_id, strftime("day", \'%m-%d\'), checks, '
                'online_checks, exempt_reason FROM camera_days ORDER BY asset_id, "day"'
            ).fetchall()
    assert days == [
        ("batch", "表", 5, "A|2", "A", "10-05", 3, 2, "台风"),
        ("batch", "表", 7, "A|4", "A", "10-06", 1, 1, None),
        ("batch", "表", 8, "B|1", "B", "10-05", 1, 0, None),
    ]


def test_probes_roll_up_to_runs(tmp_path: Path) -> None:
    # Every 5 min, but for a gap of 16 min (more than 3 × 5) and one of 15 min, which is still usual.
    log = [("09:00", True), ("09:05", True), ("09:10", False), ("09:15", False), ("09:20", True), ("09:36", True),
           ("09:41", False), ("09:56", True), ("10:01", True)]  # fmt: skip
    probes = [
        ("batch", "表", 2 + place, "P1-01", datetime.fromisoformat(f"2026-10-05T{time}"), is_up)
        for place, (time, is_up) in enumerate(log)
    ]
    probes.append(("batch", "表", 20, "P1-02", datetime(2026, 10, 5, 9), False))
    probes.append(("other", "表", 2, "P1-01", datetime(2026, 10, 5, 9, 12), False))
    with Store.open(tmp_path / "kpi.duckdb", record_tables()) as store:
        with store.publishing() as (cursor, _):
            cursor.executemany(
                'INSERT INTO probes (batch_id, sheet, "row", system_id, probed_at, is_up) VALUES (?, ?, ?, ?, ?, ?)',
                probes,
            )
            cursor.execute(DATASETS["probes"].rollup, ["batch"])
        with store.reading() as cursor:
            runs = cursor.execute(
                """SELECT system_id, is_up, strftime(starts_at, '%H:%M'), strftime(ends_at, '%H:%M'), probes,
                       usual_seconds, len(failed_at), "row" FROM probe_runs ORDER BY system_id, starts_at"""
            ).fetchall()
    assert runs == [
        ("P1-01", True, "09:00", "09:05", 2, 300, None, 2),
        ("P1-01", False, "09:10", "09:15", 2, 300, 2, 4),
        ("P1-01", True, "09:20", "09:20", 1, 300, None, 6),
        ("P1-01", True, "09:36", "09:36", 1, 300, None, 7),
        ("P1-01", False, "09:41", "09:41", 1, 300, 1, 8),
        ("P1-01", True, "09:56", "10:01", 2, 300, None, 9),
        ("P1-02", False, "09:00", "09:00", 1, None, 1, 20),
    ]
