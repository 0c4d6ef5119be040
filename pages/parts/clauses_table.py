"""The service clauses of a package: how many stand how, then each with the tender's words beside its figure."""

from collections.abc import Mapping, Sequence
from datetime import date

from kpi.clauses import binding, breaches, breaks, count_states, keeps_open_number, own_value
from kpi.remarks import beside, remarks
from kpi.score import Scorecard
from kpi.sentences import name_of, reckoning
from kpi.states import STATES, State, state_of
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import shown_figure, shown_target, shown_value, unit_words
from pages.parts import links
from pages.parts.tables import grouped_table
from pages.parts.text import NOTHING, escaped
from pages.parts.verdicts import LOOKS, Look

_ALWAYS: tuple[State, ...] = ("met", "missed", "not_due", "no_data", "example", "default")
"""The states that have a place above the table even where no clause is in them."""
_BROKEN = "要处理的条款"
_SIGNS: dict[State, str] = {"example": "≈", "default": "≈", "scope": "◇", "centre": "◇"}
_LOOKED_AT_BY: dict[State, str] = {"example": "示例值", "default": "默认值", "scope": "标书所列", "centre": "时限"}
_NAMED_SYSTEMS = 2
_RHYTHMS = {"month": "每月", "quarter": "每季度", "half_year": "每半年"}
_SIDES = {"at_least": "至少", "at_most": "最多", "above": "高于", "exactly": "应为"}
# What stands as the state already is not said once more beside it.
_SAID_BY_STATE = {"示例值待确认", "标书无数量，按默认值看", "标书所列范围，不作考核", "约束大数据中心，不计承建方"}


def pill(finding: Finding) -> str:
    """How a clause or indicator stands: sign and word."""
    state = state_of(finding)
    return f"<span class='k-pill v-{state}'><i>{_sign(state)}</i>{STATES[state]}</span>"


def _sign(state: State) -> str:
    look: Look | None = LOOKS.get(state)  # type: ignore[arg-type]
    return look.sign if look else _SIGNS[state]


def tiles(findings: Sequence[Finding], chosen: str, **kept: object) -> str:
    """How many clauses stand how, each number a link to those alone. kept: the other filters of the address."""
    counts = count_states(findings)
    wanted: list[tuple[State | None, int]] = [(None, len(findings))]
    wanted += [(state, counts.get(state, 0)) for state in STATES if state in _ALWAYS or state in counts]
    cells = "".join(_tile(state, count, chosen, kept) for state, count in wanted)
    return f"<nav class='k-tiles' aria-label='各结论的条数'>{cells}</nav>"


def _tile(state: State | None, count: int, chosen: str, kept: Mapping[str, object]) -> str:
    name = state or "all"
    current = " aria-current='true'" if name == chosen else ""
    head = f"<i>{_sign(state)}</i>{STATES[state]}" if state else "全部条款"
    narrowed = {**kept, **({"state": state} if state else {})}
    return (
        f"<div class='v-{name}'{current} data-state='{name}'>"
        f"<a class='k-link' target='_self' href='{escaped(links.address('clauses', **narrowed))}'>"
        f"<b>{count}</b><span>{head}</span></a></div>"
    )


def clause_table(findings: Sequence[Finding], system_id: str | None = None, *, broken_first: bool = False) -> str:
    """Clauses by the topic of the tender, in its order; broken_first: those that somebody must see to above all.
    system_id: with what that system has by itself."""
    topics: dict[str, list[Finding]] = {_BROKEN: []} if broken_first else {}
    for one in findings:
        is_broken = broken_first and state_of(one) in ("missed", "behind")
        topics.setdefault(_BROKEN if is_broken else one.indicator.group[1], []).append(one)
    whose = ("目标", "实际值", "本系统") if system_id else ("约束", "目标", "实际值")
    heads = ("条款和标书原文", *whose, "包件结论" if system_id else "结论", "说明")
    groups = [(_topic(name, found), [_row(one, system_id) for one in found]) for name, found in topics.items() if found]
    return grouped_table("服务条款", heads, groups, "k-clauses")


def _topic(name: str, found: Sequence[Finding]) -> str:
    counts = count_states(found)
    said = "，".join(f"{STATES[state]} {count}" for state, count in counts.items())
    return f"{escaped(name)}<small>{len(found)} 条：{said}</small>"


def _row(finding: Finding, system_id: str | None) -> str:
    one, value = finding.indicator, shown_value(finding)
    own = f"<td class='k-own'>{own_words(finding, system_id)}</td>" if system_id else ""
    bound = "" if system_id else f"<td class='k-bound'>{bound_words(one)}</td>"
    return (
        f"<tr data-code='{one.code}'><td class='k-name'>"
        f"{links.indicator(one.code, f'<small>{one.code}</small>{escaped(one.name)}')}{wording(one)}</td>"
        f"{bound}<td class='k-target'>{target_words(one)}</td>"
        f"<td class='k-value{' k-quiet' if value == NOTHING else ''}'>{escaped(value)}</td>{own}"
        f"<td>{pill(finding)}</td><td class='k-said'>{said(finding)}{_made_of(finding)}</td></tr>"
    )


