"""The methods that write messages, and what answers a response_url. Guards that only what Slack takes is kept."""

from dataclasses import dataclass, replace

from tests.fakes.slack.elements import Json
from tests.fakes.slack.validation import MOST_TEXT, MOST_UPDATED, faults_of
from tests.fakes.slack.world import APP, BOT, BOT_USER, TEAM, Channel, Ephemeral, Message, Refused, World

MOST_MARKDOWN = 12_000


def accept(world: World, method: str, payload: Json, most_text: int = MOST_TEXT) -> None:
    """Keep what was given to be looked at. Raises Refused where Slack refuses a message or a view."""
    if "markdown_text" in payload:
        _check_markdown(payload)
    elif faults := faults_of(payload, most_text):
        world.rejected.append(f"{method}: " + "; ".join(map(str, faults)))
        raise Refused(faults[0].code, messages=[f"[ERROR] {one.what}" for one in faults])
    world.payloads.append(payload)


def _check_markdown(payload: Json) -> None:
    if "text" in payload or "blocks" in payload:
        raise Refused("markdown_text_conflict")
    if not payload["markdown_text"].strip():
        raise Refused("no_text")
    if len(payload["markdown_text"]) > MOST_MARKDOWN:
        raise Refused("msg_too_long")


def writable(world: World, id_: str) -> Channel:
    """The channel where the bot may write. Raises Refused where it may not."""
    if id_ in world.users:
        if world.users[id_].deleted:
            raise Refused("user_disabled")
        if world.users[id_].is_bot:
            raise Refused("cannot_dm_bot")
        return world.im_of(id_)
    channel = world.channels.get(id_)
    if channel is None or (channel.kind != "channel" and not channel.has_bot):
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if not channel.has_bot and "chat:write.public" not in world.scopes:
        raise Refused("not_in_channel")
    return channel


def post_message(world: World, args: Json) -> Json:
    channel = writable(world, args["channel"])
    accept(world, "chat.postMessage", args)
    _check_thread(world, "chat.postMessage", channel.id, args.get("thread_ts"))
    message = _post(world, channel.id, args)
    return {"channel": channel.id, "ts": message.ts, "message": as_json(world, message, has_metadata=True)}


def _post(world: World, channel: str, args: Json) -> Message:
    return world.keep(
        Message(
            channel=channel,
            ts=world.new_ts(),
            user=BOT_USER,
            text=args.get("text") or args.get("markdown_text", ""),
            blocks=args.get("blocks") or [],
            thread_ts=args.get("thread_ts"),
            metadata=args.get("metadata") or None,
            payload=args,
            is_broadcast=bool(args.get("reply_broadcast")),
        )
    )


def _check_thread(world: World, method: str, channel: str, thread_ts: str | None) -> None:
    if thread_ts is None:
        return
    parent = world.find(channel, thread_ts)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.thread_ts not in {None, parent.ts}:
        world.complaints.append(f"{method}: {thread_ts} is itself a reply: answer under its thread_ts")
        raise Refused("cannot_reply_to_message")


