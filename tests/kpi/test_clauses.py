"""The service clauses as data: order, wordings, numbers, contradictions, and the list in the documentation."""

import ast
import re
from pathlib import Path

import pytest

from data import contract as contract_data
from data.reference import reference_systems
from kpi import wording
from kpi.clause_list import README, markdown
from kpi.targets import PACKAGES, Indicator, current_contract

ROOT = Path(__file__).parent.parent.parent
BLOCKS = contract_data.read_toml(contract_data.newest_folder() / "clauses.toml")["clause"]
CLAUSES = [one for package in PACKAGES for one in current_contract().clauses[package]]


def test_blocks_stand_in_the_order_of_their_numbers_and_each_once() -> None:
    numbers = [int(block["code"].removeprefix("C")) for block in BLOCKS]
    assert numbers == sorted(set(numbers))
    for package in PACKAGES:
        codes = [one.code for one in current_contract().clauses[package]]
        assert codes == sorted(set(codes), key=lambda code: int(code.split("C")[1]))


def test_the_codes_of_before_stay() -> None:
    codes = {one.code for one in CLAUSES}
    assert {"3.C1", "3.C2", *(f"{package}.{code}" for package in PACKAGES for code in ("C3", "C4"))} <= codes


def test_only_shipped_systems_are_bound() -> None:
    known = {one.system_id for one in reference_systems() if one.parent_id is None}
    for block in BLOCKS:
        systems = block["binds"].get("systems", [])
        assert set(systems) <= known, block["code"]
        assert {int(one[1]) for one in systems} <= set(block["binds"]["packages"]), block["code"]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda one: one.code)
def test_what_is_written_is_what_is_asked(clause: Indicator) -> None:
    assert clause.wording
    assert clause.heading
    said = re.sub(r"\s", "", clause.wording + "".join(clause.also))
    assert re.sub(r"\s", "", clause.as_written) in said
    read = wording.parse(clause.as_written)
    if read.kind != "expect":
        assert read.target == (clause.target if clause.limit is None else clause.limit)


def test_contradictions_are_said_from_both_sides() -> None:
    contract, pairs = current_contract(), set()
    for package in PACKAGES:
        for one in (*contract.tables[package], *contract.clauses[package]):
            pairs |= {(one.code, other) for other in contract.contradicting(one)}
    assert pairs == {(other, one) for one, other in pairs}
    # Those that the supervisors know of: mean repair against each fault, availability, rounds, hours, reports, systems.
    for pair in [
        ("3.12", "3.C66"), ("2.14", "2.C30"), ("4.06", "4.C76"), ("4.C76", "4.C113"), ("4.C81", "4.C82"),
        ("2.C8", "2.C31"), ("1.C5", "1.C8"), ("3.03", "3.C56"), ("2.02", "2.C134"),
    ]:  # fmt: skip
        assert pair in pairs


def test_the_readme_lists_every_clause_with_its_measure() -> None:
    assert README.read_text(encoding="utf-8").count(markdown()) == 1, "run: python -m kpi clauses --write"
    for block in BLOCKS:
        assert f"| {block['code']} |" in markdown()


HAND_WORKED = ("test_clauses_*.py", "test_duties.py", "test_availability.py", "test_counts.py")


def test_every_clause_has_a_hand_worked_case() -> None:
    sources = [path for pattern in HAND_WORKED for path in Path(__file__).parent.glob(pattern)]
    texts = [
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    # "2.C44", or the end of f"{package}.C44".
    worked = {found[1] for text in texts if (found := re.fullmatch(r"[1-5]?\.(C\d+)", text))}
    assert [block["code"] for block in BLOCKS if block["code"] not in worked] == []
