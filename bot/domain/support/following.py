"""Whether a sentence is one of the passages' with words left out; guards that what is left out changes nobody's part.

"Three men arrested police" has the words of "Police arrested three men" and tells the opposite: the telling words must
follow each other as they do in one sentence. "The president was convicted" is "The president's son was convicted" with
a word left out: what is left out must begin where a phrase does, and never before the first word.
"""

import unicodedata
from collections.abc import Sequence

from bot.domain.support.attachment import Sentence
from bot.domain.support.lexicon import PRONOUNS
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
_EXCEPTING = frozenset("but except among not without under than instead from".split())
_JOINING = frozenset("and or but nor who which whose while as whereas that".split())
_ARTICLES = frozenset({"the", "a", "an"})
_MOST = 120  # words of one sentence


def follows(claim: Sequence[Sentence], passages: Sequence[Sentence]) -> bool:
    """Whether each sentence of the claim is one sentence of the passages with phrases left out."""
    return all(any(_is_left_of(one, other) for other in passages) for one in claim)


def is_plain(text: str) -> bool:
    """Whether a text begins with a letter or a figure, asks and shouts nothing, and has no pictures."""
    return text[:1].isalnum() and not set(text) & set("?!") and all(unicodedata.category(c) != "So" for c in text)


def _is_left_of(claim: Sentence, other: Sentence) -> bool:
    """Whether the claim is the sentence with phrases left out: all its words but articles, small ones too, in order.

    Small words carry the parts: "was", "for", "against", "before". Bounded by the product of the lengths.
    """
    own, their = _bare(claim), _bare(other)
    said, lows = {token.low for token in other}, {token.low for token in own}
    if not own or lows & _HELD - said:
        return False
    reached = {0} if their and _is_same(own[0], their[0]) else set()  # places of the last kept word, one way or another
    for token in own[1:]:
        reached = {
            at
            for at in range(len(their))
            if _is_same(token, their[at]) and any(one < at and _may_go(their[one + 1 : at]) for one in reached)
        }
    return any(_ends(their, at, lows) for at in reached)


def _bare(sentence: Sentence) -> list[Token]:
    """The sentence without articles, and without the marks at its end."""
    found = [token for token in sentence[:_MOST] if token.low not in _ARTICLES]
    while found and not _is_word(found[-1]):
        found.pop()
    return found


def _is_word(token: Token) -> bool:
    return bool(token.value) or token.low[:1].isalnum()


def _is_same(one: Token, other: Token) -> bool:
    if _is_word(one) != _is_word(other):
        return False
    if one.telling or one.value:
        return one.key == other.key and one.unit == other.unit
    return one.low == other.low


def _may_go(left_out: Sequence[Token], *, at_end: bool = False) -> bool:
    """Whether these may be left out: nothing, marks, or what begins as a phrase does and holds back no exception.

    Within the sentence it joins nobody else to what follows ("and her deputy was arrested").
    """
    words = [token.low for token in left_out if _is_word(token)]
    if not words:
        return True
    begins = left_out[0].low in _PHRASES or left_out[0].low in _MARKS
    return begins and not set(words) & _EXCEPTING and (at_end or not set(words[1:]) & _JOINING)


def _ends(their: Sequence[Token], last: int, lows: set[str]) -> bool:
    """Whether the rest may be left out, and no word that narrows what is kept is."""
    narrowed = any(token.low in _NARROWING - lows for token in their[:last])
    return not narrowed and _may_go(their[last + 1 :], at_end=True)
