"""An article page as data: its text, title, day and links; guards that what stands in an article's place is none."""

from datetime import datetime

from bot.adapters.web.feed_links import feed_links
from bot.adapters.web.page_dates import published
from bot.adapters.web.page_facts import author_of, base_of, canonical_of, language_of_page, site_of, title_of, titles_of
from bot.adapters.web.page_lines import story_lines
from bot.adapters.web.page_metas import read_metas
from bot.adapters.web.page_text import body_lines
from bot.adapters.web.page_tree import read_tree
from bot.adapters.web.structured import read_structured
from bot.adapters.web.visible import visible_lines
from bot.domain.intake import Page


def parse_page(
    data: bytes, url: str | None = None, content_type: str | None = None, *, now: datetime | None = None
) -> Page:
    """Read an HTML page. Raises ParseError, in one line, for what is none."""
    tree = read_tree(data, content_type)
    structured, metas = read_structured(tree), read_metas(tree)
    site = site_of(structured, metas)
    own = canonical_of(tree, structured, metas, url)
    title = title_of(tree, structured, metas, site)
    author = author_of(tree, structured, metas)
    visible = visible_lines(tree)
    lines = story_lines(body_lines(tree), titles_of(tree, structured, metas), author, visible)
    text = "\n\n".join(lines)
    return Page(
        title=title,
        text=text,
        published=published(tree, structured, metas, own, now),
        author=author,
        site=site,
        url=own,
        language=language_of_page(tree, structured, metas, text),
        feeds=feed_links(tree, base_of(tree, url)),
    )
