"""One month of a package: close it after seeing what is sealed, or re-open it after seeing what that changes."""

from functools import partial

import streamlit as st

from access.audit import Action
from access.rights import Right
from data.errors import SupervisionError
from kpi.changes import changed_findings
from kpi.closing import MonthStanding, Prospect, close_month, foresee_reopening, reopen_month
from kpi.score import Scorecard
from pages.parts import acting, closed, effects, guard, look, session, visitor
from pages.parts.charts import count_verdicts, verdict_bar
from pages.parts.closing_grid import deviation_words
from pages.parts.text import escaped, package_name, points

_SAID, _FORESEEN = "closing_said", "reopening_foreseen"


def draw_panel(package: int, one: MonthStanding) -> None:
    """The chosen month, with what can be done to it."""
    with st.container(border=True, key="panel-closing"):
        st.html(
            f"<h2 class='k-panel'>{escaped(package_name(package))} {one.month}<small>{_STATES[one.state]}</small></h2>"
        )
        look.put(said())
        if one.state == "closed":
            _draw_closed(package, one)
        elif one.state == "running":
            st.html("<p class='k-quiet'>这个月还没有结束，月末以后才能结账</p>")
        else:
            _draw_open(package, one)


_STATES = {"closed": "已结账", "reopened": "重开了，还没有再结账", "open": "未结账", "running": "没有结束"}


def said() -> str:
    """What came of the last attempt; '' without one."""
    words = st.session_state.pop(_SAID, None)
    return f"<p class='k-demo' role='status'>{escaped(words)}</p>" if words else ""


def say(outcome: object, done: str) -> None:
    """Keep what came of an attempt for the next run: the error, or the words for it."""
    st.session_state[_SAID] = str(outcome) if isinstance(outcome, SupervisionError) else done


def _draw_open(package: int, one: MonthStanding) -> None:
    seen = closed.prospect(package, one.month)
    st.html(_prospect_block(seen))
    if not one.can_close:
        st.html("<p class='k-quiet'>这个月之前还有没结账的月份：请从最早的月份起逐月结账</p>")
        return
    if not visitor.may(Right.CLOSE, package):
        return
    key = f"{package}-{one.month}"
    with st.form(f"close-{key}", border=False):
        agreed = not seen.open_points or st.checkbox(
            f"以上 {len(seen.open_points)} 条缺项和未定我已知道，仍然结账", key=f"agreed-{key}"
        )
        sent = st.form_submit_button("结账", type="primary", icon=":material/lock:", key="close-month")
    if not sent:
        return
    if not agreed:
        st.session_state[_SAID] = "没有结账：请先确认上面列出的缺项"
    else:
        with st.spinner("正在封存"):
            say(_closed(package, one, seen), f"包件{package} {one.month} 已结账，以后的上报、续报和设置都不改变它")
    st.rerun()


def _closed(package: int, one: MonthStanding, seen: Prospect) -> object:
    store, by = session.store_of(package, f"{one.month} 的结账"), visitor.who().signature
    act = partial(close_month, store, package, one.month, by, seen.open_points)
    return acting.act(
        Right.CLOSE, package, Action.CLOSE, f"包件{package} {one.month}", act, state=partial(_sealed, package)
    )


def _sealed(package: int) -> list[tuple[str, str, str]]:
    """How every month of a package stands, with the checksum of its closing."""
    return [
        (str(one.month), one.state, one.holding.entry.checksum if one.holding else "")
        for one in closed.month_standings(package)
    ]


def _prospect_block(seen: Prospect) -> str:
    lacks = "".join(f"<li>{escaped(words)}</li>" for words in seen.open_points)
    missing = f"<h3>缺项和未定<small>{len(seen.open_points)} 条，结账时要确认</small></h3><ul>{lacks}</ul>"
    return (
        f"<div class='k-sealing'><section><h3>结账时封存</h3>{_card_lines(seen.month_card, seen.to_date)}"
        f"<p>{seen.batches} 个批次、{seen.rows:,} 行记录的校验值，合同、口径和参考清单的版本，"
        f"{'合同原文的设置' if not seen.settings else f'第 {seen.settings} 版设置'}</p></section>"
        f"<section>{missing if lacks else '<h3>没有缺项</h3>'}</section></div>"
    )


