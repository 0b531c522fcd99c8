"""A web in memory: addresses with what stands there, and the real parsers in this very process.

`Addresses` is a `ports.Fetcher`; `InProcess` is a `ports.Parser` without the child that guards against hostile bytes.
"""

from collections import Counter
from dataclasses import dataclass, field

from bot.adapters.web.feeds import parse_feed
from bot.adapters.web.opml import parse_opml
from bot.adapters.web.pages import parse_page
from bot.domain.errors import FetchError, Unreachable
from bot.domain.intake import NEVER_FETCHED, Fetched, Page, ParsedFeed, ParsedOpml, Purpose, Validators
from bot.services.discovery import Web


@dataclass(slots=True)
class Addresses:
    """What is at each address: bytes, a whole answer, or the fault that fetching it brings.

    `asked` counts; `found_at` keeps where each address was said to stand.
    """

    there: dict[str, bytes | Fetched | FetchError] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    found_at: dict[str, str | None] = field(default_factory=dict)

    async def fetch(
        self, url: str, purpose: Purpose, validators: Validators = NEVER_FETCHED, *, found_at: str | None = None
    ) -> Fetched:
        del purpose
        self.asked[url] += 1
        self.found_at[url] = found_at
        found = self.there.get(url, Unreachable(f"{url.partition('?')[0]} does not answer."))
        if isinstance(found, FetchError):
            raise found
        if isinstance(found, bytes):
            return Fetched(url, 200, found)
        if validators != NEVER_FETCHED and validators == found.validators:
            return Fetched(url, 304, validators=validators, moved_to=found.moved_to)
        return found


class InProcess:
    """Reads bytes with the functions that the sandbox's child calls."""

    async def feed(
        self, data: bytes, url: str | None = None, content_type: str | None = None, seen: str | None = None
    ) -> ParsedFeed:
        return parse_feed(data, url, content_type, seen)

    async def page(self, data: bytes, url: str | None = None, content_type: str | None = None) -> Page:
        return parse_page(data, url, content_type)

    async def opml(self, data: bytes) -> ParsedOpml:
        return parse_opml(data)


def web(addresses: Addresses) -> Web:
    return Web(addresses, InProcess())


def rss(*items: str, title: str = "Quay Courier", more: str = "") -> bytes:
    """A feed of these items."""
    head = f"<title>{title}</title><link>https://quay.example/</link>{more}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def item(key: str, text: str = "The lights went out.", *, title: str = "", day: int = 20, more: str = "") -> str:
    """An item of a feed, dated a day of November 2026."""
    return (
        f"<item><title>{title or f'Title of {key}'}</title><link>https://quay.example/{key}</link>"
        f'<guid isPermaLink="false">{key}</guid><pubDate>{day} Nov 2026 07:00:00 GMT</pubDate>'
        f"<description>{text}</description>{more}</item>"
    )


def html(name: str, text: str = "", head: str = "") -> bytes:
    """A page with a story that is long enough to be one."""
    paragraphs = text or (
        f"The harbour of {name} was dark again on Monday night, for the third time this month, and boats had to wait "
        "outside until the morning came and the pilots could see the buoys again.</p><p>“We ran out of lamps,” harbour "
        "master Ines Calloway said on Monday. “And nobody sells them any more.” She did not blame the city, which has "
        "cut the budget of the port by a third since the spring.</p><p>Calloway said that new lamps would come in "
        "spring, from a workshop in Halden that still makes them by hand, at a price that the council has to approve."
    )
    return (
        f'<html lang="en"><head><title>Story of {name}</title>{head}</head><body><article><h1>Story of {name}</h1>'
        f"<p>{paragraphs}</p></article></body></html>"
    ).encode()
