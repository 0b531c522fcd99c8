"""What the fake Slack remembers and tells again: messages, threads, people, modals, files."""

import aiohttp

from tests.adapters.slack.asking import BLOCKS, HOME, VIEW, Clock, asking
from tests.fakes.slack import BOT_TOKEN, BOT_USER


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
