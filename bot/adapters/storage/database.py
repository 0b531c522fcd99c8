"""An open database and what it gives to one channel of one workspace; guards that both engines look the same."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy import and_, select

from bot.adapters.storage.chat_tables import channels
from bot.adapters.storage.engine import Connections, connect
from bot.adapters.storage.operations import Operations
from bot.adapters.storage.schema import workspaces
from bot.adapters.storage.speech import SqlSpeech
from bot.adapters.storage.store import SqlStore
from bot.adapters.storage.visibility import Asker
from bot.adapters.storage.writing import Index
from bot.domain.text import storable
from bot.services.ports import (
    Agenda,
    Archive,
    Channels,
    Feeds,
    Handled,
    History,
    Homes,
    Ledger,
    Memory,
    Notices,
    Places,
    Policies,
    Posted,
    Search,
    Sources,
    Speech,
    Store,
    Subscriptions,
    Talks,
    Votes,
)
from bot.services.ports.model import Replies, Spending

_PATIENCE = 5.0  # seconds that another process may take to write


@dataclass(frozen=True, slots=True)
class Workspace:
    """The ports of storage, bound to one workspace and the channel that asks."""

    store: Store
    speech: Speech
    search: Search
    connections: Connections
    asker: Asker

    @property
    def sources(self) -> Sources:
        """What the workspace follows."""
        from bot.adapters.storage.following import SqlSources  # noqa: PLC0415 - a question starts without it

        return SqlSources(self.connections, self.asker)

    @property
    def subscriptions(self) -> Subscriptions:
        """What its channels have asked for."""
        from bot.adapters.storage.subscribing import SqlSubscriptions  # noqa: PLC0415 - as above

        return SqlSubscriptions(self.connections, self.asker.workspace_id)

    @property
    def archive(self) -> Archive:
        """What was shown to them, as it was and as it is now."""
        from bot.adapters.storage.revisions import SqlArchive  # noqa: PLC0415 - as above

        return SqlArchive(self.connections, self.asker)

    @property
    def history(self) -> History:
        """What was delivered to them."""
        from bot.adapters.storage.history import SqlHistory  # noqa: PLC0415 - as above

        return SqlHistory(self.connections, self.asker.workspace_id)

    @property
    def votes(self) -> Votes:
        """More and less like this."""
        from bot.adapters.storage.votes import SqlVotes  # noqa: PLC0415 - as above

        return SqlVotes(self.connections, self.asker.workspace_id)

    @property
    def channels(self) -> Channels:
        """What is known of its channels."""
        from bot.adapters.storage.channels import SqlChannels  # noqa: PLC0415 - as above

        return SqlChannels(self.connections, self.asker.workspace_id)

    @property
    def policies(self) -> Policies:
        """Who may change what."""
        from bot.adapters.storage.channels import SqlPolicies  # noqa: PLC0415 - as above

        return SqlPolicies(self.connections, self.asker.workspace_id)

    @property
    def places(self) -> Places:
        """In which channels questions are answered."""
        from bot.adapters.storage.places import SqlPlaces  # noqa: PLC0415 - as above

        return SqlPlaces(self.connections, self.asker.workspace_id)

    @property
    def handled(self) -> Handled:
        """Which events were taken up."""
        from bot.adapters.storage.talks import SqlHandled  # noqa: PLC0415 - as above

        return SqlHandled(self.connections, self.asker.workspace_id)

    @property
    def talks(self) -> Talks:
        """The threads in which something was asked."""
        from bot.adapters.storage.talks import SqlTalks  # noqa: PLC0415 - as above

        return SqlTalks(self.connections, self.asker.workspace_id)


@dataclass(frozen=True, slots=True)
class Database:
    """Open it with `await Database.open(url)`; `async with` closes it."""

    connections: Connections

    @classmethod
    async def open(cls, url: str, patience: float = _PATIENCE) -> Self:
        """The database at `sqlite:///path` or `postgresql://…`, made or brought up to date where needed.

        Raises StoreError, in one line that says what to do; the database is then as it was.
        """
        return cls(await connect(url, patience))

    @property
    def operations(self) -> Operations:
        """What crosses workspaces."""
        return Operations(self.connections, self._index())

    @property
    def feeds(self) -> Feeds:
        """The polled feeds of all workspaces."""
        from bot.adapters.storage.polled import SqlFeeds  # noqa: PLC0415 - a question starts without it

        return SqlFeeds(self.connections, self._index())

    @property
    def agenda(self) -> Agenda:
        """What is due, over all workspaces."""
        from bot.adapters.storage.agenda import SqlAgenda  # noqa: PLC0415 - as above

        return SqlAgenda(self.connections)

    @property
    def ledger(self) -> Ledger:
        """What became of every edition."""
        from bot.adapters.storage.ledger import SqlLedger  # noqa: PLC0415 - as above

        return SqlLedger(self.connections)

    @property
    def posted(self) -> Posted:
        """What was posted and has changed since."""
        from bot.adapters.storage.posted import SqlPosted  # noqa: PLC0415 - as above

        return SqlPosted(self.connections)

    @property
    def notices(self) -> Notices:
        """What admins are to be told."""
        from bot.adapters.storage.notices import SqlNotices  # noqa: PLC0415 - as above

        return SqlNotices(self.connections)

    @property
    def spending(self) -> Spending:
        """What a language model has cost, of all workspaces; take it once, and share it."""
        from bot.adapters.storage.spending import SqlSpending  # noqa: PLC0415 - as above

        return SqlSpending(self.connections)

    @property
    def replies(self) -> Replies:
        """What a language model has replied."""
        from bot.adapters.storage.kept_replies import SqlReplies  # noqa: PLC0415 - as above

        return SqlReplies(self.connections)

    def homes(self, bot: str) -> Homes:
        """In which workspace people have used this bot last."""
        from bot.adapters.storage.places import SqlHomes  # noqa: PLC0415 - as above

        return SqlHomes(self.connections, bot)

    def memory(self, bot: str) -> Memory:
        """What this bot notes of itself."""
        from bot.adapters.storage.places import SqlMemory  # noqa: PLC0415 - as above

        return SqlMemory(self.connections, bot)

    def _index(self) -> Index:
        """The full-text index of the engine: one of the two is imported."""
        if self.connections.is_postgres:
            from bot.adapters.storage.search_postgres import POSTGRES_INDEX  # noqa: PLC0415 - as its docstring says

            return POSTGRES_INDEX
        from bot.adapters.storage.search_sqlite import SQLITE_INDEX  # noqa: PLC0415 - as its docstring says

        return SQLITE_INDEX

    async def workspace(self, key: str, channel: str | None = None) -> Workspace:
        """What this channel of the workspace may see; None is a place that is no channel, such as a terminal.

        Whether people of other workspaces read the channel is looked up now: open it anew for each question.
        """
        asker = await self._asker(key, channel or "")
        store = SqlStore(self.connections, asker, self._index())
        speech = SqlSpeech(self.connections, asker)
        return Workspace(store, speech, self._search(asker), self.connections, asker)

    async def _asker(self, key: str, channel: str) -> Asker:
        """Who asks, in one look-up; a workspace that is new is made."""
        here = and_(channels.c.workspace_id == workspaces.c.id, channels.c.channel == storable(channel))
        query = select(workspaces.c.id, channels.c.shared).outerjoin(channels, here).where(workspaces.c.key == key)
        async with self.connections.reading() as connection:
            found = (await connection.execute(query)).first()
        if found is None:
            return Asker(await self.operations.workspace_id(key), channel)
        return Asker(found.id, channel, public_only=bool(found.shared))

    def _search(self, asker: Asker) -> Search:
        if self.connections.is_postgres:
            from bot.adapters.storage.search_postgres import PostgresSearch  # noqa: PLC0415 - one engine is used

            return PostgresSearch(self.connections, asker)
        from bot.adapters.storage.search_sqlite import SqliteSearch  # noqa: PLC0415 - one engine is used

        return SqliteSearch(self.connections, asker)

    async def close(self) -> None:
        """Let go of every connection."""
        await self.connections.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
