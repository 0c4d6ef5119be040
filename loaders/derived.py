"""Columns that the store keeps besides those of the file: scores of questionnaires, coordinates in WGS84."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.cells import as_text
from loaders.coordinates import to_wgs84
from loaders.reading import Cell
from loaders.satisfaction import score_answers

Values = Mapping[str, list[Any]]
Further = Mapping[str, Sequence[Cell]]
Refused = frozenset[int]


@dataclass(frozen=True)
class Derived:
    """Columns to store (a field of the dataset among them is replaced); faults: index → field and code of a problem;
    notes for the receipt."""

    columns: dict[str, list[Any]]
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _scores(values: Values, further: Further, refused: Refused) -> Derived:
    answers = [None if index in refused else answer for index, answer in enumerate(values["overall"])]
    found = score_answers(answers)
    columns: dict[str, list[Any]] = {
        "score": found.scores,
        "scale": [found.scale] * len(found.scores),
        "is_satisfied": found.is_satisfied,
        "items": _items(further, len(found.scores)),
    }
    faults = dict.fromkeys(found.off_scale, ("overall", "answer_off_scale"))
    satisfied = "80 分起" if found.scale == 100 else "4 分起"
    valid = sum(score is not None for score in found.scores)
    note = f"满意度按 {found.scale} 分制读取（{satisfied}为满意），有效答卷 {valid} 份"
    return Derived(columns, faults, [note])


def _items(further: Further, count: int) -> list[str | None]:
    """The further columns of each row as a JSON object, header → text."""
    answers: list[dict[str, str]] = [{} for _ in range(count)]
    for header, cells in further.items():
        for index, cell in enumerate(cells):
            text = as_text(cell)
            if text is not None:
                answers[index][header] = text
    return [json.dumps(answer, ensure_ascii=False) if answer else None for answer in answers]


def _coordinates(values: Values, further: Further, refused: Refused) -> Derived:
    longitudes, latitudes = values["longitude"], values["latitude"]
    columns: dict[str, list[Any]] = {
        "longitude": list(longitudes),
        "latitude": list(latitudes),
        "original_longitude": longitudes,
        "original_latitude": latitudes,
    }
    converted = 0
    for index, (longitude, latitude, crs) in enumerate(zip(longitudes, latitudes, values["crs"], strict=True)):
        if index not in refused and longitude is not None and latitude is not None and crs in ("GCJ02", "BD09"):
            columns["longitude"][index], columns["latitude"][index] = to_wgs84(longitude, latitude, crs)
            converted += 1
    return Derived(columns, notes=[f"{converted} 个坐标已换算为 WGS84，原值保留"] if converted else [])


DERIVATIONS: dict[str, Callable[[Values, Further, Refused], Derived]] = {"surveys": _scores, "assets": _coordinates}
"""Dataset → what makes its derived columns, from the parsed columns (defaults filled in) of the whole file and the
indexes of refused rows."""
