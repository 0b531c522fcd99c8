"""What the services need from the outside, as Protocols; guards that no service knows an adapter."""

from typing import Protocol

from bot.services.ports.chat import Chat, Part
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

__all__ = [
    "OUTSIDE",
    "Agenda",
    "Analysed",
    "ArticleSource",
    "AskedFor",
    "Change",
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
    "Held",
    "History",
    "Hit",
    "Holdings",
    "Keep",
    "KnownEntries",
    "Lease",
    "Ledger",
    "LoadFailure",
    "NewEdition",
    "NewsQuery",
    "Notices",
    "Operations",
    "Outcome",
    "Parser",
    "Part",
    "PartEntry",
    "Pending",
    "Planned",
    "Polled",
    "Query",
    "Reader",
    "Search",
    "Sources",
    "Speaker",
    "Speech",
    "Store",
    "Subscriptions",
    "Told",
    "Unparsed",
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
