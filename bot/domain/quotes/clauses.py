"""Cues of reported speech in a sentence, and where the content after each begins; guards against mere mentions.

"It is said", "would say", "if he says", "I said" and nouns ("the claim", "reports") are no cues.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people.wordlists import ROLES
from bot.domain.quotes.frames import CLAUSE, DENIED, DENY, NOUNS, PROMISE, TELL, URGE, VERBS, Form, Verb
from bot.domain.quotes.grammar import (
    BE,
    BREAKS,
    DASHES,
    DETERMINERS,
    HAVE,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    SUBORDINATORS,
    THEY_OBJECTS,
    WH,
    Range,
    Words,
    clause_likely,
    clause_near,
    has_verb,
    noun_phrase,
)

NARRATORS = frozenset("i we you one my our".split())
# What is said without being a statement.
_EMPTY = frozenset(
    "something nothing anything everything so no yes goodbye hello thanks much little more less it".split()
)
_ARTICLES = frozenset("the a an his her their its our my your".split())
_PLURALS = frozenset("police people others many some men women".split())
_PARTICLES = frozenset("off out up down away to".split())
_MOST_CUES = 12


class Kind(StrEnum):
    """How a cue hangs in its sentence: own subject, "… and said", ", saying", or "according to"."""

    VERB = "verb"
    SHARED = "shared"
    PARTICIPLE = "participle"
    ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb with its auxiliaries, or "according to": words `first` up to `last`.

    `subject` stands before it. `relative`: that subject is "which" or "what", itself part of the content.
    """

    first: int
    last: int
    kind: Kind
    verb: Verb
    subject: Range | None = None
    negated: bool = False
    relative: bool = False


def cues(words: Words) -> list[Cue]:
    """The cues of a sentence in order, at most twelve."""
    found: list[Cue] = []
    for at, word in enumerate(words.low):
        cue = None
        if word == "according" and words.word(at + 1) == "to":
            cue = Cue(at, at + 2, Kind.ACCORDING, Verb("according", Form.ING))
        elif word in VERBS:
            cue = _verb_cue(words, at, VERBS[word])
        if cue:
            found.append(cue)
        if len(found) == _MOST_CUES:
            break
    return found


def _verb_cue(words: Words, at: int, verb: Verb) -> Cue | None:
    group = _group(words, at, verb)
    if group is None:
        return None
    first, negated = group
    before = words.word(first - 1)
    if verb.form is Form.ING and first == at:
        return Cue(at, at + 1, Kind.PARTICIPLE, verb) if before == "," or before in DASHES else None
    if before in {"and", "but", "or"}:
        return Cue(first, at + 1, Kind.SHARED, verb, None, negated) if verb.form is not Form.BASE else None
    if first == at and not _is_verb(words, at, verb):
        return None
    subject = subject_before(words, first)
    if subject and (words.low[subject[0]] in NARRATORS or words.word(subject[0] - 1) in {"if", "whether", "unless"}):
        return None
    relative = subject is not None and words.word(subject[0] - 1) in {"which", "what", "that"}
    if relative and subject and words.word(subject[0] - 1) == "what":
        return None
    return Cue(first, at + 1, Kind.VERB, verb, subject, negated, relative)


def _group(words: Words, at: int, verb: Verb) -> tuple[int, bool] | None:
    """First word of the verb with its auxiliaries, and whether it is negated; None where nothing was said."""
    first, negated = at, False
    while first > 0:
        word = words.low[first - 1]
        if word == "to":
            first = _infinitive(words, first)
            if not first:
                return None
            continue
        if word in MODALS and not words.capital(first - 1):
            return None
        if word in BE and verb.form is not Form.ING:
            return None
        if word == "as" and words.word(first - 2) == "quoted":
            first -= 2
            continue
        if not (word in NEGATIONS or word in HAVE or word in BE or words.adverb(first - 1)):
            break
        negated = negated or word in NEGATIONS
        first -= 1
    return first, negated


def _infinitive(words: Words, first: int) -> int:
    """Start of "went on to say" or "took to Twitter to say", the only infinitives that report; else 0."""
    for back in range(first - 2, max(first - 6, 0), -1):
        if words.low[back] in {"went", "goes", "took", "takes"}:
            return back
    return 0


def _is_verb(words: Words, at: int, verb: Verb) -> bool:
    """Whether a form that may be a noun is a verb here."""
    before = words.word(at - 1)
    if before in SUBJECTS or before in RELATIVES or verb.lemma == "say":
        return True
    if before in _ARTICLES or before.endswith(("'s", "'")):
        return False
    if verb.form is Form.PAST or (verb.lemma not in NOUNS and verb.form is Form.THIRD):
        return True
    if before in DETERMINERS or before in PREPOSITIONS or before == "united" or before in _PARTICLES:
        return False
    if before.endswith("ing"):
        return False
    plural = before.endswith("s") or before in _PLURALS
    return plural == (verb.form is Form.BASE) and not before.isdigit()


