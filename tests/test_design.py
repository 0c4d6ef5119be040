"""The directions of import and the habits of the house, read from the source itself. No allow-list."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("app", "access", "api", "data", "kpi", "loaders", "pages", "reports")
ENTRY_POINTS = (
    "access/__main__.py", "app.py", "data/__main__.py", "kpi/__main__.py", "loaders/__main__.py", "reports/__main__.py",
)  # fmt: skip
MAY_IMPORT = {
    "data": set(),
    "kpi": {"data"},
    "loaders": {"data"},
    "access": {"data"},
    "reports": {"kpi", "data"},
    "pages": {"pages", "kpi", "loaders", "access", "reports", "data"},
    # The API tells what the pages tell: through the same narrowed, kept readings, in the same words.
    "api": {"pages", "kpi", "loaders", "access", "data"},
    "app": {"access", "api", "data", "kpi", "loaders", "pages"},
}
ONLY_IN = {
    "duckdb": ("data/",),
    "streamlit": ("app.py", "pages/"),
    "plotly": ("pages/parts/", "reports/"),
    "pydeck": ("pages/parts/", "reports/"),
}
SAY_NOTHING = re.compile(r"(^|/)(util|utils|helper|helpers|misc|common|manager)s?(\.py|/)", re.IGNORECASE)


def sources() -> list[Path]:
    """All Python files of the product, without tests."""
    return sorted(
        path for name in OURS for path in [ROOT / f"{name}.py", *(ROOT / name).rglob("*.py")] if path.exists()
    )


def imported(path: Path) -> set[str]:
    """Top-level names of everything that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_directions_of_import(path: Path) -> None:
    name = name_of(path)
    layer = name.split("/")[0].removesuffix(".py")
    allowed = MAY_IMPORT[layer] | {layer}
    if name in ENTRY_POINTS:
        allowed |= {"kpi", "loaders", "access"}
    assert imported(path) & set(OURS) <= allowed
    if layer == "api":  # not what is seen, only what the pages share
        assert not re.search(r"^(from|import) pages(?!\.parts\b)", path.read_text(encoding="utf-8"), re.MULTILINE)
    for library, places in ONLY_IN.items():
        if library in imported(path):
            assert name.startswith(places), f"{library} is not for {name}"
    assert not (layer == "kpi" and "pandas" in imported(path))


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_names_and_sizes(path: Path) -> None:
    assert not SAY_NOTHING.search(name_of(path))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 320
    if re.fullmatch(r"pages/\w+\.py", name_of(path)):
        assert len(lines) <= 90


@pytest.mark.parametrize("path", [p for p in sources() if name_of(p).startswith("pages/")], ids=name_of)
def test_pages_open_no_store_write_no_sql_and_catch_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = name_of(path)
    if not inside.startswith("pages/parts/guard"):
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    if not inside.startswith("pages/parts/session"):
        assert "Store.open" not in path.read_text(encoding="utf-8")
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in texts if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s", text)]
