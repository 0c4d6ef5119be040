"""Satisfaction beside the scorecard: intervals in words, departments, questions, answers to look at, worked by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from data.answers import FIVE, HUNDRED, SATISFIED_FROM, WORDS
from kpi.answers import OVERALL, Answer, level_of, questionnaires, rate_question, within
from kpi.satisfaction import (
    Rate,
    against_target,
    by_quarter,
    comments,
    count,
    departments,
    indicator_of,
    interval_words,
    low_answers,
    odd_answers,
    questions,
    rate_of,
    repeated,
    straight_lined,
    systems,
)
from kpi.score import scorecard
from kpi.values import Finding
from tests.product import LONG_AFTER, Product

AS_OF = date(2026, 12, 31)
Row = dict[str, Any]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A store in which it is long after the term."""
    with Product(tmp_path, LONG_AFTER) as found:
        yield found


def row(number: int, overall: object, at: str = "2026-09-10 08:00", **more: object) -> Row:
    """A row of the sheet 满意度问卷."""
    return {"response_id": f"A{number}", "answered_at": at, "overall": overall} | more


def answers_of(product: Product, package: int, rows: list[Row], month: str = "2026-09") -> list[Answer]:
    """What is read of the rows once they are handed in."""
    product.load(package, month, {"surveys": rows})
    return questionnaires(product.store, package).answers


def finding_of(product: Product, package: int, period: str) -> Finding:
    """The finding of the scorecard."""
    found = scorecard(product.store, package, period, AS_OF).finding(indicator_of(package).code)
    assert found is not None
    return found


# --- the interval ---


def test_the_sentence_of_the_issue() -> None:
    assert interval_words(Rate(170, 200)) == (
        "200 份有效答卷中 170 份满意，85.0%；真实满意率有 95% 的把握在 79.4% 与 89.3% 之间"
    )
    assert interval_words(Rate(0, 0)) == "没有有效答卷"


def test_the_interval_is_wilsons() -> None:
    # By hand with z = 1.959964: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).
    z = 1.959963984540054
    for satisfied, n in ((170, 200), (0, 12), (29, 29), (1, 3)):
        share = satisfied / n
        centre, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        low, high = Rate(satisfied, n).interval
        assert low == pytest.approx(100 * (centre - half) / (1 + z * z / n), abs=1e-9)
        assert high == pytest.approx(100 * (centre + half) / (1 + z * z / n), abs=1e-9)


def test_none_or_all_satisfied_is_an_end_of_the_scale() -> None:
    # Float noise would make the lower end of 0 of 21 -3.6e-15, shown as -0.0.
    assert all(Rate(0, n).interval[0] == 0 for n in (9, 21, 22, 36))
    assert Rate(9, 9).interval[1] == 100
    assert interval_words(Rate(0, 21)).endswith("在 0.0% 与 15.5% 之间")


def test_a_share_just_below_the_target_never_reads_as_reached() -> None:
    assert "84.9%" in interval_words(Rate(8499, 10000))
    assert "84.9%" in interval_words(Rate(84999, 100000))


@pytest.mark.parametrize(
    ("satisfied", "n", "standing"),
    [(170, 200, "unsure"), (195, 200, "above"), (120, 200, "below"), (5, 5, "unsure"), (0, 0, None)],
)
def test_whether_the_interval_reaches_the_target_of_85(satisfied: int, n: int, standing: str | None) -> None:
    assert against_target(Rate(satisfied, n), indicator_of(1)) == standing


def test_fewer_than_30_answers_are_a_small_sample() -> None:
    assert [Rate(0, n).is_small for n in (0, 1, 29, 30)] == [False, True, True, False]


# --- degrees ---


@pytest.mark.parametrize(
    ("score", "scale", "level"),
    [(5, 5, 5), (4.5, 5, 4), (4, 5, 4), (3.9, 5, 3), (1, 5, 1), (100, 100, 5), (90, 100, 5), (89, 100, 4), (80, 100, 4),
     (79.9, 100, 3), (60, 100, 3), (59, 100, 2), (40, 100, 2), (39, 100, 1), (0, 100, 1)],
)  # fmt: skip
def test_degrees_of_scores(score: float, scale: int, level: int) -> None:
    assert level_of(score, scale) == level
    assert (level >= 4) == (score >= SATISFIED_FROM[scale])


