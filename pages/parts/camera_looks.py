"""How the states of cameras look on the map and in words: a colour, a sign and a word each.

The colours keep apart in the common kinds of colour blindness and by lightness; what needs somebody is larger and bears
a sign.
"""

from typing import NamedTuple

from kpi.camera_files import DayState
from kpi.camera_standing import STATE_WORDS
from kpi.cameras import FAR_BELOW, REPEATS, State


class Look(NamedTuple):
    """sign: drawn on the point, '' for none; radius in pixels; meaning: the rule in words."""

    word: str
    sign: str
    colour: tuple[int, int, int]
    radius: float
    meaning: str


LOOKS: dict[State, Look] = {
    "met": Look(STATE_WORDS["met"], "", (47, 143, 128), 3.5, "最近一次在线，本期在线率达到所在区域的目标"),
    "below": Look(STATE_WORDS["below"], "", (226, 163, 54), 4.5, "最近一次在线，本期在线率没有达到所在区域的目标"),
    "far_below": Look(STATE_WORDS["far_below"], "", (140, 75, 20), 5.5, f"最近一次在线，本期在线率不到 {FAR_BELOW:g}%"),
    "offline": Look(STATE_WORDS["offline"], "✕", (208, 60, 32), 7.5, "最近一次检查的那天离线"),
    "unchecked": Look(STATE_WORDS["unchecked"], "？", (70, 80, 92), 7.5, "在用而本期一次也没有检查"),
    "exempt": Look(STATE_WORDS["exempt"], "免", (74, 124, 190), 7.5, "最近一次检查的那天有豁免原因，不计"),
    "no_data": Look(STATE_WORDS["no_data"], "", (150, 160, 172), 4.0, "在用的月份没有上报视频在线巡检"),
    "retired": Look(STATE_WORDS["retired"], "", (190, 197, 205), 3.0, "期末已不在用；在用的日子仍计入在线率"),
}
"""In the order of the legend."""

DAYS: dict[DayState, tuple[str, str]] = {
    "online": ("在线", ""),
    "offline": ("离线", "✕"),
    "exempt": ("豁免，不计", "免"),
    "unchecked": ("没有检查", "？"),
    "out": ("不在用", ""),
    "uncovered": ("当月没有上报", ""),
}
"""State of a day → word and sign."""

REPEAT_RULE = f"屡次离线：本期离线 {REPEATS} 次及以上（连着的离线日算一次），或点名它的故障工单 {REPEATS} 单及以上"


def hexed(colour: tuple[int, int, int]) -> str:
    """The colour for a style sheet."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
