"""Reported speech: what somebody said in the article's own words; guards that it is never taken for a quote.

`statements` finds content, cue and subject by grammar; here each gets its speaker, by the same resolver as direct
quotes. A statement that is mostly quoted words is left to direct speech.
"""

import re
from collections.abc import Iterator, Sequence

from bot.domain.models import Confidence, Quote, QuoteKind, Span
from bot.domain.people import People
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.frames import VERBS
from bot.domain.quotes.phrases import MASK
from bot.domain.quotes.resolve import Resolver
from bot.domain.quotes.statements import Statement, statements

_WORDS = re.compile(r"[a-z]+")
# Words that make what follows them the property of the phrase before: "a spokesman for Byrne" is not Byrne.
_LINKS = re.compile(r"\b(?:of|for|from|at|in|with|to|on|by|under|near|who|that|about|against)\b", re.IGNORECASE)
# More quoted than this, and the words are direct speech.
_MOST_QUOTED = 0.6


def find_reported(narration: str, sentences: Sequence[Span], people: People, resolver: Resolver) -> list[Quote]:
    """The reported statements of a text, by start. `narration` is the text with its quotes masked."""
    found: list[Quote] = []
    for sentence in sentences:
        if _may_report(narration, sentence):
            for statement in statements(narration, sentence):
                found.extend(_quotes(narration, sentence, statement, people, resolver))
    return found


def _may_report(narration: str, sentence: Span) -> bool:
    """Whether any word could be a cue: most sentences are left after this cheap look."""
    found = _WORDS.findall(sentence.cut(narration).lower())
    return "according" in found or not VERBS.keys().isdisjoint(found)


def _quotes(
    narration: str, sentence: Span, statement: Statement, people: People, resolver: Resolver
) -> Iterator[Quote]:
    parts = [part for part in statement.parts if _own_words(narration, part)]
    if not parts:
        return
    attribution = _attribution(narration, statement, people)
    speaker = resolver.speaker(attribution)
    for part in parts:
        yield Quote(
            part,
            QuoteKind.REPORTED,
            Confidence.EXPLICIT if speaker else Confidence.INFERRED,
            speaker,
            (attribution.name or attribution.source) if speaker else None,
            sentence,
            addressee=statement.addressee.cut(narration) if statement.addressee else None,
            utterance=attribution.cue,
            widen=statement.widen,
        )


def _own_words(narration: str, part: Span) -> bool:
    return narration.count(MASK, part.start, part.end) <= _MOST_QUOTED * (part.end - part.start)


def _attribution(narration: str, statement: Statement, people: People) -> Attribution:
    return Attribution(
        statement.subject,
        _name_in(narration, statement.subject, people),
        Confidence.EXPLICIT,
        statement.cue.start,
        statement.addressee,
    )


def _name_in(narration: str, subject: Span, people: People) -> Span | None:
    """The name that a subject phrase is about: "FBI director Ada Byrne", not that in "Byrne's aides"."""
    for index in people.within(subject):
        mention = people.mentions[index]
        if mention.span.end > subject.end or _LINKS.search(narration, subject.start, mention.start):
            return None
        rest = narration[mention.span.end : subject.end].lstrip(" ,.")
        if not mention.possessive and (not rest or _LINKS.match(rest) or rest[0] == "("):
            return mention.span
    return None
