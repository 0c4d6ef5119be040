"""The answered questionnaires of a package as they stand in the files, each question read as degrees of satisfaction.

Further columns of a questionnaire are kept as they were written (loaders.derived). Which of them ask for satisfaction,
and on which scale, is decided here for each file and question as for the overall question: words, 1-5, or 0-100 where
the overall question is so too. The others are listed with the reason, never guessed.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from data.answers import FIVE, HUNDRED, NOT_VALID, WORDS, number_in
from data.store import Store
from kpi.facts import facts_version
from kpi.periods import Month
from kpi.workspace import Workspace

OVERALL = "总体满意度"
LEVELS = {1: "很不满意", 2: "不满意", 3: "一般", 4: "满意", 5: "很满意"}
"""Degrees of satisfaction, from 满意 on they count as satisfied."""
_HUNDRED_FROM = ((90.0, 5), (80.0, 4), (60.0, 3), (40.0, 2))
"""Degrees on the scale of 100: satisfied from 80 as in the measure, below that steps of 20 as words are worth."""
_LISTED = re.compile(r"(\d)\s*[-=:.、]?\s*([^\s\d,，;；/、()\[\]]+)")


@dataclass(frozen=True)
class Answer:
    """One questionnaire. system_id: the main system, None for the package; level, is_satisfied: of the overall
    question, None without a valid answer; items: question → as written; levels: rated question → 1..5, the overall
    one too."""

    package: int
    response_id: str
    answered_at: datetime
    system_id: str | None
    department: str | None
    overall: str | None
    level: int | None
    is_satisfied: bool | None
    comment: str | None
    batch_id: str
    file: str | None
    sheet: str | None
    row: int | None
    items: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)


class Unrated(NamedTuple):
    """A further column of a file that is no degree of satisfaction, and why."""

    batch_id: str
    question: str
    answers: int
    reason: str


@dataclass(frozen=True)
class Questionnaires:
    """What a package has handed in, all quarters, and the columns of it that are not rated."""

    answers: list[Answer]
    unrated: list[Unrated]


_ANSWERS = """
SELECT response_id, answered_at, top_system_id, department, overall, score, scale, is_satisfied, comment, said.batch_id,
    batch.file_name, sheet, "row", items, said.is_retired
FROM current_surveys AS said JOIN batches AS batch USING (batch_id) ORDER BY answered_at, response_id"""


def questionnaires(store: Store, package: int) -> Questionnaires:
    """All answered questionnaires of a package but those of systems out of service, as the measure has it; by time."""
    with store.reading() as cursor:
        Workspace(cursor, package, facts_version(cursor, package)).provide(_ANSWERS)
        rows = cursor.execute(_ANSWERS).fetchall()
    items: list[dict[str, str]] = [json.loads(row[13]) if row[13] else {} for row in rows]
    levels: list[dict[str, int]] = [{} for _ in rows]
    unrated = []
    files: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        files[row[9], row[6]].append(index)
    for (batch_id, scale), indexes in files.items():
        for question in dict.fromkeys(name for index in indexes for name in items[index]):
            said = [items[index].get(question) for index in indexes]
            found, reason = rate_question(question, said, scale)
            if reason:
                unrated.append(Unrated(batch_id, question, sum(one is not None for one in said), reason))
            for index, level in zip(indexes, found, strict=True):
                if level is not None:
                    levels[index][question] = level
    every = zip(rows, items, levels, strict=True)
    answers = [_answer(package, row, own, rated) for row, own, rated in every if not row[14]]
    return Questionnaires(answers, unrated)


def _answer(package: int, row: tuple[Any, ...], items: dict[str, str], levels: dict[str, int]) -> Answer:
    response_id, answered_at, system_id, department, overall, score, scale, is_satisfied, comment, *place = row[:13]
    level = None if is_satisfied is None else level_of(score, scale)
    batch_id, file, sheet, number = place
    return Answer(
        package, response_id, answered_at, system_id, department, overall, level, is_satisfied, comment, batch_id, file,
        sheet, number, items, levels if level is None else {OVERALL: level} | levels,
    )  # fmt: skip


def within(answers: Iterable[Answer], months: Iterable[Month], as_of: date) -> list[Answer]:
    """The answers given in some months, up to the end of the day as_of."""
    wanted = set(months)
    return [one for one in answers if Month.of(one.answered_at) in wanted and one.answered_at.date() <= as_of]


def level_of(score: float, scale: int) -> int:
    """The degree 1..5 of a score on its scale; from 4 on it counts as satisfied on both."""
    if scale == HUNDRED:
        return next((level for least, level in _HUNDRED_FROM if score >= least), 1)
    return min(max(int(score), 1), FIVE)


def rate_question(question: str, answers: Sequence[str | None], scale: int) -> tuple[list[int | None], str]:
    """The degrees 1..5 of the answers of one file to a further question, None where there is no valid one; and why the
    question is not rated at all, or ''.

    scale: that of the overall question of the file. Single answers that cannot be read are left out.
    """
    none: list[int | None] = [None] * len(answers)
    plain = [None if answer is None else _plain(answer) for answer in answers]
    given = [word for word in plain if word is not None and word not in NOT_VALID]
    if not given:
        return none, "没有有效回答"
    if _is_turned_round(question):
        return none, "题目写明的分值与通常相反"
    numbers = [number for word in given if (number := number_in(word)) is not None]
    own = HUNDRED if scale == HUNDRED and max(numbers, default=0) > FIVE else FIVE
    if any(number > own or (own == FIVE and number < 1) for number in numbers):
        return none, f"有 {'1-5' if own == FIVE else '0-100'} 分以外的数"
    levels = [None if word is None else _level(word, own) for word in plain]
    if 2 * sum(level is not None for level in levels) <= len(given):
        return none, "多数回答不是满意程度，也不是分数"
    return levels, ""


def _level(word: str, scale: int) -> int | None:
    number = number_in(word)
    return WORDS.get(word) if number is None else level_of(number, scale)


def _is_turned_round(question: str) -> bool:
    """Whether the header lists values (1-很满意 5-很不满意) that say the opposite of how digits are read."""
    pairs = _LISTED.findall(unicodedata.normalize("NFKC", question))
    return any(WORDS.get(word, int(digit)) != int(digit) for digit, word in pairs)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
