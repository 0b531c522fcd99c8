"""Domain objects as rows and back; guards that what is read is what was stored, character for character.

The exception is characters that no database stores, NUL and lone surrogates: each becomes U+FFFD, so that
offsets stay what they were.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar

from sqlalchemy import Column, Row

from bot.adapters.storage.faults import Unreadable
from bot.domain.intake import UNMARKED, Markers
from bot.domain.models import (
    EPOCH,
    ID_SEQUENCE_BITS,
    Article,
    ArticleNote,
    ArticleRef,
    Confidence,
    NewArticle,
    Quote,
    QuoteKind,
    Span,
    StoredQuote,
)
from bot.domain.text import storable
from bot.domain.words import words
from bot.services.ports import Analysed

_PART = re.compile(r"[^\W_]{2,}")
_LONGEST_TOKEN = 60  # characters; what is longer is no part of a name
_KINDS = {kind.value: kind for kind in QuoteKind}
_CONFIDENCES = {confidence.value: confidence for confidence in Confidence}

Values = dict[str, Any]
Shape = tuple[tuple[type, ...], ...]
_Item = TypeVar("_Item")


def digest(*parts: str | None) -> str:
    """A fixed-length stand-in for texts of any length; different lists of texts have different ones."""
    sha = hashlib.sha256()
    for part in parts:
        data = b"" if part is None else storable(part).encode()
        sha.update(f"{-1 if part is None else len(data)}:".encode() + data)
    return sha.hexdigest()


def address_digest(url: str) -> str:
    """Stands for an address, over http and https alike: a site that changes over tells nothing new."""
    return digest(url.partition("://")[2] or url)


def digest_of(article: NewArticle) -> str:
    """Tells one form of an article from another: everything that is stored, but for the uncleaned original.

    Nor does a date count that is only the time of fetching: it would be another one each time.
    """
    dated = article.published if article.published and not article.clamped else None
    published = dated.astimezone(UTC).isoformat() if dated else None
    given = (article.title, article.text, article.url, article.author, published, article.language)
    return digest(*given, "sample" if article.sample else "", *_of_source(article))


def _of_source(article: NewArticle) -> list[str]:
    """What its source says of the article, where it says anything: forms stored before this counted stay the same."""
    marks = article.markers
    if marks == UNMARKED and not article.teaser:
        return []
    until = marks.embargoed_until
    return [
        "teaser" if article.teaser else "",
        repr((marks.correction, marks.withdrawn, marks.withheld)),
        until.astimezone(UTC).isoformat() if until else "",
    ]


def version_row(ref: ArticleRef, analysed: Analysed, seen_at: datetime) -> Values:
    """A row of `versions`."""
    article = analysed.article
    names = dict.fromkeys(quote.speaker for quote in analysed.quotes if quote.speaker)
    return {
        "article_id": ref.article_id,
        "version": ref.version,
        "title": storable(article.title),
        "text": storable(article.text),
        "original": article.original and storable(article.original),
        "url": article.url and storable(article.url),
        "author": article.author and storable(article.author),
        "published": article.published,
        "language": analysed.language,
        "sample": article.sample,
        "speakers": storable("\n".join(names)),
        "digest": digest_of(article),
        "seen_at": seen_at,
        "teaser": article.teaser,
        "clamped": article.clamped,
        "correction": None if article.markers.correction is None else storable(article.markers.correction),
        "standing": _standing(article.markers),
        "embargoed_until": article.markers.embargoed_until,
    }


def _standing(marks: Markers) -> str | None:
    if marks.withdrawn:
        return "withdrawn"
    return "withheld" if marks.withheld else None


def quote_rows(ref: ArticleRef, quotes: Sequence[Quote]) -> list[Values]:
    """Rows of `quotes`."""
    return [
        {
            "article_id": ref.article_id,
            "version": ref.version,
            "position": position,
            "start": quote.span.start,
            "end": quote.span.end,
            "kind": quote.kind.value,
            "confidence": quote.confidence.value,
            "speaker": quote.speaker and storable(quote.speaker),
            "mention_start": quote.mention and quote.mention.start,
            "mention_end": quote.mention and quote.mention.end,
            "context_start": quote.context.start,
            "context_end": quote.context.end,
            "role": quote.role and storable(quote.role),
            "addressee": quote.addressee and storable(quote.addressee),
            "relayed": quote.relayed and storable(quote.relayed),
            "utterance": quote.utterance,
            "widen": quote.widen,
        }
        for position, quote in enumerate(quotes)
    ]


def speaker_rows(article_id: int, quotes: Iterable[Quote]) -> list[Values]:
    """Rows of `speaker_tokens`: each word of each name, with the first role that the article gives with it."""
    roles: dict[str, str | None] = {}
    for quote in quotes:
        if quote.speaker:
            roles[quote.speaker] = roles.get(quote.speaker) or quote.role
    return [
        {
            "token": storable(token),
            "article_id": article_id,
            "position": position,
            "name": storable(name),
            "role": role and storable(role),
        }
        for position, (name, role) in enumerate(roles.items())
        for token in _tokens(name)
    ]


def _tokens(name: str) -> list[str]:
    """The name's folded words, and the parts of those that are joined: "Smith-Jones" is found by either."""
    whole = words(name)
    parts = [part for word in whole for part in _PART.findall(word)]
    return [token for token in dict.fromkeys(whole + parts) if len(token) <= _LONGEST_TOKEN]


