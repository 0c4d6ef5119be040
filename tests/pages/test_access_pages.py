"""Who looks decides what is seen: roles by pages, packages by reading, and what is put on record."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

import app
from access.audit import Action
from access.gate import Hosts
from access.id_tokens import Person
from access.rights import TABLE, ApiScope, Right, Role
from access.totp import code_at
from data.errors import AccessError, LoginError, SupervisionError
from kpi.search import find
from pages import frame
from pages.parts import acting, assessing, camera_records, handing_in, scope, session, visitor
from tests.access.test_audit import attack
from tests.logged_in import OPERATOR, PASSWORD, principal
from tests.pages.conftest import ROOT
from tests.pages.test_pages import run, written
from tests.product import Product

OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}


def trail() -> list[tuple[str, str, str, str]]:
    return [(one.who, one.action, one.object, one.result) for one in visitor.access().trail.entries()]


def test_every_page_has_its_line_in_the_menu_with_a_right() -> None:
    files = {path.name for path in (ROOT / "pages").glob("*.py")} - {"__init__.py", "frame.py"}
    assert {file for file, *_ in frame.MENU} == files
    assert len({title for _, title, *_ in frame.MENU}) == len(frame.MENU)


def test_the_table_of_rights_knows_every_right_and_keeps_duties_apart() -> None:
    assert set(TABLE) == set(Right)
    scores = {Right.SEE_SCORES, Right.EXPORT, Right.UPLOAD, Right.ASSESS, Right.CLOSE, Right.DECIDE_CLAIMS}
    for right in scores:
        assert not TABLE[right] & {Role.ADMIN, Role.AUDITOR}
    for right in (Right.UPLOAD, Right.RESTORE, Right.ASSESS, Right.CLOSE, Right.DECIDE_CLAIMS, Right.RECTIFY):
        assert TABLE[right] == {Role.SUPERVISOR}
    assert TABLE[Right.SEE_AUDIT] == {Role.AUDITOR}
    assert TABLE[Right.MANAGE_ACCOUNTS] == TABLE[Right.CHANGE_SETTINGS] == {Role.ADMIN}


FORBIDDEN = [
    (role, file, title)
    for role in Role
    for file, title, _, _, right in frame.MENU
    if not principal(role).may(right, frame.ONLY_OF.get(file))
]


@pytest.mark.parametrize("role", list(Role))
def test_a_page_that_a_role_may_not_see_is_refused_on_record(store_of_pages: Path, role: Role) -> None:
    visitor.serve_as(principal(role))
    for _, file, title in (one for one in FORBIDDEN if one[0] is role):
        test = run(file)
        assert "您的角色是" in written(test)
        assert not test.title
        assert trail()[-1] == (role.value, "refusal", f"页面 {title}", "refused")


@pytest.mark.parametrize(("role", "title"), [(Role.AUDITOR, "审计"), (Role.ADMIN, "账号"), (Role.VIEWER, "总览")])
def test_each_role_begins_where_it_works(store_of_pages: Path, role: Role, title: str) -> None:
    visitor.serve_as(principal(role))
    assert [one.value for one in run().title] == [title]


def test_nobody_sees_nothing(store_of_pages: Path) -> None:
    visitor.serve_as(None)
    test = run()
    assert "登录已过期" in written(test)
    assert not test.title
    with pytest.raises(LoginError):
        session.scorecard(3, "todate")


@pytest.fixture
def october(store_of_pages: Path) -> Path:
    """Packages 1 and 3 have reported."""
    with Product(store_of_pages.parent) as product:
        for package in (1, 3):
            system = {"system_id": f"P{package}-01", "outage_id": f"D{package}"}
            product.load(package, "2026-10", {"outages": [OUTAGE | system]}, ["maintenance"])
    return store_of_pages


READINGS: list[Callable[[], object]] = [
    lambda: session.scorecard(1, "todate"),
    lambda: session.earlier_scorecard(1, "2026-10"),
    lambda: session.trend(1),
    lambda: session.trend_of(1, "1.07"),
    lambda: session.evidence(1, "1.07", "2026-10"),
    lambda: session.system_sheet("P1-01"),
    lambda: session.day_timeline("P1-01", date(2026, 10, 5)),
    lambda: session.questionnaires(1),
    lambda: session.satisfaction_by_quarter(1),
    lambda: session.fault_records(1),
    lambda: session.availability(1),
    lambda: session.probe_months(1),
    lambda: session.outlook(1),
    lambda: session.contradictions(1),
    lambda: session.publications(1),
    lambda: session.stored_rows(1, "outages", "2026-10"),
]


def test_a_contractor_reads_nothing_of_another_package(october: Path) -> None:
    """Also what a supervisor has read just before, which is kept."""
    for reading in READINGS:
        reading()
    visitor.serve_as(principal(Role.CONTRACTOR, 3))
    for number, reading in enumerate(READINGS):
        with pytest.raises(AccessError, match="包件1 不在您的范围内"):
            reading()
        assert len(trail()) == number + 1
        assert trail()[-1][3] == "refused"
    assert session.scorecard(3, "todate").package == 3


def test_readings_over_all_packages_are_narrowed(october: Path) -> None:
    def seen() -> list[Any]:
        return [
            {one.package for one in session.all_batches()},
            {one.package for one in session.scorecards("todate")},
            {slot.package for slot in session.completeness()},
            {one.package for one in session.found("P")},
            session.packages_with_data(),
        ]

    assert seen() == [{1, 3}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}, {1, 3}]
    visitor.serve_as(principal(Role.CONTRACTOR, 3))
    assert seen() == [{3}, {3}, {3}, {3}, {3}]
    visitor.serve_as(principal(Role.CONTRACTOR, 1))
    assert seen() == [{1}, {1}, {1}, {1}, {1}]
    with pytest.raises(AccessError):
        camera_records.in_service("todate")
    visitor.serve_as(principal(Role.AUDITOR))
    assert seen() == [set(), set(), set(), set(), set()]


def test_a_reading_that_names_no_package_is_refused(october: Path) -> None:
    with pytest.raises(SupervisionError, match="没有声明"):
        session.read(lambda store, text: text, "x")
    assert scope.asked_packages(find, ("x", frozenset({1, 3}))) == [1, 3]


@pytest.mark.parametrize(
    ("page", "address"),
    [("package.py", {"pkg": "1"}), ("indicator.py", {"code": "1.07"}), ("system.py", {"id": "P1-01"}),
     ("faults.py", {"pkg": "1"}), ("availability.py", {"pkg": "1"}), ("outlook.py", {"pkg": "1"}),
     ("clauses.py", {"pkg": "1"}), ("report.py", {"pkg": "1"}), ("batches.py", {"pkg": "1"}),
     ("closing.py", {"pkg": "1"}), ("satisfaction.py", {"pkg": "1"}), ("search.py", {"q": "P1-01"}),
     ("overview.py", {})],
)  # fmt: skip
def test_a_contractor_sees_no_other_package_by_the_address(october: Path, page: str, address: dict[str, str]) -> None:
    visitor.serve_as(principal(Role.CONTRACTOR, 3))
    test = run("" if page == "overview.py" else page, **address)
    shown = written(test)
    assert "P1-01" not in shown.replace("“P1-01”", "")
    assert "政务服务" not in shown
    assert "包件1" not in shown
    for box in (*test.selectbox, *test.get("button_group")):
        assert "包件1 政务服务" not in list(getattr(box, "options", []))
    if "pkg" in address:
        assert ("contractor", "refusal", "链接 pkg=1", "refused") in trail()


def test_an_act_is_checked_and_recorded_whatever_the_page_drew(store_of_pages: Path) -> None:
    done: list[str] = []

    def work() -> str:
        done.append("x")
        return "done"

    assert acting.act(Right.CLOSE, 3, Action.CLOSE, "包件3 2026-10", work, state=lambda: list(done)) == "done"
    visitor.serve_as(principal(Role.CONTRACTOR, 3))
    assert isinstance(acting.act(Right.CLOSE, 3, Action.CLOSE, "包件3 2026-10", work), AccessError)
    visitor.serve_as(principal(Role.SUPERVISOR, 1))
    assert isinstance(acting.act(Right.CLOSE, 3, Action.CLOSE, "包件3 2026-10", work), AccessError)
    visitor.serve_as(None)
    assert isinstance(acting.act(Right.CLOSE, 3, Action.CLOSE, "包件3 2026-10", work), LoginError)
    assert done == ["x"]
    entries = list(visitor.access().trail.entries())
    assert [(one.who, one.result) for one in entries] == [
        ("wang", "ok"), ("contractor", "refused"), ("supervisor", "refused"),
    ]  # fmt: skip
    assert entries[0].before != entries[0].after


def test_nothing_of_an_assessment_is_kept_before_its_right_is_checked(october: Path) -> None:
    evidence = ("现场.png", b"\x89PNG" + b"x" * 100)
    entry = assessing.Entry("3.01", "达成", None, "抽查三次", "甲", evidence)
    originals = session.store().originals
    before = set(originals.iterdir())

    def answer() -> object:
        made = partial(assessing.workbook, 3, "2026-10", [entry])
        return handing_in.hand_in(3, "2026-10", made, replace=False).outcome

    for looker in (principal(Role.CONTRACTOR, 3), principal(Role.VIEWER)):
        visitor.serve_as(looker)
        assert isinstance(answer(), AccessError)
        assert set(originals.iterdir()) == before
        assert trail()[-1] == (looker.name, "assess", "包件3 2026-10 定性评价", "refused")
    visitor.serve_as(principal(Role.SUPERVISOR, 3))
    assert not isinstance(answer(), SupervisionError)
    assert trail()[-1] == ("supervisor", "assess", "包件3 2026-10 定性评价", "ok")
    kept = set(originals.iterdir()) - before
    assert sorted(path.suffix for path in kept) == [".png", ".xlsx"]
    wrong = replace(entry, attachment=("现场.png", b"MZ"))
    assert "内容不是 png 文件" in assessing.why_not([wrong], [])


def test_settings_are_shown_to_a_supervisor_without_the_form(store_of_pages: Path) -> None:
    test = run("settings.py")
    assert "设置由管理员修改" in written(test)
    assert not test.button


def test_the_auditor_finds_an_entry_and_the_state_of_the_chain(
    store_of_pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken chain is said to the auditor and the admin on every page, by healthz, and at the start."""
    for number in range(3):
        acting.act(Right.CLOSE, 3, Action.CLOSE, f"包件3 2026-0{7 + number}", lambda: None)
    visitor.serve_as(principal(Role.CONTRACTOR, 2))
    acting.act(Right.CLOSE, 2, Action.CLOSE, "包件2 2026-07", lambda: None)
    visitor.serve_as(principal(Role.AUDITOR))
    html = written(run("audit.py"))
    assert "审计链完整" in html
    assert html.count("包件3 2026-0") == 3
    html = written(run("audit.py", result="refused"))
    assert html.count("包件3 2026-0") == 0
    assert "包件2 2026-07" in html
    assert written(run("audit.py", q="2026-09", who="wang")).count("包件3 2026-0") == 1
    attack(visitor.access().database.path, "UPDATE audit SET object = 'x' WHERE seq = 2")
    assert "从第 2 条起不可信" in written(run("audit.py"))
    visitor.serve_as(principal(Role.ADMIN))
    for page in ("accounts.py", "status.py"):
        assert "审计链断裂" in written(run(page))
    assert "有故障：审计链" in written(run("status.py"))
    answer = TestClient(Starlette(routes=[Route("/healthz", app.healthz)])).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "audit": "broken"})
    app._say_early()
    assert "审计链从第 2 条起不可信" in capsys.readouterr().err
    visitor.serve_as(principal(Role.SUPERVISOR))
    assert "审计链" not in written(run())


