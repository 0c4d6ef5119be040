"""What is looked at: period, package and month, kept in the address of the page.

The address is the truth: a link opens what it names, and Back undoes a choice. Streamlit's own binding of widgets to
the address replaces the history entry, so Back would leave the page instead.
"""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from data.contract import term
from data.reference import reference_systems
from kpi.periods import Month, month_range, parse_period
from kpi.sentences import name_of
from kpi.targets import PACKAGES, current_contract
from pages.parts import session
from pages.parts.text import package_name, span_words

DEFAULT_PERIOD = "todate"
_LABELS = {
    "period": "期间",
    "pkg": "包件",
    "code": "指标",
    "id": "系统",
    "system": "系统",
    "month": "月份",
    "of": "哪份数据",
}
_UNKNOWN = "unknown_in_address"


def period() -> str:
    """The period chosen, as periods.parse_period takes it; the contract to date by default."""
    names = _period_names()
    return _chosen("period", names, DEFAULT_PERIOD, lambda key: _select(names, key, "period"))


def package() -> int:
    """The package chosen; the first by default."""
    names = {str(number): package_name(number) for number in PACKAGES}
    return int(_chosen("pkg", names, "1", lambda key: _segments(names, key, "pkg")))


def indicator() -> str:
    """The code of the indicator or clause chosen, among those of its package; the first of all by default."""
    contract, asked = current_contract(), st.query_params.get("code", "")
    package = next((number for number in PACKAGES if asked.startswith(f"{number}.")), PACKAGES[0])
    names = {one.code: f"{one.code} {one.name}" for one in (*contract.tables[package], *contract.clauses[package])}
    return _chosen("code", names, next(iter(names)), lambda key: _select(names, key, "code"))


def system() -> str:
    """The system chosen, one of the 38; the first by default."""
    names = {
        one.system_id: f"{one.system_id} {one.short_name or one.system_name}"
        for one in reference_systems()
        if one.parent_id is None
    }
    return _chosen("id", names, next(iter(names)), lambda key: _select(names, key, "id"))


def upload_package() -> int:
    """The package that files are handed in for."""
    names = {str(number): package_name(number) for number in PACKAGES}
    return int(_chosen("pkg", names, "1", lambda key: _select(names, key, "pkg")))


def upload_month() -> str:
    """The month 'YYYY-MM' that files are handed in for: any that has begun; the last finished one by default."""
    this_month = Month.of(session.store().now().date())
    first, last = (Month.parse(text) for text in term())
    months = month_range(first, min(max(this_month, first), last))
    names = {str(month): str(month) for month in reversed(months)}
    default = str(min(max(this_month.plus(-1), first), last))
    return _chosen("month", names, default, lambda key: _select(names, key, "month"))


def version(names: Mapping[str, str], default: str) -> str:
    """The upload type and month whose versions are looked at; names: as the address has them → as they are shown."""
    return _chosen("of", names, default, lambda key: _select(names, key, "of"))


def kept(**changed: object) -> dict[str, str]:
    """The address of another page: the period chosen here, and what is named."""
    address = {"period": st.query_params["period"]} if "period" in st.query_params else {}
    return address | {name: str(value) for name, value in changed.items()}


def _period_names() -> dict[str, str]:
    contract, as_of = current_contract(), session.as_of()
    names = {
        "todate": "合同至今",
        "midterm": f"中期（{span_words(parse_period('midterm', contract, as_of))}）",
        "term": "全服务期",
    }
    months = parse_period("todate", contract, as_of).months
    quarters = dict.fromkeys(f"{month.year}Q{(month.number + 2) // 3}" for month in reversed(months))
    names |= {text: f"{text[:4]} 第{text[-1]}季度" for text in quarters}
    return names | {str(month): str(month) for month in reversed(months)}


def say_unknown() -> None:
    """Say what the address names that there is not, and what is shown instead; nothing if all of it was known."""
    for words in st.session_state.pop(_UNKNOWN, []):
        st.warning(words, icon=":material/link_off:")


def _chosen(name: str, options: Mapping[str, str], default: str, draw: Callable[[str], None]) -> str:
    """The option that the address names, with its widget drawn; an unknown one counts as the default, and is said."""
    asked = st.query_params.get(name, default)
    value = asked if asked in options else default
    if value != asked:
        said = f"链接里的{_LABELS[name]}“{asked}”在这里没有，下面显示的是 {options[default]}"
        st.session_state.setdefault(_UNKNOWN, []).append(said)
    st.session_state[f"chosen_{name}"] = value
    draw(f"chosen_{name}")
    return value


def _write_address(key: str, name: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        st.query_params[name] = chosen
        st.session_state[f"picked_{name}"] = chosen


def _select(names: Mapping[str, str], key: str, name: str) -> None:
    st.selectbox(
        _LABELS[name], list(names), format_func=names.__getitem__, key=key, on_change=_write_address, args=(key, name),
        filter_mode=None,
    )  # fmt: skip


def _segments(names: Mapping[str, str], key: str, name: str) -> None:
    st.segmented_control(
        _LABELS[name], list(names), format_func=names.__getitem__, key=key, on_change=_write_address, args=(key, name),
        required=True, label_visibility="collapsed",
    )  # fmt: skip


# --- the rows of an indicator's evidence ---

_ALL = "all"


def evidence_month(months: Sequence[str]) -> str | None:
    """The month 'YYYY-MM' whose rows are wanted; None for all."""
    names = {_ALL: "全部月份"} | {month: month for month in months}
    chosen = _chosen("month", names, _ALL, lambda key: _select(names, key, "month"))
    return None if chosen == _ALL else chosen


def evidence_system(systems: Sequence[str]) -> str | None:
    """The system whose rows are wanted; None for all."""
    names = {_ALL: "全部系统"} | {system_id: f"{system_id} {name_of(system_id)}" for system_id in systems}
    chosen = _chosen("system", names, _ALL, lambda key: _select(names, key, "system"))
    return None if chosen == _ALL else chosen


def evidence_text() -> str:
    """The text that the wanted rows hold; '' for all."""
    st.session_state["chosen_text"] = st.query_params.get("text", "")
    return st.text_input(
        "查找", key="chosen_text", placeholder="记录编号或说明中的文字", on_change=_write_address,
        args=("chosen_text", "text"), max_chars=60,
    ).strip()  # fmt: skip
