"""Receipts 回执: shown, printed, taken away as a page of their own, found again."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from loaders.datasets import DATASETS
from loaders.marking import marked, marked_name
from loaders.originals import read_original
from loaders.queue import Entry
from loaders.queue_receipts import StoredReceipt, stored_receipts
from loaders.receipts import Receipt
from pages.parts import acting, filters, links, session
from pages.parts.tables import plain_table
from pages.parts.text import APP, NOTHING, escaped, package_name

_SHOWN = 100
_STYLE = """body{font-family:"Source Han Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;
margin:2.5cm;color:#111}
h1{font-size:20pt;margin:0 0 .2em}table{border-collapse:collapse;width:100%;margin:1em 0}
th,td{border:1px solid #888;padding:.35em .6em;text-align:left;font-size:10.5pt}
dl{display:grid;grid-template-columns:7em 1fr;gap:.25em;font-size:10.5pt}dd{margin:0;overflow-wrap:anywhere}
caption{display:none}"""


def all_receipts() -> list[StoredReceipt]:
    """All receipts, the newest first."""
    return session.read(stored_receipts)


def draw(entry_id: str) -> None:
    """The receipt of a file that has been stored, with its download."""
    found = next((one for one in all_receipts() if one.entry_id == entry_id), None)
    if found is None:
        return
    st.html(f"<section class='k-receipt'>{_content(found)}</section>")
    with st.container(horizontal=True, key="receipt-actions"):
        draw_download(found)
        st.page_link(
            "package.py", label="看本包件的评分", icon=":material/arrow_forward:",
            query_params={"pkg": str(found.package)},
        )  # fmt: skip


def draw_download(one: StoredReceipt) -> None:
    """A button that gives the receipt as a page to be printed."""
    st.download_button(
        "下载回执", acting.download(one.package, f"回执 {one.receipt_id}", partial(page, one)),
        f"回执{one.receipt_id}.html", "text/html", icon=":material/receipt_long:",
        key=f"receipt-{one.receipt_id}", on_click="ignore",
    )  # fmt: skip


def page(one: StoredReceipt) -> bytes:
    """The receipt as an HTML page by itself."""
    body = f"<h1>{APP} 上报回执</h1>{_content(one)}"
    head = f"<meta charset='utf-8'><title>回执 {one.receipt_id}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang='zh-CN'><head>{head}</head><body>{body}</body></html>".encode()


def _content(one: StoredReceipt) -> str:
    facts = (
        ("回执编号", f"<b>{one.receipt_id}</b>"),
        ("包件和月份", f"{escaped(package_name(one.package))} {one.month}"),
        ("文件", escaped(one.file_name or "本月无")),
        ("原件校验值", f"<code>{one.sha256}</code>" if one.sha256 else NOTHING),
        ("交件", f"{escaped(one.received_by)} {one.received_at:%Y-%m-%d %H:%M}"),
        ("入库", f"{escaped(one.stored_by)} {one.stored_at:%Y-%m-%d %H:%M}"),
        ("合计", f"入库 {one.rows:,} 行，没有入库 {one.refused:,} 行"),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    rows = [
        [
            DATASETS[batch.dataset].title,
            "本月无" if batch.is_nil else f"{batch.rows:,} 行",
            f"{batch.refused:,} 行" if batch.refused else NOTHING,
            escaped(batch.batch_id),
            escaped(batch.replaced or NOTHING),
        ]
        for batch in one.batches
    ]
    return f"<dl>{listed}</dl>" + plain_table("回执", ("数据", "入库", "没有入库", "批次编号", "替换了"), rows)


def draw_marked(one: Entry, receipt: Receipt, previews: Sequence[Mapping[str, Any]]) -> None:
    """A button that gives the same workbook back with its bad cells marked; it is made at the click."""
    st.download_button(
        "下载标注好的原表",
        acting.download(one.package or 0, f"标注好的 {one.name}", partial(_marked, one, receipt, previews)),
        marked_name(one.name),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", icon=":material/edit_document:",
        key=f"marked-{one.entry_id}", on_click="ignore",
    )  # fmt: skip


def _marked(one: Entry, receipt: Receipt, previews: Sequence[Mapping[str, Any]]) -> bytes:
    content = read_original(session.store_of(one.package or 0, one.name), one.sha256 or "", one.name)
    return marked(content, one.name, receipt.problems, previews, receipt.more)


def draw_list(package: int) -> None:
    """The receipts of a package, to be looked for by number, file or person; nothing without any."""
    own = [one for one in all_receipts() if one.package == package]
    if not own:
        return
    with st.container(border=True, key="panel-receipts"):
        st.html(f"<h2 class='k-panel'>回执<small>{len(own)} 份，新的在前</small></h2>")
        with st.container(width=420):
            wanted = filters.text("receipt", "查找回执", "回执编号、文件名、批次编号或姓名")
        found = [one for one in own if wanted.casefold() in _searched(one)]
        st.html(_table(found[:_SHOWN]) if found else "<p class='k-quiet'>没有这样的回执</p>")
        if wanted and found:
            draw_download(found[0])


def _searched(one: StoredReceipt) -> str:
    batches = " ".join(batch.batch_id for batch in one.batches)
    people = f"{one.received_by} {one.stored_by}"
    return f"{one.receipt_id} {one.file_name or '本月无'} {people} {one.sha256} {batches}".casefold()


def _table(found: Sequence[StoredReceipt]) -> str:
    rows = [
        [
            links.to("upload", f"<b>{one.receipt_id}</b>", pkg=one.package, entry=one.entry_id),
            f"<span class='k-day'>{one.month}</span>",
            escaped(one.file_name or "本月无"),
            "、".join(DATASETS[batch.dataset].title for batch in one.batches),
            f"{one.rows:,} 行" + (f"，{one.refused:,} 行未入库" if one.refused else ""),
            f"{escaped(one.stored_by)} <span class='k-day'>{one.stored_at:%Y-%m-%d %H:%M}</span>",
        ]
        for one in found
    ]
    return plain_table("回执", ("回执编号", "月份", "文件", "数据", "内容", "入库"), rows)
