"""The journal against the store: whatever was acknowledged and is gone or changed is named, and writing stops."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.closing_tables import CLOSING_TABLES
from data.contents import VERSION_TABLES
from data.digests import text_digest
from data.errors import StoreError
from data.journal import journal_path
from data.queue_tables import QUEUE_TABLES
from data.store import Store
from data.tables import FACT_TABLES, SYSTEM_TABLES
from loaders.datasets import record_tables
from tests.at_once import AtOnce as Product

OUTAGES = [
    {"outage_id": f"D{day}", "system_id": "P1-01", "down_at": f"2026-09-{day:02} 01:00",
     "up_at": f"2026-09-{day:02} 02:00"}
    for day in range(1, 4)
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three publications: rows, a nil return, a replacement; and its file as it was before the last."""
    folder = tmp_path_factory.mktemp("made")
    with Product(folder) as product:
        product.load(1, "2026-09", {"outages": OUTAGES})
        product.nil(1, "2026-10", "outages", "maintenance")
    shutil.copy(folder / "kpi.duckdb", folder / "older.duckdb")
    with Product(folder) as product:
        product.load(1, "2026-09", {"outages": OUTAGES[:2]}, replace=True)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "store"))


def altered(*statements: str) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        with duckdb.connect(str(folder / "kpi.duckdb")) as connection:
            for statement in statements:
                connection.execute(statement)

    return alter


def older_copy(folder: Path) -> None:
    shutil.copy(folder / "older.duckdb", folder / "kpi.duckdb")


def no_journal(folder: Path) -> None:
    journal_path(folder / "kpi.duckdb").unlink()


def no_database(folder: Path) -> None:
    (folder / "kpi.duckdb").unlink()


def lines_of(folder: Path) -> list[str]:
    return journal_path(folder / "kpi.duckdb").read_text(encoding="utf-8").splitlines(keepends=True)


def journal_without_its_end(folder: Path) -> None:
    journal_path(folder / "kpi.duckdb").write_text("".join(lines_of(folder)[:1]), encoding="utf-8")


def journal_without_a_line(folder: Path) -> None:
    lines = lines_of(folder)
    journal_path(folder / "kpi.duckdb").write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")


def journal_edited(folder: Path) -> None:
    text = "".join(lines_of(folder)).replace("batches P1-2026-10-outages-1", "batches P1-2026-10-outages-9")
    journal_path(folder / "kpi.duckdb").write_text(text, encoding="utf-8")


