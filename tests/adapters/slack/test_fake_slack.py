"""What the fake Slack's Web API accepts and refuses, one rule a test, asked with the SDK's own client."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, SCOPES, FakeSlack, fake_slack

Json = dict[str, Any]
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "news"}}]
VIEW: Json = {"type": "modal", "title": {"type": "plain_text", "text": "Sources"}, "blocks": BLOCKS}
HOME: Json = {"type": "home", "blocks": BLOCKS}


class Clock:
    """A test's own time, in seconds."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def asking(token: str = BOT_TOKEN, **given: Any) -> AsyncIterator[tuple[FakeSlack, Callable[..., Any]]]:
    """A Slack, and a call of a method that gives the reply, or the error as a text."""
    async with fake_slack(**given) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token, base_url=slack.api, session=session, retry_handlers=[])

        async def ask(method: str, *, form: bool | None = None, **args: Any) -> Any:  # noqa: ANN401 - JSON or text
            is_form = method.startswith(("conversations.", "users.", "files.", "chat.get")) if form is None else form
            body: Json = {"params": args} if is_form else {"json": args}
            try:
                return (await client.api_call(method, **body)).data
            except SlackApiError as error:
                return error.response["error"]

        yield slack, ask


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


async def test_messages_have_times_that_grow_and_are_told_newest_first():
    async with asking(wall=lambda: 1_700_000_000.0) as (slack, ask):
        times = [(await ask("chat.postMessage", channel="C1", text=f"{nr}"))["ts"] for nr in range(3)]
        assert times == ["1700000000.000100", "1700000000.000200", "1700000000.000300"]
        assert [one.text for one in slack.messages("C1")] == ["0", "1", "2"]
        assert [one["ts"] for one in (await ask("conversations.history", channel="C1"))["messages"]] == times[::-1]


async def test_history_has_pages_bounds_and_metadata_but_no_replies():
    async with asking(wall=lambda: 1_700_000_000.0) as (slack, ask):
        key = {"event_type": "edition", "event_payload": {"key": "1"}}
        first = await ask("chat.postMessage", channel="C1", text="head", metadata=key)
        await ask("chat.postMessage", channel="C1", text="under", thread_ts=first["ts"])
        slack.write("thanks", thread_ts=first["ts"])
        second = await ask("chat.postMessage", channel="C1", text="next")
        page = await ask("conversations.history", channel="C1", limit=1, include_all_metadata=True)
        assert [one["text"] for one in page["messages"]] == ["next"]
        assert page["has_more"]
        cursor = page["response_metadata"]["next_cursor"]
        page = await ask("conversations.history", channel="C1", limit=1, cursor=cursor, include_all_metadata=True)
        assert page["messages"][0]["metadata"] == key
        assert page["messages"][0]["reply_count"] == 2
        assert not page["has_more"]
        after = await ask("conversations.history", channel="C1", oldest=first["ts"])
        assert [one["text"] for one in after["messages"]] == ["next"]
        before = await ask("conversations.history", channel="C1", latest=second["ts"], inclusive=True)
        assert [one["text"] for one in before["messages"]] == ["next", "head"]
        assert "metadata" not in before["messages"][1]
        thread = await ask("conversations.replies", channel="C1", ts=first["ts"])
        assert [one["text"] for one in thread["messages"]] == ["head", "under", "thanks"]


async def test_threads_hang_under_messages_that_are_there_and_are_no_replies():
    async with asking() as (slack, ask):
        head = await ask("chat.postMessage", channel="C1", text="head")
        reply = await ask("chat.postMessage", channel="C1", text="under", thread_ts=head["ts"])
        gone = await ask("chat.postMessage", channel="C1", text="x", thread_ts="1700000000.000100")
        assert gone == "thread_not_found"
        assert await ask("conversations.replies", channel="C1", ts="1700000000.000100") == "thread_not_found"
        under = await ask("chat.postMessage", channel="C1", text="x", thread_ts=reply["ts"])
        assert under == "cannot_reply_to_message"
        assert "itself a reply" in slack.complaints.pop()


async def test_the_bot_changes_and_deletes_its_own_messages():
    async with asking() as (slack, ask):
        ts = (await ask("chat.postMessage", channel="C1", text="x", blocks=BLOCKS))["ts"]
        await ask("chat.update", channel="C1", ts=ts, text="y")
        (message,) = slack.messages("C1")
        assert (message.text, message.blocks, len(message.edits)) == ("y", [], 1)
        assert await ask("chat.update", channel="C1", ts=ts, text="x" * 4001) == "msg_too_long"
        anothers = slack.write("hello").ts
        assert await ask("chat.update", channel="C1", ts=anothers, text="y") == "cant_update_message"
        assert await ask("chat.delete", channel="C1", ts=anothers) == "cant_delete_message"
        assert (await ask("chat.getPermalink", channel="C1", message_ts=ts))["permalink"].endswith(ts.replace(".", ""))
        await ask("chat.delete", channel="C1", ts=ts)
        assert slack.messages("C1") == []
        assert await ask("chat.update", channel="C1", ts=ts, text="y") == "message_not_found"


