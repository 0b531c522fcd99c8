"""The fake Discord's REST interface, called without a client library: rights, limits, faults, threads, histories."""

# ruff: noqa: ANN401 - JSON

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.adapters.discord.calling import Time, calling
from tests.fakes.discord import (
    BOT_TOKEN,
    POST,
    Can,
    Fault,
    Overwrite,
    complaints,
    in_turn,
)


@pytest.mark.parametrize("given", ["", "Bot other", f"Bearer {BOT_TOKEN}", BOT_TOKEN])
async def test_another_token_is_refused(given: str):
    async with calling() as at:
        assert (await at.ask("GET", "/users/@me", headers={"Authorization": given}))[0] == 401
        assert len(at.fake.invalid) == 1


async def test_a_revoked_token_is_refused():
    async with calling() as at:
        at.fake.revoke()
        assert (await at.post(at.here.general))[0] == 401


async def test_replies_are_of_the_type_that_clients_look_for():
    async with calling() as at, at.session.get(f"{at.fake.api}/users/@me") as said:
        assert said.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("missing", "more", "code"),
    [
        (Can.VIEW_CHANNEL, {}, 50001),
        (Can.SEND_MESSAGES, {}, 50013),
        (Can.EMBED_LINKS, {"embeds": [{"title": "t"}]}, 50013),
    ],
)
async def test_a_post_needs_its_rights(missing: Can, more: Any, code: int):
    async with calling() as at:
        await at.fake.set_overwrites(at.here.general, [Overwrite(at.here.guild.id, deny=missing)])
        assert await at.code(at.here.general, **more) == (403, code)
        await at.fake.set_overwrites(at.here.general, [Overwrite(at.fake.bot_role(at.here.guild).id, allow=missing)])
        assert (await at.post(at.here.general, **more))[0] == 200


async def test_an_overwrite_for_the_bot_itself_counts_last():
    async with calling() as at:
        denied, role = Overwrite(at.here.guild.id, deny=Can.VIEW_CHANNEL), at.fake.bot_role(at.here.guild).id
        both = [denied, Overwrite(role, deny=Can.VIEW_CHANNEL)]
        await at.fake.set_overwrites(
            at.here.general, [*both, Overwrite(at.fake.bot.id, Can.VIEW_CHANNEL, is_member=True)]
        )
        assert (await at.post(at.here.general))[0] == 200
        await at.fake.set_overwrites(at.here.general, both)
        assert (await at.post(at.here.general))[0] == 403


async def test_an_administrator_may_do_everything_and_a_stranger_nothing():
    async with calling() as at:
        assert (await at.code(at.here.closed)) == (403, 50001)
        await at.fake.set_role(at.here.guild, at.fake.bot_role(at.here.guild), Can.ADMINISTRATOR)
        assert (await at.post(at.here.closed))[0] == 200
        await at.fake.remove_bot(at.here.guild)
        assert (await at.code(at.here.general)) == (403, 50001)
        assert await at.ask("GET", f"/guilds/{at.here.guild.id}") == (403, {"message": "Missing Access", "code": 50001})
        await at.fake.join(at.here.guild)
        assert (await at.post(at.here.general))[0] == 200


async def test_a_message_in_a_forum_or_in_no_channel_is_refused():
    async with calling() as at:
        assert await at.code(at.here.forum) == (400, 50008)
        await at.fake.delete_channel(at.here.general)
        assert await at.code(at.here.general) == (404, 10003)


