"""What questionnaires say beside the rate of the scorecard: intervals, departments, questions, answers to look at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from data.store import Store
from kpi.answers import LEVELS, Answer
from kpi.facts import read_facts
from kpi.figures import SMALL_SAMPLE, wilson
from kpi.judge import judge, reached
from kpi.periods import parse_period
from kpi.targets import Indicator, current_contract
from kpi.values import Finding, Number, span_of
from kpi.words import shown_number

MEASURE = "satisfaction"
SATISFIED_FROM, LOW_UP_TO = 4, 3
LEAST_ALIKE_ITEMS = 4
TELLING_COMMENT = 5
"""So many characters make a comment one that two people hardly write alike by chance."""
CLOSE = timedelta(minutes=10)
Standing = Literal["above", "below", "unsure"]


@dataclass(frozen=True)
class Rate:
    """Satisfied ones of the valid answers. share and interval in percent, None without a valid answer."""

    satisfied: int
    n: int

    @property
    def share(self) -> Number:
        """Percent satisfied."""
        return 100 * self.satisfied / self.n if self.n else None

    @property
    def interval(self) -> tuple[Number, Number]:
        """The Wilson 95 % interval."""
        return wilson(self.satisfied, self.n)

    @property
    def is_small(self) -> bool:
        """Too few answers for the share to say much."""
        return 0 < self.n < SMALL_SAMPLE


@dataclass(frozen=True)
class Group:
    """The rate of a system or department of a package. name None: those that name none."""

    package: int
    name: str | None
    rate: Rate


@dataclass(frozen=True)
class Question:
    """A rated question: how many answered 很不满意 .. 很满意, in this order."""

    words: str
    counts: tuple[int, ...]

    @property
    def rate(self) -> Rate:
        """The satisfied ones among them."""
        return Rate(sum(self.counts[SATISFIED_FROM - 1 :]), sum(self.counts))


def indicator_of(package: int) -> Indicator:
    """The indicator 用户满意度 of a package."""
    return next(one for one in current_contract().tables[package] if one.measure == MEASURE)


def by_quarter(store: Store, package: int, as_of: date) -> dict[str, Finding]:
    """The satisfaction of every quarter of the term that has begun, '2026Q3' → Finding, judged as in the scorecard."""
    contract, indicator = current_contract(), indicator_of(package)
    facts = read_facts(store, package, as_of + timedelta(days=1))
    months = parse_period("todate", contract, as_of).months
    names = dict.fromkeys(f"{month.year}Q{(month.number + 2) // 3}" for month in months)
    spans = {name: span_of(indicator, facts, parse_period(name, contract, as_of), contract) for name in names}
    return {name: judge(indicator, facts, span, contract, None) for name, span in spans.items()}


# --- rates ---


def rate_of(finding: Finding) -> Rate:
    """The rate of a finding of the scorecard."""
    return Rate(round(finding.part or 0), round(finding.whole or 0))


def count(answers: Iterable[Answer]) -> Rate:
    """The rate of some answers."""
    valid = [one.is_satisfied for one in answers if one.is_satisfied is not None]
    return Rate(sum(valid), len(valid))


def systems(finding: Finding) -> list[Group]:
    """The systems of a finding of the scorecard, and what names no system, so that the sum is the whole."""
    package, whole = finding.indicator.package, rate_of(finding)
    named = [
        Group(package, one.system_id, Rate(round(one.part or 0), round(one.whole or 0))) for one in finding.systems
    ]
    rest = Rate(whole.satisfied - sum(one.rate.satisfied for one in named), whole.n - sum(one.rate.n for one in named))
    return from_bad_to_good([*named, *([Group(package, None, rest)] if rest.n else [])])


def departments(answers: Iterable[Answer]) -> list[Group]:
    """The departments of each package, the least satisfied first."""
    members: dict[tuple[int, str | None], list[Answer]] = defaultdict(list)
    for one in answers:
        members[one.package, one.department].append(one)
    return from_bad_to_good([Group(*key, count(own)) for key, own in members.items()])


def from_bad_to_good(groups: Iterable[Group]) -> list[Group]:
    """The least satisfied first; those without a valid answer last."""
    return sorted(groups, key=lambda one: (one.rate.n == 0, one.rate.share or 0, one.package, one.name or "～"))


def questions(answers: Iterable[Answer]) -> list[Question]:
    """Every rated question, the overall one too, with its answers by degree; the least satisfying first."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(LEVELS))
    for one in answers:
        for words, level in one.levels.items():
            counts[words][level - 1] += 1
    found = [Question(words, tuple(numbers)) for words, numbers in counts.items()]
    return sorted(found, key=lambda one: (one.rate.share or 0, one.words))


