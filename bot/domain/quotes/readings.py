"""How each cue is read: content after it, before it or around it, and whose; guards speakers against mere nearness.

A name that only stands near a verb is no speaker: it must be the verb's subject, or follow it inverted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.wordlists import ROLES
from bot.domain.quotes.clauses import NARRATORS, Cue, Kind
from bot.domain.quotes.contents import Content, content_after
from bot.domain.quotes.frames import CLOSING, FINDERS, FINDINGS, NO_SOURCES, NOUNS, TELL, Form
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
    begins_with_verb,
    clause_near,
    has_verb,
)
from bot.domain.quotes.subjects import opening_subject, subject_after

# What may follow a comma after a cue without being more of the content.
_ASIDES = frozenset("adding and but citing including noting referring saying speaking which while who whose".split())

_SPEAKERS = ROLES | FINDERS | SUBJECTS
_NOBODY = frozenset("no nobody none neither".split())


@dataclass(frozen=True, slots=True)
class Reading:
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


def readings_of(words: Words, found: Sequence[Cue], end: int) -> list[Reading]:
    """The cues that have a speaker and content, in order. `end`: the word behind the sentence's last."""
    readings: list[Reading] = []
    last: Range | None = None
    for cue in found:
        reading = _according(words, cue, end) if cue.kind is Kind.ACCORDING else _verb(words, cue, last, end)
        if reading:
            readings.append(reading)
            last = reading.subject if cue.kind is not Kind.ACCORDING else last
        elif last is None:
            last = cue.subject or _inverted_subject(words, cue)
    return readings


def _verb(words: Words, cue: Cue, last: Range | None, end: int) -> Reading | None:
    content = content_after(words, cue, end)
    sure = content is not None and (content.sure or clause_near(words, content.start, end))
    inverted = None if sure or _is_apposed(words, cue) else _inverted_subject(words, cue)
    if inverted and cue.verb.lemma in CLOSING:
        return Reading(cue, inverted, before=cue.first)
    subject = cue.subject
    if cue.kind is not Kind.VERB:
        subject = last or opening_subject(words, cue.first - 1, shared=cue.kind is Kind.SHARED)
    if subject is None or not _can_say(words, cue, subject):
        return None
    if content is None and _introduces(words, cue, end):
        content = Content(cue.last + 1, sure=True)
    if content:
        return Reading(cue, subject, content)
    return _before(words, cue, end) if cue.kind is Kind.VERB else None


def _is_apposed(words: Words, cue: Cue) -> bool:
    """Whether the comma before the verb closes an apposition: "Byrne, the mayor, said voters plan to stay"."""
    if cue.subject is None:
        return False
    after = subject_after(words, cue.last)
    named = after is not None and words.capital(after[1] - 1) and words.word(after[1]) in {",", "", "."}
    return not named and not has_verb(words, 0, cue.subject[1])


def _introduces(words: Words, cue: Cue, end: int) -> bool:
    """Whether the cue is "As Byrne said, …"."""
    first = cue.subject[0] if cue.subject else 0
    opens = words.word(first - 1) == "as" and (first == 1 or words.word(first - 2) in {"but", "and"})
    rest = cue.last + 1
    return opens and words.word(cue.last) == "," and rest + 2 < end and not words.quote(rest)


def _can_say(words: Words, cue: Cue, subject: Range) -> bool:
    """Whether such a subject reports: "the study found that …" does, "she found that …" tells what happened."""
    if not NARRATORS.isdisjoint(words.low[slice(*subject)][:2]) or words.low[subject[0]] in _NOBODY:
        return False
    if cue.verb.lemma in FINDINGS and FINDERS.isdisjoint(words.low[slice(*subject)]):
        return False
    if cue.verb.lemma not in NOUNS or cue.verb.form is Form.PAST:
        return True
    # "Efforts to ease fears that …": the verb would be a noun.
    if has_verb(words, *subject) or "to" in words.low[slice(*subject)]:
        return False
    sure = words.low[subject[0]] in DETERMINERS | SUBJECTS or words.capital(subject[1] - 1)
    return sure or cue.verb.form is Form.BASE


def _inverted_subject(words: Words, cue: Cue) -> Range | None:
    """X of "…, said X"."""
    before = words.word(cue.first - 1)
    if cue.kind is not Kind.VERB or cue.verb.form is Form.ING or not (before == "," or words.quote(cue.first - 1)):
        return None
    if words.time(cue.last) or words.adverb(cue.last) or cue.last - cue.first > 1:
        return None
    if cue.verb.lemma in NOUNS and cue.verb.form is not Form.PAST:
        return None
    subject = subject_after(words, cue.last)
    # "Declared three days of mourning": an object has no name and no role.
    speaks = subject and any(words.capital(at) or words.low[at] in _SPEAKERS for at in range(*subject))
    return subject if speaks else None


def _before(words: Words, cue: Cue, end: int) -> Reading | None:
    """Content before the subject, as in "…, X said"; nothing that the verb takes may stand after it."""
    if cue.subject is None or cue.negated or cue.verb.lemma not in CLOSING | TELL:
        return None
    first = cue.subject[0]
    before, after = words.word(first - 1), words.word(cue.last)
    if not (before in {",", "-", "–", "—"} or words.quote(first - 1)) or cue.verb.form is Form.ING:
        return None
    if cue.verb.lemma in NOUNS and cue.verb.form is not Form.PAST and cue.last < end:
        return None
    closes = cue.last >= end or after in {",", ";"} or after in PREPOSITIONS - {"by", "as"} or after in DASHES
    next_day = after == "the" and words.word(cue.last + 1) in {"following", "next", "same"}
    if not (closes or next_day or words.time(cue.last) or words.adverb(cue.last) or cue.verb.lemma in TELL):
        return None
    rest = cue.last + 1
    goes_on = after == "," and not words.quote(first - 1)
    if goes_on and rest + 1 < end and words.low[rest] not in _ASIDES and not words.quote(rest):
        return Reading(cue, cue.subject, Content(rest), before=first)
    return Reading(cue, cue.subject, before=first)


def _according(words: Words, cue: Cue, end: int) -> Reading | None:
    """Content after "According to X, …" or before "…, according to X"."""
    source_end = _source_end(words, cue.last, end)
    if source_end <= cue.last or words.raw[source_end - 1] in NO_SOURCES:
        return None
    source = (cue.last, source_end)
    before = words.word(cue.first - 1)
    if before in BE or before in CONTRACTED:
        return None
    if before == ",":
        before = words.word(cue.first - 2)
    if words.word(cue.first - 1) == "," and begins_with_verb(words, source_end + 1) and before not in SUBORDINATORS:
        return Reading(cue, source, Content(source_end + 1), before=cue.first)
    opens = cue.first <= 2 or before in SUBORDINATORS or before in {"and", "also", ";", ":"}
    if opens or words.word(source_end) == ":":
        start = _past_relative(words, source_end, end)
        return Reading(cue, source, Content(start, sure=True)) if start + 1 < end else None
    return Reading(cue, source, before=cue.first)


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
        if fresh and clause_near(words, at, end):
            return at
    return min(end, first + 30)


def _past_relative(words: Words, at: int, end: int) -> int:
    """Past the comma after a source, and past "which organised the march," where that follows."""
    if words.word(at) in {",", ":", "-", "–", "—"}:
        at += 1
    if words.word(at) in {"which", "who", "whose", "citing"}:
        return next((index + 1 for index in range(at, min(end, at + 30)) if words.low[index] == ","), end)
    return at
