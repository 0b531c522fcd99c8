"""Strangers' text as a terminal may show it, and the styles of our own.

Guards that no text of an article can hold a style: styles are marked by control characters, and every inserted value
is stripped of those.
"""

import re

from rich.text import Text

from bot.domain.text import clean, one_line

BOLD, DIM, ITALIC, PLAIN = "\x01", "\x02", "\x03", "\x04"
_STYLES = {BOLD: "bold", DIM: "dim", ITALIC: "italic", PLAIN: ""}
_MARKS = re.compile("([\x01-\x04])")


def shown(text: str) -> str:
    """Text of strangers as the terminal may show it: one line without control characters."""
    return one_line(clean(text))


def styled(line: str) -> Text:
    """A line with its marks turned into styles."""
    text = Text()
    style = ""
    for piece in _MARKS.split(line):
        if piece in _STYLES:
            style = _STYLES[piece]
        else:
            text.append(piece, style or None)
    return text


def unstyled(text: str) -> str:
    """Text without its marks."""
    return _MARKS.sub("", text)