def _card_lines(month: Scorecard, to_date: Scorecard) -> str:
    counts = verdict_bar(count_verdicts(one.finding for one in month.indicators), words=True)
    cells = "".join(
        f"<li><span>{word}</span><b>{points(card.projected)}</b><em>{card.grade or '未定'}</em>"
        f"<small>已得 {points(card.confirmed)} / 已定 {points(card.decided_weight)}</small></li>"
        for word, card in (("当月预计", month), ("合同至今预计", to_date))
    )
    return f"<ul class='k-scores'>{cells}</ul>{counts}"


def _draw_closed(package: int, one: MonthStanding) -> None:
    held = one.holding
    assert held is not None
    assert held.month_card is not None
    assert held.to_date is not None
    entry = held.entry
    st.html(
        f"<div class='k-sealing'><section><h3>封存的结果</h3>{_card_lines(held.month_card, held.to_date)}</section>"
        f"<section><h3>{escaped(entry.closing_id)}</h3><p>{entry.made_at:%Y-%m-%d %H:%M} "
        f"{escaped(entry.made_by)} 结账，{len(entry.contents['batches'])} 个批次</p>"
        f"<p>校验值 <code>{entry.checksum}</code></p>"
        f"<p>可用命令 <code>python -m kpi verify --package {package}</code> 按原件重算核对</p></section></div>"
    )
    if one.deviating:
        st.html(
            f"<p class='k-demo'><b>≠</b>结账以后的记录会使这些口径不同：{escaped(deviation_words(one))}。"
            "封存的结果没有改变；要计入请重开。</p>"
        )
    if not visitor.may(Right.CLOSE, package):
        return
    if not one.can_reopen:
        st.html("<p class='k-quiet'>之后还有已结账的月份：要重开，请从最后结账的月份起逐月重开</p>")
        return
    version, key = session.version(), (package, str(one.month))
    if st.button("看重开后的变化", icon=":material/compare_arrows:", key="foresee-reopening"):
        with st.spinner("正在按现有记录试算，不保存任何改动"):
            seen = guard.attempted(partial(_foresee, package, one))
        st.session_state[_FORESEEN] = key, version, seen
    of, at, seen = st.session_state.get(_FORESEEN, (None, None, None))
    if of == key and at == version and seen is not None:
        _draw_reopening(package, one, seen)


def _foresee(package: int, one: MonthStanding) -> tuple[Scorecard, Scorecard, Scorecard, Scorecard]:
    return foresee_reopening(session.store_of(package, f"{one.month} 的重开"), package, one.month)


def _draw_reopening(
    package: int, one: MonthStanding, seen: tuple[Scorecard, Scorecard, Scorecard, Scorecard] | SupervisionError
) -> None:
    """Sealed result against what the current records give, then the form that re-opens."""
    if isinstance(seen, SupervisionError):
        st.html(f"<p class='k-demo' role='alert'>{escaped(seen)}</p>")
        return
    old, new, old_to_date, new_to_date = seen
    st.html(
        "<h2 class='k-panel'>重开后的变化<small>封存的结果 → 按现有记录，试算，还没有保存</small></h2>"
        + effects.score_block(old, new, f"{one.month} 的得分")
        + (effects.score_block(old_to_date, new_to_date, f"合同至 {one.month} 的得分")
           if changed_findings(old_to_date, new_to_date) else "")
    )  # fmt: skip
    with st.form("reopen-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input("理由（必填）", key="reopen-reason", placeholder="为什么重开，依据是什么")
        sent = st.form_submit_button("确认重开", type="primary", icon=":material/lock_open:", key="reopen-month")
    if sent:
        store, by = session.store_of(package, f"{one.month} 的重开"), visitor.who().signature
        done = f"包件{package} {one.month} 已重开，得分已按现有记录重算；原来的结果留在结账记录中"
        say(acting.act(
            Right.CLOSE, package, Action.REOPEN, f"包件{package} {one.month}",
            partial(reopen_month, store, package, one.month, by, reason), state=partial(_sealed, package),
        ), done)  # fmt: skip
        st.rerun()
