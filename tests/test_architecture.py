"""The rules of ARCHITECTURE.md that no linter checks: who may make what, start-up, sizes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "bot").rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("name", ["Briefing", "Answer"])
def test_what_may_be_posted_is_made_by_citations_alone(name: str):
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }
    assert makers == {"bot/domain/citations.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for_and_stays_small(path: Path):
    tree = parsed(path)
    assert ast.get_docstring(tree)
    assert len(path.read_text("utf-8").splitlines()) <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 40, f"{node.name} is too long"


PURE = {"bisect", "collections", "dataclasses", "datetime", "difflib", "enum", "functools", "hashlib", "heapq"}
PURE |= {"itertools", "math", "re", "typing", "unicodedata"}


def test_the_domain_imports_itself_and_pure_parts_of_the_standard_library_alone():
    for path in (ROOT / "bot" / "domain").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                allowed = PURE | ({"rensa"} if path.name == "copies.py" else set())
                assert name.startswith("bot.domain") or name.split(".")[0] in allowed, f"{path.name} imports {name}"


HOMES = {
    "sqlalchemy": "bot/adapters/storage/",
    "alembic": "bot/adapters/storage/",
    "psycopg": "bot/adapters/storage/",
    "aiosqlite": "bot/adapters/storage/",
    "sqlite3": "bot/adapters/storage/",
    "yaml": "bot/adapters/files/",
    "charset_normalizer": "bot/adapters/files/",
    "structlog": "bot/logs.py",
    "pydantic_settings": "bot/settings.py",
    "rensa": "bot/domain/copies.py",
}


def test_every_package_is_imported_from_its_home_alone():
    for path in MODULES:
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                home = HOMES.get(name.split(".")[0])
                assert home is None or place.startswith(home), f"{place} imports {name}, whose home is {home}"


def modules_after(*args: str) -> set[str]:
    """The top-level modules imported by a run of the command line."""
    code = (
        "import sys, contextlib, io\n"
        "from bot.cli import newsbot\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    newsbot({list(args)!r}, standalone_mode=False)\n"
        "print(*{name.split('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=60,
        input='{"id": "1", "text": "Nobody spoke."}',
    )
    return set(done.stdout.split())


HEAVY = {"sqlalchemy", "alembic", "pydantic", "rich", "structlog", "yaml", "charset_normalizer", "psycopg", "aiosqlite"}
HEAVY |= {"rensa"}


def test_help_imports_nothing_heavy():
    assert not modules_after("--help") & HEAVY


def test_quotes_imports_no_database_and_no_terminal():
    assert not modules_after("quotes", "-", "--json") & (HEAVY - {"pydantic", "yaml"})


def test_answers_and_stories_start_without_minhash():
    code = "import sys, bot.cli.news, bot.services.answer, bot.domain.stories; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    assert "bot.domain.copies" in done.stdout.split()
    assert "rensa" not in done.stdout.split()
