"""Stories: articles about one event, found by their words; guards that no chain of look-alikes joins two events.

    articles ─► copies folded ─► weighted words ─► likenesses of pairs that share words ─► average link ─► stories
                                                   ▲            what was joined, as one            │
                                                   ╰───────────────────────────────────────────────╯

Average link joins two groups only where their articles are alike on average: joining by the nearest article alone
chains unrelated events as the window grows. Names and numbers tell two events of one kind apart (two earthquakes),
so they weigh double. The figures were chosen on 624 labelled articles by BCubed F1, which is most sensitive to
`_ENOUGH`: a hundredth more or less costs up to 0.03.
"""

import heapq
import math
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.domain.copies import fold_copies
from bot.domain.models import Article, ArticleRef, Story
from bot.domain.passages import stem_of
from bot.domain.vectors import Vector, unit
from bot.domain.words import STOP_WORDS, spelled, stem

_ENOUGH = 0.15
_NAME = 2.0
_PAIR = 0.7
_MAX_CHARACTERS = 4_000
_MAX_WORDS = 400
_STRONGEST = 80
# Days between two dates of publication up to which an article may tell the same event without a doubt.
_NEAR_DAYS = 4
# Likenesses below this are noise, and are not kept.
_FAINT = 0.02
_MOST_HOLDERS = 30


def group(articles: Sequence[Article]) -> list[Story]:
    """All articles in stories, many of them of one article; the story with the oldest article first.

    An article of another language, or published more than some days apart, joins none or hardly.
    """
    by_ref = {article.ref: article for article in sorted(articles, key=lambda article: article.id)}
    copies = fold_copies(articles)
    originals = [article for ref, article in by_ref.items() if ref not in copies]
    repeated: dict[ArticleRef, list[ArticleRef]] = {}
    for copy, original in copies.items():
        repeated.setdefault(original, []).append(copy)
    groups = _events(originals)
    return sorted((_story([originals[at].ref for at in one], repeated) for one in groups), key=lambda s: s.articles)


def _events(articles: Sequence[Article]) -> list[tuple[int, ...]]:
    """Numbers of the articles by event: joined again and again, until no two groups are alike enough.

    One round is not enough where many articles tell one event: none of them is compared with all others.
    """
    told = [
        _Told((at,), vector, articles[at].language, articles[at].published)
        for at, vector in enumerate(vectors(articles))
    ]
    while True:
        groups = average_link(likenesses(told), _ENOUGH)
        if len(groups) == len(told):
            return [one.numbers for one in told]
        told = [_as_one([told[at] for at in group]) for group in groups]


def _story(originals: Sequence[ArticleRef], repeated: Mapping[ArticleRef, Sequence[ArticleRef]]) -> Story:
    copies = sorted((copy, original) for original in originals for copy in repeated.get(original, ()))
    refs = sorted([*originals, *(copy for copy, _ in copies)])
    return Story(f"s{refs[0].article_id:x}", tuple(refs), tuple(copies))


# --- weighted words ----------------------------------------------------------------------------------

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
_BEFORE = (
    300  # articles that are reckoned to have come before, so that few articles do not make rarity a matter of luck
)
_COMMON_BEFORE = 90.0
_RARE_BEFORE = 3.0
_SHARPNESS = 1.5
# A word in more than thirty articles, and in more than a twentieth of all, gets no more common: the words of an event
# that everybody tells would else count for nothing.
_FEW = 30
_SHARE_OF_ALL = 20


