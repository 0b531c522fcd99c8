"""The one message for a server that the bot was just added to; guards that it comes once, and nothing follows it."""

from bot.adapters.discord.front import COMMAND, Front
from bot.adapters.discord.people import Seen
from bot.adapters.discord.rendering import keyed, with_row
from bot.services.notices import notice

WELCOME = (
    ("sample", "Show a sample now"),
    ("open_source", "Add sources"),
    ("open_schedule", "Set a schedule"),
)


async def welcome(front: Front, server: str, channel: str) -> None:
    """Say hello in a channel, where that was not done today. Raises ChatError."""
    seen = Seen(server, channel, "")
    if not await front.first(seen, f"joined:{server}"):
        return
    chat = front.chat(server)
    (part, *_) = chat.render(notice("chat_welcome", command=COMMAND))
    (payload, *_) = with_row([keyed(part.body, "")], WELCOME)
    await front.answers.pacer.turn(front.account.bot, seen.workspace, channel, first=True)
    await chat.say(channel, payload, f"joined:{server}:{channel}")
