"""Cues: who is said to speak, by which verb, to whom; guards that a verb finds its own subject, not the nearest name.

The grammar is written on the tags of `phrases`. A cue knows nothing of quotes: direct and reported speech share it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.models import Span
from bot.domain.quotes.phrases import Phrases, can_speak
from bot.domain.quotes.verbs import CUE_VERBS, DENIALS, HOLD, SPEECH, TELL

# Phrases that may stand between a subject and its verb.
_PHRASE = r"[pT][rgvnt]{0,2}[NDPxnt]{1,4}"
_PREP = rf"(?:{_PHRASE}){{0,3}}"
_FILL = rf"(?:[rabtn]|{_PHRASE}){{0,6}}"
# Between commas, dashes or brackets, and no clause of its own: "the mayor of Ulm", "who runs the city".
_INSIDE = r"(?:[ws][^:;.]{1,40}?|(?:(?![NDP]r?[vVab])[^:;.]){1,40}?)"
_BRACKET = r"(?:\([^()]{0,12}\))?"
_ASIDE = rf"(?:,{_INSIDE},|-{_INSIDE}-)?"
_NOUN = rf"[NDP](?:,n,)?{_PREP}{_BRACKET}"
# "Byrne, the mayor, said" · "a spokesman for Byrne said" · "Byrne (Labour), said" · "Byrne later said".
_DIRECT = re.compile(rf"{_NOUN}(?:{_ASIDE}|(?<=\)),){_FILL}(?:V|bG)")
_PLAIN = re.compile(rf"{_NOUN}{_FILL}(?:V|bG)")
# "Byrne, who told them" · "a woman who said".
_RELATIVE = re.compile(rf"{_NOUN},?w{_ASIDE}{_FILL}(?:V|bG)")
# "Byrne shrugged and told them" · "Byrne walked in, saying" · "Byrne released a statement saying".
_SHARED = re.compile(
    rf"{_NOUN}{_ASIDE}{_FILL}(?:[vVb][^:;]{{0,40}}?,?c{_FILL}V|[vVbx][^:;]{{0,40}}?,?[pru]?G|[vV][^:;]{{0,12}}?TV)"
)
# "Byrne's spokesman, Tom Reed, said": the name that the description is given with.
_APPOSED = re.compile(r"D(?:pN)?,N,")
_APPOSED_LAST = re.compile(r"(D(?:p[ND])?,N)(?:[,.pw(]|$)")
# "said the former mayor", "said retired driver Ada Byrne".
_INVERTED = re.compile(r"V(?:[rx]{0,3}[NDP]|[rxv]{0,3}[ND])")
# "Byrne, president of Orbis Works stated" · "Byrne, noting that it was “…,” added:".
_OPENING = re.compile(r"Q?(N),(?:D[^vVabPQGwhsu,:;]{0,12}V|[Gg][^:;]{0,20}Q(?:V(?=:|,Q)))")
_ENDING = re.compile(rf"(?:{_FILL},?)?[.]?")
_LOOSE_ENDING = re.compile(r"[^Q:;]{0,30}")
_ACCORDING = re.compile(r"A([NDP])")
_ADDRESSEE = re.compile(r"[VG]r?([NDP])")
_SAID_TO = re.compile(r"[VG][^VGQ:;]{0,6}?T([ND])")
_VENUE = re.compile(r"[VG][^VGQ:;]{0,6}?p(D)(?:p|T)([ND])")
_PRONOUNS = frozenset("me us him her them it you he she they we i".split())
_NEGATION = re.compile(r"\b(?:not|never)\b|n['’]t\b")
HOLD_BASES = frozenset(HOLD.values()) - frozenset(SPEECH.values())
# A subject is looked for among so many phrases before its verb: longer sentences are no speech tags.
_REACH = 40


class Form(StrEnum):
    """How a cue is put: subject before verb, verb before subject, or "according to"."""

    SUBJECT_FIRST = "subject first"
    VERB_FIRST = "verb first"
    ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of speech with its source. `first` and `last` are phrase indices of all that belongs to the cue.

    `source` is the phrase index of who speaks, `verb` that of the verb (or of "according to"); `base` is the verb's
    base form. `addressee` is who was told. `relative` is the index of the "who" that stands for the source.
    """

    form: Form
    source: int
    verb: int
    first: int
    last: int
    base: str
    addressee: Span | None = None
    negated: bool = False
    relative: int | None = None


