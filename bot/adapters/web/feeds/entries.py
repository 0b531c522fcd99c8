"""A parser's findings as a `ParsedFeed`; guards that the same article is known by the same id in every poll.

An id is the guid, else the canonical link, else a hash of what the entry says. A guid that stands for several links
in one feed names none of them: there the links do. What several entries share and say differently is told apart by
what they say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bot.adapters.web import plain
from bot.adapters.web.feeds.dates import parse_date
from bot.adapters.web.feeds.markup import Markup
from bot.adapters.web.feeds.tree import Facts, ItemFacts
from bot.domain.addresses import canonical
from bot.domain.errors import ParseError
from bot.domain.intake import UNMARKED, FeedEntry, Markers, ParsedFeed
from bot.domain.markers import with_headline

MAX_ID = 1000
_NO_FACTS = ItemFacts(
    UNMARKED,
    is_nested=False, is_dated=True, has_summary=True, has_content=True,
    plain_title=False, plain_summary=False, plain_content=False,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What fastfeedparser or feedparser found; both use the same names."""

    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]


_Pair = tuple[Mapping[str, Any], ItemFacts]


def feed_of(
    reading: Reading, source: Markup, facts: Facts, url: str | None, most: int, raws: Sequence[str] = ()
) -> ParsedFeed:
    """The feed as data, its texts plain, its addresses canonical. `raws` are digests of its entries as written."""
    base = url or canonical(facts.own_url or "")
    link = _text(reading.feed, "link")
    site = canonical(link, base) if link else None
    each = facts.items if len(facts.items) >= len(reading.entries) else (_NO_FACTS,) * len(reading.entries)
    is_one_each = facts.is_whole and len(raws) == len(reading.entries) == len(facts.items)
    pairs = _newest(list(zip(reading.entries, each, strict=False)), most)
    entries = [_entry(raw, about, base or site) for raw, about in pairs if not (about.is_nested and _is_bare(raw))]
    if is_one_each and len(entries) == len(raws):
        entries = [replace(entry, raw=raw) for entry, raw in zip(entries, raws, strict=True)]
    entries += [_gone(ref, when) for ref, when in facts.gone]
    if not entries and not reading.feed and not source.text.strip():
        raise ParseError("is no feed")
    return finished(
        ParsedFeed(
            title=plain.title_of(_text(reading.feed, "title") or facts.title),
            url=site,
            entries=tuple(entries),
            language=facts.language,
            ttl=facts.ttl,
            skip_hours=facts.skip_hours,
            skip_days=facts.skip_days,
            problems=source.problems,
        ),
        max(len(source.entries), len(entries)),
        most,
    )


def _newest(pairs: Sequence[_Pair], most: int) -> Sequence[_Pair]:
    """The newest entries in the order of the feed, as far as their times can be compared without reading them."""
    if len(pairs) <= most:
        return pairs
    newest = sorted(range(len(pairs)), key=lambda at: _text(pairs[at][0], "published")[:25], reverse=True)[:most]
    return [pairs[at] for at in sorted(newest)]


def finished(feed: ParsedFeed, written: int, most: int) -> ParsedFeed:
    """The feed with ids that tell its entries apart, and at most so many of them: the newest, else the first."""
    entries = list(feed.entries)
    problems = feed.problems
    if written > most:
        problems = (*problems, f"too long: {most} of {written} entries are kept")
    if len(entries) > most:
        oldest = datetime.min.replace(tzinfo=UTC)
        newest = sorted(range(len(entries)), key=lambda at: entries[at].published or oldest, reverse=True)[:most]
        entries = [entries[at] for at in sorted(newest)]
    entries, shared = _by_words(list(_by_links(entries)))
    return replace(feed, entries=tuple(entries), problems=(*problems, *shared))


def _by_links(entries: Sequence[FeedEntry]) -> Iterator[FeedEntry]:
    links: dict[str, set[str | None]] = {}
    for entry in entries:
        links.setdefault(entry.id, set()).add(entry.url)
    for entry in entries:
        yield replace(entry, id=entry.url, raw=None) if len(links[entry.id]) > 1 and entry.url else entry


def _by_words(entries: Sequence[FeedEntry]) -> tuple[list[FeedEntry], tuple[str, ...]]:
    """Entries that share an id and say different things: each with a hash of it in its id. And how many they are."""
    said: dict[str, set[str]] = {}
    for entry in entries:
        if not _is_gone(entry):
            said.setdefault(entry.id, set()).add(_words(entry))
    shared = {id_ for id_, words in said.items() if len(words) > 1}
    concerned = [entry.id in shared and not _is_gone(entry) for entry in entries]
    told = f"{sum(concerned)} entries share {'one id' if len(shared) == 1 else f'{len(shared)} ids'}"
    apart = [
        replace(entry, id=f"{entry.id[: MAX_ID - 20]}#{_digest(_words(entry))[:16]}", raw=None)
        if is_concerned
        else entry
        for entry, is_concerned in zip(entries, concerned, strict=True)
    ]
    return apart, (told,) if shared else ()


