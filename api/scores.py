"""/scores: the scorecards of a period, as the pages have them, to the bit."""

from collections import Counter
from datetime import date

from pydantic import Field

from access.principal import ALL_PACKAGES
from access.problem_details import UNKNOWN_PERIOD
from api.endpoints import Answer, ApiError, Question
from data.errors import DefinitionError
from kpi.periods import PERIOD_FORMS, parse_period
from kpi.score import Scorecard
from kpi.targets import current_contract
from kpi.values import DECIDED
from kpi.words import FLAGS, VERDICTS, shown_points
from pages.parts import closed, session, visitor
from pages.parts.text import package_name

PACKAGE = Field(ge=min(ALL_PACKAGES), le=max(ALL_PACKAGES), description="包件的编号")


class ScoresQuestion(Question):
    """Of which period, and of one package only if it is named."""

    period: str = Field(description=f"期间：{PERIOD_FORMS}", max_length=20)
    package: int | None = Field(None, ge=min(ALL_PACKAGES), le=max(ALL_PACKAGES), description="只要这个包件")


class Shown(Answer):
    """Points as they stand on the pages: two decimals, never rounded up."""

    confirmed: str
    low: str
    high: str
    projected: str | None


class Points(Answer):
    """Points of 100, not rounded."""

    confirmed: float = Field(description="已定得分")
    decided_weight: float = Field(description="已确定指标的权重")
    undecided_weight: float = Field(description="还没有确定的权重")
    low: float = Field(description="区间下限：没定的都不得分")
    high: float = Field(description="区间上限：没定的都得满分")
    projected: float | None = Field(description="预计得分，按已定指标推算；没有已定的为 null")
    grade: str | None = Field(description="等级：优、良、中、差")
    is_scant: bool = Field(description="已定的太少，预计得分不足为凭")
    shown: Shown = Field(description="网页上显示的数")


class Flag(Answer):
    """Something to be known beside the numbers, and of which indicators."""

    flag: str
    words: str
    indicators: list[str]


class Veto(Answer):
    """A veto 一票否决 that the records give reason for."""

    reason: str
    record_id: str


class PackageScore(Answer):
    """The scorecard of one package."""

    package: int
    name: str
    period: str
    first_month: str
    last_month: str
    as_of: date = Field(description="数据截止日")
    version: int = Field(description="算出时数据的版本")
    points: Points
    without_claims: Points | None = Field(description="不含申诉的得分；没有采纳的申诉为 null")
    verdicts: dict[str, int] = Field(description=f"各结论的指标数：{'、'.join(map(' '.join, VERDICTS.items()))}")
    undecided: list[str] = Field(description="还没有定论的指标")
    has_default_weights: bool = Field(description="权重为默认值，不是合同的")
    flags: list[Flag] = Field(description="要一起看的说明")
    vetoes: list[Veto]
    closed_months: list[str] = Field(description="期间内已结账的月份")
    is_closed: bool = Field(description="期间内的月份都已结账")


class ScoresAnswer(Answer):
    """The scorecards of all packages that were asked for and are the client's."""

    version: int = Field(description="现在数据的版本")
    as_of: date
    period: str
    scores: list[PackageScore]


def scores(asked: ScoresQuestion) -> ScoresAnswer:
    """The scorecards of a period at the default data cut-off."""
    period, version, as_of = known_period(asked.period), session.version(), session.as_of()
    packages = visitor.packages() if asked.package is None else [asked.package]
    found = [_score(session.scorecard(package, period)) for package in packages]
    return ScoresAnswer(version=version, as_of=as_of, period=period, scores=found)


def known_period(name: str) -> str:
    """The name of a period, if there is one of that name."""
    try:
        return parse_period(name, current_contract(), session.as_of()).name
    except DefinitionError as error:
        raise ApiError(UNKNOWN_PERIOD, error.message, error.hint) from error


def _score(card: Scorecard) -> PackageScore:
    findings = [one.finding for one in card.indicators]
    flags: dict[str, list[str]] = {}
    for one in findings:
        for flag in one.flags:
            flags.setdefault(flag, []).append(one.indicator.code)
    months = [str(month) for month in card.period.months]
    shut = [month for month in closed.closed_months(card.package) if month in months]
    return PackageScore(
        package=card.package,
        name=package_name(card.package),
        period=card.period.name,
        first_month=months[0],
        last_month=months[-1],
        as_of=card.as_of,
        version=card.version,
        points=points(card),
        without_claims=points(card.without) if card.without else None,
        verdicts=Counter(one.verdict for one in findings),
        undecided=[one.indicator.code for one in findings if one.verdict not in DECIDED],
        has_default_weights=card.has_default_weights,
        flags=[Flag(flag=flag, words=FLAGS[flag], indicators=codes) for flag, codes in flags.items()],
        vetoes=[Veto(reason=reason, record_id=record_id) for reason, record_id in card.vetoes],
        closed_months=shut,
        is_closed=shut == months,
    )


def points(card: Scorecard) -> Points:
    """The points of a scorecard, as they are and as shown."""
    projected = card.projected
    return Points(
        confirmed=card.confirmed,
        decided_weight=card.decided_weight,
        undecided_weight=100 - card.decided_weight,
        low=card.low,
        high=card.high,
        projected=projected,
        grade=card.grade,
        is_scant=card.is_scant,
        shown=Shown(
            confirmed=shown_points(card.confirmed),
            low=shown_points(card.low),
            high=shown_points(card.high),
            projected=None if projected is None else shown_points(projected),
        ),
    )
