"""From mention to person: names by reading order, pronouns by score, descriptions by role.

Guards that "he" becomes a name only where the text makes one person likely.
"""

from bot.domain.models import Span
from bot.domain.people import Kind, People
from bot.domain.quotes.attribute import Attribution


class Resolver:
    """Resolves sources of one text, in reading order."""

    def __init__(self, narration: str, people: People) -> None:
        self._text = narration
        self._people = people

    def speaker(self, attribution: Attribution) -> str | None:
        """The fullest name of the source, a description, or None."""
        if attribution.name:
            return self._people.resolve(attribution.name)
        word = attribution.source.cut(self._text)
        if word.lower() in {"he", "she"}:
            return self._pronoun(attribution.source, word.lower())
        return word

    def _pronoun(self, at: Span, word: str) -> str | None:
        gender = "m" if word == "he" else "f"
        for index in reversed(self._people.within(Span(0, at.start))):
            identity = self._people.identity(index)
            if self._text[self._people.mentions[index].span.start] == "\ue000":
                continue
            if identity.kind is Kind.PERSON and identity.gender in {gender, None}:
                return self._people.name(index)
        return None
