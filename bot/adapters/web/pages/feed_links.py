"""The feeds that a page points to; guards that each is a whole http(s) address, and that there are at most twenty.

Feeds of comments come last: they are never what a reader who gives a site's address wants.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.adapters.web.pages.facts import host_of
from bot.adapters.web.plain import decoded_line
from bot.domain.addresses import linked
from bot.domain.intake import FeedLink

_MOST = 20
_LONGEST_TITLE = 200
_TYPES = frozenset({"rss+xml", "atom+xml", "rdf+xml", "feed+json", "xml", "json"})
_FEED_PATH = re.compile(
    r"(?:/(?:feed|feeds|rss|atom)/?|/(?:rss|atom|feed|index|all|news)\.(?:xml|rdf|rss|atom|json)|\.(?:rss|atom|rdf))$"
    r"|/(?:feed|feeds|rss)/[\w/.-]{0,80}$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire", re.IGNORECASE)
_MOST_LINKS = 3000


def feed_links(tree: HtmlElement, base: str | None) -> tuple[FeedLink, ...]:
    """Feeds in the page's order, those of comments last; links to usual feed paths only where none is declared."""
    found: dict[str, FeedLink] = {}
    for link in _declared(tree, base):
        found.setdefault(link.url, link)
    if not found:
        for link in _usual(tree, base):
            found.setdefault(link.url, link)
    ordered = sorted(found.values(), key=lambda link: bool(_COMMENTS.search(link.title or urlsplit(link.url).path)))
    return tuple(ordered[:_MOST])


def _declared(tree: HtmlElement, base: str | None) -> Iterator[FeedLink]:
    for element in tree.iter("link"):
        relations = (element.get("rel") or "").lower().split()
        kind = (element.get("type") or "").split(";")[0].strip().lower()
        if not ("alternate" in relations or "feed" in relations):
            continue
        family, _, name = kind.partition("/")
        is_feed = family in {"application", "text"} and name in _TYPES
        # WordPress declares its REST interface as JSON too: no feed.
        if not (is_feed or (not kind and "feed" in relations)) or "/wp-json/" in (element.get("href") or ""):
            continue
        url = linked(element.get("href"), base)
        if url:
            yield FeedLink(url, decoded_line(element.get("title"), _LONGEST_TITLE))


def _usual(tree: HtmlElement, base: str | None) -> Iterator[FeedLink]:
    """Links of the page to paths where feeds usually are, on the page's own host."""
    own = host_of(base or "")
    for number, element in enumerate(tree.iter("a")):
        if number >= _MOST_LINKS:
            return
        link = element.get("href") or ""
        path = re.split("[?#]", link, maxsplit=1)[0]
        url = linked(link, base) if len(link) < 300 and _FEED_PATH.search(path) else None
        if url and own and (host_of(url) == own or host_of(url).endswith("." + own)):
            yield FeedLink(url, decoded_line(element.text_content(), _LONGEST_TITLE))
