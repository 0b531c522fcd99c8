"""Which articles, and where in them, speak of what a question asks: scanning and re-ranking candidates.

Guards that the order of an answer does not depend on the search engine that found the candidates: a search
proposes, these pure functions decide. Only the question's words are looked for, so that a hundred kilobytes of
candidates cost a few milliseconds.
"""

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise

from bot.domain.expected import Expects, holds
from bot.domain.models import Article
from bot.domain.text import sentences
from bot.domain.words import STOP_WORDS, fold, stem, words

_MOST = 60  # words to search by
WINDOW = 360  # characters: about three sentences
AGREEMENT = 0.05
_BESIDE = 25  # characters from the start of one word to that of its neighbour
_COMPARED = 20
_VOICES = 8
_NEAR = 0.6  # of the first score
_TELLING = re.compile(r"(?<=[\w,;:’”)–—-][ “\"'(])[A-Z][\w’'-]+|\d[\d.,]*")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ACCENTED = re.compile("[À-ɏ]")
_LETTERS = {code: ord(unicodedata.normalize("NFKD", chr(code))[0]) for code in range(0xC0, 0x250)}


@dataclass(frozen=True, slots=True)
class Place:
    """A wanted word in a text: where its word starts, and its stem."""

    start: int
    stem: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A candidate article with the wanted words of its title and, in order, those of its text.

    `headline` are the stems of all words of the title, in order.
    """

    article: Article
    title: frozenset[str]
    places: tuple[Place, ...]
    headline: tuple[str, ...] = ()

    @property
    def stems(self) -> frozenset[str]:
        """All wanted words that it holds."""
        return self.title | {place.stem for place in self.places}


@lru_cache(maxsize=1 << 16)
def stem_of(word: str) -> str:
    """The stem of a word as it stands in a text."""
    return stem(fold(word))


def stems_of(text: str) -> list[str]:
    """The stems of all words of a text, in order."""
    return [stem_of(match.group()) for match in _WORD.finditer(text)]


def plain(text: str) -> str:
    """The text in lower case and without accents, of the same length, so that offsets stay."""
    if _ACCENTED.search(text):
        text = text.translate(_LETTERS)
    return text.lower()


def scan(article: Article, wanted: Iterable[str]) -> Scanned:
    """Where the wanted stems stand in an article."""
    kept = frozenset(wanted)
    headline = tuple(stems_of(plain(article.title)))
    return Scanned(article, kept.intersection(headline), tuple(places(article.text, kept)), headline)


def places(text: str, wanted: frozenset[str]) -> list[Place]:
    """Every word of a text whose stem is wanted, in order."""
    lower = plain(text)
    found: dict[int, str] = {}
    for beginning in {_beginning(one) for one in wanted}:
        at = lower.find(beginning)
        while at >= 0:
            end = at + len(beginning)
            if at == 0 or not lower[at - 1].isalnum():
                match = _WORD.match(lower, at)
                if match:
                    end = match.end()
                    word = stem_of(match.group())
                    if word in wanted:
                        found[at] = word
            at = lower.find(beginning, end)
    return [Place(at, found[at]) for at in sorted(found)]


def _beginning(one: str) -> str:
    """What every word with this stem begins with ("parti" is how "party" goes on in the plural)."""
    return one[:-1] if len(one) > 3 and one[-1] in "ye" else one


# --- what is looked for ------------------------------------------------------------------------------

# Words of a question that say how it is asked or how fresh the news is, not what it is about.
_FILLERS = frozenset(
    "which what who when where why many much according following week weeks recent recently today yesterday ago "
    "reportedly tell please".split()
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: words to search by; their stems, in order; those of names or numbers; those side by side.

    `kind` is the kind of answer wanted, `asked` all folded words of the question: an answer is none of them.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    named: frozenset[str]
    pairs: tuple[tuple[str, str], ...]
    kind: Expects
    asked: frozenset[str]


def wanted(text: str, kind: Expects = Expects.OPEN) -> Wanted:
    """What to look for in order to answer a text that wants an answer of some kind."""
    stems: dict[str, None] = {}
    named: set[str] = set()
    pairs: list[tuple[str, str]] = []
    before = ""
    shouted = text.isupper()
    begun = [span.start for span in sentences(text)]
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word in STOP_WORDS or word in _FILLERS or (len(word) < 2 and not word.isdigit()):
            before = ""
            continue
        one = stem(word)
        stems[one] = None
        start = begun[max(0, bisect_right(begun, match.start()) - 1)]
        begins = not text[start : match.start()].rpartition(":")[2].strip(" \"“'‘")
        if word[0].isdigit() or (match.group()[0].isupper() and not begins and not shouted):
            named.add(one)
        if before:
            pairs.append((before, one))
        before = one
    asked = dict.fromkeys(words(text))
    told = tuple(word for word in asked if word not in STOP_WORDS and word not in _FILLERS)
    return Wanted(told[:_MOST], tuple(stems), frozenset(named), tuple(pairs), kind, frozenset(asked))


def weigh(candidates: Sequence[Scanned], sought: Wanted) -> dict[str, float]:
    """How much each wanted stem tells: rare among the candidates tells more; names and numbers a third more."""
    counts = Counter(word for one in candidates for word in one.stems)
    size = len(candidates) + 1
    return {
        word: (math.log(size / (counts[word] + 0.5)) + 0.5) * (1.3 if word in sought.named else 1.0)
        for word in sought.stems
    }


# --- scores ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score, where in its text the question is answered best, and the share found there."""

    scanned: Scanned
    score: float
    at: int
    window: float


