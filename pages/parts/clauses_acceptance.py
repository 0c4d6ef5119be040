"""The view 验收: mid-term and final acceptance as checklists, with evidence and what is still missing."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple

from kpi.clauses import acceptance_clauses
from kpi.score import Scorecard
from kpi.sentences import reckoning, some_months
from kpi.states import state_of
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from loaders.datasets import DATASETS
from pages.parts import links
from pages.parts.clauses_table import pill, said, target_words, wording
from pages.parts.tables import plain_table
from pages.parts.text import escaped, span_words
from pages.parts.unreported import months_by_dataset

_SHOWN_MONTHS = 3
_WITHOUT_RECORDS = {
    "no_data": "数据报了，但里面没有可算的记录",
    "not_due": "还没有到期或没有发生",
    "behind": "进度落后，要补上",
}
"""What is said of a line that is not decided although every month has come in."""


class Stage(NamedTuple):
    """An acceptance: its name and the period that it looks at."""

    key: Literal["midterm", "final"]
    name: str
    period: str


STAGES = (Stage("midterm", "中期验收", "midterm"), Stage("final", "期末验收", "term"))


def checklist(stage: Stage, card: Scorecard) -> str:
    """The clauses of one acceptance with result, evidence and what is lacking. card: of the stage's period."""
    found, unreported = acceptance_clauses(card, stage.key), months_by_dataset(card.package, card.period)
    rows = [_row(stage, one, unreported) for one in found]
    table = plain_table(stage.name, ("条款和标书原文", "目标", "结论", "依据", "还缺什么"), rows, "k-checklist")
    return (
        f"<section class='k-block' data-stage='{stage.key}'><h2>{stage.name}<small>{span_words(card.period)}；"
        f"{_summary(found)}{_to_come(card)}</small></h2>{table}</section>"
    )


def _summary(found: Sequence[Finding]) -> str:
    states = [state_of(one) for one in found]
    open_numbers = sum(state in ("example", "default", "scope", "centre") for state in states)
    counts = (
        ("已达标", states.count("met")),
        ("未达标", states.count("missed")),
        ("缺数据或未到期", sum(state in ("no_data", "not_due", "on_track", "behind") for state in states)),
        ("数量待确认", open_numbers),
    )
    return f"{len(found)} 条：" + "，".join(f"{name} {count}" for name, count in counts)


def _row(stage: Stage, finding: Finding, unreported: Mapping[str, Sequence[str]]) -> list[str]:
    one = finding.indicator
    name = links.to(
        "indicator", f"<small>{one.code}</small> {escaped(one.name)}", code=one.code, period=stage.period
    )  # fmt: skip
    lacking = "".join(f"<li>{words}</li>" for words in _lacks(finding, unreported))
    return [
        f"<div class='k-name' data-code='{one.code}'>{name}{wording(one)}</div>",
        f"<span class='k-target'>{target_words(one)}</span>",
        pill(finding),
        _evidence(stage, finding),
        f"<ul class='k-lacks'>{lacking}</ul>" if lacking else "<span class='k-quiet'>不缺</span>",
    ]


def _evidence(stage: Stage, finding: Finding) -> str:
    """The value, what it is made of, and the way to the rows."""
    one, figures = finding.indicator, reckoning(finding)
    made_of = f"<small>{escaped(figures)}</small>" if figures else ""
    address = links.address("indicator", code=one.code, period=stage.period)
    rows = f"<a class='k-link k-day' target='_self' href='{escaped(address)}#{links.EVIDENCE}'>看明细</a>"
    notes = "" if state_of(finding) == "no_data" else said(finding)  # what is missing stands in the next column
    return f"<div class='k-proof'><b>{escaped(shown_value(finding))}</b> {rows}{made_of}{notes}</div>"


def _lacks(finding: Finding, unreported: Mapping[str, Sequence[str]]) -> list[str]:
    """What must still come before the line can be ticked: HTML already; [] where nothing is missing."""
    state = state_of(finding)
    one = finding.indicator
    said = [
        _upload(one.package, dataset, unreported[dataset]) for dataset in one.definition.needs if dataset in unreported
    ]
    if state == "missed":
        said.insert(0, f"未达到“{escaped(shown_target(one))}”，需整改或说明")
    if state in ("example", "default"):
        said.insert(0, "标书没有定死数量，请大数据中心确认")
    return said or [words for words in [_WITHOUT_RECORDS.get(state, "")] if words]


def _upload(package: int, dataset: str, months: Sequence[str]) -> str:
    """Which months of an upload type are missing, as a link to where they are handed in."""
    words = f"{escaped(DATASETS[dataset].title)}没有上报：{some_months(months, _SHOWN_MONTHS)}"
    return links.to("upload", words, pkg=package, month=months[0])


def _to_come(card: Scorecard) -> str:
    """From when on the months of the acceptance are not over by the data cut-off; '' if all are."""
    after = [month for month in card.period.months if month.end > card.as_of + timedelta(days=1)]
    return f"；{after[0]} 起的月份还没有结束" if after else ""