async def test_a_reply_needs_the_right_to_read_and_a_message():
    async with calling() as at:
        asked = await at.fake.say(at.here.general, at.here.ann, "why?")
        reference = {"message_id": asked.id}
        assert (await at.post(at.here.general, message_reference=reference))[1]["referenced_message"]["content"] == ""
        assert await at.code(at.here.general, message_reference={"message_id": "1"}) == (400, 50035)
        lenient = {"message_id": "1", "fail_if_not_exists": False}
        assert (await at.post(at.here.general, message_reference=lenient))[0] == 200
        await at.fake.set_role(at.here.guild, at.fake.everyone(at.here.guild), Can.VIEW_CHANNEL)
        await at.fake.set_role(at.here.guild, at.fake.bot_role(at.here.guild), Can.VIEW_CHANNEL | Can.SEND_MESSAGES)
        assert await at.code(at.here.general, message_reference=reference) == (400, 160002)
        address = f"/channels/{at.here.general.id}/messages"
        assert (await at.ask("GET", address))[0] == 403
        at.fake.hides_history = True
        assert await at.ask("GET", address) == (200, [])


async def test_pages_of_a_history():
    async with calling() as at:
        sent = [(await at.post(at.here.general, str(nr)))[1]["id"] for nr in range(7)]
        address = f"/channels/{at.here.general.id}/messages"

        async def page(**query: Any) -> list[int]:
            return [sent.index(one["id"]) for one in (await at.ask("GET", address, params=query))[1]]

        assert await page() == [6, 5, 4, 3, 2, 1, 0]
        assert await page(limit=2) == [6, 5]
        assert await page(limit=2, before=sent[3]) == [2, 1]
        assert await page(limit=2, after=sent[3]) == [5, 4]
        assert await page(limit=3, around=sent[3]) == [4, 3, 2]
        assert (await at.ask("GET", address, params={"limit": "101"}))[0] == 400
        assert (await at.ask("GET", address, params={"after": "1", "before": "2"}))[0] == 400
        assert (await at.ask("GET", f"{address}/{sent[2]}"))[1]["content"] == "2"


async def test_only_its_own_messages_can_be_changed():
    async with calling() as at:
        (_, sent), other = await at.post(at.here.general), await at.fake.say(at.here.general, at.here.ann, "mine")
        address = f"/channels/{at.here.general.id}/messages"
        assert (await at.ask("PATCH", f"{address}/{sent['id']}", {"content": "newer"}))[1]["content"] == "newer"
        assert (await at.ask("PATCH", f"{address}/{sent['id']}", {"content": ""}))[1]["code"] == 50006
        assert (await at.ask("PATCH", f"{address}/{other.id}", {"content": "newer"}))[1]["code"] == 50005
        assert (await at.ask("DELETE", f"{address}/{other.id}"))[0] == 403
        assert (await at.ask("DELETE", f"{address}/{sent['id']}"))[0] == 204
        assert (await at.ask("GET", f"{address}/{sent['id']}"))[1]["code"] == 10008


async def test_a_message_is_published_once_and_ten_an_hour():
    now = Time()
    async with calling(clock=now) as at:
        sent = [(await at.post(at.here.announcements))[1]["id"] for _ in range(12)]
        address = f"/channels/{at.here.announcements.id}/messages"
        codes = [(await at.ask("POST", f"{address}/{one}/crosspost"))[0] for one in sent[:9]]
        assert codes == [200] * 9
        assert (await at.ask("POST", f"{address}/{sent[0]}/crosspost"))[1]["code"] == 40033
        assert (await at.ask("POST", f"{address}/{sent[10]}/crosspost"))[0] == 429
        now.now += 3600
        assert (await at.ask("POST", f"{address}/{sent[10]}/crosspost"))[0] == 200
        _, elsewhere = await at.post(at.here.general)
        there = f"/channels/{at.here.general.id}/messages/{elsewhere['id']}/crosspost"
        assert (await at.ask("POST", there))[1]["code"] == 50024