def test_words_have_the_same_degree_on_both_scales() -> None:
    for worth in WORDS.values():
        assert level_of(worth, FIVE) == level_of(worth * 20, HUNDRED) == worth


@pytest.mark.parametrize(
    ("question", "answers", "scale", "levels", "reason"),
    [
        ("响应速度", ["满意", "很 满意", "（跳过）", None, "不太满意"], 5, [4, 5, None, None, 2], ""),
        ("响应速度", ["4", "5分", "3.5"], 5, [4, 5, 3], ""),
        ("响应速度", ["80", "95", "12"], 100, [4, 5, 1], ""),
        # A question of 1-5 beside an overall one of 0-100 keeps its own scale.
        ("响应速度", ["4", "5", "2"], 100, [4, 5, 2], ""),
        # One answer in words of its own is left out; most of them make the question none of satisfaction.
        ("响应速度", ["满意", "满意", "还行"], 5, [4, 4, None], ""),
        ("岗位", ["科员", "处长", "满意"], 5, [None] * 3, "多数回答不是满意程度，也不是分数"),
        ("年龄", ["4", "35", "41"], 5, [None] * 3, "有 1-5 分以外的数"),
        ("次数", ["0", "2", "3"], 5, [None] * 3, "有 1-5 分以外的数"),
        ("年份", ["2019", "2020", "2021"], 100, [None] * 3, "多数回答不是满意程度，也不是分数"),
        ("响应速度", ["(跳过)", None], 5, [None] * 2, "没有有效回答"),
        ("响应速度（1-很满意 5-很不满意）", ["1", "2"], 5, [None] * 2, "题目写明的分值与通常相反"),
        ("响应速度（5-很满意 1-很不满意）", ["1", "5"], 5, [1, 5], ""),
    ],
)
def test_which_questions_are_rated(
    question: str, answers: list[str | None], scale: int, levels: list[int | None], reason: str
) -> None:
    assert rate_question(question, answers, scale) == (levels, reason)


def test_questions_from_bad_to_good_with_their_answers_by_degree(product: Product) -> None:
    rows = [
        row(1, "满意", 响应速度="不满意", 态度="很满意", 岗位="科员"),
        row(2, "很满意", 响应速度="一般", 态度="满意", 岗位="处长"),
        row(3, "一般", 响应速度="满意", 态度="(跳过)", 岗位="科员"),
        row(4, "(跳过)", 响应速度="很不满意", 态度="非常满意"),
    ]
    answers = answers_of(product, 1, rows)
    found = {one.words: one.counts for one in questions(answers)}
    assert found == {"响应速度": (1, 1, 1, 1, 0), OVERALL: (0, 0, 1, 1, 1), "态度": (0, 0, 0, 1, 2)}
    assert list(found) == ["响应速度", OVERALL, "态度"]
    assert [one.rate for one in questions(answers)] == [Rate(1, 4), Rate(2, 3), Rate(3, 3)]
    [left_out] = questionnaires(product.store, 1).unrated
    assert (left_out.question, left_out.answers) == ("岗位", 3)


def test_the_scale_of_a_question_is_that_of_its_file(product: Product) -> None:
    product.load(1, "2026-09", {"surveys": [row(1, 90, 态度=70), row(2, 85, 态度=95)]})
    product.load(
        1, "2026-12", {"surveys": [row(3, 4, "2026-12-02 08:00", 态度=5), row(4, 3, "2026-12-02 08:00", 态度=2)]}
    )
    found = {one.words: one.counts for one in questions(questionnaires(product.store, 1).answers)}
    assert found == {OVERALL: (0, 0, 1, 2, 1), "态度": (0, 1, 1, 0, 2)}


# --- groups ---


