"""Links between the levels: overview → package → indicator → system. Each keeps the period of the page it stands on."""

from urllib.parse import urlencode

from kpi.sentences import name_of
from pages.parts import filters
from pages.parts.text import escaped


def address(page: str, **named: object) -> str:
    """The address of a page with what it is to show, as seen from any other page."""
    query = urlencode(filters.kept(**named))
    return f"{page}?{query}" if query else page


def to(page: str, words: str, *, css: str = "", **named: object) -> str:
    """A link as HTML; words are HTML already."""
    return f"<a class='k-link {css}' target='_self' href='{escaped(address(page, **named))}'>{words}</a>"


def indicator(code: str, words: str, css: str = "") -> str:
    """A link to an indicator or clause; words are HTML already."""
    return to("indicator", words, css=css, code=code)


def system(system_id: str) -> str:
    """A link to a system under its short name."""
    return to("system", f"{escaped(name_of(system_id))}<small>{escaped(system_id)}</small>", id=system_id)