LOSSES: dict[str, tuple[Callable[[Path], None], str]] = {
    "an older copy put back": (older_copy, r"确认的第 3 版不在库里：批次 P1-2026-09-outages-2"),
    "the database gone": (no_database, r"确认的第 1 版不在库里：批次 P1-2026-09-outages-1"),
    "a row taken out": (
        altered("DELETE FROM outages WHERE record_id = 'D3'"), r"outages（P1-2026-09-outages-1）登记 3 行，库里 2 行",
    ),
    "a row changed": (
        altered("UPDATE outages SET up_at = up_at - INTERVAL 30 MINUTE WHERE record_id = 'D2'"), "2 行里有内容被改动",
    ),
    "a row added": (
        altered("INSERT INTO outages SELECT * FROM outages LIMIT 1"), r"登记 \d 行，库里 \d 行",
    ),
    "a batch taken out": (
        altered("DELETE FROM publications WHERE version = 1"), r"publications（1）登记 1 行，库里 0 行",
    ),
    "a setting put in": (
        altered("INSERT INTO settings VALUES (2, '2026-09', now(), 'x', 'x', '{}')"), r"settings（2）登记 0 行",
    ),
    "a fact changed": (altered("UPDATE daily_facts SET part = part + 1"), r"daily_facts（1）的 \d+ 行里有内容被改动"),
    "the journal gone": (no_journal, "登记簿缺少第 2 条"),
    "the journal cut": (journal_without_its_end, "登记簿缺少第 2 条"),
    "a line of the journal gone": (journal_without_a_line, "接不上"),
    "a line of the journal edited": (journal_edited, "第 2 条被改动过"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_what_is_lost_is_named_and_nothing_can_be_written(folder: Path, name: str) -> None:
    act, said = LOSSES[name]
    act(folder)
    with Product(folder) as product:
        assert re.search(said, "\n".join(product.store.standing.losses)), product.store.standing.losses
        before = product.facts(1)
        with pytest.raises(StoreError, match="只能查看，不能写入"):
            product.nil(1, "2026-11", "outages", "maintenance")
        assert product.facts(1) == before
        assert product.store.standing.is_thorough is False


def test_a_store_as_it_was_left_is_open_for_writing(folder: Path) -> None:
    with Product(folder) as product:
        assert product.store.standing.losses == ()
        assert product.store.standing.entries == 3
        assert product.store.check(is_thorough=True).losses == ()
        product.nil(1, "2026-11", "outages", "maintenance")
    with Product(folder) as product:
        assert (product.store.standing.losses, product.store.standing.entries) == ((), 4)


def test_a_loss_is_accepted_with_a_reason_and_facts_are_made_anew(folder: Path) -> None:
    altered("UPDATE daily_facts SET part = part + 1")(folder)
    older = duckdb.connect(str(folder / "kpi.duckdb"), read_only=True)
    wrong = older.execute("SELECT sum(part) FROM daily_facts").fetchall()
    older.close()
    with Product(folder) as product:
        with pytest.raises(StoreError, match="理由"):
            product.store.accept_losses("王敏", " ")
        product.store.accept_losses("王敏", "磁盘更换，原件已重报")
        assert product.store.standing.losses == ()
        product.score(1, "2026-09", "2026-09-30")
        with product.store.reading() as cursor:
            now = cursor.execute("SELECT sum(part) FROM daily_facts WHERE version = 4").fetchall()
        assert now != wrong
    with Product(folder) as product:
        assert product.store.standing.losses == ()
        entry = next(one for one in product.store.journal.entries if one.kind == "accepted")
        assert entry.said["by"] == "王敏"
        assert entry.said["reason"] == "磁盘更换，原件已重报"
        assert "daily_facts（1）" in entry.said["losses"][0]


def test_a_version_that_was_stored_but_not_yet_entered_is_entered_at_the_next_start(folder: Path) -> None:
    """As left by a crash between the commit and the journal."""
    path = journal_path(folder / "kpi.duckdb")
    path.write_text("".join(lines_of(folder)[:2]) + '{"number": 3, "ki', encoding="utf-8")
    with Product(folder) as product:
        assert product.store.standing.losses == ()
        assert [one.kind for one in product.store.journal.entries] == ["published", "published", "found"]
        assert product.store.journal.entries[2].batches == ["P1-2026-09-outages-2"]


def test_a_store_from_before_the_journal_is_entered_whole(folder: Path) -> None:
    altered("DROP TABLE journal_mark")(folder)
    no_journal(folder)
    with Product(folder) as product:
        assert [(one.kind, one.version) for one in product.store.journal.entries] == [("baseline", 3)]
        assert len(product.store.journal.entries[0].batches) == 4


def test_another_version_of_the_engine_is_checked_by_sha256_and_marked_anew(folder: Path) -> None:
    path = journal_path(folder / "kpi.duckdb")
    lines: list[dict[str, Any]] = []
    for text in lines_of(folder):
        line = json.loads(text) | {"engine": "1.9.0", "previous": lines[-1]["checksum"] if lines else ""}
        line["groups"] = {name: [rows, sha256, "other"] for name, (rows, sha256, _) in line["groups"].items()}
        del line["checksum"]
        lines.append(line | {"checksum": text_digest(line)})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    altered(f"UPDATE journal_mark SET head = '{lines[1]['checksum']}'")(folder)
    with Store.open(folder / "kpi.duckdb", record_tables()) as store:
        assert store.standing.losses == ()
        assert [one.kind for one in store.journal.entries][-1] == "baseline"


def test_a_journal_that_the_disk_refuses_is_said_and_caught_up(tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        product.nil(1, "2026-09", "outages", "maintenance")
        path = journal_path(product.store.path)
        aside = path.rename(path.with_suffix(".aside"))
        path.mkdir()  # nothing can be appended to a folder
        with pytest.raises(StoreError, match="登记簿写不进磁盘"):
            product.nil(1, "2026-10", "outages", "maintenance")
        assert product.store.version() == 2
        with pytest.raises(StoreError, match="登记簿写不进磁盘"):
            product.nil(1, "2026-11", "outages", "maintenance")
        assert product.store.version() == 2
        path.rmdir()
        os.replace(aside, path)
        product.nil(1, "2026-11", "outages", "maintenance")
        assert [one.kind for one in product.store.journal.entries] == ["published", "found", "published"]


def test_every_table_that_keeps_versions_is_vouched_for() -> None:
    versioned = {
        name
        for name, columns in (SYSTEM_TABLES | CLOSING_TABLES | QUEUE_TABLES).items()
        if any(one == "version" for one, _ in columns)
    }
    assert versioned - {"published"} == {*VERSION_TABLES, *FACT_TABLES}
