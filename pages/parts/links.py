"""Links between the levels: overview → package → indicator → system. Each keeps the period of the page it stands on."""

from urllib.parse import urlencode

from kpi.sentences import name_of
from pages.parts import filters
from pages.parts.text import escaped

EVIDENCE = "evidence"
"""Where the evidence stands on the page of an indicator."""


def address(page: str, **named: object) -> str:
    """The address of a page with what it is to show, as seen from any other page."""
    query = urlencode(filters.kept(**named))
    return f"{page or './'}?{query}" if query else page or "./"


def to(page: str, words: str, *, css: str = "", **named: object) -> str:
    """A link as HTML; words are HTML already."""
    return f"<a class='k-link {css}' target='_self' href='{escaped(address(page, **named))}'>{words}</a>"


def indicator(code: str, words: str, css: str = "") -> str:
    """A link to an indicator or clause; words are HTML already."""
    return to("indicator", words, css=css, code=code)


def system(system_id: str) -> str:
    """A link to a system under its short name."""
    return to("system", f"{escaped(name_of(system_id))}<small>{escaped(system_id)}</small>", id=system_id)


def evidence(code: str, month: str, system_id: str, words: str, *, keeps_period: bool) -> str:
    """A link to the rows of one system and month behind an indicator; words are HTML already."""
    named = {"code": code, "month": month, "system": system_id}
    target = address("indicator", **named if keeps_period else named | {"period": month})
    return f"<a class='k-link' target='_self' href='{escaped(target)}#{EVIDENCE}'>{words}</a>"


def ticket(package: int, ticket_id: str, words: str, **kept: str) -> str:
    """A link to the card of a fault ticket; words are HTML already, kept: filters to come back to."""
    return to("faults", words, css="k-opens", pkg=package, **kept, ticket=ticket_id)


def large_switch(page: str, is_large: bool) -> str:
    """A link that shows a page on a large screen, or back as usual."""
    return to(page, "退出大屏") if is_large else to(page, "大屏显示", css="k-full", view="large")
