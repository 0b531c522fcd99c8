"""What stands at an address: a feed, a page, or a list of feeds. Guards that an address is fetched once to tell.

An address that a person types may be a site: its feeds are those that its page points to, else those at the usual
paths, and comments on its articles where there is nothing else. A dozen requests at most tell.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bot.domain.addresses import host, shown, shown_input
from bot.domain.errors import FetchError, InputError, ParseError
from bot.domain.intake import FeedLink, Fetched, Page, ParsedFeed, ParsedOpml, Purpose
from bot.domain.text import clean, cut, one_line
from bot.services.ports import Fetcher, Parser

USUAL_PATHS = ("feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml")
_LINKED = 5  # feeds that a page points to: so many are tried
_TRIED = 11  # addresses beside the page's own
_SNIFFED = 2_048
_LONGEST_NAME = 120
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_OPML = re.compile(rb"<opml[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Web:
    """The way in from the web: one door for addresses, one for bytes."""

    fetcher: Fetcher
    parser: Parser


@dataclass(frozen=True, slots=True)
class Seen:
    """What was at the address that was asked for: one of the three, with the answer that brought it."""

    asked: str
    fetched: Fetched
    found: ParsedFeed | ParsedOpml | Page

    @property
    def address(self) -> str:
        """What to ask for the next time: where it has moved for good, else the address with all that it holds."""
        return self.fetched.moved_to or self.asked


async def look(url: str, web: Web, purpose: Purpose = Purpose.FEED, *, found_at: str | None = None) -> Seen:
    """Fetch once and read as what it is. Raises FetchError or ParseError, in one line.

    `found_at` is where the address stood, None where a person gave it.
    """
    fetched = await web.fetcher.fetch(url, purpose, found_at=found_at)
    return Seen(url, fetched, await read_as_it_is(fetched, web.parser))


async def read_as_it_is(fetched: Fetched, parser: Parser, *, local: bool = False) -> ParsedFeed | ParsedOpml | Page:
    """The data of what was fetched, told by its first bytes: servers name the type of a feed wrongly too often.

    `local`: it is a file, whose path is no address.
    """
    start = fetched.body[:_SNIFFED]
    url = None if local else fetched.url
    if _OPML.search(start):
        return await parser.opml(fetched.body)
    if _HTML.search(start) and not _FEED.search(start):
        return await parser.page(fetched.body, url, fetched.content_type)
    try:
        return await parser.feed(fetched.body, url, fetched.content_type)
    except ParseError:
        if "html" not in (fetched.content_type or "").lower():
            raise
        return await parser.page(fetched.body, url, fetched.content_type)


async def find_feed(seen: Seen, web: Web) -> tuple[Seen, ParsedFeed]:
    """The feed that was seen, or that of the site, with how it was seen.

    Raises InputError where none is found.
    """
    url = seen.fetched.url
    if isinstance(seen.found, ParsedFeed):
        return seen, seen.found
    if isinstance(seen.found, ParsedOpml):
        raise InputError(f"{shown(url)} is a list of feeds (OPML), not a feed")
    for candidate in _candidates(url, seen.found):
        try:
            other = await look(candidate, web, found_at=url)
        except (FetchError, ParseError):
            continue
        if isinstance(other.found, ParsedFeed) and other.found.entries:
            return other, other.found
    wall = f"; the page shows {seen.found.wall.value}" if seen.found.wall else ""
    raise InputError(f"no feed found at {shown(url)}{wall}: give the address of a feed, or load the page by itself")


def _candidates(url: str, page: Page) -> list[str]:
    """Feeds that the page points to, then the usual paths beside it and at the root of its site; each once."""
    root = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
    below = url if url.endswith("/") else urljoin(url, "./")
    usual = [urljoin(base, path) for base in dict.fromkeys((below, root)) for path in USUAL_PATHS]
    comments = [link.url for link in page.feeds if _is_of_comments(link)][:1]
    news = [link.url for link in page.feeds if not _is_of_comments(link)][:_LINKED]
    return list(dict.fromkeys([*[*dict.fromkeys(news + usual)][: _TRIED - len(comments)], *comments]))


def _is_of_comments(link: FeedLink) -> bool:
    return "comments" in f"{link.title} {urlsplit(link.url).path}".lower()


def name_of(title: str, url: str) -> str:
    """What a source is called: its feed's title, else its host."""
    return cut(one_line(clean(title)), _LONGEST_NAME) or host(url) or shown(url)


# --- what people type -------------------------------------------------------------------------------


def address_of(given: str) -> str:
    """What a person typed as an address; "example.org/news" means https. Raises InputError where it can be none.

    Without a scheme its host must have a dot, for else it may be the name of anything; with one it may be "wiki".
    """
    text = given.strip()
    is_whole = has_scheme(text)
    text = text if is_whole else f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        name = (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
    except ValueError:  # a bracket that is not closed
        name = ""
    if not name or not (is_whole or "." in name):
        raise InputError(f"{repeated(given)} is no web address")
    return text


def has_scheme(given: str) -> bool:
    """Whether what a person typed is an address as a whole."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", given))


def repeated(given: str) -> str:
    """What a person typed, as a message repeats it: on one line, and without its secrets."""
    return cut(one_line(clean(shown_input(given))), 80)
