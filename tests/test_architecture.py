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


@pytest.mark.parametrize("name", ["Briefing", "Answer", "Correction"])
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


PURE = {"bisect", "collections", "dataclasses", "datetime", "difflib", "enum", "fractions", "functools", "hashlib"}
PURE |= {
    "heapq",
    "html",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "typing",
    "unicodedata",
    "urllib.parse",
    "zoneinfo",
}


def test_the_domain_imports_itself_and_pure_parts_of_the_standard_library_alone():
    for path in (ROOT / "bot" / "domain").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                allowed = PURE | ({"rensa"} if path.name == "copies.py" else set())
                known = name.startswith("bot.domain") or {name, name.split(".")[0]} & allowed
                assert known, f"{path.name} imports {name}"


HOMES: dict[str, str | tuple[str, ...]] = {
    "sqlalchemy": "bot/adapters/storage/",
    "alembic": "bot/adapters/storage/",
    "psycopg": "bot/adapters/storage/",
    "aiosqlite": "bot/adapters/storage/",
    "sqlite3": "bot/adapters/storage/",
    "yaml": "bot/adapters/files/",
    "charset_normalizer": ("bot/adapters/files/", "bot/adapters/web/"),
    "lxml": "bot/adapters/web/",
    "fastfeedparser": "bot/adapters/web/",
    "feedparser": "bot/adapters/web/",
    "aiohttp": ("bot/adapters/web/", "bot/adapters/http.py", "bot/adapters/slack/", "bot/adapters/discord/"),
    "slack_bolt": "bot/adapters/slack/",
    "slack_sdk": "bot/adapters/slack/",
    "discord": "bot/adapters/discord/",
    "openai": "bot/adapters/llm/",
    "httpx2": "bot/adapters/llm/",
    "prometheus_client": "bot/adapters/metrics.py",
    "yarl": "bot/adapters/web/",
    "idna": "bot/adapters/web/",
    "protego": "bot/adapters/web/",
    "apscheduler": "bot/adapters/scheduler.py",
    "trafilatura": "bot/adapters/web/",
    "htmldate": "bot/adapters/web/",
    "structlog": "bot/logs.py",
    "pydantic_settings": "bot/settings.py",
    "rensa": "bot/domain/copies.py",
}


def imported(path: Path) -> set[str]:
    """The modules that a module imports anywhere in it, and what it takes from each as `module.name`."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_package_is_imported_from_its_home_alone():
    for path in MODULES:
        place = path.relative_to(ROOT).as_posix()
        for name in imported(path):
            home = HOMES.get(name.split(".")[0])
            assert home is None or place.startswith(home), f"{place} imports {name}, whose home is {home}"


# Whatever can open a connection to a host: packages, and functions of asyncio and its event loops.
SOCKETS = set(
    "aiohttp httpx httpcore requests urllib3 niquests pycurl websockets aiodns dns socket ssl socketserver".split()
)
SOCKETS |= set("ftplib smtplib poplib imaplib nntplib telnetlib xmlrpc http.client http.server urllib.request".split())
SOCKETS |= {"slack_bolt", "slack_sdk", "discord", "openai", "httpx2", "httpcore2"}
OPENING = {"open_connection", "start_server", "create_connection", "create_server", "create_datagram_endpoint"}
OPENING |= {"sock_connect", "getaddrinfo", "urlopen", "urlretrieve"}

# Which modules may, and what with. A module that fetches what a stranger names does not belong here: it asks the door.
SOCKET_OWNERS = {
    "bot/adapters/web/egress/wire.py": {"aiohttp", "ssl"},  # connects, to addresses that were checked
    "bot/adapters/web/egress/resolving.py": {"socket", "getaddrinfo"},  # looks names up
    "bot/adapters/http.py": {"aiohttp", "create_server"},  # listens, and connects to nothing
    "bot/adapters/slack/client.py": {"aiohttp", "slack_sdk"},  # connects to Slack, with the bot's token
    "bot/adapters/slack/connection.py": {"slack_bolt", "slack_sdk"},  # the same, for what Slack sends
    "bot/adapters/discord/client.py": {"aiohttp", "discord"},  # connects to Discord, with the bot's token
    "bot/adapters/discord/files.py": {"aiohttp"},  # connects to Discord's hosts for files alone, without it
    "bot/adapters/discord/connection.py": {"discord"},  # the same, for what Discord sends
    "bot/adapters/discord/gateway.py": {"discord"},  # what comes over that connection
    "bot/adapters/discord/incoming.py": {"discord"},  # reads it
    "bot/adapters/discord/commands.py": {"discord"},  # the commands among it
    "bot/adapters/discord/registering.py": {"discord"},  # and tells Discord of them
    "bot/adapters/discord/servers.py": {"discord"},  # and what it has told
    "bot/adapters/discord/completing.py": {"discord"},  # and what is typed into them
    "bot/adapters/llm/client.py": {"openai"},  # connects to the model's server, which the operator has named
    "bot/adapters/llm/wire.py": {"httpx2"},  # the same, as bytes
    "bot/adapters/slack/listeners.py": {"slack_bolt", "slack_sdk"},  # what comes over that connection
}


def test_the_door_is_the_only_way_out():
    for path in MODULES:
        names = imported(path)
        used = {package for package in SOCKETS for name in names if f"{name}.".startswith(f"{package}.")}
        for node in ast.walk(parsed(path)):
            used |= {node.attr} & OPENING if isinstance(node, ast.Attribute) else set()
            used |= {node.id} & OPENING if isinstance(node, ast.Name) else set()
        place = path.relative_to(ROOT).as_posix()
        assert used == SOCKET_OWNERS.get(place, set()), place


def test_what_listens_could_not_connect():
    assert {name for name in imported(ROOT / "bot/adapters/http.py") if name.startswith("aiohttp")} == {
        "aiohttp",
        "aiohttp.web",
    }


def test_what_decides_where_to_connect_could_not_connect():
    for name in ("public_addresses", "permits", "urls", "bodies", "freshness", "replies"):
        packages = {one.split(".")[0] for one in imported(ROOT / "bot" / "adapters" / "web" / "egress" / f"{name}.py")}
        assert not packages & {"asyncio", "aiohttp", "socket", "time"}, name


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
        input='{"id": "1", "text": "Nobody spoke.", "document": "Nobody spoke.", "claim": "Nobody spoke."}',
    )
    return set(done.stdout.split())


HEAVY = {"sqlalchemy", "alembic", "pydantic", "rich", "structlog", "yaml", "charset_normalizer", "psycopg", "aiosqlite"}
HEAVY |= {"lxml", "fastfeedparser", "feedparser", "trafilatura", "htmldate", "rensa"}
HEAVY |= {
    "aiohttp",
    "yarl",
    "idna",
    "protego",
    "apscheduler",
    "prometheus_client",
    "slack_sdk",
    "slack_bolt",
    "discord",
    "openai",
    "httpx2",
}


def test_help_imports_nothing_heavy():
    assert not modules_after("--help") & HEAVY


def test_verify_imports_nothing_heavy():
    assert not modules_after("verify", "--batch", "-", "--json") & HEAVY


def test_quotes_imports_no_database_and_no_terminal():
    assert not modules_after("quotes", "-", "--json") & (HEAVY - {"pydantic", "yaml"})


def test_answers_and_stories_start_without_minhash():
    code = "import sys, bot.cli.news, bot.services.answer, bot.domain.stories; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    assert "bot.domain.copies" in done.stdout.split()
    assert "rensa" not in done.stdout.split()
