"""Who people are and what channels are, as a strict Slack says: what it does not say is the lesser right."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.slack.account import sign_in
from bot.adapters.slack.client import client
from bot.adapters.slack.incoming import of_command
from bot.adapters.slack.people import Directory, Seen
from bot.domain.rights import Person, Policy, Rule, may_change
from bot.services.ports import ChannelFacts
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, Channel, FakeSlack, Fault, User, fake_slack

START = datetime(2026, 11, 25, 9, tzinfo=UTC)
FAULTS = (Fault.HTTP_500_BEFORE, Fault.DROPPED_BEFORE, Fault.BUSY, Fault.HTML_BEFORE, Fault.EMPTY_BEFORE, Fault.REVOKED)


@dataclass(slots=True)
class Known:
    """What storage knows of channels, and the time."""

    facts: dict[str, ChannelFacts] = field(default_factory=dict)
    now: datetime = START

    async def known(self, channel: str) -> ChannelFacts | None:
        return self.facts.get(channel)

    async def keep(self, facts: ChannelFacts) -> None:
        self.facts[facts.channel] = facts


@dataclass(frozen=True, slots=True)
class Here:
    slack: FakeSlack
    known: Known
    directory: Directory

    def fails(self, fault: Fault) -> None:
        self.slack.fault = lambda _method, _given, _count: fault

    def asked(self, method: str = "conversations.info") -> int:
        return sum(one.method == method for one in self.slack.calls)


@asynccontextmanager
async def directory() -> AsyncIterator[Here]:
    known = Known()

    async def channels() -> Known:
        return known

    async with fake_slack() as slack, client(BOT_TOKEN, APP_TOKEN, base=slack.api) as made:
        slack.add_channel(Channel("CPEND", "soon", members={"U1", BOT_USER}, is_pending=True))
        slack.add_channel(Channel("CORG", "group", members={"U1", BOT_USER}, is_org_shared=True))
        slack.add_channel(Channel("GMANY", "mpdm-ann--bob-1", "mpim", {"U1", "U2", BOT_USER}))
        account = await sign_in(made, START)
        yield Here(slack, known, Directory(made, account, channels, lambda: known.now))


@pytest.fixture
async def here() -> AsyncIterator[Here]:
    async with directory() as made:
        yield made


# --- people ------------------------------------------------------------------------------------------

NOBODY = ("UGUEST", "USINGLE", "UEXT", "UGONE", "UOTHERBOT", BOT_USER, "UNOBODY", "")
MAY = {  # who may change something in C1, where U1 and UADMIN are and "UOUT" is not
    Rule.EVERYONE: {"U1", "UADMIN", "UOWNER", "UOUT"},
    Rule.MEMBERS: {"U1", "UADMIN", "UOWNER"},
    Rule.ADMINS: {"UADMIN", "UOWNER"},
}


async def test_who_may_change_what(here: Here):
    here.slack.add_user(User("UOUT", "ole"))
    here.slack.channels["C1"].members |= {"USINGLE", "UEXT", "UGONE", "UOTHERBOT"}
    for rule, may in MAY.items():
        for user in (*NOBODY, "U1", "UADMIN", "UOWNER", "UOUT"):
            person = await here.directory.person(Seen("C1", user, "T1"))
            assert may_change(Policy(rule), person) is (user in may), (rule, user)
    here.slack.channels["C1"].members -= {"UADMIN"}
    assert not (await here.directory.person(Seen("C1", "UADMIN", "T1"))).member


async def test_somebody_of_another_workspace_is_nobody_whatever_the_request_says(here: Here):
    for team in ("T1", "T2", ""):
        person = await here.directory.person(Seen("CEXT", "UEXT", team, inside=True))
        assert person.foreign, team
    assert (await here.directory.person(Seen("CEXT", "U1", "T2", inside=True))).foreign


@pytest.mark.parametrize("missing", ["users:read", "channels:read", "groups:read"])
async def test_what_may_not_be_asked_is_the_lesser_right(here: Here, missing: str):
    here.slack.scopes -= {missing}
    for channel in ("C1", "G1", "G2", "CNONE", "D1"):
        person = await here.directory.person(Seen(channel, "U1", "T1"))
        is_known = missing != "users:read"
        is_seen = is_known and {"C1": "channels:read", "G1": "groups:read"}.get(channel, missing) != missing
        assert person == Person("U1", member=is_seen, guest=not is_known), channel
        assert not may_change(Policy(Rule.MEMBERS), person) or is_seen


@pytest.mark.parametrize("fault", FAULTS)
async def test_while_slack_fails_nobody_may_change_anything(here: Here, fault: Fault):
    here.fails(fault)
    for user in ("U1", "UADMIN"):
        for inside in (True, False):
            person = await here.directory.person(Seen("C1", user, "T1", inside=inside))
            assert not any(may_change(Policy(rule), person) for rule in Rule)
    assert (await here.directory.person(Seen("", "U1", inside=True))).foreign  # of whom nothing at all is known
    assert await here.directory.zone("U1") == ""
    assert await here.directory.channels_of("U1") == []
    assert await here.directory.fault("C1") == ""


async def test_a_member_of_a_large_channel_is_found(here: Here):
    here.slack.channels["C1"].members = {f"U{number:05}" for number in range(2500)}
    assert (await here.directory.person(Seen("C1", "U1", "T1"))).member is False
    here.slack.channels["C1"].members |= {"UADMIN"}
    assert (await here.directory.person(Seen("C1", "UADMIN", "T1"))).member is True


async def test_the_channels_of_a_person_are_those_that_the_bot_may_know_of(here: Here):
    assert set(await here.directory.channels_of("U2")) == {"C1", "C2", "C3", "COLD"}  # G2 is closed to the bot
    here.slack.scopes -= {"groups:read"}
    assert await here.directory.channels_of("U2") == []


# --- channels ----------------------------------------------------------------------------------------

KINDS = [  # channel, the asking person's team, private, shared
    ("C1", "T1", False, False),
    ("C2", "T1", False, False),
    ("CEXT", "T1", False, True),
    ("CEXT", "T2", False, True),
    ("CPEND", "T1", False, True),
    ("CORG", "T1", False, True),
    ("G1", "T1", True, False),
    ("G2", "T1", True, True),  # the bot is not in it
    ("GMANY", "T1", True, True),  # the app does not ask for the permission to look at those
    ("CNONE", "T1", True, True),
    ("D1", "T1", True, False),
    ("D1", "T2", True, True),
    ("D1", "", True, True),
]


@pytest.mark.parametrize(("channel", "team", "private", "shared"), KINDS)
async def test_what_a_channel_is(here: Here, channel: str, team: str, private: bool, shared: bool):  # noqa: FBT001 - a table
    here.slack.im_of("U1")
    facts = await here.directory.facts(Seen(channel, "U1", team))
    assert (facts.private, facts.shared) == (private, shared)
    assert here.known.facts[channel] == facts


async def test_a_direct_message_of_which_nobody_says_whose_it_is_stays_what_it_was(here: Here):
    here.slack.im_of("U1")
    await here.directory.facts(Seen("D1", "U1", "T1"))
    here.known.now += timedelta(minutes=11)
    assert not (await here.directory.facts(Seen("D1", ""))).shared
    here.slack.scopes -= {"im:read"}
    await here.directory.facts(Seen("D1", "U1", "T2"), anew=True)
    here.known.now += timedelta(minutes=11)
    assert (await here.directory.facts(Seen("D1", ""))).shared


async def test_a_group_message_is_private_also_where_slack_says_nothing_of_it(here: Here):
    for fault in (Fault.NONE, Fault.HTTP_500_BEFORE):
        here.fails(fault)
        here.known.facts.clear()
        body = {"channel_id": "GMANY", "channel_name": "mpdm-ann--bob-1", "user_id": "U1", "team_id": "T1"}
        facts = await here.directory.facts(of_command(body))
        assert facts.private, fault
        assert facts.shared, fault


@pytest.mark.parametrize("missing", ["channels:read", "groups:read"])
async def test_where_it_may_not_look_the_request_counts_and_else_the_lesser(here: Here, missing: str):
    channel = {"channels:read": "C1", "groups:read": "G1"}[missing]
    here.slack.scopes -= {missing}
    assert (await here.directory.facts(Seen(channel, "U1", "T1"))).shared
    here.known.facts.clear()
    told = await here.directory.facts(Seen(channel, "U1", "T1", private=False, shared=False))
    assert (told.private, told.shared) == (False, False)


async def test_facts_are_asked_again_after_ten_minutes(here: Here):
    seen = Seen("C1", "U1", "T1")
    await here.directory.facts(seen)
    here.slack.channels["C1"].is_ext_shared = True
    here.known.now += timedelta(minutes=9, seconds=59)
    assert not (await here.directory.facts(seen)).shared
    assert here.asked() == 1
    here.known.now += timedelta(seconds=2)
    assert (await here.directory.facts(seen)).shared
    here.known.now -= timedelta(hours=1)  # a clock that was set back
    here.slack.channels["C1"].is_ext_shared = False
    assert not (await here.directory.facts(seen)).shared


async def test_what_a_request_says_is_looked_into_at_once(here: Here):
    await here.directory.facts(Seen("C1", "U1", "T1"))
    assert (await here.directory.facts(Seen("C1", "UEXT", "T2", shared=True))).shared
    assert (await here.directory.facts(Seen("C1", "U1", "T1"))).shared
    assert not (await here.directory.facts(Seen("C1", "U1", "T1", shared=False))).shared
    assert (await here.directory.facts(Seen("C1", "U1", "T1", private=True))).private


async def test_one_company_less_is_not_all_of_them(here: Here):
    here.slack.scopes -= {"im:read"}
    assert (await here.directory.facts(Seen("CEXT", ""))).shared
    assert (await here.directory.facts(Seen("CEXT", ""), anew=True)).shared


@pytest.mark.parametrize("fault", FAULTS)
async def test_while_slack_fails_nothing_becomes_visible_that_was_not(here: Here, fault: Fault):
    for channel in ("C1", "G1", "CEXT", "CPEND"):
        await here.directory.facts(Seen(channel, "U1", "T1"))
    here.fails(fault)
    here.known.now += timedelta(minutes=11)
    for channel, private, shared in (("G1", True, False), ("CEXT", False, True), ("CPEND", False, True)):
        for said in (None, False):
            seen = Seen(channel, "U1", "T1", private=said, shared=said)
            facts = await here.directory.facts(seen, anew=True)
            assert (facts.private, facts.shared) == (private, shared), (channel, said)
    assert (await here.directory.facts(Seen("C1", "U1", "T1", private=True, shared=True), anew=True)).shared
    unknown = await here.directory.facts(Seen("CNEW", "U1", "T1"))
    assert (unknown.private, unknown.shared) == (True, True)


async def test_a_name_is_kept_where_it_cannot_be_asked(here: Here):
    await here.directory.facts(Seen("C1", "U1", "T1"))
    here.fails(Fault.HTTP_500_BEFORE)
    assert (await here.directory.facts(Seen("C1", ""), anew=True)).name == "general"


async def test_a_demoted_admin_is_none_at_once(here: Here):
    seen = Seen("", "UADMIN", "T1", inside=True)
    assert may_change(Policy(Rule.ADMINS), await here.directory.person(seen))
    here.slack.users["UADMIN"] = replace(here.slack.users["UADMIN"], is_admin=False)
    assert not may_change(Policy(Rule.ADMINS), await here.directory.person(seen))
