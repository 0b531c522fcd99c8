"""What somebody did to the app, and how the app answers it. Guards the three seconds and the one answer."""

from dataclasses import dataclass, field

from tests.fakes.discord import commands, components, forms, payloads, shapes
from tests.fakes.discord.posting import Ask, accept, change, remove
from tests.fakes.discord.refusals import Json, Problem, Refused, invalid_form, unknown
from tests.fakes.discord.things import EPHEMERAL, LOADING, Channel, Message, User
from tests.fakes.discord.world import APP_ID, World

COMMAND, PRESSED, TYPING, SUBMITTED = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, OFFER, OPEN = 4, 5, 6, 7, 8, 9
SECONDS, TOKEN_SECONDS = 3.0, 900.0
_TYPES = {COMMAND: {SAY, DEFER, OPEN}, PRESSED: {SAY, DEFER, DEFER_UPDATE, UPDATE, OPEN}, TYPING: {OFFER}}
_TYPES[SUBMITTED] = {SAY, DEFER, DEFER_UPDATE, UPDATE}


@dataclass(eq=False, slots=True)
class Modal:
    """A form that somebody has before them; `data` is what the bot gave."""

    data: Json
    interaction: "Interaction"

    @property
    def custom_id(self) -> str:
        return str(self.data["custom_id"])

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def inputs(self) -> dict[str, Json]:
        """Its fields by custom id, in their order."""
        return {one["custom_id"]: one for one in components.leaves(self.data["components"]) if "custom_id" in one}


@dataclass(eq=False, slots=True)
class Interaction:
    """`payload` is what the bot was sent, `source` the message it happened to, `callback` the first answer.

    `original` is the message of that answer, as it is now; `followups` came later.
    """

    world: World
    id: str
    token: str
    kind: int
    user: User
    channel: Channel
    payload: Json
    at: float
    source: Message | None = None
    callback: Json | None = None
    callback_after: float = 0.0  # seconds, by the fake's clock
    modal: Modal | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)

    async def answered(self, within: float = 30) -> Json:
        """The first answer: its `type`, and its `data`."""
        await self.world.until(lambda: self.callback, within)
        assert self.callback is not None
        return self.callback

    async def said(self, within: float = 30) -> Message:
        """The message of the answer, when it no longer only says "thinking"."""
        await self.world.until(lambda: self.original is not None and not self.original.is_loading, within)
        assert self.original is not None
        return self.original

    async def followed(self, count: int = 1, within: float = 30) -> list[Message]:
        """The messages after the answer, when there are so many."""
        await self.world.until(lambda: len(self.followups) >= count, within)
        return self.followups

    async def opened(self, within: float = 30) -> Modal:
        """The form that the answer opened."""
        await self.world.until(lambda: self.modal, within)
        assert self.modal is not None
        return self.modal

    async def offered(self, within: float = 30) -> list[Json]:
        """The completions: each a `name` and a `value`."""
        return list((await self.answered(within))["data"]["choices"])

    async def edited(self, count: int = 1, within: float = 30) -> Message:
        """The answer's message, or the one that was pressed, when it was changed so often."""

        def target() -> Message | None:
            return self.original or self.source

        await self.world.until(lambda: (one := target()) is not None and len(one.edits) >= count, within)
        one = target()
        assert one is not None
        return one

    @property
    def messages(self) -> list[Message]:
        """All that it was answered with, in order."""
        own = [self.original] if self.original is not None and self.original is not self.source else []
        return [one for one in [*own, *self.followups] if not one.is_loading and not one.is_deleted]


# --- what the bot calls -----------------------------------------------------------------------------


def call_back(world: World, known: dict[str, Interaction], ask: Ask) -> Json | None:
    one = known.get(ask.ids["token"])
    if one is None or one.id != ask.ids["interaction"] or world.clock() - one.at > SECONDS:
        raise unknown("interaction")
    if one.callback is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    if found := list(forms.objects(ask.body, "", {"type", "data"}, {"type"})):
        raise invalid_form(*found)
    assert isinstance(ask.body, dict)
    kind, data = ask.body["type"], ask.body.get("data") or {}
    allowed = _TYPES[one.kind] - (
        {DEFER_UPDATE, UPDATE} if one.source is None or one.payload["type"] == COMMAND else set()
    )
    if kind not in allowed:
        raise invalid_form(Problem("type", "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}."))
    _answer(world, one, kind, data)
    one.callback, one.callback_after = {"type": kind, "data": data}, world.clock() - one.at
    world.stir()
    if ask.query.get("with_response") not in {"1", "true", "True"}:
        return None
    return _response(world, one, kind)


