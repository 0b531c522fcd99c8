"""What people do in the fake Discord, and how it takes the app's answers: deadlines, one answer, offers."""

import json
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.adapters.discord.calling import Played as Called
from tests.adapters.discord.calling import Time, calling
from tests.adapters.discord.signed_in import Bot, Played, playing
from tests.fakes.discord import APP_ID, BOT_TOKEN, DM, Can, Interaction, Overwrite
from tests.fakes.discord.refusals import Refused

COMMANDS: list[dict[str, Any]] = [
    {
        "name": "news",
        "description": "d",
        "options": [
            {
                "type": 2,
                "name": "sources",
                "description": "d",
                "options": [
                    {
                        "type": 1,
                        "name": "add",
                        "description": "d",
                        "options": [
                            {"type": 3, "name": "address", "description": "d", "required": True, "autocomplete": True},
                            {"type": 7, "name": "where", "description": "d"},
                        ],
                    }
                ],
            }
        ],
    },
    {"name": "setup", "description": "d", "default_member_permissions": str(int(Can.MANAGE_GUILD)), "contexts": [0]},
    {"name": "Ask about this link", "type": 3},
]
SAY = {"type": 4, "data": {"content": "here"}}


async def register(at: Called) -> None:
    assert (await at.ask("PUT", f"/applications/{APP_ID}/commands", COMMANDS))[0] == 200


async def used(at: Called) -> Interaction:
    await register(at)
    return await at.fake.slash(at.here.general, at.here.ann, "news sources add", {"address": "https://example.org"})


async def call_back(at: Called, one: Interaction, said: Any, **more: Any) -> tuple[int, int]:  # noqa: ANN401 - JSON
    """The status and the code."""
    status, body = await at.ask("POST", f"/interactions/{one.id}/{one.token}/callback", said, **more)
    return status, (body or {}).get("code", 0)


async def test_an_answer_comes_within_three_seconds_and_once():
    now = Time()
    async with calling(clock=now) as at:
        first, second = await used(at), await used(at)
        now.now += 2.9
        assert await call_back(at, first, SAY) == (204, 0)
        assert await call_back(at, first, SAY) == (400, 40060)
        now.now += 0.2
        assert await call_back(at, second, SAY) == (404, 10062)
        assert at.fake.messages(at.here.general) == [await first.said()]


async def test_a_form_does_not_open_after_thinking():
    async with calling() as at:
        one = await used(at)
        assert await call_back(at, one, {"type": 5}) == (204, 0)
        assert (await call_back(at, one, {"type": 9, "data": {}}))[1] == 40060


@pytest.mark.parametrize("kind", [1, 6, 7, 8, 12])
async def test_a_command_takes_no_answer_that_is_for_other_things(kind: int):
    async with calling() as at:
        assert await call_back(at, await used(at), {"type": kind, "data": {}}) == (400, 50035)


async def test_an_answer_that_is_refused_can_be_given_again():
    async with calling() as at:
        one = await used(at)
        assert await call_back(at, one, {"type": 4, "data": {"content": "x" * 2001}}) == (400, 50035)
        assert await call_back(at, one, {"type": 4, "data": {}}) == (400, 50006)
        assert await call_back(at, one, SAY) == (204, 0)


async def test_with_response_says_what_came_of_it():
    async with calling() as at:
        one = await used(at)
        address = f"/interactions/{one.id}/{one.token}/callback"
        _, said = await at.ask("POST", address, SAY, params={"with_response": "true"})
        assert said["resource"]["message"]["id"] == said["interaction"]["response_message_id"]


async def test_the_first_message_after_thinking_takes_its_place_and_its_audience():
    async with calling() as at:
        one = await used(at)
        hook = f"/webhooks/{APP_ID}/{one.token}"
        assert (await at.ask("POST", hook, {"content": "early"}))[0] == 404
        await call_back(at, one, {"type": 5, "data": {"flags": 64}})
        first = await at.ask("POST", hook, {"content": "first"})
        second = await at.ask("POST", hook, {"content": "second"})
        original = await at.ask("GET", f"{hook}/messages/@original")
        assert original[1]["id"] == first[1]["id"] != second[1]["id"]
        assert [(m.content, m.whisper_to) for m in one.messages] == [("first", at.here.ann), ("second", None)]
        await at.ask("PATCH", f"{hook}/messages/@original", {"content": "newer"})
        assert (await one.edited(2)).content == "newer"
        assert (await at.ask("DELETE", f"{hook}/messages/@original"))[0] == 204
        assert (await at.ask("GET", f"{hook}/messages/@original"))[1]["code"] == 10008
        assert at.fake.ephemerals == []


async def test_an_answer_can_be_changed_for_fifteen_minutes():
    now = Time()
    async with calling(clock=now) as at:
        one = await used(at)
        await call_back(at, one, SAY)
        now.now += 901
        hook = f"/webhooks/{APP_ID}/{one.token}/messages/@original"
        assert (await at.ask("PATCH", hook, {"content": "x"}))[1]["code"] == 50027


