"""What is looked at: period, package and month, kept in the address of the page.

The address is the truth: a link opens what it names, and Back undoes a choice. Streamlit's own binding of widgets to
the address replaces the history entry, so Back would leave the page instead.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import streamlit as st

from data.contract import term
from data.reference import reference_systems
from kpi.periods import Month, month_range, parse_period
from kpi.targets import PACKAGES, current_contract
from pages.parts import session
from pages.parts.text import month_name, package_name, span_words

DEFAULT_PERIOD = "todate"


def period() -> str:
    """The period chosen, as periods.parse_period takes it; the contract to date by default."""
    names = _period_names()
    return _chosen("period", names, DEFAULT_PERIOD, lambda key: _select("期间", names, key, "period"))


def package() -> int:
    """The package chosen; by default that of the system in the address, or the first."""
    names = {str(number): package_name(number) for number in PACKAGES}
    default = st.query_params.get("id", "")[1:2]
    return int(
        _chosen("pkg", names, default if default in names else "1", lambda key: _segments("包件", names, key, "pkg"))
    )


def indicator() -> str:
    """The code of the indicator or clause chosen, among those of its package; the first of all by default."""
    contract, asked = current_contract(), st.query_params.get("code", "")
    package = next((number for number in PACKAGES if asked.startswith(f"{number}.")), PACKAGES[0])
    names = {one.code: f"{one.code} {one.name}" for one in (*contract.tables[package], *contract.clauses[package])}
    return _chosen("code", names, next(iter(names)), lambda key: _select("指标", names, key, "code"))


def system() -> str:
    """The system chosen, one of the 38; the first by default."""
    names = {
        one.system_id: f"{one.system_id} {one.short_name or one.system_name}"
        for one in reference_systems()
        if one.parent_id is None
    }
    return _chosen("id", names, next(iter(names)), lambda key: _select("系统", names, key, "id"))


def day_of_system(days: Mapping[str, Iterable[date]]) -> tuple[str, date] | None:
    """The system and day that the address names with id and day, if the days of the systems have it; else None."""
    system_id, asked = st.query_params.get("id", ""), st.query_params.get("day", "")
    found = next((day for day in days.get(system_id, ()) if str(day) == asked), None)
    return None if found is None else (system_id, found)


def upload_package() -> int:
    """The package that files are handed in for."""
    names = {str(number): package_name(number) for number in PACKAGES}
    return int(_chosen("pkg", names, "1", lambda key: _select("包件", names, key, "pkg")))


def upload_month() -> str:
    """The month 'YYYY-MM' that files are handed in for: any that has begun; the last finished one by default."""
    this_month = Month.of(session.store().now().date())
    first, last = (Month.parse(text) for text in term())
    months = month_range(first, min(max(this_month, first), last))
    names = {str(month): month_name(month) for month in reversed(months)}
    default = str(min(max(this_month.plus(-1), first), last))
    return _chosen("month", names, default, lambda key: _select("月份", names, key, "month"))


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
    names |= {text: f"{text[:4]}年第{text[-1]}季度" for text in quarters}
    return names | {str(month): month_name(month) for month in reversed(months)}


def _chosen(name: str, options: Mapping[str, str], default: str, draw: Callable[[str], None]) -> str:
    """The option that the address names, with its widget drawn; an unknown one counts as the default."""
    asked = st.query_params.get(name, default)
    value = asked if asked in options else default
    st.session_state[f"chosen_{name}"] = value
    draw(f"chosen_{name}")
    return value


def _write_address(key: str, name: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        st.query_params[name] = chosen


def _select(label: str, names: Mapping[str, str], key: str, name: str) -> None:
    st.selectbox(
        label, list(names), format_func=names.__getitem__, key=key, on_change=_write_address, args=(key, name),
        filter_mode=None,
    )  # fmt: skip


def _segments(label: str, names: Mapping[str, str], key: str, name: str) -> None:
    st.segmented_control(
        label, list(names), format_func=names.__getitem__, key=key, on_change=_write_address, args=(key, name),
        required=True, label_visibility="collapsed",
    )  # fmt: skip
