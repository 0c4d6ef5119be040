"""How the six verdicts look, in one place: a sign and two colours each, told apart without colour vision.

The hues keep apart in the common kinds of colour blindness (teal, vermilion, blue, amber); the two without a result are
grey, one of them hatched. Each pair is light theme, dark theme.
"""

from dataclasses import dataclass

from kpi.values import Verdict


@dataclass(frozen=True)
class Look:
    """sign: goes before the word; ink: for words and lines; fill: for areas."""

    sign: str
    ink: tuple[str, str]
    fill: tuple[str, str]


LOOKS: dict[Verdict, Look] = {
    "met": Look("✓", ("#17695d", "#63c2b1"), ("#2f8f80", "#3f9c8c")),
    "on_track": Look("↗", ("#255f9e", "#86b6ea"), ("#5b93cf", "#5b8fc9")),
    "behind": Look("↘", ("#8a5600", "#e6b54f"), ("#e2a336", "#d19a37")),
    "missed": Look("✕", ("#b23a12", "#f59a70"), ("#d0572b", "#d9683c")),
    "not_due": Look("○", ("#5d6a78", "#9aa8b6"), ("#c3ccd6", "#46566a")),
    "no_data": Look("？", ("#4f5b67", "#a9b5c1"), ("#9aa6b3", "#6d7c8c")),
}
"""In the order in which they are listed and stacked: from good to bad to undecided."""


def css() -> str:
    """The colours as CSS variables --met, --met-fill …; the theme of the page picks one of each pair."""
    plain = {f"--{name.replace('_', '-')}{end}": pair for name, look in LOOKS.items() for end, pair in _pairs(look)}
    light = "".join(f"{name}:{pair[0]};" for name, pair in plain.items())
    both = "".join(f"{name}:light-dark({pair[0]},{pair[1]});" for name, pair in plain.items())
    return f".stApp{{{light}}}@supports (color:light-dark(#000,#fff)){{.stApp{{{both}}}}}"


def _pairs(look: Look) -> list[tuple[str, tuple[str, str]]]:
    return [("", look.ink), ("-fill", look.fill)]
