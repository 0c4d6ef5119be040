"""Answers one by one: a row for each respondent and question."""

from collections.abc import Mapping

from loaders.cells import is_empty
from loaders.dataset import Dataset
from loaders.headers import SEARCHED_ROWS, Names, compared, known_field
from loaders.problems import problem
from loaders.reading import Cell, Sheet
from loaders.shapes.reshaped import Reshaped, headers_in
from loaders.skipping import comparable

_QUESTIONS = frozenset(
    {"题目", "问题", "题目名称", "问题名称", "评价项", "评价项目", "评价指标", "评分项", "评分项目", "question", "item"}
)
_ANSWERS = frozenset(
    {"答案", "回答", "答案内容", "评分", "得分", "分数", "打分", "选项", "评价", "评价结果", "answer", "rating"}
)


def by_answers(sheet: Sheet, dataset: Dataset, month: str, names: Names) -> Reshaped | None:
    """A row for each respondent and question becomes a row for each respondent, the questions as columns."""
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        heads = {place: text for place, text in headers_in(row).items() if isinstance(row[place], str)}
        question = next((place for place, text in heads.items() if compared(text) in _QUESTIONS), None)
        answer = next((place for place, text in heads.items() if compared(text) in _ANSWERS), None)
        of = next((place for place, text in heads.items() if known_field(text, names) == "response_id"), None)
        if question is not None and answer is not None and of is not None:
            return _gathered(sheet, index, heads, (of, question, answer))
    return None


def _gathered(sheet: Sheet, head: int, heads: Mapping[int, str], places: tuple[int, int, int]) -> Reshaped:
    of, question, answer = places
    result = Reshaped()
    base = [place for place in heads if place not in (question, answer)]
    people: dict[str, tuple[int, list[Cell], dict[str, Cell]]] = {}
    for index, row in enumerate(sheet.rows[head + 1 :], head + 1):
        cells = [row[place] if place < len(row) else None for place in range(max(heads) + 1)]
        number = sheet.first_row + index
        if all(map(is_empty, cells)):
            continue
        person = comparable(cells[of]) or f"\0{number}"  # without a number each row stands for itself, to be refused
        first, own, answers = people.setdefault(person, (number, [cells[place] for place in base], {}))
        differs = [heads[place] for place, cell in zip(base, own, strict=True) if cells[place] not in (cell, None)]
        name = "" if is_empty(cells[question]) else str(cells[question]).strip()
        if differs:
            result.problems.append(
                problem("answer_rows_differ", sheet.name, number, differs[0], cells[of], first=first)
            )
        elif answers.get(name, cells[answer]) != cells[answer]:
            result.problems.append(problem("answer_twice", sheet.name, number, None, cells[of], question=name))
        elif name:
            answers[name] = cells[answer]
    questions = list(dict.fromkeys(name for _, _, answers in people.values() for name in answers))
    rows: list[list[Cell]] = [[*(heads[place] for place in base), *questions]]
    rows += [[*own, *(answers.get(name) for name in questions)] for _, own, answers in people.values()]
    result.notes.append(f"每题一行，按答卷编号合并为 {len(people)} 份答卷")
    if not result.problems:
        result.sheet = Sheet(sheet.name, False, rows, numbers=[0, *(number for number, _, _ in people.values())])
    return result
