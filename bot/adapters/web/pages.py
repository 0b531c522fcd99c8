"""HTML pages; guards that what cannot be read as an article is not passed off as one.

For now: the title and the feeds that a page points to. Every page counts as one without an article.
"""

from urllib.parse import urljoin

from lxml import etree, html

from bot.domain.errors import ParseError
from bot.domain.intake import FeedLink, Page, Wall
from bot.domain.text import clean, one_line

_FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"}
_MOST_LINKS = 20


def parse_page(data: bytes, url: str | None = None, content_type: str | None = None) -> Page:
    """What a page says of itself. Raises ParseError where it holds no markup."""
    del content_type
    try:
        root = html.document_fromstring(data)
    except (etree.ParserError, ValueError):
        raise ParseError("is no web page") from None
    return Page(
        title=one_line(clean(root.findtext(".//title") or "")), text="", wall=Wall.EMPTY, feeds=_feeds(root, url)
    )


def _feeds(root: html.HtmlElement, url: str | None) -> tuple[FeedLink, ...]:
    found = []
    for link in root.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and (link.get("type") or "").lower() in _FEED_TYPES:
            try:
                target = urljoin(url or "", (link.get("href") or "").strip())
            except ValueError:
                continue
            if target.startswith(("http://", "https://")):
                found.append(FeedLink(target, one_line(clean(link.get("title") or ""))))
    return tuple(dict.fromkeys(found))[:_MOST_LINKS]
