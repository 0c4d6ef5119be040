"""报告: what is signed and filed. Choose packages, kind and period, read the paper, take the files along."""

import streamlit as st

from kpi.periods import parse_period
from kpi.targets import current_contract
from pages.parts import filters, links, look, reports_files, reports_preview, session, visitor
from pages.parts.text import cut_off_words, escaped, package_name, span_words
from reports.files import kind_titles

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("报告", width="stretch")
    with st.container(key="filters", width=520, horizontal=True):
        kind = filters.choose("kind", "种类", kind_titles())
        period = filters.period_of_report(kind)
packages = filters.some_packages()

with_data = session.packages_with_data()
told = [package for package in packages if package in with_data]
silent = [package_name(package) for package in packages if package not in with_data]
if silent:
    whose = "各包件都" if len(silent) == len(visitor.packages()) else f"{'、'.join(silent)} "
    st.html(
        f"<p class='k-silent'><b>{escaped(whose)}还没有上报数据</b>"
        f"<span>没有数据就没有可写的内容，不生成文件。{links.to('upload', '去上报数据')}</span></p>"
    )
if not told:
    st.stop()

paper = reports_preview.paper(told[0], kind, period)
st.html(
    f"<p class='k-lead'>{span_words(parse_period(period, current_contract(), paper.cut_off))}"
    f"<span>{cut_off_words(paper.cut_off)}</span><span>同样的数据生成同样的文件</span></p>"
)
reports_files.draw(told, kind, period)
if len(told) > 1:
    st.html(f"<p class='k-which'>下面预览 {escaped(package_name(told[0]))}，点上面的包件预览其他。</p>")
draws = reports_preview.has_pictures(paper) and st.toggle("预览里画出图", key="report_pictures")
look.put(reports_preview.sheet(paper, draws=draws))
