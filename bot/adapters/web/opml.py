"""Reading OPML, the lists of feeds that readers exchange; guards against lists that are bombs.

At most 1 MiB, 1,000 feeds in 5,000 mentions and 20 folders deep; no declarations; web addresses alone. Runs in the
sandbox's child.
"""

from collections.abc import Iterator

from lxml import etree

from bot.adapters.web import plain
from bot.adapters.web.decoding import XML, decode
from bot.adapters.web.feeds import markup
from bot.domain.addresses import canonical
from bot.domain.errors import ParseError
from bot.domain.intake import OpmlFeed, ParsedOpml

MAX_BYTES = 1 << 20
MAX_FEEDS = 1000
MAX_MENTIONS = 5000  # of all feeds together: readers list one feed under several topics
MAX_DEPTH = 20
_Mention = tuple[str, tuple[str, ...]]  # an address and the folders that hold it
_TOO_DEEP = f"left out: nested deeper than {MAX_DEPTH}"


def parse_opml(data: bytes) -> ParsedOpml:
    """The feeds of a list, nested folders as topics; a feed in several is there once for each. Raises ParseError."""
    if len(data) > MAX_BYTES:
        raise ParseError("is larger than 1 MiB")
    text = markup.prepared_list(decode(data, None, XML))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) != "opml":
        raise ParseError("is no list of feeds (OPML)")
    title = next((one.text or "" for one in root.iter(etree.Element) if _name(one) == "title"), "")
    feeds: dict[_Mention, OpmlFeed] = {}
    addresses: set[str] = set()
    problems: dict[str, int] = {}
    for outline, topics in _outlines(root, problems):
        problem = _take(outline, topics, feeds, addresses)
        if problem:
            problems[problem] = problems.get(problem, 0) + 1
    told = tuple(f"{count} {what}" for what, count in problems.items())
    return ParsedOpml(plain.line_of(title), tuple(feeds.values()), told)


def _take(
    outline: dict[str, str], topics: tuple[str, ...], feeds: dict[_Mention, OpmlFeed], addresses: set[str]
) -> str | None:
    """Take the feed of an outline, or say why it is left out."""
    url = canonical(outline["xmlurl"])
    if url is None:
        return "without a web address left out"
    if (url, topics) in feeds:
        return "named twice"
    if url not in addresses and len(addresses) >= MAX_FEEDS:
        return f"left out: more than {MAX_FEEDS} feeds"
    if len(feeds) >= MAX_MENTIONS:
        return f"left out: more than {MAX_MENTIONS} mentions"
    given = outline.get("title") or outline.get("text") or ""
    title = "" if given == outline["xmlurl"] else plain.line_of(given)
    addresses.add(url)
    feeds[url, topics] = OpmlFeed(url, title, canonical(outline.get("htmlurl", "")), topics)
    return None


def _outlines(root: etree._Element, problems: dict[str, int]) -> Iterator[tuple[dict[str, str], tuple[str, ...]]]:
    """The attributes of each outline that names a feed, their names in lower case, and the folders that hold it."""
    waiting: list[tuple[etree._Element, tuple[str, ...], int]] = [(root, (), 0)]
    while waiting:
        element, topics, depth = waiting.pop()
        if depth > MAX_DEPTH:
            problems[_TOO_DEEP] = problems.get(_TOO_DEEP, 0) + 1
            continue
        said = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        is_outline = _name(element) == "outline"
        if is_outline and said.get("xmlurl", "").strip():
            yield said, topics
        inner = topics
        if (
            is_outline
            and not said.get("xmlurl")
            and (name := plain.line_of(said.get("text") or said.get("title") or "", 100))
        ):
            inner = (*topics, name)
        children = [one for one in element if _name(one) in {"body", "outline"}]
        waiting.extend((child, inner, depth + is_outline) for child in reversed(children))


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
