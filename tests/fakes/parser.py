"""The parsers without their sandbox, for tests of services: the same functions, in this process."""

from dataclasses import dataclass

from bot.adapters.web.feeds import parse_feed
from bot.adapters.web.opml import parse_opml
from bot.adapters.web.pages import parse_page
from bot.domain.intake import Page, ParsedFeed, ParsedOpml


@dataclass(slots=True)
class FakeParser:
    """A `Parser` for documents that a test wrote itself; `read` counts them."""

    read: int = 0

    async def feed(self, data: bytes, url: str | None = None, content_type: str | None = None) -> ParsedFeed:
        self.read += 1
        return parse_feed(data, url, content_type)

    async def page(self, data: bytes, url: str | None = None, content_type: str | None = None) -> Page:
        self.read += 1
        return parse_page(data, url, content_type)

    async def opml(self, data: bytes) -> ParsedOpml:
        self.read += 1
        return parse_opml(data)
