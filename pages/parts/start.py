"""What an empty store shows: the three steps to the first score."""

import io
from functools import lru_cache, partial

import streamlit as st

from loaders.datasets import DATASETS
from loaders.templates import write_template
from pages.parts import acting, visitor
from pages.parts.text import package_name

_STEPS = (
    ("下载模板", "每个包件一份月度工作簿，每张表一种数据，末页有填写说明。"),
    ("填写上月记录", "只填发生的；确实没有发生的，在该表第一个数据格填“本月无”。"),
    ("上报", "选包件和月份，拖入文件。有问题的行会逐行列出；入库后立即出分。"),
)


def draw_three_steps() -> None:
    """Three steps: template, filling in, handing in."""
    steps = "".join(
        f"<li><i>{number}</i><h3>{title}</h3><p>{words}</p></li>" for number, (title, words) in enumerate(_STEPS, 1)
    )
    st.html(f"<section class='k-start'><h2>还没有任何数据</h2><p>三步得到第一张评分表：</p><ol>{steps}</ol></section>")
    with st.container(key="start-actions", horizontal=True):
        for package in visitor.packages():
            draw_template_button(package, package_name(package))
    st.page_link("upload.py", label="去上报数据", icon=":material/upload_file:")


def draw_template_button(package: int, label: str) -> None:
    """A button that downloads the monthly workbook of a package."""
    st.download_button(
        label,
        acting.download(package, f"包件{package} 月度数据模板", partial(template, package)),
        file_name=f"包件{package}_月度数据模板.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key=f"template-{package}",
        icon=":material/download:",
        on_click="ignore",
    )


@lru_cache(maxsize=8)
def template(package: int) -> bytes:
    """The monthly workbook of a package, to be filled in."""
    buffer = io.BytesIO()
    write_template(buffer, list(DATASETS.values()), package)
    return buffer.getvalue()
