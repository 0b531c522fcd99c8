"""Who may change what: every kind of person at every command, button and form, under every rule."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.command_words import read_command
from bot.domain.documents import Notice
from bot.domain.rights import Person, Policy, Rule
from bot.services.requests import (
    Asking,
    RequestDesk,
    Verdict,
    add_source,
    ask_about,
    check_source,
    home,
    import_list,
    next_times,
    serve,
    set_places,
    set_schedule,
    story_of,
    vote,
    why,
)
from bot.services.schedules import Wish
from tests.fakes.web import item, rss
from tests.requesting import FEED, WHOLE, Team, asks, story_id, told

PEOPLE = {
    "admin": Person("A", admin=True, guest=False),
    "member": Person("M", member=True, guest=False),
    "colleague": Person("C", guest=False),
    "guest": Person("G", member=True, guest=True),
    "listed": Person("L", guest=True),
    "foreign": Person("L", admin=True, member=True, guest=False, foreign=True),  # on the list by its id
    "bot": Person("L", admin=True, member=True, guest=False, bot=True),
    "nobody": Person("", admin=True, member=True, guest=False),
    "unknown": Person("X"),
}
MAY = {
    Rule.EVERYONE: {"admin", "member", "colleague", "listed"},
    Rule.MEMBERS: {"admin", "member", "listed"},
    Rule.ADMINS: {"admin", "listed"},
}
OPML = b'<opml version="2.0"><body><outline text="Second" xmlUrl="https://second.example/feed"/></body></opml>'
Change = Callable[[Asking, RequestDesk], Awaitable[object]]


def typed(line: str) -> Change:
    return lambda asking, desk: serve(read_command(line), asking, desk)


CHANGES: dict[str, Change] = {
    "add": typed("add https://quay.example/other"),
    "remove": typed("remove Quay Courier"),
    "publish": typed("publish Quay Courier"),
    "schedule": typed("schedule weekdays 07:30"),
    "schedule off": typed("schedule off"),
    "form: source": lambda asking, desk: add_source("https://quay.example/other", (), asking, desk),
    "form: everywhere": lambda asking, desk: add_source(
        "https://quay.example/other", (), asking, desk, everywhere=True
    ),
    "form: verdict": lambda asking, desk: check_source("https://quay.example/other", asking, desk),
    "form: list": lambda asking, desk: import_list(OPML, asking, desk),
    "form: schedule": lambda asking, desk: set_schedule(Wish("daily 8"), asking, desk),
    "places: here": lambda asking, desk: set_places("here", asking, desk),
    "places: not here": lambda asking, desk: set_places("not_here", asking, desk),
    "places: everywhere": lambda asking, desk: set_places("everywhere", asking, desk),
    "form: times": lambda asking, desk: next_times("daily 8", asking, desk),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("rule", Rule)
async def test_only_whoever_may_change_something_does(team: Team, rule: Rule, change: str):
    await team.load()
    team.addresses.there["https://quay.example/other"] = rss(item("a", WHOLE), title="Other Courier")
    desk = await team.desk()
    await desk.reader.policies.set(Policy(rule, frozenset({"L"})))
    before = await _state(team)
    for kind in sorted(PEOPLE, key=lambda kind: kind in MAY[rule]):  # whoever may not comes first
        found = await CHANGES[change](asks(PEOPLE[kind]), desk)
        refused = isinstance(found, Notice) and found.name == "chat_no_right"
        assert refused == (kind not in MAY[rule]), (kind, found)
        if refused:
            assert await _state(team) == before
            assert not team.addresses.asked


async def _state(team: Team) -> object:
    desk = await team.desk()
    followed = await desk.reader.sources.followed()
    places = await desk.reader.places.places()
    return [one.source for one in followed], await desk.reader.subscriptions.all(), places


ASKS = ["brief", "ask what did Mara Lind say?", "sources", "topics", "status", "help", "schedule", "remove", "undo 1"]


@pytest.mark.parametrize("kind", PEOPLE)
async def test_anybody_may_ask(team: Team, kind: str):
    (bridge, *_) = await team.load()
    key = await team.edition(bridge)
    desk = await team.desk()
    await desk.reader.policies.set(Policy(Rule.ADMINS))
    asking = asks(PEOPLE[kind])
    found: list[object] = [await serve(read_command(line), asking, desk) for line in ASKS]
    value = f"{key}:{story_id(bridge)}"
    found += [await why(value, asking, desk), await ask_about("what did she say?", [bridge.id], asking, desk)]
    found += [await home(asking, desk)]
    assert not any(isinstance(one, Notice) and one.name in {"chat_no_right", "chat_refused"} for one in found)


@pytest.mark.parametrize("kind", PEOPLE)
async def test_a_vote_steers_the_channel_only_of_who_may_change_its_schedule(team: Team, kind: str):
    (bridge, *_) = await team.load()
    key = await team.edition(bridge)
    desk, asking = await team.desk(), asks(PEOPLE[kind])
    handle = await story_of(f"{key}:{story_id(bridge)}", asking, desk)
    assert handle
    found = await vote(handle, 1, asking, desk)
    cast = await desk.reader.votes.of_channel("C1")
    if kind in {"bot", "foreign", "nobody"}:
        assert (found.name, list(cast)) == ("chat_refused", [])
        return
    steers = kind in MAY[Rule.MEMBERS] - {"listed"}  # there is no list here
    assert [(one.person, one.value, one.steers) for one in cast] == ([(PEOPLE[kind].id, 1, True)] if steers else [])
    assert found.name == ("vote_steers" if steers else "vote_own")
    assert [one.value for one in await desk.reader.votes.of_person(PEOPLE[kind].id)] == [1]


@pytest.mark.parametrize("kind", ["member", "colleague", "guest", "unknown"])
async def test_a_vote_of_whoever_is_no_member_or_a_guest_is_theirs_alone(team: Team, kind: str):
    (bridge, *_) = await team.load()
    desk, asking = await team.desk(policy=Policy(Rule.ADMINS)), asks(PEOPLE[kind])
    handle = await story_of(f":{story_id(bridge)}", asking, desk)
    assert handle
    found = await vote(handle, 1, asking, desk)
    counts = kind == "member"
    assert found.name == ("vote_kept" if counts else "vote_own")
    assert ("channel" in told(found)) == counts
    assert len(await desk.reader.votes.of_channel("C1")) == counts
    # Whoever leaves the channel, and says it again, steers it no longer.
    await vote(handle, 1, asks(Person(asking.person.id, guest=False)), desk)
    assert list(await desk.reader.votes.of_channel("C1")) == []
    assert len(await desk.reader.votes.of_person(asking.person.id)) == 1


async def test_a_right_that_is_taken_away_counts_from_the_next_press_on(team: Team):
    await team.load()
    desk = await team.desk()
    assert (await set_schedule(Wish("daily 8"), asks(), desk)).name == "schedule_set"
    await desk.reader.policies.set(Policy(Rule.ADMINS))
    assert (await set_schedule(Wish("daily 9"), asks(), desk)).name == "chat_no_right"
    (kept,) = await desk.reader.subscriptions.all()
    assert kept.schedule.slots[0].at.hour == 8


async def test_where_no_rule_is_set_that_of_the_settings_counts(team: Team):
    asking = asks(PEOPLE["member"])
    strict = await team.desk(policy=Policy(Rule.ADMINS))
    found = await set_schedule(Wish("daily 8"), asking, strict)
    assert isinstance(found, Notice)
    assert (found.name, found.values["rule"]) == ("chat_no_right", "admins of this workspace")
    assert (await set_schedule(Wish("daily 8"), asking, await team.desk())).name == "schedule_set"


async def test_the_verdict_saves_nothing(team: Team):
    team.addresses.there[FEED] = rss(item("a", WHOLE))
    found = await check_source(FEED, asks(), await team.desk())
    assert isinstance(found, Verdict)
    assert (found.title, found.known) == ("Quay Courier", False)
    assert await _state(team) == ([], [], frozenset())
