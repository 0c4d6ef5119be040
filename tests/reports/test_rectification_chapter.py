"""整改情况 in the report: what is entered beside what was missed, and what is still open from before."""

from datetime import date, datetime

from kpi.rectifying import Plan, accept, open_rectification, report_done
from reports.assessment import assessment
from reports.document import Document, Paragraph, Table
from reports.kinds import KINDS
from reports.material import read_material
from tests.kpi.test_availability import outage
from tests.product import Product

PLAN = Plan("光缆被挖断，没有备用路由", "加一条备用光缆", "李四")


def written(product: Product, period: str) -> Document:
    return assessment([read_material(product.store, 3, period, date(2026, 11, 30))], KINDS["monthly"])


def lines(document: Document) -> dict[str, tuple[str, ...]]:
    """Code → cells of the tables of what must be mended."""
    tables = [one for one in document.blocks if isinstance(one, Table) and "整改" in one.title]
    return {row.cells[0]: row.cells for one in tables for row in one.rows}


def sentences(document: Document) -> str:
    return "\n".join(one.text for one in document.blocks if isinstance(one, Paragraph) and "整改" in one.text)


def test_what_is_entered_stands_beside_what_was_missed(product: Product) -> None:
    # 3.07: P3-01 down for 15 days of October; November is quiet.
    down = outage("D1", "10-05 10:00", "10-20 10:00") | {"system_id": "P3-01"}
    product.load(3, "2026-10", {"outages": [down]}, ["maintenance"])
    product.load(3, "2026-11", {}, ["outages", "maintenance"])
    assert lines(written(product, "2026-10"))["3.07"][5] == "待整改"

    product.now = datetime(2026, 11, 5, 10)
    entered = open_rectification(product.store, 3, "3.07", "2026-10", PLAN, made_by="张三")
    october = written(product, "2026-10")
    # Thursday 5 November and 15 working days: the 26th. At the cut-off of the 30th it is overdue.
    assert lines(october)["3.07"][2:] == (
        "原因：光缆被挖断，没有备用路由\n措施：加一条备用光缆", "李四", "2026年11月26日", "已逾期",
    )  # fmt: skip
    assert "已逾期1项" in sentences(october)
    assert lines(written(product, "2026-11"))["3.07"][5] == "已逾期"
    assert "尚未验收的整改1项" in sentences(written(product, "2026-11"))

    # What is done in December about October stands in the report of October, whose data end in November.
    product.now = datetime(2026, 12, 2, 10)
    done = report_done(product.store, entered, date(2026, 12, 1), ("验收.txt", b"ok"), made_by="李四")
    assert lines(written(product, "2026-10"))["3.07"][5] == "已完成待验收"
    assert "整改状态截至2026年12月2日" in sentences(written(product, "2026-10"))
    accept(product.store, done, made_by="张三")
    assert lines(written(product, "2026-10"))["3.07"][5] == "已验收"
    assert "3.07" not in lines(written(product, "2026-11"))
    assert written(product, "2026-10") == written(product, "2026-10")
