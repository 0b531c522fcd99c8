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

_SAMPLE, _PLAINLY = 4000, 8


def find_quotes(text: str, title: str = "") -> list[Quote]:
    """Direct and reported speech of an English text, by start; none for a text in another language."""
    if not _is_english(text):
        return []
    narration = Narration(text, people_in(text, title))
    return sorted([*find_direct(narration), *find_reported(narration)], key=lambda quote: quote.span)


def _is_english(text: str) -> bool:
    """Whether the text is English as far as can be told; the commonest word answers for most texts at once."""
    return text.count(" the ", 0, _SAMPLE) >= _PLAINLY or language_of(text) in {"en", "und"}
