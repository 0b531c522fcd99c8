"""What a Discord is made of: people, servers, channels, messages. Guards that every part of the fake means the same."""

from dataclasses import dataclass, field

from tests.fakes.discord.refusals import Json

TEXT, DM, CATEGORY, ANNOUNCEMENT, FORUM = 0, 1, 4, 5, 15
NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = frozenset({NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
CROSSPOSTED, SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SILENT, COMPONENTS_V2 = 1, 4, 64, 128, 4096, 32768
HAS_THREAD = 32


@dataclass(eq=False, slots=True)
class User:
    """`takes_dms` is False for who has closed their direct messages to this bot."""

    id: str
    name: str
    is_bot: bool = False
    takes_dms: bool = True
    locale: str = "en-US"


@dataclass(eq=False, slots=True)
class Role:
    id: str
    name: str
    permissions: int
    is_mentionable: bool = False
    is_managed: bool = False
    position: int = 1


@dataclass(frozen=True, slots=True)
class Overwrite:
    """`id` is a role's (@everyone has its server's id) or, where `is_member`, a person's."""

    id: str
    allow: int = 0
    deny: int = 0
    is_member: bool = False


@dataclass(eq=False, slots=True)
class Member:
    user: User
    roles: set[str] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class Guild:
    """A server. `roles` and `members` are by id; the role of everyone has the server's own id."""

    id: str
    name: str
    owner: User
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    locale: str = "en-US"
    is_unavailable: bool = False


@dataclass(eq=False, slots=True)
class Channel:
    """`kind` is Discord's number; `parent` a thread's channel; `joined` who is in a private thread."""

    id: str
    guild: Guild | None
    name: str
    kind: int = TEXT
    overwrites: list[Overwrite] = field(default_factory=list)
    parent: "Channel | None" = None
    recipients: list[User] = field(default_factory=list)
    messages: "dict[str, Message]" = field(default_factory=dict)
    owner: User | None = None
    joined: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_locked: bool = False
    topic: str = ""

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS


@dataclass(eq=False, slots=True)
class Message:
    """One as it is now. `payload` is what it was made of, `edits` what changed it since, the first first.

    `whisper_to` is the one person who sees it, where it is ephemeral; `is_loading` says "… is thinking".
    """

    id: str
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    reply_to: "Message | None" = None
    pings: bool = True
    mentions: list[User] = field(default_factory=list)
    payload: Json = field(default_factory=dict)
    edits: list[Json] = field(default_factory=list)
    whisper_to: User | None = None
    is_loading: bool = False
    is_deleted: bool = False
    kind: int = 0
    via: str = "channel"

    @property
    def is_ephemeral(self) -> bool:
        return self.whisper_to is not None


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a command: what it holds, and what Discord says of it."""

    id: str
    name: str
    data: bytes
    url: str
    size: int
