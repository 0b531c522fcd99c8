"""A strict Discord over real sockets: it refuses what Discord refuses, keeps what it accepts, and fails as it fails.

`async with fake_discord() as fake:` gives a `FakeDiscord`; clients get `fake.api` and BOT_TOKEN, and by it the gateway.
"""

from tests.fakes.discord.checking import complaints, complaints_of, doubled, keys_of, links
from tests.fakes.discord.faults import POST, Fault, FaultPlan, in_turn, no_fault
from tests.fakes.discord.interactions import Interaction, Modal
from tests.fakes.discord.mentions import Link, links_of
from tests.fakes.discord.permissions import EVERYONE, INVITED, Can
from tests.fakes.discord.populating import Harbour, populate
from tests.fakes.discord.server import FakeDiscord, fake_discord
from tests.fakes.discord.things import ANNOUNCEMENT, DM, FORUM, TEXT, Channel, Guild, Message, Overwrite, Role, User
from tests.fakes.discord.world import APP_ID, BOT_ID, BOT_TOKEN, INTENTS, Ping

__all__ = [
    "ANNOUNCEMENT",
    "APP_ID",
    "BOT_ID",
    "BOT_TOKEN",
    "DM",
    "EVERYONE",
    "FORUM",
    "INTENTS",
    "INVITED",
    "POST",
    "TEXT",
    "Can",
    "Channel",
    "FakeDiscord",
    "Fault",
    "FaultPlan",
    "Guild",
    "Harbour",
    "Interaction",
    "Link",
    "Message",
    "Modal",
    "Overwrite",
    "Ping",
    "Role",
    "User",
    "complaints",
    "complaints_of",
    "doubled",
    "fake_discord",
    "in_turn",
    "keys_of",
    "links",
    "links_of",
    "no_fault",
    "populate",
]
