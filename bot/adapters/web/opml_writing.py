"""Writing OPML; guards that a list that was exported is the same list when it is imported again."""

from collections.abc import Iterable, Iterator
from html import escape

from bot.domain.intake import OpmlFeed


def write_opml(title: str, feeds: Iterable[OpmlFeed]) -> str:
    """A list of feeds as OPML 2.0, in the order given: feeds that follow each other in one folder share it."""
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
        *_outlines(feeds),
        "  </body>",
        "</opml>",
    )
    return "\n".join(lines) + "\n"


def _outlines(feeds: Iterable[OpmlFeed]) -> Iterator[str]:
    inside: tuple[str, ...] = ()
    for feed in feeds:
        shared = _shared(inside, feed.topics)
        yield from (_indent(depth) + "</outline>" for depth in reversed(range(shared, len(inside))))
        for depth in range(shared, len(feed.topics)):
            yield f'{_indent(depth)}<outline text="{_escaped(feed.topics[depth])}">'
        inside = feed.topics
        yield _indent(len(inside)) + _outline(feed)
    yield from (_indent(depth) + "</outline>" for depth in reversed(range(len(inside))))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many folders two places have in common."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def _outline(feed: OpmlFeed) -> str:
    said = {"type": "rss", "text": feed.title or feed.url, "xmlUrl": feed.url, "htmlUrl": feed.site}
    return "<outline " + " ".join(f'{name}="{_escaped(value)}"' for name, value in said.items() if value) + "/>"


def _indent(depth: int) -> str:
    return "  " * (depth + 2)


def _escaped(text: str) -> str:
    return escape(text, quote=True)
