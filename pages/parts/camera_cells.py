"""The hexagons into which the map puts cameras where there are too many to draw each."""

from math import cos, floor, pi, sin, sqrt
from typing import NamedTuple

from kpi.cameras import Camera

SIZE_METRES = 300.0
"""From the centre of a cell to its corners."""
_EAST, _NORTH = 95_600.0, 110_900.0  # metres per degree at the latitude of the area
_ROOT3 = sqrt(3)
_TURNS = [pi / 6 + pi / 3 * corner for corner in range(6)]


class Cell(NamedTuple):
    """A hexagon with a corner to the north, in axial coordinates."""

    q: int
    r: int

    @property
    def name(self) -> str:
        """As it stands in an address."""
        return f"{self.q},{self.r}"

    @property
    def centre(self) -> tuple[float, float]:
        """Its centre in degrees, longitude first."""
        x, y = self._metres
        return x / _EAST, y / _NORTH

    @property
    def corners(self) -> list[list[float]]:
        """Its corners in degrees, longitude first."""
        x, y = self._metres
        return [
            [round((x + SIZE_METRES * cos(turn)) / _EAST, 6), round((y + SIZE_METRES * sin(turn)) / _NORTH, 6)]
            for turn in _TURNS
        ]

    @property
    def _metres(self) -> tuple[float, float]:
        return SIZE_METRES * _ROOT3 * (self.q + self.r / 2), SIZE_METRES * 1.5 * self.r


def cell_of(camera: Camera) -> Cell:
    """The cell that a placed camera lies in: the one whose centre is the nearest."""
    x, y = (camera.longitude or 0.0) * _EAST / SIZE_METRES, (camera.latitude or 0.0) * _NORTH / SIZE_METRES
    q, r = _ROOT3 / 3 * x - y / 3, 2 / 3 * y
    # Rounded by themselves the three cube coordinates need not add up to 0: the one that moved most gives way.
    near_q, near_r, near_s = floor(q + 0.5), floor(r + 0.5), floor(0.5 - q - r)
    off_q, off_r, off_s = abs(near_q - q), abs(near_r - r), abs(near_s + q + r)
    if off_q > max(off_r, off_s):
        near_q = -near_r - near_s
    elif off_r > off_s:
        near_r = -near_q - near_s
    return Cell(near_q, near_r)


def named_cell(name: str) -> Cell | None:
    """The cell of a name; None for anything else."""
    parts = name.split(",")
    if len(parts) != 2 or not all(part.lstrip("-").isdigit() for part in parts):
        return None
    return Cell(int(parts[0]), int(parts[1]))
