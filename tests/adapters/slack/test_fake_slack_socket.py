"""What people do reaches slack_bolt over the fake's sockets in the shapes that it knows, and its answers come back."""

# ruff: noqa: ANN401 - what bolt hands in

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.asking import BLOCKS, HOME, VIEW, Clock, Json
from tests.fakes.slack import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    Ephemeral,
    FakeSlack,
    Message,
    ShownView,
    fake_slack,
)

BUTTON: Json = {
    "type": "button",
    "action_id": "more",
    "text": {"type": "plain_text", "text": "More"},
    "value": "key:s1",
}
PRESSED: list[Json] = [*BLOCKS, {"type": "actions", "block_id": "story:1", "elements": [BUTTON]}]
FORM: Json = {
    **VIEW,
    "callback_id": "add",
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "address",
            "label": {"type": "plain_text", "text": "Address"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }
    ],
}


@asynccontextmanager
async def bolt(**given: Any) -> AsyncIterator[tuple[FakeSlack, AsyncApp]]:
    """A workspace with an app on it, connected as soon as a test sends something."""
    async with fake_slack(**given) as slack, aiohttp.ClientSession() as session:
        app = AsyncApp(client=AsyncWebClient(BOT_TOKEN, base_url=slack.api, session=session, retry_handlers=[]))
        handler = AsyncSocketModeHandler(app, APP_TOKEN, ping_interval=1)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            yield slack, app
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_is_acknowledged_and_answered_in_private():
    async with bolt() as (slack, app):

        @app.command("/news")
        async def answer(ack: Any, respond: Any, command: Json) -> None:
            await ack()
            await respond(text=f"{command['user_id']} in {command['channel_name']}: {command['text']}", blocks=BLOCKS)

        envelope = await slack.slash("brief today", user="U2", channel="G1")
        assert (await slack.acked(envelope)).is_in_time
        await slack.until(lambda: slack.ephemerals)
        (said,) = slack.ephemerals
        assert (said.channel, said.user, said.text) == ("G1", "U2", "U2 in privategroup: brief today")


async def test_an_answer_may_come_with_the_acknowledgement():
    async with bolt() as (slack, app):

        @app.command("/news")
        async def answer(ack: Any) -> None:
            await ack(text="at once", response_type="in_channel")

        ack = await slack.acked(await slack.slash("brief"))
        assert ack.payload == {"text": "at once", "response_type": "in_channel"}
        assert [one.text for one in slack.messages("C1")] == ["at once"]


async def test_a_mention_is_told_twice_and_answered_in_its_thread():
    async with bolt() as (slack, app):
        seen: list[Json] = []

        @app.event("message")
        async def message(event: Json) -> None:
            seen.append(event)

        @app.event("app_mention")
        async def mention(event: Json, body: Json, say: Any, set_status: Any) -> None:
            seen.append(event)
            assert body["authorizations"][0]["user_id"] == BOT_USER
            await set_status(status="reads")
            await say(text="news", thread_ts=event["ts"])

        await slack.acked(await slack.mention("what is new", user="U2"))
        await slack.until(lambda: slack.messages("C1") and len(seen) == 2)
        assert {one["type"] for one in seen} == {"message", "app_mention"}
        assert {one["text"] for one in seen} == {f"<@{BOT_USER}> what is new"}
        (ts,) = {one["ts"] for one in seen}
        assert slack.messages("C1")[0].thread_ts == ts
        assert slack.statuses[0]["thread_ts"] == ts


async def test_messages_are_told_by_kind_of_channel_and_only_where_the_app_asks_for_them():
    async with bolt() as (slack, app):
        seen: list[tuple[str, str, bool, str]] = []

        @app.event("message")
        async def message(event: Json, body: Json) -> None:
            told = event["channel_type"], event["channel"], body["is_ext_shared_channel"], event.get("user_team", "T1")
            seen.append(told)

        slack.subscriptions.discard("message.groups")
        assert await slack.message("hello", user="U2")
        assert await slack.message("hello", user="UEXT", channel="CEXT")
        assert await slack.message("hello", channel="G1") is None
        assert await slack.message("hello", channel="C2") is None
        await slack.until(lambda: len(seen) == 2)
        assert sorted(seen) == [("channel", "CEXT", True, "T2"), ("im", "D2", False, "T1")]


async def test_a_redelivered_event_is_the_same_event_in_another_envelope():
    async with bolt() as (slack, app):
        seen: list[tuple[str, str]] = []

        @app.event("app_mention")
        async def mention(body: Json, request: Any) -> None:
            seen.append((body["event_id"], "".join(request.headers.get("x-slack-retry-num", []))))

        slack.subscriptions = {"app_mention"}
        first = await slack.mention("hello")
        again = await slack.redeliver(first)
        await slack.acked(again)
        await slack.until(lambda: len(seen) == 2)
        assert first.id != again.id
        assert {one for one, _ in seen} == {first.payload["event_id"]}
        assert {nr for _, nr in seen} == {"0", "1"}


def _are_open(slack: FakeSlack, count: int) -> bool:
    return len(slack.views) == count


