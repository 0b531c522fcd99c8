"""Canaries through every route into a log, at debug: no token, password or private address comes out of it."""

import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.adapters.storage.database import Database
from bot.domain.redaction import redacted
from bot.logs import configure

ROOT = Path(__file__).parent.parent
SLACK, APP = "xoxb-" + "1234567890-FAKECANARY", "xapp-1-" + "A0FAKECANARY-123-abc"
DISCORD = "MTAwMDAwMDAwMDAwMDAwMDAw" + ".GfAkEx." + "FAKECANARYFAKECANARYFAKECANARY0"
OPENAI, JWT = "sk-" + "proj-FAKECANARY0123456789", "eyJFAKECANARY" + ".eyJFAKECANARY.FAKECANARY"
CANARY = "FAKECANARY"

ROUTES = [
    SLACK,
    f"token={SLACK}",
    f"xoxe.{SLACK.replace('xoxb', 'xoxp')}",
    APP,
    DISCORD,
    OPENAI,
    JWT,
    f"{{'token': '{CANARY}'}}",
    f'{{"access_token":"{CANARY}","x":1}}',
    f'{{\\"refresh_token\\": \\"{CANARY}\\"}}',
    f"Authorization: Bearer {CANARY}0",
    f"authorization: {CANARY}",
    f"{{'Authorization': 'Bot {CANARY}'}}",
    f"<CIMultiDictProxy('Host': 'a', 'Authorization': 'Basic {CANARY}')>",
    f"[(b'Authorization', b'{CANARY}')]",
    f'Authorization: Digest username="a", response="{CANARY}"',
    f"'Cookie': 'a=1; session={CANARY}'",
    f"send: b'GET / HTTP/1.1\\r\\nAuthorization: Basic {CANARY}\\r\\n'",
    f"bearer {CANARY}",
    f"Proxy-Authorization={CANARY}",
    f"Set-Cookie: id={CANARY}; path=/",
    f"password={CANARY}",
    f"password='two words, {CANARY}'",
    f"PASSWORD={CANARY},{CANARY}",
    f"password=a'{CANARY}",
    f"api_key={CANARY}",
    f"api-key: {CANARY}",
    f"client_secret = {CANARY}",
    f"&signature={CANARY}&x=1",
    f"postgresql://bob:{CANARY}@db/news",
    f"postgresql+psycopg://bob:p@ss{CANARY}@db/news",
    f"https://bob:a'{CANARY}@host.example/",
    f"HTTPS://host.example/feed?x={CANARY}",
    f"https:\\/\\/host.example\\/feed?x={CANARY}",
    f"https://host.example/?q='a'{CANARY}",
    f"feed://host.example/?x={CANARY}",
    f"wss://host.example/link/?ticket={CANARY}",
    f"('https://host.example/a?x={CANARY}', 'b')",
    f"https://host.example/u:bob/secret:{CANARY}/all.xml",
    "https://host.example/FAKECANARY00112233445566778899aabbcc.xml",
    "https://hooks.example/services/T000/B000/FAKECANARY0x1y2z3Q4w5E6",
    f"GET /feed?x={CANARY} HTTP/1.1",
    f'"GET https://host.example/feed?x={CANARY} HTTP/1.1" 200',
    f"target=b'/feed?x={CANARY}'",
    "GET /private/FAKECANARY00112233445566778899aabbcc HTTP/1.1",
    f"URL('https://host.example/feed?x={CANARY}')",
    f"host.example/feed?a=1&access_token={CANARY}",
    f"https://host.example/feed#{CANARY}",
    f"https://host.example/feed?x=a@{CANARY}",
    "https://host.example/a@b/FAKECANARY00112233445566778899aabbcc/feed",
    f"https://bob:pa/{CANARY}@host.example/@ann",
    f"['https://host.example/a@b','https://bob:{CANARY}@host.example/']",
]
LOGGERS = [
    "bot.services.polling",
    "aiohttp.client",
    "aiohttp.access",
    "aiohttp.server",
    "aiosqlite",
    "alembic.runtime.migration",
    "apscheduler.scheduler",
    "apscheduler.executors.default",
    "asyncio",
    "concurrent.futures",
    "discord.gateway",
    "discord.http",
    "httpcore.connection",
    "httpx",
    "openai._base_client",
    "slack_bolt.App",
    "slack_sdk.web.async_client",
    "slack_sdk.socket_mode.aiohttp",
    "sqlalchemy.engine.Engine",
    "sqlalchemy.pool",
    "trafilatura",
    "urllib3.connectionpool",
]


@contextmanager
def debugging(*, colours: bool = False) -> Iterator[None]:
    """Logs at debug, as a person sets them who looks for a fault; all is as before afterwards."""
    named = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    levels = {one.name: one.level for one in named}
    root, handlers = logging.root.level, logging.root.handlers[:]
    logging.root.handlers[:] = []  # those that pytest reads along with
    try:
        configure("debug", colours=colours)
        yield
    finally:
        logging.captureWarnings(capture=False)
        logging.root.handlers[:] = handlers
        logging.root.setLevel(root)
        for one in logging.root.manager.loggerDict.values():
            if isinstance(one, logging.Logger):
                one.setLevel(levels.get(one.name, logging.NOTSET))


def fail(words: str) -> None:
    error = ValueError(words)
    error.add_note(words)
    try:
        raise error
    except ValueError as cause:
        raise KeyError(words) from cause