def first_seen(article_id: int | None) -> datetime | None:
    """When an article was first stored, to the millisecond: its id says so."""
    return None if article_id is None else EPOCH + timedelta(milliseconds=article_id >> ID_SEQUENCE_BITS)


def shape(columns: Iterable[Column[Any]]) -> Shape:
    """For each column, the types that its values may have: SQLite itself lets any column hold anything."""
    return tuple((one.type.python_type, *((NoneType,) if one.nullable else ())) for one in columns)


def read(
    rows: Iterable[Row[*tuple[Any, ...]]], of: Shape, make: Callable[[Row[*tuple[Any, ...]]], _Item]
) -> Iterator[_Item]:
    """What `make` makes of each row. Raises Unreadable for a row that this program cannot have written."""
    try:
        for row in rows:
            _check(tuple(map(type, row)), of)
            yield make(row)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable from error


@lru_cache(maxsize=256)
def _check(found: tuple[type, ...], of: Shape) -> None:
    """Rows are many, their types few."""
    if not all(one in allowed for one, allowed in zip(found, of, strict=True)):
        raise TypeError(found)


def article_of(row: Sequence[Any]) -> Article:
    """An article from a row of the columns of `Article` up to `sample`, then what its notes are made from, and `news`.

    In the order of `store`'s columns: by name, reading many takes four times as long.
    """
    teaser, clamped, correction, gone_at, news = row[11:]
    notes = [
        note
        for note, holds in (
            (ArticleNote.TEASER, teaser),
            (ArticleNote.CLAMPED, clamped),
            (ArticleNote.CORRECTED, correction is not None),
            (ArticleNote.GONE, gone_at is not None),
        )
        if holds
    ]
    fields: tuple[Any, ...] = (*row[:11], tuple(notes), news)
    return Article(*fields)


def quote_of(row: Row[*tuple[Any, ...]]) -> StoredQuote:
    """A quote from a row of `quotes`, in the order of its columns: by name, reading many takes four times as long."""
    article_id, version, _, start, end, kind, confidence, speaker, *rest = row
    mention_start, mention_end, context_start, context_end, role, addressee, relayed, utterance, widen = rest
    if (mention_start is None) != (mention_end is None):
        raise ValueError("half a mention")
    quote = Quote(
        span=Span(start, end),
        kind=_KINDS[kind],
        confidence=_CONFIDENCES[confidence],
        speaker=speaker,
        mention=None if mention_start is None else Span(mention_start, mention_end),
        context=Span(context_start, context_end),
        role=role,
        addressee=addressee,
        relayed=relayed,
        utterance=utterance,
        widen=widen,
    )
    return StoredQuote(ArticleRef(article_id, version), quote)


def topics_of(stored: str) -> tuple[str, ...]:
    """The topics of a row, which holds one a line."""
    return tuple(stored.split("\n")) if stored else ()
