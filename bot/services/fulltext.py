"""The full texts of articles whose feed gives the beginning only; guards that a page is asked for where it is wanted.

A page that cannot be had is told by why: what may come later is asked for again, what is not for us is not.
"""

import asyncio
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from bot.domain.entries import is_teaser
from bot.domain.errors import AddressRefused, FetchError, HttpStatus, ParseError, RobotsRefused, RobotsUnknown
from bot.domain.intake import FeedEntry, Page, Purpose
from bot.services.discovery import Web

PAGES_A_POLL = 20  # of one feed; what is older keeps its teaser


class Missing(Enum):
    """Why there is no page: it may come later, it is no longer there, or it is not for us."""

    LATER = auto()
    GONE = auto()
    NEVER = auto()


NO_PAGES: Mapping[str, Page | Missing] = {}


async def pages_of(
    entries: Sequence[FeedEntry], web: Web, *, found_at: str, at_hand: Mapping[str, Page | Missing] = NO_PAGES
) -> list[Page | Missing | None]:
    """For each entry the page with its full text, where the feed gives the beginning only; None where none is wanted.

    Of the newest ones: `entries` come in that order. `found_at` is where their feed came from, `at_hand` what was
    fetched a moment ago, by address.
    """
    wanted = [entry.url is not None and is_teaser(entry) for entry in entries]
    places = [place for place, is_wanted in enumerate(wanted) if is_wanted][:PAGES_A_POLL]

    async def one(url: str) -> Page | Missing:
        return at_hand[url] if url in at_hand else await _page(url, web, found_at)

    read = await asyncio.gather(*(one(entries[place].url or "") for place in places))
    found: list[Page | Missing | None] = [None] * len(entries)
    for place, page in zip(places, read, strict=True):
        found[place] = page
    return found


async def _page(url: str, web: Web, found_at: str) -> Page | Missing:
    try:
        fetched = await web.fetcher.fetch(url, Purpose.PAGE, found_at=found_at)
        return await web.parser.page(fetched.body, fetched.url, fetched.content_type)
    except (FetchError, ParseError) as error:
        return missing_after(error)


def missing_after(error: FetchError | ParseError) -> Missing:
    """What a page that could not be had is."""
    match error:
        case HttpStatus(status=404 | 410):
            return Missing.GONE
        case HttpStatus(status=status) if status != 429 and status < 500:
            return Missing.NEVER
        case RobotsUnknown():
            return Missing.LATER
        case AddressRefused() | RobotsRefused() | ParseError():
            return Missing.NEVER
    return Missing.LATER
