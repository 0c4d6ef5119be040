"""Doubts 疑点 as the pages see them, kept like all readings of the store."""

from collections import Counter

from kpi.doubting import STRENGTHS, Doubt, Strength, records_version, unexplained, with_explanations
from kpi.explaining import Explanation
from kpi.explaining import explanations as read_explanations
from pages.parts import links, session
from pages.parts.text import escaped
from pages.parts.verdicts import LOOKS

LOOK: dict[Strength, tuple[str, str]] = {"strong": ("missed", "≠"), "fair": ("behind", "？"), "weak": ("not_due", "…")}
"""Colour and sign of a strength."""


def doubts(package: int) -> list[Doubt]:
    """The doubts of a package at the default data cut-off; none where nothing was handed in."""
    if package not in session.packages_with_data():
        return []
    # Explaining one makes a version of the store, but the records are the same.
    found = session.read_of(session.read(records_version, package), unexplained, package, session.as_of())
    return with_explanations(session.store_of(package, "疑点"), found, package)


def explanations(package: int) -> list[Explanation]:
    """Everything that was said to the doubts of a package, the newest first."""
    return session.read(read_explanations, package)


def by_strength(found: list[Doubt]) -> str:
    """'矛盾 4，可疑 2' of the doubts that are to be looked at; '' for none."""
    counts = Counter(one.check.strength for one in found if one.is_open)
    return "，".join(f"{STRENGTHS[one]} {counts[one]}" for one in STRENGTHS if counts[one])


def package_line(package: int) -> str:
    """One quiet line for the page of a package; '' while there is nothing to look at."""
    found = doubts(package)
    number = sum(one.is_open for one in found)
    if not number:
        return ""
    link = links.to("doubts", f"{number} 条疑点待说明", css="k-jump", pkg=package)
    return (
        f"<p class='k-doubt-line'>记录互相核对，有 {link}<span>{by_strength(found)}</span><span>不影响得分</span></p>"
    )


def todo_item(packages: list[int]) -> str:
    """The doubts to be looked at as an item of the to-do strip; '' for none."""
    counts = {package: sum(one.is_open for one in doubts(package)) for package in packages}
    counts = {package: number for package, number in counts.items() if number}
    if not counts:
        return ""
    where = "，".join(f"包件{package} {number} 条" for package, number in counts.items())
    kept = {"pkg": str(next(iter(counts)))} if len(counts) == 1 else {}
    words = f"<b>{sum(counts.values())} 条疑点待说明</b><small>{escaped(where)}</small>"
    return f"<li class='v-behind'><i>{LOOKS['behind'].sign}</i>{links.to('doubts', words, **kept)}</li>"
