"""What the services need from the outside, as Protocols; guards that no service knows an adapter."""

from typing import Protocol

from bot.services.ports.chat import Chat, Part
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
    "Analysed",
    "ArticleSource",
    "AskedFor",
    "Chat",
    "Feeds",
    "Fetcher",
    "FileReader",
    "Followed",
    "Follower",
    "Given",
    "Held",
    "Hit",
    "Holdings",
    "Keep",
    "KnownEntries",
    "LoadFailure",
    "Operations",
    "Outcome",
    "Parser",
    "Part",
    "Polled",
    "Query",
    "Reader",
    "Search",
    "Sources",
    "Speaker",
    "Speech",
    "Store",
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
