"""What drafts are verified against, and how a line is: cut from storage, or dropped. The rules stand in `citations`.

Guards that text is never taken from a draft, nor a speaker.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.documents import Line, Passage, SourceLink
from bot.domain.drafts import Citation, DraftLine, LineKind
from bot.domain.intake import UNMARKED, Markers
from bot.domain.models import Article, ArticleRef, Confidence, Quote, QuoteKind, Span, StoredQuote
from bot.domain.readable import without_dateline
from bot.domain.text import sentences
from bot.domain.words import words

_QUOTE_MARKS = "\"“”„«»‘’'`"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What drafts are verified against: article versions, the quotes that storage holds for them, and, for corrections,
    what their sources say of them.

    `newest` are the current versions by article id, where it counts what their sources say now.
    """

    articles: Mapping[ArticleRef, Article]
    quotes: Mapping[tuple[ArticleRef, QuoteKind, Span], Quote]
    newest: Mapping[int, Article] = field(default_factory=dict)
    markers: Mapping[ArticleRef, Markers] = field(default_factory=dict)
    _borders: dict[ArticleRef, tuple[frozenset[int], frozenset[int]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        articles: Mapping[ArticleRef, Article],
        quotes: Iterable[StoredQuote],
        current: Iterable[Article] = (),
        markers: Mapping[ArticleRef, Markers] | None = None,
    ) -> "Evidence":
        """Evidence from what a store returned; `current` are the newest versions, where they count."""
        newest = {article.id: article for article in current}
        return cls(articles, {(q.ref, q.quote.kind, q.quote.span): q.quote for q in quotes}, newest, markers or {})

    def latest(self, ref: ArticleRef) -> Article | None:
        """The article as it is now."""
        return self.newest.get(ref.article_id) or self.articles.get(ref)

    def last_version(self, article_id: int) -> Article | None:
        """The newest of the versions of an article that may be cited."""
        held = [article for ref, article in self.articles.items() if ref.article_id == article_id]
        return max(held, key=lambda article: article.version, default=None)

    def is_withdrawn(self, article: Article) -> bool:
        """Whether its source has taken it back."""
        return self.markers.get(article.ref, UNMARKED).withdrawn

    def quote_of(self, citation: Citation, kind: QuoteKind) -> Quote | None:
        """The stored quote whose span, or whose context, the citation is."""
        return self.quotes.get((citation.ref, kind, citation.span))

    def quotes_in(self, citation: Citation) -> list[Quote]:
        """All stored quotes, direct and reported, that overlap a slice."""
        return [
            quote
            for (ref, _, span), quote in self.quotes.items()
            if ref == citation.ref and span.overlaps(citation.span)
        ]

    def spoken_in(self, citation: Citation) -> list[Quote]:
        """The stored direct quotes in a slice whose speaker is not named there; "he" is no name."""
        return [
            quote
            for (ref, kind, span), quote in self.quotes.items()
            if ref == citation.ref and kind is QuoteKind.DIRECT and span.overlaps(citation.span)
            if not self._names_speaker(citation, quote)
        ]

    def _names_speaker(self, citation: Citation, quote: Quote) -> bool:
        if quote.mention is None or not citation.span.holds(quote.mention):
            return False
        named = words(quote.mention.cut(self.articles[citation.ref].text))
        return bool(set(named) & set(words(quote.speaker or "")))

    def is_whole_sentences(self, citation: Citation) -> bool:
        """Whether the slice starts where a sentence starts and ends where one ends."""
        if citation.ref not in self._borders:
            text = self.articles[citation.ref].text
            found = sentences(text)
            begun = found + [without_dateline(text, s) for s in found[:1]]
            self._borders[citation.ref] = frozenset(s.start for s in begun), frozenset(s.end for s in found)
        starts, ends = self._borders[citation.ref]
        return citation.span.start in starts and citation.span.end in ends


def cited(lines: Iterable[DraftLine]) -> set[ArticleRef]:
    """The article versions that lines cite: what must be fetched to verify them."""
    return {citation.ref for line in lines for citation in line.slices}


def link(article: Article) -> SourceLink:
    """Where a reader finds this article."""
    return SourceLink(
        article_id=article.key,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published,
        language=article.language,
        sample=article.sample,
        notes=article.notes,
    )


# --- lines -------------------------------------------------------------------------------------------


def line(draft: DraftLine, evidence: Evidence) -> Line | None:
    """The line as the evidence supports it, cut from storage; None where it does not."""
    if not draft.slices or not all(is_there(citation, evidence) for citation in draft.slices):
        return None
    if draft.kind is LineKind.SENTENCE:
        whole = all(evidence.is_whole_sentences(citation) for citation in draft.slices)
        return _sentence(draft, evidence) if whole else None
    kind = QuoteKind.DIRECT if draft.kind is LineKind.QUOTE else QuoteKind.REPORTED
    quotes = [evidence.quote_of(citation, kind) for citation in draft.slices]
    return _spoken(draft, [q for q in quotes if q], evidence) if all(quotes) else None


def _sentence(draft: DraftLine, evidence: Evidence) -> Line:
    """A sentence line, with the speaker of the words in it that the sentence itself gives to nobody.

    One that lies within somebody's words is shown as the quote that it is.
    """
    passages = passages_of(draft.slices, evidence)
    quote = next((quote for citation in draft.slices for quote in evidence.spoken_in(citation)), None)
    if quote is None:
        return Line(LineKind.SENTENCE, passages)
    known = quote.speaker is not None and quote.confidence is not Confidence.INFERRED
    speaker, role = (quote.speaker, quote.role) if known else (None, None)
    confidence = quote.confidence if known else Confidence.INFERRED
    bare = [_without_marks(citation, evidence) for citation in draft.slices]
    if not quote.widen and all(quote.span.holds(citation.span) for citation in bare):
        passages = passages_of(bare, evidence)
        return Line(LineKind.QUOTE, passages, speaker=speaker, role=role, confidence=confidence)
    return Line(LineKind.SENTENCE, passages, speaker=speaker, role=role, confidence=confidence)


def _without_marks(citation: Citation, evidence: Evidence) -> Citation:
    """The slice without quote marks at its ends: what a sentence from within somebody's words has of them."""
    text, start, end = evidence.articles[citation.ref].text, citation.span.start, citation.span.end
    while start < end and text[start] in _QUOTE_MARKS:
        start += 1
    while end > start and text[end - 1] in _QUOTE_MARKS:
        end -= 1
    return Citation(citation.ref, Span(start, end))


def is_there(citation: Citation, evidence: Evidence) -> bool:
    """Whether there is such a slice of such a version."""
    article = evidence.articles.get(citation.ref)
    span = citation.span
    if article is None or not 0 <= span.start < span.end <= len(article.text):
        return False
    newest = evidence.newest.get(article.id)
    return newest is None or span.cut(article.text) in newest.text


def _spoken(draft: DraftLine, quotes: Sequence[Quote], evidence: Evidence) -> Line | None:
    first = quotes[0]
    if len({(quote.speaker, quote.utterance) for quote in quotes}) > 1 or len(cited([draft])) > 1:
        return None
    kind, slices = draft.kind, draft.slices
    if any(quote.widen for quote in quotes):
        kind = LineKind.REPORTED
        contexts = dict.fromkeys(quote.context for quote in quotes)
        slices = tuple(Citation(draft.slices[0].ref, context) for context in contexts)
    unclear = any(quote.confidence is Confidence.INFERRED for quote in quotes)
    return Line(
        kind,
        passages_of(slices, evidence),
        speaker=None if unclear else first.speaker,
        role=None if unclear else next((quote.role for quote in quotes if quote.role), None),
        addressee=next((quote.addressee for quote in quotes if quote.addressee), None),
        relayed=next((quote.relayed for quote in quotes if quote.relayed), None),
        confidence=max((quote.confidence for quote in quotes), key=list(Confidence).index),
        widened=any(quote.widen for quote in quotes),
        words=passages_of(draft.slices, evidence) if kind is not draft.kind else (),
    )


def passages_of(slices: Iterable[Citation], evidence: Evidence) -> tuple[Passage, ...]:
    """The slices, cut from the versions that they name."""
    return tuple(
        Passage(c.span.cut(article.text), c.span, link(article))
        for c in slices
        for article in (evidence.articles[c.ref],)
    )