def test_departments_and_systems(product: Product) -> None:
    rows = [
        *(row(n, "满意" if n < 8 else "一般", department="办公室", system_id="P1-01") for n in range(10)),
        *(row(10 + n, "不满意", department="企业用户", system_id="P1-02") for n in range(2)),
        row(20, "很满意"),
        row(21, "(空)", department="党群工作部"),
    ]
    answers = answers_of(product, 1, rows)
    found = [(one.name, one.rate.satisfied, one.rate.n, one.rate.is_small) for one in departments(answers)]
    assert found == [
        ("企业用户", 0, 2, True),
        ("办公室", 8, 10, True),
        (None, 1, 1, True),
        ("党群工作部", 0, 0, False),
    ]
    finding = finding_of(product, 1, "2026Q3")
    assert [(one.name, one.rate) for one in systems(finding)] == [
        ("P1-02", Rate(0, 2)), ("P1-01", Rate(8, 10)), (None, Rate(1, 1)),
    ]  # fmt: skip


# --- answers to look at ---


def test_low_answers_the_worst_first_and_comments_by_text(product: Product) -> None:
    rows = [
        row(1, "一般", comment="报表慢"),
        row(2, "很不满意", comment="登录慢"),
        row(3, "不满意"),
        row(4, "满意", comment="稍慢，能接受"),
        row(5, "(跳过)", comment="太慢"),
    ]
    answers = answers_of(product, 1, rows)
    assert [one.response_id for one in low_answers(answers)] == ["A2", "A3", "A1"]
    assert [one.response_id for one in comments(answers, " ")] == ["A2", "A1"]
    assert [one.response_id for one in comments(answers, "慢")] == ["A2", "A1", "A4", "A5"]
    assert comments(answers, "没有这句话") == []
    shown = comments(answers, "登录")[0]
    assert (shown.file, shown.sheet, shown.row) == ("包件1_2026-09_1.xlsx", "满意度问卷", 3)


SAME = dict.fromkeys(("服务态度", "响应速度", "专业能力", "培训"), "满意")


def test_straight_lined_answers_say_the_same_to_four_questions_or_more(product: Product) -> None:
    rows = [
        row(1, "满意", **SAME),
        row(2, "一般", **SAME),
        row(3, "满意", **SAME | {"培训": "很满意"}),
        row(4, "满意", **SAME | {"培训": "(跳过)"}),  # three questions only
        row(5, "满意", **SAME | {"培训": "(跳过)"}, 岗位="满意"),  # the fourth is no question of satisfaction
        *(row(10 + n, "满意", 岗位="科员") for n in range(3)),
    ]
    assert [one.response_id for one in straight_lined(answers_of(product, 1, rows))] == ["A1", "A2"]


def test_repeated_answers(product: Product) -> None:
    mixed = SAME | {"培训": "一般"}
    said = {"department": "办公室", "system_id": "P1-01"}
    rows = [
        row(1, "满意", comment="驻场人员很负责", **mixed),
        row(2, "满意", "2026-09-20 08:00", comment="驻场人员很负责", department="企业用户", **mixed),
        row(3, "满意", comment="驻场人员很负责", **SAME),  # other answers
        row(4, "一般", comment="驻场人员很负责", **mixed),  # another overall answer
        row(5, "满意", comment="很好", **mixed),  # too short to tell
        row(6, "满意", "2026-09-12 08:00", comment="很好", **mixed),
        row(7, "不满意", "2026-09-11 08:00", **mixed, **said),
        row(8, "不满意", "2026-09-11 08:10", **mixed, **said),
        row(9, "不满意", "2026-09-11 08:21", **mixed, **said),  # eleven minutes later
        row(10, "不满意", "2026-09-11 08:10", **mixed, **said | {"department": "企业用户"}),
        row(11, "不满意", "2026-09-13", **mixed, **said),  # bare days say no minute
        row(12, "不满意", "2026-09-13", **mixed, **said),
        row(13, "满意"),  # nothing but the overall answer
        row(14, "满意"),
    ]
    answers = answers_of(product, 1, rows)
    assert [[one.response_id for one in group] for group in repeated(answers)] == [["A1", "A2"], ["A7", "A8"]]


def test_the_same_words_in_another_file_are_no_repetition(product: Product) -> None:
    product.load(1, "2026-09", {"surveys": [row(1, "满意", comment="驻场人员很负责")]})
    product.load(1, "2026-12", {"surveys": [row(2, "满意", "2026-12-02 08:00", comment="驻场人员很负责")]})
    assert repeated(questionnaires(product.store, 1).answers) == []


