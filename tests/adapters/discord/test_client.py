"""One request a call: what is refused is not asked for again and again, and one person's refusals are theirs alone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord.http import HTTPClient, Route
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.client import DiscordClient, Refusals, _route
from bot.adapters.discord.replies import MayNot, TooLate
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, Reach

CHANNEL = "POST /channels/1"


@dataclass(slots=True)
class Ticks:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Said:
    """The head of an answer, as discord.py's errors read it."""

    status: int
    reason: str = "said"


@dataclass(slots=True)
class Wire:
    """In place of discord.py's client: each request gets what `answers` gives, or raises it."""

    answers: Callable[[str, str], object]
    asked: list[str] = field(default_factory=list)

    async def request(self, route: Route, **_given: object) -> object:
        self.asked.append(f"{route.method} {route.url.removeprefix(Route.BASE)}")
        found = self.answers(route.method, self.asked[-1])
        if isinstance(found, Exception):
            raise found
        return found


def refused(status: int, code: object) -> discord.HTTPException:
    return discord.HTTPException(cast("Any", Said(status)), {"code": cast("Any", code), "message": "no"})


def made(answers: Callable[[str, str], object], ticks: Ticks | None = None) -> tuple[Wire, DiscordClient]:
    wire = Wire(answers)
    return wire, DiscordClient(cast("HTTPClient", wire), refusals=Refusals(ticks or Ticks()))


async def attempts(client: DiscordClient, count: int, method: str, path: str) -> list[ChatError | None]:
    """What becomes of so many calls."""
    found: list[ChatError | None] = []
    for _ in range(count):
        try:
            await client.call(method, path, content="x")
            found.append(None)
        except ChatError as error:
            found.append(error)
    return found


# --- refusals ----------------------------------------------------------------------------------------


async def test_after_five_refusals_nothing_more_is_sent_for_ten_minutes():
    ticks = Ticks()
    wire, client = made(lambda *_: refused(403, 50013), ticks)
    errors = await attempts(client, 40, "POST", "/channels/1/messages")
    assert all(type(one) is MayNot for one in errors)
    assert len(wire.asked) == 5
    ticks.now += 599
    await attempts(client, 10, "POST", "/channels/1/messages")
    assert len(wire.asked) == 5
    ticks.now += 2
    await attempts(client, 10, "POST", "/channels/1/messages")
    assert len(wire.asked) == 10


@given(st.lists(st.floats(0, 400), max_size=60))
def test_never_more_than_five_in_any_ten_minutes(waits: list[float]):
    ticks, sent = Ticks(), []
    refusals = Refusals(ticks)
    for wait in waits:
        ticks.now += wait
        try:
            refusals.check(CHANNEL)
        except ChatRefused:
            continue
        sent.append(ticks.now)
        refusals.note(CHANNEL, MayNot("no"))
    assert all(sum(at - 600 < one <= at for one in sent) <= 5 for at in sent)


async def test_a_change_of_permissions_there_lets_it_be_asked_again():
    wire, client = made(lambda *_: refused(403, 50013))
    for channel in ("1", "11"):
        await attempts(client, 9, "POST", f"/channels/{channel}/messages")
    client.refusals.forget("/channels/1")
    await attempts(client, 9, "POST", "/channels/1/messages")
    await attempts(client, 9, "POST", "/channels/11/messages")
    assert [wire.asked.count(f"POST /channels/{one}/messages") for one in ("1", "11")] == [10, 5]


async def test_what_is_taken_wipes_out_what_was_refused():
    replies: list[object] = [refused(403, 50013)] * 4 + [{}] + [refused(403, 50013)] * 20
    wire, client = made(lambda *_: replies.pop(0))
    await attempts(client, 20, "POST", "/channels/1/messages")
    assert len(wire.asked) == 10


def test_what_is_remembered_of_refusals_is_bounded():
    refusals = Refusals(Ticks())
    for number in range(10_000):
        refusals.note(f"POST /channels/{number}", MayNot("no"))
    assert len(refusals._known) == len(refusals._last) == 2_000
    assert "9999" not in repr(refusals)


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (401, 50027), (400, 40060), (404, 10008), (400, 50035)])
async def test_refusals_that_say_nothing_of_the_next_request_do_not_count(status: int, code: int):
    wire, client = made(lambda *_: refused(status, code))
    await attempts(client, 20, "POST", "/channels/1/messages")
    assert len(wire.asked) == 20
    assert client.ended is None


async def test_an_interaction_that_is_over_does_not_end_the_bot():
    wire, client = made(lambda _method, path: refused(401, 50027) if "webhooks" in path else {})
    (error,) = await attempts(client, 1, "POST", "/webhooks/9/fake-token")
    assert type(error) is TooLate
    assert await attempts(client, 1, "POST", "/channels/1/messages") == [None]
    assert len(wire.asked) == 2


async def test_what_is_refused_to_some_is_not_refused_to_others():
    members = ["5", "6", "7", "8", "9", "10", "11"]
    wire, client = made(lambda _method, path: {} if path.endswith("/members/5") else refused(403, 50001))
    for _ in range(9):
        for member in members[1:]:
            await attempts(client, 1, "GET", f"/guilds/3/members/{member}")
    assert await attempts(client, 1, "GET", "/guilds/3/members/5") == [None]
    assert len(wire.asked) == 6 * 5 + 1


