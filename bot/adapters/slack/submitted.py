"""Forms that were filled in; guards that only who opened one can send it, and only for the channel it was opened in."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.adapters.slack import forms, home
from bot.adapters.slack.escaping import mrkdwn
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import id_at, part, text_at
from bot.adapters.slack.people import Seen
from bot.adapters.slack.serving import answered, with_fault
from bot.domain.addresses import links_in
from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Notice
from bot.domain.errors import ChatError, InputError
from bot.domain.text import clean, cut
from bot.domain.zones import read_zone
from bot.services.notices import notice
from bot.services.requests import add_source, check_source, import_list, next_times, set_schedule, tell_verdict
from bot.services.requests.wishes import read_wish
from bot.services.sources import Verdict
from bot.services.turns import Send

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
Ack = Callable[..., Awaitable[Any]]
Memory = Mapping[str, str]

_OVERTAKING = 0.5  # seconds until Slack has taken the acknowledgement: what comes before it would be lost
_LARGEST = 1 << 20  # bytes of a list of feeds
_OLD = "This form is no longer good: open it again."
_TOO_LONG = "That is too long for a form: type it as a command."
_QUOTES = ' \t\n"“”„'


async def submitted(front: Front, ack: Ack, body: Body) -> None:
    """A form was sent: acknowledged at once, and what becomes of it is shown in it."""
    view, person = part(body, "view"), id_at(body, "user", "id")
    callback, values = text_at(view, "callback_id"), forms.filled(view)
    memory = front.seal.open(view.get("private_metadata"), person, front.clock())
    if memory is None or not person or not _REMEMBERED.get(callback, {" "}) <= {*memory}:
        await ack(response_action="update", view=forms.told("Too late", _OLD))
        return
    channel = memory["channel"]
    is_own = not channel or channel.startswith("D")  # it was opened there by this person, as the seal says
    seen = Seen(channel, person, id_at(body, "user", "team_id"), inside=is_own)
    if errors := _errors(callback, values):
        await ack(response_action="errors", errors=errors)
        return
    if callback in {forms.ASK_STORY, forms.ASK_LINK}:
        await ack()
        await (_ask_story if callback == forms.ASK_STORY else _ask_link)(front, seen, memory, values)
        return
    await ack(response_action="update", view=forms.told("One moment", "Looking …"))
    taken = asyncio.create_task(asyncio.sleep(_OVERTAKING))

    async def shown(seen: Seen) -> None:
        made = await _STEPS[callback](front, seen, memory, values)
        await taken
        await _show(front, seen, view, made)
        if not seen.channel:
            await home.show(front, seen)

    async def refuse(document: Any) -> None:  # noqa: ANN401 - any document
        await taken
        await _show(front, seen, view, forms.told("Not done", forms.words(document)))

    await front.serve(seen, shown, refuse, press=True)


def _errors(callback: str, values: Memory) -> dict[str, str]:
    """What is wrong with what was filled in, by field: shown beside it, so that nobody fills in all of it again."""
    if callback == forms.SCHEDULE:
        try:
            read_zone(values.get("zone", ""))
        except InputError as error:
            return {"zone": cut(clean(str(error)), 300)}
    if callback == forms.FEEDS and not values.get("file") and not values.get("url"):
        return {"url": "Give a file, or an address."}
    return {}


async def _show(front: Front, seen: Seen, view: Mapping[str, Any], made: forms.View) -> None:
    """The form as it is now; where Slack does not take that, its words by another way."""
    try:
        await front.chat.client.call("views.update", view_id=str(view.get("id") or ""), view=made)
    except ChatError as error:
        log.warning("Slack: %s; what a form has brought is told by another way", error)
        said = " ".join(block["text"]["text"] for block in made["blocks"] if block["type"] == "section")
        await front.answers.hand("", seen, {"text": mrkdwn(said)})


# --- questions ---------------------------------------------------------------------------------------


async def _ask_story(front: Front, seen: Seen, memory: Memory, values: Memory) -> None:
    only = tuple(int(id_) for id_ in memory["articles"].split(",") if id_.isdecimal())
    thread, url = memory["thread"], memory["url"]
    has_link = bool(links_in(values.get("question", ""))[1])

    async def work(seen: Seen) -> Send:
        asking = await front.asking(seen, changes=has_link)
        desk = await front.open_desk(asking)
        said = front.talker.reply(values.get("question", ""), thread, asking, desk, only=only)
        if thread:
            answer = await front.answers.while_shown(seen, thread, said)
            return lambda: front.answers.reply(seen, thread, answer, url)
        document = await said
        return lambda: front.answers.whisper(url, seen, document)

    await front.serve(seen, work, lambda document: front.answers.whisper(url, seen, document))


async def _ask_link(front: Front, seen: Seen, memory: Memory, values: Memory) -> None:
    question = f"{values.get('question', '')} {memory['links']}".strip()

    async def work(seen: Seen) -> Send:
        document = await answered(front, seen, Command(CommandName.ASK, question))
        return lambda: front.answers.whisper(memory["url"], seen, document, f"ask {question}")

    await front.serve(seen, work, lambda document: front.answers.whisper(memory["url"], seen, document))


# --- sources and schedules ---------------------------------------------------------------------------


async def _source(front: Front, seen: Seen, memory: Memory, values: Memory) -> forms.View:
    asking = await front.asking(seen, changes=True)
    found = await check_source(values.get("url", ""), asking, await front.open_desk(asking))
    told = tell_verdict(found) if isinstance(found, Verdict) else found
    if not isinstance(found, Verdict) and found.name != "verdict_list":
        return forms.told("Not added", forms.words(told))
    kept = {**memory, "url": values.get("url", ""), "topics": values.get("topics", "")}
    sealed = front.sealed(seen, kept)
    return forms.source_checked(forms.words(told), sealed) if sealed else forms.told("Not added", _TOO_LONG)


async def _source_checked(front: Front, seen: Seen, memory: Memory, values: Memory) -> forms.View:
    del values
    asking = await front.asking(seen, changes=True)
    topics = [topic.strip() for topic in memory["topics"].split(",") if topic.strip()]
    made = await add_source(memory["url"], topics, asking, await front.open_desk(asking))
    return forms.told("Add a source", forms.words(made))


async def _schedule(front: Front, seen: Seen, memory: Memory, values: Memory) -> forms.View:
    del memory
    channel = seen.channel or id_at(values, "channel")
    topics = [topic.strip(_QUOTES) for topic in values.get("topics", "").split(",") if topic.strip(_QUOTES)]
    wished = f"{values.get('days', '')} {values.get('time', '')} {values.get('zone', '')}"
    wished += " topics " + ", ".join(f'"{topic}"' for topic in topics) if topics else ""  # no word of them is an option
    wished += f" stories {values['stories']}" if values.get("stories") else ""
    place = seen if seen.channel else Seen(channel, seen.person, seen.team)  # a place that was picked is checked
    asking = await front.asking(place, changes=True)
    told = await with_fault(front, place, await next_times(wished, asking, await front.open_desk(asking)))
    if not isinstance(told, Notice) or told.name != "schedule_would":
        return forms.told("Not set", forms.words(told))
    sealed = front.sealed(seen, {"channel": channel, "wished": wished})
    return forms.schedule_checked(forms.words(told), sealed) if sealed else forms.told("Not set", _TOO_LONG)


async def _schedule_checked(front: Front, seen: Seen, memory: Memory, values: Memory) -> forms.View:
    del values
    asking = await front.asking(seen, changes=True)
    made = await set_schedule(read_wish(memory["wished"]), asking, await front.open_desk(asking))
    return forms.told("Morning briefing", forms.words(made))


async def _feeds(front: Front, seen: Seen, memory: Memory, values: Memory) -> forms.View:
    del memory
    asking = await front.asking(seen, changes=True)
    desk = await front.open_desk(asking)
    if not values.get("file"):
        return forms.told("Import feeds", forms.words(await add_source(values.get("url", ""), (), asking, desk)))
    try:
        data = await _file(front, values["file"])
    except ChatError as error:
        return forms.told("Import feeds", forms.words(notice("chat_refused", error=str(error))))
    return forms.told("Import feeds", forms.words(await import_list(data, asking, desk)))


async def _file(front: Front, id_: str) -> bytes:
    info = (await front.chat.client.call("files.info", file=id_)).get("file") or {}
    return await front.chat.client.fetch(str(info.get("url_private_download") or ""), _LARGEST)


Step = Callable[[Front, Seen, Memory, Memory], Awaitable[forms.View]]
_STEPS: dict[str, Step] = {
    forms.SOURCE: _source,
    forms.SOURCE_CHECKED: _source_checked,
    forms.SCHEDULE: _schedule,
    forms.SCHEDULE_CHECKED: _schedule_checked,
    forms.FEEDS: _feeds,
}
# What a form must remember to be one of these.
_REMEMBERED: dict[str, set[str]] = {
    **{callback: {"channel"} for callback in _STEPS},
    forms.ASK_STORY: {"channel", "thread", "url", "articles"},
    forms.ASK_LINK: {"channel", "url", "links"},
    forms.SOURCE_CHECKED: {"channel", "url", "topics"},
    forms.SCHEDULE_CHECKED: {"channel", "wished"},
}
