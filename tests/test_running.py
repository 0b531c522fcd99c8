"""The guide for operators is held to the code: its figures exist, its commands are accepted, the unit is sound."""

import configparser
import re
import shlex
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import click
import pytest

from bot.adapters.metrics import PrometheusMetrics
from bot.app.running import PATIENCE
from bot.cli import newsbot
from bot.services.ports import Pulse

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "running.md").read_text("utf-8")
UNIT = (DOCS / "newsbot.service").read_text("utf-8")


class Values(dict[str, object]):
    """Of a name that comes twice, as some do in units, the last value and all former ones."""

    def __setitem__(self, name: str, value: object) -> None:
        if isinstance(value, list) and isinstance(old := self.get(name), list):
            value = old + value
        super().__setitem__(name, value)


@pytest.fixture
def unit() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, dict_type=Values)  # type: ignore[arg-type]
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT)
    return parser


def test_every_figure_is_explained_and_every_one_that_is_explained_exists():
    text = PrometheusMetrics().exposition(Pulse(lag=timedelta(seconds=1)), {}).decode()
    shown = set(re.findall(r"^(newsbot_\w+?)(?:_created)?[ {]", text, re.MULTILINE))
    shown -= {name.removesuffix("_total") for name in shown if name.endswith("_total")}
    assert set(re.findall(r"`(newsbot_\w+)", PAGE)) == shown
    assert set(re.findall(r"newsbot_\w+", PAGE)) <= shown


def commands() -> list[list[str]]:
    lines = [line.strip() for line in PAGE.splitlines() if re.match(r"^    newsbot \w", line)]
    inline = re.findall(r"`(newsbot (?:prune|workspaces|backup|restore)[^`]*)`", PAGE)
    return [shlex.split(line)[1:] for line in lines + inline]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_the_commands_are_accepted(command: list[str]):
    words = list(command)
    group: click.Group = newsbot
    while words and not words[0].startswith("-"):
        name = words.pop(0)
        found = group.get_command(click.Context(group), name)
        assert found is not None, name
        if not isinstance(found, click.Group):
            found.make_context(name, words, resilient_parsing=False)
            return
        group = found


def test_the_unit_starts_the_bot_and_gives_it_time_to_end(unit: configparser.RawConfigParser):
    service = unit["Service"]
    start = shlex.split(service["ExecStart"])
    assert Path(start[0]).name == "newsbot"
    run = newsbot.get_command(click.Context(newsbot), start[1])
    assert run is not None
    run.make_context("run", start[2:])
    assert int(service["TimeoutStopSec"]) >= 15 > PATIENCE
    assert (service["KillSignal"], service["Restart"]) == ("SIGTERM", "on-failure")
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert "MemoryMax" in service


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_knows_every_line_of_the_unit(tmp_path: Path):
    copy = tmp_path / "newsbot.service"
    copy.write_text(UNIT.replace("/opt/newsbot/.venv/bin/newsbot", "/bin/true"), "utf-8")
    done = subprocess.run(  # noqa: S603 - a program of the system on our own file
        [shutil.which("systemd-analyze") or "", "verify", str(copy)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    young = ("RestartSteps", "RestartMaxDelaySec")  # which the page says that an older systemd does not know
    unknown = [line for line in done.stderr.splitlines() if "Unknown" in line or "Failed to parse" in line]
    assert [line for line in unknown if not any(name in line for name in young)] == []
