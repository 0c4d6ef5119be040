"""总体满意度: what the answers of one file say. Words, 1-5 or 0-100; the scale is decided for the whole file."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.answers import FIVE, HUNDRED, NOT_VALID, SATISFIED_FROM, SATISFIED_WORD, WORDS, number_in


@dataclass(frozen=True)
class Scores:
    """The answers of a file, row by row. scale: 5 or 100; scores on it, None without a valid answer; off_scale: indexes
    of numbers below 1 on the scale of 5."""

    scale: int
    scores: list[float | None]
    is_satisfied: list[bool | None]
    off_scale: list[int]


def is_answer(text: str) -> bool:
    """Whether it can stand under 总体满意度: a word of the list, a number of 0-100, or one that says 'no answer'."""
    number = number_in(text)
    return text in WORDS or text in NOT_VALID or (number is not None and number <= HUNDRED)


def score_answers(answers: Sequence[str | None]) -> Scores:
    """Scores of the answers of one file (clause: 问卷 a number above 5 anywhere makes it 0-100, satisfied from 80; else
    1-5, satisfied from 4). A word is worth 5..1, on the scale of 100 twenty times as much."""
    numbers = [None if answer is None else number_in(answer) for answer in answers]
    scale = HUNDRED if any(number is not None and number > FIVE for number in numbers) else FIVE
    scores: list[float | None] = []
    satisfied: list[bool | None] = []
    off_scale: list[int] = []
    for index, (answer, number) in enumerate(zip(answers, numbers, strict=True)):
        if number is None:
            word = WORDS.get(answer or "")
            scores.append(None if word is None else float(word * scale // FIVE))
            satisfied.append(None if word is None else word >= SATISFIED_WORD)
            continue
        if scale == FIVE and number < 1:
            off_scale.append(index)
        scores.append(number)
        satisfied.append(number >= SATISFIED_FROM[scale])
    return Scores(scale, scores, satisfied, off_scale)
