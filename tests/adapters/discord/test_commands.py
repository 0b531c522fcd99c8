"""The commands are those that were promised, within Discord's limits, and it is told of them only when they change."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import discord
import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.commands import _options, _with_role, synchronise, told_of_commands, tree_of
from bot.adapters.discord.gateway import Tree
from bot.domain.documents import Notice
from bot.domain.errors import InputError, StoreLocked
from bot.services.notices import notice
from bot.services.requests.wishes import read_wish

GROUP, SUBCOMMAND = 2, 1
Command = dict[str, Any]


@dataclass(slots=True)
class Portal:
    """In place of Discord: takes the commands of an app, and remembers them."""

    told: list[list[Command]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    async def bulk_upsert_global_commands(self, app: int, payload: list[Command]) -> list[Command]:
        assert app == 7
        if self.fails:
            raise self.fails.pop()
        self.told.append(payload)
        return []


@dataclass(slots=True)
class Noted:
    """What a bot notes of itself."""

    values: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.values.get(name)

    async def set(self, name: str, value: str) -> None:
        self.values[name] = value


@dataclass(slots=True)
class Session:
    """A gateway, as far as its commands are concerned."""

    tree: Tree


def begun(portal: Portal) -> Session:
    """As a new process makes it."""
    client: Any = discord.Client(intents=discord.Intents.none(), application_id=7)
    client.http = portal
    return Session(tree_of(client))


def commands() -> list[Command]:
    tree = begun(Portal()).tree
    return [one.to_dict(tree) for one in tree.get_commands()]


def every(one: Command) -> Iterator[Command]:
    """It, and all options in it."""
    yield one
    for inner in one.get("options", []):
        yield from every(inner)


def named(one: Command, before: str = "") -> Iterator[str]:
    """What can be typed, in full."""
    name = f"{before} {one['name']}".strip()
    inner = [each for each in one.get("options", []) if each["type"] in {GROUP, SUBCOMMAND}]
    if not inner:
        yield name
    for each in inner:
        yield from named(each, name)


def characters(one: Command) -> int:
    own = len(one["name"]) + len(one.get("description", ""))
    chosen = sum(len(each["name"]) + len(str(each["value"])) for each in one.get("choices", []))
    return own + chosen + sum(characters(each) for each in one.get("options", []))


# --- which there are ---------------------------------------------------------------------------------

PROMISED = {
    "brief", "ask", "sources add", "sources list", "sources remove", "schedule", "topics", "status", "help",
}  # fmt: skip


def test_all_that_was_promised_is_there():
    news, menu = commands()
    assert {f"news {one}" for one in PROMISED} <= set(named(news))
    assert (menu["name"], menu["type"]) == ("Ask about this link", 3)


COMPLETED = {("brief", "topic"), ("ask", "question"), ("remove", "name"), ("publish", "name"),
             ("schedule", "zone"), ("schedule", "topics")}  # fmt: skip


def test_sources_topics_people_and_zones_are_completed():
    found = {
        (one["name"], option["name"])
        for one in every(commands()[0])
        for option in one.get("options", [])
        if option.get("autocomplete")
    }
    assert found == COMPLETED


def test_they_are_within_the_limits_of_discord():
    """As documented under "Application Commands"."""
    news, menu = commands()
    assert 1 <= len(menu["name"]) <= 32
    assert characters(news) <= 8_000
    for one in every(news):
        assert 1 <= len(one["name"]) <= 32
        assert one["name"] == one["name"].lower()
        assert one["name"].replace("_", "").isalpha()
        assert 1 <= len(one["description"]) <= 100
        assert len(one.get("options", [])) <= 25
        needed = [bool(each.get("required")) for each in one.get("options", [])]
        assert needed == sorted(needed, reverse=True)
        assert len(one.get("choices", [])) <= 25
        assert not (one.get("choices") and one.get("autocomplete"))
        assert all(1 <= len(each["name"]) <= 100 and len(str(each["value"])) <= 100 for each in one.get("choices", []))
        assert one.get("max_length", 1) <= 6_000


def test_each_option_says_what_it_is_for():
    assert not [one["name"] for one in every(commands()[0]) if one["description"] in {"", "…"}]


def test_they_are_for_servers_and_direct_messages_of_the_bot_and_not_installed_by_people():
    for one in commands():
        assert one["contexts"] == [0, 1]
        assert one["integration_types"] == [0]
        assert one.get("default_member_permissions") is None  # who may change what is looked at with every call


# --- telling Discord ---------------------------------------------------------------------------------


async def test_discord_is_told_once_however_often_the_bot_starts():
    portal, noted = Portal(), Noted()
    assert [await synchronise(begun(portal).tree, noted) for _ in range(4)] == [True, False, False, False]
    assert portal.told == [commands()]


async def test_a_change_is_told_at_once_and_so_is_the_way_back():
    portal, noted = Portal(), Noted()
    await synchronise(begun(portal).tree, noted)
    changed = begun(portal).tree
    changed.remove_command("Ask about this link", type=discord.AppCommandType.message)
    assert await synchronise(changed, noted)
    assert not await synchronise(changed, noted)
    assert await synchronise(begun(portal).tree, noted)
    assert [len(one) for one in portal.told] == [2, 1, 2]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer that refuses something."""

    status: int
    reason: str = "said"


def refused(status: int) -> discord.HTTPException:
    head: Any = Head(status)
    return discord.HTTPException(head, {"code": 0, "message": "no"})


@pytest.mark.parametrize("error", [refused(500), refused(403), ConnectionResetError(), StoreLocked("busy")])
async def test_what_failed_is_told_by_the_next_session(error: Exception):
    portal, noted = Portal(fails=[error]), Noted()
    for _ in range(3):
        session: Any = begun(portal)
        await told_of_commands(session, noted)
    assert len(portal.told) == 1


# --- a schedule --------------------------------------------------------------------------------------

OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"topics": "", "stories": None, "quiet": ""}, ""),
    ({"topics": "Ships, Science", "stories": 3}, 'topics "Ships", "Science" stories 3'),
    ({"topics": "only, without"}, 'topics "only", "without"'),
    ({"only": '"ships"', "quiet": "22:00-07:00"}, 'only "ships" quiet 22:00-07:00'),
    ({"topics": " , ,Ships,"}, 'topics "Ships"'),
    ({"topics": 'a" stories 20 "b'}, 'topics "a stories 20 b"'),
]


@pytest.mark.parametrize(("given", "line"), OPTIONS)
def test_options_are_read_as_if_they_were_typed(given: dict[str, Any], line: str):
    assert " ".join(_options(given)) == line


@given(st.text(max_size=60) | st.text('"“”„, aonlystri 0123456789', max_size=60))
def test_no_word_of_a_topic_is_an_option(topics: str):
    try:
        wish = read_wish(f"weekdays 07:30 {' '.join(_options({'topics': topics}))}")
    except InputError:
        return
    assert replace(wish, topics=()) == read_wish("weekdays 07:30")


def test_that_a_role_hears_nothing_is_said_only_of_a_schedule_that_was_set():
    made = _with_role(notice("schedule_set", schedule="daily 07:30", next="tomorrow"))
    assert isinstance(made, Notice)
    assert [row.name for row in made.rows] == ["schedule_role"]
    refusal = notice("chat_refused", error="that is for whoever may manage this server")
    assert _with_role(refusal) == refusal


def test_the_tree_is_one_of_discords():
    assert isinstance(begun(Portal()).tree, app_commands.CommandTree)
