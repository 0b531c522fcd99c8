"""Adding, checking and listing sources: an address in, a verdict out. Guards that none is taken on trust.

A feed that carries a secret in its address is kept to whoever added it, and no verdict repeats that secret. What is
added in a private channel is kept to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.addresses import canonical
from bot.domain.errors import InputError
from bot.domain.intake import ParsedOpml
from bot.domain.models import Source, Visibility
from bot.domain.text import cut, one_line
from bot.services.polling import PollResult, poll
from bot.services.ports import Followed, Polled, Sources, Wanted
from bot.services.sources.desk import KIND, Desk, find, visibility_of
from bot.services.sources.lists import ImportReport, hand_over, take_over, topic_of
from bot.services.sources.verdicts import Verdict, check_all, judge, look_at

__all__ = [
    "KIND",
    "Added",
    "Desk",
    "ImportReport",
    "Verdict",
    "add",
    "check_all",
    "find",
    "hand_over",
    "resume",
    "take_over",
    "topic_of",
    "visibility_of",
]


@dataclass(frozen=True, slots=True)
class Added:
    """A verdict, and what the first poll brought; nothing was polled where the source was known already.

    `kept` says who may see its articles.
    """

    verdict: Verdict
    result: PollResult | None
    kept: Visibility = Visibility.PUBLIC


async def add(
    given: str, desk: Desk, topics: Sequence[str] = (), tell: Callable[[Verdict], None] | None = None
) -> Added | ImportReport:
    """Follow the source at an address and poll it for the first time, or follow every feed of the list there.

    `tell` gets the verdict on a new source before that poll, which takes the time that its pages take. Raises
    FetchError, ParseError or InputError, in one line, where there is no feed.
    """
    seen = await look_at(given, desk.web)
    if isinstance(seen.found, ParsedOpml):
        return await take_over(seen.found, desk, found_at=seen.fetched.url)
    judged = await judge(seen, desk, await desk.sources.followed())
    now, known = desk.intake.clock(), judged.followed
    if known is not None and judged.seen.fetched.from_intranet and known.source.visibility is Visibility.PUBLIC:
        if not desk.private:  # others would miss it
            await desk.sources.unfollow(known.source_id)  # of a list, as public: so it is not polled
            topics = [*topics, *known.topics]
        known = None
        judged = replace(judged, verdict=replace(judged.verdict, known=False))
    if known is not None:
        await desk.sources.follow(known.source, known.state.url, _topics_of(known, topics, desk), now)
        return Added(judged.verdict, None, known.source.visibility)
    address = judged.seen.address
    intranet = judged.seen.fetched.from_intranet
    kept = visibility_of(address, seen.asked, channel=desk.channel, intranet=intranet, private=desk.private)
    key = canonical(address) or address
    source = Source(key, judged.verdict.title, KIND, judged.at_hand.feed.url, kept)
    followed = await desk.sources.follow(source, address, topics, now)
    if tell:
        tell(judged.verdict)
    # Another workspace may follow the same source, polled at another address by now: then that one is asked.
    at_hand = judged.at_hand if followed.state.url == address else None
    result = await poll(Polled(followed.source, followed.state), desk.intake, at_hand)
    return Added(judged.verdict, result, followed.source.visibility)


def _topics_of(known: Followed, topics: Sequence[str], desk: Desk) -> Sequence[str]:
    """Under which topics what is known is listed from now on, too.

    What others follow as well is listed alike everywhere: a private channel's topics are not for them.
    """
    if not desk.private or known.source.visibility is Visibility.CHANNEL:
        return topics
    new = {topic.casefold() for topic in topics} - {topic.casefold() for topic in known.topics}
    if new:
        raise InputError(
            f"{cut(one_line(known.name), 80)} is followed by the whole workspace already: "
            "its topics are set where everybody can read them"
        )
    return ()


async def resume(sources: Sources, followed: Followed, now: datetime) -> None:
    """Poll it again, though it was paused or stopped."""
    await sources.pause(followed.source_id, paused=False)
    state = followed.state
    await sources.follow_all([Wanted(followed.source, state.url, found_at=state.found_at)], now)
