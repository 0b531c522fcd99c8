"""What people ask for beside the time: what could never bring anything is refused, in one line that says why."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.storage.database import Database
from bot.app.delivering import schedule_desk
from bot.domain.errors import InputError
from bot.domain.models import Source
from bot.domain.subscriptions import Choice
from bot.services.schedules import ScheduleDesk, Wish, change
from bot.settings import Settings
from tests.adapters.storage.builders import NOW

FEED = "https://quay.example/feed"


@pytest.fixture
async def desk(sqlite_path: Path) -> AsyncIterator[ScheduleDesk]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        sources = (await database.workspace("team")).sources
        await sources.follow(Source(FEED, "Quay Courier", "feed"), FEED, ("Harbour News",), NOW)
        yield await schedule_desk(database, Settings(), "team")


async def choice(desk: ScheduleDesk, **wish: Any) -> Choice:  # noqa: ANN401 - the fields of a wish
    return (await change(Wish("daily 8", **wish), "general", desk, NOW)).subscription.choice


@pytest.mark.parametrize("channel", ["", "  ", "two\nlines", "red \x1b[31m", "x" * 101])
async def test_what_is_no_name_of_a_channel_gets_no_schedule(desk: ScheduleDesk, channel: str):
    with pytest.raises(InputError, match="is no name of a channel"):
        await change(Wish("daily 8"), channel, desk, NOW)
    assert await desk.subscriptions.all() == []


@pytest.mark.parametrize("language", ["english", "e", "en_GB", "\x1b[31m", "en-" * 9])
async def test_what_is_no_language_is_refused(desk: ScheduleDesk, language: str):
    with pytest.raises(InputError, match="is no code of a language"):
        await choice(desk, language=language)


async def test_a_language_is_kept_in_small_letters_and_any_takes_it_back(desk: ScheduleDesk):
    assert (await choice(desk, language="EN")).language == "en"
    assert (await choice(desk)).language == "en"
    assert (await choice(desk, language="Any")).language == ""


async def test_a_topic_is_one_that_sources_are_listed_under(desk: ScheduleDesk):
    assert (await choice(desk, topics=("harbour  news",))).topics == ("Harbour News",)
    with pytest.raises(InputError, match='listed under "harbor"'):
        await choice(desk, topics=("harbor",))


async def test_words_that_say_nothing_are_not_asked_for(desk: ScheduleDesk):
    found = await choice(desk, include=("", "  tax \n cut "), exclude=(" ",))
    assert (found.include, found.exclude) == (("tax cut",), ())


@pytest.mark.parametrize("words", [("x" * 101,), tuple(map(str, range(51)))])
async def test_more_words_than_are_looked_for_are_refused(desk: ScheduleDesk, words: tuple[str, ...]):
    with pytest.raises(InputError):
        await choice(desk, include=words)


async def test_what_is_refused_changes_nothing(desk: ScheduleDesk):
    await choice(desk, include=("tax",))
    with pytest.raises(InputError):
        await change(Wish("daily 9", language="klingon"), "general", desk, NOW + timedelta(hours=1))
    (kept,) = await desk.subscriptions.all()
    assert (kept.schedule.slots[0].at.hour, kept.choice.include) == (8, ("tax",))


async def test_a_role_that_is_told_stays_until_it_is_taken_back(desk: ScheduleDesk):
    pinged = [
        (await change(Wish(words, ping=ping), "general", desk, NOW)).subscription.ping
        for words, ping in [("daily 8", None), ("", " 80351110224678912 "), ("daily 9", None), ("", "7"), ("", "")]
    ]
    assert pinged == ["", "80351110224678912", "80351110224678912", "7", ""]


async def test_a_role_alone_sets_no_day_back(desk: ScheduleDesk):
    before = (await change(Wish("daily 8"), "general", desk, NOW)).subscription
    after = (await change(Wish(ping="7"), "general", desk, NOW + timedelta(hours=3))).subscription
    assert (after.since, after.schedule) == (before.since, before.schedule)
    assert await desk.subscriptions.of("general") == after


@pytest.mark.parametrize("ping", ["everyone", "@here", "<@&7>", "7,8", "-7", "7" * 21, "\u0667", "\u00b2", "7\n8"])
async def test_what_is_no_id_of_a_role_is_refused(desk: ScheduleDesk, ping: str):
    with pytest.raises(InputError, match="is no id of a role"):
        await change(Wish("daily 8", ping=ping), "general", desk, NOW)
    assert await desk.subscriptions.all() == []