def share(found: Iterable[str], weights: Mapping[str, float]) -> float:
    """The share of all weight that these stems carry, 0 to 1."""
    whole = sum(weights.values())
    return sum(weights[word] for word in set(found)) / whole if whole else 0.0


def best_window(one: Scanned, weights: Mapping[str, float], width: int, *, title: bool) -> tuple[float, int]:
    """The largest share that `width` neighbouring characters carry, with the title or not, and where they begin."""
    inside: Counter[str] = Counter(one.title if title else ())
    carried = sum(weights[word] for word in inside)
    best, start, first = carried, 0, 0
    for place in one.places:
        carried += 0 if inside[place.stem] else weights[place.stem]
        inside[place.stem] += 1
        while one.places[first].start < place.start - width:
            left = one.places[first].stem
            inside[left] -= 1
            carried -= 0 if inside[left] else weights[left]
            first += 1
        if carried > best + 1e-9:
            best, start = carried, one.places[first].start
    whole = sum(weights.values())
    return (best / whole if whole else 0.0), start


def rank(candidates: Sequence[Scanned], hits: Sequence[float], sought: Wanted) -> list[Ranked]:
    """Candidates best first. `hits` are the scores that the search gave them, in the same order.

    The weights were chosen on the middle of a plateau of a coarse grid (RealTime QA and XQuAD, development
    halves): neighbouring values change the first place by less than a point.
    """
    weights = weigh(candidates, sought)
    top = max(hits, default=0.0) or 1.0
    first = [_first_score(one, hit / top, weights, sought) for one, hit in zip(candidates, hits, strict=True)]
    first.sort(key=lambda one: -one.score)
    return sorted(agreed(first, sought), key=lambda one: -one.score)


def _first_score(one: Scanned, hit: float, weights: Mapping[str, float], sought: Wanted) -> Ranked:
    near, at = best_window(one, weights, 200, title=False)
    near *= 1.0 if holds(_around(one, at), sought.kind, sought.asked) else 0.4
    score = hit + 0.5 * share(one.title, weights) + 0.3 * share(one.stems, weights)
    score += near + 0.5 * _paired(one, weights, sought)
    return Ranked(one, score, at, best_window(one, weights, WINDOW, title=True)[0])


def _paired(one: Scanned, weights: Mapping[str, float], sought: Wanted) -> float:
    """The share of the question's neighbouring words that are neighbours here too."""
    if not sought.pairs:
        return 0.0
    beside = {(a.stem, b.stem) for a, b in pairwise(one.places) if b.start - a.start < _BESIDE}
    beside.update(pairwise(one.headline))
    value = {pair: min(weights[pair[0]], weights[pair[1]]) for pair in sought.pairs}
    return sum(value[pair] for pair in value if pair in beside) / sum(value.values())


def agreed(ranked: Sequence[Ranked], sought: Wanted) -> list[Ranked]:
    """Raise articles that tell, where the question is answered best, the names and figures that other good ones tell.

    Only the first 20 are compared. Only those of the first 8 have a voice that come near the first, each the weaker
    the farther down it stands.
    """
    told = [telling(one) - set(sought.stems) for one in ranked[:_COMPARED]]
    known = Counter(chain.from_iterable(told))
    rarity = {word: math.log((len(told) + 1) / count) for word, count in known.items()}
    near = [place for place, one in enumerate(ranked[:_VOICES]) if one.score > _NEAR * ranked[0].score]
    made = list(ranked)
    for at, own in enumerate(told):
        voices = (0.7**place * sum(rarity[word] for word in own & told[place]) for place in near if place != at)
        made[at] = replace(ranked[at], score=ranked[at].score + AGREEMENT * sum(voices))
    return made


def telling(one: Ranked) -> set[str]:
    """Stems of the names and figures that stand where the question is answered best."""
    return {stem_of(plain(word)) for word in _TELLING.findall(_around(one.scanned, one.at))}


def _around(one: Scanned, at: int) -> str:
    return one.article.text[max(0, at - 100) : at + 400]
