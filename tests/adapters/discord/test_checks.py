"""What `newsbot doctor` says of Discord: one line for each fault, which says what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

import discord
import pytest
from discord.http import HTTPClient, Route

from bot.adapters.discord.account import Account, _ahead, server_of, sign_in, workspace_of
from bot.adapters.discord.checks import checks, clock, intents
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.commands import as_told
from bot.domain.errors import ChatError, ChatRefused

ME = Account("900", "901", "newsbot")
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
GUILD = {"id": "1", "owner_id": "5", "roles": [{"id": "1", "permissions": str(1 << 10 | 1 << 11 | 1 << 14 | 1 << 16)}]}
FULL: dict[str, Any] = {
    "/gateway/bot": {"session_start_limit": {"remaining": 990}},
    "/channels/20": {"id": "20", "type": 0, "permission_overwrites": []},
    "/guilds/1": GUILD,
    "/guilds/1/members/901": {"roles": []},
    "/applications/900/commands": as_told(),
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer that refuses something."""

    status: int
    reason: str = "said"


@dataclass(frozen=True, slots=True)
class Wire:
    """In place of discord.py's client: what is known of each path, or what is raised there; else 404."""

    known: dict[str, Any]

    async def request(self, route: Route, **_given: object) -> object:
        path = route.url.removeprefix(Route.BASE).replace("%40", "@")
        if path not in self.known:
            raise discord.HTTPException(cast("Any", Head(404)), {"code": 10003, "message": "Unknown Channel"})
        found = self.known[path]
        if isinstance(found, Exception):
            raise found
        return found


def client(known: dict[str, Any]) -> DiscordClient:
    return DiscordClient(cast("HTTPClient", Wire(known)))


async def said(known: dict[str, Any], *channels: str, account: Account = ME) -> dict[str, str]:
    return await checks(client(known), account, [("discord:1", one) for one in channels])


def taken(bits: int) -> dict[str, Any]:
    """The channel, where everyone lacks these."""
    return {"id": "20", "type": 0, "permission_overwrites": [{"id": "1", "type": 0, "allow": "0", "deny": str(bits)}]}


async def test_where_all_is_well_each_line_says_so():
    found = await said(FULL | {"/guilds/1": GUILD | {"owner_id": "901"}}, "20")
    assert list(found) == [
        "discord", "discord session", "discord intents", "discord commands", "discord clock", "discord channels",
    ]  # fmt: skip
    assert all(one.startswith("ok") for one in found.values()), found
    assert found["discord channels"] == "ok: 1 with a schedule"


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (0, []),
        (1 << 18, ["Message Content"]),
        (1 << 19, ["Message Content"]),
        (1 << 14, ["Server Members"]),
        (1 << 15, ["Server Members"]),
        (1 << 12, ["Presence"]),
        (1 << 13, ["Presence"]),
        (1 << 12 | 1 << 15 | 1 << 18, ["Message Content", "Server Members", "Presence"]),
        (1 << 6 | 1 << 16 | 1 << 17 | 1 << 20 | 1 << 23, []),
    ],
)
def test_intents_that_are_on_and_not_needed_are_named(flags: int, named: list[str]):
    line = intents(flags)
    assert line.startswith("ok")
    assert [one for one in ("Message Content", "Server Members", "Presence") if one in line] == named
    assert ("switch it off" in line) is bool(named)


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [
        (0.0, "ok"),
        (60.0, "ok"),
        (-60.0, "ok"),
        (61.0, "off: 61 seconds ahead of"),
        (-7_200.0, "off: 7200 seconds behind"),
    ],
)
def test_a_clock_that_is_off_is_told_with_its_cure(ahead: float, verdict: str):
    line = clock(ahead)
    assert line.startswith(verdict)
    assert line.startswith("ok") or "NTP" in line


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Thu, 26 Nov 2026 09:00:00 GMT", 0.0),
        ("Thu, 26 Nov 2026 08:00:00 GMT", 3_600.0),
        ("Thu, 26 Nov 2026 10:00:00 +0100", 0.0),
        (None, 0.0),
        ("", 0.0),
        ("yesterday", 0.0),
        ("Thu, 26 Nov 2026 09:00:00 -0000", 0.0),
        ("Thu, 99 Nov 99999 09:00:00 GMT", 0.0),
    ],
)
def test_how_far_the_clock_is_ahead_is_read_from_discords_answers(date: str | None, ahead: float):
    assert _ahead(date, NOW) == ahead