def vectors(articles: Sequence[Article]) -> list[Vector]:
    """For each article its eighty strongest words and pairs of words, weighted by rarity, at length one."""
    bags = [_bag(article) for article in articles]
    spread = Counter(word for bag in bags for word in bag)
    every = 1 + len(bags) + _BEFORE
    most = max(_FEW, len(bags) // _SHARE_OF_ALL)
    rarity = {
        word: math.log(every / (1 + min(seen, most) + _before(word))) ** _SHARPNESS for word, seen in spread.items()
    }
    return [unit(_strongest({word: weight * rarity[word] for word, weight in bag.items()})) for bag in bags]


def _bag(article: Article) -> dict[str, float]:
    """Words, and pairs of neighbours, with how often they occur (on a logarithm) times what kind they are."""
    found = _weighted_words(article)
    counts: Counter[str] = Counter()
    kinds: dict[str, float] = {}
    for word, kind in found:
        counts[word] += 1
        kinds[word] = max(kind, kinds.get(word, 0.0))
    for (one, its_kind), (other, other_kind) in pairwise(found):
        pair = f"{one} {other}"
        counts[pair] += 1
        kinds[pair] = _PAIR * math.sqrt(its_kind * other_kind)
    return {word: (1 + math.log(count)) * kinds[word] for word, count in counts.items()}


def _weighted_words(article: Article) -> list[tuple[str, float]]:
    """Stems of title and beginning in order, with their weight: names and numbers count double.

    A name is a word with a capital that the article never writes small.
    """
    told = article.text if article.text.startswith(article.title) else f"{article.title} . {article.text}"
    found = spelled(told[:_MAX_CHARACTERS])
    small = {word for word in found if word[0].islower()}
    kept = [word for word in found if word.lower() not in STOP_WORDS][:_MAX_WORDS]
    return [(stem_of(word), _NAME if word[0].isdigit() or _is_name(word, small) else 1.0) for word in kept]


def _is_name(word: str, small: set[str]) -> bool:
    return word[0].isupper() and word.lower() not in small


def _before(word: str) -> float:
    """How many of the articles before the first are reckoned to hold this word or pair."""
    one, _, other = word.partition(" ")
    return _COMMON_BEFORE if one in _COMMON and (not other or other in _COMMON) else _RARE_BEFORE


def _strongest(vector: Mapping[str, float]) -> Vector:
    if len(vector) <= _STRONGEST:
        return vector
    return {word: weight for weight, word in heapq.nlargest(_STRONGEST, ((w, word) for word, w in vector.items()))}


# --- likenesses --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """Articles that tell one event, by number: the mean of their vectors, and a date from their middle."""

    numbers: tuple[int, ...]
    vector: Vector
    language: str
    published: datetime | None


def _as_one(parts: Sequence[_Told]) -> _Told:
    """Several as one. The product of two means is the mean of the products of all pairs."""
    if len(parts) == 1:
        return parts[0]
    count = sum(len(part.numbers) for part in parts)
    total: dict[str, float] = {}
    for part in parts:
        share = len(part.numbers) / count
        for word, weight in part.vector.items():
            total[word] = total.get(word, 0.0) + share * weight
    dates = sorted(part.published for part in parts if part.published)
    numbers = tuple(sorted(number for part in parts for number in part.numbers))
    return _Told(numbers, total, parts[0].language, dates[len(dates) // 2] if dates else None)


def likenesses(told: Sequence[_Told]) -> list[dict[int, float]]:
    """For each, by place, how alike the others are (0 to 1); pairs that hardly share a word are left out.

    An index from word to articles finds the pairs, language by language. Of a word that very many hold, the last
    thirty are compared: all pairs would cost the square of their number.
    """
    found: list[dict[int, float]] = [{} for _ in told]
    index: dict[tuple[str, str], deque[tuple[int, float]]] = {}
    for at, one in enumerate(told):
        shared: dict[int, float] = {}
        for word, weight in one.vector.items():
            holders = index.setdefault((one.language, word), deque(maxlen=_MOST_HOLDERS))
            for other, its_weight in holders:
                shared[other] = shared.get(other, 0.0) + weight * its_weight
            holders.append((at, weight))
        for other, likeness in shared.items():
            near = likeness * _nearness(one, told[other]) if likeness > _FAINT else 0.0
            if near > _FAINT:
                found[at][other] = found[other][at] = near
    return found


def _nearness(one: _Told, other: _Told) -> float:
    """1 for articles published within days of each other, or where a date is unknown; then less and less."""
    if one.published is None or other.published is None:
        return 1.0
    days = abs(one.published - other.published).total_seconds() / 86_400
    return min(1.0, _NEAR_DAYS / days) if days else 1.0


# --- average link ------------------------------------------------------------------------------------


def average_link(alike: Sequence[Mapping[int, float]], enough: float) -> list[list[int]]:
    """Groups of numbers, made by joining, again and again, the two groups most alike on average.

    `alike` gives for each number its likeness to others, 0 where it is missing. Joining ends below `enough`.
    """
    sums = [dict(row) for row in alike]
    groups = [[number] for number in range(len(sums))]
    waiting = [(-likeness, at, other, 1, 1) for at, row in enumerate(sums) for other, likeness in row.items()]
    waiting = [entry for entry in waiting if entry[1] < entry[2] and -entry[0] >= enough]
    heapq.heapify(waiting)
    while waiting:
        _, one, other, size, other_size = heapq.heappop(waiting)
        if len(groups[one]) != size or len(groups[other]) != other_size:
            continue  # either has been joined since
        groups[one] += groups[other]
        groups[other] = []
        _add_sums(sums, one, other)
        for entry in _averages(sums, groups, one):
            if -entry[0] >= enough:
                heapq.heappush(waiting, entry)
    return [sorted(members) for members in groups if members]


def _add_sums(sums: Sequence[dict[int, float]], one: int, other: int) -> None:
    """Give `one` the sums of `other`, which is no more."""
    for third, likeness in sums[other].items():
        del sums[third][other]
        if third != one:
            sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + likeness
    sums[other].clear()


def _averages(
    sums: Sequence[Mapping[int, float]], groups: Sequence[Sequence[int]], one: int
) -> Iterable[tuple[float, int, int, int, int]]:
    size = len(groups[one])
    for other, likeness in sums[one].items():
        low, high = min(one, other), max(one, other)
        yield -likeness / (size * len(groups[other])), low, high, len(groups[low]), len(groups[high])
