"""Who people are in Discord, and which server a direct message is about: a doubt is no right and no server."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import discord
import pytest
from discord.http import HTTPClient, Route

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.people import Directory, Nowhere, Seen
from bot.domain.errors import ChatBusy, ChatError, ChatUnclear
from bot.domain.rights import Policy, Rule, may_change
from bot.services.ports import ChannelFacts, Channels

START = datetime(2026, 11, 26, 9, tzinfo=UTC)
ANN = Seen("", "70", "31", direct=True)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer that refuses something."""

    status: int
    reason: str = "said"


@dataclass(slots=True)
class Members:
    """Discord's list of members, by server and person: their roles. `odd` is answered or raised in its place."""

    roles: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    odd: object = None
    asked: list[str] = field(default_factory=list)

    async def request(self, route: Route, **_given: object) -> object:
        path = route.url.removeprefix(Route.BASE)
        self.asked.append(path)
        _, _, server, _, person = path.split("/")
        if isinstance(self.odd, Exception):
            raise self.odd
        if self.odd is not None:
            return self.odd
        if (server, person) not in self.roles:
            raise discord.HTTPException(cast("Any", Head(404)), {"code": 10007, "message": "Unknown Member"})
        return {"roles": self.roles[server, person]}


@dataclass(slots=True)
class Kept:
    """What storage keeps: homes of people, facts of channels, and how often."""

    homes: dict[str, str] = field(default_factory=dict)
    facts: list[tuple[str, ChannelFacts]] = field(default_factory=list)
    now: datetime = START

    async def of(self, person: str) -> str | None:
        return self.homes.get(person)

    async def keep(self, person: str, workspace: str, now: datetime) -> None:
        assert now == self.now
        self.homes[person] = workspace


@dataclass(frozen=True, slots=True)
class KeptChannels:
    """The channels of one workspace."""

    kept: Kept
    workspace: str

    async def known(self, channel: str) -> ChannelFacts | None:
        found = [facts for at, facts in self.kept.facts if (at, facts.channel) == (self.workspace, channel)]
        return found[-1] if found else None

    async def keep(self, facts: ChannelFacts) -> None:
        self.kept.facts.append((self.workspace, facts))


class Some(Nowhere):
    """Servers in which whoever has the role "boss" may manage."""

    def __init__(self, *ids: str) -> None:
        self.here = list(ids)

    def ids(self) -> list[str]:
        return self.here

    def manages(self, server: str, _person: str, roles: list[str]) -> bool:
        return server in self.here and "boss" in roles


@dataclass(frozen=True, slots=True)
class Here:
    members: Members
    kept: Kept
    directory: Directory
    servers: Some


def begun(*servers: str) -> Here:
    members, kept, some = Members(), Kept(), Some(*servers)

    async def channels(workspace: str) -> Channels:
        return KeptChannels(kept, workspace)

    client = DiscordClient(cast("HTTPClient", members))
    return Here(members, kept, Directory(client, kept, channels, lambda: kept.now, some), some)


# --- which server a direct message is about ----------------------------------------------------------


async def test_it_is_the_one_where_they_used_the_bot_last():
    here = begun("1", "2", "3")
    here.members.roles = {(server, "31"): [] for server in ("1", "2", "3")}
    await here.directory.was_at(Seen("2", "20", "31"))
    assert await here.directory.at_home(ANN) == replace(ANN, server="2")
    assert here.members.asked == ["/guilds/2/members/31"]
    await here.directory.was_at(Seen("3", "30", "31"))
    assert await here.directory.at_home(ANN) == replace(ANN, server="3")


async def test_it_is_looked_up_each_time_whether_they_are_still_in_it():
    here = begun("1", "2")
    here.members.roles = {("1", "31"): [], ("2", "31"): []}
    await here.directory.was_at(Seen("2", "20", "31"))
    assert await here.directory.at_home(ANN) == replace(ANN, server="2")
    del here.members.roles["2", "31"]
    assert await here.directory.at_home(ANN) == replace(ANN, server="1")  # the only one left
    del here.members.roles["1", "31"]
    assert await here.directory.at_home(ANN) is None


async def test_a_server_that_the_bot_has_left_is_none_whoever_is_in_it():
    here = begun("1", "2")
    here.members.roles = {("1", "31"): [], ("2", "31"): []}
    await here.directory.was_at(Seen("2", "20", "31"))
    here.servers.here = ["1"]
    assert await here.directory.at_home(ANN) == replace(ANN, server="1")
    assert "/guilds/2/members/31" not in here.members.asked


@pytest.mark.parametrize(("of", "expected"), [((), None), (("2",), "2"), (("1", "2"), None), (("1", "2", "3"), None)])
async def test_without_one_it_is_the_only_one_that_they_share_with_the_bot(of: tuple[str, ...], expected: str | None):
    here = begun("1", "2", "3")
    here.members.roles = {(server, "31"): [] for server in of}
    found = await here.directory.at_home(ANN)
    assert getattr(found, "server", None) == expected


@pytest.mark.parametrize("stored", ["", "T1", "slack:T1", "discord:", "discord:x", "discord:9/../1", "discord:99"])
async def test_a_home_that_is_none_of_discords_is_passed_over(stored: str):
    here = begun("1")
    here.members.roles = {("1", "31"): []}
    here.kept.homes["31"] = stored
    assert await here.directory.at_home(ANN) == replace(ANN, server="1")
    assert here.members.asked == ["/guilds/1/members/31"]


