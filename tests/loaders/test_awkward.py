"""A folder of awkward files: every problem of each is listed at once, and nothing else."""

import pytest

from tests.loaders.awkward import ALL, Awkward
from tests.loaders.conftest import Desk, codes


@pytest.mark.parametrize("file", ALL.values(), ids=ALL)
def test_its_problems_are_listed(desk: Desk, file: Awkward) -> None:
    receipt = desk.send(file.content, file.name, package=file.package, dataset=file.dataset)
    assert codes(receipt) == list(file.problems)
    assert receipt.accepted is not bool(file.problems)
    assert sum(line.rows for line in receipt.batches) == (0 if file.problems else file.rows)
    for words in file.notes:
        assert any(words in note for note in receipt.notes), receipt.notes
    stored = desk.query("SELECT count(*) FROM batches")
    assert stored == [(len(receipt.batches),)]
    for one in receipt.problems:
        assert one.message.endswith("。"), one


def test_secrets_are_stored_nowhere(desk: Desk) -> None:
    file = ALL["secrets beside the records"]
    receipt = desk.send(file.content, file.name)
    assert receipt.batches[0].dropped_columns == ["联系电话", "登录密码"]
    assert "13800000000" not in str(desk.query("SELECT * FROM outages")) + str(receipt)
