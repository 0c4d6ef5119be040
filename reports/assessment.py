"""The assessment report 考核报告 of one package or several: its chapters, numbered as in official papers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from data.errors import DefinitionError
from kpi.targets import current_contract
from reports.chapters import (
    acceptance,
    annexes,
    availability,
    cameras,
    cases,
    clauses,
    comparison,
    corrections,
    doubts,
    faults,
    months,
    outages,
    rectification,
    satisfaction,
    summary,
    targets,
)
from reports.document import Block, Document, Heading, PageBreak, Picture, Table
from reports.kinds import Kind, period_words
from reports.material import Material
from reports.phrases import ordinal

Written = tuple[Block, ...]


class Chapter(NamedTuple):
    """A chapter: what it writes of a package, and to which kinds of report and packages it belongs."""

    title: str
    write: Callable[[Material, Kind], Written]
    belongs: Callable[[Material, Kind], bool] = lambda material, kind: True


def _of(write: Callable[[Material], Written]) -> Callable[[Material, Kind], Written]:
    return lambda material, kind: write(material)


CHAPTERS = (
    Chapter("总体情况", _of(summary.chapter)),
    Chapter("指标完成情况", _of(targets.chapter)),
    Chapter("各月走势", _of(months.chapter), lambda material, kind: len(material.card.period.months) > 1),
    Chapter("验收准备情况", acceptance.chapter, lambda material, kind: kind.name in ("midterm", "annual")),
    Chapter("系统可用率", _of(availability.chapter)),
    Chapter("故障处理", _of(faults.chapter)),
    Chapter("视频监控", _of(cameras.chapter), lambda material, kind: material.cameras is not None),
    Chapter("用户满意度", _of(satisfaction.chapter)),
    Chapter("服务条款", _of(clauses.chapter)),
    Chapter("重大停机", _of(outages.chapter)),
    Chapter("未结事项", _of(cases.chapter)),
    Chapter("数据更正", _of(corrections.chapter)),
    Chapter("疑点", _of(doubts.chapter)),
    Chapter("整改情况", _of(rectification.chapter)),
)
ANNEXES = (
    Chapter("缺失数据", _of(annexes.missing)),
    Chapter("豁免记录", _of(annexes.exempt)),
    Chapter("采用的规则", _of(annexes.rules)),
)


def assessment(materials: Sequence[Material], kind: Kind, *, is_sample: bool = False) -> Document:
    """The report of a kind on one package, or on several with a comparison first. is_sample: of invented records.

    The same materials give the same document. DefinitionError if there are none, or not all of one period and cut-off.
    """
    if not materials:
        raise DefinitionError("没有选择包件", "请至少选择一个包件")
    first = materials[0].card
    if any((one.card.period, one.card.as_of) != (first.period, first.as_of) for one in materials):
        raise DefinitionError("各包件的期间或数据截止不一致", "请用同一期间和数据截止重新生成")
    kind.check(first.period.name, first.as_of)
    blocks = _single(materials[0], kind) if len(materials) == 1 else _several(materials, kind)
    return Document(
        f"{current_contract().name}\n{kind.title}",
        f"（{_who(materials)}　{period_words(first.period)}）",
        first.as_of,
        tuple(_numbered(blocks)),
        is_sample=is_sample,
    )


def _who(materials: Sequence[Material]) -> str:
    if len(materials) == 1:
        return f"包件{materials[0].package.number}　{materials[0].package.short_name}"
    numbers = [one.package.number for one in materials]
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"包件{numbers[0]}至包件{numbers[-1]}"
    return "、".join(f"包件{number}" for number in numbers)


def _single(material: Material, kind: Kind) -> list[Block]:
    blocks: list[Block] = []
    for one in CHAPTERS:
        if one.belongs(material, kind):
            blocks += [Heading(one.title), *one.write(material, kind)]
    blocks.append(PageBreak())
    for number, one in enumerate(ANNEXES, 1):
        blocks += [Heading(f"附件{number}　{one.title}"), *one.write(material, kind)]
    return blocks


def _several(materials: Sequence[Material], kind: Kind) -> list[Block]:
    blocks: list[Block] = [Heading("各包件比较"), *comparison.chapter(materials)]
    for material in materials:
        blocks += [PageBreak(), Heading(f"包件{material.package.number}　{material.package.name}")]
        for one in CHAPTERS:
            if one.belongs(material, kind):
                blocks += [Heading(one.title, 2), *one.write(material, kind)]
    blocks.append(PageBreak())
    for number, one in enumerate(ANNEXES, 1):
        blocks.append(Heading(f"附件{number}　{one.title}"))
        for material in materials:
            blocks += [Heading(f"包件{material.package.number}", 2), *one.write(material, kind)]
    return blocks


def _numbered(blocks: Iterable[Block]) -> Iterable[Block]:
    """Headings as 一、 and （一）, annexes by their own number; tables and pictures counted through the document."""
    chapters = sections = tables = pictures = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            sections = 0
            chapters += not block.text.startswith("附件")
            yield block if block.text.startswith("附件") else replace(block, text=f"{ordinal(chapters)}、{block.text}")
        elif isinstance(block, Heading):
            sections += 1
            yield replace(block, text=f"（{ordinal(sections)}）{block.text}")
        elif isinstance(block, Table):
            tables += 1
            yield replace(block, title=f"表{tables}　{block.title}")
        elif isinstance(block, Picture):
            pictures += 1
            yield replace(block, title=f"图{pictures}　{block.title}")
        else:
            yield block
