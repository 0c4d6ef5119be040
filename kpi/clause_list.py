"""The service clauses as a table for people: every clause with whom it binds, what is asked and by which measure."""

from pathlib import Path

from kpi.targets import PACKAGES, Indicator, current_contract

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- clauses -->", "<!-- /clauses -->"
_PROVISIONAL = {"example": "示例值", "default": "默认值", "scope": "范围", None: ""}


def markdown() -> str:
    """A table with a line for each clause, in the order of their numbers."""
    lines = ["| 条款 | 名称 | 约束 | 标书写法 | 口径 | 备注 |", "|---|---|---|---|---|---|"]
    lines += [_line(copies) for copies in _by_number().values()]
    return "\n".join(lines)


def write() -> None:
    """Put the table into README.md, in place of the one that stands there."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{START}\n{markdown()}\n{END}{after}", encoding="utf-8")


def _by_number() -> dict[str, list[Indicator]]:
    contract = current_contract()
    every = sorted(
        (one for package in PACKAGES for one in contract.clauses[package]),
        key=lambda one: (one.order[2], one.package),
    )
    found: dict[str, list[Indicator]] = {}
    for one in every:
        found.setdefault(one.code.split(".")[1], []).append(one)
    return found


def _line(copies: list[Indicator]) -> str:
    one = copies[0]
    bound = "、".join("、".join(copy.systems) or f"包件{copy.package}" for copy in copies)
    if len(copies) == len(PACKAGES) and not any(copy.systems for copy in copies):
        bound = "全部"
    measure = f"{one.measure}[{one.where}]" if one.where else one.measure
    said = [_PROVISIONAL[one.provisional], "约束大数据中心" if one.binds_centre else ""]
    against = sorted({code.split(".")[1] for copy in copies for code in copy.contradicts if "C" in code})
    indicators = sorted({code for copy in copies for code in copy.contradicts if "C" not in code})
    if against or indicators:
        said.append(f"与 {'、'.join([*against, *indicators])} 不一致")
    words = [one.code.split(".")[1], one.name, bound, one.as_written, f"`{measure}`", "；".join(filter(None, said))]
    return f"| {' | '.join(word.replace('|', '/') for word in words)} |"
