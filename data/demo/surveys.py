"""The questionnaires of the third quarter, all handed in during September 2026."""

from random import Random

from data.demo.chance import Row, busy_days, stream, working_moment
from data.demo.story import Plot
from data.demo.systems import systems_of
from data.demo.words import COMPLAINTS, DEPARTMENTS, PRAISE

SURVEY_MONTH = "2026-09"
ITEMS = ("服务态度", "响应速度", "专业能力")
"""Further questions, kept under their own headers."""

Answer = str | int
Scale = tuple[tuple[Answer, ...], tuple[Answer, ...]]
"""The answers that mean satisfied, commonest first, and those that do not."""

_WORDS: Scale = (("满意", "非常满意", "满意"), ("一般", "一般", "不满意", "非常不满意"))
_OTHER_WORDS: Scale = (("很满意", "满意"), ("一般", "不满意", "很不满意"))
_POINTS: Scale = ((4, 5, 5, 4), (3, 3, 2, 1))
_HUNDRED: Scale = ((95, 90, 88, 85, 100, 80, 92), (75, 70, 60, 78, 50))
_SCALES = {1: _WORDS, 2: _HUNDRED, 3: _OTHER_WORDS, 4: _POINTS, 5: _WORDS}
_NO_OPINION = 0.03


def survey_rows(plot: Plot, seed: int) -> list[Row]:
    """One row per questionnaire; the share of satisfied ones among the valid ones is that of the plot."""
    rng = stream(seed, plot.package, "surveys")
    blank = round(plot.answers * _NO_OPINION)
    satisfied = round((plot.answers - blank) * plot.satisfied)
    feelings: list[bool | None] = [None] * blank + [True] * satisfied + [False] * (plot.answers - blank - satisfied)
    rng.shuffle(feelings)
    moments = sorted(working_moment(rng, day, 8, 20) for day in busy_days(rng, SURVEY_MONTH, plot.answers))
    systems = list(systems_of(plot.package))
    rows: list[Row] = []
    for number, (feeling, answered_at) in enumerate(zip(feelings, moments, strict=True), start=1):
        row: Row = {
            "response_id": f"MY{plot.package}-26Q3-{number:04d}",
            "system_id": rng.choice(systems) if rng.random() < 0.7 else None,
            "answered_at": answered_at,
            "department": rng.choice(DEPARTMENTS[plot.package]),
            "overall": _answer(rng, plot.package, feeling),
            "comment": _comment(rng, feeling),
            "invited": plot.invited,
        }
        rows.append(row | {item: _answer(rng, plot.package, _about(rng, feeling)) for item in ITEMS})
    return rows


def _answer(rng: Random, package: int, satisfied: bool | None) -> Answer:
    if satisfied is None:
        return rng.choice(("(跳过)", "(空)"))
    pleased, displeased = _SCALES[package]
    return rng.choice(pleased if satisfied else displeased)


def _about(rng: Random, feeling: bool | None) -> bool:
    """The feeling about one item: mostly that of the whole."""
    return bool(feeling) if rng.random() < 0.8 else rng.random() < 0.7


def _comment(rng: Random, feeling: bool | None) -> str | None:
    if feeling is None or rng.random() > 0.2:
        return None
    return rng.choice(PRAISE if feeling else COMPLAINTS)
