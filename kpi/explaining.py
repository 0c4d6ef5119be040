"""Explaining a doubt 疑点 away, with a reason that stays; taking an explanation back. Nothing stored is overwritten.

Each change is a version of the store with who and when; the newest of a doubt stands. Doubts of closed months are
explained like the others: they never change a score.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from data.errors import DefinitionError
from data.store import Cursor, Store

if TYPE_CHECKING:
    from kpi.doubting import Doubt

ExplainingStep = Literal["explained", "withdrawn"]
EXPLAINING_STEPS: dict[ExplainingStep, str] = {"explained": "说明", "withdrawn": "撤回说明"}
_COLUMNS = "version, step, package, key, check_name, month, system_id, said, content, reason, made_by, made_at"
_LEAST_REASON, _LONGEST_REASON, _LONGEST_NAME = 4, 2000, 100
_MEND = "没有保存；请改正后再提交"


@dataclass(frozen=True)
class Explanation:
    """One change: why a doubt is none, or why that is taken back. said, content: the doubt as it was then."""

    version: int
    step: ExplainingStep
    package: int
    key: str
    check_name: str
    month: str
    system_id: str | None
    said: str
    content: str
    reason: str
    made_by: str
    made_at: datetime

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; times ISO."""
        return {
            "step": self.step,
            "reason": self.reason,
            "made_by": self.made_by,
            "made_at": self.made_at.isoformat(),
            "said": self.said,
        }


def standing_explanations(cursor: Cursor, package: int) -> dict[str, Explanation]:
    """Key of a doubt → its newest explanation, without those taken back."""
    rows = cursor.execute(
        f"""SELECT {_COLUMNS} FROM explanations
            WHERE package = ? AND version <= (SELECT version FROM published)
            QUALIFY row_number() OVER (PARTITION BY key ORDER BY version DESC) = 1""",
        [package],
    ).fetchall()
    found = [Explanation(*row) for row in rows]
    return {one.key: one for one in found if one.step == "explained"}


def explanations(store: Store, package: int) -> list[Explanation]:
    """Every explanation of a package and every taking back, the newest first; also of doubts that are gone."""
    with store.reading() as cursor:
        rows = cursor.execute(
            f"""SELECT {_COLUMNS} FROM explanations
                WHERE package = ? AND version <= (SELECT version FROM published) ORDER BY version DESC""",
            [package],
        ).fetchall()
    return [Explanation(*row) for row in rows]


def explain(store: Store, seen: "Doubt", reason: str, *, made_by: str) -> Explanation:
    """Say why a doubt is none; also anew, where its records have changed since.

    DefinitionError naming what is wrong, or that somebody else has changed it since it was seen.
    """
    problems = _text_problems(reason, made_by)
    if seen.state == "explained":
        problems.append("这个疑点已经说明过；要改，请先撤回")
    return _append(store, seen, "explained", reason, made_by, problems)


def withdraw(store: Store, seen: "Doubt", reason: str, *, made_by: str) -> Explanation:
    """Take the standing explanation of a doubt back, with a reason; it stays in the history."""
    problems = _text_problems(reason, made_by)
    if seen.explanation is None:
        problems.append("这个疑点还没有说明，没有可撤回的")
    return _append(store, seen, "withdrawn", reason, made_by, problems)


def _append(
    store: Store, seen: "Doubt", step: ExplainingStep, reason: str, made_by: str, problems: list[str]
) -> Explanation:
    with store.publishing() as (cursor, version):
        latest = standing_explanations(cursor, seen.package).get(seen.key)
        if (latest and latest.version) != (seen.explanation and seen.explanation.version):
            who = f"（{latest.made_by}，{latest.made_at:%Y-%m-%d %H:%M}）" if latest else ""
            problems = [f"这个疑点的说明已被别人改过{who}，请看了最新的内容再操作"]
        if problems:
            raise DefinitionError("；".join(problems), _MEND)
        made = Explanation(
            version, step, seen.package, seen.key, seen.check.name, str(seen.month), seen.system_id, seen.said,
            seen.content, reason.strip(), made_by.strip(), store.now(),
        )  # fmt: skip
        values = [getattr(made, name) for name in _COLUMNS.split(", ")]
        cursor.execute(f"INSERT INTO explanations ({_COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)
    return made


def _text_problems(reason: str, made_by: str) -> list[str]:
    problems = []
    if len(reason.strip()) < _LEAST_REASON:
        problems.append("理由太短，请写清楚" if reason.strip() else "没有填理由")
    elif len(reason) > _LONGEST_REASON:
        problems.append(f"理由超过 {_LONGEST_REASON} 个字")
    if not made_by.strip():
        problems.append("没有填谁说明的")
    elif len(made_by) > _LONGEST_NAME:
        problems.append(f"姓名超过 {_LONGEST_NAME} 个字")
    return problems
