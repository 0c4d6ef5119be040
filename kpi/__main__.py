"""Command line: targets, score, evidence, rectifications, claims, doubts, verify.

Exit 0 done, 1 verify found a difference, 2 wrong use or broken.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from data.commands import CommandParser, day, print_json, run_named
from data.errors import DefinitionError
from data.store import Store, database_path
from kpi import clause_list, verification
from kpi.claim_kinds import CLAIM_KINDS
from kpi.claim_moves import claim_moves, words_without
from kpi.claims import CLAIM_STATES, claims
from kpi.doubting import DOUBT_STATES, STRENGTHS, doubts
from kpi.evidence import evidence
from kpi.hashes import batch_tables
from kpi.measures import refresh_stale
from kpi.periods import Month
from kpi.rectification import RECTIFICATION_STATES, rectifications
from kpi.score import Scorecard, as_of_default, scorecard
from kpi.states import STATES, state_of
from kpi.targets import PACKAGES, Indicator, current_contract
from kpi.values import Finding
from kpi.words import FLAGS, VERDICTS, coverage_words, shown_points, shown_target, shown_value
from loaders.datasets import record_tables
from loaders.replaying import differing_rows, replay, replica_in

_SAID_ELSEWHERE = ("no_events", "partial_months", "default_weight")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; prints Chinese text or one JSON document, gives the exit code."""
    return run_named(_parser, arguments, has_json=True)


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="python -m kpi", description="绩效指标：目标、评分、明细")
    commands = parser.add_subparsers(required=True, metavar="命令")
    targets = commands.add_parser("targets", help="绩效目标表")
    targets.add_argument("--package", type=int, choices=PACKAGES)
    targets.set_defaults(run=_targets)
    clauses = commands.add_parser("clauses", help="服务条款与口径对照表（Markdown）")
    clauses.add_argument("--write", action="store_true", help="写入 README.md")
    clauses.set_defaults(run=_clauses)
    score = commands.add_parser("score", help="评分")
    score.add_argument("--package", required=True, choices=[*map(str, PACKAGES), "all"])
    score.set_defaults(run=_score)
    proof = commands.add_parser("evidence", help="一个指标的明细")
    proof.add_argument("--package", required=True, type=int, choices=PACKAGES)
    proof.add_argument("--indicator", required=True, metavar="编号")
    proof.set_defaults(run=_evidence)
    check = commands.add_parser("verify", help="已结账的月份用上传的原件重算，核对是否一致")
    check.add_argument("--package", type=int, choices=PACKAGES)
    check.set_defaults(run=_verify)
    mending = commands.add_parser("rectifications", help="整改")
    mending.add_argument("--package", required=True, type=int, choices=PACKAGES)
    mending.add_argument("--as-of", type=day, metavar="日期", help="哪一天结束时的状态，默认今天")
    mending.set_defaults(run=_rectifications)
    said = commands.add_parser("claims", help="更正与申诉")
    said.add_argument("--package", type=int, choices=PACKAGES)
    said.set_defaults(run=_claims)
    doubtful = commands.add_parser("doubts", help="疑点：各张表互相核对，对不上的记录")
    doubtful.add_argument("--package", type=int, choices=PACKAGES)
    doubtful.add_argument("--month", metavar="月份", help="如 2026-10，默认全部月份")
    doubtful.set_defaults(run=_doubts)
    score.add_argument("--without-claims", action="store_true", help="不含采纳的申诉")
    for command in (score, proof):
        command.add_argument("--period", required=True, metavar="期间")
        command.add_argument("--as-of", type=day, metavar="日期", help="数据截止日（含当天），如 2026-10-31")
    for command in (targets, score, proof, mending, said, check, doubtful):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def _open() -> Store:
    store = Store.open(database_path(), record_tables())
    refresh_stale(store)
    return store


def _targets(options: argparse.Namespace) -> int:
    contract = current_contract()
    chosen = [options.package] if options.package else list(PACKAGES)
    indicators = [one for package in chosen for one in (*contract.tables[package], *contract.clauses[package])]
    if options.json:
        print_json([_target_json(one) for one in indicators])
        return 0
    for one in indicators:
        print(f"{one.code:6} {one.group[0]} / {one.group[1]}  {one.name}  {one.as_written}")
    return 0


