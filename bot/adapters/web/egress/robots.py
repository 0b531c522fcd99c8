"""What a site's robots.txt asks of the bot (RFC 9309); guards pages that their publishers keep from programs.

The file comes from strangers: groups for other programs are folded into one before it is parsed, because parsing
takes as many steps as there are names in a group times rules in it, and what is remembered of sites is bounded.
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from protego import Protego

from bot.domain.errors import FetchError, HttpStatus, RobotsRefused, RobotsUnknown

TOKEN = "newsbot"  # the product token that a site addresses the bot by  # noqa: S105 - no secret
SIZE = 512 * 1024  # bytes that are read of a file; RFC 9309 asks for 500 KiB at least
_SLOWEST = 10.0
_LINES = 10_000
_SITES = 2_000
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_AGENT = re.compile(r"\s*user[- ]?agent\s*:?\s*(?P<name>\*|[a-z_-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site's file says. `delay` is its Crawl-delay, 10 seconds at most."""

    _parsed: Protego | None = field(default=None, repr=False)
    refused: str | None = None
    delay: float = 0
    lasts: timedelta = _DAY

    def check(self, url: str, shown: str) -> None:
        """RobotsRefused where the site asks to leave the page at `url` alone, RobotsUnknown where it was not asked."""
        if self.refused:
            raise RobotsUnknown(f"{shown} was not read: {self.refused}")
        if self._parsed is not None and not self._parsed.can_fetch(url, TOKEN):
            raise RobotsRefused(f"{shown} was not read: the site's robots.txt asks programs to leave it alone.")


NO_RULES = Rules()


def unknown(why: FetchError) -> Rules:
    """Everything is refused for an hour: the file may be there, and forbid it."""
    return Rules(refused=f"its site's robots.txt could not be asked. {why}", lasts=_HOUR)


def rules_after(answer: HttpStatus) -> Rules:
    """For an answer that is no file: nothing is refused where there is none (4xx); a broken server is as none."""
    return NO_RULES if 400 <= answer.status < 500 and answer.status != 429 else unknown(answer)


def parse(body: bytes) -> Rules:
    """The rules in a file. Takes up to a few hundred milliseconds for the largest: not for the event loop."""
    parsed = Protego.parse(_ours(body[:SIZE].decode("utf-8-sig", "replace")))
    return Rules(parsed, delay=min(parsed.crawl_delay(TOKEN) or 0, _SLOWEST))


def _ours(text: str) -> str:
    """The file with every group for another program named alike, so that at most three groups are left."""
    kept = []
    for line in text.splitlines()[:_LINES]:
        agent = _AGENT.match(line[:200])
        if agent:
            name = agent["name"].lower()
            kept.append(f"User-agent: {name if name in {TOKEN, '*'} else 'others'}")
        else:
            kept.append(line[:2000])
    return "\n".join(kept)


Origin = tuple[str, str, int]


@dataclass(slots=True)
class Entry:
    """The rules of one site, and the lock under which they are fetched: once, however many pages wait for them."""

    rules: Rules = NO_RULES
    until: datetime | None = None
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The rules of the sites that were asked last."""

    _entries: OrderedDict[Origin, Entry] = field(default_factory=OrderedDict)

    def of(self, origin: Origin) -> Entry:
        """The entry of a site: a new one, out of date, where it is not known."""
        entry = self._entries.setdefault(origin, Entry())
        self._entries.move_to_end(origin)
        if len(self._entries) > _SITES:
            self._entries.popitem(last=False)
        return entry