def test_how_the_rate_would_read_without_the_flagged_ones(product: Product) -> None:
    alike = SAME | {"培训": "一般"}
    rows = [
        *(row(n, "满意", comment="驻场人员很负责", **alike) for n in range(4)),  # three of them repeat the first
        row(4, "满意", **SAME),
        row(5, "不满意", **alike),
    ]
    found = odd_answers(answers_of(product, 1, rows))
    assert (len(found.groups), found.again, len(found.straight)) == (1, 3, 1)
    assert found.rates == {"repeated": Rate(2, 3), "straight": Rate(4, 5), "both": Rate(1, 2)}
    assert rate_of(finding_of(product, 1, "2026Q3")) == Rate(5, 6)  # nothing is removed from the scorecard


# --- the same as the scorecard ---


def hand_in_two_quarters(product: Product) -> None:
    """Package 1 in both quarters, package 2 in the second one with an answer of November; a system out of service."""
    units: list[Mapping[str, object]] = [{"system_id": "P1-01", "system_name": "大厅"}]
    gone = {"system_id": "P1-02", "system_name": "旧系统", "out_of_service_on": "2026-09-01"}
    product.load(1, "2026-07", {"systems": [*units, gone]})
    first = [
        row(1, "满意", "2026-07-01 00:00", system_id="P1-01"), row(2, "一般", "2026-09-30 23:59"),
        row(3, "满意", system_id="P1-02"), row(4, None), row(5, "(跳过)"), row(6, "很满意", "2026-08-31 10:00"),
    ]  # fmt: skip
    product.load(1, "2026-09", {"surveys": first})
    product.load(1, "2026-12", {"surveys": [row(7, "不满意", "2026-10-01 00:00"), row(8, "满意", "2026-12-31 23:00")]})
    later = [row(1, 60, "2026-11-20 09:00"), row(2, 80, "2026-11-21 09:00"), row(3, 100, "2026-12-20 09:00")]
    product.load(2, "2026-12", {"surveys": later})


def test_what_is_counted_here_is_what_the_scorecard_counts(product: Product) -> None:
    hand_in_two_quarters(product)
    counted = set()
    for period in ("todate", "2026Q3", "2026Q4", "2026-08", "2026-11", "midterm"):
        for package in range(1, 6):
            for as_of in (date(2026, 9, 30), date(2026, 11, 20), AS_OF):
                card = scorecard(product.store, package, period, as_of)
                finding = card.finding(indicator_of(package).code)
                assert finding is not None
                answers = within(questionnaires(product.store, package).answers, finding.covered_months, as_of)
                assert count(answers) == rate_of(finding), (package, period, as_of)
                low, high = rate_of(finding).interval
                assert (low, high) == (finding.beside["wilson_low"], finding.beside["wilson_high"])
                assert sum(one.rate.n for one in systems(finding)) == rate_of(finding).n
                assert sum(one.rate.n for one in departments(answers)) == rate_of(finding).n
                overall = [one for one in questions(answers) if one.words == OVERALL]
                assert [one.rate for one in overall] == ([rate_of(finding)] if rate_of(finding).n else [])
                counted.add(rate_of(finding))
    assert {Rate(3, 5), Rate(2, 3), Rate(1, 2), Rate(0, 0)} <= counted


def test_quarters_are_judged_as_in_the_scorecard(product: Product) -> None:
    hand_in_two_quarters(product)
    for package in (1, 2, 3):
        quarters = by_quarter(product.store, package, AS_OF)
        assert list(quarters) == ["2026Q3", "2026Q4"]
        for name, finding in quarters.items():
            official = finding_of(product, package, name)
            # That the weight is the default one belongs to the points, which a quarter by itself has none of.
            assert replace(finding, flags=[*finding.flags, "default_weight"]) == official
    assert list(by_quarter(product.store, 1, date(2026, 9, 30))) == ["2026Q3"]
    assert by_quarter(product.store, 1, date(2026, 11, 30))["2026Q4"].verdict == "missed"