def against_target(rate: Rate, indicator: Indicator) -> Standing | None:
    """Whether the interval reaches the target as a whole, misses it as a whole, or holds it; None without answers."""
    low, high = rate.interval
    if low is None or high is None:
        return None
    return "above" if reached(indicator, low) else "unsure" if reached(indicator, high) else "below"


def interval_words(rate: Rate) -> str:
    """'200 份有效答卷中 170 份满意，85.0%；真实满意率有 95% 的把握在 79.4% 与 89.3% 之间'."""
    low, high = rate.interval
    if rate.share is None or low is None or high is None:
        return "没有有效答卷"
    share = shown_number(rate.share, 1, "at_least")
    between = f"{shown_number(low, 1, '')}% 与 {shown_number(high, 1, '')}% 之间"
    return f"{rate.n} 份有效答卷中 {rate.satisfied} 份满意，{share}%；真实满意率有 95% 的把握在 {between}"


# --- answers to look at ---


def low_answers(answers: Iterable[Answer]) -> list[Answer]:
    """The answers 一般 or worse to the overall question, the worst first."""
    found = [one for one in answers if one.level is not None and one.level <= LOW_UP_TO]
    return sorted(found, key=lambda one: (one.level or 0, one.answered_at, one.response_id))


def comments(answers: Sequence[Answer], text: str) -> list[Answer]:
    """The low answers with a comment; with a text, all answers whose comment holds it, the low ones first."""
    wanted = text.strip().casefold()
    if not wanted:
        return [one for one in low_answers(answers) if one.comment]
    found = [one for one in answers if wanted in (one.comment or "").casefold()]
    return sorted(found, key=lambda one: (one.level or len(LEVELS) + 1, one.answered_at, one.response_id))


def straight_lined(answers: Iterable[Answer]) -> list[Answer]:
    """Answers that say the same to every rated question beside the overall one, to four of them or more."""
    found = []
    for one in answers:
        said = [one.items[words] for words in one.levels if words in one.items]
        if len(said) >= LEAST_ALIKE_ITEMS and len(set(said)) == 1:
            found.append(one)
    return found


def repeated(answers: Iterable[Answer]) -> list[list[Answer]]:
    """Groups of answers of one file that say the same, by time: all questions, and the same telling comment; without
    one also the same system and department, four questions or more, and handed in within minutes of each other."""
    telling: dict[tuple[object, ...], list[Answer]] = defaultdict(list)
    silent: dict[tuple[object, ...], list[Answer]] = defaultdict(list)
    for one in sorted(answers, key=lambda one: (one.answered_at, one.response_id)):
        comment = (one.comment or "").strip()
        said = (one.batch_id, one.overall, tuple(sorted(one.items.items())), comment)
        if len(comment) >= TELLING_COMMENT:
            telling[said].append(one)
        elif len(one.items) >= LEAST_ALIKE_ITEMS and one.answered_at.time() != time.min:  # a bare day says no minute
            silent[*said, one.system_id, one.department].append(one)
    groups = [*telling.values(), *(group for members in silent.values() for group in _close(members))]
    return sorted((group for group in groups if len(group) > 1), key=lambda group: (-len(group), group[0].answered_at))


def _close(members: Sequence[Answer]) -> list[list[Answer]]:
    """Answers in order of time, cut where more than a few minutes lie between two."""
    groups: list[list[Answer]] = []
    for one in members:
        if groups and one.answered_at - groups[-1][-1].answered_at <= CLOSE:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


@dataclass(frozen=True)
class OddAnswers:
    """The flagged answers among some. again: repeated ones but the first of each group; rates: how the rate would read
    without the 'repeated' ones, without the 'straight' ones, and without 'both'. Nothing is removed."""

    groups: list[list[Answer]]
    straight: list[Answer]
    again: int
    rates: dict[str, Rate]


def odd_answers(answers: Sequence[Answer]) -> OddAnswers:
    """The repeated and the straight-lined answers, and what they change."""
    groups, straight = repeated(answers), straight_lined(answers)
    again = {id(one) for group in groups for one in group[1:]}
    even = {id(one) for one in straight}
    left_out = {"repeated": again, "straight": even, "both": again | even}
    rates = {name: count(one for one in answers if id(one) not in out) for name, out in left_out.items()}
    return OddAnswers(groups, straight, len(again), rates)
