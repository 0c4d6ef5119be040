"""The rows behind a number: chosen by month, system and text, with their sums; what each says; where it stands."""

import re
from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from kpi.claims import CLAIMABLE
from kpi.evidence import EvidenceRow
from kpi.evidence_sheet import Choice, EvidenceSheet
from kpi.measures import Measure
from kpi.sentences import amount, name_of
from kpi.values import Finding
from loaders.datasets import DATASETS
from pages.parts import exports, filters, links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

_CLAIM = re.compile(r"按申诉 (SS-\d-\d{4}-\d{3,}) 计")
_PAGE_ROWS = 50
_MOST_BASES = 200
_DECIDES = {"max": "数值取最大的一条", "last": "数值取最后的一条", "first_day": "数值取最早的一条"}
_SAYS_LEFT_OUT = re.compile(r"，?不计(?=$|）|；)")


def draw(finding: Finding, sheet: EvidenceSheet, period: str) -> None:
    """The rows behind the number, records first, the weightiest on top; all of them can be downloaded."""
    measure, code = finding.indicator.definition, finding.indicator.code
    with st.container(key="evidence", horizontal=True, vertical_alignment="bottom"):
        st.subheader("明细", anchor=links.EVIDENCE, width="stretch")
        files = st.container(width="content")
    with st.container(key="evidence-filters", horizontal=True, vertical_alignment="bottom"):
        month = filters.evidence_month(sheet.months())
        system_id = filters.evidence_system(sheet.systems())
        choice = Choice(month, system_id, filters.evidence_text())
    shown = sheet.chosen(choice)
    with files:
        exports.draw_downloads(code, period, sheet, shown, choice)
    st.html(f"<p class='k-sums'>{_sums(finding, sheet, shown, choice)}</p>")
    if shown.records.num_rows:
        _draw_records(measure, shown, f"rows-{code}-{period}-{hash(choice)}")
    elif choice:
        st.html("<p class='k-quiet'>没有符合筛选条件的记录。</p>")
    _draw_bases(measure, shown)


def _sums(finding: Finding, sheet: EvidenceSheet, shown: EvidenceSheet, choice: Choice) -> str:
    """'筛选后 12 行，分子 3 项，分母 12 项；全部 4,924 行，…'."""
    if not sheet.rows:
        return "本期没有记录"
    measure = finding.indicator.definition
    total = f"全部 {_counted(measure, sheet)}"
    if measure.fold != "sum":
        total += f"，{_DECIDES[measure.fold]}"
    elif finding.part is not None:
        total += "，合计等于上面的数"
    return f"<b>筛选后 {_counted(measure, shown)}</b>；{total}" if choice else total


def _counted(measure: Measure, sheet: EvidenceSheet) -> str:
    """How many rows, and their sums where it is sums that count."""
    words = f"{sheet.rows:,} 行"
    if measure.fold == "sum":
        words += f"，分子 {amount(sheet.part, measure.part_unit or measure.unit)}"
        words += f"，分母 {amount(sheet.whole, measure.whole_unit)}" if measure.whole_unit else ""
    return words


def _draw_records(measure: Measure, shown: EvidenceSheet, key: str) -> None:
    pages = -(-shown.records.num_rows // _PAGE_ROWS)
    page = st.pagination(pages, key=key) if pages > 1 else 1
    st.html(_table(measure, shown.record_rows((page - 1) * _PAGE_ROWS, _PAGE_ROWS)))


def _draw_bases(measure: Measure, shown: EvidenceSheet) -> None:
    count = shown.bases.num_rows
    if not count:
        return
    with st.expander(f"基数、缺数据的月份和“本月无”（{count:,} 行）", expanded=not shown.records.num_rows):
        st.html(_table(measure, shown.base_rows(_MOST_BASES)))
        if count > _MOST_BASES:
            st.caption(f"只列出前 {_MOST_BASES} 行，全部请下载。")


def _table(measure: Measure, rows: Sequence[EvidenceRow]) -> str:
    counted = measure.whole_unit != ""
    heads = ["日期", "系统", "记录", "说明", f"分子（{measure.part_unit or measure.unit}）"]
    heads += [f"分母（{measure.whole_unit}）"] if counted else []
    cells = [[*_cells(measure, row, counted), _place(row)] for row in rows]
    return plain_table("明细", [*heads, "出处"], cells, "k-evidence")


def _cells(measure: Measure, row: EvidenceRow, counted: bool) -> list[str]:
    system = f"{escaped(name_of(row.system_id))}<small>{escaped(row.system_id)}</small>" if row.system_id else NOTHING
    note, left_out = row.note, _claim_tags(row.note)
    if row.record_id and _is_left_out(measure, row):
        note, left_out = _SAYS_LEFT_OUT.sub("", note), f"<span class='k-tag'>不计入</span>{left_out}"
    note = _CLAIM.sub("按申诉计", note)
    cells = [
        f"<span class='k-day'>{row.day or NOTHING}</span>",
        system,
        _record(row),
        f"{left_out}<span class='k-said'>{escaped(note or NOTHING)}</span>",
        _signed(row.part, measure.part_unit),
    ]
    return [*cells, _signed(row.whole, measure.whole_unit)] if counted else cells


def _claim_tags(note: str) -> str:
    """By which claims the record counts, each a link."""
    numbers = dict.fromkeys(_CLAIM.findall(note))
    return "".join(
        f"<span class='k-claim-tag'>{links.to('claims', f'申诉 {one}', claim=one, pkg=one[3])}</span>"
        for one in numbers
    )


def _is_left_out(measure: Measure, row: EvidenceRow) -> bool:
    """Whether a record only takes away from both sides, or stands in neither: exempt, approved, repeated."""
    part, whole = row.part or 0.0, row.whole or 0.0
    if measure.fold != "sum":
        return False
    return part <= 0 and (part == whole if measure.whole_unit else part == 0)


def _record(row: EvidenceRow) -> str:
    """The id of the record; one made of several fields in words: what it is of, then its times."""
    if not row.record_id:
        return NOTHING
    whose, times = [], []
    for word in row.record_id.split("|"):
        moment = _moment(word)
        if moment is not None:
            times.append(f"<span class='k-day'>{moment:%Y-%m-%d %H:%M}</span>")
        elif word != row.system_id:  # the system stands in its own column
            whose.append(word)
    name, when = escaped("|".join(whose)), " 至 ".join(times)
    shown = f"{name}<small class='k-when'>{when}</small>" if name and when else name or when or escaped(row.record_id)
    return shown + _appeal(row)


def _appeal(row: EvidenceRow) -> str:
    """Where a claim on the record can be entered."""
    if row.dataset is None or row.dataset not in CLAIMABLE or row.batch_id is None:
        return ""
    named = {"for": row.batch_id[1], "dataset": row.dataset, "record": row.record_id or ""}
    return f"<small class='k-appeal'>{links.to('claims', '提出申诉', css='', **named)}</small>"


def _moment(word: str) -> datetime | None:
    return datetime.fromisoformat(word) if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", word) else None


def _signed(value: float | None, unit: str) -> str:
    number = NOTHING if value is None else amount(value, unit).split(" ")[0]
    return f"<span class='k-number'>{number}</span>"


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
