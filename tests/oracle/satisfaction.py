"""Satisfaction of the surveys."""

from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from statistics import NormalDist

from .months import months_between, percent
from .records import Figures, Records, Row, Value, counting

_WORDS = {
    "非常满意": 5,
    "很满意": 5,
    "满意": 4,
    "比较满意": 4,
    "一般": 3,
    "基本满意": 3,
    "不满意": 2,
    "不太满意": 2,
    "很不满意": 1,
    "非常不满意": 1,
}


@dataclass(frozen=True)
class Satisfaction:
    """Beside the satisfaction: mean on 0-100, valid answers, questionnaires handed out, answered share and the Wilson
    95 % interval of the value, all percents; None where there is nothing to divide by.
    """

    mean100: float | None
    n: int
    invited: float | None
    response_rate: float | None
    wilson_low: float | None
    wilson_high: float | None


def _number(answer: object) -> float | None:
    try:
        return float(str(answer).strip())
    except ValueError:
        return None


def _scores(rows: list[Row]) -> dict[str, tuple[bool, float]]:
    """response_id → (satisfied, score on 0-100) of the valid answers of one file."""
    numbers = [n for n in (_number(row.get("overall")) for row in rows) if n is not None]
    top, satisfied_from = (100.0, 80.0) if any(n > 5 for n in numbers) else (5.0, 4.0)
    scores = {}
    for row in rows:
        number = _number(row.get("overall"))
        word = _WORDS.get(str(row.get("overall")).strip())
        if number is not None:
            scores[row["response_id"]] = (number >= satisfied_from, number * 100 / top)
        elif word is not None:
            scores[row["response_id"]] = (word >= 4, word * 20.0)
    return scores


def _answers(records: Records, start: datetime, end: datetime) -> list[tuple[str, bool, float]]:
    """(system or '', satisfied, score) of the valid answers given in the period."""
    scores: dict[str, tuple[bool, float]] = {}
    for datasets in records.months.values():
        scores |= _scores(datasets.get("surveys", []))
    return [
        (system_id, *scores[row["response_id"]])
        for system_id, row in counting(records, "surveys")
        if start <= row["answered_at"] < end and row["response_id"] in scores
    ]


def satisfaction(records: Records, start: datetime, end: datetime) -> Value:
    """Percent satisfied of the valid answers given in the period; answers that name no system stand under ''."""
    answers = _answers(records, start, end)
    by_system: dict[str, Figures] = {}
    for system_id in sorted({s for s, _, _ in answers}):
        own = [satisfied for s, satisfied, _ in answers if s == system_id]
        by_system[system_id] = (percent(sum(own), len(own)), sum(own), len(own))
    happy = sum(satisfied for _, satisfied, _ in answers)
    return Value(percent(happy, len(answers)), happy, len(answers), by_system)


def satisfaction_beside(records: Records, start: datetime, end: datetime) -> Satisfaction:
    """The figures beside it; a batch's invited belong to the month that the batch was uploaded for."""
    answers = _answers(records, start, end)
    n = len(answers)
    batches = [records.months.get(m, {}).get("surveys", []) for m in months_between(start, end)]
    largest = [
        max((row["invited"] for row in rows if row.get("invited") is not None), default=None) for rows in batches
    ]
    invited = sum(number for number in largest if number is not None) if any(largest) else None
    low, high = wilson(sum(satisfied for _, satisfied, _ in answers), n)
    return Satisfaction(
        sum(score for _, _, score in answers) / n if n else None,
        n,
        invited,
        percent(n, invited) if invited else None,
        low,
        high,
    )


def wilson(happy: int, n: int) -> tuple[float | None, float | None]:
    """The Wilson 95 % interval of happy / n in percent, with the exact quantile of the normal distribution."""
    if not n:
        return None, None
    z = NormalDist().inv_cdf(0.975)
    share = happy / n
    centre = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    shrink = 1 + z * z / n
    return 100 * (centre - spread) / shrink, 100 * (centre + spread) / shrink
