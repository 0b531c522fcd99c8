"""Whether a sentence is one of the passages' with words left out; guards that what is left out changes nobody's part.

"Three men arrested police" has the words of "Police arrested three men" and tells the opposite: the telling words must
follow each other as they do in one sentence. "The president was convicted" is "The president's son was convicted" with
a word left out: what is left out must begin where a phrase does, and never before the first word.
"""

import unicodedata
from collections.abc import Sequence

from bot.domain.support.attachment import Sentence
from bot.domain.support.lexicon import PRONOUNS, root_of
from bot.domain.support.tokens import Token

_PHRASES = frozenset(
    "on in at after before with during from since when while which who whom whose where as because although "
    "despite amid under over through near between among against into and or but to for about according including that "
    "by of last next this yesterday today tomorrow monday tuesday wednesday thursday friday saturday sunday".split()
)
_MARKS = frozenset(",;:()—–-")
# What joins two events says how they hang together; what speaks to the reader is nobody's report.
_HELD = PRONOUNS | frozenset(
    "because after before despite although while since until so therefore thus hence when if unless as than by i we "
    "you us our your me my only all every most both".split()
)
_NARROWING = frozenset(
    "some few several many most more less about around nearly almost roughly only hardly half mainly mostly partly "
    "over former acting so-called would-be self-styled either neither".split()
)
_WHOLE = frozenset("of 's ’s".split())  # what stands before these is not what stands behind


def follows(claim: Sequence[Sentence], passages: Sequence[Sentence]) -> bool:
    """Whether each sentence of the claim is one sentence of the passages with phrases left out."""
    return all(any(_is_left_of(one, other) for other in passages) for one in claim)


def is_plain(text: str) -> bool:
    """Whether a text begins with a letter or a figure, asks and shouts nothing, and has no pictures."""
    return text[:1].isalnum() and not set(text) & set("?!") and all(unicodedata.category(c) != "So" for c in text)


def _is_left_of(claim: Sentence, other: Sentence) -> bool:
    said, own = {token.low for token in other}, {token.low for token in claim}
    if own & _HELD - said:
        return False
    places = [at for at, token in enumerate(other) if _counts(token)]
    wanted, last, at = [token for token in claim if _counts(token)], -1, 0
    for token in wanted:
        found = next((n for n in range(at, len(places)) if _is_same(token, other[places[n]])), None)
        if found is None or (found > at and not _may_go(other, places, at, found, last)):
            return False
        last, at = places[found], found + 1
    if not wanted or any(token.low in _NARROWING - own for token in other[:last]):
        return False
    return at == len(places) or _ends(other, last, places[at])


def _counts(token: Token) -> bool:
    return token.telling or bool(token.value)


def _is_same(one: Token, other: Token) -> bool:
    return one.key == other.key or (one.telling and other.telling and root_of(one.key) == root_of(other.key))


def _may_go(other: Sentence, places: Sequence[int], at: int, found: int, last: int) -> bool:
    """Whether what stands between the last kept word and the next may be left out: a phrase, behind the first word."""
    if last < 0:
        return False
    between = other[last + 1 : places[at] + 1]
    begins = any(token.low in _PHRASES or token.low in _MARKS for token in between)
    before = other[places[found] - 1].low if places[found] else ""
    return begins and before not in _WHOLE


def _ends(other: Sentence, last: int, dropped: int) -> bool:
    """Whether a phrase begins behind the last kept word, so that the rest may be left out."""
    return any(token.low in _PHRASES or token.low in _MARKS for token in other[last + 1 : dropped + 1])
