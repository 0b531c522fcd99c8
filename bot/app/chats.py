"""What serving people is composed of, in every chat. Guards that each request is bound to its channel anew."""

import logging
from collections.abc import Awaitable, Callable
from io import BytesIO

from bot.adapters.files import FileSource
from bot.app import SAMPLES, delivering, limits
from bot.app import intake as composing
from bot.app.running import Bot
from bot.domain.documents import Briefing, Document
from bot.services.commands import briefing
from bot.services.ingest import load
from bot.services.limits import Limits
from bot.services.requests import Asking, RequestDesk
from bot.services.turns import AT_ONCE, Turn, Turns

log = logging.getLogger(__name__)

_PRESSES = 60  # of buttons a minute, by one person
Desks = Callable[[Asking], Awaitable[RequestDesk]]


def turns(bot: Bot, of_workspace: int = AT_ONCE) -> Turns:
    """Whose turn it is in one chat; of one workspace so many requests are in work at a time."""
    presses = Limits(_PRESSES, 10 * _PRESSES, bot.times.ticks)
    return Turns(limits(bot.given).wait, presses.wait, bot.times.ticks, of_workspace)


def desks(bot: Bot, fitted: Callable[[Asking, RequestDesk], RequestDesk]) -> Desks:
    """Opens what serving a request works with: bound anew each time, to the channel as it is then.

    `fitted` gives it what is the chat's own.
    """
    given, opened = bot.given, bot.opened

    async def open_desk(asking: Asking) -> RequestDesk:
        author = bot.author(asking.workspace)
        desk = RequestDesk(
            reader=await opened.workspace(asking.workspace, asking.channel or None),
            agenda=opened.agenda,
            web=bot.web,
            intake=lambda way: composing.intake(opened, way, given, bot.times.clock),
            clock=bot.times.clock,
            wait=lambda: 0.0,  # who asks too often was stopped at the front
            command="",
            terms=delivering.terms(given),
            zone=given.newsbot_time_zone,
            stories=given.newsbot_stories,
            answer_days=given.newsbot_answer_days,
            words=given.newsbot_words_of_article,
            policy=given.policy,
            counted=bot.signs.metrics.asked,
            author=author and author.answering(asking.turn or Turn(bot.times.ticks())),
        )
        return fitted(asking, desk)

    return open_desk


async def samples(bot: Bot) -> Document | None:
    """A briefing of the sample articles, which have a workspace of their own; None where they cannot be read."""
    given, now = bot.given, bot.times.clock()
    reader = await bot.opened.workspace(SAMPLES)
    report = await load(FileSource((str(given.seeds),), BytesIO()), reader.store, now)
    for one in report.failed:
        log.warning("the sample articles cannot be read from %s: %s", one.source, one.error)
    made = await briefing(reader, now, limit=given.newsbot_stories, words=given.newsbot_words_of_article)
    return made if isinstance(made, Briefing) else None
