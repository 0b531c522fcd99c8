"""Whether a sentence is one of the passages' with words left out; guards that what is left out changes nobody's part.

"Three men arrested police" has the words of "Police arrested three men" and tells the opposite: the telling words must
follow each other as they do in one sentence. "The president was convicted" is "The president's son was convicted" with
a word left out: only what `adjuncts` knows to change nothing is left out, and never anything before the first word.
What is left must be a sentence (`telling`), and a question is no statement.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

from bot.domain.support.adjuncts import is_absolute, is_word, may_go
from bot.domain.support.attachment import Sentence
from bot.domain.support.lexicon import PRONOUNS
from bot.domain.support.telling import is_past, tells
from bot.domain.support.tokens import Token

# What joins two events says how they hang together; what speaks to the reader is nobody's report.
_HELD = PRONOUNS | frozenset(
    "because after before despite although while since until so therefore thus hence when if unless as than by i we "
    "you us our your me my only all every most both".split()
)
_ARTICLES = frozenset({"the", "a", "an"})
_MOST = 160  # words and marks of one sentence: of a longer one nothing follows


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
    if max(len(claim), len(other)) > _MOST:
        return False
    own, their = _bare(claim), _bare(other)
    said, lows = {token.low for token in other}, {token.low for token in own}
    if not own or lows & _HELD - said or "?" in {token.low for token in other}:
        return False
    past, whole = is_past(their), is_absolute(own)

    @cache
    def goes(last: int, at: int) -> bool:
        behind = their[at] if at < len(their) else None
        return may_go(their[last], their[last + 1 : at], behind, past=past, whole=whole)

    reached = {0} if their and _is_same(own[0], their[0]) else set()  # places of the last kept word, one way or another
    for token in own[1:]:
        places = [at for at in range(1, len(their)) if _is_same(token, their[at])]
        reached = {at for at in places if any(one < at and goes(one, at) for one in reached)}
    is_sentence = len(own) == len(their) or tells(own)
    return is_sentence and any(goes(at, len(their)) for at in reached)


def _bare(sentence: Sentence) -> list[Token]:
    """The sentence without articles, and without the marks at its end."""
    found = [token for token in sentence if token.low not in _ARTICLES]
    while found and not is_word(found[-1]):
        found.pop()
    return found


def _is_same(one: Token, other: Token) -> bool:
    if is_word(one) != is_word(other):
        return False
    if one.telling or one.value:
        return one.key == other.key and one.unit == other.unit
    return one.low == other.low
