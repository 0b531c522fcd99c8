"""Reported speech: what somebody said in the article's own words; guards that it is never taken for a quote.

`statements` finds content, cue and subject by grammar; here each gets its speaker, by the same resolver as direct
quotes. A statement that is mostly quoted words is left to direct speech.
"""

import re
from dataclasses import replace

from bot.domain.models import Confidence, Quote, QuoteKind, Span
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.frames import VERBS
from bot.domain.quotes.narration import Narration
from bot.domain.quotes.phrases import FRAGMENT, MASK
from bot.domain.quotes.resolve import Resolver
from bot.domain.quotes.statements import Statement, statements

_WORDS = re.compile(r"[a-z]+")
# Words that make what follows them the property of the phrase before: "a spokesman for Byrne" is not Byrne.
_LINKS = re.compile(r"\b(?:of|for|from|at|in|with|to|on|by|under|near|who|that|about|against)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"[Tt]he (?=[A-Z])")
_TIME = re.compile(
    r" (?:(?:on|last|this|late|early|earlier) )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|yester|to)day$"
    r"| (?:last|this|earlier this) (?:week|month|year)$"
)
# More quoted than this, and the words are direct speech.
_MOST_QUOTED = 0.6


def find_reported(narration: Narration) -> list[Quote]:
    """The reported statements of a text, by start; `context` is the sentence of each."""
    resolver = Resolver(narration)
    found: list[Quote] = []
    for sentence in narration.sentences:
        if _may_report(narration.masked, sentence):
            for statement in statements(narration.masked, sentence):
                found += _quotes(narration, sentence, statement, resolver)
    return sorted(found, key=lambda quote: quote.span)


def _may_report(masked: str, sentence: Span) -> bool:
    """Whether any word could be a cue: most sentences are left after this cheap look."""
    found = _WORDS.findall(sentence.cut(masked).lower())
    return "according" in found or not VERBS.keys().isdisjoint(found)


def _quotes(narration: Narration, sentence: Span, statement: Statement, resolver: Resolver) -> list[Quote]:
    parts = [part for part in statement.parts if _own_words(narration.masked, part)]
    if not parts:
        return []
    source = _source(narration.masked, statement.subject)
    name = _name_in(narration, source)
    told = statement.addressee
    attribution = Attribution(source, name, Confidence.EXPLICIT, statement.cue.start, told)
    speaker = resolver.speaker(attribution)
    quote = Quote(
        parts[0],
        QuoteKind.REPORTED,
        Confidence.EXPLICIT if speaker else Confidence.INFERRED,
        speaker,
        (name or source) if speaker else None,
        sentence,
        role=resolver.role(attribution) if speaker else None,
        addressee=told.cut(narration.text) if told else None,
        utterance=statement.cue.start,
        widen=statement.widen,
    )
    return [replace(quote, span=part) for part in parts]


def _own_words(masked: str, part: Span) -> bool:
    quoted = sum(masked.count(mask, part.start, part.end) for mask in (MASK, FRAGMENT))
    return quoted <= _MOST_QUOTED * (part.end - part.start)


def _source(masked: str, subject: Span) -> Span:
    """The subject without an article before a name and without a time behind it: "the Reuters report last month"."""
    article = _ARTICLE.match(masked, subject.start, subject.end)
    start = article.end() if article else subject.start
    time = _TIME.search(masked, start + 1, subject.end)
    return Span(start, time.start() if time else subject.end)


def _name_in(narration: Narration, subject: Span) -> Span | None:
    """The name that a subject phrase is about: "FBI director Ada Byrne", not that in "Byrne's aides"."""
    people, text = narration.people, narration.masked
    opening = _LINKS.match(text, subject.start, subject.end)
    for index in people.within(subject):
        mention = people.mentions[index]
        if opening and mention.span.end == subject.end:
            # "In the interview with The Economist Byrne said": what opens the sentence has no comma after it.
            return mention.span
        if mention.span.end > subject.end or (not opening and _LINKS.search(text, subject.start, mention.start)):
            return None
        if text[max(subject.start, mention.start - 5) : mention.start] == " and ":
            # "Byrne and Reed said": neither of them alone.
            return None
        rest = text[mention.span.end : subject.end].lstrip(" ,.")
        if not opening and not mention.possessive and (not rest or _LINKS.match(rest) or rest[0] == "("):
            return mention.span
    return None
