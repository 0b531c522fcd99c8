"""Articles of single addresses: pages, feeds and lists of feeds that are loaded once, and links in questions.

Guards that what stands in front of an article, such as a paywall, is never taken for it, and that an address is
fetched through the one door and read by the one parser.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.domain.addresses import canonical, host, shown
from bot.domain.entries import article_of, article_of_page, identify, newest_first
from bot.domain.errors import FetchError, InputError, NewsbotError, ParseError
from bot.domain.intake import FeedEntry, Fetched, Page, ParsedFeed, ParsedOpml, Purpose
from bot.domain.models import LINKED, Article, NewArticle, Source, Visibility
from bot.services.discovery import Seen, Web, look, name_of, read_as_it_is
from bot.services.fulltext import Missing, pages_of
from bot.services.ingest import load
from bot.services.ports import OUTSIDE, FileReader, LoadFailure, Store, Unparsed
from bot.services.sources import KIND, visibility_of

PAGE_KIND = "page"
_INTRANET = "intranet"  # begins the key of a source whose pages come from there
_FEEDS_AT_MOST = 200  # of a list that is loaded once
_FRESH = timedelta(days=1)  # a page that was read within it is not asked for again


@dataclass(frozen=True, slots=True)
class WebArticles:
    """Implements `ports.ArticleSource` for addresses, and for what files hold that must be parsed first."""

    web: Web
    clock: Callable[[], datetime]
    addresses: Sequence[str] = ()
    files: FileReader | None = None

    async def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
        """Articles one by one; what cannot be read is a value, and the rest goes on."""
        if self.files is not None:
            async for item in self.files.items():
                if isinstance(item, Unparsed):
                    async for made in self._of_file(item):
                        yield made
                else:
                    yield item
        for address in self.addresses:
            async for made in self._of_address(address):
                yield made

    async def _of_address(self, address: str, found_at: str | None = None) -> AsyncIterator[NewArticle | LoadFailure]:
        try:
            seen = await look(address, self.web, Purpose.PAGE, found_at=found_at)
        except (FetchError, ParseError) as error:
            yield LoadFailure(shown(address), str(error))
            return
        async for made in self._of_found(seen):
            yield made

    async def _of_file(self, file: Unparsed) -> AsyncIterator[NewArticle | LoadFailure]:
        fetched = Fetched(file.name, 200, file.data)
        try:
            found = await read_as_it_is(fetched, self.web.parser, local=True)
        except ParseError as error:
            yield LoadFailure(file.name, str(error))
            return
        async for made in self._of_found(Seen(file.name, fetched, found), local=True):
            yield made

    async def _of_found(self, seen: Seen, *, local: bool = False) -> AsyncIterator[NewArticle | LoadFailure]:
        match seen.found:
            case Page():
                yield self._page(seen.found, seen.fetched.url, local=local)
            case ParsedFeed():
                for article in await self._feed(seen.found, seen, local=local):
                    yield article
            case ParsedOpml():
                # A list names a feed once for each of its topics.
                urls = dict.fromkeys(feed.url for feed in seen.found.feeds)
                for url in islice(urls, _FEEDS_AT_MOST):
                    async for made in self._of_address(url, None if local else seen.fetched.url):
                        yield made
                if len(urls) > _FEEDS_AT_MOST:
                    name = seen.asked if local else shown(seen.asked)
                    yield LoadFailure(name, f"only the first {_FEEDS_AT_MOST} feeds of the list were loaded")

    def _page(self, page: Page, url: str, *, local: bool) -> NewArticle | LoadFailure:
        if page.wall is not None:
            return LoadFailure(url if local else shown(url), page.wall.told)
        return article_of_page(page, url, page_source(page, url), self.clock(), local=local)

    async def _feed(self, feed: ParsedFeed, seen: Seen, *, local: bool) -> list[NewArticle]:
        """Its entries, the oldest first, with the texts of their pages where it gives beginnings only."""
        url = seen.address
        key = url if local else canonical(url) or url
        visibility = (
            Visibility.WORKSPACE if local else visibility_of(url, seen.asked, intranet=seen.fetched.from_intranet)
        )
        source = Source(key, name_of(feed.title, url), KIND, feed.url, visibility)
        entries = newest_first(identify(feed.entries, (), {}))
        pages = [] if local else await pages_of([entry for _, entry in entries], self.web, found_at=seen.fetched.url)
        return [self._entry(one, source, page) for one, page in reversed(list(_paired(entries, pages)))]

    def _entry(self, one: tuple[str, FeedEntry], source: Source, page: Page | None) -> NewArticle:
        return article_of(*one, source, self.clock(), page)


def _paired(
    entries: Sequence[tuple[str, FeedEntry]], pages: Sequence[Page | Missing | None]
) -> list[tuple[tuple[str, FeedEntry], Page | None]]:
    known = [page if isinstance(page, Page) else None for page in pages] or [None] * len(entries)
    return list(zip(entries, known, strict=True))


def page_source(page: Page, url: str) -> Source:
    """The source of a page that was loaded by itself: its site. The workspace keeps it to itself."""
    name = page.site or host(url) or "files"
    return Source(f"page:{host(url) or name}", name, PAGE_KIND, None, Visibility.WORKSPACE)


def link_source(page: Page, url: str, *, private: bool = False, intranet: bool = False) -> Source:
    """The source of a page that a question linked to: nobody chose it, and it is shown to who asks about it alone.

    The workspace keeps it to itself; `private`: so does the channel in which it was asked about. What comes from the
    `intranet` is known by its key.
    """
    name = page.site or host(url) or "files"
    kept = Visibility.CHANNEL if private else Visibility.WORKSPACE
    return Source(f"{_INTRANET if intranet else LINKED}:{host(url) or name}", name, LINKED, None, kept)


# --- links in questions ------------------------------------------------------------------------------


async def load_link(
    url: str, web: Web, store: Store, clock: Callable[[], datetime], *, private: bool = False, outside: bool = False
) -> Sequence[int]:
    """Ids of the articles at an address, which is fetched where it was not read within a day.

    What is asked about in a `private` channel is kept to it. In a channel that people of other workspaces read, no
    page is taken up, for none is public: what is followed publicly is found there.
    With `outside`, nothing of the intranet is fetched, nor told of what is stored: whoever asks does not belong to it.
    What is stored serves where the address cannot be reached. Raises FetchError, ParseError or InputError, in one
    line, where there is no article to be had.
    """
    address = canonical(url) or url
    known = await _stored([address], store, outside=outside)
    if any(clock() - one.first_seen < _FRESH and not one.notes for one in known):
        return [one.id for one in known]
    try:
        page, fetched = await _page_at(url, web, OUTSIDE if outside else None)
    except NewsbotError:
        if known:
            return [one.id for one in known]
        raise
    source = link_source(page, fetched.url, private=private, intranet=fetched.from_intranet)
    article = article_of_page(page, fetched.url, source, clock())
    await load(_Ready(article), store, clock())
    reached = canonical(fetched.url) or fetched.url
    found = await _stored([address, reached, article.url or address], store, outside=outside)
    if not found:
        raise InputError(f"the source of {shown(url)} does not want it shown yet")
    return [one.id for one in found]


async def _page_at(url: str, web: Web, found_at: str | None) -> tuple[Page, Fetched]:
    seen = await look(url, web, Purpose.PAGE, found_at=found_at)
    if not isinstance(seen.found, Page):
        raise InputError(f"{shown(url)} is no page: to follow it, use newsbot sources add")
    if seen.found.wall is not None:
        raise InputError(seen.found.wall.told)
    return seen.found, seen.fetched


async def _stored(addresses: Sequence[str], store: Store, *, outside: bool) -> list[Article]:
    """What is stored of these addresses by their own sites: any feed can claim to have an article of another's."""
    own = [held for held in await store.at(addresses) if _is_own(held.source_key, addresses)]
    told = [held.article_id for held in own if not (outside and held.source_key.startswith(f"{_INTRANET}:"))]
    return list(await store.current(told))


def _is_own(source_key: str, addresses: Sequence[str]) -> bool:
    """Whether a source is of the host of one of the addresses, or of one above or below it."""
    kind, _, name = source_key.partition(":")
    name = name if kind in {PAGE_KIND, LINKED, _INTRANET} else host(source_key)
    bare = name.removeprefix("www.")
    others = [host(address).removeprefix("www.") for address in addresses]
    return bool(bare) and any(
        bare == one or bare.endswith(f".{one}") or one.endswith(f".{bare}") for one in others if one
    )


@dataclass(frozen=True, slots=True)
class _Ready:
    """An article source of one article that is there already."""

    article: NewArticle

    async def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
        yield self.article
