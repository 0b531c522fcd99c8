"""Statements that a sentence reports: each with its content, cue and subject; guards that none holds another's cue.

Content may follow its verb ("X said that …"), stand before it ("…, X said", "…, said X") or around it
("…, X said, …"), and follow or precede "according to X".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.quotes.clauses import (
    NARRATORS,
    Content,
    Cue,
    Kind,
    content_after,
    cues,
    opening_subject,
    subject_after,
)
from bot.domain.quotes.frames import CLAUSE, FINDERS, FINDINGS, NO_SOURCES, NOUNS, OBJECT, TELL, Form
from bot.domain.quotes.grammar import (
    BE,
    CONTRACTED,
    DASHES,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    Range,
    Words,
    clause_near,
    has_verb,
    words_of,
)

_SHORTEST, _LONGEST = 4, 400
# What may follow a comma after a cue without being more of the content.
_ASIDES = frozenset("adding and but citing including noting referring saying speaking which while who whose".split())


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


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a cue is read: content `after` it, or `before` it up to that word, or both."""

    cue: Cue
    subject: Range
    after: Content | None = None
    before: int | None = None

    @property
    def edge(self) -> int:
        """The first word that belongs to this cue and its subject, not to content before it."""
        if self.cue.subject and self.subject == self.cue.subject:
            return min(self.subject[0], self.cue.first)
        return self.cue.first


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
    readings = _readings(words, cues(words), end)
    return [_statement(words, reading, parts) for reading, parts in _placed(words, readings, end)]


def _statement(words: Words, reading: _Reading, parts: Sequence[Range]) -> Statement:
    after = reading.after
    addressee = words.span(after.addressee) if after and after.addressee else None
    widen = reading.cue.negated or (after is not None and (after.wish or after.denied))
    spans = tuple(words.span(part) for part in parts)
    return Statement(
        spans, words.span(reading.subject), words.span((reading.cue.first, reading.cue.last)), addressee, widen
    )


# --- how each cue is read ----------------------------------------------------------------------------


def _readings(words: Words, found: Sequence[Cue], end: int) -> list[_Reading]:
    readings: list[_Reading] = []
    last: Range | None = None
    for cue in found:
        reading = _according(words, cue, end) if cue.kind is Kind.ACCORDING else _verb(words, cue, last, end)
        if reading:
            readings.append(reading)
            last = reading.subject if cue.kind is not Kind.ACCORDING else last
        elif last is None:
            last = cue.subject or _inverted_subject(words, cue)
    return readings


def _verb(words: Words, cue: Cue, last: Range | None, end: int) -> _Reading | None:
    content = content_after(words, cue, end)
    sure = content is not None and (content.sure or clause_near(words, content.start, end))
    inverted = None if sure or _is_apposed(words, cue, content) else _inverted_subject(words, cue)
    if inverted and cue.verb.lemma in CLAUSE | OBJECT:
        return _Reading(cue, inverted, before=cue.first)
    subject = cue.subject
    if cue.kind is not Kind.VERB:
        subject = last or opening_subject(words, cue)
    if subject is None or words.low[subject[0]] in NARRATORS or not _can_find(words, cue, subject):
        return None
    if content:
        return _Reading(cue, subject, content)
    return _before(words, cue, end) if cue.kind is Kind.VERB else None


def _is_apposed(words: Words, cue: Cue, content: Content | None) -> bool:
    """Whether the comma before the verb closes an apposition: "Byrne, the mayor, said voters plan to stay"."""
    if content is None or cue.subject is None:
        return False
    return words.word(cue.subject[1] + 1) in RELATIVES or not has_verb(words, 0, cue.first)


def _can_find(words: Words, cue: Cue, subject: Range) -> bool:
    """Whether it reports: "the study found that …" does, "she found that …" tells what happened."""
    if cue.verb.lemma in NOUNS and cue.verb.form is not Form.PAST and has_verb(words, *subject):
        return False
    return cue.verb.lemma not in FINDINGS or any(words.low[at] in FINDERS for at in range(*subject))


def _inverted_subject(words: Words, cue: Cue) -> Range | None:
    """X of "…, said X"."""
    before = words.word(cue.first - 1)
    if cue.kind is not Kind.VERB or cue.verb.form is Form.ING or not (before == "," or words.quote(cue.first - 1)):
        return None
    if words.time(cue.last) or words.adverb(cue.last):
        return None
    return subject_after(words, cue.last)


def _before(words: Words, cue: Cue, end: int) -> _Reading | None:
    """Content before the subject, as in "…, X said"; nothing that the verb takes may stand after it."""
    if cue.subject is None or cue.verb.lemma not in CLAUSE | OBJECT | TELL:
        return None
    first = cue.subject[0]
    before, after = words.word(first - 1), words.word(cue.last)
    if not (before in {",", "-", "–", "—"} or words.quote(first - 1)) or cue.verb.form is Form.ING:
        return None
    if cue.verb.lemma in NOUNS and cue.verb.form is not Form.PAST and cue.last < end:
        return None
    closes = cue.last >= end or after in {",", ";"} or after in PREPOSITIONS or after in DASHES
    if not (closes or words.time(cue.last) or words.adverb(cue.last) or cue.verb.lemma in TELL):
        return None
    rest = cue.last + 1
    if after == "," and rest + 2 < end and words.low[rest] not in _ASIDES and not words.quote(rest):
        return _Reading(cue, cue.subject, Content(rest), before=first)
    return _Reading(cue, cue.subject, before=first)


