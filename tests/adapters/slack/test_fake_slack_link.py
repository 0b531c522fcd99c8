"""How the fake Slack's sockets behave: tickets, pings, acknowledgements, and what it is like to go deaf."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.adapters.slack.asking import VIEW
from tests.fakes.slack import APP_TOKEN, FakeSlack, ShownView, fake_slack


async def address(slack: FakeSlack, session: aiohttp.ClientSession) -> str:
    headers = {"Authorization": f"Bearer {APP_TOKEN}"}
    async with session.post(f"{slack.api}apps.connections.open", headers=headers) as reply:
        url: str = (await reply.json())["url"]
    return url


@asynccontextmanager
async def socket() -> AsyncIterator[tuple[FakeSlack, aiohttp.ClientWebSocketResponse]]:
    """A workspace and a socket over which it has said hello."""
    async with fake_slack() as slack, aiohttp.ClientSession() as session:
        timeout = aiohttp.ClientWSTimeout(ws_close=0.2)
        async with session.ws_connect(await address(slack, session), autoping=False, timeout=timeout) as line:
            hello = await line.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            yield slack, line


async def test_a_ticket_opens_one_socket():
    async with fake_slack() as slack, aiohttp.ClientSession() as session:
        url = await address(slack, session)
        async with session.ws_connect(url):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{slack.url.replace('http', 'ws')}/link?ticket=none")


async def test_a_ping_is_answered_with_what_it_said():
    async with socket() as (slack, line):
        await line.ping(b"sdk-ping-pong:1.0")
        pong = await line.receive()
        assert (pong.type, pong.data, slack.pings) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.0", 1)


async def test_an_acknowledgement_is_kept_with_its_time():
    async with socket() as (slack, line):
        envelope = await slack.slash("brief")
        said = await line.receive_json()
        assert said == envelope.as_json()
        assert (said["type"], said["accepts_response_payload"]) == ("slash_commands", True)
        await line.send_json({"envelope_id": envelope.id})
        ack = await slack.acked(envelope.id)
        assert (ack.envelope_id, ack.payload) == (envelope.id, None)
        assert 0 <= ack.seconds < 20


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ([{"envelope_id": "another"}], "not an acknowledgement"),
        ([{"envelope_id": "{id}", "colour": "red"}], "not an acknowledgement"),
        ([{"envelope_id": "{id}"}, {"envelope_id": "{id}"}], "acknowledged twice"),
        ([{"envelope_id": "{id}", "payload": {"text": "x"}}], "takes no answer"),
    ],
)
async def test_what_is_no_acknowledgement_fails_the_test(said: list[dict[str, object]], complaint: str):
    async with socket() as (slack, line):
        envelope = await slack.message("hello")
        assert envelope
        for one in said:
            await line.send_json({**one, "envelope_id": str(one["envelope_id"]).replace("{id}", envelope.id)})
        await slack.until(lambda: slack.complaints)
        assert complaint in slack.complaints.pop()


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "no input of the form"),
        ({"response_action": "update", "view": {**VIEW, "blocks": []}}, "invalid_arguments"),
        ({"response_action": "explode"}, "a form takes no"),
    ],
)
async def test_a_form_takes_only_what_slack_takes(payload: dict[str, object], complaint: str):
    async with socket() as (slack, line):
        slack.views["V1"] = view = ShownView("V1", "U1", {**VIEW, "blocks": []}, "h1", "V1")
        envelope = await slack.submit(view)
        await line.send_json({"envelope_id": envelope.id, "payload": payload})
        await slack.until(lambda: slack.complaints)
        assert complaint in slack.complaints.pop()


async def test_a_deaf_socket_is_open_and_says_nothing():
    async with socket() as (slack, line):
        slack.go_deaf()
        await line.ping(b"1")
        with pytest.raises(TimeoutError):
            await line.receive(timeout=0.3)
        assert not line.closed
        assert slack.pings == 0
        with pytest.raises(AssertionError, match="not within"):
            await slack.connected(within=0.1)


async def test_what_is_sent_goes_to_the_newest_socket_that_hears():
    async with socket() as (slack, line), aiohttp.ClientSession() as session:
        waiting = asyncio.create_task(slack.slash("first"))
        assert (await line.receive_json())["payload"]["text"] == "first"
        await waiting
        slack.go_deaf()
        waiting = asyncio.create_task(slack.slash("second"))
        async with session.ws_connect(await address(slack, session)) as other:
            assert (await other.receive_json())["num_connections"] == 2
            assert (await other.receive_json())["payload"]["text"] == "second"
            await waiting


async def test_a_warning_changes_nothing_yet():
    async with socket() as (slack, line):
        await slack.disconnect("warning")
        assert (await line.receive_json())["reason"] == "warning"
        await slack.connected()
        await slack.disconnect("refresh_requested", at_once=True)
        assert (await line.receive_json())["reason"] == "refresh_requested"
        assert (await line.receive()).type is aiohttp.WSMsgType.CLOSE
