"""Short ways to say which article holds what. Invented people and places."""

from datetime import UTC, datetime

from bot.domain.models import Confidence, NewArticle, Quote, QuoteKind, Source, Span, Visibility
from bot.services.ports import Analysed

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
PAPER = Source("https://example.org/feed", "Quay Courier", "feed", "https://example.org")


def said(speaker: str | None, start: int = 0, end: int = 4, role: str | None = None) -> Quote:
    return Quote(
        span=Span(start, end),
        kind=QuoteKind.DIRECT,
        confidence=Confidence.EXPLICIT if speaker else Confidence.INFERRED,
        speaker=speaker,
        mention=Span(end, end + 3) if speaker else None,
        context=Span(start, end + 5),
        role=role,
    )


def article(key: str, title: str = "", text: str = "", source: Source = PAPER) -> NewArticle:
    return NewArticle(key, title or f"Title of {key}", text or f"The text of {key}.", source)


def analysed(
    key: str, title: str = "", text: str = "", *quotes: Quote, source: Source = PAPER, language: str = "en"
) -> Analysed:
    return Analysed(article(key, title, text, source), language, quotes)


def kept(key: str, visibility: Visibility) -> Source:
    return Source(key, key.title(), visibility=visibility)
