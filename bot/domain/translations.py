"""Whether a translation may stand beside its sentence; guards that it counts, names and denies as that does.

Nothing here understands a sentence: a verb may still be another. A refusal costs the translation, never the sentence,
so that what differs in doubt is refused.
"""

import re
from collections.abc import Iterable

from bot.domain import counting
from bot.domain.languages import code_of, denies
from bot.domain.models import Article
from bot.domain.people.mentions import find_mentions
from bot.domain.support.marks import mark_in
from bot.domain.words import language_of, spelled, words

_ENDING = 2  # letters that another language may put behind a name
_NO_ENDING = 3  # letters of a name that is too short to take one
_BEFORE = frozenset("before bevor ehe vor avant antes prima voor voordat".split())
_AFTER = frozenset("after nach nachdem après después depois dopo na nadat".split())
# Nouns have no capitals there: another one is another name.
_NAMES_ALONE = frozenset({"fr", "es", "it", "pt", "nl"})

# English words that deny as no other language need: "failed to close" is "did not close" in one translation, "closed"
# in a false one. And words of degree, by which "more than 50" becomes "fewer than 50". Nothing here tells them in the
# other language, so that nothing is translated that holds one.
_DENYING = re.compile(r"fail|den(?:y|ie|ial)|refus|declin|lack|unable|inab|impossib|prevent|avoid")  # at the beginning
_HARD = frozenset(
    "without hardly barely scarcely rarely seldom neither nor nobody nothing none nowhere except unlikely "
    "more less fewer few least most many over under above below beyond nearly almost about approximately roughly "
    "around only just until maximum minimum".split()
)
_UP_TO = re.compile(r"\bup\s{1,9}to\b", re.IGNORECASE)


def language_in(article: Article) -> str:
    """The language of an article, where it is the one that its source says; else none. What is said may be wrong."""
    said = code_of(article.language)
    return said if language_of(article.text) == said else ""


def is_translation(text: str, translation: str, source: str, into: str) -> bool:
    """Whether a text in the language `source` can be this one in the language `into`, both given as codes.

    The same numbers, months, weekdays and units, where `counting` knows both languages, else the same figures; the same
    names in the same order, none besides; both deny something or neither; and no "before" where there was an "after".
    What English says with another denial than "not", "no" or "never", or with a word of degree, has no translation. A
    name may take an ending ("Ekdals"). One that the other language writes otherwise ("Munich", "München") is not found,
    and the sentence stays as it is.
    """
    if not 0 < len(translation) <= 3 * len(text) + 40 or mark_in(translation):
        return False
    source, into = code_of(source), code_of(into)
    if language_of(translation) not in {"en", into}:  # "en" in doubt: a short text shows no language
        return False
    if any(language == "en" and _is_hard(one) for language, one in ((source, text), (into, translation))):
        return False
    denied = denies(text, source), denies(translation, into)
    if None in denied or denied[0] != denied[1] or not _counts_alike(text, translation, source, into):
        return False
    return _names_alike(text, translation, source, into) and not _turns(text, translation)


def _counts_alike(text: str, translation: str, source: str, into: str) -> bool:
    if not {source, into} <= counting.LANGUAGES:
        return counting.figures(text, source) == counting.figures(translation, into)
    return counting.told(text, source) == counting.told(translation, into)


def _names_alike(text: str, translation: str, source: str, into: str) -> bool:
    named = [token for one in find_mentions(text) for token in _parts(one.span.cut(text))]
    names = [one for one in named if not counting.counts(one, source)]
    there = [name for word in _parts(translation) if (name := _name_of(word, names))]
    return names == there and not (into in _NAMES_ALONE and _strangers(text, translation))


def _name_of(word: str, names: Iterable[str]) -> str:
    """The name, of these, that a word is, with or without an ending; the longest."""
    found = [
        one
        for one in names
        if word == one or (len(one) > _NO_ENDING and word.startswith(one) and len(word) <= len(one) + _ENDING)
    ]
    return max(found, key=len, default="")


def _strangers(text: str, translation: str) -> bool:
    """Whether a word has a capital within the translation that no word of the text begins like."""
    known = _parts(text)
    own = [one for one in spelled(translation)[1:] if one[0].isupper()]
    return any(not any(word[:_NO_ENDING] == part[:_NO_ENDING] for word in known) for one in own for part in _parts(one))


def _is_hard(english: str) -> bool:
    """Whether an English text says something by a word that a translation may turn without a trace."""
    held = _parts(english)
    return not _HARD.isdisjoint(held) or any(map(_DENYING.match, held)) or bool(_UP_TO.search(english))


def _turns(text: str, translation: str) -> bool:
    """Whether one says "before" alone where the other says "after" alone."""
    own, other = (set(_parts(one)) for one in (text, translation))
    first, last = ({part for word in known for part in words(word)} for known in (_BEFORE, _AFTER))
    told = [(bool(one & first), bool(one & last)) for one in (own, other)]
    return told in ([(True, False), (False, True)], [(False, True), (True, False)])


def _parts(text: str) -> list[str]:
    """Folded words, those with a hyphen or an apostrophe in their parts."""
    return [part for word in words(text) for part in re.split(r"['’-]", word) if part]
