"""Tables drawn as HTML: they wrap, print, and can be read aloud, which a canvas cannot."""

from collections.abc import Collection, Sequence
from itertools import groupby

from kpi.remarks import beside, remarks
from kpi.score import Scorecard, ScoredFinding, Trend
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from pages.parts import links
from pages.parts.sparks import change, sparkline
from pages.parts.text import NOTHING, escaped, points, verdict


def indicator_table(card: Scorecard, trend: Trend) -> str:
    """The target table of a package, judged: one row an indicator, grouped as the tender groups them."""
    body = "".join(
        _level1(name, list(rows), trend)
        for name, rows in groupby(card.indicators, key=lambda scored: scored.finding.indicator.group[0])
    )
    heads = ("一级", "二级", "指标", "目标值", "实际值", "结论", "各月", "得分 / 权重", "说明")
    return _table("指标", heads, body, "k-targets", {heads.index("得分 / 权重")})


def grouped_table(
    caption: str, heads: Sequence[str], groups: Sequence[tuple[str, Sequence[str]]], css: str = ""
) -> str:
    """A table of groups, each a line across with its name, then its rows; names and rows (tr) are HTML already."""
    body = "".join(
        f"<tr class='k-topic'><th scope='rowgroup' colspan='{len(heads)}'>{name}</th></tr>{''.join(rows)}"
        for name, rows in groups
    )
    return _table(caption, heads, body, css)


def plain_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], css: str = "") -> str:
    """A table of cells that are HTML already, numbers as k-number; css: further classes."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    numbers = {at for row in rows for at, cell in enumerate(row) if cell.startswith("<span class='k-number'")}
    return _table(caption, heads, body, css, numbers)


def _table(caption: str, heads: Sequence[str], body: str, css: str = "", numbers: Collection[int] = ()) -> str:
    """numbers: the columns that stand on the right, under a heading on the right."""
    right = [" class='k-right'" if at in numbers else "" for at in range(len(heads))]
    head = "".join(f"<th scope='col'{side}>{word}</th>" for side, word in zip(right, heads, strict=True))
    return (
        f"<div class='k-wide'><table class='k-table {css}'><caption class='k-unseen'>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _level1(name: str, rows: list[ScoredFinding], trend: Trend) -> str:
    """The rows of a level-1 group; its first row carries the group's name and points, its groups' first rows theirs."""
    decided = [scored for scored in rows if scored.points is not None]
    won = points(sum(scored.points or 0.0 for scored in decided)) if decided else "未定"
    weight = sum(scored.weight for scored in rows)
    first = (
        f"<th scope='rowgroup' rowspan='{len(rows)}' class='k-level'>{escaped(name)}"
        f"<small>{won} / {weight:g}</small></th>"
    )
    lines = []
    for level2, members in groupby(rows, key=lambda scored: scored.finding.indicator.group[1]):
        group = list(members)
        head = f"<th scope='rowgroup' rowspan='{len(group)}' class='k-level2'>{escaped(level2)}</th>"
        for scored in group:
            lines.append(f"<tr data-code='{scored.finding.indicator.code}'>{first}{head}{_row(scored, trend)}</tr>")
            first = head = ""
    return "".join(lines)


def _row(scored: ScoredFinding, trend: Trend) -> str:
    finding = scored.finding
    months = trend.get(finding.indicator.code, {})
    width = scored.points / scored.weight * 100 if scored.points and scored.weight else 0
    return (
        f"{_what(finding)}{_judged(finding)}"
        f"<td class='k-trend'>{sparkline(finding.indicator, months)}{change(finding.indicator, months)}</td>"
        f"<td class='k-points'><b>{points(scored.points)}</b> / {points(scored.weight)}"
        f"<span class='k-meter'><span style='width:{width:.2f}%'></span></span></td>{_said(finding)}"
    )


def _what(finding: Finding) -> str:
    one = finding.indicator
    return (
        f"<td class='k-name'>{links.indicator(one.code, f'<small>{one.code}</small>{escaped(one.name)}')}</td>"
        f"<td class='k-target'>{escaped(shown_target(one))}</td>"
    )


def _judged(finding: Finding) -> str:
    value = shown_value(finding)
    quiet = " k-quiet" if value == NOTHING else ""
    return f"<td class='k-value{quiet}'>{escaped(value)}</td><td>{verdict(finding.verdict)}</td>"


def _said(finding: Finding) -> str:
    tags = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in remarks(finding))
    figures = beside(finding)
    return f"<td class='k-said'>{tags}{f'<small>{escaped(figures)}</small>' if figures else ''}</td>"