def _made_of(finding: Finding) -> str:
    figures = reckoning(finding)
    return f"<small class='k-made-of'>{escaped(figures)}</small>" if figures else ""


def wording(one: Indicator) -> str:
    """The tender's own words with where they stand; the name and target of a line of the target table."""
    words, place = (one.wording, one.heading) if one.is_clause else (f"{one.name}：{one.as_written}", "绩效目标表")
    return f"<span class='k-wording'><q>{escaped(words)}</q><cite>{escaped(place)}</cite></span>"


def asked_words(one: Indicator) -> str:
    """The number that the value is judged by, where the tender's words hide it: '每月至少 1 份', '至少 100%'."""
    if isinstance(one.target, date):
        return f"不晚于 {one.target}" if one.by else f"早于 {one.target}"
    if isinstance(one.target, str):
        return ""
    is_every = one.at_least == 100 and one.definition.percent  # 100 % is no least number: it is all of them
    side = "应为" if is_every else _SIDES[one.kind]
    return f"{_RHYTHMS[one.each] if one.each else ''}{side} {one.target:g}{unit_words(one)}"


def target_words(one: Indicator) -> str:
    """The target in the tender's words, and as the number that the value is judged by."""
    asked = asked_words(one)
    return f"{escaped(shown_target(one))}{f'<small>{asked}</small>' if asked else ''}"


def bound_words(one: Indicator) -> str:
    """Which systems of its package a clause binds."""
    if not one.systems:
        return "<span class='k-quiet'>整个包件</span>"
    named = "、".join(
        f"<span class='k-day' title='{escaped(name_of(each))}'>{each}</span>" for each in one.systems[:_NAMED_SYSTEMS]
    )
    return named + (f" 等 {len(one.systems)} 个系统" if len(one.systems) > _NAMED_SYSTEMS else "")


def own_words(finding: Finding, system_id: str) -> str:
    """What a system has by itself, marked where it misses what the tender fixes."""
    own = own_value(finding, system_id)
    if own is None or own.value is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    words = escaped(shown_figure(finding.indicator, own.value))
    return f"<b class='v-missed k-moved'>{LOOKS['missed'].sign} {words}</b>" if breaks(finding, own) else words


def said(finding: Finding) -> str:
    """What must be known beside the verdict."""
    state = state_of(finding)
    tags = [words for words in remarks(finding) if words not in _SAID_BY_STATE or state in LOOKS]
    if state not in LOOKS:
        short = "还没有达到" if finding.indicator.deadline else "没有达到"
        tags.insert(0, f"按{_LOOKED_AT_BY[state]}看{'达到' if keeps_open_number(finding) else short}")
    figures = beside(finding)
    drawn = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in tags)
    return f"{drawn}{f'<small>{escaped(figures)}</small>' if figures else ''}"


def broken_block(card: Scorecard) -> str:
    """The clauses of a package that are broken, and the way to all of them."""
    broken = breaches(card)
    every = links.to("clauses", f"全部 {len(card.clauses)} 条和标书原文", pkg=card.package)
    checks = links.to("clauses", "验收清单", pkg=card.package, view="acceptance")
    table = clause_table(broken) if broken else "<p class='k-quiet'>没有未达标的条款。</p>"
    return (
        f"<section class='k-block'><h2>服务条款<small>{len(broken)} 条未达标，不计分；{every}；{checks}</small></h2>"
        f"{table}</section>"
    )


def of_system(card: Scorecard, system_id: str) -> str:
    """How many clauses bind a system, how many of them the package or the system itself breaks, and the way there."""
    bound = binding(card.clauses, system_id)
    itself = [one for one in bound if (own := own_value(one, system_id)) is not None and breaks(one, own)]
    missed = f"，其中 {len(itself)} 条本系统没有达到" if itself else "，没有本系统未达到的"
    words = f"约束本系统的服务条款 {len(bound)} 条{missed}"
    named = links.to("clauses", words, css="k-opens", pkg=card.package, system=system_id)
    return f"<p class='k-lead'>{named}</p>"


def nothing_reported(package: int) -> str:
    """Said above the clauses of a package that has not handed in anything."""
    way = links.to("upload", "去上报数据", css="k-opens", pkg=package)
    return f"<p class='k-lead'><b>本包件还没有上报数据</b><span>下面是标书的条款</span><span>{way}</span></p>"
