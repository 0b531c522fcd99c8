"""Direct speech: the stages from quote marks to attributed quotes; guards their order, and holds no rule itself."""

from collections.abc import Iterator, Sequence

from bot.domain.models import Confidence, Quote, QuoteKind, Span
from bot.domain.people import People
from bot.domain.quotes.attribute import Attribution, attributed
from bot.domain.quotes.continued import Placed, carried_on
from bot.domain.quotes.cues import cues_in
from bot.domain.quotes.phrases import Phrases, phrases_of
from bot.domain.quotes.resolve import Resolver
from bot.domain.quotes.spans import Quoted, find_spans, masked
from bot.domain.text import paragraphs, sentences


def find_direct(text: str, people: People) -> list[Quote]:
    """The direct quotes of a text, by start."""
    parts = paragraphs(text)
    spans = find_spans(text, parts)
    if not spans:
        return []
    narration = masked(text, spans)
    placed = list(_placed(text, narration, parts, spans, people))
    resolver = Resolver(narration, people)
    return [
        quote
        for place, attribution in zip(placed, carried_on(placed), strict=True)
        if (quote := _quote(text, place, attribution, resolver))
    ]


def _placed(
    text: str, narration: str, parts: Sequence[Span], spans: Sequence[Quoted], people: People
) -> Iterator[Placed]:
    at = 0
    intro: Attribution | None = None
    for number, paragraph in enumerate(parts):
        mine: list[Quoted] = []
        while at < len(spans) and spans[at].outer.start < paragraph.end:
            mine.append(spans[at])
            at += 1
        ends_in_colon = narration[paragraph.end - 1] == ":"
        if mine or ends_in_colon:
            yield from _paragraph(text, narration, number, paragraph, mine, people, intro)
        intro = _introduction(narration, paragraph, people) if ends_in_colon else None


def _introduction(narration: str, paragraph: Span, people: People) -> Attribution | None:
    last = sentences(narration, paragraph)[-1]
    phrases = phrases_of(narration, last, people)
    cues = cues_in(narration, phrases)
    return attributed(phrases, cues, len(phrases.tags), speechlike=False)


def _paragraph(
    text: str,
    narration: str,
    number: int,
    paragraph: Span,
    mine: Sequence[Quoted],
    people: People,
    intro: Attribution | None,
) -> Iterator[Placed]:
    alone = not _outside(narration, paragraph, mine).strip(" .\u00a0-—–")
    left = list(mine)
    for sentence in sentences(narration, paragraph):
        here = [quoted for quoted in left if quoted.outer.start < sentence.end]
        left = left[len(here) :]
        if here:
            phrases = phrases_of(narration, sentence, people)
            cues = cues_in(narration, phrases)
            for quoted in here:
                index = _index(phrases, quoted)
                own = attributed(phrases, cues, index, speechlike=text[quoted.inner.end - 1] in ",?!—-")
                leads = quoted.outer.start == sentence.start
                first = quoted.outer.start == paragraph.start
                yield Placed(quoted, number, sentence, leads, alone, own, intro if first else None)


def _outside(narration: str, paragraph: Span, mine: Sequence[Quoted]) -> str:
    pieces, at = [], paragraph.start
    for quoted in mine:
        pieces.append(narration[at : quoted.outer.start])
        at = quoted.outer.end
    return "".join([*pieces, narration[at : paragraph.end]])


def _index(phrases: Phrases, quoted: Quoted) -> int:
    return next(
        (i for i, span in enumerate(phrases.spans) if span.end > quoted.outer.start and phrases.tags[i] == "Q"),
        len(phrases.tags),
    )


def _quote(text: str, place: Placed, attribution: Attribution | None, resolver: Resolver) -> Quote | None:
    span = place.quoted.inner
    context = Span(min(place.sentence.start, span.start), max(place.sentence.end, span.end))
    if attribution is None:
        if not _is_clause(text, span):
            return None
        return Quote(span, QuoteKind.DIRECT, Confidence.INFERRED, None, None, context)
    speaker = resolver.speaker(attribution)
    return Quote(
        span,
        QuoteKind.DIRECT,
        attribution.confidence,
        speaker,
        (attribution.name or attribution.source) if speaker else None,
        context,
        addressee=attribution.addressee.cut(text) if attribution.addressee else None,
        utterance=attribution.cue,
    )


def _is_clause(text: str, span: Span) -> bool:
    return text[span.start].isupper() and text[span.end - 1] in ".,!?…" and span.cut(text).count(" ") >= 4
