"""Direct speech: the stages from quote marks to attributed quotes; guards their order, and holds no rule itself."""

from collections.abc import Iterator

from bot.domain.models import Confidence, Quote, QuoteKind, Span
from bot.domain.quotes.attribute import Attribution, attributed, introduced, main_subject, reported_last, signature
from bot.domain.quotes.continued import Placed, carried_on
from bot.domain.quotes.narration import Frame, Narration
from bot.domain.quotes.resolve import Resolver
from bot.domain.quotes.spans import Quoted


def find_direct(narration: Narration) -> list[Quote]:
    """The direct quotes of a text, by start."""
    placed = list(_placed(narration))
    resolver = Resolver(narration)
    return [
        quote
        for place, attribution in zip(placed, carried_on(placed), strict=True)
        if (quote := _quote(narration, place, attribution, resolver))
    ]


def _placed(narration: Narration) -> Iterator[Placed]:
    for quoted in narration.quoted:
        if _is_title(narration.text, quoted):
            continue
        index = narration.sentence_at(quoted.outer.start)
        frame = narration.frame(index)
        paragraph = narration.paragraphs[frame.paragraph]
        first = quoted.outer.start == paragraph.start
        alone = _alone(narration, paragraph)
        yield Placed(
            quoted,
            frame.paragraph,
            frame.span,
            leads=quoted.outer.start == frame.span.start,
            alone=alone,
            own=_own(narration, frame, quoted) or (_signed(narration, frame.paragraph) if alone else None),
            intro=_intro(narration, frame.paragraph - 1, index) if first else None,
            subject=main_subject(frame.phrases),
            nearby=_nearby(narration, index) if alone else None,
        )


def _is_title(text: str, quoted: Quoted) -> bool:
    """A title or an address in quote marks: every long word has a capital, and it stands as a thing in its sentence."""
    words = quoted.inner.cut(text).split()
    if words[0].startswith("http") or text[quoted.outer.start - 1 : quoted.outer.start] == "=":
        return True
    named = len(words) > 1 and all(word[0].isupper() or len(word) < 4 for word in words)
    before = text[max(0, quoted.outer.start - 2) : quoted.outer.start].strip()
    return named and words[-1][-1] not in "!?" and before[-1:] not in {":", ",", ""}


def _signed(narration: Narration, paragraph: int) -> Attribution | None:
    """Who signs a quote that is set apart, in a short line of its own below it."""
    if paragraph + 1 >= len(narration.paragraphs):
        return None
    line = narration.paragraphs[paragraph + 1]
    if line.end - line.start > 120:
        return None
    return signature(narration.frame(narration.sentence_at(line.start)).phrases)


def _nearby(narration: Narration, index: int) -> Attribution | None:
    """Who spoke last in the paragraph before: at most its last three sentences are looked at."""
    for before in range(index - 1, max(-1, index - 4), -1):
        frame = narration.frame(before)
        found = reported_last(frame.cues, frame.phrases)
        if found:
            return found
    return None


def _own(narration: Narration, frame: Frame, quoted: Quoted) -> Attribution | None:
    at = next(i for i, span in enumerate(frame.phrases.spans) if span.end > quoted.outer.start)
    speechlike = narration.text[quoted.inner.end - 1] in ",?!—-"
    return attributed(frame.phrases, frame.cues, at, speechlike=speechlike)


def _intro(narration: Narration, paragraph: int, index: int) -> Attribution | None:
    """What a paragraph that ends in a colon says of the one after it."""
    if paragraph < 0 or narration.masked[narration.paragraphs[paragraph].end - 1] != ":":
        return None
    frame = narration.frame(index - 1)
    return introduced(frame.phrases, frame.cues)


def _alone(narration: Narration, paragraph: Span) -> bool:
    words = paragraph.cut(narration.masked).replace("\ue000", "")
    return not any(char.isalpha() for char in words)


def _quote(narration: Narration, place: Placed, attribution: Attribution | None, resolver: Resolver) -> Quote | None:
    span = place.quoted.inner
    context = Span(min(place.sentence.start, span.start), max(place.sentence.end, span.end))
    if attribution is None:
        if not _is_clause(narration.text, span):
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
        addressee=attribution.addressee.cut(narration.text) if attribution.addressee else None,
        utterance=attribution.cue,
    )


def _is_clause(text: str, span: Span) -> bool:
    return text[span.start].isupper() and text[span.end - 1] in ".,!?…" and span.cut(text).count(" ") >= 4