@pytest.mark.parametrize(
    ("channel", "line"),
    [
        (taken(1 << 11), "20: the bot lacks Send Messages: give it that in the channel's permissions"),
        (taken(1 << 14 | 1 << 16), "20: the bot lacks Embed Links, Read Message History: give it that"),
        (taken(0), "20: without Create Public Threads, Send Messages in Threads, details stand in the channel itself"),
        ({"id": "20", "type": 1}, "ok: 1 with a schedule"),
        (TimeoutError(), "20: could not be looked at: no answer from Discord"),
    ],
    ids=["send", "embeds", "threads", "direct", "silent"],
)
async def test_what_stands_in_the_way_in_a_channel_is_named(channel: object, line: str):
    assert (await said(FULL | {"/channels/20": channel}, "20"))["discord channels"].startswith(line)


async def test_a_channel_that_is_gone_is_named_and_the_others_are_looked_at():
    line = (await said(FULL | {"/channels/20": taken(1 << 10)}, "77", "20"))["discord channels"]
    assert line.startswith(
        "77: could not be looked at: the channel is not there any more; 20: the bot lacks View Channel"
    )


async def test_of_very_many_channels_it_is_said_that_not_all_were_looked_at():
    assert "; 70 more were not looked at" in (await said(FULL, *["20"] * 120))["discord channels"]


async def test_without_a_schedule_it_is_said_how_to_get_one():
    assert "/news schedule" in (await said(FULL))["discord channels"]


ODD: list[Any] = [None, [], {}, "x", 3, {"roles": 3}, {"roles": [None]}, {"session_start_limit": []}]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("path", list(FULL))
async def test_whatever_discord_says_is_a_line_and_no_fault(path: str, odd: object):
    assert len(await said(FULL | {path: odd}, "20")) == 6


async def test_commands_that_are_missing_are_named():
    line = (await said(FULL | {"/applications/900/commands": as_told()[1:]}))["discord commands"]
    assert line == "missing: /news: start the bot, which registers them"


SESSIONS: list[tuple[Any, str]] = [
    ({"session_start_limit": {"remaining": 49}}, "few: 49"),
    ({"session_start_limit": {"remaining": 50}}, "ok"),
    ({"session_start_limit": {"remaining": "many"}}, "ok"),
    (TimeoutError(), "fails: no answer"),
]


@pytest.mark.parametrize(("gateway", "line"), SESSIONS, ids=range(len(SESSIONS)))
async def test_few_sessions_that_are_left_are_told(gateway: object, line: str):
    assert (await said(FULL | {"/gateway/bot": gateway}))["discord session"].startswith(line)


# --- whose token it is -------------------------------------------------------------------------------

SIGNED: dict[str, Any] = {
    "/users/@me": {"id": "901", "username": "newsbot"},
    "/oauth2/applications/@me": {"id": "900", "flags": 1 << 19},
}


async def test_the_account_is_what_discord_says():
    assert await sign_in(client(SIGNED), NOW) == Account("900", "901", "newsbot", 1 << 19, 0.0)


MAKES: tuple[Callable[[], Any], ...] = (list, dict, str, int, TimeoutError, ValueError)


@pytest.mark.parametrize("path", list(SIGNED))
@pytest.mark.parametrize("made", MAKES)
async def test_without_ids_nobody_is_signed_in(path: str, made: Callable[[], Any]):
    with pytest.raises(ChatError):
        await sign_in(client(SIGNED | {path: made()}), NOW)


async def test_a_bad_token_is_told_in_one_line_with_its_cure():
    refusal = discord.HTTPException(cast("Any", Head(401)), {"code": 0, "message": "401: Unauthorized"})
    with pytest.raises(ChatRefused, match="DISCORD_BOT_TOKEN"):
        await sign_in(client({"/users/@me": refusal}), NOW)


@pytest.mark.parametrize(
    "key", ["", "1", "slack:1", "discord:", "discord:x", "discord:1/2", "discord:" + "1" * 21, "discord:1\n"]
)
def test_a_key_that_is_none_of_discords_names_no_server(key: str):
    assert server_of(key) == ""
    assert server_of(workspace_of("123")) == "123"
