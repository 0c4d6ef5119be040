"""What the command lines share: wrong use is an error like any other, answered in Chinese and with --json as JSON."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import NoReturn, TextIO

from data.errors import SupervisionError

FIRST_YEAR, LAST_YEAR = 2000, 2099


class CommandParser(argparse.ArgumentParser):
    """An argument parser that raises SupervisionError instead of leaving the process."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a command and where its use is described."""
        raise SupervisionError(f"命令写得不对：{message}", f"用法见 {self.prog} -h")


def day(text: str) -> date:
    """A day given on the command line as '2026-10-31'; argparse.ArgumentTypeError for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("请写成 2026-10-31") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    return found


def print_json(document: object) -> None:
    """Print one JSON document, with Chinese as it is where the terminal can show it. ValueError for NaN and infinity,
    which are no JSON."""
    can_show_all = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(document, ensure_ascii=not can_show_all, allow_nan=False, indent=2))


def run_named(parser: Callable[[], argparse.ArgumentParser], arguments: Sequence[str] | None, *, has_json: bool) -> int:
    """Run the command that the arguments (None: those of the process) name, its `run` on the options; gives the exit
    code. has_json: whether the commands know --json, so that an error is told as JSON too."""
    given = list(sys.argv[1:] if arguments is None else arguments)

    def command() -> int:
        options = parser().parse_args(given)
        return int(options.run(options))

    never_fail_to_print(sys.stdout, sys.stderr)
    return run(command, as_json=has_json and "--json" in given)


def run(command: Callable[[], int], *, as_json: bool) -> int:
    """Run a command; an error becomes one sentence (and one JSON document) and exit code 2, whatever it is."""
    try:
        code = command()
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Who read our output has stopped: nothing is left to be said, not even by Python at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except SupervisionError as error:
        failure = error
    except OSError as error:
        wrong = "找不到文件" if isinstance(error, FileNotFoundError) else "不能读写文件"
        failure = SupervisionError(f"{wrong} {error.filename or ''}".strip(), "请检查路径、权限和磁盘空间", str(error))
    except Exception as error:
        logging.getLogger("kpi.commands").exception("unforeseen")
        failure = SupervisionError("程序出错了，没有保存任何改动", "请把上面的信息交给管理员", repr(error))
    print(failure, file=sys.stderr)
    if as_json:
        print_json({"accepted": False, "error": failure.message, "hint": failure.hint})
    return 2


def never_fail_to_print(*streams: TextIO) -> None:
    """Let streams put an escape where their encoding lacks a character, instead of raising."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
