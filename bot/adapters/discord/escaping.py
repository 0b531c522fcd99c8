"""Strangers' text as Discord may show it: one function for markdown, one for where it is taken literally.

Guards that no text from outside can mention anybody, be styled, become an emoji or a link, or pretend to be another
host than the one it leads to. Discord honours a backslash before any sign of ASCII (its "Markdown Text 101"). One
place honours none: whether a message calls everybody is decided on its raw text, where a character that shows nothing
parts the sign from the word; every message forbids such calls besides.
"""

import re

from bot.domain import cutting, labels
from bot.domain.cutting import literal, units
from bot.domain.labels import Target, may_label

__all__ = ["link", "literal", "markdown", "short", "size", "target", "units"]

_SIGNS = "\\*_~`|<>[]:@/"  # `:` of emoji and addresses, `/` of addresses; one at the start of a line is below
_SIGN = re.compile(f"[{re.escape(_SIGNS)}]")
_AT_START = re.compile(r"[-+#]|\d+(?=[.)])")  # of lists, headings and small text
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_APART = "\u200b"
# Signs of markdown in an address. What is left of it stands in round brackets, where none of them may be.
_IN_URL = str.maketrans({char: f"%{ord(char):02X}" for char in "()[]*~@"})


def markdown(text: str) -> str:
    """Text in markdown that shows as exactly that text, but for white space and what cannot be seen."""
    made = literal(text)
    begun = _AT_START.match(made)
    start = begun.end() if begun else 0
    head = f"{made[:start]}\\" if begun and made[0].isdigit() else f"\\{made[:start]}" if begun else ""
    return head + _SIGN.sub(r"\\\g<0>", _EVERYBODY.sub(f"@{_APART}", made[start:]))


def size(text: str) -> int:
    """The length of a text in markdown, in UTF-16 units; at most one less where a line begins with it."""
    return units(text) + sum(map(text.count, _SIGNS)) + text.count("@")


def short(text: str, limit: int) -> str:
    """A text cut so that it fits once it is escaped, with an ellipsis in place of its end."""
    return cutting.short(literal(text), limit, size)


def target(url: str | None) -> Target | None:
    """Where an address leads, in a form that cannot end a link; None for what is no web address, or one of numbers."""
    made = labels.target(url)
    if made is None or ":" in made.host:
        return None
    plain = made.url.translate(_IN_URL)
    return Target(plain, made.host) if len(plain) <= labels.LONGEST_URL else None


def link(to: Target, label: str) -> str:
    """A link: `[label](url)`, or the host where the label may not stand there.

    A square bracket in a label would let Discord look for its end elsewhere, escaped or not.
    """
    text = literal(label)
    shown = text if may_label(text, to.host) and not set(text) & set("[]") else to.host
    return f"[{markdown(shown)}]({to.url})"
