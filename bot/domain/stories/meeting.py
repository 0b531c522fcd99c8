"""How alike articles and groups of them are; guards that the cost of an article does not grow with their number.

An index from word to articles finds those that share words, language by language. Of a word that very many hold, the
latest thirty are compared: an article has eighty words at most, so it meets 2,400 others at most, however many there
are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.models import Article
from bot.domain.stories.marks import Marks, agreement, marks_together
from bot.domain.vectors import Vector

# Days between two dates of publication up to which an article may tell the same event without a doubt.
_NEAR = timedelta(days=4)
# Within a group, what is older than its newest counts half for each of these: a story that runs on is known by
# what was told last.
_HALF_LIFE = timedelta(days=3)
# Likenesses below this are noise, and are not kept.
_FAINT = 0.03
_MOST_HOLDERS = 30


@dataclass(frozen=True, slots=True)
class Told:
    """Articles that tell one event, by number: the mean of their vectors, their marks, first and last publication.

    `alone` is what the articles' likeness each with itself adds to the square of the mean.
    """

    numbers: tuple[int, ...]
    vector: Vector
    marks: Marks
    language: str
    first: datetime | None
    last: datetime | None
    alone: float

    @classmethod
    def of(cls, number: int, article: Article, vector: Vector, marks: Marks) -> "Told":
        """One article."""
        published = article.published
        return cls((number,), vector, marks, article.language, published, published, _square(vector))

    @property
    def coherence(self) -> float:
        """The likeness of the articles among each other, on average over all pairs; of one with itself nothing."""
        return max(0.0, _square(self.vector) - self.alone) if len(self.numbers) > 1 else 0.0


def _square(vector: Vector) -> float:
    return sum(weight * weight for weight in vector.values())


def as_one(parts: Sequence[Told]) -> Told:
    """Several as one, the newest counting most. The product of two means is the mean of the products of all pairs."""
    if len(parts) == 1:
        return parts[0]
    shares = _shares(parts)
    total: dict[str, float] = {}
    for part, share in zip(parts, shares, strict=True):
        for word, weight in part.vector.items():
            total[word] = total.get(word, 0.0) + share * weight
    return Told(
        numbers=tuple(sorted(number for part in parts for number in part.numbers)),
        vector=total,
        marks=marks_together([part.marks for part in parts], shares),
        language=parts[0].language,
        first=min((part.first for part in parts if part.first), default=None),
        last=max((part.last for part in parts if part.last), default=None),
        alone=sum(share * share * part.alone for part, share in zip(parts, shares, strict=True)),
    )


def _shares(parts: Sequence[Told]) -> list[float]:
    """What each part counts, 1 together: by how many articles it holds, and how old it is beside the newest."""
    newest = max((part.last for part in parts if part.last), default=None)
    counts = [len(part.numbers) * (_decay(newest - part.last) if newest and part.last else 1.0) for part in parts]
    return [count / sum(counts) for count in counts]


def _decay(age: timedelta) -> float:
    # Never so little that nothing is left: an article from the last century is still one.
    half_lives: float = min(age / _HALF_LIFE, 30.0)
    return float(0.5**half_lives)


# --- who meets whom ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Meeting:
    """Articles and groups of them by number, with how alike they are: 0 to 1, pairs that hardly share a word left out.

    The index leads from a word to those that hold it. `compared` counts the products that were made. `words` are
    those that more than one of all articles to come holds, where that is known: nobody meets by the others.
    """

    words: Collection[str] | None = None
    told: dict[int, Told] = field(default_factory=dict)
    alike: dict[int, dict[int, float]] = field(default_factory=dict)
    compared: int = 0
    _holders: dict[str, dict[str, list[tuple[int, float]]]] = field(default_factory=dict)
    _next: int = 0

    def add(self, one: Told) -> None:
        """Compare one with those that are here, and remember it for those to come."""
        number, self._next = self._next, self._next + 1
        self.told[number], self.alike[number] = one, {}
        for other, product in self._meet(number, one).items():
            if product > _FAINT and other in self.told:
                its = self.told[other]
                likeness = product * _nearness(one, its) * agreement(one.marks, its.marks)
                if likeness > _FAINT:
                    self.alike[number][other] = self.alike[other][number] = likeness

    def _meet(self, number: int, one: Told) -> dict[int, float]:
        """The products of its vector and those of the others that share a word with it; then it is in the index too."""
        index = self._holders.setdefault(one.language, {})
        shared: dict[int, float] = defaultdict(float)
        for word, weight in one.vector.items():
            if self.words is not None and word not in self.words:
                continue
            holders = index.setdefault(word, [])
            self.compared += len(holders)
            for other, its_weight in holders:
                shared[other] += weight * its_weight
            holders.append((number, weight))
            if len(holders) > _MOST_HOLDERS:
                del holders[0]
        return shared

    def join(self, numbers: Sequence[int]) -> None:
        """Take several out and add them as one."""
        parts = [self.told.pop(number) for number in numbers]
        for number in numbers:
            for other in self.alike.pop(number):
                self.alike[other].pop(number, None)
        self.add(as_one(parts))


def _nearness(one: Told, other: Told) -> float:
    """1 for what was published within days of each other, or where a date is unknown; then less and less."""
    if one.first is None or other.first is None or one.last is None or other.last is None:
        return 1.0
    gap = max(one.first - other.last, other.first - one.last)
    return _NEAR / gap if gap > _NEAR else 1.0