# --- the subject before the verb ---------------------------------------------------------------------


def subject_before(words: Words, first: int) -> Range | None:
    """The noun phrase that a verb at `first` has for its subject, apposition left out."""
    last = first - 1
    word = words.word(last)
    if word in RELATIVES:
        return _antecedent(words, last)
    if word == ",":
        return _before_apposition(words, last)
    if (
        not word
        or words.quote(last)
        or word in BREAKS
        or word in SUBORDINATORS
        or word in PREPOSITIONS
        or words.time(last)
    ):
        return None
    start = noun_phrase(words, last, 0)
    return (start, last + 1) if start <= last and words.low[start] != "to" else None


def _antecedent(words: Words, relative: int) -> Range | None:
    """Whom "who" means. "Voters who say …" tells which voters, not what they say: no cue without a comma."""
    last = relative - (2 if words.word(relative - 1) == "," else 1)
    named = last > 0 and words.capital(last)
    if last < 0 or words.low[last] in BREAKS or (last == relative - 1 and not named):
        return None
    start = noun_phrase(words, last, 0)
    for at in range(last - 1, start, -1):
        # "no mention of Byrne, who said" means Byrne; "a spokesman for Byrne, who said" the spokesman.
        if words.low[at] in PREPOSITIONS and words.low[at - 1] not in ROLES and not words.capital(at - 1):
            return at + 1, last + 1
    return start, last + 1


def _before_apposition(words: Words, comma: int) -> Range | None:
    """The name in "NAME, the founder of X, said": the nearest phrase before a comma that opens its clause."""
    name = noun_phrase(words, comma - 1, 0)
    named = words.word(name - 1) == "," and comma - name > 1 and all(words.capital(at) for at in range(name, comma))
    for at in range(comma - 2, max(comma - 40, 0), -1):
        if words.low[at] != ",":
            continue
        if named and not words.capital(at - 1):
            return name, comma
        start = noun_phrase(words, at - 1, 0)
        opener = words.word(start - 1)
        opens = not opener or opener in BREAKS or opener in SUBORDINATORS or opener == "and"
        if start < at and opens and words.low[start] not in PREPOSITIONS and not words.low[start].isdigit():
            return start, at
    return None


def subject_after(words: Words, first: int) -> Range | None:
    """The noun phrase after an inverted verb: "…, said a spokesman for the port"."""
    if words.word(first) in PREPOSITIONS:
        return None
    at = first
    stops = BREAKS | SUBORDINATORS | (PREPOSITIONS - {"of", "for", "from", "at", "with"})
    while at < len(words.low) and at - first < 16 and words.low[at] not in stops and words.low[at] not in ".!?":
        if words.time(at) and at > first:
            break
        at += 1
    return (first, at) if at > first else None


def opening_subject(words: Words, cue: Cue) -> Range | None:
    """The noun phrase that opens the clause of a cue without subject: "Byrne laughed and said", "Byrne left, saying".

    A participle behind a comma goes with the whole sentence, a shared verb with the nearest clause.
    """
    first, end = 0, cue.first - 1
    if cue.kind is Kind.SHARED:
        near = range(end - 1, max(end - 60, 0), -1)
        first = next((at + 1 for at in near if words.low[at] in SUBORDINATORS or words.low[at] in ";:"), 0)
    dash = next((at for at in range(first, min(end, first + 6)) if words.low[at] in DASHES), None)
    first = first if dash is None else dash + 1
    while words.word(first) in {"and", "but", "so", "then"}:
        first += 1
    if words.word(first) in PREPOSITIONS or words.word(first) in SUBORDINATORS:
        first = next((at + 1 for at in range(first, min(end, first + 16)) if words.low[at] == ","), first)
    for at in range(first + 1, min(end, first + 14)):
        if words.low[at] in BREAKS or words.low[at] in VERBS or has_verb(words, at, at + 1):
            return first, at
    return None


# --- the content after the verb ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Content:
    """Where content begins; `sure`: "that" or a like word opens it. `wish`: it tells what is to be done."""

    start: int
    sure: bool = False
    wish: bool = False
    denied: bool = False
    addressee: Range | None = None


def content_after(words: Words, cue: Cue, end: int) -> Content | None:
    """The content that follows a verb, or None where none does."""
    lemma = cue.verb.lemma
    at = _past_adverbs(words, cue.last, end)
    if lemma == "point":
        if words.word(at) != "out":
            return None
        at += 1
    if at + 2 >= end:
        return None
    word = words.low[at]
    if word == "that":
        return None if words.quote(at + 1) and at + 2 >= end else Content(at + 1, sure=True, denied=lemma in DENY)
    if lemma in DENY:
        return _denied(words, at, end)
    if lemma in PROMISE and word == "to":
        return Content(at, sure=True, wish=True)
    if word in WH and at + 3 < end:
        return Content(at, sure=True)
    if lemma in TELL or lemma in URGE:
        found = _addressed(words, cue, at, end)
        if found or lemma not in CLAUSE:
            return found
    return _plain(words, cue, at, end)


