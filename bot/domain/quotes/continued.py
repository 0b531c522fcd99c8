"""Speech that goes on without a cue of its own; guards that only what reads on is carried on, and is marked so.

In reading order, once over the quotes of a text: a statement that was interrupted, a paragraph opened again, a
colon before a block, a paragraph of nothing but speech after an attributed one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.models import Confidence, Span
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.spans import Quoted

# Over more sentences than this between two quotes of a paragraph, that one person speaks both is only inferred.
_LONGEST_GAP = 2


@dataclass(frozen=True, slots=True)
class Placed:
    """A quote in its place: number of its paragraph and sentence in the masked text, and what stands around it.

    `leads`: nothing of the narrator's stands before it in its sentence. `alone`: its paragraph holds nothing but
    quotes. `last`: its sentence is the last of its paragraph. `own`: who speaks by a cue in its sentence; `intro`: by
    the words before a colon; `subject`: whom its sentence is about; `nearby`: who spoke in the sentences before, or
    whom its own names first.
    """

    quoted: Quoted
    paragraph: int
    number: int
    sentence: Span
    leads: bool
    alone: bool
    last: bool = False
    own: Attribution | None = None
    intro: Attribution | None = None
    subject: Attribution | None = None
    nearby: Attribution | None = None


def carried_on(quotes: Sequence[Placed]) -> list[Attribution | None]:
    """For each quote its attribution, its own or one carried on from a neighbour; None where nothing tells."""
    found: list[Attribution | None] = []
    for at, quote in enumerate(quotes):
        found.append(quote.own or quote.intro or _carried(quotes, at, found))
    for at in range(len(quotes) - 2, -1, -1):
        if found[at] is None and quotes[at].leads and quotes[at].paragraph == quotes[at + 1].paragraph:
            found[at] = _as(quotes[at], found[at + 1], Confidence.CONTINUED)
    for at in range(len(quotes)):
        found[at] = found[at] or _from_before(quotes, at, found)
    return found


def _from_before(quotes: Sequence[Placed], at: int, found: Sequence[Attribution | None]) -> Attribution | None:
    """Who spoke before, where nobody is said to speak the quote itself."""
    quote = quotes[at]
    if quote.alone and at and quotes[at - 1].paragraph == quote.paragraph - 1 and found[at - 1]:
        return _as(quote, found[at - 1], Confidence.INFERRED)
    inside = quote.leads and not quote.alone
    return _as(quote, quote.nearby, Confidence.CONTINUED if inside else Confidence.INFERRED)


def _carried(quotes: Sequence[Placed], at: int, found: Sequence[Attribution | None]) -> Attribution | None:
    quote = quotes[at]
    before = quotes[at - 1] if at else None
    last = _last_said(quotes, at, found)
    if before is None or last is None:
        return None
    if quote.quoted.reopened:
        return _as(quote, last, Confidence.CONTINUED)
    if before.paragraph == quote.paragraph:
        return _within_paragraph(quote, quote.number - before.number, last)
    if quote.alone and before.paragraph == quote.paragraph - 1:
        # “…,” Byrne told them.¶ “…”: only where her paragraph ends with what she says is it surely still her.
        surely = before.last and before.quoted.closed and (before.own or not before.alone)
        return _as(quote, last, Confidence.CONTINUED if surely else Confidence.INFERRED)
    return None


def _last_said(quotes: Sequence[Placed], at: int, found: Sequence[Attribution | None]) -> Attribution | None:
    """Who spoke last; somebody who is told not to have said a word does not go on speaking."""
    last = found[-1] if found else None
    if last and last.negated and at > 1 and found[-2] and quotes[at - 2].paragraph == quotes[at].paragraph:
        return found[-2]
    return last


def _within_paragraph(quote: Placed, gap: int, last: Attribution) -> Attribution | None:
    """Speech goes on over a sentence of the narrator's, unless that says who speaks; over more, it is a guess."""
    if not quote.leads and quote.subject:
        # "He voiced a wish for “…”": the sentence says of whom it speaks.
        return _as(quote, quote.subject, Confidence.CONTINUED)
    if gap > 1 and quote.leads and quote.nearby:
        return _as(quote, quote.nearby, Confidence.CONTINUED)
    return _as(quote, last, Confidence.CONTINUED if gap <= _LONGEST_GAP else Confidence.INFERRED)


def _as(quote: Placed, attribution: Attribution | None, confidence: Confidence) -> Attribution | None:
    """The attribution carried on to this quote; a negation goes no further than its own sentence."""
    if attribution is None or attribution.confidence is Confidence.INFERRED:
        return attribution
    return replace(attribution, confidence=confidence, negated=attribution.negated and not quote.leads)
