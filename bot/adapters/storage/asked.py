"""What is looked for, as words that both engines understand alike; guards that no text becomes query syntax."""

import re
import unicodedata

from bot.domain.words import STOP_WORDS, fold

_MOST_TERMS = 32
_MOST_TOKENS = 8  # in one term: "U.S." has two
_LONGEST = 60  # characters of one token
_TOKEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")  # letters and digits, and the accents set above them


def plain(text: str) -> str:
    """Letters and digits only, in lower case and without accents, everything else as one blank.

    As FTS5's tokenizer `unicode61 remove_diacritics 2` cuts a text into words.
    """
    return " ".join(token if token.isascii() else _bare(token) for token in _TOKEN.findall(text.lower()))


def _bare(token: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", token) if not unicodedata.combining(c))


def phrases(terms: tuple[str, ...]) -> list[str]:
    """Each term as plain words that must stand together, without repeats, at most 32.

    Stop words are left out, unless there is nothing else: they match everything and say nothing.
    """
    telling = [term for term in terms if fold(term) not in STOP_WORDS]
    found = (_phrase(term) for term in telling or terms)
    return list(dict.fromkeys(phrase for phrase in found if phrase))[:_MOST_TERMS]


def _phrase(term: str) -> str:
    words = plain(fold(term[: _MOST_TOKENS * _LONGEST])).split()
    return " ".join(word[:_LONGEST] for word in words[:_MOST_TOKENS])
