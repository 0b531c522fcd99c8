"""Does this text bear out this claim? A lexical score, and the sentences that bear it out best.

Guards that a claim is believed for words that stand in the text, never for its sound: no model is asked, and what is
verbatim in the text alone scores 1. A score says how near the words are; it proves nothing. What a model has written
is held to hard rules besides: see `bot.domain.support.guards`.
"""

from itertools import zip_longest

from bot.domain.models import Span
from bot.domain.support.features import features
from bot.domain.support.matching import Clause, compare
from bot.domain.support.model import STRICT, THRESHOLD, probability
from bot.domain.support.reading import Reading, read
from bot.domain.support.verdict import NOTHING, Support
from bot.domain.text import one_line

__all__ = ["STRICT", "THRESHOLD", "Support", "check"]

_LONGEST = 5_000  # characters of a claim; what is longer is no claim but a text
_MOST_CLAUSES = 40
_EVIDENCE = 3


def check(claim: str, document: str) -> Support:
    """Whether the document bears out the claim.

    Of the document the first 120,000 characters are read; a claim of more than 5,000 characters or 40 sentences is
    never borne out. Sentences of the document, word for word, score 1; nothing else does. Linear in the document.
    """
    if len(claim) > _LONGEST:
        return NOTHING
    own, reading = read(claim), read(document)
    if not own.size or len(own.spans) > _MOST_CLAUSES:
        return NOTHING
    copied = _verbatim(claim, own, document, reading)
    if copied is not None:
        return Support(supported=True, score=1.0, evidence=copied)
    clauses = [compare(words, reading) for words in own.sentences if words]
    evidence = _evidence(clauses, reading)
    if not evidence:
        return NOTHING
    score = probability(features(clauses, reading))
    return Support(score >= THRESHOLD, score, evidence)


def _verbatim(claim: str, own: Reading, document: str, reading: Reading) -> tuple[Span, ...] | None:
    """The document's sentences that the claim is made of, if it is nothing else; at most three of them."""
    known: dict[str, Span] = {}
    for span in reading.spans:
        known.setdefault(one_line(span.cut(document)), span)
    whole = known.get(one_line(claim))
    found = [whole] if whole else [known.get(one_line(span.cut(claim))) for span in own.spans]
    spans = {span for span in found if span is not None}
    return None if None in found else tuple(sorted(spans, key=lambda span: span.start)[:_EVIDENCE])


def _evidence(clauses: list[Clause], reading: Reading) -> tuple[Span, ...]:
    """The sentences that cover the claim best: the best of each clause first, at most three, in their order."""
    ranked = [
        place for row in zip_longest(*(clause.chosen for clause in clauses)) for place in row if place is not None
    ]
    return tuple(reading.spans[place] for place in sorted(list(dict.fromkeys(ranked))[:_EVIDENCE]))