async def test_buttons_tell_what_they_are_on_and_answers_replace_it():
    async with bolt() as (slack, app):
        seen: list[Json] = []

        @app.action("more")
        async def more(ack: Any, body: Json, respond: Any, client: AsyncWebClient) -> None:
            await ack()
            seen.append(body)
            if "view" not in body:
                await respond(text="done", replace_original=True)
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

        client = app.client
        await client.chat_postMessage(channel="C1", text="news", blocks=PRESSED)
        await client.chat_postEphemeral(channel="C1", user="U1", text="news", blocks=PRESSED)
        await client.views_publish(user_id="U1", view={**HOME, "blocks": PRESSED})
        shown_ones: list[Message | Ephemeral | ShownView] = [
            *slack.messages("C1"),
            *slack.ephemerals,
            slack.homes["U1"],
        ]
        for shown in shown_ones:
            count = len(slack.views) + 1
            await slack.acked(await slack.press(shown, "more", "U1"))
            await slack.until(partial(_are_open, slack, count))
        assert [one["container"]["type"] for one in seen] == ["message", "message", "view"]
        assert [one["container"].get("is_ephemeral") for one in seen] == [False, True, None]
        assert ["message" in one for one in seen] == [True, False, False]
        assert {one["actions"][0]["value"] for one in seen} == {"key:s1"}
        assert {one["actions"][0]["block_id"] for one in seen} == {"story:1"}
        assert [one.text for one in slack.messages("C1")] == ["done"]
        assert [one.text for one in slack.ephemerals] == ["done"]


async def test_a_button_can_be_forged():
    async with bolt() as (slack, app):
        seen: list[tuple[str, str]] = []

        @app.action({"action_id": "more"})
        async def more(ack: Any, body: Json) -> None:
            await ack()
            seen.append((body["channel"]["id"], body["actions"][0]["value"]))

        await app.client.chat_postMessage(channel="C1", text="news", blocks=PRESSED)
        (message,) = slack.messages("C1")
        await slack.acked(await slack.press(message, "more", "U1", "another:s2"))
        await slack.acked(await slack.press(message, "more", "U1", channel="C3"))
        await slack.until(lambda: len(seen) == 2)
        assert seen == [("C1", "another:s2"), ("C3", "key:s1")]
        with pytest.raises(AssertionError, match="no element"):
            await slack.press(message, "less", "U1")


async def test_a_form_is_sent_refused_and_taken():
    async with bolt() as (slack, app):

        @app.shortcut("ask")
        async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await ack()
            assert body["message"]["text"] == "read this"
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)

        @app.view("add")
        async def add(ack: Any, view: Json) -> None:
            typed = view["state"]["values"]["address"]["typed"]["value"]
            await (ack() if typed == "good" else ack(response_action="errors", errors={"address": "no feed"}))

        await slack.acked(await slack.shortcut(slack.write("read this"), "ask"))
        await slack.until(lambda: slack.views)
        (view,) = slack.views.values()
        refused = await slack.acked(await slack.submit(view, {"typed": "bad"}))
        assert refused.payload == {"response_action": "errors", "errors": {"address": "no feed"}}
        assert slack.closed == set()
        await slack.acked(await slack.submit(view, {"address": "good"}))
        assert slack.closed == {view.id}
        with pytest.raises(AssertionError, match="address is empty"):
            await slack.submit(view, {})


async def test_coming_going_and_looking_are_events():
    async with bolt() as (slack, app):
        seen: list[str] = []

        async def told(event: Json) -> None:
            seen.append(event["type"])

        for name in ("app_home_opened", "member_joined_channel", "app_uninstalled", "tokens_revoked"):
            app.event(name)(told)
        await slack.acked(await slack.home_opened("U1"))
        await slack.acked(await slack.joined("C2"))
        assert slack.channels["C2"].has_bot
        await slack.until(lambda: len(seen) == 2)
        await slack.acked(await slack.tokens_revoked())
        with pytest.raises(SlackApiError, match="token_revoked"):
            await app.client.auth_test()
        await slack.acked(await slack.uninstalled())
        with pytest.raises(SlackApiError, match="account_inactive"):
            await app.client.auth_test()


async def test_a_response_url_is_good_five_times_in_half_an_hour():
    clock = Clock()
    async with bolt(clock=clock) as (slack, app), aiohttp.ClientSession() as session:
        addresses: list[str] = []

        @app.command("/news")
        async def answer(ack: Any, command: Json) -> None:
            await ack()
            addresses.append(command["response_url"])

        for _ in range(2):
            await slack.acked(await slack.slash("brief"))
        await slack.until(lambda: len(addresses) == 2)

        async def send(address: str, **said: Any) -> int:
            async with session.post(address, json=said) as reply:
                return reply.status

        assert await send(addresses[0], text="x", blocks=[{"type": "header"}]) == 400
        assert [await send(addresses[0], text="x") for _ in range(5)] == [200] * 4 + [404]
        assert len(slack.ephemerals) == 4
        clock.now += 1801
        assert await send(addresses[1], text="x") == 404
        assert await send(f"{slack.url}/hook/none", text="x") == 404


async def test_an_app_that_is_told_to_connect_anew_does():
    async with bolt() as (slack, app):

        @app.command("/news")
        async def answer(ack: Any) -> None:
            await ack()

        await slack.connected()
        await slack.disconnect("refresh_requested")
        await slack.acked(await slack.slash("brief"))
        assert slack.connections == 2
        slack.hang_up()
        await slack.until(lambda: slack.connections == 3)
        await slack.acked(await slack.slash("brief"))
