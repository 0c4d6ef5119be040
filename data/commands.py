"""What the command lines share: wrong use is an error like any other, answered in Chinese and with --json as JSON."""

import argparse
import json
import sys
from typing import NoReturn, TextIO

from data.errors import SupervisionError


class CommandParser(argparse.ArgumentParser):
    """An argument parser that raises SupervisionError instead of leaving the process."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with a command and where its use is described."""
        raise SupervisionError(f"命令写得不对：{message}", f"用法见 {self.prog} -h")


def print_json(document: object) -> None:
    """Print one JSON document, with Chinese as it is where the terminal can show it. ValueError for NaN and infinity,
    which are no JSON."""
    can_show_all = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(document, ensure_ascii=not can_show_all, allow_nan=False, indent=2))


def never_fail_to_print(*streams: TextIO) -> None:
    """Let streams put an escape where their encoding lacks a character, instead of raising."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
