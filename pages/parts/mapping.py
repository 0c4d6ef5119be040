"""Headers that nobody can read for sure: what they mean is said once, kept for the package, listed and changed here."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from access.audit import Action
from access.rights import Right
from data.errors import SupervisionError
from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.headers import UNUSED, compared, meaning_of
from loaders.mappings import HeaderMapping, Wanted, list_mappings, remember
from loaders.receipts import Question, Receipt
from pages.parts import acting, session, visitor
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

_SAID = "mapping_said"
_OPEN, _WITHDRAWN = "?", "-"


def ask(package: int, receipts: Sequence[Receipt]) -> bool:
    """The headers of refused files that nobody can read for sure, to be chosen; whether they have just been kept, so
    that the files are to be read again."""
    questions = _questions([one for one in receipts if not one.accepted])
    return bool(questions) and _form(package, questions, "记住，并重新检查", "asked")


def offer(package: int, receipts: Sequence[Receipt]) -> None:
    """The unread headers of stored files that may mean a column; what is chosen holds from the next file on."""
    questions = _questions([one for one in receipts if one.accepted])
    if questions and _form(package, questions, "记住，以后照此读取", "offered"):
        st.rerun()


def _questions(receipts: Sequence[Receipt]) -> list[Question]:
    """Each header of an upload type once, those first that keep a file out."""
    found: dict[tuple[str, str], Question] = {}
    for one in sorted((one for receipt in receipts for one in receipt.questions), key=lambda one: not one.is_needed):
        found.setdefault((one.dataset, compared(one.header)), one)
    return list(found.values())


def _form(package: int, questions: Sequence[Question], label: str, key: str) -> bool:
    """The form; whether something was chosen in it and kept."""
    with st.container(key=f"{key}-form"), st.form(f"{key}-{package}-{len(questions)}", border=True):
        st.html(
            "<h2 class='k-panel'>这些表头是哪一列？<small>指明一次，本包件以后的同类文件都照此读取；"
            "不会改动表头与模板一致的列</small></h2>"
        )
        chosen = {}
        pairs = [st.columns(2) for _ in questions[::2]]
        for number, one in enumerate(questions):
            dataset = DATASETS[one.dataset]
            options = _options(dataset, one.guesses)
            chosen[number] = pairs[number // 2][number % 2].selectbox(
                _label(one), options, format_func=partial(_described, dataset, one.guesses), key=f"{key}-{number}",
                filter_mode=None,
            )  # fmt: skip
        sent = st.form_submit_button(label, type="primary", icon=":material/link:")
    wanted = [
        Wanted(one.dataset, one.header, chosen[number])
        for number, one in enumerate(questions)
        if chosen[number] != _OPEN
    ]
    if not sent:
        return False
    if not wanted:
        st.html("<p class='k-demo' role='alert'>还没有选择：请为表头选一列，或选“不使用”</p>")
        return False
    return _kept(package, wanted)


def _label(one: Question) -> str:
    """The header, where it stands and what stands below it."""
    samples = f"，内容如 {'、'.join(one.samples)}" if one.samples else ""
    return f"{DATASETS[one.dataset].title}　“{one.header}”{samples}"


def _options(dataset: Dataset, guesses: Sequence[str]) -> list[str]:
    return [_OPEN, *guesses, UNUSED, *(one.field for one in dataset.columns if one.field not in guesses)]


def _described(dataset: Dataset, guesses: Sequence[str], choice: str) -> str:
    if choice in (_OPEN, _WITHDRAWN):
        return "请选择" if choice == _OPEN else "撤销，按原来的规则读取"
    if choice == UNUSED:
        return "不使用这一列"
    return dataset.by_field[choice].header + ("（相近）" if choice in guesses else "")


def _kept(package: int, wanted: Sequence[Wanted]) -> bool:
    """Keep mappings and say so; an error is shown where the form stands."""
    named = "、".join(f"{one.dataset}:{one.header}={one.field or '撤销'}" for one in wanted)
    done = acting.act(
        Right.UPLOAD, package, Action.MAPPING, f"包件{package} {named}",
        lambda: remember(session.store_of(package, "表头对应"), package, wanted, made_by=visitor.who().signature),
        state=lambda: session.read(list_mappings, package),
    )  # fmt: skip
    if isinstance(done, SupervisionError):
        st.html(f"<p class='k-demo' role='alert'>{escaped(done)}</p>")
        return False
    st.session_state[_SAID] = f"已记住 {len(wanted)} 个表头的含义"
    return True


def draw_list(package: int) -> None:
    """All mappings of a package, and the form that changes or withdraws one."""
    said = st.session_state.pop(_SAID, None)
    made = session.read(list_mappings, package)
    if said:
        st.html(f"<p class='k-demo' role='status'>{escaped(said)}</p>")
    if not made:
        return
    current = {f"{one.dataset}|{compared(one.header)}": one for one in reversed(made) if _holds(one)}
    with st.container(border=True, key="panel-mappings"):
        st.html("<h2 class='k-panel'>表头对应<small>由人指明，只用于本包件；改动只影响以后读取的文件</small></h2>")
        st.html(_table(made))
        if current and visitor.may(Right.UPLOAD, package):
            _draw_change(package, current)


def _holds(one: HeaderMapping) -> bool:
    return one.is_current and one.field is not None


def _table(made: Sequence[HeaderMapping]) -> str:
    rows = [
        [
            DATASETS[one.dataset].title, f"<b>{escaped(one.header)}</b>", escaped(one.means), _state(one),
            f"<span class='k-day'>{one.made_at:%Y-%m-%d %H:%M}</span>", escaped(one.made_by or NOTHING),
        ]
        for one in made
    ]  # fmt: skip
    return plain_table("表头对应", ("数据", "文件里的表头", "读作", "状态", "指明时间", "经手人"), rows)


def _state(one: HeaderMapping) -> str:
    if _holds(one):
        return "<span class='k-pill v-met'><i>✓</i>当前</span>"
    return "<span class='k-pill v-not_due'><i>○</i>已停用</span>"


def _draw_change(package: int, current: Mapping[str, HeaderMapping]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            "要改的表头", list(current), key=f"mapping-{package}", filter_mode=None,
            format_func=lambda key: f"{DATASETS[current[key].dataset].title}　{current[key].header}",
        )  # fmt: skip
        one = current[picked]
        dataset = DATASETS[one.dataset]
        meaning = st.selectbox(
            f"现在读作“{meaning_of(dataset, one.field or UNUSED)}”，改为", [*_options(dataset, ()), _WITHDRAWN],
            format_func=partial(_described, dataset, ()), key=f"mapping-{package}-{picked}-{one.made_at}",
            filter_mode=None,
        )  # fmt: skip
        sent = st.button("保存", icon=":material/save:", key="save-mapping", disabled=meaning == _OPEN)
    if sent and _kept(package, [Wanted(one.dataset, one.header, None if meaning == _WITHDRAWN else meaning)]):
        st.rerun()
