"""The making of the sample store: whole or not at all, once, by one process."""

from pathlib import Path

import pytest

from data.errors import StoreError, SupervisionError
from kpi.measures import rebuild
from loaders import demo


@pytest.fixture
def broken_off() -> demo.Progress:
    """A making that is broken off before its first file."""
    return demo.Progress(broken_off=True)


def test_what_was_broken_off_never_counts(tmp_path: Path, broken_off: demo.Progress) -> None:
    folder = tmp_path / "demo"
    with pytest.raises(SupervisionError, match="中断"):
        demo.make(rebuild, broken_off, folder)
    assert not folder.exists()


def test_a_store_of_older_code_is_made_again_and_stays_until_then(tmp_path: Path, broken_off: demo.Progress) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "made_by.txt").write_text("older code", encoding="utf-8")
    (folder / demo.FILE_NAME).write_bytes(b"older store")
    with pytest.raises(SupervisionError, match="中断"):
        demo.make(rebuild, broken_off, folder)
    assert (folder / demo.FILE_NAME).read_bytes() == b"older store"


def test_only_one_process_makes_it(tmp_path: Path, broken_off: demo.Progress) -> None:
    folder = tmp_path / "demo"
    with demo.alone(folder), pytest.raises(StoreError, match="另一个程序"):
        demo.make(rebuild, broken_off, folder)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "real"
    folder.mkdir()
    (folder / "kpi.duckdb").write_bytes(b"the real store")
    with pytest.raises(StoreError, match="别的文件"):
        demo.make(rebuild, demo.Progress(), folder)
    assert (folder / "kpi.duckdb").read_bytes() == b"the real store"
