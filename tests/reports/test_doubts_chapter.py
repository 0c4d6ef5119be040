"""疑点 in the report: counted by kind, explained and not, the weightiest told; nothing where nothing was found."""

from datetime import date

from kpi.doubting import doubts
from kpi.explaining import explain
from reports.assessment import assessment
from reports.document import Document, Paragraph, Table
from reports.kinds import KINDS
from reports.material import read_material
from reports.phrases import printed
from tests.product import Product

LAST = date(2026, 9, 30)


def written(product: Product) -> Document:
    return assessment([read_material(product.store, 3, "2026-09", LAST)], KINDS["monthly"])


def counted(document: Document) -> list[tuple[str, ...]]:
    tables = [one for one in document.blocks if isinstance(one, Table) and one.title.endswith("疑点")]
    return [row.cells for one in tables for row in one.rows]


def text(document: Document) -> str:
    return "\n".join(one.text for one in document.blocks if isinstance(one, Paragraph))


def test_doubts_stand_in_the_report_until_they_are_explained(product: Product) -> None:
    down = [
        {"outage_id": f"D{day}", "system_id": f"P3-0{day}", "down_at": f"2026-09-0{day} 10:00",
         "up_at": f"2026-09-0{day} 14:00"} for day in (1, 2)
    ]  # fmt: skip
    product.load(3, "2026-09", {"outages": down}, ["maintenance", "incidents"])
    document = written(product)
    assert counted(document) == [("停机没有工单", "矛盾", "2", "0", "2")]
    assert "疑点2处，已说明0处，待说明2处" in text(document)
    first, second = doubts(product.store, 3, LAST)
    assert printed(first.said) in text(document)
    explain(product.store, first, "值班电话报修，没有建单", made_by="监理 周敏")
    document = written(product)
    assert counted(document) == [("停机没有工单", "矛盾", "2", "1", "1")]
    assert printed(first.said) not in text(document)
    assert printed(second.said) in text(document)


def test_a_month_without_doubts_says_so(product: Product) -> None:
    product.nil(3, "2026-09", "outages", "maintenance", "incidents")
    assert "没有发现疑点" in text(written(product))
    assert counted(written(product)) == []
