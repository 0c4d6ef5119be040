"""What a file of the queue was taken for, with the reasons, and its first rows as they were understood."""

from collections.abc import Mapping, Sequence
from typing import Any

from loaders.datasets import DATASETS
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped


def recognition(seen: Mapping[str, Any], *, is_chosen: bool, target: str) -> str:
    """For which package and month, which upload types, and why; what contradicts it. target: where it goes now."""
    lines = [
        _line("包件", f"包件{seen['package']['value']}" if seen["package"]["value"] else "", seen["package"]),
        _line("月份", seen["month"]["value"] or "", seen["month"]),
        _sheets(seen["sheets"], is_head=seen.get("is_head", False)),
    ]
    if is_chosen:
        lines.insert(0, f"<li><span>按所选</span><b>{escaped(target)}</b></li>")
    return f"<ul class='k-seen'>{''.join(lines)}</ul>"


def _line(what: str, value: str, guess: Mapping[str, Any]) -> str:
    reasons = "；".join(one["reason"] for one in guess["signs"])
    against = guess["contradiction"]
    words = f"<small>{escaped(reasons)}</small>" if reasons else "<small>文件里没有写明</small>"
    if against:
        words += f"<em>但是：{escaped(against)}</em>"
    return f"<li><span>{what}</span><b>{escaped(value or '认不出')}</b>{words}</li>"


def _sheets(sheets: Sequence[Mapping[str, Any]], *, is_head: bool) -> str:
    if not sheets:
        return "<li><span>数据</span><b>认不出</b><small>没有一张表像任何一种数据</small></li>"
    said = "".join(
        f"<q>{DATASETS[one['dataset']].title}<small>{_rows(one, is_head=is_head)}</small></q>" for one in sheets
    )
    by = "、".join(dict.fromkeys(one["by"] for one in sheets))
    return f"<li><span>数据</span><div>{said}<small>按{by}认出</small></div></li>"


def _rows(one: Mapping[str, Any], *, is_head: bool) -> str:
    """How many rows it has; of a large file that was not read to its end, that only the head was looked at."""
    if one["is_nil"]:
        return "本月无"
    return f"文件很大，只看了前 {one['rows']:,} 行" if is_head else f"{one['rows']:,} 行"


def previews(found: Sequence[Mapping[str, Any]], *, is_head: bool) -> str:
    """The first rows of every sheet, folded up but for the first; '' without any. is_head: the file was not read to its
    end."""
    blocks = "".join(_preview(one, is_open=at == 0, is_head=is_head) for at, one in enumerate(found))
    return f"<section class='k-previews'><h4>读出的前几行</h4>{blocks}</section>" if blocks else ""


def _preview(one: Mapping[str, Any], *, is_open: bool, is_head: bool) -> str:
    title = DATASETS[one["dataset"]].title
    sheet = f"，工作表“{escaped(one['sheet'])}”" if one["sheet"] else ""
    in_all = "" if is_head else f"共 {one['rows_in_all']:,} 行"
    words = f"<summary>{title}<small>{in_all}{sheet}</small></summary>"
    heads = ["行", *(_head(column) for column in one["columns"])]
    rows = [
        [str(row["number"]), *(_cell(text, is_faulty=at in row["faulty"]) for at, text in enumerate(row["cells"]))]
        for row in one["rows"]
    ]
    unused = f"<p class='k-quiet'>没有使用的列：{escaped('、'.join(one['not_used']))}</p>" if one["not_used"] else ""
    table = plain_table(f"{title}的前几行", heads, rows, css="k-preview")
    return f"<details{' open' if is_open else ''}>{words}{table}{unused}</details>"


def _head(column: Mapping[str, Any]) -> str:
    """The canonical header; below it the one of the file, where that is another."""
    header, own = escaped(column["header"]), escaped(column["read_from"])
    return header if header == own.strip("* ") or not own else f"{header}<small>读自“{own}”</small>"


def _cell(text: str, *, is_faulty: bool) -> str:
    if is_faulty:
        return f"<span class='k-faulty'>✕ {escaped(text or '（空）')}</span>"
    return escaped(text) or NOTHING
