"""An article page as data: its text, title, day and links; guards that what stands in an article's place is none."""

from datetime import datetime

from bot.adapters.web.pages.dates import Seen, published
from bot.adapters.web.pages.facts import (
    author_of,
    base_of,
    canonical_of,
    language_of_page,
    site_of,
    title_of,
    titles_of,
)
from bot.adapters.web.pages.feed_links import feed_links
from bot.adapters.web.pages.lines import story_lines
from bot.adapters.web.pages.markers import markers_of
from bot.adapters.web.pages.metas import read_metas
from bot.adapters.web.pages.structured import read_structured
from bot.adapters.web.pages.texts import body_lines
from bot.adapters.web.pages.tree import read_tree
from bot.adapters.web.pages.visible import visible_lines
from bot.adapters.web.pages.walls import Looks, above_paywall, wall_of
from bot.domain.intake import Page, Wall

_NO_ARTICLE = frozenset({Wall.CONSENT, Wall.CHALLENGE, Wall.ERROR, Wall.EMPTY})


def parse_page(
    data: bytes, url: str | None = None, content_type: str | None = None, *, now: datetime | None = None
) -> Page:
    """Read an HTML page: pure, and the same for the same arguments.

    `url` is where the bytes came from, `content_type` the header as sent. Days more than one after `now` are not
    believed; without `now`, none after the year 2100. HTML above 1 MiB (without scripts and styles) is cut at a tag's
    border. The text is that of the article, as paragraphs that blank lines separate; behind a paywall it is what could
    be read, behind any other wall it is empty.

    Raises ParseError, in one line, for what is no HTML page.
    """
    tree = read_tree(data, content_type)
    structured, metas = read_structured(tree), read_metas(tree)
    site, own = site_of(structured, metas), canonical_of(tree, structured, metas, url)
    title, author = title_of(tree, structured, metas, site), author_of(tree, structured, metas, site)
    titles, visible = list(titles_of(tree, structured, metas)), visible_lines(tree)
    lines = story_lines(body_lines(tree, structured, visible), titles, author, visible)
    wall = wall_of(Looks(tree, structured, metas, titles, lines, visible))
    text = "" if wall in _NO_ARTICLE else "\n\n".join(above_paywall(lines, wall))
    return Page(
        title=title,
        text=text,
        published=published(tree, structured, metas, Seen(own, titles, visible), now),
        author=author,
        site=site,
        url=own,
        language=language_of_page(tree, structured, metas, text or title),
        wall=wall,
        markers=markers_of(structured, title),
        feeds=feed_links(tree, base_of(tree, url or own)),
    )
