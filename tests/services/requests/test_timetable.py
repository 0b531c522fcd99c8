"""Schedules in one line: understood, said back, and nothing passed over."""

import pytest

from bot.domain.errors import InputError
from bot.domain.subscriptions import Length
from bot.services.requests import next_times, set_schedule
from bot.services.requests.wishes import read_wish
from bot.services.schedules import Wish
from tests.requesting import Team, asks, names, told


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("weekdays 07:30 Europe/Berlin", Wish("weekdays 07:30 Europe/Berlin")),
        ("mon, thu 8am; sat 9", Wish("mon, thu 8am; sat 9")),
        ("off", Wish("off")),
        ("daily 8 topics Harbour News, Ships", Wish("daily 8", topics=("Harbour News", "Ships"))),
        ("daily 8, topic Ships topics Science", Wish("daily 8", topics=("Ships", "Science"))),
        ("only tax cut, Zoë without football", Wish(include=("tax cut", "Zoë"), exclude=("football",))),
        ("ONLY “long waves”, 'tax'", Wish(include=("long waves", "'tax'"))),
        ("stories 3 short", Wish(stories=3, length=Length.SHORT)),
        ("long quiet 22:00-07:00", Wish(quiet_hours="22:00-07:00", length=Length.LONG)),
        ("quiet off", Wish(quiet_hours="off")),
        ("everything", Wish(everything=True)),
        ("sources Quay Courier language en", Wish(sources=("Quay Courier",), language="en")),
    ],
)
def test_a_line_is_read_as_a_wish(text: str, wish: Wish):
    assert read_wish(text) == wish


@pytest.mark.parametrize(
    "text",
    ["topics", "only", "only short selling", "stories", "stories many", "stories 0", "stories 21", "stories ٣",
     "everything else", "short of it", "x" * 2_001],
)  # fmt: skip
def test_what_is_not_understood_is_refused_and_not_passed_over(text: str):
    with pytest.raises(InputError):
        read_wish(text)


async def test_a_schedule_is_set_shown_and_taken_back(team: Team):
    await team.load()
    assert names(await team.type("schedule")) == ["schedule_none"]
    found = told(await team.type("schedule weekdays 07:30 Europe/Berlin only harbour stories 3 short quiet 22-7"))
    assert "Understood: weekdays 07:30 Europe/Berlin" in found
    assert "Next: Tue 24 Nov 07:30, Wed 25 Nov 07:30, Thu 26 Nov 07:30 (Europe/Berlin)" in found
    assert "at most 3 stories; short length; only with harbour" in found
    assert "quiet hours 22:00-07:00" in found
    assert "Briefings here: weekdays 07:30 Europe/Berlin" in told(await team.type("schedule"))
    assert names(await team.type("schedule", channel="C2")) == ["schedule_none"]
    changed = told(await team.type("schedule everything long"))
    assert "weekdays 07:30 Europe/Berlin" in changed
    assert "long length; all that is followed here" in changed
    assert names(await team.type("schedule off")) == ["schedule_off"]
    assert names(await team.type("schedule")) == ["schedule_off"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("schedule funday 07:30", "funday"),
        ("schedule weekdays", "time"),
        ("schedule short", "say when"),
        ("schedule daily 8 topics Ships", "/news sources shows the topics"),
        ("schedule daily 8 sources Nobody", "/news sources shows them"),
        ("schedule daily 8 stories 99", "1 to 20"),
    ],
)
async def test_what_cannot_be_set_is_refused_with_what_to_type(team: Team, line: str, reason: str):
    found = await team.type(line)
    assert names(found) == ["chat_refused"]
    assert reason in told(found)
    assert names(await team.type("schedule")) == ["schedule_none"]


async def test_a_form_shows_the_next_times_before_anything_is_saved(team: Team):
    desk = await team.desk(zone="Europe/Berlin")
    found = await next_times("daily 9", asks(), desk)
    assert "That is daily 09:00 Europe/Berlin. Next: Mon 23 Nov 09:00" in told(found)
    assert await desk.reader.subscriptions.all() == []
    assert "funday" in told(await next_times("funday 9", asks(), desk))
    assert "Understood: daily 09:00 Europe/Berlin" in told(await set_schedule(Wish("daily 9"), asks(), desk))


async def test_a_place_that_is_no_channel_gets_no_schedule(team: Team):
    assert names(await set_schedule(Wish("daily 9"), asks(channel=""), await team.desk(""))) == ["chat_refused"]


async def test_it_is_said_that_a_role_is_told(team: Team):
    await team.load()
    desk = await team.desk()
    found = told(await set_schedule(Wish("daily 8", ping="80351110224678912"), asks(), desk))
    assert "silence" not in found
    assert found.endswith("; and a role is told of it.")
    assert "; and a role is told of it." in told(await team.type("schedule stories 3"))
    assert "80351110224678912" not in told(await team.type("schedule"))
    assert "role" not in told(await set_schedule(Wish(ping=""), asks(), desk))


@pytest.mark.parametrize("ping", ["@everyone", "<@&7>", "7" * 21, "x"])
async def test_what_is_no_role_is_told_nothing(team: Team, ping: str):
    await team.load()
    desk = await team.desk()
    assert names(await set_schedule(Wish("daily 8", ping=ping), asks(), desk)) == ["chat_refused"]
    assert list(await desk.reader.subscriptions.all()) == []
