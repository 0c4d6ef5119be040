"""The settings as tables, and the form that makes a new version of them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import streamlit as st

from data.reference import working_days
from kpi.periods import Month, month_range
from kpi.settings import Settings, change_settings, parse_days
from kpi.targets import current_contract
from pages.parts import session, visitor
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

_EXCLUSIONS = (
    ("停机", "计划停机中有批准人、批准时间不晚于开始的时段；写明豁免原因的停机", "可用性、MTBF、最长中断"),
    ("故障", "写明豁免原因的故障", "响应、修复、MTTR、联动响应"),
    ("摄像机", "当天任一次检查写明豁免原因的摄像机", "视频在线率"),
    ("系统和资产", "停用日期以后的记录；月中投运或停用的，不计当月的巡检次数和覆盖率", "全部"),
    ("报告", "周报", "运维报告数量"),
)


def lead(current: Settings) -> str:
    """Which version holds now, and what came of the last change."""
    said = st.session_state.pop("adjusted", None)
    note = f"<p class='k-demo' role='status'>{escaped(said)}</p>" if said else ""
    version = f"第 {current.number} 版，自 {current.valid_from} 起" if current.number else "合同原文，没有改过"
    return (
        f"{note}<p class='k-lead'>现在用的是{version}<span>改动从本月或以后的月份起生效</span>"
        "<span>已经结束的月份保持原来的设置</span></p>"
    )


def draw_form(current: Settings, this_month: Month) -> Callable[[], None] | None:
    """What saves the new version once the form is sent, else None."""
    contract = current_contract()
    first = max(this_month, contract.first_month)
    months = month_range(first, contract.last_month) if first <= contract.last_month else [contract.last_month]
    with st.form(f"settings-{current.number}"):
        st.html("<h2 class='k-panel'>改动</h2>")
        weights = {
            level: st.number_input(f"{level}权重", 0.0, 100.0, float(weight), 1.0, key=f"weight-{level}")
            for level, weight in current.weights.items()
        }
        upload_day = st.number_input("每月几日前报上月数据", 1, 28, current.upload_day, 1, key="upload-day")
        days = st.text_area(
            "工作日调整（一行一天，如 2027-02-14 上班、2027-01-04 休息）",
            "\n".join(f"{day} {'上班' if works else '休息'}" for day, works in sorted(current.days.items())),
            key="days",
        )
        valid_from = st.selectbox("自哪个月起", [str(month) for month in months], key="valid-from")
        reason = st.text_input("理由（必填）", key="reason")
        sent = st.form_submit_button("保存为新的版本", type="primary", icon=":material/save:")
    if not sent:
        return None
    number, month = current.number + 1, Month.parse(valid_from)

    def save() -> None:
        change_settings(
            session.store(),
            Settings(number, month, weights, int(upload_day), parse_days(days), reason, visitor.who().signature),
        )

    return save


def say_who_may() -> None:
    """Say to those who may only look who changes the settings."""
    st.html("<h2 class='k-panel'>改动</h2><p class='k-lead'>设置由管理员修改，每次改动都留有记录。</p>")


def version_table(versions: Sequence[Settings]) -> str:
    """All versions, the newest first: what holds, from when, why, by whom."""
    rows = [
        [
            f"第 {one.number} 版" if one.number else "合同原文",
            _month(one.valid_from),
            "、".join(f"{level.removesuffix('指标')}{weight:g}" for level, weight in one.weights.items()),
            f"{one.upload_day} 日",
            f"{len(one.days)} 天",
            escaped(one.reason or NOTHING),
            escaped(f"{one.made_by} {one.made_at:%Y-%m-%d %H:%M}" if one.made_at else NOTHING),
        ]
        for one in reversed(versions)
    ]
    heads = ("版本", "自", "权重", "报送截止", "调整日", "理由", "改动人")
    return f"<section class='k-block'><h2>版本</h2>{plain_table('设置的版本', heads, rows)}</section>"


def calendar_table(current: Settings) -> str:
    """The term's days that are not as the day of the week says: holidays, make-up days, and our own adjustments."""
    contract = current_contract()
    known_days = working_days(contract.first_month.first_day, contract.last_month.end)
    days = {
        **known_days,
        **{
            day: works
            for day, works in current.days.items()
            if day in known_days or Month.of(day) >= current.valid_from
        },
    }
    rows = []
    for month in month_range(contract.first_month, contract.last_month):
        known = {day: works for day, works in days.items() if Month.of(day) == month}
        off = [day for day, works in known.items() if not works and day.weekday() < 5]
        on = [day for day, works in known.items() if works and day.weekday() >= 5]
        missing = len(known) < (month.end - month.first_day) // timedelta(days=1)
        shown = "日历缺失，5×8 的系统当月不计" if missing else f"{sum(known.values())} 天"
        rows.append([_month(month), shown, _days(off), _days(on)])
    heads = ("月份", "工作日", "工作日放假", "周末上班")
    return f"<section class='k-block'><h2>工作日历</h2>{plain_table('工作日历', heads, rows)}</section>"


def _month(month: Month) -> str:
    return f"<span class='k-day'>{month}</span>"


def _days(days: Sequence[date]) -> str:
    return "、".join(f"{day.day}日" for day in days) or NOTHING


def exclusion_table() -> str:
    """What counts nowhere, by the rules of the measures."""
    rows = [[f"<b>{what}</b>", rule, where] for what, rule, where in _EXCLUSIONS]
    table = plain_table("排除", ("记录", "不计的", "哪些指标"), rows)
    return f"<section class='k-block'><h2>排除<small>按口径固定，不能在这里改</small></h2>{table}</section>"
