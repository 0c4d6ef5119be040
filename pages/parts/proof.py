"""The proof of a number: the sentence, the formula with its figures, the rows behind it, the definition itself."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from kpi.evidence import EvidenceRow
from kpi.measures import Measure
from kpi.score import Scorecard
from kpi.sentences import amount, cause_words, name_of, reckoning, sentence
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from loaders.datasets import DATASETS
from pages.parts import exports
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, beside, escaped, points, remarks, verdict

PAGE_ROWS = 50


def summary(finding: Finding, card: Scorecard, months: Mapping[str, Finding], when: str) -> str:
    """The result at the head of the page: value, target, verdict, points, and all of it as one sentence."""
    one = finding.indicator
    scored = next((line for line in card.indicators if line.finding.indicator.code == one.code), None)
    won = (
        f"<div><small>得分</small><b>{points(scored.points)}</b><span>满分 {points(scored.weight)}</span></div>"
        if scored
        else "<div><small>得分</small><b>—</b><span>服务条款，不计分</span></div>"
    )
    said = "；".join(words for words in (sentence(finding), cause_words(finding, months)) if words)
    tags = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in remarks(finding))
    tagged = f"<p class='k-tags'>{tags}</p>" if tags else ""
    figures = beside(finding)
    return (
        f"<section class='k-finding v-{finding.verdict}' data-code='{one.code}'>"
        f"<header><small>{one.code}</small><h1>{escaped(one.name)}</h1><span>{when}</span>{verdict(finding.verdict)}</header>"
        f"<p class='k-sentence'>{escaped(said)}。</p>"
        f"<div class='k-figures'><div><small>实际值</small><b class='k-value'>{escaped(shown_value(finding))}</b>"
        f"<span>{escaped(figures) if figures else ''}</span></div>"
        f"<div><small>目标值</small><b>{escaped(shown_target(one))}</b>"
        f"<span>{escaped(' / '.join(one.group))}</span></div>{won}</div>"
        f"{_reckoned(finding)}{tagged}</section>"
    )


def _reckoned(finding: Finding) -> str:
    measure, figures = finding.indicator.definition, reckoning(finding)
    shown = f"<b>{escaped(figures)}</b>" if figures else ""
    return f"<p class='k-formula'><small>怎么算</small><span>{escaped(measure.formula)}</span>{shown}</p>"


# --- evidence ---


def draw_evidence(finding: Finding, rows: Sequence[EvidenceRow]) -> None:
    """The rows behind the number, records first, the weightiest on top; all of them can be downloaded."""
    measure = finding.indicator.definition
    records = [row for row in rows if row.record_id is not None]
    records.sort(key=lambda row: (-_weight(measure, row), row.day or date.max, row.record_id or ""))
    bases = [row for row in rows if row.record_id is None]
    code = finding.indicator.code
    with st.container(key="evidence", horizontal=True, vertical_alignment="center"):
        words = f"{len(records)} 条记录，{len(bases)} 行基数与说明，合计等于上面的数"
        st.html(f"<h2 class='k-panel'>明细<small>{words}</small></h2>", width="stretch")
        exports.draw_downloads(finding.indicator, rows)
    if records:
        pages = -(-len(records) // PAGE_ROWS)
        page = st.pagination(pages, key=f"rows-{code}") if pages > 1 else 1
        shown = records[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        st.html(_evidence_table(measure, shown))
    if bases:
        with st.expander(f"基数、缺数据的月份和“本月无”（{len(bases)} 行）", expanded=not records):
            st.html(_evidence_table(measure, bases[: PAGE_ROWS * 4]))
            if len(bases) > PAGE_ROWS * 4:
                st.caption(f"只列出前 {PAGE_ROWS * 4} 行，全部请下载。")


def _weight(measure: Measure, row: EvidenceRow) -> float:
    """How much a row has to do with a bad value."""
    part, whole = row.part or 0.0, row.whole or 0.0
    return abs(whole - part) if measure.blame == "gap" else abs(whole) if measure.blame == "whole" else abs(part)


def _is_left_out(measure: Measure, row: EvidenceRow) -> bool:
    """Whether a record only takes away from both sides, or stands in neither: exempt, approved, repeated."""
    part, whole = row.part or 0.0, row.whole or 0.0
    if measure.fold != "sum":
        return False
    return part <= 0 and (part == whole if measure.whole_unit else part == 0)


def _evidence_table(measure: Measure, rows: Sequence[EvidenceRow]) -> str:
    counted = measure.whole_unit != ""
    heads = ["日期", "系统", "记录", "说明", f"分子（{measure.part_unit or measure.unit}）"]
    heads += [f"分母（{measure.whole_unit}）"] if counted else []
    cells = [[*_evidence_cells(measure, row, counted), _place(row)] for row in rows]
    return plain_table("明细", [*heads, "出处"], cells)


def _evidence_cells(measure: Measure, row: EvidenceRow, counted: bool) -> list[str]:
    system = f"{escaped(name_of(row.system_id))}<small>{escaped(row.system_id)}</small>" if row.system_id else NOTHING
    left_out = "<span class='k-tag'>不计入</span>" if row.record_id and _is_left_out(measure, row) else ""
    cells = [
        f"<span class='k-day'>{row.day or NOTHING}</span>",
        system,
        escaped(row.record_id or NOTHING),
        f"{left_out}<span class='k-said'>{escaped(row.note or NOTHING)}</span>",
        _signed(row.part, measure.part_unit),
    ]
    return [*cells, _signed(row.whole, measure.whole_unit)] if counted else cells


def _signed(value: float | None, unit: str) -> str:
    if value is None:
        return NOTHING
    return f"<span class='k-number'>{amount(value, unit).split(' ')[0]}</span>"


def _place(row: EvidenceRow) -> str:
    """Where the row stands in which file, and when that was handed in."""
    if row.file is None and row.batch_id is None:
        return NOTHING
    place = "，".join(
        words
        for words in (
            row.file or "本月无",
            f"表“{row.sheet}”" if row.sheet else "",
            f"第 {row.row} 行" if row.row else "",
        )
        if words
    )
    at = f"{row.uploaded_at:%Y-%m-%d %H:%M}" if row.uploaded_at else ""
    title = DATASETS[row.dataset].title if row.dataset in DATASETS else ""
    batch = " · ".join(word for word in (title, row.batch_id or "", at) if word)
    return f"<span class='k-place'>{escaped(place)}<small>{escaped(batch)}</small></span>"


def draw_definition(finding: Finding) -> None:
    """What the measure is, where it comes from, which data it needs, and the query itself."""
    measure = finding.indicator.definition
    needs = "、".join(DATASETS[name].title for name in measure.needs if name in DATASETS) or "不要求"
    uses = "、".join(DATASETS[name].title for name in measure.uses if name in DATASETS)
    with st.expander("口径定义和查询语句"):
        st.html(
            f"<dl class='k-definition'><dt>口径</dt><dd>{escaped(measure.title)}（{escaped(measure.unit)}）</dd>"
            f"<dt>公式</dt><dd>{escaped(measure.formula)}</dd><dt>依据</dt><dd>{escaped(measure.source)}</dd>"
            f"<dt>必须报齐</dt><dd>{needs}</dd>" + (f"<dt>可以没有</dt><dd>{uses}</dd>" if uses else "") + "</dl>"
        )
        st.code(measure.sql, language="sql", wrap_lines=True)
