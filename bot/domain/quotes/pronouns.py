"""Whom "he" or "she" means: names in the sentences before are scored; guards that the nearest name is no rule.

Scored over a few sentences: how near, whether the subject, whether one who speaks, whether of known gender, whether
the last to speak. The weights were found by hand and checked on news articles that had no part in it. Bounded: a
fixed number of sentences for each pronoun, and no pronoun is followed through another.
"""

from collections.abc import Iterator, Sequence

from bot.domain.models import Span
from bot.domain.people import Kind
from bot.domain.people.wordlists import ROLES
from bot.domain.quotes.narration import Frame, Narration

GENDERS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}
GENDERS |= {
    f"{word}{ending}": GENDERS[word]
    for word in ("he", "she")
    for ending in ("'s", "’s", "'d", "’d", "'ll", "’ll")
}  # fmt: skip
GROUPS = frozenset(
    f"{word}{ending}" for word in ("it", "they") for ending in ("", "'s", "’s", "'re", "’re", "'d", "’d")
)

_LOOKBACK = 7
# A body is "it" and a group "they" over so many sentences.
_GROUP_LOOKBACK = 3
# What a sentence and a paragraph of distance cost.
_SENTENCE, _PARAGRAPH = 1.0, 1.3
_KNOWN_GENDER = 0.6
_PERSON, _UNKNOWN_KIND = 0.5, -1.0
_SPEAKS, _SUBJECT, _UNCLAIMED = 2.4, 2.2, 0.5
_SPOKE_LAST = 3.5
_BEST = _KNOWN_GENDER + _PERSON + _SPEAKS
_NAMED_AGAIN = 0.1
# Named so often, or speaking, a name of unknown kind may be a person's.
_TO_BE_SOMEBODY = 2

_NOT_SOMEBODY = frozenset({Kind.ORGANISATION, Kind.PLACE})

Spoken = tuple[int, int]
"""Where a source stands, and the index of the identity that it was resolved to."""


def resolved(narration: Narration, at: Span, gender: str, spoken: Sequence[Spoken]) -> int | None:
    """Index of the identity that the pronoun at this span most likely means; None without any candidate.

    `spoken` are the sources resolved before, in order.
    """
    here = narration.sentence_at(at.start)
    scores: dict[int, float] = {}
    for index in range(here, max(-1, here - _LOOKBACK), -1):
        cost = _cost(narration, here, index)
        if scores and max(scores.values()) > _BEST - cost:
            # Nobody further back can be likelier.
            break
        frame = narration.frame(index)
        for who, score in _candidates(narration, frame, at, gender):
            scores[who] = max(score - cost, scores.get(who, -99.0)) + _NAMED_AGAIN
    for start, who in spoken[-3:]:
        identity = narration.people.identities[who]
        known = identity.gender
        if start < at.start and known in {gender, None} and identity.kind not in _NOT_SOMEBODY:
            cost = _cost(narration, here, narration.sentence_at(start)) + (0.0 if known else _KNOWN_GENDER)
            scores[who] = max(_SPOKE_LAST - cost, scores.get(who, -99.0))
    return max(scores, key=lambda who: scores[who], default=None)


def _cost(narration: Narration, here: int, there: int) -> float:
    paragraphs = narration.paragraph_of[here] - narration.paragraph_of[there]
    return _SENTENCE * (here - there) + _PARAGRAPH * paragraphs


def _candidates(narration: Narration, frame: Frame, at: Span, gender: str) -> Iterator[tuple[int, float]]:
    """People named in a sentence before the pronoun, each with what speaks for them there."""
    speaking = {cue.source for cue in frame.cues}
    for index, name in frame.phrases.names.items():
        who = narration.people.owner_at(name) if name.start < at.start else None
        if who is None:
            continue
        identity = narration.people.identities[who]
        if identity.gender not in {gender, None} or identity.kind in _NOT_SOMEBODY:
            continue
        if identity.kind is Kind.UNKNOWN and index not in speaking and len(identity.mentions) < _TO_BE_SOMEBODY:
            continue
        score = _KNOWN_GENDER if identity.gender else 0.0
        score += _PERSON if identity.kind is Kind.PERSON or index in speaking else _UNKNOWN_KIND
        yield who, score + (_SPEAKS if index in speaking else _place(frame.phrases.tags, index))


def _place(tags: str, index: int) -> float:
    """What a name's place in its sentence is worth: the subject of a verb, unclaimed, or an object."""
    if index and tags[index - 1] in "pTAgbvV":
        return 0.0
    return _SUBJECT if tags[index + 1 : index + 2] in tuple("vVabr,") else _UNCLAIMED


def group_meant(narration: Narration, at: Span, *, plural: bool) -> str | None:
    """The body that "it" at this span means, or the group that "they" means: the last that spoke before; else None."""
    here = narration.sentence_at(at.start)
    for index in range(here, max(-1, here - 1 - _GROUP_LOOKBACK), -1):
        frame = narration.frame(index)
        for cue in reversed(frame.cues):
            source = frame.phrases.span(cue.source)
            if source.start >= at.start or frame.phrases.tags[cue.source] == "P":
                continue
            name = frame.phrases.names.get(cue.source)
            if name:
                found = None if plural else _body(narration, name)
            else:
                found = _group(source.cut(narration.text), plural=plural)
            if found:
                return found
    return None


def _body(narration: Narration, name: Span) -> str | None:
    who = narration.people.owner_at(name)
    is_body = who is not None and narration.people.identities[who].kind is Kind.ORGANISATION
    return narration.people.name_of(who) if who is not None and is_body else None


def _group(description: str, *, plural: bool) -> str | None:
    """Give back "the officials" for they, "the report" for it; a single person is neither."""
    last = description.rsplit(maxsplit=1)[-1].lower()
    many = last.endswith("s")
    return description if many == plural and (many or last not in ROLES) else None
