"""A page as the lines that a reader sees; guards that what a link is, and where a line stands, is known of each.

One pass over the tree, in its order. A line ends at the border of a block or at a line break.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from bot.adapters.web.plain import shown_line
from bot.domain.text import one_line

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike"
    " strong sub sup time tt u var wbr".split()
)
_UNSEEN = frozenset("script style noscript template head title svg iframe object button select option textarea".split())
_LINK_TO_ITSELF = ("#", "javascript:", "mailto:", "tel:")
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line. `linked` is the share of its characters that lead elsewhere, `lead` the words before the first link.

    `tag` is that of its block, `parent` the element around that block.
    """

    text: str
    linked: float
    lead: str
    tag: str
    parent: HtmlElement | None

    @property
    def is_pointer(self) -> bool:
        """Whether it only leads to another page: a link as a whole, or a few words and then a link to its end.

        ("Ten pictures of the harbour", "Also on example.org Ferry talks fail".) A linked sentence is a sentence.
        """
        if self.linked == 0 or len(self.text) > 300:
            return False
        if self.linked >= 0.97:
            return True
        ends = self.text[-1] in '.!?。"”'
        label = self.lead.endswith((":", "»", ">", "|", "→", "–", "-", "•"))
        few = len(self.lead.split()) <= 4 and len(self.text.split()) - len(self.lead.split()) >= 4
        return few and self.linked >= 0.4 and (label or not ends)


def visible_lines(tree: HtmlElement) -> list[Line]:
    """The lines of the page's body, without empty ones; at most 20,000."""
    body = tree.find("body")
    lines: list[Line] = []
    for line in _lines(tree if body is None else body):
        lines.append(line)
        if len(lines) >= _MOST_LINES:
            break
    return lines


class _Open:
    """The line that is being read."""

    __slots__ = ("lead", "linked", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked = 0
        self.lead: str | None = None

    def add(self, text: str | None, *, in_link: bool) -> None:
        if not text:
            return
        if in_link:
            size = len(text.strip())
            if size and self.lead is None:
                self.lead = one_line("".join(self.parts))
            self.linked += size
        self.parts.append(text)

    def closed(self, block: HtmlElement) -> Line | None:
        text = "".join(self.parts)
        text = "" if not text or text.isspace() else shown_line(text)
        if not text:
            return None
        return Line(text, min(1.0, self.linked / len(text)), self.lead or "", str(block.tag), block.getparent())


def _lines(body: HtmlElement) -> Iterator[Line]:
    line, blocks, links, unseen = _Open(), [body], 0, 0
    for event, element in iterwalk(body, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        starts = event == "start"
        if tag in _UNSEEN:
            unseen += 1 if starts else -1
        elif tag not in _INLINE:
            if found := line.closed(blocks[-1]):
                yield found
            line = _Open()
            if tag != "br":
                blocks.append(element) if starts else len(blocks) > 1 and blocks.pop()
        if tag == "a" and _leads_elsewhere(element):
            links += 1 if starts else -1
        if not unseen:
            line.add(element.text if starts else element.tail, in_link=links > 0)
    if found := line.closed(body):
        yield found


def _leads_elsewhere(link: HtmlElement) -> bool:
    href = (link.get("href") or "").strip().lower()
    return bool(href) and not href.startswith(_LINK_TO_ITSELF)