def post_ephemeral(world: World, args: Json) -> Json:
    channel = writable(world, args["channel"])
    if args["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    if not channel.has_bot:
        raise Refused("not_in_channel")
    accept(world, "chat.postEphemeral", args)
    _check_thread(world, "chat.postEphemeral", channel.id, args.get("thread_ts"))
    return {"message_ts": whisper(world, channel.id, args["user"], args, "api").ts}


def whisper(world: World, channel: str, user: str, args: Json, via: str) -> Ephemeral:
    """Show something to one person; it was accepted."""
    blocks = world.with_ids(args.get("blocks") or [])
    text = args.get("text") or args.get("markdown_text", "")
    said = Ephemeral(channel, world.new_ts(), user, text, blocks, args.get("thread_ts"), args, via)
    world.ephemerals.append(said)
    return said


def _own(world: World, args: Json, error: str) -> Message:
    channel = world.channels.get(args["channel"])
    if channel is None:
        raise Refused("channel_not_found")
    message = world.find(channel.id, args["ts"])
    if message is None:
        raise Refused("message_not_found")
    if message.user != BOT_USER:
        raise Refused(error)
    return message


def update(world: World, args: Json) -> Json:
    """As docs.slack.dev has it: blocks stay unless a text or other blocks are given, metadata unless it is given."""
    before = _own(world, args, "cant_update_message")
    if world.channels[before.channel].is_archived:
        raise Refused("is_archived")
    accept(world, "chat.update", args, MOST_UPDATED)
    after = edit(world, before, args)
    return {"channel": after.channel, "ts": after.ts, "text": after.text, "message": as_json(world, after)}


def edit(world: World, before: Message, args: Json) -> Message:
    """The message after a change that was accepted."""
    metadata = args["metadata"] or None if "metadata" in args else before.metadata
    text = args.get("text") or args.get("markdown_text", before.text)
    changed = replace(before, text=text, blocks=args.get("blocks") or [], metadata=metadata)
    return world.keep(replace(changed, edits=(*before.edits, args)))


def delete(world: World, args: Json) -> Json:
    message = _own(world, args, "cant_delete_message")
    world.remove(message.channel, message.ts)
    return {"channel": message.channel, "ts": message.ts}


def permalink(world: World, args: Json) -> Json:
    channel = world.channels.get(args["channel"])
    if channel is None or (channel.kind != "channel" and not channel.has_bot):
        raise Refused("channel_not_found")
    message = world.find(channel.id, args["message_ts"])
    if message is None:
        raise Refused("message_not_found")
    link = f"https://team.slack.example/archives/{channel.id}/p{message.ts.replace('.', '')}"
    is_reply = message.thread_ts not in {None, message.ts}
    query = f"?thread_ts={message.thread_ts}&cid={channel.id}" if is_reply else ""
    return {"channel": channel.id, "permalink": link + query}


def set_status(world: World, args: Json) -> Json:
    if args["channel_id"] not in world.channels:
        raise Refused("channel_not_found")
    if world.find(args["channel_id"], args["thread_ts"]) is None:
        raise Refused("thread_not_found")
    words = args.get("loading_messages", [])
    if len(words) > 10 or not all(isinstance(one, str) and one for one in words):
        world.complaints.append("assistant.threads.setStatus: loading_messages must be at most 10 texts")
        raise Refused("invalid_arguments")
    world.statuses.append(args)
    return {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer to what somebody did goes, and what they did it to."""

    channel: str
    user: str
    original: Message | Ephemeral | None = None
    via: str = "response_url"


def answer(world: World, args: Json, place: Place) -> None:
    """What was sent to a response_url, or with an acknowledgement. Raises Refused where Slack refuses it."""
    if args.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        world.complaints.append(f"{place.via}: response_type {args['response_type']!r}")
        raise Refused("invalid_payload")
    if args.get("delete_original"):
        _take_away(world, place.original)
        return
    accept(world, place.via, args)
    original = place.original if args.get("replace_original") else None
    if isinstance(original, Message):
        edit(world, world.find(original.channel, original.ts) or original, args)
        return
    _take_away(world, original)
    if args.get("response_type") == "in_channel":
        _post(world, place.channel, args)
    else:
        whisper(world, place.channel, place.user, args, place.via)


def _take_away(world: World, original: Message | Ephemeral | None) -> None:
    if isinstance(original, Ephemeral):
        world.ephemerals[:] = [one for one in world.ephemerals if one.ts != original.ts]
    elif original is not None:
        world.remove(original.channel, original.ts)


def as_json(world: World, message: Message, *, has_metadata: bool = False) -> Json:
    """A message as Slack shows it to apps."""
    shown: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": TEAM}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.user == BOT_USER:
        shown |= {"bot_id": BOT, "app_id": APP}
    elif message.user in world.users and world.users[message.user].is_bot:
        shown |= {"bot_id": f"B{message.user[1:]}", "app_id": f"A{message.user[1:]}"}
    if has_metadata and message.metadata:
        shown["metadata"] = message.metadata
    if message.edits:
        shown["edited"] = {"user": message.user, "ts": f"{message.ts[:10]}.000000"}
    if replies := world.replies(message.channel, message.ts):
        people = sorted({one.user for one in replies})
        shown |= {"thread_ts": message.ts, "reply_count": len(replies), "reply_users": people}
        shown |= {"latest_reply": replies[-1].ts, "reply_users_count": len(people), "is_locked": False}
    elif message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        if message.is_broadcast:
            shown["subtype"] = "thread_broadcast"
    return shown
