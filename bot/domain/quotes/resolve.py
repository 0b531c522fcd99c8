"""From mention to person: names by reading order, pronouns by score, descriptions by role.

Guards that a speaker is a name of the text or the text's own description, and that "I" and "we" name nobody.
"""

from bot.domain.models import Span
from bot.domain.people.wordlists import INSTITUTIONS
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.narration import Narration
from bot.domain.quotes.pronouns import GENDERS, GROUPS, Spoken, group_meant, resolved

_MENTIONS_BACK = 60
# Whoever these mean, the text does not name them.
_NOBODY = frozenset("i we you who".split())


class Resolver:
    """Resolves sources of one text, in reading order."""

    def __init__(self, narration: Narration) -> None:
        """`narration` is the text; nothing has been said yet."""
        self._narration = narration
        self._people = narration.people
        self._spoke: list[Spoken] = []
        self._roles: dict[int, str | None] = {}

    def role(self, attribution: Attribution) -> str | None:
        """The role that the text gives the speaker who was resolved for this attribution."""
        source = attribution.name or attribution.source
        who = next((who for start, who in reversed(self._spoke[-4:]) if start == source.start), None)
        if who is None:
            return None
        if who not in self._roles:
            self._roles[who] = self._people.role_of(who)
        return self._roles[who]

    def speaker(self, attribution: Attribution) -> str | None:
        """The fullest name of the source, a description, or None."""
        source = attribution.name or attribution.source
        who: int | None
        word = source.cut(self._narration.text)
        if word.lower() in GROUPS:
            return group_meant(self._narration, source, plural=word.lower().startswith("they"))
        if word.lower() in GENDERS:
            who = self._pronoun(source, GENDERS[word.lower()])
        elif attribution.name:
            who = self._people.owner_at(source)
        else:
            who = self._described(source, word)
            if who is None:
                return None if word.lower() in _NOBODY else word
        if who is None:
            return None
        self._spoke.append((source.start, who))
        return self._people.name_of(who)

    def _described(self, at: Span, description: str) -> int | None:
        """Whom "the committee" or "the senator" means: the nearest name with that word, or the only such title."""
        words = description.lower().split()
        if len(words) not in {2, 3} or words[0] != "the":
            return None
        head, titled = words[-1], set()
        for index in reversed(self._people.within(Span(0, at.start))[-_MENTIONS_BACK:]):
            mention, who = self._people.mentions[index], self._people.owner[index]
            if head in INSTITUTIONS and head in mention.tokens and len(mention.tokens) > 1 and len(words) == 2:
                return who
            if head in mention.title:
                titled.add(who)
        return titled.pop() if len(titled) == 1 else None

    def _pronoun(self, at: Span, gender: str) -> int | None:
        known = next((who for start, who in reversed(self._spoke[-8:]) if start == at.start), None)
        return resolved(self._narration, at, gender, self._spoke) if known is None else known
