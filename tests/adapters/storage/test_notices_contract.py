"""Notices for admins, each once by its key; the fake and both engines alike."""

from bot.adapters.storage.database import Database
from bot.domain.documents import Notice
from bot.services.ports import Change
from bot.services.retention import prune
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import DAY, Desk, edition, told_of


async def test_a_notice_is_kept_once_by_its_key_until_it_was_told(desk: Desk):
    assert await desk.notices.raise_("red", "late:1", told_of("late"), NOW)
    assert not await desk.notices.raise_("red", "late:1", told_of("other"), NOW)
    (pending,) = await desk.notices.pending(9)
    assert (pending.workspace, pending.notice) == ("red", told_of("late"))
    await desk.notices.told(pending.id, NOW)
    assert list(await desk.notices.pending(9)) == []
    assert not await desk.notices.raise_("red", "late:1", told_of("late"), NOW)
    assert list(await desk.notices.pending(9)) == []


async def test_the_same_key_in_another_workspace_is_another_notice(desk: Desk):
    assert await desk.notices.raise_("red", "late:1", told_of("late"), NOW)
    assert await desk.notices.raise_("blue", "late:1", told_of("late"), NOW)
    assert [one.workspace for one in await desk.notices.pending(9)] == ["red", "blue"]


async def test_the_oldest_are_told_first_and_no_more_than_asked_for(desk: Desk):
    for number in range(4):
        await desk.notices.raise_("red", f"key {number}", told_of(f"notice_{number}"), NOW)
    first, second = await desk.notices.pending(2)
    assert [first.notice.name, second.notice.name] == ["notice_0", "notice_1"]
    await desk.notices.told(first.id, NOW)
    assert [one.notice.name for one in await desk.notices.pending(2)] == ["notice_1", "notice_2"]


async def test_a_notice_for_a_workspace_that_is_not_there_is_raised_for_nobody(database: Database):
    assert not await database.notices.raise_("green", "late:1", told_of("late"), NOW)
    assert await database.notices.pending(9) == []


async def test_notices_that_nobody_could_be_told_are_not_kept_for_ever(database: Database):
    await database.workspace("red")
    await database.notices.raise_("red", "old", told_of("old"), NOW)
    await database.notices.raise_("red", "new", told_of("new"), NOW + 2 * DAY)
    await prune(database.operations, NOW + 31 * DAY, 30)
    assert [one.notice.name for one in await database.notices.pending(9)] == ["new"]


async def test_any_text_can_be_told(desk: Desk):
    lines = {"reason": "it's \x00 a \ud800 \U0001f600\nline", "channel": ""}
    notice = Notice("held", lines)
    assert await desk.notices.raise_("red", "held:\x00", notice, NOW)
    (pending,) = await desk.notices.pending(9)
    assert pending.notice == notice


async def test_a_notice_of_an_entry_is_the_same_as_one_that_was_raised(desk: Desk):
    lease = await desk.take(edition())
    held = Change(notices=(("a", told_of("held")), ("a", told_of("held")), ("b", told_of("late"))))
    await desk.notices.raise_("red", "b", told_of("late"), NOW)
    assert await desk.enter(lease, held)
    assert await desk.enter(lease, held)
    assert sorted(one.notice.name for one in await desk.notices.pending(9)) == ["held", "late"]
    assert {one.workspace for one in await desk.notices.pending(9)} == {"red"}
