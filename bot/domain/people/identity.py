"""Which mentions of one text name the same person; guards that a short form meets its full name and no other.

Any word of a full name may be the short form: "Ren" and "Zhengfei" both are Ren Zhengfei. Titles and first names
tell two people of one surname apart; where they do not, nearness in reading order decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.models import Span
from bot.domain.people.firstnames import FIRST_NAMES, gender_of
from bot.domain.people.mentions import Kind, Mention
from bot.domain.people.wordlists import FEMALE_TITLES, MALE_TITLES

# Hostile text can give one surname to thousands of names: only the newest few are compared.
_NEAREST = 12


@dataclass(slots=True)
class Identity:
    """A person or body of one text while it is being put together; `name` is the fullest mention's span."""

    name: Span
    tokens: tuple[str, ...]
    kind: Kind
    gender: str | None = None
    mentions: list[int] = field(default_factory=list)
    full: int = 0


def identify(mentions: Sequence[Mention], text: str) -> tuple[list[Identity], list[int]]:
    """The identities of a text, and for each mention the index of its own.

    Full names first, so that a headline's "Byrne" meets the "Ada Byrne" that only the text below it names.
    """
    found: list[Identity] = []
    by_token: dict[str, list[int]] = defaultdict(list)
    owner = [-1] * len(mentions)
    for at, mention in enumerate(mentions):
        if len(mention.tokens) > 1:
            owner[at] = _full(mention, found, by_token)
            found[owner[at]].full += 1
    for at, mention in enumerate(mentions):
        if owner[at] < 0:
            owner[at] = _short(mention, text, mentions, found, by_token)
        found[owner[at]].mentions.append(at)
    return found, owner


def _full(mention: Mention, found: list[Identity], by_token: dict[str, list[int]]) -> int:
    for index in reversed(by_token[mention.tokens[-1]][-_NEAREST:]):
        if _same_name(found[index], mention):
            _learn(found[index], mention)
            return index
    return _new(mention, found, by_token)


def _new(mention: Mention, found: list[Identity], by_token: dict[str, list[int]]) -> int:
    identity = Identity(mention.span, mention.tokens, mention.kind)
    _learn(identity, mention)
    found.append(identity)
    for token in dict.fromkeys(mention.tokens):
        by_token[token].append(len(found) - 1)
    return len(found) - 1


def _learn(identity: Identity, mention: Mention) -> None:
    if len(mention.tokens) > len(identity.tokens):
        identity.name, identity.tokens = mention.span, mention.tokens
    if mention.kind is Kind.PERSON:
        identity.kind = Kind.PERSON
    gender = mention_gender(mention)
    if identity.gender is None:
        identity.gender = gender


def mention_gender(mention: Mention) -> str | None:
    """What a title ("Mrs.") or a first name says of gender."""
    for title in mention.title:
        if title in MALE_TITLES:
            return "m"
        if title in FEMALE_TITLES:
            return "f"
    if len(mention.tokens) > 1:
        return gender_of(mention.tokens[0])
    return None


def _same_name(known: Identity, mention: Mention) -> bool:
    one, other = known.tokens, mention.tokens
    if len(one) == 1:
        return one[0] == other[-1] and _agree(known.gender, mention_gender(mention))
    if one[-1] != other[-1]:
        return False
    first, second = one[0], other[0]
    if first == second or set(one) <= set(other) or set(other) <= set(one):
        return True
    return (len(first) == 1 or len(second) == 1) and first[0] == second[0]


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _short(
    mention: Mention,
    text: str,
    mentions: Sequence[Mention],
    found: list[Identity],
    by_token: dict[str, list[int]],
) -> int:
    token = mention.tokens[0]
    gender = mention_gender(mention)
    options = [
        index
        for index in by_token[token][-_NEAREST:]
        if len(mention.tokens) == 1 and _agree(found[index].gender, gender) and not _is_body(mention, found[index])
    ]
    if not options:
        return _new(mention, found, by_token)
    best = max(
        options,
        key=lambda i: (gender is not None and found[i].gender == gender, _fit(found[i], mention, text, mentions)),
    )
    if gender and found[best].gender is None:
        found[best].gender = gender
    if mention.title and found[best].kind is Kind.UNKNOWN:
        found[best].kind = Kind.PERSON
    return best


def _is_body(mention: Mention, identity: Identity) -> bool:
    """Whether an institution's name stands alone that somebody bears as a first name: "Fox" is not Fox Mulder."""
    return (
        mention.kind is Kind.ORGANISATION and identity.kind is Kind.PERSON and mention.tokens[0] == identity.tokens[0]
    )


def _fit(identity: Identity, mention: Mention, text: str, mentions: Sequence[Mention]) -> tuple[int, int, int, int]:
    """How well a short form fits: right place in the name, a person, named just before, named often."""
    token = mention.tokens[0]
    surname = token == identity.tokens[-1] or (token == identity.tokens[0] and token not in FIRST_NAMES)
    person = identity.kind in {Kind.PERSON, Kind.UNKNOWN}
    last = mentions[identity.mentions[-1]].span.end if identity.mentions else -1
    near = last >= 0 and mention.start - last < 400 and "\n" not in text[last : mention.start]
    return (surname, person, near, identity.full + len(identity.mentions))
