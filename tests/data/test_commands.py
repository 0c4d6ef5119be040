"""What the command lines share."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from data.commands import print_json, run
from data.errors import StoreError

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_json_is_never_printed(number: float, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"value": number})
    assert capsys.readouterr().out == ""


def _unforeseen() -> int:
    raise ZeroDivisionError


def _foreseen() -> int:
    raise StoreError("库打不开", "请检查磁盘")


def _read_by_nobody() -> int:
    raise FileNotFoundError(2, "No such file", "月报.xlsx")


@pytest.mark.parametrize(
    ("command", "said"),
    [(_unforeseen, "程序出错了"), (_foreseen, "库打不开"), (_read_by_nobody, "找不到文件 月报.xlsx")],
)
def test_whatever_breaks_is_one_sentence_one_document_and_exit_2(
    command: Callable[[], int], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, as_json=True) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert json.loads(out)["error"].startswith(said)


def test_a_reader_that_stops_reading_is_no_error_of_ours(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kpi", "targets", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
