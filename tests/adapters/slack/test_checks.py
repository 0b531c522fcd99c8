"""What `newsbot doctor` says of Slack: one line for each fault, which says what to do."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.adapters.slack.account import Account, sign_in
from bot.adapters.slack.checks import checks
from bot.adapters.slack.client import client
from bot.cli import newsbot
from bot.domain.errors import ChatError
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, Channel, FakeSlack, Fault, fake_slack

CHANNELS = ("C1", "C2", "C3", "COLD", "G1", "G2", "CNONE", "D1")


async def found(
    slack: FakeSlack, *, bot: str = BOT_TOKEN, app: str = APP_TOKEN, ahead: int = 0, channels: tuple[str, ...] = ("C1",)
) -> dict[str, str]:
    async with client(bot, app, base=slack.api) as made:
        try:
            account = await sign_in(made, datetime.now(UTC) + timedelta(seconds=ahead))
        except ChatError as error:
            return {"slack": str(error)}
        return await checks(made, account, channels)


def lacks(scope: str) -> Callable[[FakeSlack], None]:
    def without(slack: FakeSlack) -> None:
        slack.scopes -= {scope}

    return without


def fails(fault: Fault) -> Callable[[FakeSlack], None]:
    def failing(slack: FakeSlack) -> None:
        slack.fault = lambda _method, _given, _count: fault

    return failing


def nothing(_slack: FakeSlack) -> None: ...


FAULTS = [  # what is wrong, the check that tells it, and what it must say
    (nothing, {"bot": "xoxb-fake-wrong"}, "slack", ["SLACK_BOT_TOKEN", "xoxb-"]),
    (nothing, {"app": "xapp-fake-wrong"}, "slack app", ["SLACK_APP_TOKEN", "connections:write"]),
    (nothing, {"app": BOT_TOKEN}, "slack app", ["SLACK_APP_TOKEN", "connections:write"]),
    (lacks("users:read"), {}, "slack may", ["missing: users:read", "install it again"]),
    (lacks("files:read"), {}, "slack may", ["ok", "without files:read", "list of feeds"]),
    (lacks("channels:read"), {}, "channels", ["C1", "channels:read", "install the app again"]),
    (nothing, {"ahead": 300}, "clock", ["seconds ahead of", "NTP"]),
    (nothing, {"ahead": -300}, "clock", ["seconds behind", "NTP"]),
    (nothing, {"channels": ("COLD",)}, "channels", ["COLD", "archived", "unarchive"]),
    (nothing, {"channels": ("CNONE",)}, "channels", ["CNONE", "not there any more", "/invite"]),
    (nothing, {"channels": ("G2",)}, "channels", ["G2", "/invite"]),
    (nothing, {"channels": ()}, "channels", ["/news schedule"]),
    (fails(Fault.HTTP_500_BEFORE), {}, "slack", ["500"]),
    (fails(Fault.REVOKED), {}, "slack", ["revoked", "install the app again", "SLACK_BOT_TOKEN"]),
]


@pytest.mark.parametrize(("wrong", "given", "check", "said"), FAULTS, ids=range(len(FAULTS)))
async def test_a_fault_is_one_line_that_says_what_to_do(
    wrong: Callable[[FakeSlack], None], given: dict[str, object], check: str, said: list[str]
):
    async with fake_slack() as slack:
        wrong(slack)
        told = (await found(slack, **given))[check]  # type: ignore[arg-type]  # by name
    assert all(one in told for one in said), told
    assert "\n" not in told
    assert "fake" not in told
    if check == "slack app":
        assert "SLACK_BOT_TOKEN" not in told


async def test_a_public_channel_needs_no_invitation_where_the_app_may_post_in_all():
    async with fake_slack() as slack:
        slack.im_of("U1")
        assert (await found(slack, channels=("C1", "C2", "D1")))["channels"] == "ok: 3 with a schedule"
        lacks("chat:write.public")(slack)
        lacks("im:read")(slack)
        told = (await found(slack, channels=CHANNELS))["channels"]
        assert "C2: the bot is not in it" in told
        assert "C1:" not in told
        assert "D1" not in told


async def test_all_of_it_is_well():
    async with fake_slack() as slack:
        told = await found(slack)
        assert [one for one in told.values() if not one.startswith("ok")] == []
        slack.add_channel(Channel("CMORE", "more"))
        assert "more were not looked at" in (await found(slack, channels=("C1",) * 60))["channels"]


async def test_slack_that_cannot_be_reached():
    async with fake_slack() as slack:
        pass
    told = (await found(slack))["slack"]
    assert "cannot be reached" in told
    assert "network" in told


@pytest.mark.parametrize(("app", "begins"), [(APP_TOKEN, "ok: "), ("xapp-fake-no", "fails: ")])
async def test_the_command_tells_it_as_json(tmp_path: Path, app: str, begins: str):
    async with fake_slack() as slack:
        told = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}", "NEWSBOT_SLACK_API": slack.api}
        runner = CliRunner(env=told | {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": app})
        done = await asyncio.to_thread(runner.invoke, newsbot, ["doctor", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["slack"] == "ok: workspace T1, as UBOT"
    assert found["slack app"].startswith(begins)
    assert "-fake-" not in done.output


def test_a_link_leads_into_the_workspace_alone():
    account = Account("T1", "UBOT", "BBOT", "https://team.slack.example/")
    assert account.link("C1", "1700000000.000100") == "https://team.slack.example/archives/C1/p1700000000000100"
    for channel, stamp in (("C²", "1.2"), ("C1|x", "1.2"), ("", "1.2"), ("C1", "²"), ("C1", ""), ("C1", "1.2>")):
        assert account.link(channel, stamp) is None
    for home in ("", "http://team.slack.example/", "https://team.slack.example/x|y>", "javascript:alert(1)//"):
        assert Account("T1", "UBOT", "BBOT", home).link("C1", "1.2") is None