def _words(entry: FeedEntry) -> str:
    """What tells an entry from others of its id. One guid and one link with one title: the same in two versions."""
    is_named_twice = entry.url is not None and entry.id != entry.url
    return entry.title if is_named_twice else f"{entry.title}\0{entry.summary or entry.content[:500]}"


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8", "replace")).hexdigest()


def _is_gone(entry: FeedEntry) -> bool:
    return entry.markers.withdrawn and not entry.title


def settled(given: FeedEntry, link: str) -> FeedEntry:
    """An entry as its format gives it, with its guid for an id and the `link` as written, made whole.

    Its id is the guid, else the canonical link, else a hash of what it says.
    """
    published = given.published or given.updated
    says = (given.title, given.summary, given.content, str(published))
    return replace(
        given,
        id=_identity(given.id, link, given.url, says),
        title=given.title or plain.first_words(given.summary or given.content),
        published=published,
        updated=None if given.updated == published else given.updated,
        markers=with_headline(given.markers, given.title),
    )


def _identity(guid: str, link: str, url: str | None, says: Sequence[str]) -> str:
    guid = plain.line_of(guid, MAX_ID)
    if guid and guid != link.strip():
        return guid
    return url or guid or f"sha256:{_digest(chr(0).join(says))[:32]}"


def _entry(raw: Mapping[str, Any], facts: ItemFacts, base: str | None) -> FeedEntry:
    title = _title(raw, facts)
    summary = _body(_text(raw, "summary") or _text(raw, "description"), is_plain=facts.plain_summary)
    content = _body(_content(raw), is_plain=facts.plain_content) if facts.has_content else ""
    if facts is _NO_FACTS and content == summary:
        content = ""
    elif not facts.has_summary:
        summary = ""
    link = _text(raw, "link") or next((_text(one, "href") for one in _links(raw)), "")
    return settled(
        FeedEntry(
            id=_text(raw, "id"),
            url=canonical(link, base) if link else None,
            title=title,
            published=_date(raw, "published", "issued", "created"),
            updated=_date(raw, "updated", "modified"),
            summary=summary,
            content=content,
            author=_author(raw),
            markers=facts.markers,
        ),
        link,
    )


def _is_bare(raw: Mapping[str, Any]) -> bool:
    return not any(_text(raw, name) for name in ("title", "link", "id"))


def _gone(ref: str, when: datetime | None) -> FeedEntry:
    """An entry that its source takes back (RFC 6721)."""
    return FeedEntry(id=plain.line_of(ref, MAX_ID), url=None, title="", updated=when, markers=Markers(withdrawn=True))


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = dict.get(raw, name) if isinstance(raw, dict) else None  # feedparser's own `get` substitutes names
    return value if isinstance(value, str) else ""


def _title(raw: Mapping[str, Any], facts: ItemFacts) -> str:
    text = _text(raw, "title")
    return plain.line_of(text) if facts.plain_title and not plain.has_tags(text) else plain.title_of(text)


def _body(text: str, *, is_plain: bool) -> str:
    return plain.lines_of(text) if is_plain and not plain.has_tags(text) else plain.text_of(text)


def _content(raw: Mapping[str, Any]) -> str:
    found = dict.get(raw, "content") if isinstance(raw, dict) else None
    values = [_text(one, "value") for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return max(values, key=len, default="")


def _links(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = dict.get(raw, "links") if isinstance(raw, dict) else None
    links = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [one for one in links if _text(one, "rel") in {"", "alternate"}]


def _author(raw: Mapping[str, Any]) -> str | None:
    detail = dict.get(raw, "author_detail") if isinstance(raw, dict) else None
    name = _text(detail, "name") if isinstance(detail, dict) else ""
    return author_of(name or _text(raw, "author"))


def author_of(text: str) -> str | None:
    """A name as it may be shown: "a@example.org (Ann Lee)" and "Ann Lee <a@example.org>" name Ann Lee."""
    if not text:
        return None
    line = plain.title_of(text.replace("<", " <") if "@" not in text else plain.without_mail(text), 200)
    return line or None


def _date(raw: Mapping[str, Any], *names: str) -> datetime | None:
    return next((time for name in names if (time := parse_date(_text(raw, name)))), None)
