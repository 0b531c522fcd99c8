"""Speech that goes on without a cue of its own; guards that only what reads on is carried on, and is marked so.

In reading order, once over the quotes of a text: a statement that was interrupted, a paragraph opened again, a
colon before a block, a paragraph of nothing but speech after an attributed one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.models import Confidence, Span
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.spans import Quoted


@dataclass(frozen=True, slots=True)
class Placed:
    """A quote in its place: number of its paragraph, its sentence in the masked text, and what stands around it.

    `leads`: nothing of the narrator's stands before it in its sentence. `alone`: its paragraph holds nothing but
    quotes. `intro`: who the words before a colon say will speak.
    """

    quoted: Quoted
    paragraph: int
    sentence: Span
    leads: bool
    alone: bool
    own: Attribution | None
    intro: Attribution | None = None


def carried_on(quotes: Sequence[Placed]) -> list[Attribution | None]:
    """For each quote its attribution, its own or one carried on from a neighbour; None where nothing tells."""
    found: list[Attribution | None] = []
    for at, quote in enumerate(quotes):
        found.append(quote.own or _carried(quotes, at, found))
    for at in range(len(quotes) - 2, -1, -1):
        if found[at] is None and found[at + 1] is not None and _reads_on(quotes[at], quotes[at + 1]):
            found[at] = _as(found[at + 1], Confidence.CONTINUED)
    return found


def _carried(quotes: Sequence[Placed], at: int, found: Sequence[Attribution | None]) -> Attribution | None:
    quote = quotes[at]
    before = quotes[at - 1] if at else None
    last = found[-1] if found else None
    if quote.intro:
        return quote.intro
    if before is None or last is None:
        return None
    if quote.quoted.reopened or before.paragraph == quote.paragraph:
        return _as(last, Confidence.CONTINUED)
    if quote.alone and before.paragraph == quote.paragraph - 1:
        return _as(last, Confidence.INFERRED)
    return None


def _reads_on(quote: Placed, after: Placed) -> bool:
    return quote.paragraph == after.paragraph and quote.leads


def _as(attribution: Attribution | None, confidence: Confidence) -> Attribution | None:
    if attribution is None or attribution.confidence is Confidence.INFERRED:
        return attribution
    return replace(attribution, confidence=confidence)