async def test_the_options_are_those_that_are_registered():
    async with calling() as at:
        one = await used(at)
        (group,) = one.payload["data"]["options"]
        assert group["options"][0]["options"] == [{"name": "address", "type": 3, "value": "https://example.org"}]
        given = {"address": "https://example.org", "where": at.here.news}
        named = await at.fake.slash(at.here.general, at.here.ann, "news sources add", given)
        assert list(named.payload["data"]["resolved"]["channels"]) == [at.here.news.id]
        wrong: list[tuple[str, dict[str, Any]]] = [
            ("news", {}),
            ("news sources drop", {}),
            ("news sources add", {}),
            ("news sources add", {"address": 5}),
            ("news sources add", {"address": "x", "more": "y"}),
        ]
        for name, options in wrong:
            with pytest.raises(LookupError):
                await at.fake.slash(at.here.general, at.here.ann, name, options)
        with pytest.raises(Refused):
            await at.fake.slash(at.here.general, at.here.ann, "weather")


async def test_a_command_is_offered_to_who_may_use_it():
    async with calling() as at:
        await register(at)
        with pytest.raises(LookupError):
            await at.fake.slash(at.here.general, at.here.ann, "setup")
        with pytest.raises(LookupError):
            await at.fake.slash(at.fake.dm_of(at.here.ada), at.here.ada, "setup")
        by_ada = await at.fake.slash(at.here.general, at.here.ada, "setup")
        assert Can(int(by_ada.payload["member"]["permissions"])) & Can.MANAGE_GUILD
        by_ann = await at.fake.slash(at.here.general, at.here.ann, "setup", anyway=True)
        assert not Can(int(by_ann.payload["member"]["permissions"])) & Can.MANAGE_GUILD


async def test_what_is_offered_while_somebody_types():
    async with calling() as at:
        await register(at)
        one = await at.fake.autocomplete(at.here.general, at.here.ann, "news sources add", "address", "exa")
        (typed,) = one.payload["data"]["options"][0]["options"][0]["options"]
        assert (typed["value"], typed["focused"]) == ("exa", True)
        offer = [{"name": "Example", "value": "https://example.org"}]
        assert (await call_back(at, one, {"type": 8, "data": {"choices": offer * 26}}))[1] == 50035
        assert (await call_back(at, one, {"type": 8, "data": {"choices": offer}}))[0] == 204
        assert await one.offered() == offer


async def test_the_target_of_a_menu_is_shown_whole():
    async with calling() as at:
        await register(at)
        target = await at.fake.say(at.here.general, at.here.bob, "look: https://example.org")
        one = await at.fake.context(at.here.general, at.here.ann, "Ask about this link", target)
        assert one.payload["data"]["resolved"]["messages"][target.id]["content"] == "look: https://example.org"


async def test_only_buttons_that_are_there_are_pressed():
    async with calling() as at:
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Why?", "custom_id": "why"}]}
        await at.post(at.here.general, components=[row])
        (message,) = at.fake.messages(at.here.general)
        with pytest.raises(LookupError):
            await at.fake.press(message, "other", at.here.ann)
        pressed = await at.fake.press(message, "why", at.here.ann)
        assert await call_back(at, pressed, {"type": 7, "data": {"content": "pressed", "components": []}}) == (204, 0)
        assert (message.content, message.components) == ("pressed", [])


async def test_a_form_takes_what_its_fields_take():
    async with calling() as at:
        one = await used(at)
        field = {"type": 4, "custom_id": "q", "style": 1, "max_length": 5}
        form = {"custom_id": "ask", "title": "Ask", "components": [{"type": 18, "label": "What?", "component": field}]}
        await call_back(at, one, {"type": 9, "data": form})
        modal = await one.opened()
        for wrong in ({"q": ""}, {"q": "longer"}, {"other": "x"}):
            with pytest.raises(LookupError):
                await at.fake.submit(modal, wrong)
        sent = await at.fake.submit(modal, {"q": "short"})
        assert sent.payload["data"]["components"][0]["component"]["value"] == "short"


async def test_an_interaction_in_a_direct_message_has_a_user_and_no_server():
    async with calling() as at:
        await register(at)
        dm = at.fake.dm_of(at.here.ann)
        one = await at.fake.slash(dm, at.here.ann, "news sources add", {"address": "x"})
        assert (one.payload["user"]["id"], "guild_id" in one.payload, one.channel.kind) == (at.here.ann.id, False, DM)


async def test_a_registration_is_counted_and_keeps_its_ids():
    async with calling() as at:
        address = f"/applications/{APP_ID}/commands"
        _, first = await at.ask("PUT", address, COMMANDS)
        _, second = await at.ask("PUT", address, COMMANDS)
        assert [one["id"] for one in first] == [one["id"] for one in second]
        assert (await at.ask("PUT", address, [{"name": "X"}]))[1]["code"] == 50035
        assert (at.fake.command_puts, len((await at.ask("GET", address))[1])) == (3, 3)
        more = {"name": "more", "description": "d"}
        assert (await at.ask("POST", address, more))[1]["name"] == "more"
        assert len((await at.ask("GET", address))[1]) == 4


