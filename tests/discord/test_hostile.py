"""The bot in Discord, whole, against what is forged, malformed or hostile: nothing is done, nobody is called."""

import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from bot.logs import _FLOORS
from tests.fakes.discord import Channel, Message, complaints, shapes
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import NO_MEMBER, Stage, button, custom_ids, words
from tests.fakes.origin import body
from tests.fakes.slack_stage import feed

Json = dict[str, Any]
pytestmark = pytest.mark.asyncio(loop_scope="module")
CANARY = "Quorvex"
DEEP: Any = CANARY
for _ in range(200):
    DEEP = {"text": [DEEP]}
HUGE = CANARY * 20_000
ODD: tuple[Any, ...] = (None, 7, -1.5, True, "", CANARY, HUGE, [], [None, 3], {}, {"id": 3, "text": None}, DEEP)
FEW: tuple[Any, ...] = (None, 7, CANARY, [None, 3], {"id": CANARY}, DEEP)


def broken(payload: Json, *paths: str, odd: tuple[Any, ...] = ODD) -> Iterator[Json]:
    """The payload with each of these places left out, and with odd things in it."""
    for path in paths:
        *before, last = path.split(".")
        for value in (..., *odd):
            made = deepcopy(payload)
            at: Any = made
            for name in before:
                at = at[int(name)] if name.isdecimal() else at[name]
            if value is ...:
                at.pop(last, None)
            else:
                at[last] = deepcopy(value)
            yield made


def messages(town: Stage) -> Iterator[tuple[str, Json]]:
    said = Message("1", town.news, town.reader, f"<@{town.discord.bot.id}> {CANARY}?", mentions=[town.discord.bot])
    event = shapes.event(said, town.discord.bot)
    for one in broken(event, "author", "mentions"):
        yield "MESSAGE_CREATE", one
    by_bot = event | {"author": event["author"] | {"bot": True}}  # what of it can be read is not meant for the bot
    keys = (
        "id",
        "author.id",
        "channel_id",
        "guild_id",
        "type",
        "member",
        "member.roles",
        "content",
        "components",
        "embeds",
    )
    for one in broken(by_bot, *keys, "message_reference", "referenced_message", "timestamp", "flags"):
        yield "MESSAGE_CREATE", one


def interactions(given: list[Json]) -> Iterator[tuple[str, Json]]:
    """Each without a token that is good for anything, so that whatever is taken up comes to nothing."""
    for payload in given:
        whole = payload | {"token": CANARY, "id": str(int(payload["id"]) + 1)}
        keys = ["type", "data", "member", "guild_id", "channel", "channel_id", "token", "id", "data.custom_id"]
        keys += [
            key for key in ("data.name", "data.options", "data.components", "data.resolved") if key[5:] in whole["data"]
        ]
        keys += ["message", "message.components"] if "message" in whole else []
        for one in broken(whole, *keys, "member.permissions", "member.user", odd=FEW):
            yield "INTERACTION_CREATE", one


def servers(town: Stage) -> Iterator[tuple[str, Json]]:
    whole = shapes.guild(town.server, town.discord.channels.values(), town.discord.bot)
    strange = whole | {"id": "77", "channels": []}  # where it could say hello nowhere
    for one in broken(strange, "channels", "roles", "members", "name", "owner_id", odd=FEW):
        yield "GUILD_CREATE", one
    channel = shapes.channel(town.news)
    for one in broken(channel, "id", "guild_id", "type", odd=FEW):
        yield "CHANNEL_UPDATE", one
    for name in ("GUILD_DELETE", "GUILD_ROLE_UPDATE", "THREAD_CREATE", "CHANNEL_DELETE", "MESSAGE_UPDATE", CANARY):
        whatever: Any
        for whatever in (None, 3, CANARY, [], {}, {"id": CANARY}, DEEP):
            yield name, whatever


async def samples(town: Stage) -> list[Json]:
    """One interaction of each kind, as Discord sends it."""
    discord = town.discord
    (hello, *_) = await town.posted(town.news, 0)
    asked = await discord.slash(town.news, town.reader, "news ask", {"question": "what did Mara Lind say?"})
    await asked.said()
    typed = await discord.autocomplete(town.news, town.reader, "news sources remove", "name", "Har")
    await typed.offered()
    pressed = await discord.press(hello, "open_source", town.reader)
    sent = await discord.submit(await pressed.opened(), {"url": "example.org"})
    await sent.said()
    target = await discord.say(town.news, town.admin, "https://example.org/1")
    menu = await discord.context(town.news, town.reader, "Ask about this link", target)
    await menu.opened()
    return [one.payload for one in (asked, typed, pressed, sent, menu)]


