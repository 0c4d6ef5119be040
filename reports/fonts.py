"""The Chinese font of the pictures: one that the system has, found once."""

from functools import cache

from matplotlib.font_manager import FontProperties, fontManager

from data.errors import ReportError

FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "HarmonyOS Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "DengXian",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "SimSun",
)
"""Families with the characters of the mainland, sans serif before serif."""


def chinese_family() -> str:
    """The first of FAMILIES that the system has; ReportError saying what to install if it has none."""
    return _first({one.name for one in fontManager.ttflist})


def _first(installed: set[str]) -> str:
    found = next((name for name in FAMILIES if name in installed), None)
    if found is None:
        raise ReportError(
            "系统里没有中文字体，报告里的图画不出来",
            "请安装思源黑体（Debian、Ubuntu：apt install fonts-noto-cjk；其他系统：黑体或微软雅黑）后重新启动",
            f"looked for {', '.join(FAMILIES)}",
        )
    return found


@cache
def font(size: float) -> FontProperties:
    """The font in a size in points."""
    return FontProperties(family=chinese_family(), size=size)
