"""From quote to cue: which source speaks a quoted stretch; guards that each answer tells on what evidence it rests.

Looks at one sentence of the masked text at a time. What no cue in the sentence settles is left to `continued`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.models import Confidence, Span
from bot.domain.quotes.cues import Cue, Form, closing, governing
from bot.domain.quotes.phrases import Phrases
from bot.domain.quotes.verbs import DENIALS

# "…," fumed Byrne · "…," Byrne tweeted · "…" — Byrne: any verb will do right beside a quote that ends like speech.
_FOLLOWED_BY_VERB = re.compile(r"[Qx],?r?[vx]x{0,2}([NDP])")
_FOLLOWED_BY_SUBJECT = re.compile(r"[Qx],?[rt]{0,2}([NDP])r?[vx][,.rpTt;-]")
_FOLLOWED_BY_DASH = re.compile(r"[Qx]-([ND])[,.]?$")
_LOOSE_TAG = re.compile(r"[Qx],?r?(?:[^vVabGgQPwhsu:;.]{0,8}[ND][^vVabGgQPwhsu:;.]{0,8}V|V[xnr]{1,5}[ND])")
# What may stand between a quote and the cue behind it: "…," later Byrne said · "…," Reed running mate Byrne said.
_BETWEEN_SUBJECT = re.compile(r"[,-]?[rt]{0,2}(?:N?[gx]{1,4}|Nc)?")
_AS_PUT = re.compile(r"[,-]?u?")
_BETWEEN_VERB = re.compile(r"[,-]?r?")
# "Byrne shot back, “…”": any verb right before a comma or a dash and a quote.
_PUSHED = re.compile(r"(?<![pTAgbv])([NP])r?v[rp]{0,2}[,-]$")
# "Pew found that “…”": so does any verb before "that" and a quote.
_CLAUSE = re.compile(r"(?<![pTAgbvV])([NP])r?[xv]h(?=Q)")
# "a spokesman for the mayor of Ulm".
_TAIL = re.compile(r"D(?:p[DN]){1,2}")
_PAIR_BEFORE = re.compile(r"[Q,cutr]?NcNV")
_PAIR_AFTER = re.compile(r"NcN(?:[,.pt]|$)")
# "Byrne's warning that the bridge is “…”".
_OWNED_WORDS = re.compile(r"(D)(?:h[^Q:;,]{0,8}|[:p]?),?$")
# "He voiced a wish for “…”" · "On Monday, Byrne, the mayor, walked up to …".
_PRONOUN_SUBJECT = re.compile(r"[cru,]{0,2}(P)[rab]{0,3}[vVabx]")
_NAMED_SUBJECT = re.compile(r"(?:[cru,]{0,2}|p[^,]{1,8},)([NP])(?:\([^()]{0,8}\))?(?:,[^:;]{1,20},)?[rab]{0,3}[vVabx]")
# "Byrne was asked, “…”": somebody else speaks.
_PASSIVE = re.compile(r"br?V")
# "— Ada Byrne, a baker" on a line of its own.
_SIGNATURE = re.compile(r"-?(N)(?:[,(][NDxRpcn,)(t-]{1,20})?[.]?")
# Before a colon: "Byrne:" · "What it means - Ada Byrne, author:" · "a letter from Byrne:" · else the last subject.
_LABEL = re.compile(r"(?:^|[-.(:])(N)(?:cN)?(?:[,(][NDxRpcn,)(t]{1,12})?$")
_NAMED_SOURCE = re.compile(r"[,pxb](N)(?:cN)?(?:pt?n?)?[)]?$")
_SUBJECT = re.compile(r"(?<![pTAgbv])([NDP])[rat]{0,4}[vVabx]")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks: the phrase that names the source, its name alone, and how the text says so.

    `cue` numbers the piece of evidence: quotes that share one are parts of one statement. `mention` is what stands
    for the source where that is more than its name ("Byrne, who"); `relayed` names whose words the source repeats;
    `base` is the verb.
    """

    source: Span
    name: Span | None
    confidence: Confidence
    cue: int
    addressee: Span | None = None
    negated: bool = False
    mention: Span | None = None
    relayed: Span | None = None
    base: str = ""


def attributed(phrases: Phrases, cues: Sequence[Cue], at: int, *, speechlike: bool) -> Attribution | None:
    """Who speaks the quote that is phrase `at` of the sentence, by the cues of that sentence.

    `speechlike`: the quote ends in a comma, a question mark or an exclamation mark, as speech does before its tag.
    """
    after = _tag_after(phrases, cues, at)
    if after is None and phrases.tags.startswith("cQ", at + 1):
        # "The toll is “…” and “…,” Byrne said": one tag for both.
        after = _tag_after(phrases, cues, at + 2)
    if after:
        # What a denial stands behind is the denial itself: "“I was never there,” Byrne denied".
        return replace(_by_cue(phrases, after), negated=False)
    if speechlike:
        bare = _bare_tag(phrases, at)
        if bare is not None:
            return _by_phrase(phrases, bare, bare)
        loose = _loose_tag(phrases, at)
        if loose is not None:
            return _by_phrase(phrases, loose, loose)
    if phrases.tags[at - 1 : at] == ":":
        return introduced(phrases, cues, at - 1)
    before = governing(phrases, cues, at)
    if before:
        return _by_cue(phrases, *before)
    pushed = _PUSHED.search(phrases.tags, max(0, at - 6), at)
    if pushed:
        return _by_phrase(phrases, pushed.start(1), pushed.start(1))
    clause = _CLAUSE.search(phrases.tags, max(0, at - 6), at + 1)
    if clause:
        return _by_phrase(phrases, clause.start(1), clause.start(1))
    last = closing(phrases, cues, at)
    return _by_cue(phrases, last) if last else _noun_cue(phrases, at)


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


