"""The look of every page: style sheet, brand, the mark of the sample data."""

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


def draw_brand() -> None:
    """The name of the product above the menu."""
    st.logo((FOLDER / "brand.svg").read_text(encoding="utf-8"), size="large", icon_image=ICON)


def draw_demo_mark() -> None:
    """Say on every page that nothing here is real."""
    st.html(
        "<p class='k-demo' role='note'><b>示例数据</b>"
        f"<span>全部记录为虚构，时间停在 {DEMO_NOW:%Y-%m-%d %H:%M}；可以随意试用上报。</span></p>"
    )


@lru_cache
def _style() -> str:
    return verdicts.css() + (FOLDER / "look.css").read_text(encoding="utf-8")
