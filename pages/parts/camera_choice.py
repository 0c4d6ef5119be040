"""Which cameras are looked at: the choice in the address of the page, and in that of the map's data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import streamlit as st

from kpi.cameras import Camera
from kpi.sentences import name_of
from pages.parts import filters
from pages.parts.camera_cells import cell_of
from pages.parts.camera_looks import LOOKS

ALL = "all"
AREAS = {ALL: "全部区域", "key": "重点区域", "other": "其他区域"}
ONLY = {"below": "在线率低于目标", "repeat": "屡次离线"}


@dataclass(frozen=True)
class Choice:
    """What is chosen. system, area, state: 'all' or one; only: below, repeat; cell: 'q,r', or '' for everywhere."""

    period: str
    system: str = ALL
    area: str = ALL
    state: str = ALL
    only: frozenset[str] = frozenset()
    cell: str = ""

    @classmethod
    def asked(cls, period: str, address: Mapping[str, str]) -> "Choice":
        """The choice that an address names."""
        only = frozenset(one for one in address.get("only", "").split(",") if one in ONLY)
        named = {name: address.get(name, ALL) for name in ("system", "area", "state")}
        return cls(period, **named, only=only, cell=address.get("cell", ""))

    def keeps(self, camera: Camera) -> bool:
        """Whether a camera is among those chosen."""
        return (
            self.system in (ALL, camera.system_id)
            and (self.area == ALL or (self.area == "key") == camera.is_key_area)
            and self.state in (ALL, camera.state)
            and ("below" not in self.only or camera.is_below)
            and ("repeat" not in self.only or camera.is_repeat)
            and (not self.cell or (camera.is_in_area and self.cell == cell_of(camera).name))
        )

    def of(self, cameras: Iterable[Camera]) -> list[Camera]:
        """Those of the cameras that are chosen."""
        return [one for one in cameras if self.keeps(one)]

    def address(self, **changed: str) -> dict[str, str]:
        """What of it goes into an address, the period aside; changed: what is to be otherwise."""
        named = {"system": self.system, "area": self.area, "state": self.state} | {
            "only": ",".join(sorted(self.only)),
            "cell": self.cell,
        }
        return {name: value for name, value in (named | changed).items() if value not in ("", ALL)}

    def of_any_state(self, cameras: Iterable[Camera]) -> list[Camera]:
        """Those of the cameras that are chosen but for their state: what the legend counts."""
        return replace(self, state=ALL).of(cameras)


def draw(period: str, cameras: Iterable[Camera]) -> Choice:
    """Draw the filters; gives what is chosen."""
    systems = sorted({one.system_id for one in cameras})
    system = filters.choose("system", "系统", {ALL: "全部系统"} | {one: name_of(one) for one in systems})
    area = filters.choose("area", "区域", AREAS)
    state = filters.choose("state", "状态", {ALL: "全部状态"} | {name: look.word for name, look in LOOKS.items()})
    only = filters.mark("only", "只看", ONLY)
    return Choice(period, system, area, state, only, st.query_params.get("cell", ""))
