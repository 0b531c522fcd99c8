"""Words of a page as one plain line; guards that no tag, control or direction-changing character goes further."""

import re
from html import unescape

from bot.domain.text import clean, cut, one_line

_TAG = re.compile(r"</?[a-z][a-z0-9]{0,15}(?:[\s/][^<>]{0,500})?>|<!--|-->", re.IGNORECASE)
_MOST_ROUNDS = 5


def shown_line(text: str) -> str:
    """What stands on a page, as one line. A tag that is spelled out there is a slip of the site, and goes."""
    return one_line(_without_tags(clean(text)))  # cleaned first: what goes may have stood inside a tag


def _without_tags(text: str) -> str:
    """The text without tags; taking one away may join another, so again, and in the end without what opens them."""
    for _ in range(_MOST_ROUNDS):
        if "<" not in text or not _TAG.search(text):
            return text
        text = _TAG.sub(" ", text)
    return text.replace("<", " ")


def plain_line(text: str | None, limit: int) -> str:
    """What a page gives to programs, as one line of at most `limit` characters.

    Many pages escape it twice: entities are read once more.
    """
    return cut(shown_line(unescape(text) if "&" in text else text), limit) if text else ""
