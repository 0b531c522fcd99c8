"""What is offered while somebody types: what fits, and never what the channel that asks may not see."""

from datetime import timedelta

import pytest

from bot.domain.errors import StoreError
from bot.domain.models import NewArticle, Source, Visibility
from bot.domain.zones import read_zone
from bot.services.ingest import analyse
from bot.services.ports import ChannelFacts
from bot.services.requests.completing import complete_people, complete_sources, complete_topics, complete_zones
from bot.services.schedules import Wish, change
from tests.requesting import NOW, PAPER, Team, asks, kept_to_channel

CANARY = "Quibblezorf"
TYPED = ["", CANARY, CANARY[:4].lower(), "q", "a"]


async def add(team: Team, name: str, speaker: str, *topics: str, workspace: str = "team", channel: str = "C1") -> None:
    """A source that is kept to a channel, with an article in which somebody speaks."""
    source = kept_to_channel(name)
    reader = await team.database.workspace(workspace, channel)
    await reader.sources.follow(source, source.key, topics, NOW)
    text = f"The bridge opened on Monday. “We are glad of the shorter way to the market,” mayor {speaker} said."
    await reader.store.add([analyse(NewArticle(name, f"News of {name}", text, source))], NOW - timedelta(hours=1))


async def everything(team: Team, typed: str) -> str:
    desk = await team.desk()
    found = [*await complete_sources(typed, desk), *await complete_topics(typed, asks(), desk)]
    return " ".join([*found, *await complete_people(typed, desk)])


async def test_what_another_channel_or_workspace_holds_is_never_offered(team: Team):
    for number, (workspace, channel) in enumerate([("team", "C2"), ("other", "C1"), ("other", "C9")]):
        await add(team, f"{CANARY}{number}", f"Anna {CANARY}", CANARY, workspace=workspace, channel=channel)
        desk = (await team.desk(channel, workspace)).schedules(workspace)
        await change(Wish("daily 8", topics=(CANARY,)), channel, desk, NOW)
    for typed in TYPED:
        assert CANARY.casefold() not in (await everything(team, typed)).casefold()
    await add(team, f"{CANARY}9", f"Anna {CANARY}", CANARY)
    assert (await everything(team, CANARY)).count(CANARY) == 3


async def test_in_a_channel_that_outsiders_read_public_sources_alone_are_offered(team: Team):
    await add(team, CANARY, f"Anna {CANARY}", CANARY)
    await team.load()
    reader = await team.database.workspace("team", "C1")
    await reader.channels.keep(ChannelFacts("C1", "general", private=False, shared=True, checked_at=NOW))
    assert await complete_people("", await team.desk()) == ["Piet Aron", "Oda Moor", "Mara Lind"]
    for typed in TYPED:
        assert CANARY.casefold() not in (await everything(team, typed)).casefold()


async def test_sources_are_found_by_any_part_and_by_their_host(team: Team):
    for name in ("Quay Courier", "The Quay", "Halden Echo"):
        source = Source(f"https://{name.replace(' ', '')}.example/feed", name, "feed")
        reader = await team.database.workspace("team", "C1")
        await reader.sources.follow(source, source.key, (), NOW)
    desk = await team.desk()
    assert await complete_sources("", desk) == ["Halden Echo", "Quay Courier", "The Quay"]
    assert await complete_sources(" QUAY", desk) == ["Quay Courier", "The Quay"]
    assert await complete_sources("the", desk) == ["The Quay"]
    assert await complete_sources("haldenecho.ex", desk) == ["Halden Echo"]
    assert await complete_sources("nothing", desk) == []


async def test_topics_are_the_channels_own_first(team: Team):
    reader = await team.database.workspace("team", "C1")
    await reader.sources.follow(PAPER, PAPER.key, ("Sport", "Ships", "Art"), NOW)
    schedules = (await team.desk()).schedules("team")
    await change(Wish("daily 8", topics=("ships",)), "C1", schedules, NOW)
    assert await complete_topics("", asks(), await team.desk()) == ["Ships", "Art", "Sport"]
    assert await complete_topics("s", asks(), await team.desk()) == ["Ships", "Sport"]
    assert await complete_topics("rt", asks(channel="C2"), await team.desk("C2")) == ["Art", "Sport"]
    assert await complete_topics("", asks(channel=""), await team.desk("")) == ["Art", "Ships", "Sport"]


