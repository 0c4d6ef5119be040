"""The look of every page: style sheet, brand, the mark of the sample data."""

import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from data.clock import DEMO_NOW
from pages.parts import verdicts

FOLDER = Path(__file__).parent
ICON = (FOLDER / "mark.svg").read_text(encoding="utf-8")


def apply() -> None:
    """Put the style sheet into the page."""
    st.html(f"<style>{_style()}</style>")


def is_large() -> bool:
    """Whether the page is shown on a large screen: without the side bar, and read anew every minute."""
    return st.query_params.get("view") == "large"


def draw_large() -> None:
    """Leave out the side bar and the bar above, and keep the figures fresh."""
    st.html(f"<style>{(FOLDER / 'large.css').read_text(encoding='utf-8')}</style>")
    _refresh()


@st.fragment(run_every=60.0)
def _refresh() -> None:
    if "large_since" in st.session_state and time.monotonic() - st.session_state["large_since"] >= 55:
        st.session_state["large_since"] = time.monotonic()
        st.rerun()
    st.session_state.setdefault("large_since", time.monotonic())


def put(html: str) -> None:
    """Draw HTML, or nothing where there is none."""
    if html:
        st.html(html)


def draw_brand() -> None:
    """The name of the product above the menu."""
    st.logo((FOLDER / "brand.svg").read_text(encoding="utf-8"), size="large", icon_image=ICON)


def keep_addresses(pages: Iterable[tuple[str, str]]) -> None:
    """Pages by title and address, the first at the root, that show nothing and stand in no menu: the address stays what
    it is while nobody is logged in, so that the login leads back to it."""
    kept = [
        st.Page(draw_brand, title=title, url_path=address, default=not at) for at, (title, address) in enumerate(pages)
    ]
    st.navigation(kept, position="hidden")


def draw_demo_mark() -> None:
    """Say on every page that nothing here is real."""
    st.html(
        "<p class='k-demo' role='note'><b>示例数据</b>"
        f"<span>全部记录为虚构，时间停在 {DEMO_NOW:%Y-%m-%d %H:%M}；可以随意试用上报。</span></p>"
    )


@lru_cache
def _style() -> str:
    """Verdict colours, what all pages share, the sheet of each page, and paper last, which overrules all."""
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "css").glob("*.css"))}
    first, last = [sheets.pop("base"), sheets.pop("tables")], sheets.pop("print")
    return "\n".join([verdicts.css(), *first, *sheets.values(), last])