def _according(words: Words, cue: Cue, end: int) -> _Reading | None:
    """Content after "According to X, …" or before "…, according to X"."""
    source_end = _source_end(words, cue.last, end)
    if source_end <= cue.last or words.low[source_end - 1] in NO_SOURCES:
        return None
    source = (cue.last, source_end)
    before = words.word(cue.first - 1)
    if before in BE or before in CONTRACTED:
        return None
    if before == ",":
        before = words.word(cue.first - 2)
    opens = cue.first <= 2 or before in SUBORDINATORS or before in {"and", "also", ";", ":"}
    if opens or words.word(source_end) == ":":
        start = _past_relative(words, source_end, end)
        return _Reading(cue, source, Content(start, sure=True)) if start + 1 < end else None
    return _Reading(cue, source, before=cue.first)


def _source_end(words: Words, first: int, end: int) -> int:
    """Where the source of "according to" ends: at a mark, or where a clause begins without one."""
    for at in range(first, min(end, first + 30)):
        word = words.low[at]
        if word in ",;:" or word in DASHES:
            return at
        if words.finite(at) and at > first and not RELATIVES.intersection(words.low[first:at]):
            return at
        if at == first or words.low[at - 1] in PREPOSITIONS or words.low[at - 1] in DETERMINERS:
            continue
        fresh = (
            word in SUBJECTS or word in DETERMINERS - {"that"} or (words.raw[at - 1].isupper() and words.capital(at))
        )
        if fresh and first <= 3 and clause_near(words, at, end):
            return at
    return min(end, first + 30)


def _past_relative(words: Words, at: int, end: int) -> int:
    """Past the comma after a source, and past "which organised the march," where that follows."""
    if words.word(at) in {",", ":", "-", "–", "—"}:
        at += 1
    if words.word(at) in {"which", "who", "whose", "citing"}:
        return next((index + 1 for index in range(at, min(end, at + 30)) if words.low[index] == ","), end)
    return at


# --- where content begins and ends -------------------------------------------------------------------


def _placed(words: Words, readings: Sequence[_Reading], end: int) -> list[tuple[_Reading, list[Range]]]:
    """The readings that hold, with the words of their content; a cue inside placed content is part of it."""
    placed: list[tuple[_Reading, list[Range]]] = []
    floor = 0
    for at, reading in enumerate(readings):
        if reading.cue.first < floor:
            continue
        cut = next(
            (c for c in (_cut(words, later) for later in readings[at + 1 :]) if c and c > _content_from(reading)), end
        )
        if reading.cue.kind is Kind.ACCORDING and reading.before and placed and not _is_known(words, placed[-1][0]):
            # "Half of voters say they will stay away, according to a poll": the poll says so, voters and all.
            floor = 0 if len(placed) == 1 else placed[-2][1][-1][1]
            placed.pop()
        parts = _parts(words, reading, floor, cut)
        if parts:
            placed.append((reading, parts))
            floor = max(reading.cue.last, parts[-1][1])
    return placed


def _content_from(reading: _Reading) -> int:
    return reading.after.start + 1 if reading.after else reading.cue.last + 1


def _is_known(words: Words, reading: _Reading) -> bool:
    """Whether a subject is a pronoun or a name, not "voters"."""
    first, last = reading.subject
    return words.low[last - 1] in SUBJECTS or any(words.capital(at) for at in range(max(first, 1), last))


def _cut(words: Words, later: _Reading) -> int | None:
    """Where content must end because another cue begins: at its subject, if that is set off."""
    edge = later.edge
    if later.cue.kind is not Kind.VERB:
        return edge - 1 if words.word(edge - 1) in {",", "and", "but", "then", "or"} else edge
    before = words.word(edge - 1)
    if before in {",", ";"} or before in DASHES:
        return edge - 1
    return edge - 1 if before in {"and", "but", "while", "whereas", "though", "although"} else None


def _parts(words: Words, reading: _Reading, floor: int, cut: int) -> list[Range]:
    parts: list[Range] = []
    if reading.before is not None:
        before = _trimmed(words, floor, reading.before)
        if before[1] - before[0] >= 2 and _stands(words, before, whole=reading.after is None):
            parts.append(before)
    if reading.after and _wanted(words, reading, parts):
        after = _trimmed(words, reading.after.start, _dash_end(words, reading, cut))
        if after[1] - after[0] >= 2:
            parts.append(after)
    return parts


def _stands(words: Words, part: Range, *, whole: bool) -> bool:
    """Whether what stands before a cue is content, not an opening: "In a letter, she wrote"."""
    first, end = part
    opening = words.low[first] in PREPOSITIONS or words.low[first] in SUBORDINATORS - {"but", "so", "what", "how"}
    opening = opening or words.low[first].endswith(("ing", "ed")) or words.low[first] == "back"
    if opening:
        comma = next((at for at in range(first, end) if words.low[at] == ","), None)
        if comma is None:
            return not whole and words.low[first] in SUBORDINATORS
        return has_verb(words, comma + 1, end)
    return has_verb(words, first, end) or end - first >= 5


def _wanted(words: Words, reading: _Reading, parts: Sequence[Range]) -> bool:
    """Whether content after a cue in mid-sentence goes on with, or is, what was said."""
    if reading.before is None or not parts:
        return True
    first = parts[0][0]
    return words.low[first] in SUBORDINATORS - {"but", "so"} or not has_verb(words, *parts[0])


def _dash_end(words: Words, reading: _Reading, cut: int) -> int:
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
