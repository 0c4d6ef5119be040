"""One claim 申诉: what it says of which record, what a decision would change, the decision, what was before."""

from functools import partial

import streamlit as st

from access.audit import Action
from access.rights import Right
from data.errors import AccessError
from kpi.changes import changed_findings
from kpi.claim_kinds import CLAIM_KINDS
from kpi.claiming import decide, foresee_decision, withdraw_claim
from kpi.claims import CLAIM_STATES, CLAIMABLE, Claim, Decision, DecisionKind
from kpi.claims import claims as read_claims
from kpi.rectification import evidence_bytes
from kpi.score import Scorecard
from kpi.sentences import name_of
from pages.parts import acting, effects, guard, look, session, visitor
from pages.parts.claim_list import hours, pill
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

SAID = "claim_said"
_WORDS: dict[DecisionKind, str] = {"accepted": "采纳", "rejected": "驳回", "withdrawn": "撤回"}


def draw(one: Claim) -> None:
    """The claim in full, with what can be done about it."""
    with st.container(border=True, key="panel-claim"):
        st.html(_standing(one))
        st.download_button(
            "下载证据材料",
            acting.download(
                one.package, f"{one.number} 证据材料 {one.evidence.name}",
                partial(evidence_bytes, session.store_of(one.package, one.number), one.evidence),
            ),
            one.evidence.name,
            key=f"claim-evidence-{one.number}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        _draw_foresight(one)
        act = _draw_withdrawal(one) or _draw_decision(one)
        _draw_history(one)
    if act is not None:
        _do(one, *act)


def _do(one: Claim, decision: DecisionKind, reason: str) -> None:
    """Decide or withdraw, on record, and draw the page anew."""
    words = f"{one.number} {_WORDS[decision]}"
    if decision == "withdrawn":
        outcome = acting.act(
            Right.CLAIM, one.package, Action.WITHDRAW_CLAIM, words, partial(_withdraw, one, reason),
            state=partial(_decisions, one),
        )  # fmt: skip
    else:
        with st.spinner("正在保存裁定，重算本包件"):
            outcome = acting.act(
                Right.DECIDE_CLAIMS, one.package, Action.DECIDE, words, partial(_decide, one, decision, reason),
                state=partial(_decisions, one),
            )  # fmt: skip
    say(outcome, f"{one.number} 已{_WORDS[decision]}")
    st.rerun()


def _withdraw(one: Claim, reason: str) -> Claim:
    """Only whoever entered a claim withdraws it, whatever name the account is shown by now."""
    if not visitor.who().signed(one.made_by):
        raise AccessError(f"{one.number} 不是您提出的，不能撤回", "请由申诉人撤回")
    return withdraw_claim(session.store_of(one.package, one.number), one, reason, made_by=one.made_by)


def _decide(one: Claim, decision: DecisionKind, reason: str) -> Claim:
    """Whoever entered a claim never decides it, whatever name the account was shown by then."""
    looker = visitor.who()
    if looker.signed(one.made_by):
        raise AccessError(f"{one.number} 是您提出的，不能裁定自己的申诉", "请由另一位监理裁定")
    return decide(session.store_of(one.package, one.number), one, decision, reason, made_by=looker.signature)


def _decisions(one: Claim) -> list[Decision]:
    found = session.read(read_claims, one.package)
    return [decision for claim in found if claim.number == one.number for decision in claim.decisions]


def say(outcome: object, done: str) -> None:
    """Keep what came of an attempt for the next run: the error, or the words for it."""
    st.session_state[SAID] = ("met", done) if isinstance(outcome, Claim) else ("missed", str(outcome))


def draw_said() -> None:
    """What came of the last attempt."""
    said = st.session_state.pop(SAID, None)
    with st.container():
        look.put(f"<p class='k-answer v-{said[0]}' role='status'>{escaped(said[1])}</p>" if said else "")


def _standing(one: Claim) -> str:
    title, subject = CLAIMABLE[one.dataset][0], one.subject
    ends = f"{subject.ends_at:%Y-%m-%d %H:%M}" if subject and subject.ends_at else "没有结束"
    record = (
        f"{escaped(name_of(subject.system_id))}，{subject.begins_at:%Y-%m-%d %H:%M} 至 {ends}，{escaped(subject.said)}"
        if subject else "现在没有这条记录"
    )  # fmt: skip
    pairs = [
        ("记录", f"{title} {escaped(one.record_id)}<small>{record}</small>"),
        ("申诉", f"{CLAIM_KINDS[one.kind]}<small>{escaped(one.words)}</small>"),
        ("申诉理由", escaped(one.reason)),
        ("涉及小时", hours(one)),
        ("申诉人", f"{escaped(one.made_by)}<small>{one.made_at:%Y-%m-%d %H:%M}</small>"),
        ("证据材料", escaped(one.evidence.name)),
    ]
    listed = "".join(f"<div><dt>{name}</dt><dd>{words}</dd></div>" for name, words in pairs)
    return (
        f"<section class='k-claim' data-number='{one.number}'><h2>{one.number}<small>包件{one.package}</small>"
        f"{pill(one)}</h2>{_warning(one)}<dl>{listed}</dl></section>"
    )


def _warning(one: Claim) -> str:
    """What must be known before deciding."""
    said = []
    if one.changed:
        since = "采纳以后" if one.decisions else "提出以后"
        said.append(f"{since}记录改过：{'；'.join(one.changed)}")
    if one.state == "stale":
        said.append("这条申诉现在不计入，请复核后重新裁定")
    if one.is_sealed_without:
        said.append(f"{one.month} 在裁定之前已结账：封存的结果不变，要计入请重开")
    return f"<p class='k-returned'>{escaped('。'.join(said))}</p>" if said else ""


def _open_to(one: Claim) -> DecisionKind:
    """The decision whose effects are worth seeing: to take back what is accepted, or to accept."""
    return "rejected" if one.state == "accepted" else "accepted"


def _draw_foresight(one: Claim) -> None:
    if one.subject is None or one.state == "withdrawn":
        return
    decision, month = _open_to(one), str(one.month)
    with st.spinner("正在试算，不保存任何改动"):
        seen = guard.attempted(
            partial(session.read, foresee_decision, one.package, one.number, decision, (month, "todate"))
        )
    if isinstance(seen, list):
        st.html(_foresight(one, decision, seen))


def _foresight(one: Claim, decision: DecisionKind, seen: list[tuple[Scorecard, Scorecard]]) -> str:
    of_month, to_date = seen
    word = _WORDS[decision]
    return (
        f"<h2 class='k-panel'>{word}后的变化<small>现在 → {word}后，试算，还没有保存</small></h2>"
        + (effects.score_block(*of_month, f"{one.month} 的得分") if changed_findings(*of_month) else "")
        + effects.score_block(*to_date, "合同至今的得分")
    )


def _draw_withdrawal(one: Claim) -> tuple[DecisionKind, str] | None:
    """For who entered it, as long as nobody has decided."""
    if one.decisions or not visitor.may(Right.CLAIM, one.package) or not visitor.who().signed(one.made_by):
        return None
    with st.form(f"withdraw-{one.number}", border=False):
        reason = st.text_input("撤回理由（必填）", key=f"withdrawn-why-{one.number}")
        if st.form_submit_button("撤回申诉", icon=":material/undo:"):
            return "withdrawn", reason
    return None


def _draw_decision(one: Claim) -> tuple[DecisionKind, str] | None:
    if one.state == "withdrawn" or not visitor.may(Right.DECIDE_CLAIMS, one.package):
        return None
    if visitor.who().signed(one.made_by):
        st.html("<p class='k-quiet'>这条申诉是您提出的，由另一位监理裁定</p>")
        return None
    place = f"{one.number}-{len(one.decisions)}"
    with st.form(f"decide-{place}", border=False):
        reason = st.text_input("裁定理由（必填）", key=f"decided-why-{place}")
        with st.container(horizontal=True):
            accepted = one.state != "accepted" and st.form_submit_button(
                "采纳", type="primary", icon=":material/check:", disabled=one.subject is None
            )
            rejected = one.state != "rejected" and st.form_submit_button(
                "驳回" if one.state != "accepted" else "撤销采纳，改为驳回", icon=":material/close:"
            )
    if accepted:
        return "accepted", reason
    return ("rejected", reason) if rejected else None


def _draw_history(one: Claim) -> None:
    rows = [
        [f"<span class='k-day'>{one.made_at:%Y-%m-%d %H:%M}</span>", "提出", escaped(one.made_by), escaped(one.reason)],
        *(
            [f"<span class='k-day'>{done.made_at:%Y-%m-%d %H:%M}</span>", CLAIM_STATES[done.decision],
             escaped(done.made_by), escaped(done.reason) or NOTHING]
            for done in one.decisions
        ),
    ]  # fmt: skip
    with st.expander(f"经过（{len(rows)} 步）", icon=":material/history:"):
        st.html(plain_table("经过", ("时间", "事项", "谁", "理由"), rows, "k-changes"))
