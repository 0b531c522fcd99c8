"""Buttons under stories: what came back from a chat is believed as far as storage bears it out."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.rights import Person, Policy, Rule
from bot.services.requests import Asking, StoryHandle, story_of, vote, why
from tests.requesting import MEMBER, Team, asks, kept_to_channel, names, said, story_id, told

OTHER = Person("U2", guest=False)


async def test_a_story_of_an_edition_is_found_again(team: Team):
    bridge, bakers, _ = await team.load()
    key = await team.edition(bridge, bakers)
    handle = await story_of(f"{key}:{story_id(bakers)}", asks(), await team.desk())
    assert handle == StoryHandle("Bakers strike in Orlund", bakers.ref, (bakers.id,))


async def test_a_story_outside_an_edition_is_its_oldest_article(team: Team):
    (bridge, *_) = await team.load()
    for value in (f":{story_id(bridge)}", f":{story_id(bridge)}-2"):
        handle = await story_of(value, asks(), await team.desk())
        assert handle == StoryHandle("Tarn bridge opens", bridge.ref, (bridge.id,))


async def test_values_of_other_places_are_refused(team: Team):
    bridge, bakers, _ = await team.load()
    other = await team.edition(bridge, channel="C2")
    foreign = await team.edition(bridge, workspace="rivals")
    mine = await team.edition(bridge)
    desk = await team.desk()
    values = [
        f"{other}:{story_id(bridge)}",
        f"{foreign}:{story_id(bridge)}",
        f"{mine}:{story_id(bakers)}",
        f"{'0' * 25}:{story_id(bridge)}",
        f"{mine}:{story_id(bridge)}-7",
        ":s1",
    ]
    for value in values:
        assert await story_of(value, asks(), desk) is None, value
        assert names(await why(value, asks(), desk)) == ["chat_story_gone"], value
    assert await story_of(f"{mine}:{story_id(bridge)}", asks(), desk)
    # A desk of the right workspace does not make somebody's claim of another one true.
    assert await story_of(f"{mine}:{story_id(bridge)}", Asking("rivals", "C1", MEMBER, private=False), desk) is None
    assert await story_of(f"{mine}:{story_id(bridge)}", asks(channel="C2"), await team.desk("C2")) is None


async def test_what_a_channel_may_not_see_is_not_found_there(team: Team):
    (secret,) = await team.load("Tarn bridge opens", source=kept_to_channel("vault"))
    value = f":{story_id(secret)}"
    assert await story_of(value, asks(), await team.desk())
    assert await story_of(value, asks(channel="C2"), await team.desk("C2")) is None
    key = await team.edition(secret, channel="C2")  # it was posted there by mistake, say
    found = f"{key}:{story_id(secret)}"
    assert await story_of(found, asks(channel="C2"), await team.desk("C2")) is None
    assert names(await why(found, asks(channel="C2"), await team.desk("C2"))) == ["why_gone"]


@pytest.mark.parametrize(
    "value",
    ["", ":", "s1", ":s", ":sxyz", ":s" + "f" * 16, ":s" + "f" * 17, "a:s1", "A" * 25 + ":s1", "a" * 24 + ":s1",
     "a" * 24 + "١:s1", ":s1\n", ":s1;DROP TABLE articles", ":s1-", ":s3fffffffffffffff"],
)  # fmt: skip
async def test_forged_values_find_nothing(team: Team, value: str):
    assert await story_of(value, asks(), await team.desk()) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.from_regex(r"([0-9a-f]{24}[0-9]{1,4})?:s[0-9a-f]{1,16}(-[0-9]{1,4})?", fullmatch=True))
async def test_no_value_does_harm(team: Team, value: str):
    assert await story_of(value, asks(), await team.desk()) is None


async def test_why_is_told_of_editions_and_of_what_was_asked_for(team: Team):
    (bridge, *_) = await team.load()
    key = await team.edition(bridge)
    desk = await team.desk()
    text = told(await why(f"{key}:{story_id(bridge)}", asks(), desk))
    assert "is here because of: new" in text
    assert text.endswith("Told by: Quay Courier.")  # no line about what it is told together with: that is nothing
    text = told(await why(f":{story_id(bridge)}", asks(), desk))
    assert "“Tarn bridge opens” is here because you asked: told by Quay Courier, seen 2026-11-23 06:30 UTC" in text


# --- more and less -----------------------------------------------------------------------------------


async def press(team: Team, value: str, direction: int, person: Person = MEMBER, channel: str = "C1") -> list[str]:
    desk, asking = await team.desk(channel), asks(person, channel)
    handle = await story_of(value, asking, desk)
    assert handle
    team.now += timedelta(seconds=1)
    return names(await vote(handle, direction, asking, desk))


async def test_what_somebody_likes_is_listed_for_them_and_taken_back(team: Team):
    bridge, bakers, _ = await team.load()
    assert "You have not asked" in told(await team.type("topics"))
    assert await press(team, f":{story_id(bridge)}", 1) == ["vote_steers"]
    assert await press(team, f":{story_id(bakers)}", -1) == ["vote_steers"]
    text = told(await team.type("topics"))
    assert "1. Less like “Bakers strike in Orlund”" in text
    assert "2. More like “Tarn bridge opens”" in text
    assert "1. Less" not in told(await team.type("topics", OTHER))
    assert told(await team.type("undo 2")) == "Taken back: more like “Tarn bridge opens”."
    assert "Tarn" not in told(await team.type("topics"))


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "one", "٣", "1 2", "9" * 30])
async def test_a_number_that_is_not_on_the_list_takes_nothing_back(team: Team, number: str):
    (bridge, *_) = await team.load()
    await press(team, f":{story_id(bridge)}", 1)
    assert names(await team.type(f"undo {number}")) == ["undo_what"]
    assert len(await (await team.desk()).reader.votes.of_person("U1")) == 1


async def test_nobody_takes_back_what_another_has_said(team: Team):
    (bridge, *_) = await team.load()
    await press(team, f":{story_id(bridge)}", 1)
    assert names(await team.type("undo 1", OTHER)) == ["undo_what"]


async def test_the_same_press_again_changes_nothing_and_the_other_way_takes_its_place(team: Team):
    (bridge, *_) = await team.load()
    for direction in (1, 1, -1):
        await press(team, f":{story_id(bridge)}", direction)
    (kept,) = await (await team.desk()).reader.votes.of_person("U1")
    assert kept.value == -1


async def test_titles_that_may_not_be_seen_where_one_asks_are_not_shown(team: Team):
    (secret,) = await team.load("Tarn bridge opens", source=kept_to_channel("vault"))
    await press(team, f":{story_id(secret)}", 1)
    text = told(await team.type("topics", channel="C2"))
    assert "1. More like a story that can no longer be shown here" in text
    assert "Tarn" not in text
    assert "Tarn" not in told(await team.type("undo 1", channel="C2"))
    assert await (await team.desk()).reader.votes.of_person("U1") == []


async def test_another_channel_s_story_is_voted_on_for_the_person_alone(team: Team):
    (bridge, *_) = await team.load()
    await press(team, f":{story_id(bridge)}", 1, OTHER, "C2")
    assert list(await (await team.desk()).reader.votes.of_channel("C1")) == []


async def test_a_person_s_likes_order_their_own_briefing_and_nobody_else_s(team: Team):
    bridge, bakers, storm = await team.load()
    before = said(await team.type("brief all"))
    last = before.rindex
    story = max((bridge, bakers, storm), key=lambda one: last(one.title))
    await press(team, f":{story_id(story)}", 1)
    assert said(await team.type("brief all")).startswith(story.title)
    assert said(await team.type("brief all", OTHER)) == before


async def test_a_channel_is_told_what_steers_its_briefing_and_how_many_say_so_but_not_who(team: Team):
    bridge, bakers, _ = await team.load()
    await (await team.desk()).reader.policies.set(Policy(Rule.ADMINS, frozenset({"U1"})))
    await press(team, f":{story_id(bakers)}", -1, replace(MEMBER, id="U2"))
    assert "less like" not in told(await team.type("topics"))  # one person who may not change the schedule
    await press(team, f":{story_id(bakers)}", -1, Person("U5"))
    await press(team, f":{story_id(bakers)}", -1, Person("U6", guest=False))
    assert "less like" not in told(await team.type("topics"))  # nor do a guest and somebody from outside make it two
    await press(team, f":{story_id(bakers)}", -1, replace(MEMBER, id="U3"))
    await press(team, f":{story_id(bridge)}", 1)
    await press(team, f":{story_id(bridge)}", 1, replace(MEMBER, id="U2"))
    text = told(await team.type("topics", Person("U4")))
    assert "This channel gets more like “Tarn bridge opens”: said by 1 person who may change its schedule." in text
    assert "This channel gets less like “Bakers strike in Orlund”: said by 2 people who agree." in text
    assert "U2" not in text
    assert "steer" not in told(await team.type("topics", channel="C2"))