def _clauses(options: argparse.Namespace) -> int:
    if options.write:
        clause_list.write()
    else:
        print(clause_list.markdown())
    return 0


def _target_json(one: Indicator) -> dict[str, Any]:
    contract = current_contract()
    target = one.target.isoformat() if isinstance(one.target, date) else one.target
    is_clause = one in contract.clauses[one.package]
    return {
        "code": one.code,
        "package": one.package,
        "level1": one.group[0],
        "level2": one.group[1],
        "name": one.name,
        "as_written": one.as_written,
        "kind": one.kind,
        "target": target,
        "unit": one.definition.unit,
        "measure": one.measure,
        "weight": None if is_clause else contract.weight(one),
        "is_clause": is_clause,
        "heading": one.heading,
        "wording": one.wording,
        "systems": list(one.systems),
        "limit": one.limit,
        "provisional": one.provisional,
        "contradicts": list(contract.contradicting(one)),
    }


def _score(options: argparse.Namespace) -> int:
    packages = list(PACKAGES) if options.package == "all" else [int(options.package)]
    with _open() as store:
        cards = [scorecard(store, package, options.period, options.as_of) for package in packages]
    if options.without_claims:
        cards = [card.without or card for card in cards]
    if options.json:
        print_json([card.to_json() for card in cards])
        return 0
    for card in cards:
        _print_card(card)
    return 0


def _print_card(card: Scorecard) -> None:
    projected = "—" if card.projected is None else shown_points(card.projected)
    print(f"包件{card.package}  期间 {card.period.name}  数据截止 {card.as_of}")
    weights = f"（{FLAGS['default_weight']}）" if card.has_default_weights else ""
    print(f"  预计 {projected}  等级 {card.grade or '—'}{weights}")
    print(
        f"  已确认 {shown_points(card.confirmed)} 分，已定权重 {shown_points(card.decided_weight)}，"
        f"最终 {shown_points(card.low)} 至 {shown_points(card.high)}"
    )
    moves = claim_moves(card)
    if moves is not None and moves.without.projected is not None:
        print(f"  含采纳的申诉；不含申诉预计 {shown_points(moves.without.projected)}")
    for reason, record_id in card.vetoes:
        print(f"  一票否决提示：{reason}（{record_id}）")
    for scored in card.indicators:
        finding = scored.finding
        points = "—" if scored.points is None else shown_points(scored.points)
        one = finding.indicator
        print(
            f"  {one.code}  {VERDICTS[finding.verdict]}  {one.name}  {shown_value(finding)}"
            f"（目标 {shown_target(one)}）  {points}/{shown_points(scored.weight)}{_remarks(finding)}"
            f"{_unclaimed(card, one.code)}"
        )
    for finding in card.clauses:
        print(
            f"  {finding.indicator.code}  {STATES[state_of(finding)]}  {finding.indicator.name}"
            f"  {shown_value(finding)}（目标 {shown_target(finding.indicator)}）{_remarks(finding)}"
        )


def _unclaimed(card: Scorecard, code: str) -> str:
    """The value without claims, where it differs."""
    without = words_without(card, code)
    return f"  ［不含申诉 {without}］" if without else ""


def _remarks(finding: Finding) -> str:
    """What must be known beside a value: coverage and flags."""
    said = [coverage_words(finding), *(FLAGS[flag] for flag in finding.flags if flag not in _SAID_ELSEWHERE)]
    return "".join(f"  ［{words}］" for words in said if words)


def _evidence(options: argparse.Namespace) -> int:
    if options.indicator.split(".")[0] != str(options.package):
        raise DefinitionError(
            f"指标 {options.indicator} 不属于包件{options.package}", "请检查 --package 和 --indicator"
        )
    with _open() as store:
        rows = evidence(store, options.package, options.indicator, options.period, options.as_of)
    if options.json:
        print_json([row.to_json() for row in rows])
        return 0
    for row in rows:
        place = f"{row.file} {row.sheet} 第{row.row}行" if row.row else (row.file or "")
        whole = "" if row.whole is None else f" / {row.whole:g}"
        value = f"{row.part or 0:g}{whole}"
        print(row.system_id or "包件", row.day, value, row.record_id or "", row.note, place, sep="  ")
    return 0


