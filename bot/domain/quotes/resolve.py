"""From mention to person: names by reading order, pronouns by score, descriptions by role.

Guards that "he" becomes a name only where the text makes one person likely. Pronouns are scored over the sentences
just before: how near, whether a subject, whether one who speaks, whether of the same gender, whether the last
to speak. Bounded: a fixed number of sentences is looked at for each pronoun.
"""

from bot.domain.models import Span
from bot.domain.people import Kind
from bot.domain.people.wordlists import INSTITUTIONS
from bot.domain.quotes.attribute import Attribution
from bot.domain.quotes.narration import Frame, Narration

_GENDERS = {"he": "m", "his": "m", "she": "f", "her": "f"}
_GENDERS |= {
    f"{word}{ending}": _GENDERS[word] for word in ("he", "she") for ending in ("'s", "’s", "'d", "’d", "'ll", "’ll")
}
_LOOKBACK = 7
_MENTIONS_BACK = 60
# Whoever these mean, the text does not name them.
_NOBODY = frozenset("i we you who".split())


class Resolver:
    """Resolves sources of one text, in reading order."""

    def __init__(self, narration: Narration) -> None:
        """`narration` is the text; nothing has been said yet."""
        self._narration = narration
        self._people = narration.people
        self._spoke: list[tuple[int, int]] = []
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
        if word.lower() in _GENDERS:
            who = self._pronoun(source, _GENDERS[word.lower()])
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
        known = dict(self._spoke)
        if at.start in known:
            return known[at.start]
        here = self._narration.sentence_at(at.start)
        scores: dict[int, float] = {}
        for index in range(here, max(-1, here - _LOOKBACK), -1):
            for who, score in self._candidates(self._narration.frame(index), at, gender, here - index):
                scores[who] = max(score, scores.get(who, -99.0)) + 0.1
        self._recall(at, gender, here, scores)
        return max(scores, key=lambda who: scores[who], default=None)

    def _recall(self, at: Span, gender: str, here: int, scores: dict[int, float]) -> None:
        """Who spoke last, perhaps as "he", counts as a subject there."""
        for start, who in self._spoke[-3:]:
            if start < at.start and self._people.identities[who].gender in {gender, None}:
                far = here - self._narration.sentence_at(start)
                score = 3.5 - self._distance(far, start, here)
                scores[who] = max(score, scores.get(who, -99.0))

    def _distance(self, sentences: int, start: int, here: int) -> float:
        narration = self._narration
        paragraphs = narration.paragraph_of[here] - narration.paragraph_of[narration.sentence_at(start)]
        return 0.7 * sentences + 0.8 * paragraphs

    def _candidates(self, frame: Frame, at: Span, gender: str, far: int) -> list[tuple[int, float]]:
        speaking = {cue.source for cue in frame.cues}
        tags = frame.phrases.tags
        here = self._narration.sentence_at(at.start)
        distance = self._distance(far, frame.span.start, here)
        found = []
        for index, name in frame.phrases.names.items():
            if name.start >= at.start:
                break
            who = self._people.owner_at(name)
            if who is None:
                continue
            identity = self._people.identities[who]
            if identity.gender not in {gender, None} or identity.kind in {Kind.ORGANISATION, Kind.PLACE}:
                continue
            score = -distance
            score += 0.6 if identity.gender else 0.0
            score += 0.5 if identity.kind is Kind.PERSON or index in speaking else -1.0
            if index in speaking:
                score += 3
            elif index == 0 or tags[index - 1] not in "pTAgbvV":
                score += 1.5 if tags[index + 1 : index + 2] in "vVabr," else 0.5
            found.append((who, score))
        return found
