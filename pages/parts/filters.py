"""What is looked at: period, package and month, kept in the address of the page.

The address is the truth: a link opens what it names, and Back undoes a choice. Streamlit's own binding of widgets to
the address replaces the history entry, so Back would leave the page instead.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

import streamlit as st

from data.contract import term
from data.reference import reference_systems
from kpi.periods import Month, month_range, parse_period
from kpi.sentences import name_of
from kpi.targets import PACKAGES, current_contract
from pages.parts import acting, closed, session, visitor
from pages.parts.text import package_name, span_words
from reports.kinds import KINDS

DEFAULT_PERIOD = "todate"
_NOTICES = "notices_on_address"
ALL = "all"
"""No narrowing, in the address."""
Widget = Callable[[str, Mapping[str, str], str, str], None]
"""Draws the options: label, options, key, name in the address."""


def period() -> str:
    """The period chosen, as periods.parse_period takes it; the contract to date by default."""
    names = _period_names()
    return _chosen("period", "期间", names, DEFAULT_PERIOD)


def period_of_report(kind: str) -> str:
    """The period that a report of a kind is of; the last one that is over by default."""
    names = _period_names()
    if kind not in KINDS:
        return _chosen("period", "期间", names, DEFAULT_PERIOD)
    default = KINDS[kind].default_period(session.as_of())
    fitting = {name: words for name, words in names.items() if re.fullmatch(KINDS[kind].form, name)}
    return _chosen(f"period_{kind}", "期间", fitting, default if default in fitting else next(iter(fitting)))


def package() -> int:
    """The package chosen; by default that of the system in the address, or the first."""
    names = _package_names("pkg")
    default = st.query_params.get("id", "")[1:2]
    return int(_chosen("pkg", "包件", names, default if default in names else next(iter(names)), _segments))


def indicator() -> str:
    """The code of the indicator or clause chosen, among those of its package; the first of all by default."""
    contract, asked = current_contract(), st.query_params.get("code", "")
    _package_names("code")
    own = visitor.packages()
    package = next((number for number in own if asked.startswith(f"{number}.")), own[0])
    names = {one.code: f"{one.code} {one.name}" for one in (*contract.tables[package], *contract.clauses[package])}
    return _chosen("code", "指标", names, next(iter(names)))


def system() -> str:
    """The system chosen, one of those of the packages that who looks may see; the first by default."""
    _package_names("id")
    names = _system_names(visitor.packages())
    return _chosen("id", "系统", names, next(iter(names)))


def system_of(package: int) -> str | None:
    """The system of a package to which a page is narrowed; None: all of them."""
    names = {ALL: "全部系统"} | _system_names([package])
    chosen = _chosen("system", "系统", names, ALL)
    return None if chosen == ALL else chosen


def fault_class() -> str | None:
    """The class of faults, 软件 or 硬件; None: both."""
    names = {ALL: "软件和硬件", "软件": "软件", "硬件": "硬件"}
    chosen = _chosen("class", "故障类别", names, ALL)
    return None if chosen == ALL else chosen


def fault_list(names: Mapping[str, str]) -> str:
    """Which view of the faults is shown: the first by default, or one of the lists of tickets."""
    return _chosen("list", "工单", names, next(iter(names)), _segments)


def clause_view(names: Mapping[str, str]) -> str:
    """How the service clauses are looked at: the first by default."""
    return _chosen("view", "视图", names, next(iter(names)), _segments)


def day_of_system(days: Mapping[str, Iterable[date]]) -> tuple[str, date] | None:
    """The system and day that the address names with id and day, if the days of the systems have it; else None."""
    system_id, asked = st.query_params.get("id", ""), st.query_params.get("day", "")
    found = next((day for day in days.get(system_id, ()) if str(day) == asked), None)
    return None if found is None else (system_id, found)


def upload_package() -> int:
    """The package that files are handed in for."""
    names = _package_names("pkg")
    return int(_chosen("pkg", "包件", names, next(iter(names))))


def upload_month() -> str:
    """The month 'YYYY-MM' that files are handed in for: any that has begun; the last finished one by default."""
    this_month = Month.of(session.store().now().date())
    first, last = (Month.parse(text) for text in term())
    default = str(min(max(this_month.plus(-1), first), last))
    return _chosen("month", "月份", {month: month for month in upload_months()}, default)


def upload_months() -> list[str]:
    """The months of the term that have begun, the latest first."""
    this_month = Month.of(session.store().now().date())
    first, last = (Month.parse(text) for text in term())
    return [str(month) for month in reversed(month_range(first, min(max(this_month, first), last)))]


def upload_choice() -> tuple[int | None, str | None]:
    """Package and month as far as the address names them: what somebody has chosen, not what is shown by default."""
    package, month = st.query_params.get("pkg", ""), st.query_params.get("month", "")
    return int(package) if package in map(
        str, visitor.packages()
    ) else None, month if month in upload_months() else None


def closing_month(names: Mapping[str, str], default: str) -> str:
    """The month 'YYYY-MM' to be closed or looked at; names: as the address has them → as they are shown."""
    return _chosen("month", "月份", names, default)


def version(names: Mapping[str, str], default: str) -> str:
    """The upload type and month whose versions are looked at; names: as the address has them → as they are shown."""
    return _chosen("of", "哪份数据", names, default)


def some_packages() -> list[int]:
    """The package chosen, or all of them; all by default."""
    own = _package_names("pkg")
    if len(own) == 1:
        return [int(one) for one in own]
    chosen = _chosen("pkg", "包件", {ALL: "全部包件"} | own, ALL, _segments)
    return visitor.packages() if chosen == ALL else [int(chosen)]


def packages_listed() -> list[int]:
    """As some_packages, from a list, where there is no room for all their names."""
    chosen = _chosen("pkg", "包件", {ALL: "全部包件"} | _package_names("pkg"), ALL)
    return visitor.packages() if chosen == ALL else [int(chosen)]


def claimed_package() -> int:
    """The package on a record of which is claimed."""
    names = _package_names("for")
    return int(_chosen("for", "包件", names, next(iter(names))))


def choose(name: str, label: str, names: Mapping[str, str]) -> str:
    """One of some options, kept in the address under a name; the first by default."""
    return _chosen(name, label, names, next(iter(names)))


def text(name: str, label: str, placeholder: str) -> str:
    """A text to look for, kept in the address under a name; '' by default."""
    key = f"chosen_{name}"
    st.session_state[key] = st.query_params.get(name, "")
    return st.text_input(
        label, key=key, placeholder=placeholder, max_chars=60, icon=":material/search:", on_change=_write_address,
        args=(key, name),
    ).strip()  # fmt: skip


def mark(name: str, label: str, names: Mapping[str, str]) -> frozenset[str]:
    """Any of some options, kept in the address under a name, with commas; none by default."""
    asked = [one for one in st.query_params.get(name, "").split(",") if one in names]
    key = f"chosen_{name}"
    st.session_state[key] = asked
    st.pills(
        label, list(names), selection_mode="multi", format_func=names.__getitem__, key=key, on_change=_write_marks,
        args=(key, name),
    )  # fmt: skip
    return frozenset(asked)


def package_named() -> int:
    """The package that the address names, where none is to be chosen; the first by default."""
    asked, names = st.query_params.get("pkg", ""), _package_names("pkg")
    return int(asked if asked in names else next(iter(names)))


def carried(*names: str) -> dict[str, str]:
    """Those of the named filters that the address has."""
    return {name: st.query_params[name] for name in names if name in st.query_params}


def kept(**changed: object) -> dict[str, str]:
    """The address of another page: the period chosen here, and what is named."""
    address = {"period": st.query_params["period"]} if "period" in st.query_params else {}
    return address | {name: str(value) for name, value in changed.items()}


def _package_names(name: str) -> dict[str, str]:
    """The packages that who looks may see; that the address asks for another is put on record, once a session."""
    own, asked = visitor.packages(), st.query_params.get(name, "")
    package = asked.removeprefix("P")[:1]
    if package in map(str, PACKAGES) and int(package) not in own:
        acting.note_foreign(int(package), f"链接 {name}={asked}")
    return {str(number): package_name(number) for number in own}


def _system_names(packages: Collection[int]) -> dict[str, str]:
    return {
        one.system_id: f"{one.system_id} {one.short_name or one.system_name}"
        for one in reference_systems()
        if one.parent_id is None and one.package in packages
    }


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
    return names | {str(month): _month_name(str(month)) for month in reversed(months)}


def _month_name(month: str) -> str:
    return f"{month}（已结账）" if closed.is_closed_everywhere(month) else month


def make_room() -> None:
    """Keep a place above the page for what its address names and there is not."""
    st.session_state[_NOTICES] = st.container(key="notices")


def _chosen(name: str, label: str, options: Mapping[str, str], default: str, draw: Widget | None = None) -> str:
    """The option that the address names, with its widget drawn; an unknown one counts as the default, and is said."""
    asked = st.query_params.get(name, default)
    value = asked if asked in options else default
    if value != asked:
        said = f"链接里的{label}“{asked}”在这里没有，下面显示的是 {options[default]}"
        st.session_state[_NOTICES].warning(said, icon=":material/link_off:")
    st.session_state[f"chosen_{name}"] = value
    (draw or _select)(label, options, f"chosen_{name}", name)
    return value


def _write_address(key: str, name: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        st.query_params[name] = chosen
        st.session_state[f"picked_{name}"] = chosen


def _write_marks(key: str, name: str) -> None:
    if st.session_state[key]:
        st.query_params[name] = ",".join(st.session_state[key])
    else:
        st.query_params.pop(name, None)


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


# --- the rows of an indicator's evidence ---


def evidence_month(months: Sequence[str]) -> str | None:
    """The month 'YYYY-MM' whose rows are wanted; None for all."""
    names = {ALL: "全部月份"} | {month: month for month in months}
    chosen = _chosen("month", "月份", names, ALL)
    return None if chosen == ALL else chosen


def evidence_system(systems: Sequence[str]) -> str | None:
    """The system whose rows are wanted; None for all."""
    names = {ALL: "全部系统"} | {system_id: f"{system_id} {name_of(system_id)}" for system_id in systems}
    chosen = _chosen("system", "系统", names, ALL)
    return None if chosen == ALL else chosen


def evidence_text() -> str:
    """The text that the wanted rows hold; '' for all."""
    return text("text", "查找", "记录编号或说明中的文字")
