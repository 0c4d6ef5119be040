"""Entering a claim 申诉: package, kind of record and record are in the address; what is claimed, in a form."""

import streamlit as st

from access.audit import Action, Changed
from access.rights import Right
from kpi.claim_kinds import CLAIM_KINDS, EXEMPT_REASONS, FIELD_WORDS, PACKAGE_FIELD, RECLASSIFIED, SPOKEN, ClaimKind
from kpi.claiming import Wanted, enter_claim, parse_spans
from kpi.claims import CLAIMABLE, Claim, Subject, find_subjects, subject
from kpi.claims import claims as read_claims
from kpi.rectifying import EVIDENCE_TYPES
from kpi.sentences import name_of
from pages.parts import acting, filters, links, look, session, visitor
from pages.parts.claim_panel import say
from pages.parts.tables import plain_table
from pages.parts.text import escaped


def draw() -> None:
    """Choose a record, then say what is wrong with it; nothing for who may not."""
    if not visitor.may(Right.CLAIM):
        return
    is_asked = bool(filters.carried("record"))
    with st.expander("提出申诉", icon=":material/add_comment:", expanded=is_asked):
        with st.container(key="claim-record", horizontal=True, vertical_alignment="bottom"):
            package = filters.claimed_package()
            dataset = filters.choose("dataset", "记录类型", {name: title for name, (title, *_) in CLAIMABLE.items()})
            text = filters.text("record", "记录编号", "编号或系统编号")
        found = session.read(subject, package, dataset, text) if text else None
        if found is not None:
            _draw_form(found)
        else:
            _draw_hits(package, dataset, text)


def _draw_hits(package: int, dataset: str, text: str) -> None:
    hits = session.read(find_subjects, package, dataset, text)
    rows = [
        [
            links.to("claims", escaped(one.record_id), **_address(one)),
            f"{escaped(name_of(one.system_id))}<small>{one.system_id}</small>",
            f"<span class='k-day'>{one.begins_at:%Y-%m-%d %H:%M}</span>",
            escaped(one.said),
        ]
        for one in hits
    ]
    if rows:
        st.html(
            f"<p class='k-quiet'>{'找到' if text else '最近的'} {len(rows)} 条，点编号选择</p>"
            + plain_table("记录", ("编号", "系统", "开始", "内容"), rows, "k-claim-hits")
        )
    else:
        st.html("<p class='k-quiet'>没有找到记录：只能对已上报的当前记录提出申诉。</p>")


def _address(one: Subject) -> dict[str, str]:
    return {"for": str(one.package), "dataset": one.dataset, "record": one.record_id}


def _draw_form(found: Subject) -> None:
    kinds = {kind: CLAIM_KINDS[kind] for dataset, kind in SPOKEN if dataset == found.dataset}
    ends = f"{found.ends_at:%Y-%m-%d %H:%M}" if found.ends_at else "没有结束"
    st.html(
        f"<p class='k-lead'><b>{escaped(found.record_id)}</b><span>{escaped(name_of(found.system_id))}</span>"
        f"<span>{found.begins_at:%Y-%m-%d %H:%M} 至 {ends}</span><span>{escaped(found.said)}</span></p>"
    )
    place = f"{found.package}-{found.dataset}-{found.record_id}"
    kind: ClaimKind = st.segmented_control(
        "申诉什么", list(kinds), format_func=kinds.__getitem__, default=next(iter(kinds)), key=f"kind-{place}",
        required=True,
    )  # fmt: skip
    with st.form(f"claim-{place}-{kind}", border=False):
        field, value, spans = _ask(found, kind, f"{place}-{kind}")
        reason = st.text_input("申诉理由（必填）", key=f"why-{place}-{kind}")
        types = [suffix.removeprefix(".") for suffix in EVIDENCE_TYPES]
        file = st.file_uploader(
            "证据材料（必传，不超过 20 MB）", types, key=f"paper-{place}-{kind}", max_upload_size=20
        )
        sent = st.form_submit_button("提出申诉", type="primary", icon=":material/send:")
    if not sent:
        return
    paper = (file.name, file.getvalue()) if file else None

    def enter() -> Claim:
        wanted = Wanted(
            found.package, found.dataset, found.record_id, kind, reason, field, value, parse_spans(spans)
        )  # fmt: skip
        return enter_claim(session.store_of(found.package, "申诉"), wanted, paper, made_by=visitor.who().signature)

    outcome = acting.act(
        Right.CLAIM, found.package, Action.CLAIM, f"包件{found.package} {found.record_id} {CLAIM_KINDS[kind]}", enter,
        state=lambda: [one.number for one in session.read(read_claims, found.package)], told=_tell,
    )  # fmt: skip
    say(outcome, f"已提出 {outcome.number}，等待裁定" if isinstance(outcome, Claim) else "")
    if isinstance(outcome, Claim):
        st.query_params.from_dict({"claim": outcome.number, "pkg": str(outcome.package)})
    st.rerun()


def _tell(changed: Changed, entered: Claim) -> None:
    changed.note = entered.number


def _ask(found: Subject, kind: ClaimKind, place: str) -> tuple[str | None, str | None, str]:
    """Field, value and spans as far as the kind has them."""
    if kind == "exempt":
        return None, st.selectbox("豁免原因（必填）", EXEMPT_REASONS, index=None, key=f"value-{place}"), ""
    if kind == "class":
        options = {
            f"{name}|{word}": f"{FIELD_WORDS[name]}应为 {f'包件{word}' if name == PACKAGE_FIELD else word}"
            for (dataset, name), words in RECLASSIFIED.items() if dataset == found.dataset
            for word in words if word != (str(found.package) if name == PACKAGE_FIELD else found.fields[name])
        }  # fmt: skip
        chosen = st.selectbox(
            "应为什么（必填）", list(options), index=None, format_func=options.__getitem__, key=f"value-{place}"
        )
        field, _, value = (chosen or "|").partition("|")
        return field or None, value or None, ""
    example = f"{found.begins_at:%Y-%m-%d %H:%M} 至 {found.ends_at or found.begins_at:%Y-%m-%d %H:%M}"
    label = "等待用户的时段（必填，每行一段）" if kind == "waiting" else "计划停机的时段（必填）"
    look.put(f"<p class='k-quiet'>写成：{example}；重叠的只算一次，记录以外的部分不算</p>")
    return None, None, st.text_area(label, key=f"spans-{place}", height=80, placeholder=example)