def _rectifications(options: argparse.Namespace) -> int:
    with Store.open(database_path(), record_tables()) as store:
        day = options.as_of or store.now().date()
        known = rectifications(store, options.package, day)
    if options.json:
        print_json([one.to_json(day) for one in known])
        return 0
    for one in known:
        state, done = RECTIFICATION_STATES[one.state(day)], f"  完成 {one.done}" if one.done else ""
        print(
            f"{one.number}  {one.code}  {one.period}  {state}  期限 {one.due}{done}  {one.responsible}  {one.measure}"
        )
    if not known:
        print("没有整改")
    return 0


def _claims(options: argparse.Namespace) -> int:
    packages = [options.package] if options.package else list(PACKAGES)
    with Store.open(database_path(), record_tables()) as store:
        known = [one for package in packages for one in claims(store, package)]
    if options.json:
        print_json([one.to_json() for one in known])
        return 0
    for one in known:
        sealed = f"（{one.month} 已结账，等重开）" if one.is_sealed_without else ""
        said = f"{CLAIM_KINDS[one.kind]}：{one.words}  {CLAIM_STATES[one.state]}{sealed}"
        print(f"{one.number}  {one.record_id}  {said}  {one.made_by}")
    if not known:
        print("没有申诉")
    return 0


def _doubts(options: argparse.Namespace) -> int:
    packages = [options.package] if options.package else list(PACKAGES)
    month = str(Month.parse(options.month)) if options.month else None
    with _open() as store:
        as_of = as_of_default(store)
        found = [one for package in packages for one in doubts(store, package, as_of)]
    found = [one for one in found if month in (None, str(one.month))]
    if options.json:
        print_json([one.to_json() for one in found])
        return 0
    for one in found:
        whose = one.system_id or f"包件{one.package}"
        print(f"{one.month}  {whose}  {STRENGTHS[one.check.strength]}  {one.check.title}  {DOUBT_STATES[one.state]}")
        print(f"  {one.said}")
        if one.explanation is not None:
            print(f"  说明：{one.explanation.reason}（{one.explanation.made_by}）")
        for record in one.records:
            place = f"{record.file} {record.sheet} 第{record.row}行"
            print(f"    {record.dataset}  {record.record_id}  {record.note}  {place}")
    if not found:
        print("没有疑点")
    return 0


def _verify(options: argparse.Namespace) -> int:
    """0: every closing is as it was sealed, and as the original uploads give it; 1: the differences are named."""
    packages = [options.package] if options.package else list(PACKAGES)
    with Store.open(database_path(), record_tables()) as store:
        found = [one for package in packages for one in _verified(store, package)]
    equal = all(not one.wrong for one in found)
    if options.json:
        print_json({"equal": equal, "closings": [one.to_json() for one in found]})
        return 0 if equal else 1
    for one in found:
        held = "" if one.is_held or "重开" in one.closing_id else "（已重开）"
        print(f"{one.closing_id}{held}：{'不一致' if one.wrong else '逐位一致'}")
        for words in one.wrong:
            print(f"  {words}")
    print("没有已结账的月份" if not found else "全部一致" if equal else "有不一致，见上")
    return 0 if equal else 1


def _verified(store: Store, package: int) -> list[verification.Checked]:
    """What is stored against its hashes, then against a store made of the original uploads alone."""
    found = verification.check_stored(store, package)
    if not found:
        return []
    stops = verification.moments(store, package)
    with tempfile.TemporaryDirectory() as folder, replica_in(Path(folder)) as (replica, clock):
        pending: list[str] = []
        for version, wrong in replay(store, package, replica, clock, stops):
            pending += wrong
            differences = verification.repeat(store, package, replica, version) if version in stops else None
            if differences is not None:
                closing = next(one for one in found.values() if one.version == version)
                closing.wrong += [*pending, *differences]
                pending = []
        for closing_id, batches in verification.changed_batches_of(store, package).items():
            for batch_id, dataset in batches.items():
                tables = batch_tables(dataset)
                found[closing_id].wrong += differing_rows(store, replica, batch_id, dataset, tables)
    changed = verification.changed_rules(store, package)
    for closing_id, closing in found.items():
        if closing.wrong and changed.get(closing_id):
            said = "、".join(changed[closing_id])
            closing.wrong.append(f"提示：结账以后{said}改过，重算按现在的，差异可能由此而来")
    return list(found.values())


if __name__ == "__main__":
    sys.exit(main())
