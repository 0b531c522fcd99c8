"""People and organisations: who is named in a text, by which fullest name, in which role, of which gender.

Guards that every speaker shown is a name that the article itself gives. `people_in` reads one text;
`group_people`, `matches` and `close_names` compare names over articles.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.people.across import close_names, group_people, matches
from bot.domain.people.identity import Identity, identify
from bot.domain.people.mentions import Kind, Mention, find_mentions
from bot.domain.people.roles import role_of

__all__ = ["Kind", "Mention", "People", "close_names", "group_people", "matches", "people_in"]


@dataclass(frozen=True, slots=True)
class People:
    """Names of one text in reading order. `owner[i]` is the index in `identities` of `mentions[i]`.

    `titled` are full names that only the title gives, by each of their folded words.
    """

    text: str
    mentions: Sequence[Mention]
    identities: Sequence[Identity]
    owner: Sequence[int]
    starts: Sequence[int]
    titled: Mapping[str, str]

    def within(self, span: Span) -> range:
        """Indices of the mentions that begin inside the span."""
        return range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def at(self, span: Span) -> int | None:
        """Index of the first mention that overlaps the span."""
        first = max(bisect_right(self.starts, span.start) - 1, 0)
        for index in range(first, len(self.mentions)):
            mention = self.mentions[index].span
            if mention.start >= span.end:
                return None
            if mention.overlaps(span):
                return index
        return None

    def across(self, position: int) -> bool:
        """Whether a name with its title begins before this character and goes on at it."""
        after = bisect_left(self.starts, position)
        titled = after < len(self.starts) and self.mentions[after].start < position
        return titled or (after > 0 and self.mentions[after - 1].span.end > position)

    def owner_at(self, span: Span) -> int | None:
        """Index in `identities` of whom the first name in the span names; None where it holds no name."""
        index = self.at(span)
        return None if index is None else self.owner[index]

    def name_of(self, identity: int) -> str:
        """The fullest name of an identity, as written in the text, or in its title where that gives more."""
        found = self.identities[identity]
        alone = self.titled.get(found.tokens[0]) if len(found.tokens) == 1 else None
        return alone or found.name.cut(self.text)

    def role_of(self, identity: int) -> str | None:
        """The role that the text gives a person, in its own words; None where it gives none."""
        return role_of(self.text, (self.mentions[index] for index in self.identities[identity].mentions))

    def resolve(self, span: Span) -> str | None:
        """The fullest name of whom the first name in the span names; None where it holds no name."""
        owner = self.owner_at(span)
        return None if owner is None else self.name_of(owner)

    def gender(self, span: Span) -> str | None:
        """Whether the first person named in the span is a man, "m", or a woman, "f"; None where nothing tells."""
        owner = self.owner_at(span)
        return None if owner is None else self.identities[owner].gender


def people_in(text: str, title: str = "") -> People:
    """The people and organisations of a text; its title may give the full name of one whom it only calls Byrne."""
    mentions = find_mentions(text)
    identities, owner = identify(mentions, text)
    full = [mention for mention in find_mentions(title) if mention.kind is Kind.PERSON and len(mention.tokens) > 1]
    titled = {token: mention.span.cut(title) for mention in full for token in mention.tokens}
    return People(text, mentions, identities, owner, [mention.span.start for mention in mentions], titled)