def _response(world: World, one: Interaction, kind: int) -> Json:
    said: Json = {"interaction": {"id": one.id, "type": one.kind}, "resource": {"type": kind}}
    message = one.original
    if message is not None and kind != DEFER_UPDATE:
        said["interaction"] |= {"response_message_id": message.id, "response_message_ephemeral": message.is_ephemeral}
        said["interaction"]["response_message_loading"] = message.is_loading
        said["resource"]["message"] = shapes.message(message, world.bot)
    return said


def _answer(world: World, one: Interaction, kind: int, data: Json) -> None:
    if kind == OFFER:
        found = [*forms.objects(data, "data", {"choices"}, {"choices"})]
        if found := [*found, *commands.choice_problems(data.get("choices"), "data.choices")]:
            raise invalid_form(*found)
    elif kind == OPEN:
        if found := list(components.modal_problems(data)):
            raise invalid_form(*found)
        one.modal = Modal(data, one)
    elif kind == DEFER:
        if found := list(forms.objects(data, "data", {"flags"})):
            raise invalid_form(*found)
        one.original = _message(world, one, data.get("flags") or 0)
        one.original.is_loading = True
        one.original.flags |= LOADING
        _keep(world, one.original)
    elif kind == SAY:
        payload = payloads.check(data, payloads.ANSWERED)
        payloads.check_not_empty(payload)
        one.original = _message(world, one, payload.get("flags") or 0)
        accept(world, one.original, payload, is_interaction=True)
        _keep(world, one.original)
    else:
        _update(world, one, kind, data)


def _update(world: World, one: Interaction, kind: int, data: Json) -> None:
    assert one.source is not None
    one.original = one.source
    if kind == UPDATE:
        change(world, one.source, payloads.check(data, payloads.EDITED))


def _message(world: World, one: Interaction, flags: int) -> Message:
    whom = one.user if flags & EPHEMERAL else None
    kind = 20 if one.kind == COMMAND else 0
    via = "interaction"
    return Message(world.new_id(), one.channel, world.bot, flags=flags & EPHEMERAL, whisper_to=whom, kind=kind, via=via)


def _keep(world: World, message: Message) -> None:
    if message.is_ephemeral:
        world.ephemerals.append(message)
        world.stir()
    else:
        world.keep(message)


def _hook(world: World, known: dict[str, Interaction], ask: Ask) -> Interaction:
    one = known.get(ask.ids["token"])
    if one is None or ask.ids["app"] != APP_ID or one.callback is None or one.kind == TYPING:
        raise unknown("Webhook")
    if world.clock() - one.at > TOKEN_SECONDS:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return one


def follow_up(world: World, known: dict[str, Interaction], ask: Ask) -> Json:
    """A message more; the first after "thinking" takes its place, and is seen by whom that was seen."""
    one = _hook(world, known, ask)
    payload = payloads.check(ask.body, payloads.ANSWERED)
    payloads.check_not_empty(payload)
    if one.original is not None and one.original.is_loading:
        _fill(world, one.original, payload)
        return shapes.message(one.original, world.bot)
    message = _message(world, one, payload.get("flags") or 0)
    accept(world, message, payload, is_interaction=True)
    one.followups.append(message)
    _keep(world, message)
    return shapes.message(message, world.bot)


def _fill(world: World, message: Message, payload: Json) -> None:
    """Say something in place of "thinking"."""
    payloads.check_not_empty(payload)
    message.is_loading = False
    message.flags &= ~LOADING
    accept(world, message, {**payload, "flags": (payload.get("flags") or 0) & ~EPHEMERAL}, is_interaction=True)
    message.edits.append(payload)
    if not message.is_ephemeral:
        world.emit_message("MESSAGE_UPDATE", message)
    world.stir()


def _answered(world: World, known: dict[str, Interaction], ask: Ask) -> Message:
    one = _hook(world, known, ask)
    wanted = ask.ids["message"]
    own = [one.original] if one.original is not None else []
    for message in own if wanted == "@original" else [*own, *one.followups]:
        if not message.is_deleted and wanted in {message.id, "@original"}:
            return message
    raise unknown("Message")


def get_answer(world: World, known: dict[str, Interaction], ask: Ask) -> Json:
    return shapes.message(_answered(world, known, ask), world.bot)


def edit_answer(world: World, known: dict[str, Interaction], ask: Ask) -> Json:
    message = _answered(world, known, ask)
    payload = payloads.check(ask.body, payloads.EDITED)
    if message.is_loading:
        _fill(world, message, payload)
    else:
        change(world, message, payload)
    return shapes.message(message, world.bot)


def delete_answer(world: World, known: dict[str, Interaction], ask: Ask) -> None:
    message = _answered(world, known, ask)
    message.is_loading = False
    world.ephemerals[:] = [one for one in world.ephemerals if one is not message]
    remove(world, message)
