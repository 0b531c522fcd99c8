"""The role that a text gives a person: "Microsoft president and chief legal officer", "the founder of Orbis".

Guards that a role is a slice of the text beside the name, never put together. Bounded: a few mentions of a person
and a hundred characters around each are looked at.
"""

import re
from collections.abc import Iterable

from bot.domain.models import Span
from bot.domain.people.mentions import Mention
from bot.domain.people.wordlists import ROLES
from bot.domain.words import STOP_WORDS

_REACH = 110
_MENTIONS = 6
# "Ada Byrne, the mayor of Ulm, …" · "Ada Byrne, who is the mayor, …".
_AFTER = re.compile(
    r"\)?, (?:who is |who was |now |then )?"
    r"((?:an? |the |his |her |its )?[\w'’&. -]{3,100}?)(?=[,;:!?)(“\"—–\n]|\.(?:\s|$))",
)
_PLAIN_WORD = re.compile(r"[\w'’&-]+")
_LINKS = frozenset("and of for the & in at".split())
_LEADS = frozenset(
    "former chief senior deputy vice acting lead longtime retired new top press campaign party police state city "
    "county communications policy foreign finance prime board staff general managing executive first assistant "
    "associate billionaire veteran british french german chinese american russian republican democratic conservative "
    "liberal science technology health energy defence defense trade legal political presidential national federal "
    "military regional local medical research marketing sales design product security union youth".split()
)
# Irregular verbs that may stand before a role; the regular ones are known by their endings.
_VERBS = frozenset(
    "said says told tell tells wrote asks adds spoke left gave made took came went knew sent brought called name names "
    "joins quotes calls".split()
)
# What begins a sentence before a role: "However Nintendo president …".
_OPENERS = frozenset(
    "a but and in on at however meanwhile while when as after before then so yet also although".split()
)
_HONORIFICS = frozenset("mr mrs ms miss dr sir lord lady dame mx".split())
_ADJECTIVE = ("al", "ive", "ary", "ic", "ish", "ese", "ian", "ior")


def role_of(text: str, mentions: Iterable[Mention]) -> str | None:
    """The first role that the text gives with one of these mentions of one person; else the title; else None."""
    title = None
    for count, mention in enumerate(mentions):
        if count == _MENTIONS:
            break
        role = _role_after(text, mention.span.end) or _role_before(text, mention)
        if role:
            return " ".join(role.cut(text).split())
        if title is None and set(mention.title) - _HONORIFICS and mention.start < mention.span.start:
            title = text[mention.start : mention.span.start].strip()
    return title


def _role_after(text: str, end: int) -> Span | None:
    match = _AFTER.match(text, end, end + _REACH)
    if not match:
        return None
    words = _PLAIN_WORD.findall(match.group(1))[:8]
    if any(word.lower() in ROLES for word in words) and not words[0].endswith("ing"):
        return Span(match.start(1), match.end(1))
    return None


def _role_before(text: str, mention: Mention) -> Span | None:
    """Walk back from the name over the words of a role: the one right before it must be a role."""
    end = len(text[: mention.start].rstrip(" ,\u00a0")) if mention.start else 0
    if mention.start - end > 2:
        return None
    start = None
    strange = False
    for match in reversed(list(_PLAIN_WORD.finditer(text, max(0, end - _REACH), end))):
        word = match.group().lower()
        gap = text[match.end() : end if start is None else start]
        if gap.strip("\u00a0 ") or (start is None and not _is_one(word)):
            break
        if not _in_role(match.group(), word):
            if strange or not _may_be_trade(match.group()):
                break
            strange = True
        start = match.start()
    if start is None:
        return None
    first = _PLAIN_WORD.match(text, start)
    while first and first.group().lower() in _LINKS and first.end() < end:
        start = first.end() + 1
        first = _PLAIN_WORD.match(text, start)
    return Span(start, end) if start < end else None


def _is_one(word: str) -> bool:
    """Whether the word is the role of one person, not of several and not of just anybody."""
    plural = word.endswith("s") and not word.endswith("ss")
    return word in ROLES and not plural and word not in {"people", "person", "man", "woman", "men", "women"}


def _may_be_trade(word: str) -> bool:
    """Whether an unknown word may say of what: "harbour master", "deputy fire chief". One such word is taken."""
    unlikely = word in _VERBS or word in STOP_WORDS or word.endswith(("ed", "ing", "ly"))
    return len(word) >= 4 and word.isalpha() and word.islower() and not unlikely


def _in_role(written: str, word: str) -> bool:
    if written[0].isupper():
        return word not in _OPENERS
    return word in ROLES or word in _LINKS or word in _LEADS or word.endswith(_ADJECTIVE)
