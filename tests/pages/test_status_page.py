"""运行状态 and what it is made of: signs with a word, a store that may only be read, the log."""

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from access.rights import Role
from data.logs import last_lines, write_log
from data.standing import Standing
from data.vitals import of_errors, of_pages, of_records, worst
from pages.parts import visitor
from tests import logged_in
from tests.pages.test_pages import run, written
from tests.product import Product


def test_a_healthy_store_is_said_to_be_well_and_has_no_banner(store_of_pages: Path, tmp_path: Path) -> None:
    visitor.serve_as(logged_in.principal(Role.ADMIN))
    html = written(run("status.py"))
    assert "一致，登记" in html
    assert "没有开启" in html  # no timer runs in a test
    assert "class='k-alarm" not in html
    assert "缺了什么" not in html


def test_a_store_that_lost_something_is_read_only_with_the_way_out(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [
            {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}
        ]})  # fmt: skip
    with duckdb.connect(str(store_of_pages)) as connection:
        connection.execute("DELETE FROM outages")
    html = written(run())
    assert "现在只能查看，不能写入" in html
    assert "已结账" in html or "包件3" in html  # the page itself can be read
    sheet = run("assess.py", pkg="3", month="2026-10")
    assert not sheet.exception
    visitor.serve_as(logged_in.principal(Role.ADMIN))
    html = written(run("status.py"))
    assert "有故障：数据核对" in html
    assert "outages（P3-2026-10-outages-1）登记 1 行，库里 0 行" in html
    assert "python -m data restore --in-place" in html


@pytest.mark.parametrize(
    ("seconds", "state"), [([0.1] * 100, "good"), ([3.0] * 5, "good"), ([0.1] * 80 + [3.0] * 20, "watch")]
)
def test_slow_pages_are_to_be_watched_once_there_are_enough(seconds: list[float], state: str) -> None:
    assert of_pages(seconds).state == state


def test_the_worst_sign_says_how_the_whole_is() -> None:
    well, lost = of_records(Standing(entries=3)), of_records(Standing(losses=("x",)))
    assert (worst([well]), worst([well, lost])) == ("good", "bad")


def test_the_log_is_json_without_records_and_is_read_back(tmp_path: Path) -> None:
    handler, log = write_log(tmp_path), logging.getLogger("kpi.pages")
    try:
        log.error("Could not convert string '张三' to INT32", extra={"page": "upload"})
        try:
            raise ValueError("身份证 310115")
        except ValueError as error:
            log.error("incident A1", exc_info=error, extra={"incident": "A1"})
        log.info("slow page", extra={"page": "faults", "seconds": 2.5})
    finally:
        logging.getLogger("kpi").removeHandler(handler)
        handler.close()
    text = (tmp_path / "kpi.log").read_text(encoding="utf-8")
    assert "张三" not in text
    assert "310115" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert (lines[1]["incident"], lines[1]["kind"], lines[1]["level"]) == ("A1", "ValueError", "ERROR")
    assert [one.seconds for one in last_lines(tmp_path)] == [2.5, None, None]
    now = datetime.now(UTC)
    assert of_errors(last_lines(tmp_path), now).said == "24 小时内 2 次"
    assert of_errors(last_lines(tmp_path), now + timedelta(days=2)).state == "good"
