"""What a search has found, and the field in which one asks."""

from collections.abc import Sequence, Set

import streamlit as st

from data.reference import packages, reference_systems
from kpi.cameras import PACKAGE
from kpi.search import Hit
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped


def ask() -> None:
    """The search field in the side bar; what is typed there opens the search page."""
    with st.sidebar:
        text = st.text_input(
            "搜索",
            key="search",
            placeholder="搜索",
            icon=":material/search:",
            label_visibility="collapsed",
        )
    if text and text != st.session_state.get("searched"):
        st.session_state["searched"] = text
        st.switch_page("search.py", query_params={"q": text})


def hit_table(hits: Sequence[Hit], cameras: Set[str]) -> str:
    """The hits, each leading to the page of its system; tickets to their card, cameras to their file."""
    rows = [
        [
            f"<span class='k-tag'>{one.kind}</span>",
            f"<b>{_found(one, cameras)}</b>",
            escaped(one.words or NOTHING),
            f"包件{one.package}<small>{escaped(packages()[one.package].short_name)}</small>",
            _system(one),
            one.month or NOTHING,
        ]
        for one in hits
    ]
    return plain_table("搜索结果", ("类别", "编号", "内容", "包件", "系统", "月份"), rows, css="k-hits")


def _found(hit: Hit, cameras: Set[str]) -> str:
    if hit.kind == "资产" and hit.package == PACKAGE and hit.found_id in cameras:
        return links.to("cameras", escaped(hit.found_id), camera=hit.found_id)
    if hit.kind == "故障工单":
        return links.ticket(hit.package, hit.found_id, escaped(hit.found_id))
    return escaped(hit.found_id)


def _system(hit: Hit) -> str:
    shown = {one.system_id for one in reference_systems() if one.parent_id is None}
    if hit.system_id is None:
        return NOTHING
    return links.system(hit.system_id) if hit.system_id in shown else escaped(hit.system_id)
