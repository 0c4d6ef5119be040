"""The files of a report to be taken along: made when asked for, under the eyes of who asked."""

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from access.audit import Action, Changed, fingerprint
from access.rights import Right
from data.errors import SupervisionError
from pages.parts import acting, session
from reports.files import File, Order, bundle, kind_titles, make, period_name
from reports.pdf import can_write_pdf

_MADE = "made_reports"
_TYPES = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF"}


def draw(packages: Sequence[int], kind: str, period: str) -> None:
    """A button that makes the files; once they are made, buttons that fetch each of them and all as one zip."""
    with st.container(key="downloads", horizontal=True, vertical_alignment="center"):
        with_pdf = st.checkbox("另存 PDF", key="report_pdf", disabled=not can_write_pdf())
        made_of = (session.version(), session.as_of(), tuple(packages), kind, period, with_pdf)
        made = st.session_state.get(_MADE)
        place = st.empty()
        words = f"生成 {len(packages)} 个包件的文件" if len(packages) > 1 else "生成文件"
        if (made is None or made[0] != made_of) and place.button(words, key="make-reports", type="primary"):
            made = st.session_state[_MADE] = (made_of, _make(place, packages, kind, period, with_pdf))
        if made is not None and made[0] == made_of:
            with place.container(horizontal=True):
                _draw_files(made[1], packages, kind, period)
    if not can_write_pdf():
        st.caption("服务器没有安装 LibreOffice，做不了 PDF；可下载 Word 后另存，或请管理员安装 libreoffice-writer。")


def _make(place: DeltaGenerator, packages: Sequence[int], kind: str, period: str, with_pdf: bool) -> list[File]:
    bar = place.progress(0.0, "正在生成…")

    def told(done: int, every: int, name: str) -> None:
        bar.progress(done / (every + with_pdf), f"正在生成 {name}")

    name = f"{kind_titles()[kind]} {period}"
    order = Order(tuple(packages), kind, period, session.as_of(), with_pdf, session.is_demo())
    made = acting.act(
        Right.EXPORT, packages, Action.REPORT, f"{'、'.join(f'包件{one}' for one in packages)} {name}",
        partial(make, session.store(), order, told), told=_tell,
    )  # fmt: skip
    if isinstance(made, SupervisionError):
        raise made
    return made


def _tell(changed: Changed, files: Sequence[File]) -> None:
    changed.after = fingerprint([[one.name, hashlib.sha256(one.content).hexdigest()] for one in files])
    changed.note = f"{len(files)} 个文件"


def _draw_files(files: Sequence[File], packages: Sequence[int], kind: str, period: str) -> None:
    if len(packages) == 1:
        for file in files:
            name, _, ending = file.name.rpartition(".")
            title = name.rpartition("_")[2]
            _draw_button(packages, f"{title} {_TYPES[ending]}", file.name, file.content, f"{title}-{ending}")
    whose = f"包件{packages[0]}" if len(packages) == 1 else "各包件"
    _draw_button(
        packages,
        "下载 zip（全部文件）",
        f"{whose}_{period_name(period)}_{kind_titles()[kind]}.zip",
        bundle(files),
        "zip",
    )


def _draw_button(packages: Sequence[int], label: str, name: str, content: bytes, key: str) -> None:
    # By a function, or the whole file would be looked through again in every run.
    st.download_button(
        label, acting.export(packages, name, lambda: content), name, key=f"report-{key}", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip
