"""From quote to cue: which source speaks a quoted stretch; guards that each answer tells on what evidence it rests.

Looks at one sentence of the masked text at a time. What no cue in the sentence settles is left to `continued`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.models import Confidence, Span
from bot.domain.quotes.cues import Cue, Form, closing, governing
from bot.domain.quotes.phrases import Phrases

# "…," fumed Byrne · "…," Byrne tweeted: any verb will do right beside a quote that ends like speech.
_FOLLOWED_BY_SUBJECT = re.compile(r"Q[,]?[rt]{0,2}([NDP])r?[vx][,.rpTt;-]")
_FOLLOWED_BY_VERB = re.compile(r"Q,?r?[vx]([NDP])")
_FOLLOWED_BY_DASH = re.compile(r"Q-([ND])[,.]?$")
_BETWEEN_SUBJECT = re.compile(r"[,-]?[rt]{0,2}")
_BETWEEN_VERB = re.compile(r"[,-]?r?")
# "Byrne: …" · "What it means - Ada Byrne: …" · "a letter from Byrne: …"
_LABEL = re.compile(r"(?:^|[-.(:])(N)(?:\([^()]{0,8}\))?$")
_NAMED_SOURCE = re.compile(r"[,p](N)[)]?$")
_SUBJECT = re.compile(r"(?<![pTAgbv])([NDP])[rat]{0,4}[vVabx]")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks: the phrase that names the source, its name alone, and how the text says so.

    `cue` numbers the piece of evidence: quotes that share one are parts of one statement.
    """

    source: Span
    name: Span | None
    confidence: Confidence
    cue: int
    addressee: Span | None = None
    negated: bool = False
    base: str = ""


def attributed(phrases: Phrases, cues: Sequence[Cue], at: int, *, speechlike: bool) -> Attribution | None:
    """Who speaks the quote that is phrase `at` of the sentence, by the cues of that sentence.

    `speechlike`: the quote ends in a comma, a question mark or an exclamation mark, as speech does before its tag.
    """
    after = _tag_after(phrases, cues, at)
    if after:
        return _by_cue(phrases, after)
    if speechlike:
        bare = _bare_tag(phrases, at)
        if bare is not None:
            return _by_phrase(phrases, bare, bare)
    before = governing(phrases, cues, at)
    if before:
        outer, inner = before
        return _by_cue(phrases, outer, inner)
    if phrases.tags[at - 1 : at] == ":":
        return introduced(phrases, cues, at - 1)
    last = closing(phrases, cues, at)
    return _by_cue(phrases, last) if last else None


def introduced(phrases: Phrases, cues: Sequence[Cue], colon: int = -1) -> Attribution | None:
    """Who speaks what follows a colon: by a cue, by a name right before it, else the subject of its sentence."""
    tags = phrases.tags[:colon]
    label = _LABEL.search(tags)
    before = governing(phrases, cues, len(tags))
    if before and not label:
        return _by_cue(phrases, *before)
    label = label or _NAMED_SOURCE.search(tags)
    if label:
        return _by_phrase(phrases, label.start(1), label.start(1))
    subjects = list(_SUBJECT.finditer(tags))
    return _by_phrase(phrases, subjects[-1].start(1), subjects[-1].start(1)) if subjects else None


def _tag_after(phrases: Phrases, cues: Sequence[Cue], at: int) -> Cue | None:
    """The cue whose words begin right behind the quote: "…," Byrne said; "…," said Byrne; "…," according to Byrne."""
    for cue in cues:
        if cue.first <= at:
            continue
        gap = phrases.tags[at + 1 : cue.first]
        pattern = _BETWEEN_SUBJECT if cue.form is Form.SUBJECT_FIRST else _BETWEEN_VERB
        if pattern.fullmatch(gap):
            return cue
    return None


def _bare_tag(phrases: Phrases, at: int) -> int | None:
    for pattern in (_FOLLOWED_BY_VERB, _FOLLOWED_BY_SUBJECT, _FOLLOWED_BY_DASH):
        match = pattern.match(phrases.tags, at)
        if match:
            return match.start(1)
    return None


def _by_cue(phrases: Phrases, cue: Cue, inner: Cue | None = None) -> Attribution:
    source = phrases.spans[cue.source]
    verb = phrases.spans[cue.verb].start
    return Attribution(
        source, phrases.names.get(cue.source), Confidence.EXPLICIT, verb, cue.addressee, cue.negated, cue.base
    )


def _by_phrase(phrases: Phrases, source: int, cue: int) -> Attribution:
    return Attribution(phrases.spans[source], phrases.names.get(source), Confidence.EXPLICIT, phrases.spans[cue].start)
