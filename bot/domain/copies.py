"""Copies: the same text told again, word for word or nearly; guards that a flood of copies counts once.

Two texts are copies where at least 70 % of their runs of three words are the same (Jaccard, on stems). That keeps a
copy in which one word in twenty was changed, and keeps apart a report and its later, longer update.

Not all pairs are compared. In memory, candidates meet through the lowest of their runs' hashes (bottom-k sketch,
after Broder 1997). In storage they meet through band keys: an exact hash of all words, then sixteen keys of four
MinHash values each (Broder 1997; bands after Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", ch. 3).
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Protocol

from bot.domain.models import Article, ArticleRef
from bot.domain.passages import stems_of

_RUN = 3
_SKETCH = 8
_COPY = 0.7
# An article is compared with this many others at most: those that share most of its sketch.
_NEAREST = 20
# Of the articles that hold one run, the latest are looked at: a phrase that is in all of them tells no copies.
_LATEST = 50
_MAX_CHARACTERS = 20_000


class Textual(Protocol):
    """What has a title and a text."""

    @property
    def title(self) -> str:
        """The headline, perhaps empty."""

    @property
    def text(self) -> str:
        """What is told under it."""


def is_copy(one: Textual, other: Textual) -> bool:
    """Whether one repeats the other; title and text are read together, up to 20,000 characters."""
    return _overlap(_runs(one), _runs(other)) >= _COPY


def fold_copies(articles: Sequence[Article]) -> Mapping[ArticleRef, ArticleRef]:
    """Each copy with the article it repeats, which is the first of them by id and is itself no copy."""
    copies: dict[ArticleRef, ArticleRef] = {}
    originals: list[tuple[ArticleRef, frozenset[int]]] = []
    by_hash: dict[int, deque[int]] = {}
    for article in sorted(articles, key=lambda article: article.id):
        runs = _runs(article)
        sketch = sorted(runs)[:_SKETCH]
        meeting = Counter(number for low in sketch for number in by_hash.get(low, ()))
        nearest = [originals[number] for number, _ in meeting.most_common(_NEAREST)]
        original = next((ref for ref, other in nearest if _overlap(runs, other) >= _COPY), None)
        if original is not None:
            copies[article.ref] = original
            continue
        for low in sketch:
            by_hash.setdefault(low, deque(maxlen=_LATEST)).append(len(originals))
        originals.append((article.ref, runs))
    return copies


def _numbers(one: Textual) -> list[int]:
    """A number for each word of title and text, by its stem, in order."""
    return [_number(word) for word in stems_of(f"{one.title}\n{one.text}"[:_MAX_CHARACTERS])]


def _runs(one: Textual) -> frozenset[int]:
    """Hashes of the runs of words in title and text; of all words together where there are fewer than three."""
    found = _numbers(one)
    if len(found) < _RUN:
        return frozenset([hash(tuple(found))]) if found else frozenset()
    return frozenset(map(hash, zip(found, found[1:], found[2:], strict=False)))


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    """A number of 56 bits for a word, the same in every process and on every machine."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


# --- band keys ---------------------------------------------------------------------------------------

# Sixteen bands of four values, on pairs of neighbouring words: where one word in twenty was changed, four pairs in
# five are the same and all but one copy in ten thousand shares a key; of one word in ten, 98 in 100 copies do. Two
# texts on one event, which share a tenth of their pairs, share a key once in six hundred times.
BANDS = 16
_ROWS = 4
_SEED = 1
_MASK = (1 << 64) - 1
_ODD = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: spreads what it multiplies over all bits


def band_keys(title: str, text: str) -> tuple[int, ...]:
    """Seventeen signed integers of 64 bits, the same in every process and on every machine; none without any word.

    Two texts that share one may be copies: `is_copy` decides. The first is a hash of all words in order, which only
    texts of the same words share. Title and text are read together, up to 20,000 characters.
    """
    found = _numbers(_Text(title, text))
    if not found:
        return ()
    whole = b"".join(number.to_bytes(7, "big") for number in found)
    pairs = {(one * _ODD + other) & _MASK for one, other in pairwise(found)} or {found[0]}
    values = _minima(pairs)
    bands = (values[at : at + _ROWS] for at in range(0, len(values), _ROWS))
    rows = (b"".join(value.to_bytes(8, "big") for value in band) for band in bands)
    return tuple(_key(place, row) for place, row in enumerate((whole, *rows)))


class _Text:
    """A title and a text that belong to no article yet."""

    __slots__ = ("text", "title")

    def __init__(self, title: str, text: str) -> None:
        self.title = title
        self.text = text


def _minima(hashes: set[int]) -> list[int]:
    """MinHash: for each of 64 permutations of all numbers, the lowest of these."""
    from rensa import CMinHash  # noqa: PLC0415 - only storing needs it; answers start without it

    (minima,) = CMinHash.digests64_from_token_hash_sets([list(hashes)], BANDS * _ROWS, _SEED)
    return list(minima)


def _key(place: int, row: bytes) -> int:
    digest = blake2b(row, digest_size=8, person=place.to_bytes(2, "big")).digest()
    return int.from_bytes(digest, "big", signed=True)
