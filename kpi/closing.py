"""Closing a month 结账 of a package and re-opening it: what stands in the way, what would be sealed, what it changes.

Months are closed one after the other from the first of the term on, and re-opened from the last closed one back: what a
closed month says of the contract to date rests on the months before it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from data.closings import Entry, closed_months, read_entries
from data.demo.closings import SampleAct
from data.errors import DefinitionError
from data.store import Cursor, Store
from kpi.card import Scorecard
from kpi.claims import claims
from kpi.facts import facts_version
from kpi.measures import rebuild, refresh_stale
from kpi.periods import Month, month_range
from kpi.score import scorecard
from kpi.sealed_cards import read_cards
from kpi.sealing import Act, add_entry, seal
from kpi.settings import settings_of, settings_versions
from kpi.targets import current_contract
from kpi.values import DECIDED
from kpi.words import VERDICTS

MonthState = Literal["closed", "reopened", "open", "running"]
"""closed; re-opened and not closed again; over and not closed yet; not over (or not begun)."""


@dataclass(frozen=True)
class ClosingResult:
    """An entry of the chain with what it came to: the scorecard of the month and of the contract to date, of closings
    only. is_held: it is the closing that holds now."""

    entry: Entry
    month_card: Scorecard | None
    to_date: Scorecard | None
    is_held: bool


@dataclass(frozen=True)
class MonthStanding:
    """How a month of a package stands. holding: the closing that holds; deviating: measures of a closed month whose
    facts the current records would make otherwise; is_next: the one that can be closed (or re-opened) now."""

    month: Month
    state: MonthState
    holding: ClosingResult | None = None
    deviating: tuple[str, ...] = ()
    can_close: bool = False
    can_reopen: bool = False


@dataclass(frozen=True)
class Prospect:
    """What closing a month would seal. open_points: what is missing or undecided, each in words, to be confirmed."""

    month_card: Scorecard
    to_date: Scorecard
    batches: int
    rows: int
    settings: int
    open_points: list[str] = field(default_factory=list)


def standings(store: Store, package: int) -> list[MonthStanding]:
    """How every month of the term that has begun stands, in order."""
    contract, this_month = current_contract(), Month.of(store.now().date())
    held = {one.entry.month: one for one in history(store, package) if one.is_held}
    with store.reading() as cursor:
        tried = {one.month for one in read_entries(cursor, package)}
        deviating = _deviations(cursor, package)
    found: list[MonthStanding] = []
    for month in month_range(contract.first_month, max(contract.first_month, min(this_month, contract.last_month))):
        text, before_closed = str(month), not found or found[-1].state == "closed"
        is_last = text in held and str(month.plus(1)) not in held
        state: MonthState = "closed" if text in held else "running" if month >= this_month else "open"
        if state == "open" and text in tried:
            state = "reopened"
        can_close = state in ("open", "reopened") and before_closed
        found.append(
            MonthStanding(month, state, held.get(text), tuple(deviating.get(text, ())), can_close, is_last)
        )  # fmt: skip
    return found


def _deviations(cursor: Cursor, package: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for month, measure in cursor.execute(
        "SELECT DISTINCT month, measure FROM deviations WHERE package = ? AND version = ? ORDER BY ALL",
        [package, facts_version(cursor, package)],
    ).fetchall():
        found[month].append(measure)
    return found


def history(store: Store, package: int) -> list[ClosingResult]:
    """Every closing and re-opening of a package, the newest first, each with its own result, held or not."""
    contract = current_contract()
    found = []
    with store.reading() as cursor:
        held = set(closed_months(cursor, package).values())
        for entry in reversed(read_entries(cursor, package)):
            cards = read_cards(cursor, entry.closing_id) if entry.kind == "close" else {}
            month = Month.parse(entry.month)
            to_date = cards.get((contract.first_month, month))
            found.append(ClosingResult(entry, cards.get((month, month)), to_date, entry.closing_id in held))
    return found


def prospect(store: Store, package: int, month: Month) -> Prospect:
    """What closing a month would seal, as things stand."""
    day = month.end - timedelta(days=1)
    card = scorecard(store, package, str(month), day)
    with store.reading() as cursor:
        titles = dict(cursor.execute("SELECT dataset, title FROM datasets").fetchall())
        row = cursor.execute(
            """SELECT count(*), coalesce(sum(rows), 0)::BIGINT FROM batches WHERE batch_id IN (
                   SELECT arg_max(batch_id, version) FROM publications
                   WHERE package = ? AND month = ? AND version <= (SELECT version FROM published) GROUP BY dataset)""",
            [package, str(month)],
        ).fetchone()
        covered = {
            name
            for (name,) in cursor.execute(
                "SELECT dataset FROM coverage WHERE package = ? AND month = ? AND version = ?",
                [package, str(month), facts_version(cursor, package)],
            ).fetchall()
        }
    batches, rows = row or (0, 0)
    unsettled = [
        one.number for one in claims(store, package) if one.month == month and one.state in ("pending", "stale")
    ]
    versions = settings_versions(store)
    held = settings_of(versions, month)
    deadline = datetime.combine(month.end.replace(day=held.upload_day), datetime.max.time())
    points = _open_points(card, month, covered, titles)
    points += [f"{len(unsettled)} 条申诉还没有裁定：{_listed(unsettled)}"] if unsettled else []
    if store.now() <= deadline:
        points.insert(0, f"报送截止日（{deadline:%Y-%m-%d}）还没有过")
    to_date = scorecard(store, package, f"{current_contract().first_month}..{month}", day)
    return Prospect(card, to_date, batches, rows, held.number, points)


def _open_points(card: Scorecard, month: Month, covered: set[str], titles: dict[str, str]) -> list[str]:
    """What is missing, was refused, is open past its limit, or undecided, by the scorecard of the month."""
    every = [*(one.finding for one in card.indicators), *card.clauses]
    lacking: dict[str, list[str]] = defaultdict(list)
    for finding in every:
        for name in finding.indicator.definition.needs if month in finding.missing_months else ():
            if name not in covered:
                lacking[titles.get(name, titles["systems"])].append(finding.indicator.code)
    points = [f"没有上报{title}，涉及 {_listed(codes)}" for title, codes in lacking.items()]
    for flag, words in (("incomplete_upload", "有的行没有入库"), ("warning_open", "有超时未结的")):
        codes = [one.indicator.code for one in every if flag in one.flags]
        points += [f"{words}，涉及 {_listed(codes)}"] if codes else []
    undecided: dict[str, list[str]] = defaultdict(list)
    for scored in card.indicators:
        if scored.finding.verdict not in DECIDED:
            undecided[VERDICTS[scored.finding.verdict]].append(scored.finding.indicator.code)
    return points + [f"{len(codes)} 项{word}：{_listed(codes)}" for word, codes in undecided.items()]


def _listed(codes: list[str]) -> str:
    shown = "、".join(codes[:6])
    return shown if len(codes) <= 6 else f"{shown} 等 {len(codes)} 项"


def close_month(store: Store, package: int, month: Month, made_by: str, confirmed: Iterable[str] = ()) -> Entry:
    """Close a month. confirmed: the open points of its prospect, all of them, word for word.

    DefinitionError if it is not its turn, nobody is named, or a point is not confirmed.
    """
    refresh_stale(store, [package])
    with store.publishing() as (cursor, version):
        _check_turn(store, package, month, made_by)
        points = prospect(store, package, month).open_points
        if set(points) != set(confirmed):
            raise DefinitionError("结账前要确认的事项有变化", "请重新看一遍缺项，确认后再结账")
        act = Act(package, month, "close", store.now(), made_by.strip(), "", tuple(points))
        entry = seal(store, cursor, version, act)
        rebuild(cursor, package, version)
    return entry


def _check_turn(store: Store, package: int, month: Month, made_by: str) -> None:
    standing = next((one for one in standings(store, package) if one.month == month), None)
    if standing is None or standing.state == "running":
        raise DefinitionError(f"{month} 还没有结束，不能结账", "请在月末以后结账")
    if standing.state == "closed":
        raise DefinitionError(f"包件{package} {month} 已经结账", "要更正请先重开")
    if not standing.can_close:
        raise DefinitionError(f"包件{package} {month} 之前还有没结账的月份", "请从最早的月份起逐月结账")
    if not made_by.strip():
        raise DefinitionError("没有写结账人", "请填写姓名")


def _check_reopening(store: Store, package: int, month: Month, made_by: str, reason: str) -> None:
    standing = next((one for one in standings(store, package) if one.month == month), None)
    if standing is None or standing.state != "closed":
        raise DefinitionError(f"包件{package} {month} 没有结账", "不用重开")
    if not standing.can_reopen:
        raise DefinitionError(f"包件{package} {month} 之后还有已结账的月份", "请从最后结账的月份起逐月重开")
    if not made_by.strip() or not reason.strip():
        raise DefinitionError("没有写重开人或理由", "请填写，它们会记入结账记录")


def reopen_month(store: Store, package: int, month: Month, made_by: str, reason: str) -> Entry:
    """Re-open the last closed month; its result stays in the history. DefinitionError if it cannot be."""
    with store.publishing() as (cursor, version):
        _check_reopening(store, package, month, made_by, reason)
        act = Act(package, month, "reopen", store.now(), made_by.strip(), reason.strip())
        entry = add_entry(cursor, version, act, {})
        rebuild(cursor, package, version)
    return entry


def foresee_reopening(store: Store, package: int, month: Month) -> tuple[Scorecard, Scorecard, Scorecard, Scorecard]:
    """What re-opening would change, without doing it: the month as sealed and as the current records give it, then the
    contract to date likewise."""
    day = month.end - timedelta(days=1)
    periods = (str(month), f"{current_contract().first_month}..{month}")
    before = [scorecard(store, package, period, day) for period in periods]
    with store.rehearsing() as (cursor, version):
        add_entry(cursor, version, Act(package, month, "reopen", store.now(), "", ""), {})
        rebuild(cursor, package, version)
        seen = store.foreseen(cursor, version)
        after = [scorecard(seen, package, period, day) for period in periods]
    return before[0], after[0], before[1], after[1]


def act_of_sample(store: Store, one: SampleAct) -> None:
    """Close or re-open a month of the sample store as the invented supervisors did, everything missing confirmed."""
    month = Month.parse(one.month)
    refresh_stale(store, [one.package])
    if one.kind == "close":
        close_month(store, one.package, month, one.by, prospect(store, one.package, month).open_points)
    else:
        reopen_month(store, one.package, month, one.by, one.reason)
