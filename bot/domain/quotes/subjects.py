"""Who does what a verb says: the noun phrase before or after it; guards that a verb finds its subject, not a neighbour.

Appositions, relative clauses, inverted verbs and verbs that share a subject are each a function.
"""

from bot.domain.people.wordlists import ROLES
from bot.domain.quotes.frames import VERBS
from bot.domain.quotes.grammar import (
    APPROXIMATE,
    BREAKS,
    DASHES,
    OBJECTS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    Range,
    Words,
    has_verb,
    noun_phrase,
)

_NO_SUBJECT_ENDS = BREAKS | SUBORDINATORS | PREPOSITIONS | {"away", "back", "down", "off", "out", "up"}
# So many openings may stand before a subject: "On Monday, in Athens, Ohio, Byrne".
_OPENINGS = 5


def subject_before(words: Words, first: int) -> Range | None:
    """The noun phrase that a verb at `first` has for its subject, apposition left out."""
    last = first - 1
    word = words.word(last)
    if word in RELATIVES:
        return _antecedent(words, last)
    if word == "," or word in DASHES:
        return _before_apposition(words, last)
    while words.time(last):
        last -= 1
    if not words.word(last) or words.quote(last) or words.low[last] in _NO_SUBJECT_ENDS:
        return None
    phrase = noun_phrase(words, last)
    if phrase is None or words.word(phrase[0] - 1) == "to":
        return None
    start = phrase[0]
    if has_verb(words, start - 1, start) and (words.low[start] in PREPOSITIONS or words.low[start].endswith("ed")):
        return _behind_relative(words, start - 1)
    # "in such bad states": what begins with a preposition is a subject only where a name may end it.
    stray = words.low[start] in PREPOSITIONS - APPROXIMATE and not words.capital(last)
    return None if stray or words.low[start] == "to" else _named(words, phrase)


def _named(words: Words, phrase: Range) -> Range:
    """The name in "Ada Byrne, chief of the port police said", where a comma is missing; else the phrase itself."""
    start, end = phrase
    described = words.low[start] in ROLES or (words.low[start] in {"a", "an"} and words.low[end - 1] in ROLES)
    if described and words.word(start - 1) == ",":
        name = noun_phrase(words, start - 2)
        if name and name[1] - name[0] > 1 and all(words.capital(at) for at in range(*name)):
            return name
    return phrase


def _behind_relative(words: Words, at: int) -> Range | None:
    """The phrase before "who" in "those who have lived there say", across its verb."""
    for back in range(at, max(at - 4, 0), -1):
        if words.low[back] in RELATIVES:
            return noun_phrase(words, back - 1)
    return None


def _antecedent(words: Words, relative: int) -> Range | None:
    """Whom "who" means. "Voters who say …" tells which voters, not what they say: no cue without a comma."""
    last = relative - (2 if words.word(relative - 1) == "," else 1)
    if words.adverb(last) and words.word(last - 1) == ",":
        last -= 2
    while words.time(last) or words.word(last) == "on":
        last -= 1
    named = last > 0 and words.capital(last)
    if last < 0 or words.low[last] in BREAKS or (last == relative - 1 and not named):
        return None
    phrase = noun_phrase(words, last)
    if phrase and words.low[phrase[0]] in PREPOSITIONS and phrase[0] < last:
        phrase = phrase[0] + 1, phrase[1]
    return _name_at_end(words, phrase) if phrase and named else phrase


def _name_at_end(words: Words, phrase: Range) -> Range:
    """Byrne in "no mention of Byrne, who said"; but the spokesman in "a spokesman for Byrne, who said"."""
    for at in range(phrase[1] - 2, phrase[0], -1):
        if words.low[at] in PREPOSITIONS and words.low[at - 1] not in ROLES and not words.capital(at - 1):
            return at + 1, phrase[1]
    return phrase


