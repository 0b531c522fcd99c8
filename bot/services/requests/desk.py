"""What serving people in a chat works with: who asks where, what they may read, whether they may change it.

Guards that whoever asks for a change has the right to it at that call, whatever they were shown before, and that a
foreseeable fault is one line of a notice.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Protocol, TypeVar

from bot.domain.allowance import WORDS
from bot.domain.documents import Document, Notice
from bot.domain.errors import NewsbotError, StoreError
from bot.domain.rights import Person, Policy, Rule, may_change
from bot.services.authoring import Author
from bot.services.commands import Conversation, OpenWeb
from bot.services.deliver.terms import Terms
from bot.services.discovery import Web
from bot.services.notices import direct, in_server, notice
from bot.services.polling import Intake
from bot.services.ports import (
    Agenda,
    Channels,
    History,
    Places,
    Policies,
    QuestionOutcome,
    Reader,
    Subscriptions,
    Talks,
    Votes,
)
from bot.services.requests.place_words import OF_WORKSPACES, PlaceWords
from bot.services.schedules import ScheduleDesk
from bot.services.turns import Turn

Result = TypeVar("Result")
DEFAULT_POLICY = Policy()
SayPlaces = Callable[[Sequence[str]], str]  # channels, in words, by their ids
LinkTo = Callable[[str, str], str | None]  # the address of a channel's message, by the ids of both


class Room(Reader, Protocol):
    """Everything that one channel of one workspace may read, and what is remembered of its people."""

    @property
    def subscriptions(self) -> Subscriptions:
        """What the channels have asked for."""
        ...

    @property
    def history(self) -> History:
        """What was delivered to them."""
        ...

    @property
    def votes(self) -> Votes:
        """More and less like this."""
        ...

    @property
    def channels(self) -> Channels:
        """What is known of the channels."""
        ...

    @property
    def policies(self) -> Policies:
        """Who may change what."""
        ...

    @property
    def places(self) -> Places:
        """In which channels questions are answered."""
        ...

    @property
    def talks(self) -> Talks:
        """Threads in which something was asked."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks where. `workspace` is its key; `channel` is empty for a place that is none, such as a home page.

    `private`: not everybody of the workspace reads the channel; `direct`: nobody but the person does; `shared`: people
    of other workspaces do, or that is not known. `person` is as the chat knows them at this call. `turn` says since
    when they wait for the answer; None: since now.
    """

    workspace: str
    channel: str
    person: Person
    private: bool
    direct: bool = False
    shared: bool = True
    turn: Turn | None = field(default=None, compare=False)

    @property
    def is_outside(self) -> bool:
        """Whether what is in the intranet is none of theirs: who asks, or reads along, is not known to belong to it."""
        return self.shared or self.person.guest or self.person.foreign or self.person.bot

    @property
    def place(self) -> str:
        """Where it is asked, in words."""
        return "this conversation" if self.direct else "this channel"


@dataclass(frozen=True, slots=True)
class RequestDesk:
    """What serving one request works with. `reader` is bound to the workspace and the channel that asks.

    `command` is what people type before a command, as examples show it, `place_words` what they call where they are.
    `wait` gives the seconds until the person may ask again, and counts (`limits.Limits.of`). `policy` counts where the
    workspace has set none, `zone` where nobody names one. `counted` is told what became of each request.
    `say_places` names channels as the chat shows them. `author` is the language model that helps, if any.
    """

    reader: Room
    agenda: Agenda
    web: OpenWeb
    intake: Callable[[Web], Intake]
    clock: Callable[[], datetime]
    wait: Callable[[], float]
    command: str
    terms: Terms = field(default_factory=Terms)
    zone: str = "UTC"
    stories: int = 5
    answer_days: int = 7
    words: int = WORDS
    policy: Policy = DEFAULT_POLICY
    counted: Callable[[QuestionOutcome], None] = lambda _: None
    link: LinkTo = lambda _channel, _message: None
    place_words: PlaceWords = OF_WORKSPACES
    say_places: SayPlaces = ", ".join
    author: Author | None = None

    def schedules(self, workspace: str) -> ScheduleDesk:
        """What managing the workspace's schedules works with."""
        reader = self.reader
        return ScheduleDesk(workspace, reader.subscriptions, self.agenda, reader.sources, self.terms, self.zone)

    def conversation(self, asking: Asking) -> Conversation:
        """A conversation that has not begun. Whoever opens one has counted the question already."""
        talk = Conversation(self.reader, self.stories, self.answer_days, web=self.web, words=self.words)
        talk.private, talk.outside, talk.author = asking.private, asking.is_outside, self.author
        return talk


