"""Characters and forms that a sentence of a model may not have: quote marks, addresses, mentions, markup, controls.

Guards that such a sentence can link nowhere, call nobody, quote nothing and look like nothing but plain words.
"""

import re
import unicodedata

_QUOTES = frozenset("\"`´'‘’‚‛“”„‟«»‹›「」『』〝〞〟﹁﹂﹃﹄＂＇｀｢｣❛❜❝❞❮❯⹂⸂⸃〈〉《》′″‵‶ʺˮ״׳")
# Shown as an apostrophe or a prime, whatever they are called.
_APOSTROPHES = frozenset("'’")
# Joined, they make a lone accent: the forms of these are looked at, too.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = frozenset(" \u00a0")
_MOST_MARKS = 3
_ADDRESS = re.compile(
    r"://|//\w|\bwww\b|[\w-]{2,}[.。․‧・][^\W\d_]{2,}|[^\W\d_][\w+-]*:(?=[^\s\d.,;:!?])|[^\W\d_]+:\d|(?:\d+\.){3}\d|\w@\w|\[\.\]"
    r"|\b(?:https?|ftp|mailto|javascript|data)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[@＠<>＜＞*_~|\\^\[\]{}]|#\w|:[\w+-]+:|&#?\w+;|^\s*(?:[-+•–—#]|\d+[.)]\s)|!\[")


def mark_in(claim: str) -> str | None:
    """Which kind of mark a claim has that it may not have: one of the reasons of `refusal`; None for plain words."""
    for text in dict.fromkeys((claim, unicodedata.normalize("NFKC", claim))):
        found = _mark_in(text)
        if found:
            return found
    return None


def _mark_in(text: str) -> str | None:
    if any(unicodedata.category(char) in _HIDDEN or (char.isspace() and char not in _BLANKS) for char in text):
        return "control"
    if _stacked(text):
        return "control"
    if any(_is_quote(text, at) for at, char in enumerate(text) if char in _QUOTES or _is_bracket(char)):
        return "quote_marks"
    if _ADDRESS.search(text):
        return "address"
    return "mention" if _MARKUP.search(text) else None


def _is_bracket(char: str) -> bool:
    return unicodedata.category(char) in {"Pi", "Pf"}


def _is_quote(text: str, at: int) -> bool:
    """Whether the mark is no apostrophe: one stands between two letters, or behind the s of a plural."""
    if text[at] not in _APOSTROPHES or not at:
        return True
    before, behind = text[at - 1], text[at + 1 : at + 2]
    if not before.isalnum():
        return True
    return not (behind.isalpha() or (before in "sS" and (behind == " " or not behind)))


def _stacked(text: str) -> bool:
    """Whether more marks are heaped on one letter than any language needs."""
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > _MOST_MARKS:
            return True
    return False