# --- with discord.py --------------------------------------------------------------------------------


def commands_of(bot: Bot) -> None:
    @bot.tree.context_menu(name="Ask about this link")
    async def ask(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(message.content.upper())

    group = app_commands.Group(name="sources", description="d")

    @group.command(name="add", description="d")
    async def add(interaction: discord.Interaction, address: str) -> None:
        await interaction.response.send_message(address, ephemeral=True)

    @add.autocomplete("address")
    async def complete(_interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed, value=f"{typed}.org")]

    bot.tree.add_command(group)


async def synced(at: Played) -> None:
    commands_of(at.bot)
    await at.bot.tree.sync()


async def test_menus_groups_and_completions_of_a_client_library():
    async with playing() as at:
        await synced(at)
        offered = await at.fake.autocomplete(at.here.general, at.here.ann, "sources add", "address", "example")
        assert await offered.offered() == [{"name": "example", "value": "example.org"}]
        added = await at.fake.slash(at.here.general, at.here.ann, "sources add", {"address": "example.org"})
        assert (await added.said()).whisper_to is at.here.ann
        target = await at.fake.say(at.here.general, at.here.bob, "look")
        asked = await at.fake.context(at.here.general, at.here.ann, "Ask about this link", target)
        assert (await asked.said()).content == "LOOK"


async def test_what_is_delivered_twice_is_answered_once():
    async with playing() as at:
        await synced(at)
        one = await at.fake.slash(at.here.general, at.here.ann, "sources add", {"address": "x"})
        await one.said()
        await at.fake.redeliver(one)
        await at.fake.until(lambda: [each for each in at.fake.refused if "40060" in each])
        assert len(one.messages) == 1


async def test_a_session_that_is_forgotten_begins_anew():
    async with playing() as at:
        await at.fake.forget_session()
        await at.fake.until(lambda: len(at.fake.identifies) == 2)
        await at.fake.connected()
        await at.fake.forget_session(silently=True)
        await at.fake.until(lambda: len(at.fake.identifies) == 3 and at.fake.resumes)
        assert at.fake.bot_gateway()["session_start_limit"]["remaining"] == 997


async def test_a_reconnect_that_was_asked_for_resumes():
    async with playing() as at:
        await at.fake.ask_to_reconnect()
        await at.until_seen("resumed")
        assert len(at.fake.identifies) == 1


async def test_heartbeats_are_sent_and_timed():
    async with playing(heartbeat=0.2) as at:
        await at.fake.until(lambda: len(at.fake.lateness) > 3)
        assert min(at.fake.lateness) >= 0
        assert at.fake.close_codes == []


async def test_who_sends_no_heartbeat_is_cut_off():
    async with calling(heartbeat=0.01) as at, at.session.ws_connect(f"{at.fake.gateway}?v=10&encoding=json") as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.receive(timeout=20)
        assert (ws.close_code, at.fake.close_codes) == (4000, [4000])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"token": "other", "intents": 4609}, 4004),
        ({"intents": 4609 | 1 << 15}, 4014),
        ({"intents": 4609, "shard": [0, 2]}, 4010),
    ],
)
async def test_a_session_that_is_not_to_be_had(given: dict[str, Any], code: int):
    async with calling() as at, at.session.ws_connect(f"{at.fake.gateway}?v=10&encoding=json") as ws:
        await ws.receive_json()
        identify = {"token": BOT_TOKEN, "properties": {}, **given}
        await ws.send_str(json.dumps({"op": 2, "d": identify}))
        await ws.receive(timeout=20)
        assert (ws.close_code, at.fake.session) == (code, None)


async def test_sessions_run_out():
    async with playing(session_remaining=1) as at:
        assert at.fake.token_is_dead is False
        address = f"{at.fake.gateway}?v=10&encoding=json"
        async with aiohttp.ClientSession() as session, session.ws_connect(address) as ws:
            await ws.receive_json()
            await ws.send_str(json.dumps({"op": 2, "d": {"token": BOT_TOKEN, "intents": 1}}))
            await ws.receive(timeout=20)
            assert (ws.close_code, at.fake.token_is_dead) == (4004, True)


async def test_the_client_learns_what_happens_to_its_server():
    async with playing() as at:
        fake, here = at.fake, at.here
        channel = at.channel()
        assert channel.permissions_for(channel.guild.me).send_messages
        await fake.set_overwrites(here.general, [Overwrite(fake.bot_role(here.guild).id, deny=Can.SEND_MESSAGES)])
        await fake.delete_channel(here.news)
        other = fake.add_guild("Elm")
        await fake.say(fake.dm_of(here.ann), here.ann, "done")
        await at.until_seen("done")
        assert not channel.permissions_for(channel.guild.me).send_messages
        assert at.bot.get_channel(int(here.news.id)) is None
        await fake.remove_bot(here.guild)
        await fake.say(fake.dm_of(here.ann), here.ann, "gone")
        await at.until_seen("gone")
        assert [one.id for one in at.bot.guilds] == [int(other.id)]
