"""Names in a text: runs of capitalised words, cut at possessives, titles and sentence starts.

Guards that a mention's span is the name alone, so that "Huawei's Ren Zhengfei" is two names and "Sen. Ada Byrne"
is one with a title. Linear: every word is looked at a fixed number of times.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from bot.domain.models import Span
from bot.domain.people.firstnames import FIRST_NAMES
from bot.domain.people.headlines import headlines, names_in_headline
from bot.domain.people.wordlists import (
    ALSO_SURNAMES,
    INSTITUTIONS,
    ORDINARY,
    PARTICLES,
    PLACE_ENDS,
    PLACE_STARTS,
    PLACES,
    PORTFOLIOS,
    QUALIFIERS,
    ROLES,
    SUFFIXES,
    TITLES,
    WEAK_TITLES,
)
from bot.domain.words import fold

# Capital letters of the Latin, Greek and Cyrillic scripts.
_UPPER = "".join(char for char in map(chr, range(0x530)) if char.isupper())
_WORD = re.compile(rf"[{_UPPER}](?:\.(?:[{_UPPER}]\.)+|[^\W_]*(?:['’&-][^\W_]+)*)")
_LOWER = re.compile(r"(?<!\w)[a-z][a-z]+")
_PARTICLE = "|".join(sorted(PARTICLES))
_GAP = re.compile(rf"[ \u00a0]{{1,2}}(?:(?:{_PARTICLE})[ \u00a0]){{0,2}}")
_OF = re.compile(r"[ \u00a0](?:of|for|on)[ \u00a0]")
_DOTTED = frozenset({". ", ".\u00a0", "."})
_BODIES = INSTITUTIONS - ALSO_SURNAMES
_COMPASS = frozenset({"north", "south", "east", "west"})
_OF_HEADS = INSTITUTIONS | {"secretary", "minister"}
# Ordinary words that are also surnames: "Doris Day".
_SURNAMES_TOO = frozenset("day may march april june august read page sun will more".split())
_NAME_LIMIT = 8
# Capitals in a row that may be a headline's.
_HEADLINE_RUN = 3
# Enough for a megabyte of prose; what is beyond in a hostile text is not read.
_MOST_RUNS = 50_000


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


class _Word(NamedTuple):
    start: int
    end: int
    folded: str
    possessive: bool


def find_mentions(text: str) -> list[Mention]:
    """All names of a text, in order, never overlapping."""
    runs = list(islice(_runs(text), _MOST_RUNS))
    lower = set(_LOWER.findall(text))
    lower |= _participles(runs)
    surnames = {run[-1].folded for run in runs if len(run) == 2 and run[0].folded in FIRST_NAMES}
    surnames -= ORDINARY - _SURNAMES_TOO
    lines = headlines(text, [run[0].start for run in runs if len(run) >= _HEADLINE_RUN])
    mentions: list[Mention] = []
    set_aside: list[list[_Word]] = []
    for run in runs:
        if lines and any(line.start <= run[0].start < line.end for line in lines):
            set_aside.append(run)
            continue
        rest = run if len(run) == 1 and run[0].folded in surnames else _without_lead(text, run, lower)
        mention = _mention(text, rest, lower) if rest else None
        if mention:
            mentions.append(mention)
    if set_aside:
        known = {mention.tokens for mention in mentions} | {(word,) for mention in mentions for word in mention.tokens}
        mentions = sorted([*mentions, *_in_headlines(text, set_aside, known, lower)], key=_by_start)
    return mentions


def _in_headlines(
    text: str, runs: Sequence[Sequence[_Word]], known: set[tuple[str, ...]], lower: set[str]
) -> Iterator[Mention]:
    for run in runs:
        for first, end in names_in_headline([word.folded for word in run], known):
            mention = _mention(text, run[first:end], lower)
            if mention:
                yield mention


def _by_start(mention: Mention) -> int:
    return mention.start


def _participles(runs: Sequence[Sequence[_Word]]) -> set[str]:
    """Words in -ing that are part of no longer name: "Calling" opens a sentence, "Jinping" is somebody."""
    parts = {word.folded for run in runs if len(run) > 1 for word in run}
    return {run[0].folded for run in runs if len(run) == 1 and run[0].folded.endswith("ing")} - parts


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        if start and (text[start - 1].isalnum() or (text[start - 1] == "-" and text[start - 2 : start - 1].islower())):
            # The second half of "co-Anchor" begins no name.
            continue
        bare = word.removesuffix("'s").removesuffix("’s") if word[-1] == "s" else word
        # A possessive plural ("the Sanders' house") ends in a lone apostrophe, which no word above can hold.
        lone = word[-1] == "s" and text[end : end + 2] in {"' ", "’ "}
        yield _Word(start, start + len(bare), bare.lower() if bare.isascii() else fold(bare), lone or bare != word)


def _runs(text: str) -> Iterator[list[_Word]]:
    """Capitalised words that stand side by side, with the small words that names may hold."""
    run: list[_Word] = []
    for word in _words(text):
        if run and len(run) < _NAME_LIMIT and _adjoin(text, run[-1], word):
            run.append(word)
            continue
        if run:
            yield run
        run = [word]
    if run:
        yield run


def _adjoin(text: str, before: _Word, after: _Word) -> bool:
    """Whether two capitalised words may belong to one name, by what stands between them."""
    size = after.start - before.end
    if before.possessive or size > 12:
        return False
    gap = text[before.end : after.start]
    if gap == " ":
        return True
    if gap in _DOTTED:
        return len(before.folded) == 1 or before.folded in TITLES or before.folded in SUFFIXES or before.folded == "st"
    if _OF.fullmatch(gap):
        return before.folded in _OF_HEADS
    return gap in {" & ", "&"} or bool(_GAP.fullmatch(gap))


def _mention(text: str, rest: Sequence[_Word], lower: set[str]) -> Mention | None:
    name, title = _split_title(rest)
    if not name or (len(name) == 1 and name[0].end - name[0].start == 1):
        return None
    # "Microsoft Brad Smith", "Real Ada Byrne": what stands before a first name and is none itself.
    if len(name) > 2:
        first = next((i for i, word in enumerate(name) if word.folded in FIRST_NAMES), 0)
        if len(name) - first > 1 and all(_is_modifier(word.folded, lower) for word in name[:first]):
            name = name[first:]
    tokens = tuple(word.folded for word in name if word.folded not in SUFFIXES) or (name[0].folded,)
    titles = tuple(word.folded for word in title) or _role_before(text, rest[0].start)
    span = Span(name[0].start, name[-1].end)
    return Mention(span, tokens, _kind(tokens, titles), titles, rest[0].start, name[-1].possessive)


def _is_modifier(folded: str, lower: set[str]) -> bool:
    listed = folded in INSTITUTIONS or folded in PLACES or folded in _COMPASS or folded in lower
    return listed or folded.endswith(("-born", "-based"))


def _role_before(text: str, start: int) -> tuple[str, ...]:
    """A lower-case word before the name that tells of a person: "spokeswoman Ada Byrne", "his wife, Ada"."""
    words = text[max(0, start - 16) : start].split()
    word = words[-1].rstrip(",") if words else ""
    return (word,) if word in ROLES else ()


def _without_lead(text: str, run: list[_Word], lower: set[str]) -> list[_Word]:
    """The run without ordinary words that only begin a sentence, and without adjectives before a person."""
    at = 0
    while at < len(run) and run[at].folded in ORDINARY and not _is_first_name(text, run[at:]):
        at += 1
    begins = at == 0 and _begins_sentence(text, run[0].start)
    if begins and len(run) > 1 and _is_ordinary_opening(run, lower):
        at += 1
    rest = run[at:]
    while rest and rest[-1].folded in ORDINARY and not _is_surname(text, rest):
        rest = rest[:-1]
    if len(rest) == 1 and (rest[0].folded in QUALIFIERS or (begins and _is_ordinary_opening(rest, lower))):
        return []
    while (
        len(rest) > 1 and rest[0].folded in QUALIFIERS and (rest[1].folded in FIRST_NAMES or rest[1].folded in TITLES)
    ):
        rest = rest[1:]
    return rest


def _is_surname(text: str, run: Sequence[_Word]) -> bool:
    """Whether "May" or "Day" is a name here: behind a first name, and with no day of the month after it."""
    named = len(run) == 2 and run[0].folded in FIRST_NAMES and run[1].folded in _SURNAMES_TOO
    return named and not text[run[1].end + 1 : run[1].end + 2].isdigit()


def _is_first_name(text: str, run: Sequence[_Word]) -> bool:
    """Whether "Will" or "June" is a name here: a name follows, and no question or date begins with it."""
    if run[0].folded not in FIRST_NAMES or len(run) == 1:
        return False
    return text[run[-1].end : run[-1].end + 1] == "," or not _begins_sentence(text, run[0].start)


def _is_ordinary_opening(run: Sequence[_Word], lower: set[str]) -> bool:
    first = run[0].folded
    if first in FIRST_NAMES or first in TITLES or first in INSTITUTIONS or first in PLACES or first in QUALIFIERS:
        return False
    return first in lower or first in ROLES or first.endswith("ly")


def _begins_sentence(text: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and text[at] in "\"“”'‘’`«„([ \u00a0":
        at -= 1
    return at < 0 or text[at] in ".!?…\n:"


def _split_title(run: Sequence[_Word]) -> tuple[Sequence[_Word], Sequence[_Word]]:
    """Name and title words: "House Speaker Ada Byrne", "Secretary of State Ada Byrne", "Sen. Byrne".

    The name begins after the last title word; what is an institution's name has no title.
    """
    if len(run) > 2 and run[0].folded in ROLES and run[1].folded in FIRST_NAMES:
        return run[1:], run[:1]
    last = len(run) - 1
    while last >= 0 and run[last].folded not in TITLES:
        last -= 1
    if last < 0:
        return run, []
    name = run[last + 1 :]
    if not name and len(run) == 2 and run[0].folded in FIRST_NAMES:
        # "Howard Dean", "Stephen King": a title that is a surname.
        return run, []
    while name and run[last].folded in {"secretary", "minister"} and name[0].folded in PORTFOLIOS:
        name = name[1:]
    if any(word.folded in INSTITUTIONS for word in name[1:] or name):
        return run, []
    return name, run[: len(run) - len(name)]


def _kind(tokens: tuple[str, ...], titles: tuple[str, ...]) -> Kind:
    if not WEAK_TITLES.issuperset(titles) and not any(token in INSTITUTIONS for token in tokens[1:]):
        return Kind.PERSON
    bodily = tokens[-1] in _BODIES or tokens[-1] == "county"
    if tokens[0] in FIRST_NAMES and 2 <= len(tokens) <= 4 and not bodily:
        return Kind.PERSON
    if any(token in INSTITUTIONS for token in tokens):
        return Kind.ORGANISATION
    if " ".join(tokens) in PLACES or all(token in PLACES for token in tokens):
        return Kind.PLACE
    if len(tokens) > 1 and (tokens[0] in PLACE_STARTS or tokens[-1] in PLACE_ENDS):
        return Kind.PLACE
    return Kind.UNKNOWN
