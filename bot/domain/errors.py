"""The faults a user can be told about; guards that each is one clear line.

NewsbotError                 shown as `newsbot: <text>`, exit status 1
├── InputError               what was given cannot be used (a file, a line of JSONL)
├── NothingLoaded            a load in which every input failed
├── ParseError               what was fetched or read is not what it should be, or takes too long to read
├── FetchError               an address that could not be fetched
│   ├── AddressRefused       it leads where the bot does not go (a private network, a strange port or scheme)
│   │   └── IntranetRefused  it leads into the intranet, from outside of it
│   ├── RobotsRefused        the site asks programs not to read this page
│   │   └── RobotsUnknown    what the site asks could not be learned: perhaps later
│   ├── HttpStatus           the server answered with an error
│   └── Unreachable          no answer, or none that can be used (no such host, too slow, too large)
├── ChatError                a message that was not posted, or of which that is not known
│   ├── ChatRefused          refused for good: the channel is gone, the bot removed, its token revoked
│   ├── ChatBusy             refused for now: later
│   ├── ChatUnclear          no answer, or one that leaves open whether it was posted
│   └── CannotLook           what was posted there cannot be read
├── ModelError               a language model gave no answer that can be used; `kind` says in which way
└── StoreError               the database cannot be used; it was left as it was
    ├── StoreLocked          another process keeps it busy: try again
    ├── StoreCorrupt         damaged: restore a backup
    ├── StoreReadOnly        no right to write
    ├── StoreTooNew          written by a newer version of the program
    └── StoreUnreachable     no such server, no such folder, wrong password

Anything else that is raised is a fault of the program and is not caught.
"""

from datetime import timedelta
from enum import StrEnum


class NewsbotError(Exception):
    """A foreseeable fault. `str(error)` is one line that says what to do."""


class InputError(NewsbotError):
    """What was given cannot be used."""


class NothingLoaded(NewsbotError):
    """Every input of a load failed."""


class ParseError(NewsbotError):
    """What was fetched or read cannot be understood, or not within the limits on time and memory."""


class FetchError(NewsbotError):
    """An address could not be fetched."""


class AddressRefused(FetchError):
    """The address, or where it redirects to, is not one that the bot connects to."""


class IntranetRefused(AddressRefused):
    """The address is in the intranet, and it is not a person, or a host of the intranet, that leads there."""


class RobotsRefused(FetchError):
    """The site's robots.txt asks programs to leave this page alone."""


class RobotsUnknown(RobotsRefused):
    """The site's robots.txt could not be asked, so that the page is left alone for now."""


class HttpStatus(FetchError):
    """The server answered, with an error. `retry_after` is the wait that it asks for."""

    def __init__(self, status: int, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class Unreachable(FetchError):
    """No answer, or none that can be used."""


class Reach(StrEnum):
    """What a refusal for good stands in the way of."""

    CHANNEL = "channel"  # it is gone or archived, or the bot may not post there
    WORKSPACE = "workspace"  # the bot was removed from it
    BOT = "bot"  # its token is no good any more: nothing can be posted anywhere


class ChatError(NewsbotError):
    """A message was not posted, or that is not known."""


class ChatRefused(ChatError):
    """Refused for good: nothing was posted, and nothing will be until a person changes something."""

    def __init__(self, reason: str, reach: Reach = Reach.CHANNEL) -> None:
        super().__init__(reason)
        self.reach = reach


_SHORTEST, _LONGEST = 0.05, 86_400.0


class ChatBusy(ChatError):
    """Refused for now: nothing was posted. `retry_after` is the wait in seconds that is asked for, `reach` of whom.

    It is a day at most, whatever the chat says.
    """

    def __init__(self, retry_after: float, reach: Reach = Reach.CHANNEL) -> None:
        self.retry_after = min(max(_SHORTEST, retry_after), _LONGEST)
        super().__init__(f"the chat asks to wait {self.retry_after:.0f} seconds")
        self.reach = reach


class ChatUnclear(ChatError):
    """No answer, or one that leaves open whether it was posted: a time-out, a broken connection, a server error."""


class CannotLook(ChatError):
    """What was posted there cannot be read, so that whether something arrived cannot be found out."""


class ModelFault(StrEnum):
    """In which way a language model gave no answer that can be used."""

    DOWN = "down"  # no connection, one that broke, or a server's error
    SLOW = "slow"  # not within the deadline
    BUSY = "busy"  # asked to wait
    QUOTA = "quota"  # the account has no money left
    REJECTED = "rejected"  # the key, the model's name or the request is not accepted
    REFUSED = "refused"  # the model, or a filter, declines
    CUT_OFF = "cut_off"  # the reply ends before it is whole
    EMPTY = "empty"  # a reply without text
    NOT_JSON = "not_json"  # text that holds no JSON
    WRONG_SHAPE = "wrong_shape"  # JSON, but not what was asked for
    NOT_A_MODEL = "not_a_model"  # what answers is no such server: a page of HTML, say
    TOO_LARGE = "too_large"  # a reply beyond all bounds, or a prompt, which is then not sent
    BUDGET = "budget"  # nothing was asked: the budget is used up


class ModelError(NewsbotError):
    """A language model gave no answer that can be used.

    `tokens` are those that the call has cost all the same, as prompt and reply: (0, 0) where no request has reached
    the server, None where it did not say. Then the call counts with all that it may have cost.
    """

    def __init__(self, kind: ModelFault, message: str, tokens: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.tokens = tokens


class StoreError(NewsbotError):
    """The database cannot be used; it was left as it was."""


class StoreLocked(StoreError):
    """Another process keeps the database busy."""


class StoreCorrupt(StoreError):
    """The database is damaged, or is none."""


class StoreReadOnly(StoreError):
    """The database cannot be written to."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of the program."""


class StoreUnreachable(StoreError):
    """The database's server or folder cannot be reached."""
