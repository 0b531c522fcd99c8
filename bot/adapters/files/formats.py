"""One file or line becomes one article; guards that an article always has a title and a text.

Text and Markdown files are cleaned, and what the file held is kept as `original`; a line of JSONL keeps its id
and text as they are. A date is what the file says, never the time of the file.
"""

import hashlib

from bot.adapters.files.given import MAX_TITLE, FrontMatter, front_matter_of, label, line_of
from bot.adapters.files.markdown import heading_and_text
from bot.domain.errors import InputError
from bot.domain.furniture import without_furniture
from bot.domain.models import NewArticle, Source, Visibility
from bot.domain.text import clean, storable

UNNAMED = "files"
# A first line longer than this is no headline: the text keeps it, the title is its beginning.
_LONGEST_HEADLINE = 300
_FALLBACK_TITLE = 80


def source_named(name: str | None) -> Source:
    """The source that an article names; without one, "files". What a workspace was given, it keeps to itself."""
    return Source(key=name or UNNAMED, name=name or UNNAMED, visibility=Visibility.WORKSPACE)


def text_article(text: str, key: str, stem: str) -> NewArticle:
    """A plain text file: the first line that is not empty is the title.

    Raises:
        InputError: There is no text.
    """
    first, _, rest = clean(text).strip().partition("\n")
    headline = first if len(first) <= _LONGEST_HEADLINE else ""
    body = without_furniture(rest) if headline else without_furniture(f"{first}\n{rest}")
    body = body or first
    _demand(body)
    title = label(headline, MAX_TITLE) or label(body, _FALLBACK_TITLE) or label(stem)
    return NewArticle(key=key, title=title, text=body, source=source_named(None), original=storable(text))


def markdown_article(text: str, key: str, stem: str) -> NewArticle:
    """A Markdown file. Its title is the front matter's, else its first heading, else as in a text file.

    Its address identifies it where it has one, so that a moved folder is not loaded twice; else its path does.

    Raises:
        InputError: There is no text, or the front matter is not usable.
    """
    facts, body = _front_matter(clean(text).lstrip("\n"))
    heading, body = heading_and_text(body)
    title = label(facts.title or heading, MAX_TITLE)
    if facts.title and heading and label(heading, MAX_TITLE) != title:
        body = f"{heading}\n\n{body}"
    if not title:
        plain = text_article(body, key, stem)
        title, body = plain.title, plain.text
    body = without_furniture(body)
    _demand(body)
    return NewArticle(
        key=facts.url or key,
        title=title,
        text=body,
        source=source_named(facts.source),
        url=facts.url,
        author=facts.author,
        published=facts.published,
        language=facts.language,
        original=storable(text),
        sample=facts.sample,
    )


def _front_matter(text: str) -> tuple[FrontMatter, str]:
    """The checked front matter, empty where the file has none, and what follows it."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        return FrontMatter(), text
    at = 0
    for line in rest.splitlines(keepends=True):
        if line.rstrip() in {"---", "..."}:
            return front_matter_of(rest[:at]), rest[at + len(line) :]
        at += len(line)
    raise InputError("front matter is never closed (a line of --- is missing)")


def line_article(text: str) -> NewArticle:
    """A line of JSONL. Its id identifies it, else its address, else its words.

    Raises:
        InputError: The line cannot be used.
    """
    line = line_of(text)
    _demand(line.text)
    digest = hashlib.sha256(f"{line.title}\n{line.text}".encode()).hexdigest()[:32]
    return NewArticle(
        key=line.id or line.url or f"text:{digest}",
        title=label(line.title or "", MAX_TITLE) or label(line.text, _FALLBACK_TITLE) or UNNAMED,
        text=line.text,
        source=source_named(line.source),
        url=line.url,
        author=line.author,
        published=line.published,
        language=line.language,
    )


def _demand(text: str) -> None:
    if not clean(text).strip():
        raise InputError("no text in it")
