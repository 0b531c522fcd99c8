"""What people type after a command's name, as a command; guards that a mistake is met by a suggestion, not by a guess.

Whatever is no command and reads like a question is one. What is typed is data here: no pattern is made of it.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.text import clean, one_line


class CommandName(StrEnum):
    """What can be asked for, by the word that is typed for it."""

    BRIEF = "brief"
    ASK = "ask"
    ADD = "add"
    SOURCES = "sources"
    REMOVE = "remove"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    TOPICS = "topics"
    UNDO = "undo"
    STATUS = "status"
    HELP = "help"
    UNKNOWN = "unknown"  # nobody types it


@dataclass(frozen=True, slots=True)
class Command:
    """A command and what follows its name. Of an unknown one `rest` is all of it, `suggestion` a name that is near."""

    name: CommandName
    rest: str = ""
    suggestion: str = ""


LONGEST = 4_000  # characters that are read
_WORDS = {one.value: one for one in CommandName if one is not CommandName.UNKNOWN}
_ALIASES = {
    "briefing": CommandName.BRIEF,
    "follow": CommandName.ADD,
    "subscribe": CommandName.ADD,
    "feeds": CommandName.SOURCES,
    "list": CommandName.SOURCES,
    "unfollow": CommandName.REMOVE,
    "unsubscribe": CommandName.REMOVE,
    "hilfe": CommandName.HELP,
    "?": CommandName.HELP,
}
_NAMES = _WORDS | _ALIASES
# These take nothing: with more than a word behind them they begin a sentence ("status of the Tarn bridge").
_BARE = frozenset({CommandName.SOURCES, CommandName.TOPICS, CommandName.STATUS, CommandName.HELP})
_ASKS = frozenset(
    """what which who whose whom where when why how is are was were did does do has have had can could will would should
    and any anything anybody anyone""".split()
)
_SENTENCE = 3  # words
_GREETING = re.compile(
    r"(?:hi|hello|hey|hallo|greetings|good (?:morning|afternoon|evening|day)|(?:many )?thanks|thank you|thx|cheers)"
    r"(?: (?:there|all|everyone|again|bot|newsbot|a lot|very much|so much))*\W*",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"(?:(?:hi|hello|hey),? )?(?:what (?:else )?(?:can (?:you do|i (?:do|ask|type))|do you do)"
    r"|who are you|how do (?:you work|i use (?:you|this)))(?: (?:here|for (?:me|us)))?\W*",
    re.IGNORECASE,
)
_LINK = re.compile(r"<([^<>|\s]{1,2000})(?:\|[^<>\n]{0,300})?>")


def read_command(text: str) -> Command:
    """The command that somebody typed; nothing at all asks for help."""
    given = clean(text[:LONGEST]).strip()
    word, rest = _parted(given)
    if not word or is_greeting(given):
        return Command(CommandName.HELP)
    name = _NAMES.get(word)
    asked_in_words = name is CommandName.BRIEF and rest.casefold().startswith(("me ", "us "))
    if asked_in_words or (name in _BARE and _is_sentence(given)):
        return Command(CommandName.ASK, given)
    if name is not None:
        return Command(name, rest)
    return _unnamed(given, word)


def read_spoken(text: str) -> Command:
    """The same where people talk rather than type commands: what could be a sentence is a question.

    A command is a name alone, or one with what it needs behind it: "add" an address, "undo" a number.
    """
    given = read_command(text)
    match given.name:
        case CommandName.UNKNOWN:
            is_command = bool(given.suggestion) and " " not in given.rest
        case CommandName.ADD:
            is_command = "." in split_address(given.rest)[0]
        case CommandName.UNDO:
            is_command = given.rest.isdecimal()
        case CommandName.REMOVE | CommandName.PUBLISH | CommandName.SCHEDULE:
            is_command = not given.rest.endswith("?")
        case name:
            is_command = name not in _BARE or not given.rest
    return given if is_command else Command(CommandName.ASK, clean(text[:LONGEST]).strip())


def is_greeting(line: str) -> bool:
    """Whether somebody only says hello, or thanks, or asks what can be asked here."""
    given = one_line(line[:LONGEST])
    return bool(_GREETING.fullmatch(given) or _HOW.fullmatch(given))


def without_name(text: str, command: str) -> str:
    """What was said without the name of the slash command before it, such as "/news brief" for `command` "/news".

    Where the name is said without its stroke, it is one only before a command: "news from Orlund" is a question.
    """
    first, *rest = text.strip().split(None, 1) or [""]
    said, name = first.casefold(), command.casefold().lstrip("/")
    after = rest[0].strip() if rest else ""
    if said == f"/{name}":
        return after
    is_command = said == name and read_spoken(after) != Command(CommandName.ASK, clean(after[:LONGEST]).strip())
    return after if is_command else text


def split_address(rest: str) -> tuple[str, tuple[str, ...]]:
    """An address and the topics behind it, separated by commas. Chats write a link as `<address|label>`."""
    linked = _LINK.match(rest.strip())
    if linked:
        address, topics = linked[1], rest.strip()[linked.end() :]
    else:
        address, _, topics = rest.strip().partition(" ")
    said = (one_line(topic) for topic in topics.removeprefix(",").split(","))
    return address.rstrip(","), tuple(dict.fromkeys(topic for topic in said if topic))


def _parted(given: str) -> tuple[str, str]:
    """The first word in small letters, without the marks of a sentence, and the rest as typed."""
    first, *rest = given.split(None, 1) or [""]
    word = unicodedata.normalize("NFKC", first).casefold()
    return (word if word == "?" else word.strip("/:,.!?")) or word, rest[0].strip() if rest else ""


def _unnamed(given: str, word: str) -> Command:
    asks = (given.endswith("?") and " " in given) or re.split("['’]", word, maxsplit=1)[0] in _ASKS
    near = "" if asks else _near(word)
    # "and", "task" and "ads" are as near to a short name as to anything: a sentence that they begin is none.
    if near and not (len(near) < 5 and _is_sentence(given)):
        return Command(CommandName.UNKNOWN, given, near)
    if asks or _is_sentence(given):
        return Command(CommandName.ASK, given)
    return Command(CommandName.UNKNOWN, given)


def asks(text: str) -> bool:
    """Whether it reads as a question even where nobody in particular was asked."""
    word = text.split(None, 1)[0].casefold() if text.split() else ""
    return text.endswith("?") or word.split("'")[0].split("’")[0].strip(",.") in _ASKS


def _is_sentence(given: str) -> bool:
    return (given.endswith("?") and " " in given) or len(given.split(None, _SENTENCE)) >= _SENTENCE


# --- typing mistakes ---------------------------------------------------------------------------------

_LONG = 7  # letters from which on two mistakes may be made
_MOST = 20  # letters of a word that may be a name


def _near(word: str) -> str:
    """The command whose name, or other name, was meant; empty where that is not clear."""
    if not 1 < len(word) <= _MOST:
        return ""
    found = [(mistakes(word, name), _NAMES[name].value) for name in _NAMES]
    allowed = [(count, name) for count, name in found if count <= (2 if len(name) >= _LONG else 1)]
    best = min(allowed, default=None)
    if best is None or len({name for count, name in allowed if count == best[0]}) > 1:
        return ""
    return best[1]


def mistakes(typed: str, meant: str) -> int:
    """How many letters are wrong, missing, too many or have changed places with the next (Damerau-Levenshtein).

    No letter counts twice (optimal string alignment), which is enough for one word.
    """
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for at, char in enumerate(typed, start=1):
        earlier, before, row = before, row, [at]
        for place, other in enumerate(meant, start=1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (char != other))
            swapped = at > 1 and place > 1 and char == meant[place - 2] and typed[at - 2] == other
            row.append(min(cost, earlier[place - 2] + 1) if swapped else cost)
    return row[-1]