def cues_in(masked: str, phrases: Phrases) -> list[Cue]:
    """All cues of a sentence, in the order of their verbs. Bounded work for each verb."""
    found: list[Cue] = []
    for at, tag in enumerate(phrases.tags):
        if tag == "A":
            match = _ACCORDING.match(phrases.tags, at)
            if match:
                found.append(Cue(Form.ACCORDING, at + 1, at, at, at + 1, "according"))
        elif tag in "VG":
            found.extend(_verb_cues(masked, phrases, at))
    return found


def _verb_cues(masked: str, phrases: Phrases, at: int) -> Iterator[Cue]:
    word = phrases.span(at).cut(masked).lower()
    base = CUE_VERBS.get(word, word)
    if _is_passive(phrases.tags, at, base, word) or (base == "put" and phrases.tags[at + 1 : at + 2] != "P"):
        return
    source = subject_of(phrases.tags, at)
    if source is not None and can_speak(phrases.span(source).cut(masked)):
        last, addressee = _told(masked, phrases, at, base)
        yield Cue(
            Form.SUBJECT_FIRST,
            source,
            at,
            source,
            last,
            base,
            addressee,
            negated=_negated(masked, phrases, at, word),
            relative=_relative(phrases.tags, source, at),
        )
    elif phrases.tags[at] == "V" and base != "put":
        match = _INVERTED.match(phrases.tags, at)
        if match:
            source = match.end() - 1
            # "said the film's director, Ada Byrne."
            named = _APPOSED_LAST.match(phrases.tags, source)
            source = named.end(1) - 1 if named else source
            yield Cue(Form.VERB_FIRST, source, at, at, source, base)


def _relative(tags: str, source: int, verb: int) -> int | None:
    """Index of the "who" by which the source is the subject of the verb."""
    return tags.rfind("w", source, verb) if _RELATIVE.fullmatch(tags, source, verb + 1) else None


def _is_passive(tags: str, at: int, base: str, word: str) -> bool:
    """Whether the subject is not who speaks: "Byrne was told". "Byrne was quoted as saying" has its own verb."""
    before = tags[max(0, at - 3) : at].rstrip("r")
    return before.endswith("b") and not word.endswith("ing") and (base in TELL or word.endswith("ed"))


def subject_of(tags: str, verb: int) -> int | None:
    """Index of the phrase that is the subject of the verb at this index; None where none is found."""
    low = _clause_start(tags, verb)
    nouns = [at for at in range(low, verb) if tags[at] in "NDP"]
    free = [at for at in nouns if at == low or tags[at - 1] not in "pTAgb"]
    if tags[max(0, verb - 2) : verb + 1] in {"pNG", "aNG", "NG"}:
        # "…, with Byrne saying", "the letter has Byrne saying", "Byrne telling them": a name of its own.
        return verb - 1
    for at in free:
        # "As Byrne, the mayor, said": only the clause that opens the sentence.
        # "…, while Byrne, the mayor, said": so does one that sets another person against the first.
        leading = at > 1 and at > low and tags[at - 1] in "su" and tags[at - 2 : at] != ",u"
        pattern = _PLAIN if leading else _DIRECT
        if pattern.fullmatch(tags, at, verb + 1):
            named = _APPOSED.match(tags, at)
            return named.end() - 2 if named else at
    for at in reversed(nouns):
        if _RELATIVE.fullmatch(tags, at, verb + 1):
            return at
    shared = _shared_subject(tags, verb)
    return _opening_name(tags, verb) if shared is None else shared


def _opening_name(tags: str, verb: int) -> int | None:
    """Whom a sentence begins with, where the comma behind a description is missing, or a quote stands in it."""
    match = _OPENING.match(tags)
    return match.start(1) if match and match.end() == verb + 1 else None


def _shared_subject(tags: str, verb: int) -> int | None:
    """The subject of an earlier verb that this one shares, quotes between them or not."""
    low = _clause_start(tags, verb, ";:")
    for at in range(verb - 1, low - 1, -1):
        before = tags[max(low, at - 2) : at]
        if tags[at] not in "NDP" or before[-1:] in tuple("pTAgbvVhx") or before in {"vr", "Vr"}:
            # What follows a verb or "that" is the subject of another clause: "Byrne said he won, adding …".
            continue
        apposed = tags[at] == "D" and before in {"N,", "),"}
        if not apposed and _SHARED.fullmatch(tags, at, verb + 1):
            return at
    return None


