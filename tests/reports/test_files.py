"""The files of an order: which there are, in one zip, and the same for the same records."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from data.errors import DefinitionError
from reports.files import Order, bundle, make
from tests.kpi.test_availability import outage
from tests.product import Product

DAY = date(2026, 10, 31)


@pytest.fixture
def october(product: Product) -> Product:
    down = outage("D1", "10-05 10:00", "10-20 10:00") | {"system_id": "P3-01"}
    product.load(3, "2026-10", {"outages": [down]}, ["maintenance"])
    product.load(1, "2026-10", {}, ["outages", "maintenance"])
    return product


def test_a_month_is_one_zip_of_reports_and_tables(october: Product) -> None:
    said: list[str] = []
    order = Order((1, 3), "monthly", "2026-10", DAY)
    files = make(october.store, order, lambda done, every, name: said.append(f"{done}/{every} {name}"))
    expected = [
        "包件1_2026-10_月度考核报告.docx", "包件1_2026-10_绩效自评表.docx", "包件1_2026-10_绩效自评表.xlsx",
        "包件3_2026-10_月度考核报告.docx", "包件3_2026-10_绩效自评表.docx", "包件3_2026-10_绩效自评表.xlsx",
        "各包件_2026-10_月度考核报告.docx",
    ]  # fmt: skip
    assert [file.name for file in files] == expected
    assert said == [
        "0/5 包件1_2026-10_绩效自评表", "1/5 包件3_2026-10_绩效自评表",
        "2/5 包件1_2026-10_月度考核报告", "3/5 包件3_2026-10_月度考核报告", "4/5 各包件_2026-10_月度考核报告",
    ]  # fmt: skip
    with ZipFile(BytesIO(bundle(files))) as archive:
        assert archive.namelist() == expected
        assert archive.testzip() is None
    assert bundle(make(october.store, order)) == bundle(files)


def test_a_period_that_is_none_of_the_kind_is_refused_before_anything_is_made(october: Product) -> None:
    said: list[str] = []
    with pytest.raises(DefinitionError, match="季度考核报告的期间不能是“2026-10”"):
        make(october.store, Order((3,), "quarterly", "2026-10", DAY), lambda done, every, name: said.append(name))
    assert said == []
