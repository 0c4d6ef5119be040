"""数据更正 in the report: accepted claims with their hours, and what they move; nothing where none is accepted."""

from datetime import date

from kpi.claiming import decide
from reports.assessment import assessment
from reports.document import Document, Paragraph, Table
from reports.kinds import KINDS
from reports.material import read_material
from tests.kpi.test_claims import claim, spans, ticket
from tests.product import Product


def written(product: Product) -> Document:
    return assessment([read_material(product.store, 3, "2026-09", date(2026, 9, 30))], KINDS["monthly"])


def claimed(document: Document) -> list[tuple[str, ...]]:
    tables = [one for one in document.blocks if isinstance(one, Table) and "采纳的申诉" in one.title]
    return [row.cells for one in tables for row in one.rows]


def test_accepted_claims_stand_in_the_report_with_what_they_move(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket()]})
    one = claim(product, "waiting", spans=spans(("09-10 09:00", "09-10 12:00"), ("09-10 11:00", "09-10 13:00")))
    assert claimed(written(product)) == []
    decide(product.store, one, "accepted", "属实", made_by="监管员 周敏")
    document = written(product)
    assert claimed(document) == [
        (
            "SS-3-2027-001",
            "故障工单 T1",
            "等待用户：09-10 09:00 至 09-10 12:00、09-10 11:00 至 09-10 13:00",
            "4.00",
            "属实",
            "监管员 周敏",
        )
    ]
    text = "\n".join(one.text for one in document.blocks if isinstance(one, Paragraph))
    assert "采纳申诉1条" in text
    assert "修复时间少计4.00小时" in text
