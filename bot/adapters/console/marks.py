"""Strangers' text as a terminal may show it, and the styles of our own.

Guards that no text of an article can hold a style: styles are marked by control characters, and every inserted value
is stripped of those.
"""

import re
from datetime import date, datetime

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


def day_of(day: date) -> str:
    """A local date with its day of the week: "Thu 26 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def date_of(at: datetime | None) -> str:
    """A day as people write it, or "undated"."""
    return f"{at.day} {at:%b %Y}" if at else "undated"


def moment(at: datetime | None) -> str:
    """A minute in UTC, or "never"."""
    return f"{date_of(at)}, {at:%H:%M} UTC" if at else "never"
