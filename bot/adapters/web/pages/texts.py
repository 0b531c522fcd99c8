"""The article's text out of a page's tree; guards that it is whole, in plain lines, and nothing that cannot be seen.

trafilatura (Barbaresi 2021, `fast`) finds the body; its elements are written here as lines, one a paragraph.
"""

from collections.abc import Iterator, Mapping, Sequence

from lxml.etree import LxmlError, _Element, iterwalk
from lxml.html import HtmlElement

from bot.adapters.web.pages.structured import Structured
from bot.adapters.web.pages.visible import Line
from bot.adapters.web.plain import shown_line

_BLOCKS = frozenset("p head item row quote code list table div fw body cell ab lb".split())
_START = 30
_LONGEST_BODY = 200_000
# What a page can make the extractor stumble over; the page then has no body.
_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, LxmlError)


def body_lines(tree: HtmlElement, structured: Structured, visible: Sequence[Line]) -> list[str]:
    """The article's paragraphs, each one line, with what stands around them on the page."""
    _free_embedded(tree)
    lines = _extracted(tree)
    given = _given(structured, visible)
    if sum(map(len, given)) > 1.3 * sum(map(len, lines)):
        return given
    seen = frozenset(line.text for line in visible)
    starts: dict[str, list[str]] = {}
    for text in seen:
        if len(text) >= _START:
            starts.setdefault(text[:_START], []).append(text)
    return [part for line in lines for part in ([line] if line in seen else _as_seen(line, starts))]


def _as_seen(line: str, starts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A line that holds several of the page's lines, taken apart where they begin and end; one pass."""
    at = pending = 0
    while at < len(line):
        found = [text for text in starts.get(line[at : at + _START], ())[:5] if line.startswith(text, at)]
        blank = line.find(" ", at)
        if found:
            if before := line[pending:at].strip():
                yield before
            longest = max(found, key=len)
            yield longest
            at = pending = at + len(longest)
        elif blank < 0:
            break
        else:
            at = blank
        while at < len(line) and line[at] == " ":
            at += 1
    if rest := line[pending:].strip():
        yield rest


def _extracted(tree: HtmlElement) -> list[str]:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second, and only pages need it

    try:
        found = bare_extraction(tree, fast=True, include_comments=False, include_tables=True, with_metadata=False)
    except _STUMBLES:
        return []
    body = getattr(found, "body", None)
    return [] if body is None else [line for part in _blocks(body) if (line := shown_line(part))]


def _blocks(body: _Element) -> Iterator[str]:
    """Texts between the borders of blocks, in order."""
    line: list[str] = []
    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "".join(line)
            line = []
        line.append((element.text if event == "start" else element.tail) or "")
    yield "".join(line)


def _free_embedded(tree: HtmlElement) -> None:
    """Posts that an article shows are part of it: the names by which they would be taken for share buttons go."""
    for post in tree.xpath("//blockquote[contains(@class, 'twitter-') or contains(@class, 'instagram-')]")[:50]:
        post.attrib.pop("class", None)
        parent = post.getparent()
        while parent is not None and parent.tag in {"div", "figure"} and len(parent) <= 2:
            parent.tag = "div"
            parent.attrib.clear()
            parent = parent.getparent()


def _given(structured: Structured, visible: Sequence[Line]) -> list[str]:
    """The paragraphs that the page gives to programs as its article, where it shows them to its readers too.

    Nine in ten must stand on the page: what only programs get to see is behind a wall, or something else.
    """
    body = structured.article.get("articleBody")
    if not isinstance(body, str) or not body or len(body) > _LONGEST_BODY or "<" in body:
        return []
    lines = [line for part in body.splitlines() if (line := shown_line(part))]
    seen = "\n".join(line.text for line in visible)
    shown = sum(len(line) for line in lines if line in seen)
    return lines if shown >= 0.9 * sum(map(len, lines)) else []