async def test_people_are_found_by_the_beginning_of_any_of_their_names(team: Team):
    await team.load()
    desk = await team.desk()
    for typed in ("lin", "MARA", "mára l", "lind mara", "Mara Lind"):
        assert await complete_people(typed, desk) == ["Mara Lind"]
    for typed in ("ara", "mara z", "“", "%", "mara lind x"):
        assert await complete_people(typed, desk) == []


async def test_somebody_quoted_long_ago_is_found_where_nobody_of_late_fits(team: Team):
    await add(team, "old", "Vera Lund")
    team.now = NOW + timedelta(days=200)
    await team.load()
    assert await complete_people("l", await team.desk()) == ["Mara Lind"]
    assert await complete_people("lu", await team.desk()) == ["Vera Lund"]


async def test_choices_are_no_more_and_no_longer_than_a_chat_takes(team: Team):
    reader = await team.database.workspace("team", "C1")
    names = [f"Paper {number:02}" for number in range(40)]
    long = [
        "Paper " + "x" * 94,
        "Paper " + "x" * 95,
        "Paper " + "😀" * 47,
        "Paper " + "😀" * 48,
        "Paper\nof \u202e two",
    ]
    for name in [*long, *names]:
        source = Source(f"https://example.org/{name}", name, "feed", None, Visibility.PUBLIC)
        await reader.sources.follow(source, source.key, (name,), NOW)
    for found in (
        await complete_sources("paper", await team.desk()),
        await complete_topics("", asks(), await team.desk()),
    ):
        assert len(found) == 25
        assert all(len(one.encode("utf-16-le")) <= 200 and one.isprintable() for one in found)
    exact = [await complete_sources(one, await team.desk()) for one in long[:4]]
    assert exact == [[long[0]], [long[0]], [long[2]], []]  # what is typed beyond a hundred characters is passed over


@pytest.mark.parametrize("typed", ["", "x" * 9_000, "\0", "\ud800", "' OR 1=1 --", "%", "😀", "\u202e"])
async def test_whatever_is_typed_nothing_is_raised(team: Team, typed: str):
    await team.load()
    await everything(team, typed)
    complete_zones(typed)


async def test_a_fault_of_the_database_offers_nothing(team: Team):
    await team.load()
    desk = await team.desk()
    await team.database.close()
    async with team.database.connections.engine.begin() as connection:
        for table in ("speaker_tokens", "feeds", "subscriptions"):
            await connection.exec_driver_sql(f"DROP TABLE {table}")
    with pytest.raises(StoreError):
        await desk.reader.sources.followed()
    assert await complete_sources("", desk) == []
    assert await complete_topics("", asks(), desk) == []
    assert await complete_people("", desk) == []


# --- time zones --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("BERLIN", "Europe/Berlin"),
        ("Zür", "Europe/Zurich"),
        ("são p", "America/Sao_Paulo"),
        ("york", "America/New_York"),
        ("münch", "Europe/Berlin"),
        ("europe/be", "Europe/Belfast"),
        ("utc", "UTC"),
        ("cet", "Europe/Berlin"),
        ("pst", "America/Los_Angeles"),
        ("ist", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_by_any_part_of_its_name_or_by_a_city_in_it(typed: str, first: str):
    assert complete_zones(typed)[0] == first


def test_a_city_comes_before_what_only_holds_its_name():
    assert complete_zones("paris") == ["Europe/Paris"]
    assert complete_zones("nowhere at all") == []


@pytest.mark.parametrize(
    "typed", ["", *"abcdefghijklmnopqrstuvwxyz", "gmt", "+2", "cet", "us", "etc", "est", "met", "0"]
)
def test_every_zone_that_is_offered_is_understood(typed: str):
    found = complete_zones(typed)
    assert len(found) <= 25
    assert len(set(found)) == len(found)
    assert [read_zone(one) for one in found] == found