def _plain(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    word = words.low[at]
    if word == ":":
        return Content(at + 1, sure=True) if cue.verb.lemma == "say" and not words.quote(at + 1) else None
    if word == ",":
        that = _that(words, at + 1, end)
        return Content(that + 1, sure=True) if that and words.low[that - 1] == "," else None
    if word in PREPOSITIONS or (word == "as" and words.word(at + 1) not in {"many", "much", "few", "long"}):
        return _after_phrase(words, at, end)
    if (
        word in BREAKS
        or word in {"while", "as", "and", "or"}
        or (words.finite(at) and not cue.relative and "'" not in word)
    ):
        return None
    if cue.verb.lemma == "say":
        likely = word not in _EMPTY or clause_near(words, at, end)
    else:
        likely = (clause_likely if cue.verb.lemma in CLAUSE else clause_near)(words, at, end)
    return Content(at) if likely else None


def _past_adverbs(words: Words, at: int, end: int) -> int:
    """Past adverbs and times: "said again on Monday" stops at "on", "said late Thursday he" at "he"."""
    while at < end and (words.time(at) or (words.adverb(at) and words.low[at] not in {"all", "both"})):
        at += 1
        while at < end and (words.low[at].isdigit() or (words.low[at] == "." and words.time(at - 1))):
            at += 1
    return at


def _that(words: Words, at: int, end: int) -> int | None:
    """A near "that" which opens a clause: no mark but commas, and no relative clause, before it."""
    for index in range(at, min(end - 2, at + 16)):
        word = words.low[index]
        if word == "that" and not words.finite(index + 1):
            return index
        if word in RELATIVES or word in {"and", "but", "that"} or (word in BREAKS and word != ","):
            return None
    return None


def _after_phrase(words: Words, at: int, end: int) -> Content | None:
    """Content behind "in a statement", "at a briefing on Monday": after "that", or where a clause begins."""
    that = _that(words, at, end)
    if that:
        return Content(that + 1, sure=True)
    if words.low[at] in {"of", "about", "to", "for", "as"}:
        return None
    start = at + 2
    while start < end and words.low[start] not in BREAKS:
        fresh = (
            words.low[start] in SUBJECTS or words.low[start] in DETERMINERS - {"that"} or words.low[start] == "there"
        )
        if fresh and words.low[start - 1] not in PREPOSITIONS and words.low[start - 1] != "and":
            return Content(start) if clause_near(words, start, end) else None
        start += 1
    return None


def _denied(words: Words, at: int, end: int) -> Content | None:
    """What is denied: "denied allegations that …", "denied taking …"."""
    for index in range(at, min(end - 2, at + 5)):
        if words.low[index] in DENIED and words.low[index + 1] == "that":
            return Content(index + 2, sure=True, denied=True)
    if words.low[at].endswith("ing") and words.low[at] not in {"nothing", "anything", "something", "everything"}:
        return Content(at, sure=True, denied=True)
    return None


def _addressed(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    """Content behind whom it was said to: "told reporters that", "urged both sides to"."""
    lemma = cue.verb.lemma
    if lemma == "call":
        if words.low[at] not in {"on", "upon"}:
            return None
        at += 1
    after = _past_addressee(words, at, end)
    if lemma in CLAUSE and after < end and words.finite(after):
        return None
    addressee = (at, after) if after > at else None
    if words.word(after) == "to" and lemma in URGE and addressee:
        return Content(at, sure=True, wish=True, addressee=addressee)
    if lemma not in TELL and lemma != "warn":
        return None
    that = _that(words, at, end)
    if that:
        return Content(that + 1, sure=True, addressee=addressee)
    start = _past_adverbs(words, after, end)
    if start + 2 < end and words.low[start] in PREPOSITIONS:
        found = _after_phrase(words, start, end)
        return found and Content(found.start, addressee=addressee)
    if start + 2 >= end or words.low[start] in BREAKS or not addressee:
        return None
    return Content(start, addressee=addressee) if clause_likely(words, start, end) else None


def _past_addressee(words: Words, at: int, end: int) -> int:
    """The word after an addressee: a pronoun, a capitalised name, or a noun phrase up to the next small word."""
    if words.low[at] in THEY_OBJECTS:
        return at + 1
    if words.capital(at):
        return _past_name(words, at, end)
    after = at + 1 if words.low[at] in DETERMINERS else at
    stops = DETERMINERS | SUBJECTS | BREAKS | PREPOSITIONS
    while after < end and after - at < 7 and words.low[after] not in stops and not words.time(after):
        if words.finite(after) or words.low[after] == "that":
            break
        after += 1
    return after


def _past_name(words: Words, at: int, end: int) -> int:
    while at < end and (
        (words.capital(at) and not words.time(at) and words.low[at] not in SUBJECTS)
        or (words.low[at] in {"of", "and", "&", ".", "'"} and words.capital(at + 1))
    ):
        at += 1
    return at