# --- rights and faults -------------------------------------------------------------------------------


async def policy_of(desk: RequestDesk) -> Policy:
    """The workspace's rule as it is now."""
    return await desk.reader.policies.policy() or desk.policy


def say_policy(policy: Policy, channel: str = "this channel", words: PlaceWords = OF_WORKSPACES) -> str:
    """Who may change sources and schedules, in words; `channel` is the one of whose members it may tell."""
    who = {Rule.EVERYONE: words.everyone, Rule.MEMBERS: words.members.format(channel), Rule.ADMINS: words.admins}
    listed = number_of(len(policy.allowed), "person", "people")
    return who[policy.rule] + (f", and {listed} on a list" if policy.allowed else "")


async def may(asking: Asking, desk: RequestDesk) -> bool:
    """Whether this person may change sources and schedules of this channel, now."""
    return may_change(await policy_of(desk), asking.person)


async def attempt(
    work: Callable[[], Awaitable[Result]],
    asking: Asking,
    desk: RequestDesk,
    *,
    changes: bool = False,
    counts: bool = True,
) -> Result | Notice:
    """What `work` comes to, or the notice that says why not.

    It `counts` as a question unless it costs next to nothing; what `changes` something needs the right.
    """
    found = await _attempt(work, asking, desk, changes=changes, counts=counts)
    if not isinstance(found, Notice):
        return found
    said = in_server(found) if desk.place_words.servers else found
    return direct(said) if asking.direct else said


async def _attempt(
    work: Callable[[], Awaitable[Result]], asking: Asking, desk: RequestDesk, *, changes: bool, counts: bool
) -> Result | Notice:
    seconds = desk.wait() if counts else 0
    if seconds > 0:
        return notice("too_many", seconds=str(ceil(seconds)))
    try:
        if changes and not await may(asking, desk):
            return notice("chat_no_right", rule=say_policy(await policy_of(desk), asking.place, desk.place_words))
        return await work()
    except StoreError as error:
        return notice("store_failed", error=str(error))
    except NewsbotError as error:
        return notice("chat_refused", error=in_chat_words(str(error), desk))


def number_of(count: int, one: str, many: str = "") -> str:
    """A number of things: "1 source", "2 sources", "2 entries"; `many` where that is not made by rule."""
    several = many or (f"{one[:-1]}ies" if one.endswith("y") else f"{one}s")
    return f"{count} {one if count == 1 else several}"


# What messages say of the command line, which whoever is in a chat does not have.
_ELSEWHERE = ("newsbot sources list", "{} sources"), ("newsbot sources add", "{} add")
_IN_SERVERS = ("newsbot sources list", "{} sources list"), ("newsbot sources add", "{} sources add")


def in_chat_words(error: str, desk: RequestDesk) -> str:
    """A fault's line, naming the chat's commands and places in place of those of the terminal."""
    error = desk.place_words.said(error)
    for typed, here in _IN_SERVERS if desk.place_words.servers else _ELSEWHERE:
        error = error.replace(typed, here.format(desk.command))
    return error


async def nothing_here(asking: Asking, desk: RequestDesk) -> Notice:
    """What to say where there is nothing to be seen: in a shared channel there may be what is not shown there."""
    facts = await desk.reader.channels.known(asking.channel)
    if facts and facts.shared:
        return notice("chat_public_only")
    return notice("chat_empty", command=desk.command)


async def in_chat(document: Document, asking: Asking, desk: RequestDesk) -> Document:
    """A document of the conversation that chats and the terminal share, as a chat shows it."""
    if not isinstance(document, Notice):
        return document
    match document.name:
        case "empty":
            return await nothing_here(asking, desk)
        case "help":
            return notice("chat_help", command=desk.command)
        case "link_failed":
            return notice("link_failed", **{**document.values, "error": in_chat_words(document.values["error"], desk)})
    return document
