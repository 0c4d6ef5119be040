"""What may be changed of the contract data on screen 设置: level-1 weights, upload deadline, working days.

The contract's files stay the origin. Each change is a version of its own in the store, with a reason, and holds from a
month on that has not ended: an earlier month keeps what held for it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.errors import DefinitionError
from data.store import Store
from kpi.measures import rebuild
from kpi.periods import Month
from kpi.targets import PACKAGES, Contract, current_contract


@dataclass(frozen=True)
class Settings:
    """One version. number: 0 is the contract as written; days: day → is a working day, against the calendar."""

    number: int
    valid_from: Month
    weights: Mapping[str, float]
    upload_day: int
    days: Mapping[date, bool]
    reason: str = ""
    made_by: str = ""
    made_at: datetime | None = None


def origin() -> Settings:
    """The settings as the contract's files say."""
    contract = current_contract()
    return Settings(0, contract.first_month, contract.weights, contract.upload_day, {})


def settings_versions(store: Store, version: int | None = None) -> list[Settings]:
    """All versions, the contract's own first; as of a version of the store if given."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT valid_from, content, reason, made_by, made_at FROM settings
               WHERE version <= coalesce(?, (SELECT version FROM published)) ORDER BY version""",
            [version],
        ).fetchall()
    return [origin(), *(_version(number, *row) for number, row in enumerate(rows, 1))]


def _version(number: int, month: str, content: str, reason: str, made_by: str, made_at: datetime) -> Settings:
    said = json.loads(content)
    days = {date.fromisoformat(day): bool(works) for day, works in said["days"].items()}
    return Settings(number, Month.parse(month), said["weights"], said["upload_day"], days, reason, made_by, made_at)


def settings_of(versions: Iterable[Settings], month: Month) -> Settings:
    """The version that holds for a month: the newest of those valid from it or before."""
    return [one for one in versions if one.valid_from <= month][-1]


def contract_of(store: Store, month: Month, version: int | None = None) -> Contract:
    """The contract with the settings that hold for a month."""
    chosen = settings_of(settings_versions(store, version), month)
    contract = current_contract()
    is_default = dict(chosen.weights) == contract.weights
    changed = {"weights": dict(chosen.weights), "upload_day": chosen.upload_day, "has_default_weights": is_default}
    return contract.model_copy(update=changed) if chosen.number else contract


def parse_days(text: str) -> dict[date, bool]:
    """Lines like '2027-02-14 上班' or '2027-01-04 休息' → day → is a working day; DefinitionError naming a line that is
    neither."""
    days: dict[date, bool] = {}
    for line in filter(None, map(str.strip, re.split(r"[\n、，,；;]", text))):
        found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s*(上班|休息)", line)
        try:
            days[date.fromisoformat(found[1] if found else line)] = found is not None and found[2] == "上班"
        except ValueError as error:
            raise DefinitionError(f"工作日调整“{line}”认不出来", "请写成 2027-02-14 上班 或 2027-01-04 休息") from error
        if found is None:
            raise DefinitionError(f"工作日调整“{line}”没有写上班还是休息", "请写成 2027-02-14 上班 或 2027-01-04 休息")
    return days


def change_settings(store: Store, wanted: Settings) -> None:
    """Make a new version and all facts anew; DefinitionError saying what is wrong with it, if anything is."""
    _check(wanted, Month.of(store.now().date()))
    content = {
        "weights": dict(wanted.weights),
        "upload_day": wanted.upload_day,
        "days": {day.isoformat(): works for day, works in sorted(wanted.days.items())},
    }
    with store.publishing() as (cursor, version):
        cursor.execute(
            "INSERT INTO settings VALUES (?, ?, ?, ?, ?, ?)",
            [version, str(wanted.valid_from), store.now(), wanted.made_by, wanted.reason.strip(),
             json.dumps(content, ensure_ascii=False)],
        )  # fmt: skip
        for package in PACKAGES:
            rebuild(cursor, package, version)


def _check(wanted: Settings, this_month: Month) -> None:
    contract = current_contract()
    if not wanted.reason.strip():
        raise DefinitionError("没有写变更理由", "请写明为什么改、依据是什么")
    if set(wanted.weights) != set(contract.weights) or min(wanted.weights.values()) <= 0:
        raise DefinitionError("一级指标的权重不对", "每一级都要大于 0")
    if abs(sum(wanted.weights.values()) - 100) > 1e-9:
        raise DefinitionError(f"一级指标的权重之和是 {sum(wanted.weights.values()):g}，不是 100", "请改正")
    if not 1 <= wanted.upload_day <= 28:
        raise DefinitionError("报送截止日应在 1 至 28 日之间", "请改正")
    if not max(this_month, contract.first_month) <= wanted.valid_from <= contract.last_month:
        raise DefinitionError(f"不能从 {wanted.valid_from} 起生效，已结束的月份保持原样", "请选本月或以后的月份")
    early = [day for day in wanted.days if Month.of(day) < wanted.valid_from]
    if early:
        raise DefinitionError(f"{min(early)} 早于生效的月份", "已经结束的月份保持原来的日历")
