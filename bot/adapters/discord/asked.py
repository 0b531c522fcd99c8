"""What people write to the bot in Discord: mentions, replies, direct messages. Guards that each is answered once."""

import re
from dataclasses import dataclass

from bot.adapters.discord.front import COMMAND, Front
from bot.adapters.discord.people import Seen
from bot.adapters.discord.serving import ASKS, follow_ups, with_fault
from bot.domain.command_words import read_spoken, without_name
from bot.domain.documents import Document
from bot.domain.text import storable
from bot.services.requests.places import answers_here
from bot.services.turns import Send

_LONGEST = 4_000  # characters of a message that are read
_TOKEN = re.compile(r"<(?:@[!&]?|#|/[^:<>]{1,100}:)[0-9]{1,20}>|<a?:(\w{1,40}):[0-9]{1,20}>")
_LINK = re.compile(r"<(https?://[^<>\s]{1,3000})>")


@dataclass(frozen=True, slots=True)
class Said:
    """A message: its id, its text as Discord gives it, and the conversation that the message it answers belongs to."""

    id: str
    text: str
    root: str = ""


def typed(text: str) -> str:
    """The text as it was typed, without mentions, and with links as plain addresses.

    What stood on either side of a mention stays apart: together it could be another one.
    """
    made = _TOKEN.sub(lambda found: f" {found.group(1) or ''} ", storable(text[:_LONGEST]))
    return " ".join(_LINK.sub(r"\1", made).split())


async def message(front: Front, seen: Seen, said: Said) -> None:
    """A message to the bot, answered under it. In a thread, or down a chain of replies, it is one conversation."""
    if seen.bot or front.turns.makes_wait(seen.person):
        return
    seen = front.arrived(seen)
    here = await front.found_home(seen, lambda document: front.answers.answer(seen, said.id, document))
    if here is None:
        return
    text = without_name(typed(said.text), COMMAND)
    root = here.thread or said.root or said.id
    if not await front.first(here, f"{here.place}:{said.id}"):
        return

    async def work(here: Seen) -> Send:
        document = await front.answers.while_shown(here, _spoken(front, here, root, text))
        buttons = follow_ups(document, root)
        return lambda: front.answers.answer(here, said.id, document, buttons)

    await front.serve(here, work, lambda document: front.answers.answer(here, said.id, document))


async def _spoken(front: Front, seen: Seen, root: str, text: str) -> Document:
    """What becomes of something that was said: a question of the conversation, or a command."""
    asking = await front.asking(seen)
    desk = await front.open_desk(asking)
    if read_spoken(text).name in ASKS and (elsewhere := await answers_here(asking, desk)):
        return elsewhere
    return with_fault(front, seen, await front.talker.reply(text, root, asking, desk))


async def on(front: Front, seen: Seen, root: str, text: str, only: tuple[int, ...] = ()) -> Document:
    """A question that somebody typed in a form, in the conversation `root`."""
    asking = await front.asking(seen)
    desk = await front.open_desk(asking)
    if elsewhere := await answers_here(asking, desk):
        return elsewhere
    return await front.talker.reply(text, root, asking, desk, only=only, asks=True)
