"""The real `Chat` port on a fake Discord, over real sockets."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.adapters.discord.account import Account
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.client import PATIENCE, client
from tests.fakes.discord import APP_ID, BOT_ID, BOT_TOKEN, TEXT, Can, Channel, FakeDiscord, Guild

ACCOUNT = Account(APP_ID, BOT_ID)
SERVER, FIRST_CHANNEL = "1999999999999999999", 2_000_000_000_000_000_000


@asynccontextmanager
async def discord_chat(fake: FakeDiscord, patience: float = PATIENCE, server: str = "") -> AsyncIterator[DiscordChat]:
    """Signed in to that Discord; a request is given up after `patience` seconds."""
    async with client(BOT_TOKEN, None, fake.api, patience) as made:
        yield DiscordChat(made, ACCOUNT, server)


def add_server(fake: FakeDiscord, server: str, channels: Iterable[str], rights: Can) -> None:
    """A server and channels with these ids, in which the bot has these rights."""
    owner = fake.add_user("olga")
    made = fake.add_guild("Harbour", owner, permissions=rights)
    fake.guilds.pop(made.id)
    roles = {server if id_ == made.id else id_: role for id_, role in made.roles.items()}
    for role in roles.values():
        role.id = server if role.id == made.id else role.id
    guild = Guild(server, "Harbour", owner, roles=roles, members=made.members)
    guild.roles[server].permissions = Can.VIEW_CHANNEL | Can.SEND_MESSAGES
    fake.guilds[server] = guild
    for channel in channels:
        fake.channels[channel] = Channel(channel, guild, channel, TEXT)
