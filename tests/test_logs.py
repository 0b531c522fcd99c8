"""No secret of an address reaches a log."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.redaction import redacted
from bot.logs import configure

ROOT = Path(__file__).parent.parent
FAKE = "FAKE-CANARY-0"
SECRET = st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=4, max_size=30).map(
    lambda text: quote(text, safe="")
)


@given(SECRET)
def test_passwords_and_queries_are_taken_out_of_addresses(secret: str):
    secret = "s3cr" + secret
    text = (
        f"fetch https://user:{secret}@example.org/feed?token={secret}&a=1 failed; postgresql://me:{secret}@localhost/db"
    )
    assert secret not in redacted(text)
    assert "example.org/feed" in redacted(text)


@pytest.mark.parametrize("secret", ["pa/ss", "p@ss", "p" * 250, "a:b@c/d"])
def test_a_password_that_is_not_escaped_is_taken_out_too(secret: str):
    assert secret not in redacted(f"cannot open postgresql://me:{secret}@localhost/db?x=1 now")
    assert redacted(f"postgresql://me:{secret}@localhost/db") == "postgresql://localhost/db"


def test_a_token_in_a_path_is_taken_out_too():
    told = redacted("cannot read https://example.org:8443/feeds/00112233445566778899aabbccddeeff.xml nor http://a/b/c.")
    assert told == "cannot read https://example.org:8443/feeds/… nor http://a/b/c."
    assert (
        redacted("https://00112233445566778899aabbccddeeff.example/a")
        == "https://00112233445566778899aabbccddeeff.example/a"
    )
    assert redacted("ok: sqlite:////tmp/00112233445566778899aabbccddeeff/news.db").endswith("ff/news.db")


def test_nothing_behind_a_long_path_or_a_mark_is_written():
    long = "https://example.org/" + "long/" * 300
    assert "not-a-secret" not in redacted(f"{long}feed?token=not-a-secret")
    assert "not-a-secret" not in redacted("https://example.org/feed#token=not-a-secret")


def test_text_without_addresses_is_left_alone():
    assert redacted("who said what? nobody@example.org did") == "who said what? nobody@example.org did"


def test_records_of_any_logger_are_redacted(capsys: pytest.CaptureFixture[str]):
    configure("info", colours=False)
    logging.getLogger("some.library").info("GET %s", "https://example.org/feed?token=abc123")
    err = capsys.readouterr().err
    assert "https://example.org/feed" in err
    assert "abc123" not in err
    logging.basicConfig(force=True, handlers=[logging.NullHandler()])


def said_by(code: str, folder: Path, **env: str) -> str:
    """What a run of our program writes to standard error."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder}/news.db", **env},
    )  # fmt: skip
    return done.stderr


@pytest.mark.parametrize(
    "args", [["sources", "check", f"http://10.0.0.1/feed?token={FAKE}"], ["feed", f"http://10.0.0.1/feed?token={FAKE}"]]
)
def test_the_level_that_is_set_holds_for_every_command(args: list[str], tmp_path: Path):
    code = f"import sys; from bot.cli import run; sys.argv[1:] = {args!r}; run()"
    said = said_by(code, tmp_path, NEWSBOT_LOG_LEVEL="info")
    assert 'event="not fetched: http://10.0.0.1/feed AddressRefused"' in said
    assert FAKE not in said
    assert "not fetched" not in said_by(code, tmp_path)


def test_files_are_read_at_the_level_too_and_though_a_setting_is_wrong(tmp_path: Path):
    code = (
        "import logging; from contextlib import suppress; from bot.cli import newsbot\n"
        "with suppress(Exception): newsbot(['extract', 'missing.html'], standalone_mode=False)\n"
        "logging.getLogger('some.library').info('later')\n"
    )
    assert "event=later" in said_by(code, tmp_path, NEWSBOT_LOG_LEVEL="info")
    wrong = said_by(code, tmp_path, NEWSBOT_LOG_LEVEL="loud")
    assert "cannot be read" in wrong
    assert "later" not in wrong


def test_a_warning_of_a_command_without_settings_is_redacted_and_structlog_is_not_loaded(tmp_path: Path):
    code = (
        "import sys, logging; from bot.cli import newsbot\n"
        "newsbot(['quotes', 'missing.txt'], standalone_mode=False)\n"
        f"logging.getLogger('some.library').warning('GET %s', 'https://bob:{FAKE}@example.org/feed?token={FAKE}')\n"
        "print('structlog' in sys.modules, file=sys.stderr)\n"
    ).replace("newsbot([", "from contextlib import suppress\nwith suppress(Exception): newsbot([")
    said = said_by(code, tmp_path)
    assert "GET https://example.org/feed" in said
    assert FAKE not in said
    assert said.endswith("False\n")
