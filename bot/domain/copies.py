"""Copies: the same text told again, word for word or nearly; guards that a flood of copies counts once.

Two texts are copies where at least 70 % of their runs of three words are the same (Jaccard, on stems). That keeps a
copy in which one word in twenty was changed, and keeps apart a report and its later, longer update. Candidates meet
through the lowest of their runs' hashes (bottom-k sketch, after Broder 1997): not all pairs are compared.
"""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

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


def _runs(article: Article) -> frozenset[int]:
    """Hashes of the runs of words in title and text; of all words together where there are fewer than three."""
    found = [_number(word) for word in stems_of(f"{article.title}\n{article.text}"[:_MAX_CHARACTERS])]
    if len(found) < _RUN:
        return frozenset([hash(tuple(found))]) if found else frozenset()
    return frozenset(map(hash, zip(found, found[1:], found[2:], strict=False)))


@lru_cache(maxsize=1 << 16)
def _number(word: str) -> int:
    """A number for a word that is the same in every process, as the hash of a tuple of numbers is."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0
