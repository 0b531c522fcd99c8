"""Forms that were filled in; guards that each counts for whoever sent it, where it was sent, with the rights of now."""

from bot.adapters.discord.answering import Reply
from bot.adapters.discord.asked import on
from bot.adapters.discord.front import Front
from bot.adapters.discord.people import Seen
from bot.adapters.discord.pressed import conversation, told
from bot.adapters.discord.serving import follow_ups, quoted, with_fault
from bot.domain.documents import Document
from bot.domain.errors import InputError
from bot.services.notices import notice
from bot.services.requests import add_source, gone, set_schedule, story_of
from bot.services.requests.wishes import read_wish
from bot.services.turns import Send

Values = dict[str, str]


async def submitted(front: Front, reply: Reply, seen: Seen, custom_id: str, values: Values) -> None:
    """A form with this custom id was sent."""
    action, _, about = custom_id.partition(":")
    match action:
        case "story_ask":
            await asked(front, reply, seen, values.get("question", ""), story=about)
        case "follow":
            await asked(front, reply, seen, values.get("question", ""), root=about)
        case "ask":
            await asked(front, reply, seen, values.get("question", ""))
        case "link":
            await asked(front, reply, seen, f"{values.get('question', '')} {values.get('links', '')}".strip())
        case "source":
            await told(front, reply, seen, lambda here: _source(front, here, values))
        case "schedule":
            await told(front, reply, seen, lambda here: _schedule(front, here, values))


async def asked(front: Front, reply: Reply, seen: Seen, question: str, *, story: str = "", root: str = "") -> None:
    """A question, by a command or a form, answered to whoever asked; in a conversation that all can read, to all."""
    is_open = bool(root) and not root.startswith("e")
    seen = front.arrived(seen)
    if not await front.begins(reply, seen, is_open=is_open):
        return
    here = await front.found_home(
        seen, lambda document: front.answers.whisper(reply, seen, document, is_open=is_open), shown=True
    )
    if here is None:
        return
    mine = root or f"e{reply.id}"
    lead = question if is_open else ""

    async def work(here: Seen) -> Send:
        document = await _answered(front, here, question, conversation(here, mine), story)
        buttons = follow_ups(document, mine, share="" if is_open or here.direct else f"share:{mine}")
        return lambda: front.answers.whisper(reply, here, document, buttons, lead=lead, is_open=is_open)

    await front.serve(
        here, work, lambda document: front.answers.whisper(reply, here, document, is_open=is_open), shown=True
    )


async def _answered(front: Front, seen: Seen, question: str, thread: str, story: str) -> Document:
    if not story:
        return await on(front, seen, thread, question)
    asking = await front.asking(seen)
    handle = await story_of(story, asking, await front.open_desk(asking))
    return await on(front, seen, thread, question, handle.articles) if handle else gone()


async def _source(front: Front, seen: Seen, values: Values) -> Document:
    asking = await front.asking(seen)
    topics = [topic.strip() for topic in values.get("topics", "").split(",") if topic.strip()]
    return await add_source(values.get("url", ""), topics, asking, await front.open_desk(asking))


async def _schedule(front: Front, seen: Seen, values: Values) -> Document:
    topics = quoted(values.get("topics", ""))
    wished = f"{values.get('days', '')} {values.get('time', '')} {values.get('zone', '')}"
    wished += f" topics {topics}" if topics else ""
    wished += f" stories {values['stories']}" if values.get("stories") else ""
    asking = await front.asking(seen)
    try:
        wish = read_wish(wished)
    except InputError as error:
        return notice("chat_refused", error=str(error))
    return with_fault(front, seen, await set_schedule(wish, asking, await front.open_desk(asking)))
