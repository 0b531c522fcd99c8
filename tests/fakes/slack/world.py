"""A workspace: its people, channels and messages, and all that the bot has done to it. Guards one truth for a test."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from tests.fakes.slack.blocks import interactive
from tests.fakes.slack.elements import Json

TEAM, OTHER_TEAM, APP = "T1", "T2", "A1"
BOT_USER, BOT = "UBOT", "BBOT"
BOT_TOKEN, APP_TOKEN = "xoxb-fake-bot", "xapp-fake-app"
SCOPES = frozenset(
    "app_mentions:read channels:history channels:join channels:read chat:write chat:write.public commands files:read "
    "groups:history groups:read im:history im:read im:write users:read".split()
)


class Refused(Exception):
    """Slack answers `ok: false` with this error, and what else it says of it."""

    def __init__(self, error: str, *, needed: str = "", messages: Iterable[str] = ()) -> None:
        super().__init__(error)
        self.error, self.needed, self.messages = error, needed, list(messages)


@dataclass(frozen=True, slots=True)
class User:
    """`team` is another than the workspace's for somebody from a shared channel."""

    id: str
    name: str
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    team: str = TEAM
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600


@dataclass(slots=True)
class Channel:
    """`kind` is "channel" where it is public, "group" where private, "im" for a person and the bot, "mpim" for several.

    `is_pending` invitations to another company are not taken up yet; `is_org_shared` is it with workspaces of the same.
    """

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_ext_shared: bool = False
    is_pending: bool = False
    is_org_shared: bool = False

    @property
    def has_bot(self) -> bool:
        return BOT_USER in self.members


@dataclass(frozen=True, slots=True)
class Message:
    """One in a channel, as it is now. `payload` is what it was made of; `edits` are the payloads that changed it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    metadata: Json | None = None
    payload: Json = field(default_factory=dict)
    edits: tuple[Json, ...] = ()
    is_broadcast: bool = False


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """Seen by one person; `via` is "api", "response_url" or "ack"."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    payload: Json = field(default_factory=dict)
    via: str = "api"


@dataclass(frozen=True, slots=True)
class ShownView:
    """A modal or a home tab as it is now; `view` is what the bot gave, with the ids that Slack fills in."""

    id: str
    user: str
    view: Json
    hash: str
    root: str
    previous: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the Web API, or to a response_url under the method's name "response_url"."""

    method: str
    args: Json
    at: float


@dataclass(frozen=True, slots=True)
class File:
    id: str
    name: str
    body: bytes
    mimetype: str = "text/plain"


@dataclass(slots=True)
class World:
    """What tests read. `complaints` are calls that no program should make: none may be left when a test ends."""

    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)  # payloads that Slack refuses: method, code, what
    limited: list[str] = field(default_factory=list)  # methods answered with 429
    payloads: list[Json] = field(default_factory=list)  # every message and view that was accepted
    ephemerals: list[Ephemeral] = field(default_factory=list)
    views: dict[str, ShownView] = field(default_factory=dict)  # modals that were opened, by id, in order
    closed: set[str] = field(default_factory=set)  # modals that are shut again
    homes: dict[str, ShownView] = field(default_factory=dict)  # home tabs, by person
    statuses: list[Json] = field(default_factory=list)  # of assistant.threads.setStatus
    triggers: dict[str, tuple[str, float, str | None]] = field(default_factory=dict)  # user, until when, view
    used_triggers: set[str] = field(default_factory=set)
    dead: str = ""  # the error of every call after the token was revoked or the app removed
    url: str = ""
    _messages: dict[str, dict[str, Message]] = field(default_factory=dict)
    _last: int = 0  # the newest message's time, in microseconds
    _ids: int = 0

    def messages(self, channel: str) -> list[Message]:
        """The bot's messages in a channel and its threads, as they are now, oldest first."""
        return [one for one in self.everything(channel) if one.user == BOT_USER]

    def everything(self, channel: str) -> list[Message]:
        """Everybody's messages there, oldest first."""
        return list(self._messages.get(channel, {}).values())

    def find(self, channel: str, ts: str) -> Message | None:
        return self._messages.get(channel, {}).get(ts)

    def keep(self, message: Message) -> Message:
        """Its blocks with the ids that Slack fills in."""
        kept = replace(message, blocks=self.with_ids(message.blocks))
        self._messages.setdefault(message.channel, {})[message.ts] = kept
        return kept

    def remove(self, channel: str, ts: str) -> None:
        self._messages.get(channel, {}).pop(ts, None)

    def replies(self, channel: str, ts: str) -> list[Message]:
        return [one for one in self.everything(channel) if one.thread_ts == ts and one.ts != ts]

    def new_ts(self) -> str:
        self._last = max(self._last + 100, int(self.wall() * 1_000_000) + 100)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06}"

    def new_id(self, kind: str) -> str:
        self._ids += 1
        return f"{kind}{self._ids:07}"

    def new_trigger(self, user: str, view: str | None = None) -> str:
        """Good once, for three seconds; `view` is the modal in which somebody did something."""
        self._ids += 1
        id_ = f"{self._ids}.1700000000.{self._ids:032x}"
        self.triggers[id_] = (user, self.clock() + 3, view)
        return id_

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        made = [{"block_id": self.new_id("b"), **block} for block in blocks]
        for nr, block in enumerate(made):
            kept = {**block}
            for key in {"elements", "accessory", "element"} & set(block):
                inner = block[key]
                kept[key] = [self._with_action(one) for one in inner] if key == "elements" else self._with_action(inner)
            made[nr] = kept
        return made

    def _with_action(self, element: Json) -> Json:
        can_act = bool(interactive({"element": element}))
        return {"action_id": self.new_id("a"), **element} if can_act else element

    def im_of(self, user: str) -> Channel:
        """The conversation of a person with the bot, which has their id but for its first letter: D1 of U1."""
        id_ = f"D{user[1:]}"
        return self.channels.setdefault(id_, Channel(id_, "", "im", {user, BOT_USER}))

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def add_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def add_file(self, name: str, body: bytes, mimetype: str = "text/plain") -> File:
        file = File(self.new_id("F"), name, body, mimetype)
        self.files[file.id] = file
        return file


def populate(world: World) -> None:
    """People and channels that most tests need."""
    for user in (
        User("U1", "ann"),
        User("U2", "bob"),
        User("U3", "cara"),
        User("UADMIN", "ada", is_admin=True),
        User("UOWNER", "otto", is_admin=True, is_owner=True),
        User("UGUEST", "gus", is_restricted=True),
        User("USINGLE", "sid", is_restricted=True, is_ultra_restricted=True),
        User("UEXT", "eve", team=OTHER_TEAM),
        User("UGONE", "gil", deleted=True),
        User("UOTHERBOT", "otherbot", is_bot=True),
        User(BOT_USER, "news", is_bot=True),
    ):
        world.add_user(user)
    people = {"U1", "U2", "U3", "UADMIN", "UOWNER", "UGUEST"}
    for channel in (
        Channel("C1", "general", members=people | {BOT_USER}),
        Channel("C2", "random", members=set(people)),
        Channel("C3", "news", members={"U1", "U2", BOT_USER}),
        Channel("CEXT", "partners", members={"U1", "UEXT", BOT_USER}, is_ext_shared=True),
        Channel("COLD", "old", members=people | {BOT_USER}, is_archived=True),
        Channel("G1", "secret", "group", {"U1", "UADMIN", BOT_USER}),
        Channel("G2", "closed", "group", {"U2"}),
    ):
        world.add_channel(channel)
