"""Whether other words say something else; guards that a change of form is taken for none of meaning, nor the reverse.

- Words stand where a text holds the same words in the same order, wherever: punctuation, hyphens, blanks, quote marks,
  capitals, accents and possessive endings do not count, nor a misspelling put right (in a word of five letters or more
  the same letters in another order between its ends, or one of them doubled). Signs of money, % and minus count.
- A word against them in their sentence ("no", "never", "falsely") that was not there turns what they say.
- A headline is altered where it says the same with another figure, another name, or a negation more or less. Anything
  else is another headline for the same news: editors write them anew all day.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.domain.facts import facts_in
from bot.domain.models import Span
from bot.domain.passages import stem_of, stems_of
from bot.domain.people.mentions import find_mentions
from bot.domain.text import sentences
from bot.domain.words import STOP_WORDS, words

_AGAINST = frozenset(
    "no not never none nobody nothing neither nor without cannot deny denies denied denying false falsely untrue wrong "
    "wrongly incorrect incorrectly hoax fake doubt doubts doubted".split()
)
_SIGNS = str.maketrans(
    {"$": " dollars ", "€": " euros ", "£": " pounds ", "¥": " yen ", "%": " percent ", "-": " ", "–": " ", "—": " "}
)
_MINUS = re.compile(r"(?<!\w)[-−–](?=\d)")
_ALIKE = 0.5
_LEAST = 5  # letters of a word whose misspelling is recognised
_BODY = 8_000  # characters in which a name of a headline must stand


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text and of each of its sentences, folded: each joined by blanks, with one at either end."""

    text: str
    whole: str
    spans: tuple[Span, ...]
    said: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Wording":
        """Those of the last few texts are kept."""
        return _wording(text)

    def holds(self, said: str) -> bool:
        """Whether the same words stand here in the same order."""
        wanted = folded(said)
        return wanted in self.whole or _joined(map(_plainer, wanted.split())) in _without_misspellings(self.whole)

    def turned(self, said: str, around: str) -> Span | None:
        """The sentence that holds the words with more words against them than there were `around` them, if any does.

        None where another sentence holds them without.
        """
        wanted, before = folded(said), _against(folded(around))
        held = [at for at, sentence in enumerate(self.said) if wanted in sentence]
        if not held or any(_against(self.said[at]) <= before for at in held):
            return None
        return self.spans[held[0]]

    def new_beside(self, before: "Wording") -> list[Span]:
        """The sentences that an earlier text does not have."""
        known = frozenset(before.said)
        return [span for span, said in zip(self.spans, self.said, strict=True) if said not in known]

    def share_of(self, other: str) -> float:
        """The share of another text's words, stop words aside, that stand here, 0 to 1."""
        theirs, mine = Counter(_telling(other)), Counter(_telling(self.text))
        return (theirs & mine).total() / theirs.total() if theirs else 1.0


@lru_cache(maxsize=8)
def _wording(text: str) -> Wording:
    spans = tuple(sentences(text))
    said = tuple(folded(span.cut(text)) for span in spans)
    return Wording(text, _joined(one.strip() for one in said if one.strip()), spans, said)


@lru_cache(maxsize=8)
def _without_misspellings(whole: str) -> str:
    return _joined(map(_plainer, whole.split()))


def folded(text: str) -> str:
    """The words of a text without their form, joined by blanks, with one at either end; one blank where it has none."""
    found = words(_MINUS.sub(" minus ", text).translate(_SIGNS))
    return _joined(word if word[0].isdigit() else word.replace(".", "") for word in found)


def _joined(found: Iterable[str]) -> str:
    whole = " ".join(found)
    return f" {whole} " if whole else " "


@lru_cache(maxsize=1 << 14)
def _plainer(word: str) -> str:
    """A longer word with each run of one letter as one, and the letters between its ends in alphabetical order."""
    if len(word) < _LEAST or not word.isalpha():
        return word
    single = word[0] + "".join(letter for before, letter in pairwise(word) if letter != before)
    return single[0] + "".join(sorted(single[1:-1])) + single[-1]


def _telling(text: str) -> list[str]:
    return [stem for stem in stems_of(text) if stem not in STOP_WORDS]


def content(text: str) -> frozenset[str]:
    """The stems of a text's words, stop words aside: what it is compared by."""
    return frozenset(_telling(text))


def _against(said: str) -> int:
    return sum(word in _AGAINST or word.endswith("n't") for word in said.split())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their `content` that two texts have in common (Dice), 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def tells_facts(one: str, other: str) -> bool:
    """Whether two sentences differ in a figure, a name or a negation."""
    return _facts(one) != _facts(other)


def _facts(text: str) -> tuple[frozenset[str], frozenset[str], bool]:
    facts = facts_in(text, Span(0, len(text)), find_mentions(text))
    return frozenset(figure.value for figure in facts.figures), facts.names, _against(folded(text)) > 0


def is_headline_altered(old: str, new: str, old_text: str = "", new_text: str = "") -> bool:
    """Whether a headline says the same as before with another figure, name or negation.

    Only names that stand in the article too count: in many headlines every word has a capital.
    """
    if likeness(content(old), content(new)) < _ALIKE:
        return False
    figures, names, against = _facts(old)
    other_figures, other_names, other_against = _facts(new)
    exchanged = figures - other_figures and other_figures - figures
    lost, gained = names - other_names, other_names - names
    renamed = lost and gained and lost & _names_in(old_text) and gained & _names_in(new_text)
    return bool(exchanged or renamed or against != other_against)


def _names_in(text: str) -> set[str]:
    return {stem_of(mention.tokens[-1]) for mention in find_mentions(text[:_BODY])}
