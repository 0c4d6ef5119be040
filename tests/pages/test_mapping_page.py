"""Unknown headers on 数据上报: asked about, mapped once, listed, changed and withdrawn there."""

import csv
import io
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from loaders.mappings import list_mappings
from pages.parts import session
from tests.pages.test_pages import on_record, run, worked_off, written

HEADS = ["工单编号", "系统编号", "故障类别", "报障时刻", "处理时间"]
ROW = ["G1", "P3-01", "软件", "2026-10-05 08:40", "2026-10-05 09:40"]


def hand_in(test: AppTest, row: list[str] = ROW) -> str:
    """Hand in tickets with headers that nobody can read for sure; gives what the page says."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADS, row])
    test.file_uploader[0].upload("故障工单.csv", buffer.getvalue().encode()).run()
    return worked_off(test)


def button(test: AppTest, label: str) -> Any:
    return next(one for one in test.button if one.label == label)


def choose(test: AppTest, label: str, choice: str) -> None:
    next(one for one in test.selectbox if label in one.label).set_value(choice)


def test_a_header_is_mapped_once_listed_and_changed(store_of_pages: Path) -> None:
    test = run("upload.py", pkg="3", month="2026-10")
    html = hand_in(test)
    assert "缺少必需的列“报修时间”" in html
    assert "这些表头是哪一列？" in html
    box = next(one for one in test.selectbox if "报障时刻" in one.label)
    assert "内容如 2026-10-05 08:40" in box.label
    assert (box.value, box.options[:2]) == ("?", ["请选择", "报修时间（相近）"])
    assert "表头对应" not in html

    button(test, "记住，并重新检查").click().run()
    assert "还没有选择" in written(test)
    choose(test, "报障时刻", "reported_at")
    choose(test, "处理时间", "restored_at")
    button(test, "记住，并重新检查").click().run()
    html = written(test) + worked_off(test)
    assert "已记住 2 个表头的含义" in html
    button(test, "入库").click().run()
    html = worked_off(test)
    assert "P3-2026-10-incidents-1" in html
    assert "按对应读取：报障时刻→报修时间、处理时间→恢复时间" in html
    assert [(one.header, one.means, one.made_by) for one in session.read(list_mappings, 3)] == [
        ("处理时间", "恢复时间", "王工（wang）"), ("报障时刻", "报修时间", "王工（wang）"),
    ]  # fmt: skip

    # The next file is read without a question; what it was read by stands with the batch.
    again = run("upload.py", pkg="3", month="2026-10")
    hand_in(again, ["G2", *ROW[1:]])
    assert [one for one in again.button if one.label.startswith(("全部入库", "替换"))]
    assert "表头对应：报障时刻→报修时间、处理时间→恢复时间" in written(run("batches.py", pkg="3"))

    changed = run("upload.py", pkg="3", month="2026-10")
    changed.selectbox(key="mapping-3").set_value("incidents|处理时间").run()
    choose(changed, "现在读作“恢复时间”", "-")
    changed.run()
    changed.button(key="save-mapping").click().run()
    assert not changed.exception
    assert next((one.header, one.means) for one in session.read(list_mappings, 3)) == ("处理时间", "（撤销）")
    assert "已停用" in written(changed)
    assert [one for one in on_record() if one[0] == "mapping"] == [("mapping", "ok")] * 2
    assert "处理时间”可能是“响应时间”或“恢复时间" in hand_in(run("upload.py", pkg="3", month="2026-10"))


def test_another_package_is_asked_for_itself(store_of_pages: Path) -> None:
    test = run("upload.py", pkg="3", month="2026-10")
    hand_in(test)
    choose(test, "报障时刻", "reported_at")
    choose(test, "处理时间", "")
    button(test, "记住，并重新检查").click().run()
    other = run("upload.py", pkg="2", month="2026-10")
    assert "表头对应" not in written(other)
    assert "这些表头是哪一列？" in hand_in(other, ["G1", "P2-01", *ROW[2:]])