async def test_a_message_has_one_thread_with_its_id():
    async with calling() as at:
        _, sent = await at.post(at.here.general)
        address = f"/channels/{at.here.general.id}/messages/{sent['id']}/threads"
        assert (await at.ask("POST", address, {"name": "n" * 101}))[1]["code"] == 50035
        assert (await at.ask("POST", address, {"name": "more"}))[1]["id"] == sent["id"]
        assert (await at.ask("POST", address, {"name": "more"}))[1]["code"] == 160004
        thread = at.fake.channels[sent["id"]]
        _, inner = await at.post(thread)
        nested = f"/channels/{thread.id}/messages/{inner['id']}/threads"
        assert (await at.ask("POST", nested, {"name": "more"}))[1]["code"] == 50024


async def test_an_archived_thread_opens_for_a_post_and_a_locked_one_does_not():
    async with calling() as at:
        thread = at.fake.add_thread(at.here.general, "old")
        _, sent = await at.post(thread)
        await at.fake.set_archived(thread)
        changed = await at.ask("PATCH", f"/channels/{thread.id}/messages/{sent['id']}", {"content": "x"})
        assert (changed[0], changed[1]["code"]) == (400, 50083)
        assert (await at.post(thread))[0] == 200
        assert not thread.is_archived
        await at.fake.set_archived(thread, locked=True)
        assert await at.code(thread) == (400, 160005)


async def test_a_thread_of_a_forum_begins_with_a_message():
    async with calling() as at:
        address = f"/channels/{at.here.forum.id}/threads"
        assert (await at.ask("POST", address, {"name": "n"}))[1]["code"] == 50035
        status, made = await at.ask("POST", address, {"name": "n", "message": {"content": "first"}})
        assert (status, made["message"]["id"]) == (200, made["id"])


async def test_who_takes_no_messages_gets_none():
    async with calling() as at:
        opened = await at.ask("POST", "/users/@me/channels", {"recipient_id": at.here.ann.id})
        assert (await at.post(at.fake.channels[opened[1]["id"]]))[0] == 200
        at.here.ann.takes_dms = False
        assert await at.code(at.fake.dm_of(at.here.ann)) == (403, 50007)
        assert await at.code(at.fake.dm_of(at.here.mallory)) == (403, 50278)


async def test_a_channel_takes_five_messages_in_five_seconds():
    now = Time()
    async with calling(limits=True, clock=now) as at:
        assert [(await at.post(at.here.general))[0] for _ in range(6)] == [200] * 5 + [429]
        assert (await at.post(at.here.news))[0] == 200
        now.now += 4
        address = f"{at.fake.api}/channels/{at.here.general.id}/messages"
        async with at.session.post(address, json={"content": "x"}) as said:
            assert (said.status, said.headers["Retry-After"], "Via" in said.headers) == (429, "1", True)
            assert await said.json() == {"message": "You are being rate limited.", "retry_after": 1.0, "global": False}
        now.now += 1
        async with at.session.post(address, json={"content": "x"}) as said:
            left = [said.headers[f"X-RateLimit-{one}"] for one in ("Limit", "Remaining", "Reset-After")]
            assert (said.status, left) == (200, ["5", "4", "5.000"])


async def test_fifty_requests_a_second_are_the_most_of_all():
    async with calling(limits=True, clock=Time()) as at:
        said = [await at.ask("GET", "/users/@me") for _ in range(51)]
        assert [status for status, _ in said] == [200] * 50 + [429]
        assert said[-1][1]["global"] is True


async def test_an_outcast_of_ten_thousand_invalid_requests():
    async with calling(clock=Time()) as at:
        at.fake.invalid += [(1000.0, POST, 403)] * 10_000
        assert await at.ask("GET", "/users/@me") == (429, None)


