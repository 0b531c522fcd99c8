"""Where a link leads, and what may stand on it. Guards that no link pretends to lead to another host than it does."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from bot.domain import addresses
from bot.domain.cutting import literal

LONGEST_URL = 2000  # Slack takes 3,000, Discord 2,048; a block must hold the label as well
_ASCII = "".join(char for char in map(chr, range(33, 127)) if char not in "<>|\"'\\^`{}")
_WORD = re.compile(r"[\w.-]+")
_TOP = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]{2,}")
_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an address of ASCII characters alone, and its host as it may be shown."""

    url: str
    host: str


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