@pytest.mark.parametrize("route", ROUTES)
def test_no_secret_comes_out(route: str):
    for text_ in (
        route,
        f"before {route} after",
        f"({route})",
        f'"{route}"',
        f"{route}\nnext",
        repr(route),
        f"{route} {route}",
    ):
        assert CANARY not in redacted(text_), text_
    assert redacted(redacted(route)) == redacted(route)


@pytest.mark.parametrize(
    "line",
    [
        "Loaded 3, known already 4, failed 0.",
        "https://example.org/news/2026/harbour-lights.html: 404",
        "https://social.example/@ann/posts.rss: 200",
        "KeyError: 'source_id'",
        "total_tokens: 512, max_tokens=64",
        "the tokenizer of unicode61; a secretary signed; basic authentication failed",
        'File "/usr/lib/python3.11/asyncio/base_events.py", line 653, in run_until_complete',
        "task-force and disk-usage, 10.0.0.1:8080, a.b.c",
        'Added job "Rounds.one" to job store "default"',
    ],
)
def test_what_is_no_secret_stays(line: str):
    assert redacted(line) == line


@pytest.mark.parametrize(
    ("name", "colours", "routes"),
    [*((name, False, ROUTES[::9]) for name in LOGGERS), ("any", False, ROUTES), ("any", True, ROUTES)],
)
def test_no_logger_lets_one_out_at_any_level(
    name: str, routes: list[str], *, colours: bool, capsys: pytest.CaptureFixture[str]
):
    with debugging(colours=colours):
        logger = logging.getLogger(name)
        for route in routes:
            for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.CRITICAL):
                logger.log(level, "%s and %r", route, {"body": route}, extra={"more": route})
                logger.log(level, "no place for it: %d", route)
            logger.error(route, stack_info=True)
            try:
                fail(route)
            except KeyError:
                logger.exception("it failed at %s", route)
    said = capsys.readouterr()
    assert "it failed at" in said.err
    assert "cannot be written: TypeError" in said.err
    assert CANARY not in said.err + said.out


def test_an_object_that_cannot_be_shown_stops_nothing(capsys: pytest.CaptureFixture[str]):
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError(CANARY)

    with debugging():
        logging.getLogger("bot").warning("%r", Odd())
    assert CANARY not in (said := capsys.readouterr().err)
    assert "RuntimeError" in said


def test_warnings_are_logged_without_secrets(capsys: pytest.CaptureFixture[str]):
    with warnings.catch_warnings(), debugging():
        warnings.simplefilter("always")
        warnings.warn(f"https://host.example/feed?x={CANARY}", stacklevel=1)
    assert "https://host.example/feed" in (said := capsys.readouterr().err)
    assert CANARY not in said


def test_warnings_are_logged_although_somebody_has_put_back_how_they_were_shown():
    with debugging():
        logging.captureWarnings(capture=False)
        with warnings.catch_warnings():
            configure("info", colours=False)
        configure("info", colours=False)
        assert warnings.showwarning.__module__ == "logging"


async def test_what_a_database_is_asked_and_answers_is_not_logged(
    sqlite_path: Path, capsys: pytest.CaptureFixture[str]
):
    with debugging():
        async with await Database.open(f"sqlite:///{sqlite_path}") as database:
            await database.workspace(CANARY)
            async with database.connections.reading() as connection:
                await connection.execute(text("SELECT key, :given FROM workspaces"), {"given": CANARY})
    assert CANARY not in capsys.readouterr().err


SIGNS = st.characters(codec="ascii", categories=["L", "N", "P", "S"], exclude_characters="\\")


@given(st.text(SIGNS, min_size=6))
def test_whatever_a_password_in_an_address_consists_of(secret: str):
    assert CANARY not in redacted(f"https://bob:{secret}{CANARY}@host.example/feed")
    plain = secret.replace("'", "").replace('"', "")
    assert CANARY not in redacted(f"GET https://host.example/?x={plain}{CANARY} failed")
    assert CANARY not in redacted(f"password={plain.replace('&', '')}{CANARY}")


LONG = ["https://", "a@", "token=", "authorization:'", "GET /", "eyJ-", "eyJaaaaaa.", "Bearer ", "'", "x.", "-xoxb-"]


@pytest.mark.parametrize("unit", [*LONG, "a:\\\\/\\\\/", "cookie", "token'", "https://a?'"])
def test_a_long_text_of_a_stranger_is_gone_through_once(unit: str):
    assert len(redacted(unit * ((1 << 18) // len(unit)))) <= 1 << 19


CRASHES = {
    "the program": f"raise ValueError('https://host.example/feed?x={CANARY}')",
    "a thread": f"import threading; t = threading.Thread(target=lambda: int('{SLACK}')); t.start(); t.join()",
    "a destructor": f"class A:\n  def __del__(self): raise ValueError('{OPENAI}')\nA()",
    "a task": (
        "import asyncio, gc\nasync def fail(): raise ValueError('" + DISCORD + "')\n"
        "async def main():\n  asyncio.ensure_future(fail()); await asyncio.sleep(0); gc.collect()\nasyncio.run(main())"
    ),
}


@pytest.mark.parametrize("crash", CRASHES)
def test_what_ends_in_a_traceback_shows_none(crash: str):
    code = "from bot import logs\nlogs.stand_by(); logs.guard()\n" + CRASHES[crash]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60
    )
    assert "ValueError" in done.stderr
    assert CANARY not in done.stderr
