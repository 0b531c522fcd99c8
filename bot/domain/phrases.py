"""Words and phrases that a channel wants to hear of, or not; guards that they mean words, whatever was typed.

A phrase occurs where its words stand side by side, in any case, accent or common English ending: "tax cut" is in
"Tax cuts", and not in "taxi cut". Of languages that are written without spaces between words, or join endings to
them, any part of the text counts. Strangers' texts and what people type are data here: no pattern is made of either.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.models import Article
from bot.domain.passages import plain, stem_of
from bot.domain.subscriptions import Choice
from bot.domain.words import STOP_WORDS, fold

MOST_PHRASES = 50
MOST_CHARACTERS = 100  # of one phrase

_WORD = re.compile(r"\w+")  # "Zoë's" is two, so that "Zoë" is met whatever a language hangs on to it
# Thai, Lao, Burmese, Khmer, kana, Chinese characters, Hangul.
_JOINED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What to look for: `stems` of words side by side or, where there are none, `part` of the text.

    `exact` is a word that means something else in small letters, such as "US" or "WHO".
    """

    stems: tuple[str, ...] = ()
    part: str = ""
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice's phrases, ready to be looked for."""

    include: tuple[Phrase, ...]
    exclude: tuple[Phrase, ...]

    @classmethod
    def of(cls, choice: Choice) -> "Filter":
        """The phrases of a choice; what has neither letter nor sign counts as not given."""
        return cls(_phrases(choice.include), _phrases(choice.exclude))

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.include or self.exclude)

    def wants(self, articles: Iterable[Article]) -> bool:
        """Whether a story of these articles is told: one of `include` occurs in it, none of `exclude`.

        Title and text are read; who speaks in an article is named in its text, and is met there.
        """
        included = not self.include
        for article in articles:
            text = _Text(f"{article.title}\n{article.text}")
            if any(text.holds(phrase) for phrase in self.exclude):
                return False
            included = included or any(text.holds(phrase) for phrase in self.include)
        return included

    def includes(self, article: Article) -> bool:
        """Whether one of `include` occurs in an article, or none is asked for."""
        text = _Text(f"{article.title}\n{article.text}")
        return not self.include or any(text.holds(phrase) for phrase in self.include)


def _phrases(typed: Sequence[str]) -> tuple[Phrase, ...]:
    found = (_phrase(one[:MOST_CHARACTERS]) for one in typed[:MOST_PHRASES])
    return tuple(phrase for phrase in found if phrase.stems or phrase.part)


def _phrase(typed: str) -> Phrase:
    typed = _composed(typed)
    given = _WORD.findall(_flat(typed))
    if not given or _JOINED.search(typed):
        return Phrase(part=_joined(typed))
    only = _WORD.findall(typed)
    is_sign = len(only) == 1 and only[0].isupper() and fold(only[0]) in STOP_WORDS
    return Phrase(stems=tuple(map(stem_of, given)), exact=only[0] if is_sign else "")


def _composed(text: str) -> str:
    """One form of each letter, however it was put together."""
    return unicodedata.normalize("NFKC", text)


def _flat(composed: str) -> str:
    """Small letters without accents, "ß" as "ss"."""
    return plain(composed).casefold()


def _joined(composed: str) -> str:
    """The text as it is searched for parts: small, one space between words."""
    return " ".join(composed.casefold().split())


class _Text:
    """A text in which phrases are looked for; each way of reading it is made once, and only where it is needed."""

    def __init__(self, text: str) -> None:
        self._text = _composed(text)
        self._plain = _flat(self._text)
        self._stems: list[str] | None = None
        self._part: str | None = None

    def holds(self, phrase: Phrase) -> bool:
        """Whether a phrase occurs."""
        if phrase.part:
            self._part = self._part if self._part is not None else _joined(self._text)
            return phrase.part in self._part
        if phrase.exact:
            return phrase.exact in _WORD.findall(self._text)
        if not all(_beginning(stem) in self._plain for stem in phrase.stems):
            return False  # quick, and so for most texts
        if self._stems is None:
            self._stems = [stem_of(word) for word in _WORD.findall(self._plain)]
        return _stands_in(phrase.stems, self._stems)


def _beginning(stem: str) -> str:
    """What every word with this stem begins with: "parti" is how "party" goes on in the plural."""
    return stem[:-1] if len(stem) > 3 and stem[-1] in "ye" else stem


def _stands_in(wanted: Sequence[str], stems: Sequence[str]) -> bool:
    first, size = wanted[0], len(wanted)
    return any(
        one == first and (size == 1 or tuple(stems[at : at + size]) == tuple(wanted)) for at, one in enumerate(stems)
    )
