"""The contract as data: transcription, and what loading refuses."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from data import contract as contract_data
from data.errors import DefinitionError
from kpi import wording
from kpi.targets import PACKAGES, current_contract, load_contract

FOLDER = contract_data.newest_folder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the contract that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "2026"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_95_indicators() -> None:
    contract = current_contract()
    assert [len(contract.tables[package]) for package in PACKAGES] == [19, 20, 19, 18, 19]


def test_rows_that_slid_left_in_the_tender_are_put_back() -> None:
    contract = current_contract()
    report = contract.indicator(2, "2.15")
    assert (report.group, report.name, report.as_written) == (
        ("产出指标", "时效指标"),
        "平均报告提交时间",
        "≤48 小时",
    )
    repair = contract.indicator(5, "5.13")
    assert (repair.group, repair.name) == (("产出指标", "时效指标"), "平均服务修复时间（硬件）")
    satisfied = contract.indicator(3, "3.19")
    assert (satisfied.group, satisfied.name, satisfied.as_written) == (
        ("满意度指标", "服务对象满意度指标"),
        "用户满意度",
        "≥85%",
    )


def test_order_and_wording_of_package_2() -> None:
    rows = [(one.name, one.as_written) for one in current_contract().tables[2]]
    assert rows == [
        ("成本构成合理性", "合理"),
        ("运维子系统数量", "≥30 个"),
        ("系统运维报告数量（年度）", "≥14 份"),
        ("系统巡检次数（月度）", "≥7 次"),
        ("硬件设备、软件产品、应用系统运维覆盖率", "≥95%"),
        ("系统运维验收合格率", "100%"),
        ("系统可用性（系统平均持续可用率）", "≥99%"),
        ("系统修复效率（平均故障修复时间 MTTR）", "≤8 小时"),
        ("系统故障率（平均故障间隔时间 MTBF）", "≥850 小时"),
        ("需求响应完成率", "≥80%"),
        ("中期验收考核通过及时性", "2026 年 11 月"),
        ("服务响应时间", "≤30 分钟"),
        ("平均服务修复时间（软件）", "≤8 小时"),
        ("平均服务修复时间（硬件）", "≤24 小时"),
        ("平均报告提交时间", "≤48 小时"),
        ("系统运行稳定性", "稳定"),
        ("系统运行安全性", "安全"),
        ("重大网络安全事件", "无"),
        ("长效管理制度健全性和有效性", "健全有效"),
        ("用户满意度", "≥85%"),
    ]


def test_default_weights_add_up_to_100_in_every_package() -> None:
    contract = current_contract()
    for package in PACKAGES:
        assert sum(contract.weight(one) for one in contract.tables[package]) == pytest.approx(100, abs=1e-9)
    assert contract.weight(contract.indicator(1, "1.01")) == 10
    assert contract.weight(contract.indicator(1, "1.07")) == pytest.approx(50 / 13)


@pytest.mark.parametrize(
    ("text", "kind", "target", "unit"),
    [
        ("≥850小时", "at_least", 850.0, "小时"),
        ("≥30 个", "at_least", 30.0, "个"),
        ("13个", "at_least", 13.0, "个"),
        ("100%", "at_least", 100.0, "%"),
        ("≤30分钟", "at_most", 30.0, "分钟"),
        ("98%以上", "at_least", 98.0, "%"),
        ("高于95%", "above", 95.0, "%"),
        ("不得超过8小时", "at_most", 8.0, "小时"),
        ("2026年11月", "by", date(2026, 11, 30), ""),
        ("2026 年 11 月前", "before", date(2026, 11, 1), ""),
        ("无", "exactly", 0.0, ""),
        ("零发生", "exactly", 0.0, ""),
        ("健全有效", "expect", "健全有效", ""),
    ],
)
def test_written_targets(text: str, kind: str, target: object, unit: str) -> None:
    said = wording.parse(text)
    assert (said.kind, said.target, said.unit) == (kind, target, unit)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("package_1.toml", 'measure = "mtbf"', 'measur = "mtbf"', "measure"),
        ("package_1.toml", 'measure = "mtbf"', 'measure = "mtfb"', "mtbf"),
        ("package_1.toml", "at_least = 850", "at_least = 805", "850"),
        ("package_1.toml", "at_least = 850", "at_most = 850", "at_least"),
        ("package_1.toml", 'where = "software"', 'where = "softwares"', "software"),
        ("package_1.toml", "package = 1", "packages = 1", "package"),
        ("package_1.toml", 'code = "1.02"', 'code = "1.99"', "1.02"),
        ("contract.toml", '"满意度指标" = 10', '"满意度指标" = 11', "100"),
        ("package_1.toml", 'at_least = 850', "at_least = 850\nweight = 3", "weight"),
        ("package_1.toml", '"≤24小时"', '"≤24分钟"', "小时"),
        ("package_1.toml", 'group = ["成本指标", "经济成本指标"]\n', "", "group"),
        ("package_1.toml", 'at_least = 850', 'at_least = "850"', "at_least"),
        ("clauses.toml", "above = 95", "above = 96", "95"),
        ("clauses.toml", 'gate = { measure =', "gate = { measur =", "measure"),
        ("clauses.toml", "[[clause]]", "[[clauses]]", "clause"),
        ("contract.toml", "upload_day", "upload_days", "upload_day"),
        ("contract.toml", "upload_day = 10", "upload_day = 31", "upload_day"),
        ("contract.toml", 'midterm_last_month = "2026-11"', "", "midterm_last_month"),
        ("contract.toml", "[weights]", "[weight]", "weights"),
        ("contract.toml", '"满意度指标" = 10', '"满意度指标" = nan', "weights"),
        ("contract.toml", '"满意度指标" = 10', '"满意度指标" = 5\n"别的指标" = 5', "别的指标"),
        ("contract.toml", 'last_month = "2027-06"', 'last_month = "2026-06"', "[term]"),
        ("package_1.toml", 'valid_from = "2026-07"', 'valid_from = "2026-10"', "2026-07"),
        ("package_1.toml", 'measure = "assessment"', 'measure = "availability"', "expect"),
        ("package_1.toml", 'across = "mean"', 'across = "meen"', "最接近的是 mean"),
        ("clauses.toml", 'code = "C3"', 'code = "1.C3"', "code"),
        ("clauses.toml", "binds = {", "bind = {", "binds"),
        ("clauses.toml", "packages = [3]", "packages = [6]", "packages"),
        ("clauses.toml", "at_least = 100\nlimit = 30", "at_least = 100\nlimit = 40", "30"),
        ("clauses.toml", 'as_written = "4小时内"', 'as_written = "5小时内"', "原文"),
        ("clauses.toml", '"1.12", ', '"1.21", ', "1.21"),
    ],
)  # fmt: skip
def test_loading_refuses_and_names_file_and_way_out(folder: Path, file: str, old: str, new: str, said: str) -> None:
    spoil(folder, file, old, new)
    with pytest.raises(DefinitionError) as refused:
        load_contract(folder)
    text = str(refused.value)
    assert file in text
    assert said in text
