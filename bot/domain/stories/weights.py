"""Articles as weighted words: rare words tell more, names and figures count double.

Guards that few articles are weighed as many would be: words count as if three hundred articles had come before.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import add

from bot.domain.models import Article
from bot.domain.passages import stem_of
from bot.domain.stories.ordinary import ORDINARY_STEMS
from bot.domain.vectors import Vector, unit
from bot.domain.words import STOP_WORDS, fold, spelled, stem

_NAME = 2.0
_PAIR = 0.7
# What two words that stand side by side weigh together, by the sum of their weights: the mean of both, a little less.
_PAIRED = {one + other: _PAIR * math.sqrt(one * other) for one in (1.0, _NAME) for other in (1.0, _NAME)}
_MAX_CHARACTERS = 4_000
_MAX_WORDS = 400
_STRONGEST = 80
# What is but a headline shares fewer words: two of them are alike a third more than their words say.
_HEADLINE_WORDS = 20
_HEADLINE = math.sqrt(1.3)
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")

# Words of reporting and of the calendar are everywhere: counted as if three articles in ten held them.
_COMMON = frozenset(
    stem(word)
    for word in (
        "say said says tell told add added call called ask asked report reported reporter statement announce announced "
        "according spokesman spokeswoman official officials interview press news reuters ap afp bbc cnn mr mrs ms dr "
        "people day week month year today yesterday monday tuesday wednesday thursday friday saturday sunday january "
        "february march april may june july august september october november december first second last next new one "
        "two three four five six million billion percent number many much several make take come go get give see know "
        "think want use find show keep since still already ever even however although though while among around away "
        "back another every well way like time"
    ).split()
)
_COMMON_WORDS_AND_PAIRS = _COMMON | {f"{one} {other}" for one in _COMMON for other in _COMMON}
# Articles that are reckoned to have come before, so that few articles do not make rarity a matter of luck.
_BEFORE = 300
_COMMON_BEFORE = 90.0
_RARE_BEFORE = 3.0
_SHARPNESS = 1.5
# A word in more than thirty articles, and in more than a twentieth of all, gets no more common: the words of an event
# that everybody tells would else count for nothing.
_FEW = 30
_SHARE_OF_ALL = 20
# Unless nearly all articles hold it: a word of the source's own tells none of them from another.
_NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article's eighty strongest words and pairs of words, and which of the words are names or figures.

    `first_names` are those that stand before a name, both as stems. The vector has length one; that of a headline is
    longer. A headline has no names: in many every word has a capital.
    """

    vector: Vector
    names: frozenset[str]
    first_names: Mapping[str, frozenset[str]]


def weigh(articles: Sequence[Article]) -> list[Weighed]:
    """Each article as weighted words, in order: how often a word is in it, how rare it is, and of what kind."""
    bags = [_bag(article) for article in articles]
    spread = Counter(chain.from_iterable(bag.weights for bag in bags))
    # Few counts are had by very many words: each rarity is reckoned once.
    rare = [_rarity(_counted(seen, len(bags)), _RARE_BEFORE, len(bags)) for seen in range(len(bags) + 1)]
    rarity = {word: rare[seen] for word, seen in spread.items()}
    for word in _COMMON_WORDS_AND_PAIRS & spread.keys():
        rarity[word] = _rarity(_counted(spread[word], len(bags)), _COMMON_BEFORE, len(bags))
    return [_weighed(bag, rarity) for bag in bags]


def _counted(seen: int, articles: int) -> int:
    return seen if seen > _NEARLY_ALL * articles else min(seen, max(_FEW, articles // _SHARE_OF_ALL))


def _rarity(seen: int, before: float, articles: int) -> float:
    """How much a word tells that so many of the articles hold, and so many of those reckoned before them."""
    return float(math.log((1 + articles + _BEFORE) / (1 + seen + before)) ** _SHARPNESS)


def _weighed(bag: "_Bag", rarity: Mapping[str, float]) -> Weighed:
    heavy = strongest({word: weight * rarity[word] for word, weight in bag.weights.items()})
    vector = unit(heavy)
    if bag.is_headline:
        vector = {word: weight * _HEADLINE for word, weight in vector.items()}
    return Weighed(vector, bag.names, bag.first_names)


@dataclass(frozen=True, slots=True)
class _Bag:
    weights: Mapping[str, float]
    names: frozenset[str]
    first_names: Mapping[str, frozenset[str]]
    is_headline: bool


def _bag(article: Article) -> _Bag:
    """Words, and pairs of neighbours, with how often they occur (on a logarithm) times what kind they are."""
    told = article.text if article.text.startswith(article.title) else f"{article.title} . {article.text}"
    spelt = spelled(_THOUSANDS.sub("", told[:_MAX_CHARACTERS]))
    found = _by_kind(spelt)
    words = [word for word, _ in found]
    kinds: dict[str, float] = {}
    for word, kind in found:
        if kind > kinds.get(word, 0.0):
            kinds[word] = kind
    is_headline = len(spelt) <= _HEADLINE_WORDS
    names = frozenset(w for w, kind in kinds.items() if kind == _NAME and w not in _COMMON and not is_headline)
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    weights = [weight for _, weight in found]
    kinds.update(zip(pairs, map(_PAIRED.__getitem__, map(add, weights, weights[1:])), strict=True))
    counts = Counter(words)
    counts.update(pairs)
    for word, count in counts.items():
        if count > 1:
            kinds[word] *= 1 + math.log(count)
    return _Bag(kinds, names, _first_names(spelt), is_headline)


def _by_kind(spelt: Sequence[str]) -> list[tuple[str, float]]:
    """Stems in order, with the weight of their kind: names and numbers count double.

    A name is a word with a capital that the article never writes small.
    """
    each = dict.fromkeys(spelt)
    small = {word for word in each if word[0].islower()}
    kinds = {word: _NAME if word[0].isdigit() or _is_name(word, small) else 1.0 for word in each}
    return [(stem, kinds[word]) for word in spelt if (stem := _stem(word))][:_MAX_WORDS]


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """The stem, "" for a stop word; an acronym is the same with full stops and without."""
    plain = word.replace(".", "") if _DOTTED.fullmatch(word) else word
    return "" if word.lower() in STOP_WORDS or fold(word) in STOP_WORDS else stem_of(plain)


def _first_names(spelt: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """What stands with a capital before a name: no title, no possessive, no day."""
    found: dict[str, set[str]] = {}
    for first, last in pairwise(spelt):
        if first[0].isupper() and last[0].isupper() and not first.endswith(_POSSESSIVE):
            stem = _stem(first)
            if stem and stem not in ORDINARY_STEMS and stem not in _COMMON:
                found.setdefault(_stem(last), set()).add(stem)
    return {last: frozenset(first) for last, first in found.items()}


def _is_name(word: str, small: set[str]) -> bool:
    return word[0].isupper() and word.lower() not in small


def strongest(vector: Mapping[str, float]) -> Vector:
    """The heaviest words, in order. Where the last of them stands is asked first: most words need no place then."""
    if len(vector) <= _STRONGEST:
        return vector
    least = sorted(vector.values())[-_STRONGEST]
    heavy = sorted([(weight, word) for word, weight in vector.items() if weight >= least], reverse=True)
    return {word: weight for weight, word in heavy[:_STRONGEST]}
