"""Who may change what in Discord: the matrix of people and ways. Guards that rights are those of the moment."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.models import Source, Visibility
from bot.domain.rights import Policy, Rule
from tests.fakes.discord import Can, Channel, Message, Modal, User
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import NO_RIGHT, Stage, button, words

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("resident")]

Way = Callable[[Stage, Channel, User], Awaitable[str]]
WISHED = {"days": "daily", "time": "07:30", "zone": "UTC"}


async def state(town: Stage, bot: Running, *more: Channel) -> tuple[Any, ...]:
    """Everything that only those may change who have the right."""
    here = await bot.opened.workspace(town.workspace)
    schedules = sorted((one.channel, str(one.schedule), one.ping) for one in await here.subscriptions.all())
    every = await bot.opened.operations.tenants()
    sources = set()
    direct = [one.id for one in town.discord.channels.values() if one.guild is None]
    for channel in (None, town.news.id, *direct, *(one.id for one in more)):
        seen = await bot.opened.workspace(town.workspace, channel)
        sources |= {(one.state.url, one.source.visibility) for one in await seen.sources.followed()}
    return schedules, sources, sorted(await here.places.places()), len(every)


def feed_of(town: Stage, channel: Channel) -> str:
    """A feed that nobody follows yet."""
    town.site.routes[f"/feed{channel.id}"] = town.site.routes["/feed"]
    return town.site.url(f"/feed{channel.id}")


def named(channel: Channel) -> dict[str, Any]:
    """The option that names the source that is kept to a channel."""
    return {"name": f"Elm Gazette {channel.id}"}


async def hello(town: Stage) -> Message:
    """The welcome, whose buttons open forms, as if it stood in any channel."""
    return (await town.posted(town.news, 0))[0]


def moved(message: Message, channel: Channel) -> Message:
    return replace(message, channel=channel)


# --- the ways ----------------------------------------------------------------------------------------


async def by_schedule(town: Stage, channel: Channel, who: User) -> str:
    return words(*await town.slash("news schedule", who, channel, when="daily 07:30", zone="UTC"))


async def by_ping(town: Stage, channel: Channel, who: User) -> str:
    role = town.discord.add_role(town.server, "readers", is_mentionable=True)
    return words(*await town.slash("news schedule", who, channel, when="daily 07:30", zone="UTC", ping=role))


async def by_add(town: Stage, channel: Channel, who: User) -> str:
    return words(*await town.slash("news sources add", who, channel, url=feed_of(town, channel), topics="Town"))


async def by_remove(town: Stage, channel: Channel, who: User) -> str:
    return words(*await town.slash("news sources remove", who, channel, **named(channel)))


async def by_publish(town: Stage, channel: Channel, who: User) -> str:
    return words(*await town.slash("news sources publish", who, channel, **named(channel)))


async def by_places(town: Stage, channel: Channel, who: User) -> str:
    return words(*await town.slash("news questions", who, channel, where="here"))


async def by_source_form(town: Stage, channel: Channel, who: User) -> str:
    values = {"url": feed_of(town, channel), "topics": "Town"}
    return words(*await town.form(moved(await hello(town), channel), "open_source", values, who))


async def by_schedule_form(town: Stage, channel: Channel, who: User) -> str:
    return words(*await town.form(moved(await hello(town), channel), "open_schedule", WISHED, who))


async def by_spoken_schedule(town: Stage, channel: Channel, who: User) -> str:
    return words(await town.mention("schedule daily 07:30 UTC", who, channel))


async def by_spoken_add(town: Stage, channel: Channel, who: User) -> str:
    return words(await town.mention(f"add {feed_of(town, channel)} Town", who, channel))


async def by_spoken_remove(town: Stage, channel: Channel, who: User) -> str:
    return words(await town.mention(f"remove {named(channel)['name']}", who, channel))


WAYS: tuple[Way, ...] = (
    by_schedule,
    by_ping,
    by_add,
    by_remove,
    by_publish,
    by_places,
    by_source_form,
    by_schedule_form,
    by_spoken_schedule,
    by_spoken_add,
    by_spoken_remove,
)


async def followed(town: Stage, bot: Running, channel: Channel) -> None:
    """A source that is kept to a channel, and may be removed or published."""
    here = await bot.opened.workspace(town.workspace, channel.id)
    source = Source(f"https://elm.example.org/{channel.id}", named(channel)["name"], "feed", None, Visibility.CHANNEL)
    await here.sources.follow(source, source.key, ["Town"], town.hands.now())


async def people(town: Stage) -> tuple[dict[str, User], dict[str, User]]:
    """Those who may, and those who may not."""
    discord, server = town.discord, town.server
    managers = discord.add_role(server, "managers", Can.MANAGE_GUILD)
    ruler = discord.add_role(server, "rulers", Can.ADMINISTRATOR)
    others = discord.add_role(server, "others", Can.MANAGE_CHANNELS | Can.MANAGE_ROLES | Can.MANAGE_MESSAGES)
    made = {name: discord.add_user(name) for name in ("ada", "rex", "ann", "oda", "gone")}
    for name, roles in {"ada": [managers], "rex": [ruler], "ann": [], "oda": [others], "gone": [managers]}.items():
        discord.add_member(server, made[name], roles)
    await discord.set_roles(server, made["gone"], [])
    may = {"owner": town.admin, "manager": made["ada"], "administrator": made["rex"]}
    return may, {"member": made["ann"], "moderator": made["oda"], "no manager any more": made["gone"]}


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def _fresh(town: Stage, resident: Running) -> AsyncIterator[None]:
    """A test leaves no rule behind."""
    yield
    here = await resident.opened.workspace(town.workspace)
    await here.policies.set(Policy(Rule.ADMINS))
    await here.places.set(frozenset())


@pytest.mark.parametrize("way", WAYS, ids=[one.__name__ for one in WAYS])
async def test_only_who_may_manage_the_server_changes_anything(town: Stage, resident: Running, way: Way):
    may, may_not = await people(town)
    await followed(town, resident, town.news)
    before = await state(town, resident)
    for name, who in may_not.items():
        assert NO_RIGHT in await way(town, town.news, who), name
        assert await state(town, resident) == before, name
    name, who = list(may.items())[WAYS.index(way) % len(may)]  # each of them in some of the ways
    channel = town.discord.add_channel(town.server, f"of-{name}")
    await followed(town, resident, channel)
    before = await state(town, resident, channel)
    assert NO_RIGHT not in await way(town, channel, who), name
    assert await state(town, resident, channel) != before, name


async def test_a_bot_and_a_webhook_are_nobody(town: Stage, resident: Running):
    """Even where a bot may manage the server: what it says is not meant for this one."""
    robot = town.discord.add_user("robot", is_bot=True)
    town.discord.add_member(town.server, robot, [town.discord.add_role(town.server, "robots", Can.ADMINISTRATOR)])
    before, seen = await state(town, resident), len(town.discord.messages(town.news))
    for text in ("schedule daily 07:30 UTC", "what did Mara Lind say?", "help"):
        await town.discord.say(town.news, robot, text, mentions=[town.discord.bot])
    assert NO_RIGHT in await by_schedule(town, town.news, robot)
    assert "Mara" in words(await town.mention("what did Mara Lind say?"))
    assert await state(town, resident) == before
    assert len(town.discord.messages(town.news)) == seen + 1


async def test_rights_are_those_of_now_and_not_of_when_a_form_was_opened(town: Stage, resident: Running):
    managers = town.discord.add_role(town.server, "keepers", Can.MANAGE_GUILD)
    kim = town.discord.add_user("kim")
    town.discord.add_member(town.server, kim, [managers])
    channel = town.discord.add_channel(town.server, "kims")
    asked = moved(await hello(town), channel)
    opened = [
        await (await town.discord.press(asked, button(asked, name), kim)).opened()
        for name in ("open_schedule", "open_source")
    ]
    await town.discord.set_roles(town.server, kim, [])
    before = await state(town, resident)
    for modal, values in zip(opened, (WISHED, {"url": town.site.url("/feed")}), strict=True):
        sent = await town.discord.submit(modal, values)
        assert NO_RIGHT in words(await sent.said())
    assert NO_RIGHT in await by_spoken_schedule(town, channel, kim)
    assert await state(town, resident) == before
    # and the other way round: the role itself loses the right, and gets it
    await town.discord.set_roles(town.server, kim, [managers])
    await town.discord.set_role(town.server, managers, 0)
    assert NO_RIGHT in await by_spoken_schedule(town, channel, kim)
    assert NO_RIGHT in await by_schedule(town, channel, kim)
    await town.discord.set_role(town.server, managers, Can.MANAGE_GUILD)
    assert NO_RIGHT not in await by_spoken_schedule(town, channel, kim)


async def test_a_form_that_somebody_else_sends_counts_for_them(town: Stage, resident: Running):
    asked = await hello(town)
    pressed = await town.discord.press(asked, button(asked, "open_schedule"), town.admin)
    before = await state(town, resident)
    sent = await town.discord.submit(await pressed.opened(), WISHED, town.reader)
    assert NO_RIGHT in words(await sent.said())
    assert await state(town, resident) == before


async def test_a_stored_rule_counts_at_once_and_the_list_with_it(town: Stage, resident: Running):
    policies = (await resident.opened.workspace(town.workspace)).policies
    ann, other = town.discord.add_user("listed"), town.discord.add_user("unlisted")
    town.discord.add_member(town.server, ann)
    town.discord.add_member(town.server, other)
    channel = town.discord.add_channel(town.server, "ruled")
    await policies.set(Policy(Rule.ADMINS, frozenset({ann.id})))
    assert NO_RIGHT not in await by_schedule(town, channel, ann)
    refused = await by_schedule(town, channel, other)
    assert NO_RIGHT in refused
    assert "manage this server" in refused
    await policies.set(Policy(Rule.EVERYONE))
    assert NO_RIGHT not in await by_schedule(town, channel, other)
    await policies.set(Policy(Rule.ADMINS))
    assert NO_RIGHT in await by_schedule(town, channel, ann)


@pytest.mark.parametrize("way", [by_schedule, by_add, by_spoken_schedule, by_spoken_add, by_places])
async def test_in_direct_messages_the_right_is_that_in_the_server(town: Stage, resident: Running, way: Way):
    """And it is asked for anew: whoever has lost it, has it there no more."""
    managers = town.discord.add_role(town.server, "far", Can.MANAGE_GUILD)
    kim = town.discord.add_user("kim")
    town.discord.add_member(town.server, kim, [managers])
    mine = town.discord.dm_of(kim)
    assert NO_RIGHT not in await way(town, mine, kim)
    await town.discord.set_roles(town.server, kim, [])
    before = await state(town, resident)
    assert NO_RIGHT in await way(town, mine, kim)
    await town.discord.leave(town.server, kim)
    if way not in {by_spoken_schedule, by_spoken_add}:  # with no server in common, no message may reach them
        await way(town, mine, kim)
    assert await state(town, resident) == before


async def test_a_right_in_another_server_is_none_here(town: Stage, resident: Running):
    eve = town.discord.add_user("eve")
    other = town.discord.add_guild("Elsewhere", eve, has_bot=False)
    await town.discord.join(other)
    town.discord.add_member(town.server, eve)
    before = await state(town, resident)
    assert NO_RIGHT in await by_schedule(town, town.news, eve)
    mine = town.discord.dm_of(eve)  # the server used last is that in which she may not
    assert NO_RIGHT in await by_schedule(town, mine, eve)
    assert (await state(town, resident))[:3] == before[:3]


# --- forged ------------------------------------------------------------------------------------------


def bearing(message: Message, custom_id: str, channel: Channel | None = None) -> Message:
    """A message as it was, with a button on it that the bot never made."""
    row = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
    return replace(message, components=[row], channel=channel or message.channel)


async def pressed_forged(
    town: Stage, message: Message, custom_id: str, who: User, values: dict[str, str] | None = None
) -> str:
    """What somebody sees who presses it, and fills in whatever opens."""
    made = await town.discord.press(message, custom_id, who)
    await town.discord.until(lambda: made.callback)
    if made.modal:
        sent = await town.discord.submit(made.modal, values or {next(iter(made.modal.inputs)): "what did Mara say?"})
        return words(await sent.said())
    await town.discord.until(lambda: made.messages)
    return words(*made.messages)


async def test_stories_of_another_channel_or_server_are_not_found(town: Stage):
    (digest, *_) = await town.digest()
    key = button(digest, "story_why").partition(":")[2]
    other = town.discord.add_channel(town.server, "others")
    eve = town.discord.add_user("eve")
    elsewhere = town.discord.add_guild("Farther", eve, has_bot=False)
    far = town.discord.add_channel(elsewhere, "far")
    await town.discord.join(elsewhere)
    bare = key.partition(":")[2]
    for action in ("story_why", "story_more", "story_less", "story_ask"):
        told = await pressed_forged(town, bearing(digest, f"{action}:{key}", other), f"{action}:{key}", town.reader)
        assert "can no longer be found here" in told, action
        for value in (key, f":{bare}"):
            custom_id = f"{action}:{value}"
            told = await pressed_forged(town, bearing(digest, custom_id, far), custom_id, eve)
            assert "can no longer be found here" in told, custom_id


GARBAGE = (
    *(f"{name}:" for name in ("story_ask", "story_why", "story_more", "story_less")),
    *(f"{name}:{'x' * (99 - len(name))}" for name in ("story_ask", "story_why", "story_more", "follow", "edition")),
    *(f"story_why:{'f' * 24}{at}:s1" for at in ("", "0", "99999", "-1", "٣")),
    "story_why::s" + "f" * 80,
    "story_more::s7fffffffffffffff",
    "story_less:: s1",
    "story_ask::s1'; --",
    "follow:",
    "follow:e",
    "follow:e1",
    "follow:../..",
    "edition::::",
    "edition:" + "0" * 92,
)


async def test_garbage_of_a_hundred_characters_is_answered_in_one_line(
    town: Stage, resident: Running, caplog: pytest.LogCaptureFixture
):
    before = await state(town, resident)
    asked = await hello(town)
    for custom_id in GARBAGE:
        told = await pressed_forged(town, bearing(asked, custom_id), custom_id, town.reader)
        assert told, custom_id
    assert await state(town, resident) == before
    assert not [one for one in caplog.records if one.exc_info]


async def test_what_no_button_says_is_passed_over(town: Stage, resident: Running):
    """An id that was never on the message, and ids that are none of ours."""
    asked, forged = await hello(town), []
    before = await state(town, resident)
    for custom_id in (
        "story_why::s1",
        "nothing",
        "x" * 100,
        "sample:1",
        "open_schedule ",
        "STORY_WHY::s1",
        "story_why",
    ):
        forged.append(town.discord.forge(asked, custom_id, town.admin))
        forged.append(town.discord.forge(bearing(asked, custom_id), custom_id, town.admin, kind=3))
    assert "Mara" in words(await town.mention("what did Mara Lind say?"))
    assert not [one.payload["data"] for one in forged if one.callback]
    assert await state(town, resident) == before


async def test_the_conversation_of_one_person_is_shown_to_no_other(town: Stage):
    """Whatever stands in a button: what somebody was shown alone is theirs."""
    kim = town.discord.add_user("kim")
    town.discord.add_member(town.server, kim)
    (told,) = await town.slash("news ask", kim, question="what did Mara Lind say?")
    root = button(told, "follow").partition(":")[2]
    seen = len(town.discord.messages(town.news))
    for value in (root, f"{kim.id}:{root}", f"{kim.id}:{root[1:]}"):
        for action in ("share", "follow"):
            custom_id = f"{action}:{value}"
            said = await pressed_forged(
                town, bearing(await hello(town), custom_id), custom_id, town.reader, {"question": "and about the rain?"}
            )
            assert "winter" not in said, custom_id
    shown = [one for one in town.discord.messages(town.news)[seen:] if "Mara" in words(one)]
    assert not shown


@pytest.mark.parametrize("custom_id", ["source", "schedule", "ask", "link", "follow:1", "story_ask::s1", "nothing", ""])
async def test_a_forged_form_has_the_rights_of_whoever_sends_it(town: Stage, resident: Running, custom_id: str):
    before = await state(town, resident)
    pressed = await town.discord.press(await hello(town), "open_schedule", town.reader)
    modal = await pressed.opened()
    fields = {"url": town.site.url("/feed"), **WISHED, "question": "what did Mara Lind say?", "links": "x"}
    inputs = [
        {"type": 18, "label": "x", "component": {"type": 4, "custom_id": name, "style": 1, "required": False}}
        for name in list(fields)[:5]
    ]
    forged = Modal({**modal.data, "custom_id": custom_id, "components": inputs}, pressed)
    sent = await town.discord.submit(forged, {name: fields[name] for name in list(fields)[:5]})
    if custom_id in {"nothing", ""}:
        assert "Mara" in words(await town.mention("what did Mara Lind say?"))
        assert sent.callback is None
    else:
        assert words(await sent.said())
    assert await state(town, resident) == before
