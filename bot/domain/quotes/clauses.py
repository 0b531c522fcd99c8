"""Cues of reported speech in a sentence, and where the content after each begins; guards against mere mentions.

"It is said", "would say", "if he says", "I said" and nouns ("the claim", "reports") are no cues.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people.wordlists import ROLES
from bot.domain.quotes.frames import NOUNS, VERBS, Form, Verb
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
    Range,
    Words,
    has_verb,
    noun_phrase,
)

# The article's own writer and reader: what "I said" is no report.
NARRATORS = frozenset("i we you one my our".split())
_ARTICLES = frozenset("the a an his her their its our my your".split())
_PLURALS = frozenset("police people others many some men women".split())
# With a capital other verbs are more often names ("Consumer Reports"); these report in headlines too.
_HEADLINES = frozenset("explain say suggest tell".split())
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
        elif word in VERBS and (at == 0 or not words.capital(at) or VERBS[word].lemma in _HEADLINES):
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
    if verb.form is Form.ING and all(words.adverb(index) for index in range(first, at)):
        return Cue(first, at + 1, Kind.PARTICIPLE, verb) if before == "," or before in DASHES else None
    if before in {"and", "but", "or"}:
        return Cue(first, at + 1, Kind.SHARED, verb, None, negated) if verb.form is not Form.BASE else None
    if first == at and not _is_verb(words, at, verb):
        return None
    subject = subject_before(words, first)
    if subject and words.word(subject[0] - 1) in {"if", "whether", "unless"}:
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
    plural = before in _PLURALS or (before.endswith("s") and (verb.form is Form.BASE or not words.capital(at - 1)))
    return plural == (verb.form is Form.BASE) and not before.isdigit()


# --- the subject before the verb ---------------------------------------------------------------------


def subject_before(words: Words, first: int) -> Range | None:
    """The noun phrase that a verb at `first` has for its subject, apposition left out."""
    last = first - 1
    word = words.word(last)
    if word in RELATIVES:
        return _antecedent(words, last)
    if word == "," or word in DASHES:
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
    if start > last or words.low[start] == "to":
        return None
    # "in such bad states": what begins with a preposition is a subject only where a name may end it.
    stray = words.low[start] in PREPOSITIONS - {"about", "over", "under"} and not words.capital(last)
    return None if stray else (start, last + 1)


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


def _before_apposition(words: Words, mark: int) -> Range | None:
    """The name in "NAME, the founder of X, said" or "NAME — the founder of X — said"."""
    if _is_name_alone(words, mark):
        return noun_phrase(words, mark - 1, 0), mark
    nearest: Range | None = None
    for at in range(mark - 2, max(mark - 40, 0), -1):
        if words.low[at] != words.low[mark]:
            continue
        start = noun_phrase(words, at - 1, 0)
        if start >= at or not _opens_clause(words, start, at):
            continue
        if nearest is None or words.capital(at - 1):
            nearest = start, at
        if words.low[nearest[0]] not in {"a", "an", "the"} or words.word(nearest[0] - 1) != ",":
            # Not itself in apposition, as "a professor in Athens" is in "Byrne, a professor in Athens, Ohio, said".
            return nearest
    return nearest


def _is_name_alone(words: Words, comma: int) -> bool:
    """Whether a description and its name precede the comma: "the port's owner, Ada Byrne, said"."""
    start = noun_phrase(words, comma - 1, 0)
    if words.low[comma] != "," or words.word(start - 1) != "," or comma - start < 2:
        return False
    return all(words.capital(at) for at in range(start, comma)) and not words.capital(start - 2)


def _opens_clause(words: Words, start: int, end: int) -> bool:
    first, opener = words.low[start], words.word(start - 1)
    if first in PREPOSITIONS or first.isdigit() or words.time(start) or (words.adverb(start) and end - start == 1):
        return False
    return not opener or opener in BREAKS or opener in SUBORDINATORS or opener == "and"


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
