"""The contract as data: reads data/contracts/<year>/*.toml as they are written. kpi.targets gives them meaning."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from data.errors import DefinitionError

FOLDER = Path(__file__).parent / "contracts"


def newest_folder() -> Path:
    """The folder of the newest contract year."""
    years = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path.name.isdigit())
    if not years:
        raise DefinitionError("没有找到合同数据", "请检查 data/contracts 目录", str(FOLDER))
    return years[-1]


def read_toml(path: Path) -> dict[str, Any]:
    """The content of one TOML file; DefinitionError naming the file if it is missing or cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"合同数据文件 {path.name} 无法读取", "请按 TOML 格式修改后重试", str(error)) from error


@lru_cache
def assessable(package: int) -> dict[str, str]:
    """The qualitative indicators of a package, those that a 定性评价 may name: code → name."""
    table = read_toml(newest_folder() / f"package_{package}.toml")
    return {row["code"]: row["name"] for row in table.get("indicator", []) if row.get("measure") == "assessment"}


@lru_cache
def indicator_codes(package: int) -> frozenset[str]:
    """Codes of all indicators in the target table of a package."""
    table = read_toml(newest_folder() / f"package_{package}.toml")
    return frozenset(row["code"] for row in table.get("indicator", []))


@lru_cache
def term() -> tuple[str, str]:
    """First and last month of the service term, 'YYYY-MM'."""
    contract = read_toml(newest_folder() / "contract.toml")
    return contract["term"]["first_month"], contract["term"]["last_month"]


def clause_copies(block: dict[str, Any]) -> list[dict[str, Any]]:
    """A block of clauses.toml once for each package that it binds: the code with the package, the systems bound there
    (none named: the whole package), and the clauses of the package that it contradicts."""
    bound = block["binds"]
    rest = {key: value for key, value in block.items() if key != "binds"}
    return [
        rest
        | {
            "code": f"{package}.{block['code']}",
            "systems": [one for one in bound.get("systems", []) if one.startswith(f"P{package}-")],
            "contradicts": [
                f"{package}.{code}" if code.startswith("C") else code
                for code in block.get("contradicts", [])
                if code.startswith(("C", f"{package}."))
            ],
        }
        for package in bound["packages"]
    ]


def _copies(package: int) -> list[dict[str, Any]]:
    blocks = read_toml(newest_folder() / "clauses.toml").get("clause", [])
    return [copy for block in blocks for copy in clause_copies(block) if copy["code"].startswith(f"{package}.")]


_OF_EACH_SYSTEM = ("duty_weeks", "duty_verified")


class ClauseTerm(NamedTuple):
    """What measures must know of a clause, a line for each system that it names. system_id: None is the whole package;
    kind: its `where`; number: its limit of a case; is_by_system: it is asked of each system by itself."""

    measure: str
    code: str
    kind: str | None
    system_id: str | None
    number: float | None
    season: str | None
    is_by_system: bool


@lru_cache
def clause_terms(package: int) -> tuple[ClauseTerm, ...]:
    """The terms of the clauses of a package."""
    return tuple(
        ClauseTerm(
            copy["measure"], copy["code"], copy.get("where"), system, copy.get("limit"), copy.get("season"),
            bool(copy["systems"]) or copy.get("across") == "worst" or copy["measure"] in _OF_EACH_SYSTEM,
        )
        for copy in _copies(package)
        for system in copy["systems"] or [None]
    )  # fmt: skip


class DutyClause(NamedTuple):
    """A service clause that is proved by 履约事项. systems: those that it binds, all of the package if none.
    is_by_system: it is asked of each system by itself, so that a record must name one."""

    systems: tuple[str, ...]
    is_by_system: bool


@lru_cache
def clause_codes(package: int) -> frozenset[str]:
    """Codes of all service clauses of a package, e.g. 3.C1."""
    return frozenset(term.code for term in clause_terms(package))


@lru_cache
def duty_clauses(package: int) -> dict[str, DutyClause]:
    """The service clauses of a package that 履约事项 may name, those of the measures duty_*: code → whom it binds."""
    found: dict[str, DutyClause] = {}
    for term in clause_terms(package):
        if term.measure.startswith("duty_"):
            before = found[term.code].systems if term.code in found else ()
            named = (term.system_id,) if term.system_id else ()
            found[term.code] = DutyClause((*before, *named), term.is_by_system)
    return found
