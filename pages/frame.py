"""The page frame and the menu: the only st.navigation, who may enter which page, the look, the guard."""

import streamlit as st

from access.principal import Principal
from access.rights import Right
from data.errors import SupervisionError
from kpi.cameras import PACKAGE as CAMERAS_OF
from pages.parts import acting, closed_strip, filters, finds, guard, health, identity, look, pace, session, visitor
from pages.parts.text import APP
from pages.parts.waiting import wait_for_sample_data

SEE, SETTINGS = Right.SEE_SCORES, Right.SEE_SETTINGS
MENU: list[tuple[str, str, str, str, Right]] = [
    # file, title, icon ('' : not in the menu), address, right
    ("overview.py", "总览", "space_dashboard", "overview", SEE),
    ("availability.py", "可用率", "monitor_heart", "availability", SEE),
    ("faults.py", "故障", "build", "faults", SEE),
    ("cameras.py", "摄像机", "videocam", "cameras", SEE),
    ("satisfaction.py", "满意度", "sentiment_satisfied", "satisfaction", SEE),
    ("clauses.py", "服务条款", "gavel", "clauses", SEE),
    ("outlook.py", "展望", "flag", "outlook", SEE),
    ("report.py", "报告", "description", "reports", Right.EXPORT),
    ("upload.py", "数据上报", "upload_file", "upload", Right.UPLOAD),
    ("assess.py", "定性评价", "rule", "assess", Right.ASSESS),
    ("doubts.py", "疑点", "compare_arrows", "doubts", SEE),
    ("batches.py", "上报记录", "inventory", "batches", SEE),
    ("closing.py", "结账", "lock", "closing", SEE),
    ("claims.py", "更正与申诉", "balance", "claims", SEE),
    ("accounts.py", "账号", "group", "accounts", Right.MANAGE_ACCOUNTS),
    ("audit.py", "审计", "policy", "audit", Right.SEE_AUDIT),
    ("settings.py", "设置", "tune", "settings", SETTINGS),
    ("status.py", "运行状态", "health_and_safety", "status", Right.SEE_STATUS),
    ("package.py", "包件", "", "package", SEE),
    ("search.py", "搜索", "", "search", SEE),
    ("system.py", "系统", "", "system", SEE),
    ("indicator.py", "指标", "", "indicator", SEE),
]

ONLY_OF = {"cameras.py": CAMERAS_OF}
"""Pages that are of one package."""


def draw(looker: Principal) -> None:
    """The menu of who looks, and the page that the address names, if they may see it."""
    pages = {
        file: st.Page(
            file,
            title=title,
            icon=f":material/{icon}:" if icon else None,
            url_path=address,
            default=file == "overview.py" and looker.may(SEE),
            visibility="visible" if icon and looker.may(right, ONLY_OF.get(file)) else "hidden",
        )
        for file, title, icon, address, right in MENU
    }
    first = next(file for file, _, icon, _, right in MENU if icon and looker.may(right))
    home = st.Page(look.draw_brand, title=APP, url_path="home", default=not looker.may(SEE), visibility="hidden")
    page = st.navigation([*pages.values(), home], expanded=True)
    if page == home:
        st.switch_page(pages[first], query_params=st.query_params.to_dict())
    look.draw_brand()
    if look.is_large():
        look.draw_large()
    if session.is_demo():
        look.draw_demo_mark()
    with visitor.looking(looker), guard.shown(), pace.measured(page.title):
        if session.waiting() is not None:
            wait_for_sample_data()
            return
        if looker.may(SEE):
            finds.ask()
        identity.draw(looker)
        file, right = next((file, right) for file, title, _, _, right in MENU if title == page.title)
        acting.enter(right, ONLY_OF.get(file), f"页面 {page.title}")
        filters.make_room()
        look.put(health.banner())
        if looker.may(SEE) and page.url_path not in closed_strip.WITHOUT and not look.is_large():
            look.put(closed_strip.strip())
        page.run()


st.set_page_config(page_title=APP, page_icon=look.ICON, layout="wide", initial_sidebar_state=212)
look.apply()
found = guard.attempted(visitor.who)
if isinstance(found, SupervisionError):
    look.keep_addresses([(title, address) for _, title, _, address, _ in MENU])
    guard.show(found)
else:
    draw(found)
