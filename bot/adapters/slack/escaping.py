"""Strangers' text as Slack may show it, one function for each kind of element.

Guards that no text from outside can mention anybody, be styled, become an emoji or a link, or pretend to be another
host than the one it leads to.

Text in `rich_text` and `plain_text` elements is taken literally by Slack: there it is cleaned, and nothing else. What
is from outside stands in those alone. Mrkdwn is left for notifications, and for messages whose blocks Slack refuses.
Rules of mrkdwn: docs.slack.dev, "Formatting message text".
"""

import re

from bot.domain import cutting
from bot.domain.cutting import units
from bot.domain.labels import Target, may_label

# Mrkdwn has no escape for its marks: signs that look alike and mean nothing stand in for them.
_ALIKE = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_EDGE_OF_WORD = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_COLON = re.compile(r":(?=\S)")  # of :tada:, https:, mailto:
_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2})")  # of example.org
_QUOTING = re.compile(r"^(\s*)>+")


def literal(text: str, limit: int | None = None) -> str:
    """Text for `rich_text` and `plain_text`: one line, nothing invisible, at most `limit` as Slack may count it."""
    return cutting.literal(text, limit, size)


def size(text: str) -> int:
    """The length of a text as Slack may count it: in UTF-16 units, its escapes included. At least what it counts."""
    return units(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def room(text: str, limit: int) -> int:
    """How many characters of a text fit: up to the last grapheme that does, unless that would be none at all."""
    return cutting.room(text, limit, size)


def short(text: str, limit: int) -> str:
    """A text cut to a limit, with an ellipsis in place of its end."""
    return cutting.short(text, limit, size)


def mrkdwn(text: str) -> str:
    """Text in mrkdwn: `&`, `<` and `>` escaped, and no sign left that would style it or make it an emoji or a link."""
    made = _QUOTING.sub(r"\1›", literal(text).translate(_ALIKE))
    made = _DOT.sub("\u2024", _COLON.sub("\u2236", _EDGE_OF_WORD.sub("\u02cd", made)))
    return made.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(to: Target, label: str) -> str:
    """A link in mrkdwn: `<url|label>`, or the host where the label may not stand there."""
    text = literal(label).replace("|", "\u2223")
    shown = mrkdwn(text) if text != to.host and may_label(text, to.host) else to.host
    return f"<{to.url.replace('&', '&amp;')}|{shown}>"
