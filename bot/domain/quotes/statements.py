"""Statements that a sentence reports: each with its content, cue and subject; guards that none holds another's cue.

Content may follow its verb ("X said that …"), stand before it ("…, X said", "…, said X") or around it
("…, X said, …"), and follow or precede "according to X".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.quotes.clauses import Kind, cues
from bot.domain.quotes.frames import DISTANT
from bot.domain.quotes.grammar import (
    APPROXIMATE,
    DASHES,
    DETERMINERS,
    OBJECTS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Range,
    Words,
    begins_with_verb,
    has_verb,
    words_of,
)
from bot.domain.quotes.readings import Reading, readings_of

# Words in a sentence: longer ones are lists, tables or attacks.
_SHORTEST, _LONGEST = 4, 400
# These open a clause that can be a statement by itself.
_OWN_CLAUSE = frozenset("but so what how".split())


@dataclass(frozen=True, slots=True)
class Statement:
    """Reported content as offsets. `parts` has two spans where the cue stands in its middle.

    `subject` is the phrase that names who said it. `widen`: without its cue it would mislead.
    """

    parts: tuple[Span, ...]
    subject: Span
    cue: Span
    addressee: Span | None = None
    widen: bool = False


def statements(narration: str, sentence: Span) -> list[Statement]:
    """The statements of one sentence of a text whose quotes are masked, in order; none in a question."""
    if narration[sentence.end - 1] == "?":
        return []
    words = words_of(narration, sentence)
    if not _SHORTEST <= len(words.low) <= _LONGEST:
        return []
    end = len(words.low)
    while end and words.low[end - 1] in ".!…":
        end -= 1
    readings = readings_of(words, cues(words), end)
    return [_statement(words, reading, parts) for reading, parts in _placed(words, readings, end)]


def _statement(words: Words, reading: Reading, parts: Sequence[Range]) -> Statement:
    after = reading.after
    told = after.addressee if after else None
    pronoun = told is not None and told[1] - told[0] == 1 and words.low[told[0]] in OBJECTS
    addressee = words.span(told) if told and not pronoun else None
    cue = reading.cue
    widen = cue.negated or cue.verb.lemma == "joke" or (after is not None and (after.wish or after.denied))
    widen = widen or not DISTANT.isdisjoint(words.low[cue.first : after.start if after else cue.last + 2])
    spans = tuple(words.span(part) for part in parts)
    return Statement(spans, words.span(reading.subject), words.span((cue.first, cue.last)), addressee, widen)


def _placed(words: Words, readings: Sequence[Reading], end: int) -> list[tuple[Reading, list[Range]]]:
    """The readings that hold, with the words of their content; a cue inside placed content is part of it."""
    placed: list[tuple[Reading, list[Range]]] = []
    floor = 0
    for at, reading in enumerate(readings):
        if reading.cue.first < floor:
            continue
        cut = next(
            (c for c in (_cut(words, later) for later in readings[at + 1 :]) if c and c > _content_from(reading)), end
        )
        if placed and _takes_in(words, reading, placed[-1]):
            floor = 0 if len(placed) == 1 else placed[-2][1][-1][1]
            placed.pop()
        parts = _parts(words, reading, floor, cut)
        if parts:
            placed.append((reading, parts))
            floor = max(reading.cue.last, parts[-1][1])
    return placed


def _takes_in(words: Words, reading: Reading, inner: tuple[Reading, list[Range]]) -> bool:
    """Whether content before a cue holds the statement before it whole.

    "Half of voters say they will stay away, according to a poll": the poll says so, voters and all. "The plant, which
    unions say is old, will close, Byrne said": all of it is Byrne's. But in "The court ruled that the plant must
    close, the Gazette reported" the statement is the court's.
    """
    if reading.before is None or inner[1][-1][1] < reading.before - 1:
        return False
    if reading.cue.kind is Kind.ACCORDING and not _is_known(words, inner[0]):
        return True
    return words.word(inner[0].edge - 1) in SUBORDINATORS or words.word(inner[0].edge - 1) in RELATIVES


def _content_from(reading: Reading) -> int:
    return reading.after.start + 1 if reading.after else reading.cue.last + 1


def _is_known(words: Words, reading: Reading) -> bool:
    """Whether a subject is a pronoun or a name, not "voters" or "8 percent of Democrats"."""
    first, last = reading.subject
    counted = words.low[first][0].isdigit() or "percent" in words.low[first:last] or words.low[first] in DETERMINERS
    return words.low[last - 1] in SUBJECTS or (words.capital(last - 1) and not counted)


def _cut(words: Words, later: Reading) -> int | None:
    """Where content must end because another cue begins: at its subject, if that is set off."""
    edge = later.edge
    if later.cue.kind is not Kind.VERB:
        return edge - 1 if words.word(edge - 1) in {",", "and", "but", "then", "or"} else edge
    before = words.word(edge - 1)
    if before in {",", ";"} or before in DASHES:
        return edge - 1
    return edge - 1 if before in {"and", "but", "while", "whereas", "though", "although"} else None


def _parts(words: Words, reading: Reading, floor: int, cut: int) -> list[Range]:
    parts: list[Range] = []
    if reading.before is not None:
        before = _trimmed(words, floor, reading.before)
        torn = reading.after is not None and begins_with_verb(words, reading.after.start)
        if before[1] > before[0] and (torn or _stands(words, before, whole=reading.after is None)):
            parts.append(before)
    if reading.after and _wanted(words, reading, parts):
        after = _trimmed(words, reading.after.start, _dash_end(words, reading, cut))
        if after[1] - after[0] >= 2:
            parts.append(after)
    return parts


def _stands(words: Words, part: Range, *, whole: bool) -> bool:
    """Whether what stands before a cue is content, not an opening: "In a letter, she wrote"."""
    first, end = part
    if end - first < 2:
        return False
    word = words.low[first]
    opening = word in PREPOSITIONS - APPROXIMATE or word in SUBORDINATORS - _OWN_CLAUSE
    opening = opening or word.endswith(("ing", "ed")) or word == "back"
    if opening:
        comma = next((at for at in range(first, end) if words.low[at] == ","), None)
        if comma is None:
            return not whole and word in SUBORDINATORS
        return has_verb(words, comma + 1, end)
    return has_verb(words, first, end) or end - first >= 5


def _wanted(words: Words, reading: Reading, parts: Sequence[Range]) -> bool:
    """Whether content after a cue in mid-sentence goes on with, or is, what was said."""
    if reading.before is None or not parts:
        return True
    first = parts[0][0]
    return words.low[first] in SUBORDINATORS - {"but", "so"} or not has_verb(words, *parts[0])


def _dash_end(words: Words, reading: Reading, cut: int) -> int:
    """Content that began inside a pair of dashes ends with them."""
    start = reading.after.start if reading.after else 0
    if any(words.low[at] in DASHES for at in range(max(0, reading.edge - 3), reading.edge)):
        return next((at for at in range(start, cut) if words.low[at] in DASHES), cut)
    return cut


def _trimmed(words: Words, first: int, end: int) -> Range:
    while first < end and words.low[first] in ",;:-–—":
        first += 1
    while end > first and (words.low[end - 1] in ",;:-–—" or words.low[end - 1] in {"and", "but", "while", "as"}):
        end -= 1
    return first, end
