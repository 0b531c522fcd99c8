"""What people do: type, press, fill in, invite, remove. Guards that the bot sees of it what Slack would show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack import shapes, viewing
from tests.fakes.slack.arguments import RESPONSE_URL, checked
from tests.fakes.slack.blocks import interactive
from tests.fakes.slack.elements import Json
from tests.fakes.slack.link import Envelope, Link
from tests.fakes.slack.posting import Place, answer, as_json
from tests.fakes.slack.world import BOT_USER, TEAM, Channel, Ephemeral, Message, Refused, ShownView

EVENTS = frozenset(
    "app_mention message.im message.channels message.groups app_home_opened member_joined_channel app_uninstalled "
    "tokens_revoked".split()
)
HOOK_USES, HOOK_SECONDS = 5, 30 * 60


@dataclass(slots=True)
class Hook:
    """A response_url: where what is sent to it goes, and how often it may be used yet."""

    place: Place
    until: float
    left: int = HOOK_USES


@dataclass(slots=True)
class People(Link):
    """`subscriptions` are the events that the app's manifest asks for: no other is sent."""

    subscriptions: set[str] = field(default_factory=lambda: set(EVENTS))
    hooks: dict[str, Hook] = field(default_factory=dict)

    async def slash(self, text: str, user: str = "U1", channel: str = "C1", command: str = "/news") -> Envelope:
        """Somebody types a command. An answer in its acknowledgement is taken as one to its response_url is."""
        who, where = self.users[user], self.channels[channel]
        payload = shapes.command(who, where, command, text)
        payload |= {"response_url": self._hook(Place(channel, user)), "trigger_id": self.new_trigger(user)}
        place = Place(channel, user, via="ack")
        return await self.deliver(
            Envelope(self.new_id("env-"), "slash_commands", payload, takes_answer=True),
            lambda said: self._answered(said, place),
        )

    async def event(
        self, event: Json, *, event_id: str = "", retry: int = 0, reason: str = "", channel: str = ""
    ) -> Envelope:
        """Any event; `channel` is where it happened, for what Slack says of shared ones."""
        shared = channel in self.channels and self.channels[channel].is_ext_shared
        payload = shapes.event_callback(event, event_id or self.new_id("Ev"), self.wall(), is_shared=shared)
        return await self.deliver(
            Envelope(self.new_id("env-"), "events_api", payload, retry_attempt=retry, retry_reason=reason)
        )

    async def mention(
        self,
        text: str,
        user: str = "U1",
        channel: str = "C1",
        thread_ts: str | None = None,
        **more: Any,  # noqa: ANN401 - JSON
    ) -> Envelope:
        """Somebody names the bot in a channel: two events where the app asks for messages too, of one `ts`.

        The text is as Slack gives it, `&`, `<` and `>` escaped; the bot's name is put before it where it is not in it.
        """
        named = text if f"<@{BOT_USER}>" in text else f"<@{BOT_USER}> {text}"
        told = self._write(named, user, channel, thread_ts) | more
        await self._tell_message(told, self.channels[channel])
        return await self.event({**told, "type": "app_mention"}, channel=channel)

    async def message(
        self,
        text: str,
        user: str = "U1",
        channel: str = "",
        thread_ts: str | None = None,
        **more: Any,  # noqa: ANN401 - JSON
    ) -> Envelope | None:
        """Somebody writes in a channel, by default to the bot alone; None where the app asks for no such events."""
        where = self.channels[channel] if channel else self.im_of(user)
        return await self._tell_message(self._write(text, user, where.id, thread_ts) | more, where)

    def write(self, text: str, user: str = "U1", channel: str = "C1", thread_ts: str | None = None) -> Message:
        """Somebody writes, and nothing is told of it."""
        told = self._write(text, user, channel, thread_ts)
        found = self.find(channel, told["ts"])
        assert found
        return found

    async def press(
        self,
        shown: Message | Ephemeral | ShownView,
        action_id: str,
        user: str = "U1",
        value: Any = None,  # noqa: ANN401 - of many kinds
        channel: str = "",
    ) -> Envelope:
        """Somebody uses a button or a menu of a message, or of a view.

        `value` chooses among elements with the same action; where none has it, or where `channel` is another than
        the message's, the press is forged.
        """
        who = self.users[user]
        blocks = shown.view["blocks"] if isinstance(shown, ShownView) else shown.blocks
        pair = shapes.find_action(blocks, action_id, value)
        if pair is None:
            assert value is not None, f"no element has the action {action_id}"
            text = {"type": "plain_text", "text": "forged"}
            pair = {"block_id": "forged"}, {"type": "button", "action_id": action_id, "text": text}
        payload = shapes.interaction("block_actions", who) | {"actions": [shapes.action(*pair, value, self.new_ts())]}
        if isinstance(shown, ShownView):
            view = viewing.as_json(shown)
            payload |= {"container": {"type": "view", "view_id": shown.id}, "view": view}
            payload["trigger_id"] = self.new_trigger(user, shown.id)
        else:
            payload |= self._about(shown, channel or shown.channel, user)
        return await self.deliver(Envelope(self.new_id("env-"), "interactive", payload))

    def _about(self, shown: Message | Ephemeral, channel: str, user: str) -> Json:
        is_ephemeral = isinstance(shown, Ephemeral)
        container = {"type": "message", "message_ts": shown.ts, "channel_id": channel, "is_ephemeral": is_ephemeral}
        if shown.thread_ts:
            container["thread_ts"] = shown.thread_ts
        place = {"response_url": self._hook(Place(channel, user, shown)), "trigger_id": self.new_trigger(user)}
        told = {"container": container, "state": {"values": {}}, **place, **shapes.in_channel(self.channels[channel])}
        return told if isinstance(shown, Ephemeral) else told | {"message": as_json(self, shown)}

    async def submit(self, view: ShownView, values: Mapping[str, Any] | None = None, user: str = "") -> Envelope:
        """Somebody sends a form. `values` are by action_id, or by block_id of a block with one element."""
        shown = viewing.as_json(view) | {"state": shapes.state_values(view.view, values or {})}
        payload = shapes.interaction("view_submission", self.users[user or view.user])
        payload |= {"view": shown, "trigger_id": self.new_trigger(user or view.user, view.id), "response_urls": []}
        return await self.deliver(
            Envelope(self.new_id("env-"), "interactive", payload, takes_answer=True),
            lambda said: self._submitted(view, said),
        )

    async def shortcut(self, message: Message, callback_id: str, user: str = "U1") -> Envelope:
        """Somebody uses the app's entry in a message's menu."""
        payload = shapes.interaction("message_action", self.users[user])
        payload |= {"callback_id": callback_id, "message_ts": message.ts, "message": as_json(self, message)}
        payload |= {"action_ts": self.new_ts(), "trigger_id": self.new_trigger(user)}
        payload |= {"response_url": self._hook(Place(message.channel, user, message))}
        payload |= shapes.in_channel(self.channels[message.channel])
        return await self.deliver(Envelope(self.new_id("env-"), "interactive", payload))

    async def home_opened(self, user: str = "U1", tab: str = "home") -> Envelope:
        event = {"type": "app_home_opened", "user": user, "channel": self.im_of(user).id, "tab": tab}
        shown = {"view": viewing.as_json(self.homes[user])} if tab == "home" and user in self.homes else {}
        return await self.event({**event, **shown, "event_ts": self.new_ts()})

    async def joined(self, channel: str, inviter: str = "U1", user: str = BOT_USER) -> Envelope:
        """Somebody, the bot by default, comes into a channel."""
        self.channels[channel].members.add(user)
        kind = "C" if self.channels[channel].kind == "channel" else "G"
        event = {"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": kind, "team": TEAM}
        return await self.event({**event, "inviter": inviter, "event_ts": self.new_ts()}, channel=channel)

    async def uninstalled(self) -> Envelope:
        """The app is removed: the event, and no call is answered any more."""
        self.dead = "account_inactive"
        return await self.event({"type": "app_uninstalled", "event_ts": self.new_ts()})

    async def tokens_revoked(self) -> Envelope:
        self.dead = "token_revoked"
        tokens: Json = {"oauth": [], "bot": [BOT_USER]}
        return await self.event({"type": "tokens_revoked", "tokens": tokens, "event_ts": self.new_ts()})

    def _write(self, text: str, user: str, channel: str, thread_ts: str | None) -> Json:
        told = shapes.said("message", self.users[user], channel, text, self.new_ts())
        if thread_ts:
            parent = self.find(channel, thread_ts)
            told |= {"thread_ts": thread_ts} | ({"parent_user_id": parent.user} if parent else {})
        self.keep(Message(channel, told["ts"], user, text, told["blocks"], thread_ts))
        return told

    async def _tell_message(self, told: Json, channel: Channel) -> Envelope | None:
        name = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[channel.kind]
        if name not in self.subscriptions or not channel.has_bot:
            return None
        return await self.event({**told, "type": "message", "channel_type": channel.kind}, channel=channel.id)

    def _hook(self, place: Place) -> str:
        id_ = self.new_id("hook-")
        self.hooks[id_] = Hook(place, self.clock() + HOOK_SECONDS)
        return f"{self.url}/hook/{id_}"

    def _answered(self, said: Json, place: Place) -> None:
        if not said:
            return
        args, faults = checked("ack", RESPONSE_URL, said, is_json=True)
        self.complaints += faults
        try:
            answer(self, args, place)
        except Refused as error:
            self.complaints.append(f"ack: {error}: {error.messages}")

    def _submitted(self, shown: ShownView, said: Json) -> None:
        """What becomes of a form after it was acknowledged."""
        match said:
            case {"response_action": "errors", "errors": dict(errors)}:
                inputs = {
                    one["block_id"] for one in shown.view["blocks"] if one["type"] == "input" and interactive(one)
                }
                bad = [one for one in errors if one not in inputs or not str(errors[one]).strip()]
                self.complaints += [f"ack: {one!r} is no input of the form, or its error says nothing" for one in bad]
            case {"response_action": "update" | "push" as what, "view": dict(view)}:
                try:
                    viewing.check_view(self, "ack", view, "modal")
                    if what == "update":
                        viewing.change_view(self, shown, view)
                    else:
                        viewing.add_view(self, view, shown.user, shown.id)
                except Refused as error:
                    self.complaints.append(f"ack: {error}: {error.messages}")
            case {"response_action": "clear"}:
                self.closed |= {one.id for one in self.views.values() if one.root == shown.root}
            case _ if not said:
                self.closed.add(shown.id)
            case _:
                self.complaints.append(f"ack: a form takes no {said}")