def _before_apposition(words: Words, mark: int) -> Range | None:
    """The name in "NAME, the founder of X, said" or "NAME — the founder of X — said"."""
    alone = _name_alone(words, mark)
    if alone:
        return alone
    nearest: Range | None = None
    for at in range(mark - 2, max(mark - 40, 0), -1):
        phrase = noun_phrase(words, at - 1) if words.low[at] == words.low[mark] else None
        if phrase is None or not _opens_clause(words, phrase):
            continue
        if nearest is None or words.capital(at - 1):
            nearest = phrase
        if words.low[nearest[0]] not in {"a", "an", "the"} or words.word(nearest[0] - 1) != ",":
            # Not itself in apposition, as "a professor in Athens" is in "Byrne, a professor in Athens, Ohio, said".
            return nearest
    return nearest


def _name_alone(words: Words, comma: int) -> Range | None:
    """The name that a description ends with: "the port's owner, Ada Byrne, said"."""
    name = noun_phrase(words, comma - 1)
    if name is None or words.low[comma] != "," or words.word(name[0] - 1) != "," or name[1] - name[0] < 2:
        return None
    capital = all(words.capital(at) for at in range(*name))
    return name if capital and not words.capital(name[0] - 2) else None


def _opens_clause(words: Words, phrase: Range) -> bool:
    start, end = phrase
    first, opener = words.low[start], words.word(start - 1)
    if first in PREPOSITIONS or first.isdigit() or words.time(start) or (words.adverb(start) and end - start == 1):
        return False
    return not opener or opener in BREAKS or opener in SUBORDINATORS - RELATIVES or opener == "and"


def subject_after(words: Words, first: int) -> Range | None:
    """The noun phrase after an inverted verb: "…, said a spokesman for the port"."""
    if words.word(first) in PREPOSITIONS | OBJECTS | {"and", "or", "thank", "back", "out", "up"}:
        return None
    at = first
    stops = BREAKS | SUBORDINATORS | (PREPOSITIONS - {"of", "for", "from", "at", "with"})
    while at < len(words.low) and at - first < 16 and words.low[at] not in stops:
        # A full stop inside a sentence ends an abbreviation: "said Capt. Ada Byrne".
        if words.low[at] in "!?" or (words.low[at] == "." and not words.capital(at + 1)):
            break
        if words.time(at) and at > first:
            break
        at += 1
    return (first, at) if at > first else None


def opening_subject(words: Words, end: int, *, shared: bool) -> Range | None:
    """The noun phrase that opens the clause of a cue without subject: "Byrne laughed and said", "Byrne left, saying".

    A participle behind a comma goes with the whole sentence, a `shared` verb with the nearest clause.
    """
    first = 0
    if shared:
        near = range(end - 1, max(end - 60, 0), -1)
        first = next((at + 1 for at in near if words.low[at] in SUBORDINATORS or words.low[at] in ";:"), 0)
    dash = next((at for at in range(first, min(end, first + 6)) if words.low[at] in DASHES), None)
    first = first if dash is None else dash + 1
    for _ in range(_OPENINGS):
        comma = next((at for at in range(first, end) if words.low[at] == ","), end)
        subject = _subject_of_stretch(words, first, comma)
        if subject or comma >= end:
            return subject
        first = comma + 1
    return None


def _subject_of_stretch(words: Words, first: int, end: int) -> Range | None:
    """The noun phrase between two commas whose verb or apposition follows; None for "In Athens", "A year later"."""
    while first < end and words.low[first] in {"and", "but", "so", "then"}:
        first += 1
    word = words.word(first)
    aside = word.endswith(("ed", "ing")) and words.word(first + 1) in PREPOSITIONS
    if first >= end or aside or word in PREPOSITIONS or word in SUBORDINATORS or has_verb(words, first, first + 1):
        return None
    for at in range(first + 1, min(end, first + 14)):
        if words.low[at] in BREAKS or words.low[at] in VERBS or has_verb(words, at, at + 1):
            return first, at - (at - first > 1 and words.adverb(at - 1))
    if any(words.time(at) for at in range(first, end)):
        return None
    after = words.word(end + 1)
    apposed = (
        after in RELATIVES or after in {"a", "an", "the"} or has_verb(words, end + 1, min(end + 2, len(words.low)))
    )
    return (first, end) if apposed else None