@pytest.mark.parametrize(
    ("fault", "status", "stored"),
    [
        (Fault.NONE, 200, 1),
        (Fault.SLOW, 200, 1),
        (Fault.DROPPED_BEFORE, None, 0),
        (Fault.DROPPED_AFTER, None, 1),
        (Fault.HTTP_500_BEFORE, 500, 0),
        (Fault.HTTP_502_AFTER, 502, 1),
        (Fault.HTTP_503_AFTER, 503, 1),
        (Fault.HTML_BEFORE, 200, 0),
        (Fault.HTML_AFTER, 200, 1),
        (Fault.EMPTY_AFTER, 200, 1),
        (Fault.TIMEOUT_BEFORE, None, 0),
        (Fault.TIMEOUT_AFTER, None, 1),
        (Fault.BUSY, 429, 0),
        (Fault.BANNED, 429, 0),
        (Fault.REVOKED, 401, 0),
        (Fault.FORBIDDEN, 403, 0),
        (Fault.GONE, 404, 0),
    ],
)
async def test_what_a_fault_answers_and_stores(fault: Fault, status: int | None, stored: int):
    async with calling(held=0.1, slowness=0.01) as at:
        at.fake.fault = in_turn([fault])
        try:
            seen: int | None = (await at.post(at.here.general))[0]
        except aiohttp.ClientError:
            seen = None
        assert (seen, len(at.fake.messages(at.here.general))) == (status, stored)
        assert (await at.post(at.here.general))[0] == 200


async def test_a_late_request_is_stored_after_its_sender_has_given_up():
    let = asyncio.Event()

    async def nap(_seconds: float) -> None:
        await let.wait()

    async with calling(held=0.05, nap=nap) as at:
        at.fake.fault = in_turn([Fault.LATE])
        with pytest.raises(aiohttp.ClientError):
            await at.post(at.here.general)
        assert at.fake.messages(at.here.general) == []
        let.set()
        await at.fake.until(lambda: at.fake.messages(at.here.general))


async def test_only_a_429_of_discord_itself_has_via():
    async with calling() as at:
        at.fake.fault = in_turn([Fault.BUSY, Fault.BUSY_EVERYWHERE, Fault.BANNED])
        address, seen = f"{at.fake.api}/channels/{at.here.general.id}/messages", []
        for _ in range(3):
            async with at.session.post(address, json={"content": "x"}) as said:
                seen.append(("Via" in said.headers, said.headers.get("X-RateLimit-Global")))
        assert seen == [(True, None), (True, "true"), (False, None)]


async def test_whom_a_message_calls():
    async with calling() as at:
        here, text = at.here, f"<@{at.here.ann.id}> <@&{at.here.readers.id}> <@&{at.here.managers.id}> @everyone"

        async def called(**more: Any) -> list[tuple[str, bool]]:
            at.fake.pings.clear()
            address = f"/channels/{here.general.id}/messages"
            assert (await at.ask("POST", address, {"content": text, **more}))[0] == 200
            return [(one.whom, one.reaches) for one in at.fake.pings]

        ann, readers = (f"user:{here.ann.id}", True), (f"role:{here.readers.id}", True)
        managers, everyone = (f"role:{here.managers.id}", False), ("everyone", False)
        assert await called() == [ann, readers, managers, everyone]
        assert await called(allowed_mentions={"parse": []}) == []
        assert await called(allowed_mentions={"parse": [], "roles": [here.readers.id]}) == [readers]
        assert await called(allowed_mentions={"parse": ["users"]}) == [ann]
        assert "ping" in complaints(at.fake)[0]


async def test_a_part_that_is_there_twice_is_complained_of():
    async with calling() as at:
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Why?", "custom_id": "story_why:k1:s1"}]}
        await at.post(at.here.general, components=[row])
        assert complaints(at.fake) == []
        await at.post(at.here.general, components=[row])
        assert complaints(at.fake) == ["doubled: key k1 in 'general', 2 times"]


async def test_a_path_that_is_not_there_is_not_answered():
    async with calling() as at:
        assert (await at.ask("GET", "/users/@me/secrets"))[0] == 404
        address = f"{at.fake.api}/channels/{at.here.general.id}/messages"
        async with at.session.post(address, data=b"{", headers={"Content-Type": "application/json"}) as said:
            assert said.status == 400
