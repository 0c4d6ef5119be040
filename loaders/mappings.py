"""Headers mapped by hand: what a package calls its columns, remembered for each upload type.

A mapping is never changed: a newer one for the same header takes its place, and all of them stay listed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from data.errors import UploadError
from data.store import Cursor, Store
from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.headers import UNUSED, Mapped, compared, is_secret, meaning_of


@dataclass(frozen=True)
class Wanted:
    """A mapping to be made. field: a field of the dataset, UNUSED for a column that is not to be read, None to take the
    mapping back."""

    dataset: str
    header: str
    field: str | None


@dataclass(frozen=True)
class HeaderMapping:
    """A mapping as it was made. is_current: no newer one of the same header has taken its place."""

    package: int
    dataset: str
    header: str
    field: str | None
    made_at: datetime
    made_by: str
    is_current: bool

    @property
    def means(self) -> str:
        """What the header means, in words."""
        return "（撤销）" if self.field is None else meaning_of(DATASETS[self.dataset], self.field)

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return asdict(self) | {"made_at": self.made_at.isoformat(), "means": self.means}


def field_of(dataset: Dataset, text: str) -> str:
    """The field that a text names: the canonical header, the field itself, or UNUSED for '' and 不使用.

    Raises UploadError for anything else.
    """
    if text in ("", meaning_of(dataset, UNUSED)):
        return UNUSED
    for column in dataset.columns:
        if text == column.field or compared(text) == compared(column.header):
            return column.field
    known = "、".join(column.header for column in dataset.columns)
    raise UploadError(f"{dataset.title}没有列“{text}”", f"可以是：{known}，或 不使用")


def checked(wanted: Iterable[Wanted]) -> Mapped:
    """Mappings as reading takes them. Raises UploadError for one that must not be made: of a header that is the name of
    a column already, of one that looks like a secret, or two of one header."""
    found: dict[str, dict[str, str]] = {}
    for one in wanted:
        dataset, key = DATASETS[one.dataset], compared(one.header)
        canonical = {compared(column.header): column.field for column in dataset.columns}
        if not key:
            raise UploadError("没有写表头", "请写明文件里的表头")
        if canonical.get(key) not in (None, one.field):
            raise UploadError(f"“{one.header}”就是{dataset.title}的列名，不能另作他用", "请改文件里的表头")
        if one.field not in (None, UNUSED) and is_secret(one.header):
            raise UploadError(f"“{one.header}”像是密码或个人信息，不能入库", "请从文件中删去这一列")
        if found.setdefault(one.dataset, {}).setdefault(key, one.field or UNUSED) != (one.field or UNUSED):
            raise UploadError(f"“{one.header}”对应了两个列", "请只选一个")
    return found


def remember(store: Store, package: int, wanted: Sequence[Wanted], *, made_by: str) -> None:
    """Keep mappings for a package, from now on. Raises UploadError, and keeps none, if one must not be made."""
    checked(wanted)
    with store.publishing() as (cursor, version):
        for one in wanted:
            cursor.execute(
                "INSERT INTO mappings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [version, package, one.dataset, compared(one.header), one.header.strip(), one.field, store.now(),
                 made_by],
            )  # fmt: skip


def list_mappings(store: Store, package: int | None = None) -> list[HeaderMapping]:
    """All mappings that were ever made, the newest first; only those of a package if given."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT package, dataset, header, field, made_at, made_by,
                   row_number() OVER (PARTITION BY package, dataset, compared ORDER BY version DESC) = 1
               FROM mappings
               WHERE version <= (SELECT version FROM published) AND (?::INTEGER IS NULL OR package = ?)
               ORDER BY version DESC, package, dataset, header""",
            [package, package],
        ).fetchall()
    return [HeaderMapping(*row) for row in rows]


def current_mapped(cursor: Cursor, package: int) -> Mapped:
    """What holds now for a package, as reading takes it."""
    rows = cursor.execute(
        """SELECT dataset, compared, arg_max(coalesce(field, '?'), version) FROM mappings
           WHERE package = ? AND version <= (SELECT version FROM published) GROUP BY dataset, compared""",
        [package],
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for dataset, header, name in rows:
        if dataset in DATASETS and (name == UNUSED or name in DATASETS[dataset].by_field):
            found.setdefault(dataset, {})[header] = name
    return found


def joined(first: Mapped, second: Mapped) -> Mapped:
    """Both, the second where they differ."""
    return {name: {**first.get(name, {}), **second.get(name, {})} for name in {*first, *second}}
