"""整改情况: what must be mended. The register of measures joins in here."""

from kpi.clauses import breaches
from kpi.sentences import cause_words, sentence
from kpi.values import Finding
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import NOTHING, bounded, columns, printed, said

_MOST = 25
_HEADS = columns(("编号", 9), ("事项", 45), ("主要来自", 46))


def chapter(material: Material) -> tuple[Block, ...]:
    """Every missed indicator and clause as a matter to be mended."""
    missed = [one.finding for one in material.card.indicators if one.finding.verdict == "missed"]
    broken = breaches(material.card)
    if not missed and not broken:
        return (said("本期没有需要整改的指标和条款。"),)
    parts = [f"指标 {len(missed)} 项"] if missed else []
    parts += [f"服务条款 {len(broken)} 条"] if broken else []
    lead = f"需要整改的事项 {len(missed) + len(broken)} 项：{'，'.join(parts)}。"
    table = Table("需要整改的事项", _HEADS, tuple(_row(material, one) for one in (*missed, *broken)))
    return said(lead), *bounded(table, _MOST, "系统“指标”和“服务条款”页")


def _row(material: Material, finding: Finding) -> Row:
    code = finding.indicator.code
    cause = cause_words(finding, material.monthly(code))
    source = cause.replace(" 主要来自 ", "：").removeprefix("主要来自 ")
    return Row((code, printed(sentence(finding)), printed(source) or NOTHING))