async def test_ephemerals_are_for_members():
    async with asking() as (slack, ask):
        assert await ask("chat.postEphemeral", channel="C1", user="UEXT", text="x") == "user_not_in_channel"
        await ask("chat.postEphemeral", channel="C1", user="U1", text="x")
        assert [(one.channel, one.user, one.text, one.via) for one in slack.ephemerals] == [("C1", "U1", "x", "api")]
        assert slack.messages("C1") == []


async def test_channels_and_people_are_told_as_they_are():
    async with asking() as (slack, ask):
        info = (await ask("conversations.info", channel="CEXT", include_num_members="true"))["channel"]
        assert (info["is_ext_shared"], info["is_private"], info["is_im"], info["num_members"]) == (
            True,
            False,
            False,
            3,
        )
        assert (await ask("conversations.info", channel="G1"))["channel"]["is_private"]
        assert await ask("conversations.info", channel="G2") == "channel_not_found"
        page = await ask("conversations.members", channel="G1", limit=2)
        rest = await ask("conversations.members", channel="G1", cursor=page["response_metadata"]["next_cursor"])
        assert {*page["members"], *rest["members"]} == {"U1", "UADMIN", BOT_USER}
        im = (await ask("conversations.open", users="U2"))["channel"]["id"]
        assert (await ask("conversations.info", channel=im))["channel"]["is_im"]
        assert (await ask("chat.postMessage", channel="U2", text="x"))["channel"] == im
        assert [one.text for one in slack.messages(im)] == ["x"]
        assert (await ask("users.info", user="UADMIN"))["user"]["is_admin"]
        assert (await ask("users.info", user="UEXT"))["user"]["team_id"] == "T2"
        assert await ask("users.info", user="U404") == "user_not_found"


async def test_modals_open_once_and_in_time():
    clock = Clock()
    async with asking(clock=clock) as (slack, ask):
        trigger = slack.new_trigger("U1")
        opened = (await ask("views.open", trigger_id=trigger, view=VIEW))["view"]
        assert [one.user for one in slack.views.values()] == ["U1"]
        assert await ask("views.open", trigger_id=trigger, view=VIEW) == "exchanged_trigger_id"
        assert await ask("views.open", trigger_id="1.2.3", view=VIEW) == "invalid_trigger_id"
        late = slack.new_trigger("U1")
        clock.now += 3.1
        assert await ask("views.open", trigger_id=late, view=VIEW) == "expired_trigger_id"
        inside = slack.new_trigger("U1", opened["id"])
        assert (await ask("views.push", trigger_id=inside, view=VIEW))["view"]["root_view_id"] == opened["id"]
        assert await ask("views.update", view_id=opened["id"], view=VIEW, hash="old") == "hash_conflict"
        changed = {**VIEW, "private_metadata": "1"}
        assert (await ask("views.update", view_id=opened["id"], view=changed, hash=opened["hash"]))["ok"]
        assert slack.views[opened["id"]].view["private_metadata"] == "1"
        for _ in range(2):
            last = await ask("views.push", trigger_id=slack.new_trigger("U1", opened["id"]), view=VIEW)
        assert last == "push_limit_reached"
        await ask("views.publish", user_id="U1", view=HOME)
        assert slack.homes["U1"].view["type"] == "home"


async def test_files_are_for_who_has_the_token():
    async with asking() as (slack, ask), aiohttp.ClientSession() as session:
        id_ = slack.add_file("feeds.opml", b"<opml/>").id
        address = (await ask("files.info", file=id_))["file"]["url_private_download"]
        async with session.get(address, headers={"Authorization": f"Bearer {BOT_TOKEN}"}) as reply:
            assert await reply.read() == b"<opml/>"
        async with session.get(address) as reply:
            assert b"Sign in" in await reply.read()


async def test_a_status_is_kept():
    async with asking() as (slack, ask):
        ts = slack.write("hello").ts
        status = {"channel_id": "C1", "thread_ts": ts, "status": "reads"}
        assert (await ask("assistant.threads.setStatus", **status, loading_messages=["a"]))["ok"]
        assert [one["status"] for one in slack.statuses] == ["reads"]
        assert await ask("assistant.threads.setStatus", **status, loading_messages=["a"] * 11) == "invalid_arguments"
        slack.complaints.clear()
