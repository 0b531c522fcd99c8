"""Headlines inside a text, where nearly every word has a capital; guards that none is taken for somebody's name.

"Mayor Quill Warns Harbour Board Of Floods" is a run of capitals as a name is. In such a line only those names count
that the text gives elsewhere, and a first name with the word behind it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from bot.domain.models import Span
from bot.domain.people.firstnames import FIRST_NAMES
from bot.domain.people.wordlists import ORDINARY

_LONG_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{4,}")
_LONGEST_LINE = 200
# So many words of four letters make a headline, of which not more than a fifth begins small.
_FEWEST_WORDS, _MOST_SMALL = 6, 0.1
_LONGEST_NAME = 4
_MOST_LINES = 200


def headlines(text: str, at: Iterable[int]) -> list[Span]:
    """The lines in title case among those that hold these positions (ascending); at most two hundred are looked at."""
    found: list[Span] = []
    end = looked = 0
    for position in at:
        if position < end:
            continue
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        looked += 1
        if looked > _MOST_LINES:
            break
        if end - start <= _LONGEST_LINE and _is_headline(text, start, end):
            found.append(Span(start, end))
    return found


def _is_headline(text: str, start: int, end: int) -> bool:
    words = [match.group() for match in islice(_LONG_WORD.finditer(text, start, end), _LONGEST_LINE)]
    small = sum(word[0].islower() for word in words)
    return len(words) >= _FEWEST_WORDS and small <= _MOST_SMALL * len(words)


def names_in_headline(folded: Sequence[str], known: Collection[tuple[str, ...]]) -> list[tuple[int, int]]:
    """First and last (exclusive) word of each name in a run of capitalised words: the longest known ones first."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(folded):
        sizes = range(min(_LONGEST_NAME, len(folded) - at), 0, -1)
        size = next((size for size in sizes if tuple(folded[at : at + size]) in known), 0)
        second = folded[at + 1 : at + 2]
        if size < 2 and folded[at] in FIRST_NAMES and second and second[0] not in ORDINARY:
            size = 2
        if size:
            found.append((at, at + size))
        at += size or 1
    return found
