"""Where questions are answered: everywhere, until somebody who may say so names channels."""

import pytest

from bot.domain.errors import StoreError
from bot.domain.rights import Person
from bot.services.requests import OF_SERVERS, Asking, PlacesKind, answers_here, set_places
from tests.requesting import MEMBER, Team, asks, names, told


async def where(team: Team) -> set[str]:
    """Those of three channels in which questions are answered."""
    return {one for one in ("C1", "C2", "C3") if await answers_here(asks(channel=one), await team.desk(one)) is None}


async def say(team: Team, kind: PlacesKind, channel: str = "C1") -> str:
    return told(await set_places(kind, asks(channel=channel), await team.desk(channel)))


async def test_channels_are_named_and_left_out_one_by_one(team: Team):
    assert await where(team) == {"C1", "C2", "C3"}
    assert await say(team, "show") == "Questions are answered in every channel, and in direct messages."
    assert "these channels: C2;" in await say(team, "here", "C2")
    assert await where(team) == {"C2"}
    assert "these channels: C1, C2;" in await say(team, "here")
    assert await where(team) == {"C1", "C2"}
    assert await say(team, "show", "C3") == "Questions are answered in these channels: C1, C2; and in direct messages."
    assert "these channels: C1, C2;" in await say(team, "not_here", "C3")
    assert "these channels: C1;" in await say(team, "not_here", "C2")
    assert await where(team) == {"C1"}


async def test_where_the_last_one_is_left_out_questions_are_answered_everywhere_again(team: Team):
    await say(team, "here")
    assert await say(team, "not_here") == "From now on questions are answered in every channel again."
    assert await where(team) == {"C1", "C2", "C3"}
    assert "say in each of the others" in await say(team, "not_here")
    assert await where(team) == {"C1", "C2", "C3"}


async def test_everywhere_takes_all_of_it_back_from_any_channel(team: Team):
    await say(team, "here")
    await say(team, "here", "C2")
    assert "every channel again" in await say(team, "everywhere", "C3")
    assert await where(team) == {"C1", "C2", "C3"}


async def test_elsewhere_it_is_said_where_as_the_chat_names_channels(team: Team):
    for channel in ("C2", "C1"):
        await say(team, "here", channel)
    desk = await team.desk("C3", say_places=lambda ids: " and ".join(f"<{one}>" for one in ids))
    found = await answers_here(asks(channel="C3"), desk)
    assert found
    assert (found.name, dict(found.values)) == ("places_elsewhere", {"places": "<C1> and <C2>"})
    assert not team.counted


async def test_in_direct_messages_questions_are_always_answered(team: Team):
    await say(team, "here")
    asking = Asking("team", "D1", MEMBER, private=True, direct=True)
    desk = await team.desk("D1", place_words=OF_SERVERS)
    assert await answers_here(asking, desk) is None
    assert await answers_here(asks(channel=""), await team.desk("")) is None
    kinds: tuple[PlacesKind, ...] = ("here", "not_here")
    for kind in kinds:
        assert names(await set_places(kind, asking, desk)) == ["places_no_channel"]
    assert await where(team) == {"C1"}
    assert names(await set_places("everywhere", asking, desk)) == ["places_again"]


async def test_another_workspace_s_channels_are_its_own(team: Team):
    await say(team, "here")
    other = await team.desk("C2", "rivals")
    assert await answers_here(Asking("rivals", "C2", MEMBER, private=False), other) is None
    assert names(await set_places("show", Asking("rivals", "C2", MEMBER, private=False), other)) == [
        "places_everywhere"
    ]


async def test_who_may_not_change_it_is_told_where_and_changes_nothing(team: Team):
    stranger = asks(Person("X"), "C2")
    await say(team, "here")
    desk = await team.desk("C2")
    kinds: tuple[PlacesKind, ...] = ("here", "not_here", "everywhere")
    for kind in kinds:
        assert names(await set_places(kind, stranger, desk)) == ["chat_no_right"]
    assert names(await set_places("show", stranger, desk)) == ["places_are"]
    assert await where(team) == {"C1"}


async def test_no_more_channels_are_named_than_a_notice_can_say(team: Team):
    await (await team.desk()).reader.places.set(frozenset(str(number) for number in range(100)))
    assert "100 channels at most" in await say(team, "here")
    assert len(await (await team.desk()).reader.places.places()) == 100


async def test_where_it_cannot_be_looked_up_nothing_is_answered_and_it_is_said_why(team: Team):
    desk = await team.desk()
    async with team.database.connections.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE question_channels")
    with pytest.raises(StoreError):
        await desk.reader.places.places()
    found = await answers_here(asks(), desk)
    assert names(found) == ["store_failed"]