def test_the_admin_adds_an_account_and_disables_it(store_of_pages: Path) -> None:
    visitor.serve_as(principal(Role.ADMIN))
    test = run("accounts.py")
    test.text_input(key="new-name-0").set_value("li.gong")
    test.text_input(key="new-shown-0").set_value("李工")
    test.multiselect(key="packages-new-0").set_value([2])
    test.button(key="add-account").click().run()
    assert "初始密码" in written(test)
    assert visitor.access().accounts.find("li.gong").packages == {2}
    test.button(key="disable-account").click().run()
    assert visitor.access().accounts.find("li.gong").is_disabled
    assert [one[1] for one in trail()] == ["account", "account"]
    test.text_input(key="new-name-1").set_value("Falsch!")
    test.button(key="add-account").click().run()
    assert "没有改" in written(test)


def test_an_account_of_the_single_sign_on_has_no_password_on_the_page(store_of_pages: Path) -> None:
    person = Person("https://sso.example.cn", "u-17", "wang.gong", "王工", Role.SUPERVISOR, frozenset({1}), "", 0)
    visitor.serve_as(principal(Role.ADMIN))
    visitor.access().sign_on.login(person)
    test = run("accounts.py")
    assert "统一身份认证" in written(test)
    assert "修改密码" in written(test)
    drawn = {one.key for one in test.button}
    assert "disable-account" in drawn
    assert not drawn & {"save-account", "reset-account"}
    visitor.serve_as(replace(principal(Role.ADMIN), has_password=False))
    assert "修改密码" not in written(test.run())


