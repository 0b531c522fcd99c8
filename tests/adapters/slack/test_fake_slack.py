"""What the fake Slack's Web API says of calls, tokens, scopes and channels, one rule a test."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.asking import BLOCKS, HOME, VIEW, Json, asking
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, SCOPES, fake_slack


async def test_the_bot_learns_who_and_where_it_is_and_what_it_may():
    async with fake_slack(scopes={"chat:write", "commands"}) as slack, aiohttp.ClientSession() as session:
        said = await AsyncWebClient(BOT_TOKEN, base_url=slack.api, session=session).auth_test()
        assert (said["team_id"], said["user_id"], said["bot_id"]) == ("T1", BOT_USER, "BBOT")
        assert said["url"] == "https://team.slack.example/"
        assert said.headers["x-oauth-scopes"] == "chat:write,commands"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("xoxb-another", "auth.test", "invalid_auth"),
        ("", "auth.test", "not_authed"),
        (APP_TOKEN, "auth.test", "not_allowed_token_type"),
        (BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
    ],
)
async def test_another_token_opens_nothing(token: str, method: str, error: str):
    async with asking(token) as (_, ask):
        assert await ask(method) == error


@pytest.mark.parametrize(
    ("method", "args", "complaint"),
    [
        ("chat.postMesage", {}, "there is no such method"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "colour": "red"}, "unknown argument 'colour'"),
        ("chat.postMessage", {"text": "x"}, "channel is missing"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "unfurl_links": "no"}, "must be true or false"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "thread_ts": "1.1"}, "must be the ts of a message"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": {}}, "must be an array"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "link_names": True}, "makes mentions"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "parse": "full"}, "makes links and mentions"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "attachments": []}, "attachments"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "client_msg_id": "1"}, "unknown argument"),
        ("conversations.history", {"channel": "C1", "limit": "many"}, "must be a whole number"),
        ("views.open", {"view": VIEW}, "trigger_id is missing"),
    ],
)
async def test_a_call_that_no_program_should_make_fails_the_test(method: str, args: Json, complaint: str):
    async with asking() as (slack, ask):
        assert await ask(method, **args) in {"invalid_arguments", "unknown_method"}
        assert len(slack.complaints) == 1
        assert complaint in slack.complaints.pop()
        assert slack.messages("C1") == []


async def test_a_complaint_that_is_left_fails_the_test():
    with pytest.raises(AssertionError, match="no such method"):
        async with asking() as (_, ask):
            await ask("chat.postMesage")


async def test_methods_that_read_take_no_json():
    async with asking() as (slack, ask):
        assert await ask("conversations.info", form=False, channel="C1") == "invalid_arguments"
        assert "does not read JSON" in slack.complaints.pop()


async def test_arguments_come_as_json_as_a_form_and_as_a_query():
    async with fake_slack() as slack, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        args = {"channel": "C1", "text": "x", "blocks": '[{"type": "divider"}]', "unfurl_links": "false"}
        for given in ({"params": args}, {"data": args}, {"json": {**args, "unfurl_links": False}}):
            async with session.post(f"{slack.api}chat.postMessage", headers=headers, **given) as reply:
                assert (await reply.json())["ok"]
        assert [one.payload["unfurl_links"] for one in slack.messages("C1")] == [False] * 3
        async with session.post(f"{slack.api}chat.postMessage", headers=headers, data="{", params=args) as reply:
            assert (await reply.json())["ok"]


@pytest.mark.parametrize(
    ("lacking", "method", "args"),
    [
        ("chat:write", "chat.postMessage", {"channel": "C1", "text": "x"}),
        ("channels:history", "conversations.history", {"channel": "C1"}),
        ("groups:history", "conversations.history", {"channel": "G1"}),
        ("im:history", "conversations.history", {"channel": "D1"}),
        ("channels:read", "conversations.info", {"channel": "C1"}),
        ("groups:read", "conversations.members", {"channel": "G1"}),
        ("im:read", "conversations.info", {"channel": "D1"}),
        ("users:read", "users.info", {"user": "U1"}),
        ("im:write", "conversations.open", {"users": "U1"}),
        ("channels:join", "conversations.join", {"channel": "C2"}),
        ("files:read", "files.info", {"file": "F1"}),
        (
            "chat:write",
            "assistant.threads.setStatus",
            {"channel_id": "C1", "thread_ts": "1700000000.000100", "status": ""},
        ),
    ],
)
async def test_a_scope_that_is_lacking_is_named(lacking: str, method: str, args: Json):
    async with fake_slack(scopes=SCOPES - {lacking}) as slack, aiohttp.ClientSession() as session:
        slack.im_of("U1")
        client = AsyncWebClient(BOT_TOKEN, base_url=slack.api, session=session)
        is_form = method.startswith(("conversations", "users", "files"))
        body: Json = {"params": args} if is_form else {"json": args}
        with pytest.raises(SlackApiError) as caught:
            await client.api_call(method, **body)
        assert caught.value.response["error"] == "missing_scope"
        assert caught.value.response["needed"] == lacking
        assert lacking not in caught.value.response["provided"].split(",")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C404", "channel_not_found"),
        ("#general", "channel_not_found"),
        ("G2", "channel_not_found"),
        ("COLD", "is_archived"),
        ("C2", "not_in_channel"),
        ("UGONE", "user_disabled"),
        ("UOTHERBOT", "cannot_dm_bot"),
    ],
)
async def test_where_nothing_can_be_posted(channel: str, error: str):
    async with asking(scopes=SCOPES - {"chat:write.public"}) as (slack, ask):
        assert await ask("chat.postMessage", channel=channel, text="x") == error
        assert slack.payloads == []


async def test_a_public_channel_needs_no_membership_with_the_scope_for_it():
    async with asking() as (slack, ask):
        assert (await ask("chat.postMessage", channel="C2", text="x"))["ok"]
        assert await ask("conversations.history", channel="C2") == "not_in_channel"
        assert (await ask("conversations.join", channel="C2"))["channel"]["is_member"]
        assert len((await ask("conversations.history", channel="C2"))["messages"]) == 1
        assert [one.text for one in slack.messages("C2")] == ["x"]


async def test_what_is_malformed_is_refused_counted_and_not_kept():
    async with asking() as (slack, ask):
        for method, more in (("chat.postMessage", {}), ("chat.postEphemeral", {"user": "U1"})):
            assert await ask(method, channel="C1", text="x", blocks=[{"type": "header"}], **more) == "invalid_blocks"
        assert await ask("chat.postMessage", channel="C1", blocks=BLOCKS) == "no_text"
        assert await ask("views.publish", user_id="U1", view={**HOME, "blocks": []}) == "invalid_arguments"
        assert await ask("views.publish", user_id="U1", view=VIEW) == "invalid_arguments"
        assert [one.partition(":")[0] for one in slack.rejected] == [
            "chat.postMessage",
            "chat.postEphemeral",
            "chat.postMessage",
            "views.publish",
            "views.publish",
        ]
        assert (slack.payloads, slack.messages("C1"), slack.ephemerals, slack.homes) == ([], [], [], {})
