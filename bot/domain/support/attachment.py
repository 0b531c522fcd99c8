"""Which words belong to which figure, name or date of a sentence; guards that none is moved from one to another.

"Three were killed and five hurt" bears out neither "five were killed" nor "three were hurt", though every word of
them stands there.
"""

from collections.abc import Callable, Iterator, Sequence

from bot.domain.support.lexicon import key_of, root_of
from bot.domain.support.tokens import Token

_REACH = 7  # tokens from an anchor to what belongs to it
_BREAKS = frozenset(",;:()—–") | frozenset("and but while or whereas as after before when who which".split())
_NEAREST = 2  # telling words on either side of an anchor in the claim
# Counted and told of everywhere: they show nothing.
_ANYTHING = frozenset(
    root_of(key_of(word))
    for word in "people person man woman child other year day week month hour minute time old new next last early late "
    "more most least more several age".split()
)
Sentence = Sequence[Token]
Anchor = tuple[str, ...]
Anchored = list[tuple[int, int, Anchor]]
"""Anchors of a sentence: first token, the token behind the last, and what names it."""


def moved(
    claim: Sequence[Sentence],
    passages: Sequence[Sentence],
    find: Callable[[Sentence], Anchored],
    *,
    nearest: bool = False,
) -> bool:
    """Whether a word of the claim stands with one anchor, and in the passages only with others of its sort.

    With `nearest` the next telling word of the claim alone is looked at: what a name does, or is done by it.
    """
    theirs: dict[Anchor, set[str]] = {}
    for sentence in passages:
        for anchor, words in _windows(sentence, find(sentence)):
            theirs.setdefault(anchor, set()).update(words)
    for sentence in claim:
        for anchor, words in _windows(sentence, find(sentence), 1 if nearest else _NEAREST):
            own = theirs.get(anchor)
            if own is None:
                continue
            others = set().union(*(keys for other, keys in theirs.items() if other != anchor))
            if (words - own) & others:
                return True
    return False


def _windows(sentence: Sentence, anchors: Anchored, most: int = _REACH) -> Iterator[tuple[Anchor, set[str]]]:
    """Each anchor with the roots of the telling words about it, up to a break or another anchor on either side.

    Those that "and" joins share what stands behind the last. Of one word alone, it is that behind the anchor, if there
    is any and no "by" before it.
    """
    taken = {at for first, last, _ in anchors for at in range(first, last)}
    shared: set[str] = set()
    for number in reversed(range(len(anchors))):
        first, last, anchor = anchors[number]
        behind = _run(sentence, range(last, min(len(sentence), last + _REACH)), taken, most)
        before = _run(sentence, range(first - 1, max(-1, first - 1 - _REACH), -1), taken, most)
        joined = number + 1 < len(anchors) and _joins(sentence[last : anchors[number + 1][0]])
        shared = shared | behind if joined else behind
        if most == 1:
            passive = bool(first) and sentence[first - 1].low == "by"
            yield anchor, before if passive or not shared else shared
        else:
            yield anchor, shared | before


def _joins(between: Sentence) -> bool:
    return bool(between) and all(token.low in {"and", "or", ",", "the"} for token in between)


def _run(sentence: Sentence, places: range, taken: set[int], most: int) -> set[str]:
    found: set[str] = set()
    for at in places:
        token = sentence[at]
        if at in taken or token.low in _BREAKS or len(found) == most:
            break
        root = root_of(token.key)
        if token.telling and root not in _ANYTHING:
            found.add(root)
    return found
