"""Bytes of a page to one tree; guards that no charset, size, depth or number of elements is the page's own choice.

What holds no text (scripts, styles, drawings, comments) goes before anything is counted. Of what is left, HTML above
1 MiB is cut at a tag's border and the beginning is read: an article stands near the top. Nesting ends at 256 (libxml2
without `huge_tree`), elements at 20,000.
"""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.adapters.web.decoding import HTML, decode
from bot.domain.errors import ParseError

LONGEST = 1 << 20  # characters that are read
_LARGEST = 10 << 20  # bytes that are looked at
_MOST_ELEMENTS = 20_000
_FORMATS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
)
_OTHER_TYPES = re.compile(
    r"(?:image|audio|video|font)/|application/(?:pdf|zip|json|octet-stream|rss|atom|feed)", re.IGNORECASE
)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|rdf:rdf|opml)\b", re.IGNORECASE | re.DOTALL
)
_ANY_TAG = re.compile("<(?:[a-zA-Z][a-zA-Z0-9]{0,15}[\\s/>]|!doctype)", re.IGNORECASE)
# Whatever comes first decides: a comment that holds "<script>" is a comment.
_UNREAD = re.compile(r"<!--|<(script|style|svg|template)(?=[\s/>])", re.IGNORECASE)
_TAG_END = re.compile(r"[^<>]{0,2000}>")
_KEPT_SCRIPT = re.compile(r"[^<>]{0,500}\bjson\b", re.IGNORECASE)
_BIG_STATE = 400_000  # characters: a script of data above this is the state of a program, not a description
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CROWDED_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,15})([^<>]{16384,})")
_MOST_ATTRIBUTES = 2000


def read_tree(data: bytes, content_type: str | None = None) -> HtmlElement:
    """The page's tree, its root always `html`, without scripts (but those of data), styles and comments.

    Raises ParseError for what is no HTML page, in one line that says what it is.
    """
    _refuse_others(data, content_type)
    text = decode(data[:_LARGEST], content_type, HTML)
    if _FEED.match(text):
        raise ParseError("a feed, not a page")
    if not _ANY_TAG.search(text, 0, LONGEST):
        raise ParseError("not an HTML page: it holds no tag")
    text = cut_at_tag(_CROWDED_TAG.sub(_with_few_attributes, without_unread(text)))
    text = _CONTROLS.sub(" ", _DECLARATION.sub("", text))
    parser = HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        default_doctype=False,
    )
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise ParseError("not an HTML page: nothing in it can be read") from error
    return _with_few_elements(tree)


def _refuse_others(data: bytes, content_type: str | None) -> None:
    if not data.strip():
        raise ParseError("empty: no bytes to read")
    for magic, name in _FORMATS:
        if data.startswith(magic):
            raise ParseError(f"{name}, not a page")
    if content_type and _OTHER_TYPES.match(content_type.strip()):
        kind = re.sub(r"[^\w/+.-].*", "", content_type.strip()[:60])
        raise ParseError(f"not a page: the server calls it {kind}")


def without_unread(text: str) -> str:
    """The page without comments, styles, drawings and scripts; scripts of data (JSON) of sane size stay.

    One pass: each is looked for from where the last one ended, and one that never ends is left to the parser.
    """
    kept: list[str] = []
    open_ended: set[str] = set()
    at = start = 0
    lower = text.lower()
    if len(lower) != len(text):  # a letter that grows in lower case: places would not fit
        lower = text
    while match := _UNREAD.search(text, at):
        name = (match.group(1) or "--").lower()
        at = match.end()
        if name in open_ended:
            continue
        end = lower.find("-->" if name == "--" else f"</{name}", at)
        if end < 0:
            open_ended.add(name)
            continue
        if name == "script" and end - at < _BIG_STATE and _KEPT_SCRIPT.match(text, at):
            at = end
            continue
        kept.append(text[start : match.start()])
        close = _TAG_END.match(text, end + 2) if name != "--" else None
        at = start = close.end() if close else end + 3
    kept.append(text[start:])
    return "".join(kept)


def cut_at_tag(text: str) -> str:
    """At most 1 MiB of characters, ended before the tag that would be broken."""
    if len(text) <= LONGEST:
        return text
    border = text.rfind("<", LONGEST - 65536, LONGEST)
    return text[: border if border > 0 else LONGEST]


def _with_few_attributes(match: re.Match[str]) -> str:
    """A tag with thousands of attributes keeps none: reading them takes the square of their number."""
    crowded = match.group(2).count("=") > _MOST_ATTRIBUTES or len(match.group(2).split()) > 4 * _MOST_ATTRIBUTES
    return f"<{match.group(1)}" if crowded else match.group()


def _with_few_elements(tree: HtmlElement) -> HtmlElement:
    for number, element in enumerate(tree.iter()):
        if number >= _MOST_ELEMENTS:
            _drop_after(element)
            break
    return tree


def _drop_after(element: HtmlElement) -> None:
    """Take away everything that follows an element in the document's order."""
    for following in list(element.iterchildren()):
        element.remove(following)
    while (parent := element.getparent()) is not None:
        for following in list(element.itersiblings()):
            parent.remove(following)
        element = parent
