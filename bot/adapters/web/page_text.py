"""The article's text out of a page's tree; guards that it is the story in plain paragraphs and nothing else.

trafilatura (Barbaresi 2021, `fast`) finds the body; what it gives as elements is written here as paragraphs that blank
lines separate.
"""

from collections.abc import Iterator

from lxml.etree import _Element
from lxml.html import HtmlElement

from bot.domain.text import clean, one_line


def body_lines(tree: HtmlElement) -> list[str]:
    """The article's paragraphs as trafilatura finds them, each one line, unfiltered."""
    _free_embedded(tree)
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second, and only pages need it

    found = bare_extraction(tree, fast=True, include_comments=False, include_tables=True, with_metadata=False)
    body = getattr(found, "body", None)
    return [] if body is None else [line for part in _blocks(body) if (line := one_line(clean(part)))]


def _free_embedded(tree: HtmlElement) -> None:
    """Posts that an article shows are part of it: the names by which they would be taken for share buttons go."""
    for post in tree.xpath("//blockquote[contains(@class, 'twitter-') or contains(@class, 'instagram-')]")[:50]:
        post.attrib.pop("class", None)
        parent = post.getparent()
        while parent is not None and parent.tag in {"div", "figure"} and len(parent) <= 2:
            if parent.tag == "figure":
                parent.tag = "div"
            parent.attrib.clear()
            parent = parent.getparent()


_BLOCKS = frozenset({"p", "head", "item", "row", "quote", "code", "list", "table", "div", "fw", "body", "cell", "ab"})


def _blocks(body: _Element) -> Iterator[str]:
    """Texts between the borders of blocks, in order; iterative."""
    line: list[str] = []
    for event, element in _walk(body):
        tag = element.tag
        if event == "start":
            if tag in _BLOCKS or tag == "lb":
                yield "".join(line)
                line = []
            line.append(element.text or "")
        else:
            if tag in _BLOCKS:
                yield "".join(line)
                line = []
            line.append(element.tail or "")
    yield "".join(line)


def _walk(body: _Element) -> Iterator[tuple[str, _Element]]:
    from lxml.etree import iterwalk  # noqa: PLC0415 - with the parser

    yield from iterwalk(body, events=("start", "end"))
