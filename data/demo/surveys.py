"""The questionnaires of the third quarter, all handed in during September 2026."""

from random import Random

from data.demo.chance import Row, busy_days, stream, working_moment
from data.demo.story import Plot
from data.demo.systems import systems_of
from data.demo.words import COMPLAINTS, DEPARTMENTS, PRAISE

SURVEY_MONTH = "2026-09"
ITEMS = {"服务态度": 0.9, "响应速度": 0.45, "专业能力": 0.8, "系统稳定性": 0.65, "操作便捷性": 0.55, "培训与答疑": 0.7}
"""Further questions, kept under their own headers, and the share of those satisfied among answers of their own mind."""

Answer = str | int
Scale = tuple[tuple[Answer, ...], tuple[Answer, ...]]
"""The answers that mean satisfied, commonest first, and those that do not."""

_WORDS: Scale = (("满意", "非常满意", "满意"), ("一般", "一般", "不满意", "非常不满意"))
_OTHER_WORDS: Scale = (("很满意", "满意"), ("一般", "不满意", "很不满意"))
_POINTS: Scale = ((4, 5, 5, 4), (3, 3, 2, 1))
_HUNDRED: Scale = ((95, 90, 88, 85, 100, 80, 92), (75, 70, 60, 78, 50))
_SCALES = {1: _WORDS, 2: _HUNDRED, 3: _OTHER_WORDS, 4: _POINTS, 5: _WORDS}
_NO_OPINION = 0.03
_SKIPS_ITEM = 0.02
_STRAIGHT = 0.03
_COPIED = {2: 3, 3: 8, 5: 4}
"""Package → how many answers of satisfied ones are copies of another, comment and all."""
_COPIED_COMMENT = "驻场团队服务周到，给予充分肯定"


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
        rows.append(row | _items(rng, plot.package, feeling, row["overall"]))
    _copy_some(rng, [row for row, feeling in zip(rows, feelings, strict=True) if feeling], plot.package)
    return rows


def _items(rng: Random, package: int, feeling: bool | None, overall: object) -> Row:
    """Answers to the further questions: mostly of the feeling about the whole; a few repeat one answer all the way."""
    if feeling is not None and rng.random() < _STRAIGHT:
        return dict.fromkeys(ITEMS, overall)
    return {
        item: None if rng.random() < _SKIPS_ITEM else _answer(rng, package, _about(rng, feeling, share))
        for item, share in ITEMS.items()
    }


def _copy_some(rng: Random, satisfied: list[Row], package: int) -> None:
    """Make some answers say what another one says."""
    if package not in _COPIED:
        return
    first, *copies = rng.sample(satisfied, _COPIED[package] + 1)
    first["comment"] = _COPIED_COMMENT
    for row in copies:
        row.update({name: first[name] for name in ("overall", "comment", *ITEMS)})


def _answer(rng: Random, package: int, satisfied: bool | None) -> Answer:
    if satisfied is None:
        return rng.choice(("(跳过)", "(空)"))
    pleased, displeased = _SCALES[package]
    return rng.choice(pleased if satisfied else displeased)


def _about(rng: Random, feeling: bool | None, share: float) -> bool:
    """The feeling about one item: mostly that of the whole, else that of the share."""
    return feeling if feeling is not None and rng.random() < 0.75 else rng.random() < share


def _comment(rng: Random, feeling: bool | None) -> str | None:
    if feeling is None or rng.random() > (0.2 if feeling else 0.6):
        return None
    return rng.choice(PRAISE if feeling else COMPLAINTS)
