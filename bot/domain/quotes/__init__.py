"""Who said what: quoted words, their speakers and how sure that is; guards that every span is an exact slice.

The stages, each a module of its own: `spans` finds the stretches between quote marks; the narrator's sentences are
taken with the quotes blotted out; `people` knows the names; `phrases` and `cues` find who is said to speak;
`attribute` and `continued` bind quotes to them; `resolve` tells whom "he" or "the senator" means.
"""

from bot.domain.models import Quote
from bot.domain.people import people_in
from bot.domain.quotes.direct import find_direct
from bot.domain.quotes.narration import Narration
from bot.domain.quotes.reported import find_reported
from bot.domain.words import language_of

__all__ = ["find_quotes"]


def find_quotes(text: str, title: str = "") -> list[Quote]:
    """Direct and reported speech of an English text, by start; none for a text in another language."""
    if language_of(text) not in {"en", "und"}:
        return []
    narration = Narration(text, people_in(text, title))
    return sorted([*find_direct(narration), *find_reported(narration)], key=lambda quote: quote.span)
