"""How the reports say things: official Chinese as it is printed, lists, pieces of tables."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from kpi.score import Scorecard
from kpi.sentences import name_of
from kpi.values import Finding
from kpi.words import shown_number, shown_points
from reports.document import Align, Column, Paragraph, Row, Table

NOTHING = "—"
_WIDE = "\u2014\u2018-\u201d\u2026\u3001-\u303f\u4e00-\u9fff\uff01-\uff5e"
_GAP = re.compile(rf"(?<=[{_WIDE}≥≤=≈÷]) (?=[\d{_WIDE}≥≤=≈÷])|(?<=[\d%)=≈÷]) (?=[{_WIDE}=≈÷])")
_DAY = re.compile(r"(?<![A-Za-z0-9_./-])(20\d\d)-(0[1-9]|1[0-2])-(\d\d)(?![A-Za-z0-9_-])")
_MONTH = re.compile(r"(?<![A-Za-z0-9_./-])(20\d\d)-(0[1-9]|1[0-2])(?![A-Za-z0-9_-]|\.\w)")
_ORDINALS = "一二三四五六七八九十"


def printed(text: str) -> str:
    """A sentence of the screen as it is printed: months and days written out, no gaps between figures and words."""
    text = _DAY.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)
    text = _MONTH.sub(lambda found: f"{found[1]}年{int(found[2])}月", text)
    return _GAP.sub("", text)


def said(text: str, *, is_note: bool = False) -> Paragraph:
    """A paragraph, printed."""
    return Paragraph(printed(text), is_note)


def some(names: Sequence[str], most: int, unit: str) -> str:
    """The first names, and how many there are if not all are named: '甲、乙等 5 项'; unit as '项' or '个系统'."""
    return "、".join(names[:most]) + (f"等 {len(names)} {unit}" if len(names) > most else "")


def lacking(finding: Finding, what: str) -> str:
    """What of the months of a finding has not come in, as a sentence; '' where nothing is missing or nothing came."""
    if not finding.missing_months or not finding.covered_months:
        return ""
    months = some([str(month) for month in finding.missing_months], 3, "个月")
    return f"缺 {months} 的{what}，只按已报的月份计算。"


def ordered(parts: Sequence[str]) -> str:
    """'一是…；二是…' ; a single part stands alone."""
    if len(parts) == 1:
        return parts[0]
    return "；".join(f"{ordinal(number)}是{part}" for number, part in enumerate(parts, 1))


def ordinal(number: int) -> str:
    """一, 二 … 十, 十一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_ORDINALS[tens - 1]}十"
    return head + (_ORDINALS[ones - 1] if ones else "")


def points(value: float | None) -> str:
    """Points with two decimals, never rounded up; a dash while undecided."""
    return NOTHING if value is None else shown_points(value)


def lost_words(value: float) -> str:
    """'失 2.31 分'; a trace is not nothing."""
    return "失分不足 0.01 分" if 0 < value < 0.01 else f"失 {shown_points(value)} 分"


def percent(value: float | None, digits: int = 2) -> str:
    """A share that is better the larger it is, never rounded up; a dash without one."""
    return NOTHING if value is None else f"{shown_number(value, digits, 'at_least')}%"


def hours(value: float, kind: str = "") -> str:
    """Hours with two decimals, rounded as a target of the kind asks; a dash for none."""
    return shown_number(value, 2, kind) if round(value, 9) else NOTHING


def count(value: float | None) -> str:
    """A whole number; a dash where it is not known."""
    return NOTHING if value is None else f"{value:,.0f}"


def minute(at: datetime | None, otherwise: str = NOTHING) -> str:
    """'2026-10-05 08:30'."""
    return otherwise if at is None else f"{at:%Y-%m-%d %H:%M}"


def system(system_id: str | None) -> str:
    """A system with its number: 'P3-05 治安监控'; the package as a whole without one."""
    if system_id is None:
        return "整个包件"
    name = name_of(system_id)
    return system_id if name == system_id else f"{system_id} {name}"


def dependable(card: Scorecard) -> bool:
    """Whether enough is decided for the projected score to be compared with others."""
    return card.projected is not None and not card.is_scant


def columns(*named: tuple[str, float] | tuple[str, float, Align]) -> tuple[Column, ...]:
    """The columns of a table from name, share of the width and side."""
    return tuple(Column(*one) for one in named)


def rows(cells: Iterable[Sequence[str]]) -> tuple[Row, ...]:
    """Plain rows."""
    return tuple(Row(tuple(one)) for one in cells)


def bounded(table: Table, most: int, where: str) -> list[Table | Paragraph]:
    """A table of so many rows at most; below it, how many more there are and where they can be seen."""
    if len(table.rows) <= most:
        return [table]
    shown = Table(table.title, table.columns, table.rows[:most], table.merged)
    return [shown, said(f"共 {len(table.rows)} 条，本表列出前 {most} 条，其余见{where}。", is_note=True)]
