"""More and less like this: said, listed, taken back. Guards that what somebody likes is shown to them alone.

What steers a channel is told by how many people say it, never by whom.
"""

from collections.abc import Sequence

from bot.domain.documents import Notice
from bot.domain.errors import InputError
from bot.domain.feedback import Lean, steering
from bot.domain.models import ArticleRef
from bot.services.notices import notice
from bot.services.ports import Vote
from bot.services.requests.desk import Asking, RequestDesk, attempt, may, number_of
from bot.services.requests.stories import StoryHandle
from bot.services.requests.timetable import say_about

SHOWN = 30  # of one's own list
STEERING = 10  # stories that steer the channel
_DIRECTIONS = {1: "more", -1: "less"}
_OWN = ""  # the channel of a wish that steers none


async def vote(handle: StoryHandle, value: int, asking: Asking, desk: RequestDesk) -> Notice:
    """Keep a person's wish for more (1) or less (-1) like a story. No question is counted.

    It is the channel's business where the person is one of its members, no guest; else it is that person's alone.
    """
    direction = _DIRECTIONS[value]

    async def work() -> Notice:
        person = asking.person
        if person.bot or person.foreign or not person.id:
            raise InputError("only people of this workspace can ask for more or less of a story")
        steers = await may(asking, desk)
        of_channel = steers or (not person.guest and (person.member or person.admin))
        channel, other = (asking.channel, _OWN) if of_channel else (_OWN, asking.channel)
        await desk.reader.votes.withdraw(person.id, other, handle.headline.article_id)  # a wish counts in one place
        await desk.reader.votes.cast(Vote(person.id, channel, handle.headline, value, steers, desk.clock()))
        name = "vote_steers" if steers else "vote_kept" if of_channel else "vote_own"
        return notice(name, direction=direction, title=handle.title, command=desk.command)

    return await attempt(work, asking, desk, counts=False)


async def topics(asking: Asking, desk: RequestDesk) -> Notice:
    """Of what the channel is told, what steers it and why, and the person's own list."""
    subscription = await desk.reader.subscriptions.of(asking.channel)
    rows = [*await _steering(asking, desk), *await _mine(asking, desk)]
    about = say_about(subscription) if subscription else "none at set times"
    return notice("topics_channel", *rows, about=about)


async def undo(number: str, asking: Asking, desk: RequestDesk) -> Notice:
    """Take back one of the person's own list, by its number there."""
    votes = await desk.reader.votes.of_person(asking.person.id)
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0
    if not 1 <= at <= len(votes):
        return notice("undo_what", command=desk.command)
    chosen = votes[at - 1]
    await desk.reader.votes.withdraw(chosen.person, chosen.channel, chosen.ref.article_id)
    title = (await _titles([chosen.ref], desk)).get(chosen.ref)
    direction = _DIRECTIONS[chosen.value]
    if title is None:
        return notice("undo_done_gone", direction=direction)
    return notice("undo_done", direction=direction, title=title)


async def _mine(asking: Asking, desk: RequestDesk) -> list[Notice]:
    votes = await desk.reader.votes.of_person(asking.person.id)
    if not votes:
        return [notice("topics_none")]
    titles = await _titles([one.ref for one in votes[:SHOWN]], desk)
    rows = [_row(at, one, titles.get(one.ref)) for at, one in enumerate(votes[:SHOWN], start=1)]
    more = [notice("chat_more", count=str(len(votes) - SHOWN))] if len(votes) > SHOWN else []
    return [notice("topics_mine", command=desk.command), *rows, *more]


async def _steering(asking: Asking, desk: RequestDesk) -> list[Notice]:
    """What orders the channel's briefing, of what can be seen here, and how many people say so."""
    votes = await desk.reader.votes.of_channel(asking.channel) if asking.channel else []
    leans = steering(votes)
    titles = await _titles([one.ref for one in leans], desk)
    rows = [_steer(one, titles[one.ref], votes) for one in leans if one.ref in titles]
    more = [notice("chat_more", count=str(len(rows) - STEERING))] if len(rows) > STEERING else []
    return [*rows[:STEERING], *more]


def _steer(lean: Lean, title: str, votes: Sequence[Vote]) -> Notice:
    value = 1 if lean.weight > 0 else -1
    agree = [one for one in votes if one.ref.article_id == lean.ref.article_id and one.value == value]
    may_change = [one for one in agree if one.steers]
    people = number_of(len({one.person for one in may_change or agree}), "person", "people")
    why = "who may change its schedule" if may_change else "who agree"
    return notice("topics_steer", direction=_DIRECTIONS[value], title=title, reason=f"said by {people} {why}")


def _row(number: int, one: Vote, title: str | None) -> Notice:
    direction = _DIRECTIONS[one.value].capitalize()
    if title is None:
        return notice("topics_vote_gone", number=str(number), direction=direction)
    return notice("topics_vote", number=str(number), direction=direction, title=title)


async def _titles(refs: Sequence[ArticleRef], desk: RequestDesk) -> dict[ArticleRef, str]:
    """The titles of what was voted on, as far as it can be seen here."""
    found = await desk.reader.store.articles(set(refs))
    return {ref: article.title for ref, article in found.items()}