def test_a_wrong_single_sign_on_keeps_the_server_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_OIDC", str(tmp_path / "none.toml"))
    with pytest.raises(SystemExit, match=r"^统一身份认证的配置读不出来"):
        app.configured_sign_on(Hosts())
    monkeypatch.setenv("KPI_OIDC", str(ROOT / "deploy" / "oidc.toml"))
    monkeypatch.setenv("KPI_OIDC_SECRET", "q7Zr0mC1vX9tLw3uKp8sYe5nHb2dFg6j")
    with pytest.raises(SystemExit, match=r"kpi\.example\.gov\.cn 不在 KPI_HOSTS 里"):
        app.configured_sign_on(Hosts())
    assert app.configured_sign_on(Hosts(["kpi.example.gov.cn"])) is not None


def test_an_admin_says_who_must_have_the_second_step_and_resets_it(store_of_pages: Path) -> None:
    access = visitor.access()
    access.accounts.add(OPERATOR, "li.gong", "李工", Role.SUPERVISOR, [1], PASSWORD)
    visitor.serve_as(principal(Role.ADMIN))
    test = run("accounts.py")
    assert "待设二次验证" not in written(test)
    test.multiselect(key="totp-roles").set_value([Role.SUPERVISOR, Role.ADMIN])
    test.button(key="save-totp-roles").click().run()
    assert access.totp.roles() == {Role.SUPERVISOR, Role.ADMIN}
    assert "<small>待设二次验证</small>" in written(test)
    assert not [one for one in test.button if one.key == "reset-totp"]
    token = access.logins.login("li.gong", PASSWORD)
    code = code_at(access.second_step.set_up(token).secret, access.database.now())
    token = access.second_step.switch_on(token, PASSWORD, code)
    test.run()
    assert "<small>二次验证</small>" in written(test)
    test.button(key="reset-totp").click().run()
    assert access.logins.who(token) is None
    assert trail()[-1] == ("admin", "totp", "li.gong", "ok")
    visitor.serve_demo(store_of_pages.parent / "demo")
    test = run("accounts.py")
    visitor.serve_accounts()
    assert "王建国" in written(test)
    assert "二次验证" not in written(test)


def test_an_admin_makes_and_ends_programs_on_the_page(store_of_pages: Path) -> None:
    visitor.serve_as(principal(Role.ADMIN))
    test = run("accounts.py")
    test.text_input(key="client-name-0").set_value("daping")
    test.multiselect(key="client-scopes-0").set_value([ApiScope.READ_SCORES])
    test.multiselect(key="client-packages-0").set_value([3])
    test.button(key="add-client").click().run()
    token = re.findall("kpi_[\\w-]{43}", written(test))[0]
    assert visitor.access().clients.who(token).packages == {3}
    test.run()
    assert token not in written(test)
    test.button(key="end-client").click().run()
    with pytest.raises(LoginError):
        visitor.access().clients.who(token)
    test.button(key="add-client").click().run()
    assert "没有改" in written(test)
