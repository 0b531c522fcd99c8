"""Servers, people and channels that most tests need. Guards that they are the same in all of them."""

from dataclasses import dataclass

from tests.fakes.discord.permissions import Can
from tests.fakes.discord.things import ANNOUNCEMENT, FORUM, Channel, Guild, Role, User
from tests.fakes.discord.world import World


@dataclass(frozen=True, slots=True)
class Harbour:
    """A server. `ada` has Manage Server, `olga` owns it, `ann` and `bob` are members, `mallory` is none.

    `secret` is seen by ann, ada and the bot, `closed` by ada alone.
    """

    guild: Guild
    general: Channel
    news: Channel
    announcements: Channel
    forum: Channel
    secret: Channel
    closed: Channel
    olga: User
    ada: User
    ann: User
    bob: User
    mallory: User
    managers: Role
    readers: Role


def populate(world: World, name: str = "Harbour") -> Harbour:
    """In a fake that has nothing of that name yet."""
    olga, ada, ann, bob, mallory = (world.add_user(one) for one in ("olga", "ada", "ann", "bob", "mallory"))
    guild = world.add_guild(name, olga)
    managers = world.add_role(guild, "managers", Can.MANAGE_GUILD)
    readers = world.add_role(guild, "readers", is_mentionable=True)
    world.add_member(guild, ada, [managers])
    world.add_member(guild, ann, [readers])
    world.add_member(guild, bob)
    return Harbour(
        guild,
        world.add_channel(guild, "general"),
        world.add_channel(guild, "news"),
        world.add_channel(guild, "announcements", ANNOUNCEMENT),
        world.add_channel(guild, "forum", FORUM),
        world.add_private_channel(guild, "secret", [ann, ada, world.bot]),
        world.add_private_channel(guild, "closed", [ada]),
        olga,
        ada,
        ann,
        bob,
        mallory,
        managers,
        readers,
    )
