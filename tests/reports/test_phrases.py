"""Sentences of the screen as they are printed."""

import pytest

from reports.document import Paragraph, Row, Table
from reports.phrases import bounded, columns, lost_words, ordered, ordinal, printed, some


@pytest.mark.parametrize(
    ("screen", "paper"),
    [
        ("服务响应时间 31.20 分钟，超过 30 分钟", "服务响应时间31.20分钟，超过30分钟"),
        ("2026-10 主要来自 治安监控（3 单，平均 31.20 小时）", "2026年10月主要来自治安监控（3单，平均31.20小时）"),
        ("缺 2026-07、2026-08 等 5 个月", "缺2026年7月、2026年8月等5个月"),
        ("2026-11-13，应在 2026-11-01 之前", "2026年11月13日，应在2026年11月1日之前"),
        ("MTBF ≥ 744 小时（0 次故障）", "MTBF ≥744小时（0次故障）"),
        ("达标（目标 ≥99%）", "达标（目标≥99%）"),
        ("工单 GD-2026-10-001 和 包件3_2026-10_1.xlsx", "工单 GD-2026-10-001和包件3_2026-10_1.xlsx"),
        ("UPS 切换失败", "UPS 切换失败"),
    ],
)
def test_printed(screen: str, paper: str) -> None:
    assert printed(screen) == paper


def test_lists() -> None:
    assert some(["甲"], 2, "项") == "甲"
    assert some(["甲", "乙"], 2, "项") == "甲、乙"
    assert some(["甲", "乙", "丙"], 2, "项") == "甲、乙等 3 项"
    assert ordered(["整改"]) == "整改"
    assert ordered(["整改", "补报"]) == "一是整改；二是补报"
    assert [ordinal(number) for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
    assert (lost_words(0.004), lost_words(2.3099)) == ("失分不足 0.01 分", "失 2.30 分")


def test_a_long_table_says_how_many_rows_more_there_are() -> None:
    table = Table("表", columns(("名", 1)), tuple(Row((str(number),)) for number in range(5)))
    assert bounded(table, 5, "系统") == [table]
    shown, note = bounded(table, 3, "系统“故障”页")
    assert isinstance(shown, Table)
    assert [row.cells for row in shown.rows] == [("0",), ("1",), ("2",)]
    assert note == Paragraph("共5条，本表列出前3条，其余见系统“故障”页。", is_note=True)
