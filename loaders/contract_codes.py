"""Codes of the contract in records: indicators in 定性评价, service clauses in 履约事项."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from data.contract import assessable, clause_codes, duty_clauses, indicator_codes

if TYPE_CHECKING:
    from loaders.checking import Checked

_DECIMALS_LOST = re.compile(r"\d+(?:\.\d)?")
_CLAUSE = re.compile(r"(?:\d\.)?C?(?P<number>\d+)", re.IGNORECASE)


def check_codes(checked: Checked) -> None:
    """Refuse rows whose code the package does not have, or has for something that is not judged by such rows."""
    if checked.dataset.name == "assessments":
        _check_indicators(checked)
    if checked.dataset.name == "duties":
        _check_clauses(checked)


def _check_indicators(checked: Checked) -> None:
    """Assessments name qualitative indicators of the package, by codes with two decimals."""
    package = checked.upload.package
    known, qualitative = indicator_codes(package), assessable(package)
    for index, code in enumerate(checked.values["indicator_code"]):
        # A sheet turns 1.10 into the number 1.1, and a CSV file saved from it keeps that.
        if code is not None and _DECIMALS_LOST.fullmatch(code):
            checked.refuse(index, "code_is_number", "indicator_code")
            checked.record_ids[index] = None
        elif code is not None and code not in known:
            near = get_close_matches(code, sorted(known), n=2, cutoff=0.6)
            nearest = f"，是不是 {' 或 '.join(near)}" if near else ""
            checked.refuse(index, "unknown_indicator", "indicator_code", package=package, nearest=nearest)
        elif code is not None and code not in qualitative:
            checked.refuse(index, "not_qualitative", "indicator_code")


def _check_clauses(checked: Checked) -> None:
    """Duties name clauses of the package that they prove, as 2.C44 or C44; stored with the package."""
    package = checked.upload.package
    known, provable = clause_codes(package), duty_clauses(package)
    for index, written in enumerate(checked.values["clause_code"]):
        if written is None:
            continue
        code = written.upper() if "." in written else f"{package}.{written.upper()}"
        if code in provable:
            checked.values["clause_code"][index] = code
        elif code in known:
            checked.refuse(index, "not_duty_clause", "clause_code")
        else:
            nearest = _nearest_clause(written, code, sorted(provable))
            checked.refuse(index, "unknown_clause", "clause_code", package=package, nearest=nearest)


def _nearest_clause(written: str, code: str, known: Sequence[str]) -> str:
    """What a code that is none may be meant to be: 44 and 2.44 are 2.C44 with its letter lost."""
    found = _CLAUSE.fullmatch(written)
    lettered = f"{code.split('.')[0]}.C{found['number']}" if found else ""
    near = [lettered] if lettered in known else get_close_matches(code, known, n=2, cutoff=0.6)
    return f"，是不是 {' 或 '.join(near)}" if near else ""
