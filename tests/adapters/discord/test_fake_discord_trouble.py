"""The fake Discord in trouble, with discord.py as its client: what it retries, what it takes for a ban, outages."""

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.adapters.discord.calling import calling
from tests.adapters.discord.signed_in import playing
from tests.fakes.discord import BOT_TOKEN, POST, Can, Fault, complaints, in_turn
from tests.fakes.discord.pointing import pointed_at_fake


async def test_a_429_is_waited_for():
    async with playing(retry_after=0.05) as at:
        at.fake.fault = in_turn([Fault.BUSY, Fault.BUSY_EVERYWHERE])
        await at.channel().send("news")
        assert (len(at.fake.called(POST)), len(at.fake.messages(at.here.general))) == (3, 1)
        assert [status for _, _, status in at.fake.invalid] == [429, 429]


async def test_a_429_from_before_discord_is_a_ban():
    async with playing() as at:
        at.fake.fault = in_turn([Fault.BANNED])
        with pytest.raises(discord.HTTPException) as refused:
            await at.channel().send("news")
        assert (refused.value.status, len(at.fake.called(POST))) == (429, 1)


async def test_a_502_after_storing_is_tried_again_and_not_stored_again():
    async with playing() as at:
        at.fake.fault = in_turn([Fault.HTTP_502_AFTER])
        await at.channel().send("news", nonce="n1")
        assert (len(at.fake.called(POST)), len(at.fake.messages(at.here.general)), complaints(at.fake)) == (2, 1, [])


async def test_a_503_is_not_tried_again():
    async with playing() as at:
        at.fake.fault = in_turn([Fault.HTTP_503_BEFORE])
        with pytest.raises(discord.DiscordServerError):
            await at.channel().send("news")
        assert len(at.fake.called(POST)) == 1


async def test_an_outage_of_a_server_and_of_the_gateway():
    async with playing() as at:
        (guild,) = at.bot.guilds
        await at.fake.set_available(at.here.guild, available=False)
        await at.fake.say(at.fake.dm_of(at.here.ann), at.here.ann, "out")
        await at.until_seen("out")
        assert guild.unavailable
        await at.fake.set_available(at.here.guild, available=True)
        at.fake.is_gateway_down = True
        await at.fake.cut(None)
        at.fake.is_gateway_down = False
        await at.until_seen("resumed")
        assert len(at.fake.identifies) == 1


async def test_a_token_that_is_revoked_ends_the_bot():
    async with calling() as at:
        with pointed_at_fake(at.fake):
            async with discord.Client(intents=discord.Intents(guilds=True)) as client:
                at.fake.revoke()
                with pytest.raises(discord.LoginFailure):
                    await client.login(BOT_TOKEN)


async def test_intents_that_are_not_granted_end_the_bot():
    async with calling() as at:
        with pointed_at_fake(at.fake):
            client = discord.Client(intents=discord.Intents.all())
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await client.start(BOT_TOKEN)
            await client.close()
        assert complaints(at.fake) == [f"refused: gateway: intents {discord.Intents.all().value}"]


async def test_what_is_pointed_at_the_fake_is_put_back():
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with calling() as at:
        with pointed_at_fake(at.fake):
            assert at.fake.api == Route.BASE
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


async def test_people_do_only_what_they_may():
    async with calling() as at:
        for channel, who in [(at.here.closed, at.here.ann), (at.here.general, at.here.mallory)]:
            with pytest.raises(LookupError):
                await at.fake.say(channel, who, "hello")
        await at.fake.set_role(at.here.guild, at.fake.everyone(at.here.guild), Can.VIEW_CHANNEL)
        with pytest.raises(LookupError):
            await at.fake.say(at.here.general, at.here.bob, "hello")


async def test_a_private_thread_is_for_who_is_in_it():
    async with calling() as at:
        thread = at.fake.add_thread(at.here.general, "between us", 12, at.here.ann)
        assert await at.code(thread) == (403, 50001)
        thread.joined.add(at.fake.bot.id)
        assert (await at.post(thread))[0] == 200
