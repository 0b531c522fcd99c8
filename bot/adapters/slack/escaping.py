"""Strangers' text as Slack may show it, one function for each kind of element.

Guards that no text from outside can mention anybody, be styled, become an emoji or a link, or pretend to be another
host than the one it leads to.

Text in `rich_text` and `plain_text` elements is taken literally by Slack: there it is cleaned, and nothing else. What
is from outside stands in those alone. Mrkdwn is left for notifications, and for messages whose blocks Slack refuses.
Rules of mrkdwn: docs.slack.dev, "Formatting message text".
"""

import re
import unicodedata
from dataclasses import dataclass
from string import printable
from urllib.parse import quote

from bot.domain import addresses
from bot.domain.text import clean, cut, grapheme_start, one_line, storable

LONGEST_URL = 2000  # Slack takes 3,000; a block must hold the label as well
_ASCII = "".join(sorted(set(printable) - set(" \t\n\r\x0b\x0c<>|\"'\\^`{}")))
_WORD = re.compile(r"[\w.-]+")
_TOP = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]{2,}")
_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
# Mrkdwn has no escape for its marks: signs that look alike and mean nothing stand in for them.
_ALIKE = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "\u02cb"})
_EDGE_OF_WORD = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_COLON = re.compile(r":(?=\S)")  # of :tada:, https:, mailto:
_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2})")  # of example.org
_QUOTING = re.compile(r"^(\s*)>+")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an address of ASCII characters alone, and its host as it may be shown."""

    url: str
    host: str


def literal(text: str, limit: int | None = None) -> str:
    """Text for `rich_text` and `plain_text`: one line, nothing invisible, at most `limit` as Slack may count it."""
    made = one_line(storable(clean(text)))
    return made if limit is None else short(made, limit)


def size(text: str) -> int:
    """The length of a text as Slack may count it: in UTF-16 units, its escapes included. At least what it counts."""
    extra = 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
    return extra + (len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2)


def room(text: str, limit: int) -> int:
    """How many characters of a text fit: up to the last grapheme that does, unless that would be none at all."""
    if size(text) <= limit:
        return len(text)
    used, at = 0, 0
    for at, char in enumerate(text):  # noqa: B007 - where it ends is what is sought
        used += size(char)
        if used > limit:
            break
    whole = grapheme_start(text[: at + 1], at)
    return whole if whole > at // 2 else at  # one grapheme of thousands of signs is none


def short(text: str, limit: int) -> str:
    """A text cut to a limit, with an ellipsis in place of its end."""
    return text if size(text) <= limit else cut(text, max(1, min(room(text, limit - 1) + 1, len(text) - 1)))


def target(url: str | None) -> Target | None:
    """Where an address leads; None for what is no web address or too long to be a link."""
    made = addresses.linked(url)
    if made is None:
        return None
    plain, host = quote(made, safe=_ASCII), literal(addresses.host(made))
    return Target(plain, host) if host and len(plain) <= LONGEST_URL else None


def may_label(text: str, host: str) -> bool:
    """Whether a link to a host may be labelled so: not where the label is empty or names another host."""
    folded = unicodedata.normalize("NFKC", text).replace("。", ".").lower()
    if "://" in folded or not any(char.isalnum() for char in folded):
        return False
    own = {host, f"www.{host}", host.removeprefix("www.")}
    return all(word in own or not _is_host(word) for word in (one.strip(".-_") for one in _WORD.findall(folded)))


def _is_host(word: str) -> bool:
    before, dot, last = word.rpartition(".")
    return bool(dot and before and _TOP.fullmatch(last)) or _NUMBERS.fullmatch(word) is not None


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
