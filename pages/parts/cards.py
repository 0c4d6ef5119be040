"""The cards of the overview: a package at a glance, in trouble or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from data.reference import packages
from kpi.clauses import breaches
from kpi.remarks import lost
from kpi.score import Scorecard, ScoredFinding
from kpi.words import shown_number, shown_target, shown_value
from pages.parts import claimed, filters, links
from pages.parts.charts import count_verdicts, score_bar, verdict_bar
from pages.parts.text import escaped, package_name, points, share
from pages.parts.verdicts import LOOKS

ALARMING = 0.25
"""From this share of missed and lagging indicators on a package is in trouble, whatever its score."""
_POOR = ("中", "差")


@dataclass(frozen=True)
class Standing:
    """How a package stands in a few words. tone: alarm, watch, good, scant or empty."""

    tone: str
    words: str


def standing(card: Scorecard, has_data: bool) -> Standing:
    """The headline of a package: the verdicts come first, the score second (domain.md section 5)."""
    counts = count_verdicts(scored.finding for scored in card.indicators)
    missed, behind = counts.get("missed", 0), counts.get("behind", 0)
    if not has_data:
        return Standing("empty", "还没有上报数据")
    if card.vetoes or card.grade in _POOR or missed + behind >= ALARMING * len(card.indicators):
        words = f"{missed} 项未达标" if missed else f"{behind} 项滞后" if behind else "有一票否决事项"
        return Standing("alarm", words)
    if card.is_scant:
        return Standing("scant", "大部分指标未定")
    if missed or behind:
        return Standing("watch", f"{missed} 项未达标" if missed else f"{behind} 项滞后")
    return Standing("good", "已定指标全部达标")


@dataclass(frozen=True)
class Compared:
    """A package beside the others and beside itself a month ago. rank: None where it has no score; change: points."""

    rank: int | None
    of: int
    change: float | None


def compared(card: Scorecard, cards: Sequence[Scorecard], before: Scorecard | None) -> Compared:
    """Its rank by projected score among the packages that have one (equal scores share a rank), and its change."""
    scores = [round(one.projected, 9) for one in cards if one.projected is not None]
    if card.projected is None:
        return Compared(None, len(scores), None)
    change = None if before is None or before.projected is None else card.projected - before.projected
    return Compared(1 + sum(score > round(card.projected, 9) for score in scores), len(scores), change)


def comparison(one: Compared) -> str:
    """Rank and change as one line of HTML; '' without a score."""
    if one.rank is None:
        return ""
    change = ""
    if one.change is not None:
        moved = shown_number(abs(one.change), 2, "at_least")
        sign = "→ 持平" if moved == "0.00" else f"{'▲' if one.change > 0 else '▼'} {moved}"
        tone = "" if moved == "0.00" else " class='v-met k-moved'" if one.change > 0 else " class='v-missed k-moved'"
        change = f"<span{tone}>较上月 {sign}</span>"
    # To be the first of one says nothing: who may see one package only has no rank.
    rank = f"<span>第 {one.rank} 名<small>共 {one.of}</small></span>" if one.of > 1 else ""
    return f"<p class='k-note k-compared'>{rank}{change}</p>" if rank or change else ""


def draw_cards(cards: list[Scorecard], with_data: set[int], earlier: Mapping[int, Scorecard | None]) -> None:
    """A wall of cards, each a link to the table of its package. earlier: the scorecards to compare with."""
    with st.grid(5, min_column_width=208, gap="small"):
        for card in cards:
            with st.container(key=f"card-{card.package}", gap=None, height="stretch"):
                has_data = card.package in with_data
                beside = compared(card, [one for one in cards if one.package in with_data], earlier[card.package])
                st.html(_card(card, standing(card, has_data), has_data, beside))
                st.page_link(
                    "package.py",
                    label=f"查看 {len(card.indicators)} 项指标",
                    icon=":material/arrow_forward:",
                    icon_position="right",
                    query_params=filters.kept(pkg=card.package),
                )


def score_block(card: Scorecard, has_data: bool) -> str:
    """预计 score and grade as large as they can be, what they rest on, veto marks above."""
    vetoes = veto_marks(card)
    if not has_data or card.projected is None:
        word = "缺数据" if not has_data else "未定"
        note = "本包件没有任何上报，以下按缺数据处理" if not has_data else "没有一项指标已定"
        return f"{vetoes}<div class='k-score k-none'><b>{word}</b></div><p class='k-note'>{note}</p>"
    whole, _, decimals = points(card.projected).partition(".")
    muted = " k-scant" if card.is_scant else ""
    warning = "<p class='k-warn'>已定的太少，预计分不可作为依据</p>" if card.is_scant else ""
    return (
        f"{vetoes}<div class='k-score{muted}'><span>预计</span><b>{whole}<small>.{decimals}</small></b>"
        f"<em class='g-{'scant' if card.is_scant else card.grade}'>{card.grade}</em></div>{warning}"
        f"{claimed.score_note(card)}{score_bar(card)}"
        f"<p class='k-note'><strong>已定 {share(card.decided_weight)}</strong>"
        f"<span>已得 {points(card.confirmed)}</span></p>"
        f"<p class='k-note'><span>最终可能</span><span>{points(card.low)} – {points(card.high)}</span></p>"
    )


def veto_marks(card: Scorecard) -> str:
    """The veto marks of the period, one line each."""
    return "".join(
        f"<p class='k-veto' role='alert'>⚠ 一票否决：{escaped(reason)}<small>{escaped(record_id)}</small></p>"
        for reason, record_id in card.vetoes
    )


def _card(card: Scorecard, stands: Standing, has_data: bool, beside: Compared) -> str:
    package = packages()[card.package]
    counts = count_verdicts(scored.finding for scored in card.indicators)
    return (
        f"<article class='k-card t-{stands.tone}' data-package='{card.package}'"
        f" aria-label='{escaped(package_name(card.package))}，{stands.words}'>"
        f"<header><small>包件{card.package}</small><h3>{escaped(package.short_name)}</h3>"
        f"<span>{escaped(package.contractor)}</span></header>"
        f"<p class='k-standing'>{stands.words}</p>"
        f"{score_block(card, has_data)}{comparison(beside) if has_data else ''}"
        f"{verdict_bar(counts, words=True)}{_warnings(card) if has_data else ''}{_worst(card)}</article>"
    )


def _warnings(card: Scorecard) -> str:
    """What the score does not show: months without data, refused rows, clauses that are not kept."""
    findings = [one.finding for one in card.indicators]
    partial = sum("partial_months" in one.flags or one.verdict == "no_data" for one in findings)
    refused = sum("incomplete_upload" in one.flags for one in findings)
    broken = len(breaches(card))
    said = [f"{partial} 项缺月份数据"] if partial else []
    said += [f"{refused} 项部分入库"] if refused else []
    clauses = links.to("clauses", f"{broken} 条服务条款未达标", css="k-broken", pkg=card.package, state="missed")
    said += [clauses] if broken else []
    return f"<p class='k-warn'>{'，'.join(said)}</p>" if said else ""


def _worst(card: Scorecard) -> str:
    """The two indicators that cost most, in words; then those that lag."""
    missed = sorted((one for one in card.indicators if one.finding.verdict == "missed"), key=lost, reverse=True)
    behind = [one for one in card.indicators if one.finding.verdict == "behind"]
    found = missed + behind
    lines = "".join(_worst_line(one) for one in found[:2])
    lines += f"<li class='k-quiet'>另有 {len(found) - 2} 项</li>" if len(found) > 2 else ""
    return f"<ul class='k-worst'>{lines or '<li class=k-quiet>没有未达标或滞后的</li>'}</ul>"


def _worst_line(scored: ScoredFinding) -> str:
    finding = scored.finding
    return (
        f"<li class='v-{finding.verdict}'><i>{LOOKS[finding.verdict].sign}</i>"
        f"<span>{escaped(finding.indicator.name)}<small>{escaped(shown_value(finding))}，"
        f"目标 {escaped(shown_target(finding.indicator))}</small></span></li>"
    )
