"""Names in a text: runs of capitalised words, cut at possessives, titles and sentence starts.

Guards that a mention's span is the name alone, so that "Huawei's Ren Zhengfei" is two names and "Sen. Ada Byrne"
is one with a title. Linear: every word is looked at a fixed number of times.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.models import Span
from bot.domain.people.firstnames import FIRST_NAMES
from bot.domain.people.wordlists import (
    INSTITUTIONS,
    ORDINARY,
    PARTICLES,
    PLACE_ENDS,
    PLACE_STARTS,
    PLACES,
    QUALIFIERS,
    SUFFIXES,
    TITLES,
    WEAK_TITLES,
)
from bot.domain.words import fold

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_JOINS = frozenset({" ", "\u00a0", "  "})
_NAME_LIMIT = 8


class Kind(StrEnum):
    """What a name seems to name."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. `span` is the name without title; `tokens` are its folded words.

    `title` holds the folded title words before it; `start` is where those begin.
    """

    span: Span
    tokens: tuple[str, ...]
    kind: Kind
    title: tuple[str, ...]
    start: int
    possessive: bool


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str
    capital: bool
    possessive: bool


def find_mentions(text: str) -> list[Mention]:
    """All names of a text, in order, never overlapping."""
    found = list(_words(text))
    lower = {word.folded for word in found if not word.capital}
    mentions: list[Mention] = []
    for run in _runs(text, found):
        mention = _mention(text, run, lower)
        if mention:
            mentions.append(mention)
    return mentions


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        word = match.group()
        bare = _POSSESSIVE.sub("", word) if word[-1] in "'’s" else word
        # A possessive plural ("the Sanders' house") ends in a lone apostrophe, which no word above can hold.
        lone = text[match.end() : match.end() + 2] in {"' ", "’ "} and word[-1] == "s"
        yield _Word(
            match.start(), match.start() + len(bare), fold(bare), word[0].isupper(), lone or len(bare) != len(word)
        )


def _runs(text: str, found: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Capitalised words that stand side by side, with the small words that names may hold."""
    at, count = 0, len(found)
    while at < count:
        if not found[at].capital:
            at += 1
            continue
        run = [found[at]]
        at += 1
        while at < count and len(run) < _NAME_LIMIT and not run[-1].possessive:
            step = _joined(text, run, found[at : at + 3])
            if not step:
                break
            run.extend(found[at : at + step])
            at += step
        yield run


def _joined(text: str, run: Sequence[_Word], ahead: Sequence[_Word]) -> int:
    """How many of the words ahead belong to the run."""
    last = run[-1]
    if not _adjoin(text, last, ahead[0]):
        return 0
    if ahead[0].capital:
        return 1
    for size in (2, 3):
        small, after = ahead[: size - 1], ahead[size - 1 : size]
        if not after or not after[0].capital or not all(_adjoin(text, a, b) for a, b in pairwise(ahead[:size])):
            continue
        if all(word.folded in PARTICLES for word in small):
            return size
        institutional = last.folded in INSTITUTIONS or last.folded in {"secretary", "bank", "minister"}
        if institutional and small[0].folded in {"of", "for", "on"} and size == 2:
            return size
    return 0


def _adjoin(text: str, before: _Word, after: _Word) -> bool:
    gap = text[before.end : after.start]
    if gap in _JOINS:
        return not before.possessive
    if gap in {". ", ".\u00a0", "."}:
        return len(before.folded) == 1 or before.folded in TITLES or before.folded in SUFFIXES
    return gap in {" & ", "&"}


def _mention(text: str, run: list[_Word], lower: set[str]) -> Mention | None:
    rest = _without_lead(text, run, lower)
    if not rest:
        return None
    name, title = _split_title(rest)
    if not name:
        return None
    tokens = tuple(word.folded for word in name if word.folded not in SUFFIXES) or (name[0].folded,)
    start = rest[0].start
    titles = tuple(word.folded for word in title)
    return Mention(Span(name[0].start, name[-1].end), tokens, _kind(tokens, titles), titles, start, name[-1].possessive)


def _without_lead(text: str, run: list[_Word], lower: set[str]) -> list[_Word]:
    """The run without ordinary words that only begin a sentence, and without adjectives before a person."""
    at = 0
    while at < len(run) and run[at].folded in ORDINARY:
        at += 1
    begins = at == 0 and _begins_sentence(text, run[0].start)
    if begins and len(run) > 1 and _is_ordinary_opening(run, lower):
        at += 1
    rest = run[at:]
    while rest and rest[-1].folded in ORDINARY:
        rest = rest[:-1]
    if len(rest) == 1 and (rest[0].folded in QUALIFIERS or (begins and _is_ordinary_opening(rest, lower))):
        return []
    while (
        len(rest) > 1 and rest[0].folded in QUALIFIERS and (rest[1].folded in FIRST_NAMES or rest[1].folded in TITLES)
    ):
        rest = rest[1:]
    return rest


def _is_ordinary_opening(run: Sequence[_Word], lower: set[str]) -> bool:
    first = run[0].folded
    known = first in FIRST_NAMES or first in TITLES or first in INSTITUTIONS or first in PLACES or first in QUALIFIERS
    return not known and (first in lower or first.endswith("ly"))


def _begins_sentence(text: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and text[at] in "\"“”'‘’`«„([ \u00a0":
        at -= 1
    return at < 0 or text[at] in ".!?…\n:"


def _split_title(run: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Name and title words: "House Speaker Ada Byrne", "Secretary of State Ada Byrne", "Sen. Byrne".

    The name begins after the last title word; what is an institution's name has no title.
    """
    last = max((i for i, word in enumerate(run) if word.folded in TITLES), default=-1)
    if last < 0:
        return run, []
    name = run[last + 1 :]
    if name and name[0].folded in {"of", "for"}:
        person = next((i for i, word in enumerate(name) if word.folded in FIRST_NAMES), len(name))
        name = name[person:]
    if any(word.folded in INSTITUTIONS for word in name[1:] or name):
        return run, []
    return name, run[: len(run) - len(name)]


def _kind(tokens: tuple[str, ...], titles: tuple[str, ...]) -> Kind:
    if not WEAK_TITLES.issuperset(titles) and not any(token in INSTITUTIONS for token in tokens[1:]):
        return Kind.PERSON
    if tokens[0] in FIRST_NAMES and 2 <= len(tokens) <= 4 and tokens[-1] not in {"university", "college", "county"}:
        return Kind.PERSON
    if any(token in INSTITUTIONS for token in tokens):
        return Kind.ORGANISATION
    if " ".join(tokens) in PLACES or all(token in PLACES for token in tokens):
        return Kind.PLACE
    if len(tokens) > 1 and (tokens[0] in PLACE_STARTS or tokens[-1] in PLACE_ENDS):
        return Kind.PLACE
    return Kind.UNKNOWN
