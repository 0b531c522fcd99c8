"""JSON Feed 1 and 1.1 (jsonfeed.org), with the fields of ninjs that mark an article's state; guards every type."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.web import plain
from bot.adapters.web.feeds.dates import parse_date
from bot.adapters.web.feeds.entries import author_of, finished, settled
from bot.domain.addresses import canonical
from bot.domain.errors import ParseError
from bot.domain.intake import FeedEntry, ParsedFeed
from bot.domain.markers import of_status


def parse(text: str, url: str | None, most: int) -> ParsedFeed:
    """A JSON Feed. Raises ParseError for JSON that is none, or that is damaged."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise ParseError("is damaged JSON, or none") from None
    items = raw.get("items") if isinstance(raw, dict) else None
    if not isinstance(items, list):
        raise ParseError("is JSON, but no feed")
    site = canonical(_text(raw, "home_page_url"), url or _text(raw, "feed_url"))
    kept = [one for one in items if isinstance(one, dict)]
    problems = () if len(kept) == len(items) else (f"{len(items) - len(kept)} entries could not be read",)
    entries = tuple(_entry(one, site or url) for one in kept[: 4 * most])
    language = _text(raw, "language")[:20] or None
    feed = ParsedFeed(plain.title_of(_text(raw, "title")), site, entries, language=language, problems=problems)
    return finished(feed, len(kept), most)


def _entry(raw: Mapping[str, Any], base: str | None) -> FeedEntry:
    link = _text(raw, "url") or _text(raw, "external_url")
    return settled(
        FeedEntry(
            id=_text(raw, "id"),
            url=canonical(link, base) if link else None,
            title=plain.line_of(_text(raw, "title")),
            published=parse_date(_text(raw, "date_published")),
            updated=parse_date(_text(raw, "date_modified")),
            summary=plain.lines_of(_text(raw, "summary")),
            content=plain.text_of(_text(raw, "content_html")) or plain.lines_of(_text(raw, "content_text")),
            author=_author(raw),
            markers=of_status(_text(raw, "pubstatus"), parse_date(_text(raw, "embargoed"))),
        ),
        link,
    )


def _author(raw: Mapping[str, Any]) -> str | None:
    several = raw.get("authors")
    first = (
        several[0] if isinstance(several, Sequence) and several and not isinstance(several, str) else raw.get("author")
    )
    return author_of(_text(first, "name")) if isinstance(first, dict) else None


def _text(raw: Mapping[str, Any], name: str) -> str:
    """A field as text: ids are sometimes numbers."""
    value = raw.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)[:100]
    return value if isinstance(value, str) else ""