async def test_what_is_malformed_is_passed_over_and_the_connection_stays(
    town: Stage, resident: Running, caplog: pytest.LogCaptureFixture
):
    given = await samples(town)
    identified, connections = len(town.discord.identifies), len(town.discord.connections)
    posted, whispered = len(town.discord.accepted), len(town.discord.ephemerals)
    refused = len(town.discord.refused)
    caplog.clear()
    for name, floor in _FLOORS.items():
        caplog.set_level(floor, name)  # as it is set where the bot runs
    caplog.set_level(logging.ERROR, "discord")
    events = [*messages(town), *interactions(given), *servers(town)]
    assert len(events) > 500
    for name, data in events:
        town.discord.emit(name, data)
    quiet = town.discord.add_channel(town.server, "quiet")
    said = await town.mention("what did Jon Berg say?", channel=quiet)
    del town.discord.refused[refused:]  # what was asked for with tokens that nobody gave
    assert "long summer" in words(said)
    assert (len(town.discord.identifies), len(town.discord.connections)) == (identified, connections)
    assert resident.connection.replaced == 0
    assert CANARY not in caplog.text
    told = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert not [one for one in told if one.exc_info or "\n" in one.getMessage()], told[:3]
    assert len(told) <= len(events)
    assert len(town.discord.accepted) == posted + 1
    assert len(town.discord.ephemerals) == whispered


# --- hostile texts -----------------------------------------------------------------------------------

MARKS = (
    "@everyone @here <@{me}> <@&{role}> <#{channel}> [example.org](https://evil.example/x) "
    "<https://evil.example|example.org> ||x|| `x` ```x``` **x** __x__ # x > x \\<@{me}> <t:0:R> </news:1> discord.gg/x"
).split()
RLO = "\u202e\u2066\u200b"


def hostile_feed(town: Stage, role: str) -> None:
    """A feed whose titles, texts and people are all that could call somebody or hide a link."""
    given = {"me": town.discord.bot.id, "role": role, "channel": town.news.id}
    marks = [one.format(**given).replace("<", "&lt;").replace(">", "&gt;") for one in MARKS]
    articles = []
    for number, mark in enumerate(marks):
        said = f"“The {mark} price of barrels number {number} will rise,” said Una {mark} Brook, {mark} head of {mark}."
        text = (
            f"Barrels {mark} of lot {number} were sold in Elm{number} on Tuesday {mark}. {said} {RLO}{mark} was sold."
        )
        articles.append((f"{mark} barrels of lot {number} {mark} sold in Elm{number}", text))
    made = feed(town.site, *articles)
    town.site.routes["/hostile"] = body(made, [("Content-Type", "application/rss+xml")])


async def everything_said(town: Stage, channel: Channel, digest: list[Message], question: str) -> list[Message]:
    """The same story by every way on which it is told."""
    found = [*digest]
    for name in ("story_more", "story_why"):
        found += await town.press(digest[0], name)
    asked = await town.form(digest[0], "story_ask", {"question": question})
    found += asked
    follow = await town.form(asked[-1], "follow", {"question": question})
    found += follow
    if any(one.startswith("share") for one in custom_ids(follow[-1])):
        seen = len(town.discord.messages(channel))
        await town.discord.press(follow[-1], button(follow[-1], "share"), town.reader)
        found += await town.posted(channel, seen)
        if "follow" in str(custom_ids(found[-1])):
            found += await town.form(found[-1], "follow", {"question": question})
    found += await town.slash("news brief", town.reader, channel, topic=question[:200])
    found += await town.slash("news ask", town.reader, channel, question=question)
    found.append(await town.mention(question, channel=channel))
    return found


async def test_hostile_feeds_and_questions_call_nobody_and_hide_no_link(town: Stage, resident: Running):
    role = town.discord.add_role(town.server, "all-hands", is_mentionable=True)
    hostile_feed(town, role.id)
    channel = town.discord.add_channel(town.server, "barrels")
    refused = len(town.discord.refused)
    assert "followed from now on" in words(
        *await town.slash("news sources add", channel=channel, url=town.site.url("/hostile"), topics="@everyone")
    )
    await resident.polls.one()
    digest = await town.digest(channel)
    found = []
    for number, mark in enumerate(MARKS):
        mark = mark.format(me=town.discord.bot.id, role=role.id, channel=channel.id)  # noqa: PLW2901 - filled in
        question = f"what did {mark} Una Brook say about barrels of lot {number}? {mark}"
        found += await everything_said(town, channel, digest, question) if number in {0, 3, 7} else []
        found += await town.slash("news ask", town.reader, channel, question=question)
    assert any("Una" in words(one) for one in found)
    assert any(one.content or one.embeds for one in digest)
    names = [one.name for one in town.discord.channels.values() if one.is_thread]
    assert all(0 < len(one) <= 100 for one in names)
    for kind, option in (("news sources remove", "name"), ("news brief", "topic"), ("news ask", "question")):
        for typed in ("", "@everyone", "Una", HUGE[:100], RLO):
            typing = await town.discord.autocomplete(channel, town.reader, kind, option, typed)
            assert all(0 < len(one["name"]) <= 100 for one in await typing.offered())
    complained = [one for one in complaints(town.discord) if NO_MEMBER not in one]
    assert not complained
    assert len(town.discord.refused) == refused
