"""/indicators: every indicator of a package judged for a period, as the scorecard has it, to the bit."""

from datetime import date
from typing import Any

from pydantic import Field

from api.endpoints import Answer, Question
from api.scores import PACKAGE, known_period
from kpi.card import finding_to_json
from kpi.remarks import remarks
from kpi.values import Finding, Verdict
from kpi.words import VERDICTS, shown_points, shown_value
from pages.parts import session


class IndicatorsQuestion(Question):
    """Of which package and period; the service clauses too if wanted."""

    package: int = PACKAGE
    period: str = Field(description="期间，写法同 /scores", max_length=20)
    clauses: bool = Field(False, description="true：连同服务条款")


class SystemFigure(Answer):
    """What one system came to."""

    system_id: str
    value: float | None
    part: float | None
    whole: float | None


class JudgedLine(Answer):
    """A line of the target table, or a service clause, judged."""

    code: str
    level1: str
    level2: str
    name: str
    as_written: str = Field(description="标书原文的目标值")
    kind: str
    target: float | str = Field(description="目标值：数、日期或文字")
    unit: str = Field(description="value 的单位")
    measure: str
    provisional: str | None
    value: float | str | None = Field(description="实际值，没有舍入；日期写成 2026-10-31")
    part: float | None = Field(description="分子")
    whole: float | None = Field(description="分母")
    verdict: Verdict
    flags: list[str]
    covered_months: list[str]
    missing_months: list[str]
    beside: dict[str, float | None] = Field(description="并列的数")
    systems: list[SystemFigure]
    shown_value: str = Field(description="网页上显示的实际值，带单位")
    verdict_words: str
    remarks: list[str] = Field(description="要一起看的说明")


class ScoredLine(JudgedLine):
    """A line of the target table with its weight and points, null while it is undecided."""

    weight: float
    points: float | None
    shown_points: str | None


class IndicatorsAnswer(Answer):
    """The target table of a package, judged. clauses: null unless asked for."""

    version: int
    package: int
    period: str
    as_of: date
    indicators: list[ScoredLine]
    clauses: list[JudgedLine] | None


def indicators(asked: IndicatorsQuestion) -> IndicatorsAnswer:
    """The findings of the scorecard of a package and period at the default data cut-off."""
    version = session.version()
    card = session.scorecard(asked.package, known_period(asked.period))
    return IndicatorsAnswer(
        version=version,
        package=card.package,
        period=card.period.name,
        as_of=card.as_of,
        indicators=[
            ScoredLine(
                **_told(one.finding),
                weight=one.weight,
                points=one.points,
                shown_points=None if one.points is None else shown_points(one.points),
            )
            for one in card.indicators
        ],
        clauses=[JudgedLine(**_told(one)) for one in card.clauses] if asked.clauses else None,
    )


def _told(finding: Finding) -> dict[str, Any]:
    return finding_to_json(finding) | {
        "shown_value": shown_value(finding),
        "verdict_words": VERDICTS[finding.verdict],
        "remarks": remarks(finding),
    }
