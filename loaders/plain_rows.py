"""The rows of a large log that are in order (loaders.sieve), by columns."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from loaders.blocks import Mask, Numbers
from loaders.dataset import Dataset
from loaders.vectors import ARROW_TYPES

_Keys = npt.NDArray[np.int64]
_MOST_KEYS = 1 << 62


class AsideError(Exception):
    """Rows that hang on others after all: the file must be read anew with them among those that go the way of every
    row. numbers: theirs; None: all rows."""

    def __init__(self, numbers: Numbers | None) -> None:
        super().__init__("rows to be looked at one by one")
        self.numbers = numbers


class PlainRows:
    """Rows that are read and checked: their numbers and the values of every field of the dataset."""

    def __init__(self, dataset: Dataset) -> None:
        """None so far."""
        self.dataset = dataset
        self.count = 0
        self.bare = dict.fromkeys((column.field for column in dataset.columns), 0)
        self._parts: dict[str, list[Any]] = {name: [] for name in ("row", *self.bare)}

    def add(self, numbers: Numbers, values: Mapping[str, Any], bare: Mapping[str, Mask], kept: Mask) -> None:
        """Keep some rows of a block. values: of every field; bare: where only a date was given."""
        self.count += int(kept.sum())
        mask = pa.array(kept)
        self._parts["row"].append(pa.array(numbers[kept]))
        for name, column in values.items():
            self._parts[name].append(column if kept.all() else column.filter(mask))
            self.bare[name] += int((bare[name] & kept).sum())

    def table(self) -> Any:
        """All of them as an Arrow table: row, and the fields of the dataset in the store's types."""
        kinds = {column.field: ARROW_TYPES[column.table_type] for column in self.dataset.columns} | {"row": pa.int32()}
        return pa.table({name: pa.chunked_array(parts, kinds[name]) for name, parts in self._parts.items()})

    def let_go(self) -> None:
        """The store has them now: only how many they are stays."""
        self._parts = {name: [] for name in self._parts}

    def filled(self, name: str) -> int:
        """How many have a value in a field."""
        return sum(len(part) - part.null_count for part in self._parts[name])

    def different(self, name: str) -> set[Any]:
        """The different values of a field but for blanks."""
        if not self.count or name not in self._parts:
            return set()
        return set(pa.chunked_array(self._parts[name]).unique().to_pylist()) - {None}

    def refuse_twice(self, others: Iterable[tuple[Any, ...]]) -> None:
        """Raises AsideError if an id stands twice. others: the parts of the ids of the rows beside these."""
        if not self.count:
            return
        keys, key_of = self._keys()
        ordered = np.sort(keys)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        sought = np.array([key for key in map(key_of, others) if key is not None], np.int64)
        place = np.minimum(np.searchsorted(ordered, sought), len(ordered) - 1)
        twice = np.union1d(twice, sought[ordered[place] == sought])
        if len(twice):
            numbers = np.concatenate([part.to_numpy() for part in self._parts["row"]])
            raise AsideError(numbers[np.isin(keys, twice)])

    def _keys(self) -> tuple[_Keys, Any]:
        """A number for the id of each row, and what makes it of the parts of an id: None where no row can have it."""
        keys: _Keys = np.zeros(self.count, np.int64)
        makers: list[tuple[Any, int]] = []
        size = 1
        for name in self.dataset.record_id:
            codes, make, radix = self._codes(name)
            size *= radix
            if size >= _MOST_KEYS:
                raise AsideError(None)
            keys = keys * radix + codes
            makers.append((make, radix))

        def key_of(parts: tuple[Any, ...]) -> int | None:
            key = 0
            for part, (make, radix) in zip(parts, makers, strict=True):
                code = make(part)
                if code is None or not 0 <= code < radix:
                    return None
                key = key * radix + code
            return key

        return keys, key_of

    def _codes(self, name: str) -> tuple[_Keys, Any, int]:
        column = pa.chunked_array(self._parts[name])
        if self.dataset.by_field[name].kind == "time":
            seconds: _Keys = column.cast(pa.timestamp("s")).cast(pa.int64()).to_numpy()
            first = int(seconds.min())
            return seconds - first, lambda at: _seconds(at) - first, int(seconds.max()) - first + 1
        coded = column.combine_chunks().dictionary_encode()
        places = {text: code for code, text in enumerate(coded.dictionary.to_pylist())}
        return coded.indices.to_numpy().astype(np.int64), places.get, len(places)


def _seconds(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp())