async def test_a_bot_in_very_many_servers_does_not_ask_all_of_them():
    here = begun(*map(str, range(1, 500)))
    here.members.roles = {("5", "31"): []}
    assert await here.directory.at_home(ANN) is None
    assert here.members.asked == []
    await here.directory.was_at(Seen("5", "50", "31"))
    assert await here.directory.at_home(ANN) == replace(ANN, server="5")


@pytest.mark.parametrize("roles", [["boss"], ["x", "boss"], [], ["x"], [7]])
async def test_whether_they_manage_it_is_what_discord_says_now(roles: list[str]):
    here = begun("1")
    here.members.roles = {("1", "31"): roles}
    claimed = replace(ANN, manages=True)  # whatever is said of a direct message
    found = await here.directory.at_home(claimed)
    assert found is not None
    assert found == replace(ANN, server="1", manages="boss" in roles)
    assert may_change(Policy(Rule.ADMINS), here.directory.person(found)) is ("boss" in roles)
    here.members.roles["1", "31"] = []
    assert (await here.directory.at_home(ANN) or claimed).manages is False


@pytest.mark.parametrize("odd", [[], "x", 3, {}, {"roles": None}, {"roles": "boss"}, {"roles": {"boss": 1}}])
async def test_a_member_of_whom_nothing_can_be_read_is_none(odd: object):
    here = begun("1")
    here.members.odd = odd
    assert await here.directory.at_home(ANN) is None


@pytest.mark.parametrize(
    ("odd", "kind"),
    [(TimeoutError(), ChatUnclear), (discord.RateLimited(9.0), ChatBusy), (ValueError(), ChatUnclear)],
)
async def test_while_discord_says_nothing_no_other_server_is_taken(odd: Exception, kind: type[ChatError]):
    here = begun("1", "2")
    here.kept.homes["31"] = "discord:2"
    here.members.odd = odd
    with pytest.raises(kind):
        await here.directory.at_home(ANN)


async def test_strangers_who_write_to_the_bot_keep_no_member_away():
    here = begun("1")
    here.members.roles = {("1", "31"): []}
    for stranger in range(100, 140):
        assert await here.directory.at_home(replace(ANN, person=str(stranger))) is None
    assert await here.directory.at_home(ANN) == replace(ANN, server="1")


# --- channels ----------------------------------------------------------------------------------------

CHANNEL = Seen("1", "20", "31", private=False, name="general")
OTHERS: list[Callable[[Seen], Seen]] = [
    lambda seen: replace(seen, private=True),
    lambda seen: replace(seen, shared=True),
    lambda seen: replace(seen, name="renamed"),
    lambda seen: replace(seen, channel="21"),
    lambda seen: replace(seen, server="2"),
]


async def test_what_a_channel_is_is_kept_once_an_hour():
    here = begun("1")
    for person in ("31", "32", "33"):
        await here.directory.keep(replace(CHANNEL, person=person))
    here.kept.now += timedelta(minutes=59)
    await here.directory.keep(CHANNEL)
    assert here.kept.facts == [
        ("discord:1", ChannelFacts("20", "general", private=False, shared=False, checked_at=START))
    ]
    here.kept.now += timedelta(minutes=2)
    await here.directory.keep(CHANNEL)
    assert len(here.kept.facts) == 2


@pytest.mark.parametrize("change", OTHERS, ids=["private", "shared", "name", "channel", "server"])
async def test_what_has_changed_is_kept_at_once_and_so_is_the_way_back(change: Callable[[Seen], Seen]):
    here = begun("1", "2")
    await here.directory.keep(CHANNEL)
    other = change(CHANNEL)
    await here.directory.keep(other)
    assert here.kept.facts[-1] == (
        other.workspace,
        ChannelFacts(other.channel, other.name, other.private, other.shared, START),
    )
    await here.directory.keep(CHANNEL)
    is_same_place = (other.server, other.channel) == (CHANNEL.server, CHANNEL.channel)
    assert len(here.kept.facts) == (3 if is_same_place else 2)


async def test_after_the_clock_was_set_back_facts_are_kept_again():
    here = begun("1")
    await here.directory.keep(CHANNEL)
    here.kept.now -= timedelta(days=1)
    await here.directory.keep(CHANNEL)
    assert len(here.kept.facts) == 2


async def test_what_could_not_be_stored_is_tried_again():
    here = begun("1")

    class Full:
        async def known(self, _channel: str) -> ChannelFacts | None:
            return None

        async def keep(self, _facts: ChannelFacts) -> None:
            raise ChatUnclear("full")

    async def full(_workspace: str) -> Channels:
        return Full()

    working, here.directory.channels = here.directory.channels, full
    with pytest.raises(ChatUnclear):
        await here.directory.keep(CHANNEL)
    here.directory.channels = working
    await here.directory.keep(CHANNEL)
    assert len(here.kept.facts) == 1


async def test_what_is_remembered_is_bounded():
    here = begun("1")
    for number in range(20_050):
        await here.directory.keep(replace(CHANNEL, channel=str(number)))
        await here.directory.was_at(replace(CHANNEL, person=str(number)))
    assert len(here.directory._kept) <= 20_000
    assert len(here.directory._homes) <= 20_000


# --- people ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("manages", "bot", "may"), [(True, False, True), (False, False, False), (True, True, False)])
def test_who_may_change_what(manages: bool, bot: bool, may: bool):  # noqa: FBT001 - a table
    here = begun("1")
    person = here.directory.person(replace(CHANNEL, manages=manages, bot=bot))
    assert may_change(Policy(Rule.ADMINS), person) is may
    assert may_change(Policy(Rule.EVERYONE), person) is not bot