def _noun_cue(phrases: Phrases, at: int) -> Attribution | None:
    """The owner of the words speaks them: "Byrne's warning that “…”", "her comment, “…”"."""
    match = _OWNED_WORDS.search(phrases.tags, max(0, at - 11), at)
    if not match:
        return None
    owner = phrases.owners.get(match.start(1))
    if owner is None:
        return None
    return Attribution(owner, owner, Confidence.EXPLICIT, owner.start)


def main_subject(phrases: Phrases) -> Attribution | None:
    """Whom the sentence is about, where that is "he", "she" or "they"."""
    match = _PRONOUN_SUBJECT.match(phrases.tags)
    return _by_phrase(phrases, match.start(1), match.start(1)) if match else None


def signature(phrases: Phrases) -> Attribution | None:
    """Whom a line names that holds a name, perhaps a role, and no verb, as below a quote that is set apart."""
    match = _SIGNATURE.fullmatch(phrases.tags)
    return _by_phrase(phrases, match.start(1), match.start(1)) if match else None


def reported_last(cues: Sequence[Cue], phrases: Phrases) -> Attribution | None:
    """Who is the last to speak in a sentence, by its cues."""
    found = governing(phrases, [cue for cue in cues if not cue.negated], len(phrases.tags))
    return _by_cue(phrases, *found) if found else None


def named_subject(phrases: Phrases) -> Attribution | None:
    """The person that a sentence begins with and is about."""
    match = _NAMED_SUBJECT.match(phrases.tags)
    if not match or _PASSIVE.search(phrases.tags):
        return None
    return replace(_by_phrase(phrases, match.start(1), match.start(1)), confidence=Confidence.INFERRED)


def _tag_after(phrases: Phrases, cues: Sequence[Cue], at: int) -> Cue | None:
    """The cue whose words begin right behind the quote: "…," Byrne said; "…," said Byrne; "…," according to Byrne."""
    for cue in cues:
        if cue.first <= at or (cue.negated and cue.base not in DENIALS):
            # "“…!” Byrne did not give a name": no tag, but the next sentence.
            continue
        gap = phrases.tags[at + 1 : cue.first]
        pattern = _BETWEEN_SUBJECT if cue.form is Form.SUBJECT_FIRST else _BETWEEN_VERB
        pattern = _AS_PUT if cue.base == "put" else pattern
        if pattern.fullmatch(gap):
            return cue
    return None


def _bare_tag(phrases: Phrases, at: int) -> int | None:
    for pattern in (_FOLLOWED_BY_VERB, _FOLLOWED_BY_SUBJECT, _FOLLOWED_BY_DASH):
        match = pattern.match(phrases.tags, at)
        if match:
            return match.start(1)
    return None


def _loose_tag(phrases: Phrases, at: int) -> int | None:
    """Who speaks in a tag that no cue could read: the name before its first verb of speech, else a description.

    "…," the Ohio senator and former mayor said · "…," said 5/11 survivor Byrne.
    """
    match = _LOOSE_TAG.match(phrases.tags, at)
    if not match:
        return None
    named = phrases.tags.find("N", at, match.end())
    return named if named >= 0 else min(i for i in (phrases.tags.find(tag, at) for tag in "DP") if i >= 0)


def _by_cue(phrases: Phrases, cue: Cue, inner: Cue | None = None) -> Attribution:
    source, name = _whole(phrases, cue.source), _name(phrases, cue.source)
    pair = _pair(phrases, cue)
    if pair:
        source, name = pair, None
    mention = None
    if cue.relative is not None:
        mention = Span((name or source).start, phrases.span(cue.relative).end)
    return Attribution(
        source,
        name,
        Confidence.EXPLICIT,
        phrases.span(cue.verb).start,
        cue.addressee,
        negated=cue.negated,
        mention=mention,
        relayed=phrases.span(inner.source) if inner else None,
        base=(inner or cue).base,
    )


def _pair(phrases: Phrases, cue: Cue) -> Span | None:
    """Both of "Byrne and Reed said", "said Byrne and Reed": two names that nothing else claims."""
    tags, at = phrases.tags, cue.source
    if cue.form is Form.SUBJECT_FIRST and _PAIR_BEFORE.fullmatch(tags, max(0, at - 3), at + 2):
        return Span(phrases.starts[at - 2], phrases.ends[at])
    if cue.form is Form.VERB_FIRST and _PAIR_AFTER.match(tags, at):
        return Span(phrases.starts[at], phrases.ends[at + 2])
    return None


def _by_phrase(phrases: Phrases, source: int, cue: int) -> Attribution:
    return Attribution(_whole(phrases, source), _name(phrases, source), Confidence.EXPLICIT, phrases.span(cue).start)


def _whole(phrases: Phrases, index: int) -> Span:
    """The phrase with what belongs to it: "a spokesman" goes on "for the mayor of Ulm"."""
    tail = _TAIL.match(phrases.tags, index)
    first = phrases.span(index)
    return Span(first.start, phrases.span(tail.end() - 1).end) if tail else first


def _name(phrases: Phrases, index: int) -> Span | None:
    """The name in a phrase, or whose words it is: "Byrne's statement said"."""
    return phrases.names.get(index) or phrases.owners.get(index)