def _clause_start(tags: str, verb: int, marks: str = ";:Q") -> int:
    low = max(0, verb - _REACH)
    return max(low, *(tags.rfind(mark, low, verb) + 1 for mark in marks))


def _told(masked: str, phrases: Phrases, verb: int, base: str) -> tuple[int, Span | None]:
    """Last phrase of the cue and who is told: "told reporters", "said to Byrne", "said in an interview with Byrne"."""
    tags = phrases.tags
    if base in TELL:
        match = _ADDRESSEE.match(tags, verb)
        if match:
            return match.start(1), _somebody(masked, phrases.span(match.start(1)))
    for pattern in (_SAID_TO, _VENUE):
        match = pattern.match(tags, verb)
        if match:
            return match.end() - 1, phrases.span(match.end() - 1)
    return verb, None


def _somebody(masked: str, told: Span) -> Span | None:
    """Who is told, unless a mere pronoun says so."""
    return None if told.cut(masked).lower() in _PRONOUNS else told


def _negated(masked: str, phrases: Phrases, verb: int, word: str) -> bool:
    """Whether the verb is a denial, or its own auxiliaries and adverbs hold a negation."""
    first = verb
    while first and phrases.tags[first - 1] in "rab":
        first -= 1
    own = masked[phrases.starts[first] : phrases.starts[verb]].lower()
    return word in DENIALS or bool(_NEGATION.search(own))


def governing(phrases: Phrases, cues: Sequence[Cue], phrase: int) -> tuple[Cue, Cue | None] | None:
    """The cue before this phrase that speaks it, and the one whose words it relays.

    "Byrne said the mayor called it “…”" is Byrne's speech and relays the mayor's. A clause of its own ("…, and the
    mayor called it “…”") stands for itself.
    """
    before = [cue for cue in cues if cue.last < phrase and _reaches(phrases.tags, cue, phrase)]
    if not before:
        return None
    inner = outer = before.pop()
    while before and _inside(phrases.tags, before[-1], outer):
        outer = before.pop()
    return outer, inner if inner.source != outer.source else None


def _reaches(tags: str, cue: Cue, phrase: int) -> bool:
    """Verb before subject speaks what follows only where it opens the sentence or stands between commas."""
    if cue.base in HOLD_BASES:
        return phrase - cue.last <= 5
    if cue.form is not Form.VERB_FIRST:
        return True
    between = tags[cue.last + 1 : phrase]
    if cue.first == 0 or tags[cue.first - 1] == "Q":
        return between in {",", ":", ""}
    # "The trouble, says Byrne, is that …": between commas.
    return tags[cue.first - 1] == "," and between[:1] in {",", ":", ""}


def _inside(tags: str, outer: Cue, inner: Cue) -> bool:
    """Whether the inner cue lies in what the outer one says."""
    if outer.source == inner.source:
        return True
    if outer.base in HOLD_BASES or outer.last >= inner.first or outer.form is Form.VERB_FIRST:
        return False
    before = tags[inner.first - 1]
    if before == "," and _is_leading_clause(tags, outer):
        return False
    return before not in "c;uwQ" and tags[max(0, inner.first - 2) : inner.first] != ",s"


def _is_leading_clause(tags: str, cue: Cue) -> bool:
    """Whether the cue's clause only leads up to another: "When Byrne said so, the mayor replied"."""
    start = tags.rfind(",", 0, cue.first) + 1
    return tags[start : start + 2].lstrip("cr")[:1] in {"s", "u"}


def closing(phrases: Phrases, cues: Sequence[Cue], phrase: int) -> Cue | None:
    """A cue that ends the sentence behind a comma and speaks all of it: "The plan is “…” at best, Byrne said."."""
    for cue in cues:
        start = cue.first - 1
        while start > phrase and phrases.tags[start] in "xN":
            start -= 1
        ending = _ENDING if cue.form is Form.SUBJECT_FIRST else _LOOSE_ENDING
        if start > phrase and phrases.tags[start] == "," and ending.fullmatch(phrases.tags, cue.last + 1):
            return cue
    return None
