"""Discord is told of the commands where they are not there as they should be, and at most once in a start."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import discord
import pytest
from discord.http import Route
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.commands import as_told, tree_of
from bot.adapters.discord.gateway import Tree
from bot.adapters.discord.registering import Registration, differing, shape
from bot.domain.errors import StoreLocked

Command = dict[str, Any]


@dataclass(slots=True)
class Portal:
    """In place of Discord: takes the commands of an app, and remembers them."""

    there: Any = field(default_factory=list)
    told: list[list[Command]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    asked: int = 0

    async def request(self, route: Route, **_given: object) -> object:
        assert (route.method, route.url.removeprefix(Route.BASE)) == ("GET", "/applications/7/commands")
        self.asked += 1
        if isinstance(self.there, Exception):
            raise self.there
        return self.there

    async def bulk_upsert_global_commands(self, app: int, payload: list[Command]) -> list[Command]:
        assert app == 7
        if self.fails:
            raise self.fails.pop()
        self.told.append(payload)
        if isinstance(self.there, list):
            self.there = deepcopy(payload)
        return []


@dataclass(slots=True)
class Noted:
    """What a bot notes of itself."""

    values: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.values.get(name)

    async def set(self, name: str, value: str) -> None:
        self.values[name] = value


def begun(portal: Portal, noted: Noted) -> tuple[Registration, Tree]:
    """As a new process makes it."""
    client: Any = discord.Client(intents=discord.Intents(guilds=True), application_id=7)
    client.http = portal
    return Registration(DiscordClient(cast("Any", portal)), "7", noted), tree_of(client)


_commands = cache(as_told)


def commands() -> list[Command]:
    return deepcopy(_commands())


async def sessions(portal: Portal, noted: Noted, count: int = 2, without: str = "") -> None:
    """A start of the bot, with so many sessions."""
    registration, tree = begun(portal, noted)
    if without:
        tree.remove_command(without, type=discord.AppCommandType.message)
    for _ in range(count):
        await registration.begun(tree)


async def test_discord_is_told_once_however_often_the_bot_starts():
    portal, noted = Portal(), Noted()
    for _ in range(4):
        await sessions(portal, noted)
    assert portal.told == [commands()]
    assert portal.asked == 4


async def test_a_change_is_told_at_once_and_so_is_the_way_back():
    portal, noted = Portal(), Noted()
    for without in ("", "Ask about this link", "Ask about this link", ""):
        await sessions(portal, noted, without=without)
    assert [len(one) for one in portal.told] == [2, 1, 2]


def removed(there: list[Command]) -> None:
    del there[0]


def renamed(there: list[Command]) -> None:
    there[0]["name"] = "other"


def added(there: list[Command]) -> None:
    there.append({"type": 1, "name": "other", "description": "Other"})


def without_option(there: list[Command]) -> None:
    there[0]["options"][0]["options"].clear()


def described(there: list[Command]) -> None:
    there[0]["options"][0]["description"] = "Other"


def closed(there: list[Command]) -> None:
    there[0]["default_member_permissions"] = "0"


@pytest.mark.parametrize("change", [removed, renamed, added, without_option, described, closed])
async def test_what_somebody_has_changed_is_told_again_once_in_a_start(change: Callable[[list[Command]], None]):
    portal, noted = Portal(), Noted()
    await sessions(portal, noted)
    change(portal.there)
    await sessions(portal, noted, 5)
    assert len(portal.told) == 2
    await sessions(portal, noted)
    assert len(portal.told) == 2


async def test_where_discord_never_has_what_it_was_told_it_is_told_once_a_start():
    portal, noted = Portal(), Noted()
    for starts in (1, 2, 3):
        portal.there = [{"type": 1, "name": "news", "description": "Cut"}]
        registration, tree = begun(portal, noted)
        for _ in range(4):
            await registration.begun(tree)
            portal.there = [{"type": 1, "name": "news", "description": "Cut"}]
        assert len(portal.told) == starts


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
    await sessions(portal, noted, 3)
    assert len(portal.told) == 1


@pytest.mark.parametrize("there", [refused(500), refused(403), ConnectionResetError(), None, {"message": "no"}, "x"])
async def test_where_discord_does_not_say_what_it_has_what_it_was_told_counts(there: object):
    portal, noted = Portal(there), Noted()
    await sessions(portal, noted)
    assert len(portal.told) == 1
    await sessions(portal, noted)
    assert len(portal.told) == 1


# --- comparing ---------------------------------------------------------------------------------------


def test_what_discord_adds_and_leaves_out_is_no_difference():
    there = commands()
    for one in there:
        one |= {"id": "9", "application_id": "7", "version": "8", "name_localizations": None, "dm_permission": True}
        for inner in one.get("options", []):
            inner.setdefault("description_localizations", None)
            inner["options"] = [
                {name: value for name, value in each.items() if value} for each in inner.get("options", [])
            ]
            if not inner["options"]:
                del inner["options"]
        one["contexts"] = one["contexts"][::-1]
    entry_of_an_activity = {"type": 4, "name": "launch", "description": ""}
    assert differing(commands(), [entry_of_an_activity, *reversed(there)]) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["name", "type", "options", "choices", "value", "contexts", "description"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSON, max_size=4))
def test_whatever_discord_says_it_has_is_compared(there: list[object]):
    said = differing(commands(), there)
    assert all("\n" not in one and len(one) < 100 for one in said) or "\n" in str(there)
    assert {"missing: /news", "changed: /news"} & set(said)


def test_what_is_very_deep_ends():
    deep: Any = {}
    for _ in range(10_000):
        deep = {"options": [deep]}
    assert shape(deep)
