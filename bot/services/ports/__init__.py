"""What the services need from the outside, as Protocols; guards that no service knows an adapter."""

from typing import Protocol

from bot.domain.feedback import Vote
from bot.services.ports.chat import Chat, Part
from bot.services.ports.chatting import (
    ChannelFacts,
    Channels,
    Handled,
    Homes,
    Memory,
    Places,
    Policies,
    Talk,
    Talks,
    Votes,
)
from bot.services.ports.correcting import Archive, Outdated, Posted
from bot.services.ports.delivery import (
    Agenda,
    Change,
    Claimed,
    Coming,
    Composed,
    Entry,
    History,
    Lease,
    Ledger,
    NewEdition,
    Notices,
    PartEntry,
    Pending,
    Planned,
    Subscriptions,
    Told,
)
from bot.services.ports.figures import Metrics, ModelFigures, PollOutcome, Pulse, QuestionOutcome
from bot.services.ports.intake import (
    OUTSIDE,
    AskedFor,
    Feeds,
    Fetcher,
    Followed,
    Follower,
    Given,
    Keep,
    KnownEntries,
    Operations,
    Parser,
    Polled,
    Sources,
    Wanted,
)
from bot.services.ports.reading import (
    Analysed,
    ArticleSource,
    FileReader,
    Held,
    Hit,
    Holdings,
    LoadFailure,
    NewsQuery,
    Outcome,
    Query,
    Search,
    Speaker,
    Speech,
    Store,
    Unparsed,
)
from bot.services.ports.upkeep import Tenant, Upkeep

__all__ = [
    "OUTSIDE",
    "Agenda",
    "Analysed",
    "Archive",
    "ArticleSource",
    "AskedFor",
    "Change",
    "ChannelFacts",
    "Channels",
    "Chat",
    "Claimed",
    "Coming",
    "Composed",
    "Entry",
    "Feeds",
    "Fetcher",
    "FileReader",
    "Followed",
    "Follower",
    "Given",
    "Handled",
    "Held",
    "History",
    "Hit",
    "Holdings",
    "Homes",
    "Keep",
    "KnownEntries",
    "Lease",
    "Ledger",
    "LoadFailure",
    "Memory",
    "Metrics",
    "ModelFigures",
    "NewEdition",
    "NewsQuery",
    "Notices",
    "Operations",
    "Outcome",
    "Outdated",
    "Parser",
    "Part",
    "PartEntry",
    "Pending",
    "Places",
    "Planned",
    "Policies",
    "PollOutcome",
    "Polled",
    "Posted",
    "Pulse",
    "Query",
    "QuestionOutcome",
    "Reader",
    "Search",
    "Sources",
    "Speaker",
    "Speech",
    "Store",
    "Subscriptions",
    "Talk",
    "Talks",
    "Tenant",
    "Told",
    "Unparsed",
    "Upkeep",
    "Vote",
    "Votes",
    "Wanted",
]


class Reader(Protocol):
    """Everything that one channel of one workspace may read."""

    @property
    def store(self) -> Store:
        """Its articles."""
        ...

    @property
    def speech(self) -> Speech:
        """Who said what in them."""
        ...

    @property
    def search(self) -> Search:
        """Finding them by words."""
        ...

    @property
    def sources(self) -> Sources:
        """What it follows."""
        ...
