"""Direct speech: from quotes in their places to quotes with speakers; guards what is shown with the words.

Holds only what a finished quote says of itself; the rules stand in `attribute`, `continued` and `resolve`.
"""

import re

from bot.domain.models import Confidence, Quote, QuoteKind, Span
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.continued import Placed, carried_on
from bot.domain.quotes.narration import Narration
from bot.domain.quotes.phrases import FRAGMENT
from bot.domain.quotes.place import placed
from bot.domain.quotes.resolve import Resolver
from bot.domain.quotes.verbs import CALL

# Right before the words, these turn their meaning: 'it was not “a mistake”'. "A man he doesn't like as “a mayor”" and
# "if elected, “I will …”" turn something else.
_TURNED = re.compile(
    r"(?:(?:\b(?:not|never|no|nor|neither|without|hardly|denied|denies|deny|denying)|n['’]t)"
    r"(?: (?!(?:like|as|than|when|because|since|but|that|who|which)\b)[\w'’-]+){0,2}"
    r"|\bwhether|\bstop(?:s|ped)? short of \w+) *$",
    re.IGNORECASE,
)
# Before the speaker, in the same sentence: what follows is doubted, supposed or asked, not reported.
_DOUBTED = re.compile(
    r"\b(?:nobody|no one|false|falsely|fake|untrue)\b|\b(?:if|unless|whether|did|had) (?:the |an? )?$", re.IGNORECASE
)
_CLAUSE_WORDS = 5
_FEW_BLANKS = 3
_NAMING = frozenset(CALL.values())


def find_direct(narration: Narration) -> list[Quote]:
    """The direct quotes of a text, by start; words that nobody is said to speak only where they are a clause."""
    places = list(placed(narration))
    resolver = Resolver(narration)
    found: list[Quote] = []
    for place, attribution in zip(places, carried_on(places), strict=True):
        if attribution and not _is_scare_quote(narration, place, attribution):
            found.append(_attributed(narration, place, attribution, resolver))
        elif not attribution and _is_clause(narration.text, place.quoted.inner):
            found.append(_unattributed(narration, place))
    return found


def _attributed(narration: Narration, place: Placed, attribution: Attribution, resolver: Resolver) -> Quote:
    speaker = resolver.speaker(attribution)
    own = place.quoted.outer.start if attribution.confidence is Confidence.INFERRED else attribution.cue
    told, relayed = attribution.addressee, attribution.relayed
    mention = attribution.mention or attribution.name or attribution.source
    return Quote(
        place.quoted.inner,
        QuoteKind.DIRECT,
        attribution.confidence if speaker else Confidence.INFERRED,
        speaker,
        mention if speaker else None,
        _context(place),
        role=resolver.role(attribution) if speaker else None,
        addressee=told.cut(narration.text) if told else None,
        relayed=relayed.cut(narration.text) if relayed else None,
        utterance=own,
        widen=attribution.negated
        or _is_turned(narration.masked, place)
        or _is_doubted(narration.masked, place, mention),
    )


def _unattributed(narration: Narration, place: Placed) -> Quote:
    inner = place.quoted.inner
    turned = _is_turned(narration.masked, place)
    return Quote(
        inner, QuoteKind.DIRECT, Confidence.INFERRED, None, None, _context(place), utterance=inner.start, widen=turned
    )


def _is_scare_quote(narration: Narration, place: Placed, attribution: Attribution) -> bool:
    """A few words inside the narrator's sentence: speech only where a verb names them ("called it “a farce”")."""
    outer, explicit = place.quoted.outer, attribution.confidence is Confidence.EXPLICIT
    if not explicit and not place.leads and place.quoted.inner.cut(narration.text).count(" ") < _FEW_BLANKS:
        return True
    if narration.masked[outer.start] != FRAGMENT or attribution.cue >= outer.end:
        return False
    return attribution.base not in _NAMING or not explicit


def _context(place: Placed) -> Span:
    inner = place.quoted.inner
    return Span(min(place.sentence.start, inner.start), max(place.sentence.end, inner.end))


def _is_turned(masked: str, place: Placed) -> bool:
    start = place.quoted.outer.start
    return bool(_TURNED.search(masked, max(place.sentence.start, start - 40), start))


def _is_doubted(masked: str, place: Placed, mention: Span) -> bool:
    """Whether the sentence only supposes, asks or denies that the speaker said it ("If Byrne said “…”")."""
    start = place.sentence.start
    return start <= mention.start and bool(_DOUBTED.search(masked, max(start, mention.start - 80), mention.start))


def _is_clause(text: str, span: Span) -> bool:
    words = text.count(" ", span.start, span.end) + 1
    return text[span.start].isupper() and text[span.end - 1] in ".,!?…" and words >= _CLAUSE_WORDS
