"""Cues of reported speech in a sentence, each with its subject; guards against mere mentions of speech.

"It is said", "would say", "if he says", "I said" and nouns ("the claim", "reports") are no cues.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.quotes.frames import CLAUSE, NOUNS, VERBS, Form, Verb
from bot.domain.quotes.grammar import (
    BE,
    DASHES,
    DETERMINERS,
    HAVE,
    MODALS,
    NEGATIONS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    Range,
    Words,
)
from bot.domain.quotes.subjects import subject_before

# The article's own writer and reader: what "I said" is no report.
NARRATORS = frozenset("i we you one my our".split())
_ARTICLES = frozenset("the a an his her their its our my your".split())
_PLURALS = frozenset("percent police people others many some men women".split())
# With a capital other verbs are more often names ("Consumer Reports"); these report in headlines too.
_HEADLINES = frozenset("explain say suggest tell".split())
_PARTICLES = frozenset("off out up down away to".split())
_NO_VERB_AFTER = DETERMINERS | PREPOSITIONS | _PARTICLES | {"united"}
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

    `subject` stands before it. `relative`: "which" or "who" stands before that and opens the content.
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
    bare = all(words.adverb(index) for index in range(first, at))
    if verb.form is Form.ING and bare:
        return Cue(first, at + 1, Kind.PARTICIPLE, verb) if before == "," or before in DASHES else None
    if before in {"and", "but", "or"}:
        return Cue(first, at + 1, Kind.SHARED, verb, None, negated) if verb.form is not Form.BASE else None
    if bare and not _is_verb(words, first, verb):
        return None
    subject = subject_before(words, first)
    if subject and words.word(subject[0] - 1) in {"if", "whether", "unless", "until"}:
        return None
    relative = subject is not None and words.word(subject[0] - 1) in {"which", "who", "what", "that"}
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
    """Whether a form that may be a noun, here at `at` with its adverbs, is a verb."""
    before = words.word(at - 1)
    if before in SUBJECTS or before in RELATIVES or verb.lemma == "say":
        return True
    if before in _ARTICLES or before.endswith(("'s", "'")):
        return False
    if verb.form is Form.PAST or (verb.lemma not in NOUNS and verb.form is Form.THIRD):
        return True
    if before in _PLURALS:
        # "Many fear that", but "many state exchanges".
        return verb.form is Form.BASE and (verb.lemma not in NOUNS or verb.lemma in CLAUSE - {"state", "note"})
    if before in _NO_VERB_AFTER or before.endswith("ing"):
        return False
    if verb.form is Form.BASE and verb.lemma not in NOUNS and "and" in words.low[max(0, at - 8) : at]:
        return True
    plural = before.endswith("s") and (verb.form is Form.BASE or not words.capital(at - 1))
    return plural == (verb.form is Form.BASE) and not before.isdigit()