async def test_a_person_who_is_none_keeps_nobody_from_being_written_to():
    """After five refusals no conversation was opened with anybody for ten minutes."""
    wire, client = made(lambda *_: {} if len(wire.asked) > 9 else refused(400, 50033))
    for _ in range(9):
        with pytest.raises(ChatRefused):
            await client.call("POST", "/users/@me/channels", recipient_id="99")
    assert await client.call("POST", "/users/@me/channels", recipient_id="5") == {}
    assert len(wire.asked) == 10


async def test_interactions_in_a_channel_that_is_gone_leave_those_of_other_servers_alone():
    _, client = made(lambda _method, path: refused(404, 10003) if "gone" in path else {})
    for number in range(20):
        await attempts(client, 1, "PATCH", f"/webhooks/9/gone-{number}/messages/@original")
    assert await attempts(client, 1, "PATCH", "/webhooks/9/fake-token/messages/@original") == [None]


async def test_a_bad_token_ends_all_requests_after_one():
    wire, client = made(lambda *_: refused(401, 0))
    errors = await attempts(client, 30, "POST", "/channels/1/messages")
    assert len(wire.asked) == 1
    assert all(isinstance(one, ChatRefused) and one.reach is Reach.BOT for one in errors)


@pytest.mark.parametrize("reply", [refused(401, 0), refused(403, 50013)], ids=["token", "channel"])
async def test_an_error_that_is_raised_for_days_does_not_grow(reply: Exception):
    _, client = made(lambda *_: reply)
    error = (await attempts(client, 100, "POST", "/channels/1/messages"))[-1]
    count, at = 0, error.__traceback__ if error else None
    while at:
        count, at = count + 1, at.tb_next
    assert count < 10


# --- whatever comes back -----------------------------------------------------------------------------

ODD: list[Exception] = [
    aiohttp.ServerDisconnectedError(), aiohttp.ClientPayloadError(), ConnectionResetError(), TimeoutError(),
    ValueError("no JSON"), KeyError("retry_after"), IndexError(), TypeError(), AttributeError("'list' object"),
    RuntimeError("Unreachable code in HTTP handling"), RecursionError(), UnicodeDecodeError("utf-8", b"\xff", 0, 1, ""),
    discord.HTTPException(cast("Any", Said(503)), "<html>"), refused(500, 50013), refused(503, None),
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=[f"{at}-{type(one).__name__}" for at, one in enumerate(ODD)])
async def test_what_is_no_clear_answer_is_unclear_and_is_sent_each_time(odd: Exception):
    wire, client = made(lambda *_: odd)
    errors = await attempts(client, 8, "POST", "/channels/1/messages")
    assert all(type(one) is ChatUnclear for one in errors)
    assert len(wire.asked) == 8


@pytest.mark.parametrize("code", [None, "50013", [], {}, 1.5, True])
async def test_a_code_of_another_shape_is_none(code: object):
    _, client = made(lambda *_: refused(400, code))
    assert [type(one) for one in await attempts(client, 1, "POST", "/channels/1/messages")] == [ChatRefused]


async def test_a_wait_that_discord_asks_for_is_told_and_counts_as_no_refusal():
    wire, client = made(lambda *_: discord.RateLimited(42.0))
    errors = await attempts(client, 9, "POST", "/channels/1/messages")
    assert all(isinstance(one, ChatBusy) and one.retry_after == 42.0 for one in errors)
    assert len(wire.asked) == 9


async def test_a_request_ends_by_itself():
    class Silent(Wire):
        async def request(self, route: Route, **_given: object) -> object:
            del route
            return await asyncio.Event().wait()

    client = DiscordClient(cast("HTTPClient", Silent(lambda *_: None)), patience=0.05)
    assert [type(one) for one in await attempts(client, 1, "GET", "/users/@me")] == [ChatUnclear]


# --- routes ------------------------------------------------------------------------------------------

PATHS = [  # a path, the key of its route, by what its limits are counted
    ("/channels/1/messages", "/channels/{channel_id}/messages", "1"),
    ("/channels/1/messages/2", "/channels/{channel_id}/messages/{id1}", "1"),
    ("/channels/1/messages/2/threads", "/channels/{channel_id}/messages/{id1}/threads", "1"),
    ("/channels/1", "/channels/{channel_id}", "1"),
    ("/guilds/3/members/4", "/guilds/{guild_id}/members/{id1}", "3"),
    ("/webhooks/9/fake-token", "/webhooks/{webhook_id}/{webhook_token}", "9+fake-token"),
    ("/webhooks/9/fake-token/messages/@original", "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
     "9+fake-token"),
    ("/interactions/8/fake-token/callback", "/interactions/{webhook_id}/{webhook_token}/callback", "8+fake-token"),
    ("/users/@me", "/users/@me", ""),
    ("/users/@me/channels", "/users/@me/channels", ""),
    ("/oauth2/applications/@me", "/oauth2/applications/@me", ""),
    ("/gateway/bot", "/gateway/bot", ""),
]  # fmt: skip


@pytest.mark.parametrize(("path", "key", "major"), PATHS)
def test_ids_are_named_so_that_limits_are_counted_by_kind(path: str, key: str, major: str):
    route = _route("GET", path)
    assert (route.key, route.major_parameters) == (f"GET {key}", major)
    assert route.url.removeprefix(Route.BASE).replace("%40", "@") == path


def test_routes_do_not_grow_with_interactions_channels_or_messages():
    paths = ("/interactions/{0}/fake-{0}/callback", "/webhooks/9/fake-{0}", "/webhooks/9/fake-{0}/messages/@original",
             "/channels/{0}/messages/{0}", "/guilds/{0}/members/{0}")  # fmt: skip
    for path in paths:
        assert len({_route("POST", path.format(number)).key for number in range(1_000)}) == 1, path
