"""The bot in Slack, whole: a fake Slack over real sockets, a local feed, a clock that is set forward."""

import asyncio
import json
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.storage.database import Database
from bot.domain.errors import InputError
from bot.domain.rights import Policy, Rule
from tests.fakes.origin import body, delayed
from tests.fakes.slack import BOT_USER, Channel, Message
from tests.fakes.slack_bot import Running
from tests.fakes.slack_stage import OATS, TEAM, Stage, buttons, load, soon, told, words

QUOTES = [("We cannot wait another winter", "Mara Lind"), ("It will be a long summer", "Jon Berg")]


# --- the whole of the main job -----------------------------------------------------------------------


async def test_from_invitation_to_removal(stage: Stage):
    bot = await stage.start()
    digest = await _invited_and_scheduled(stage)
    await _every_button(stage, digest)
    await _corrected(stage, bot, digest)
    asked = await stage.mention("what did Mara Lind say?", channel="C2")
    assert "“We cannot wait another winter,”" in words(asked)
    follow_up = await stage.mention("and about the rain?", channel="C2", thread=asked.thread_ts)
    assert follow_up.thread_ts == asked.thread_ts

    seen = len(stage.slack.messages("C2"))
    await stage.slack.uninstalled()
    await soon(lambda: TEAM not in bot.outlets)
    assert [one.key for one in await bot.opened.operations.tenants() if one.gone_at] == [TEAM]
    stage.hands.set_to(stage.hands.now() + timedelta(days=1))
    await asyncio.sleep(0.5)
    assert len(stage.slack.messages("C2")) == seen


async def _invited_and_scheduled(stage: Stage) -> Message:
    await stage.slack.joined("C2")
    (hello,) = await stage.posted("C2", 0)
    assert [one["action_id"] for one in buttons(hello)] == ["sample", "open_source", "open_schedule"]

    form = await stage.form(hello, "open_source")
    checked = await stage.sent(form, {"url": stage.site.url("/feed"), "topics": "Town"})
    assert "Harbour Post" in words(checked)
    assert "Of each article" in words(checked)
    assert "is followed from now on" in words(await stage.sent(checked, {}))

    form = await stage.form(hello, "open_schedule")
    due = stage.hands.now() + timedelta(minutes=3)
    wished = {"days": "daily", "time": f"{due:%H:%M}", "zone": "UTC", "stories": "5"}
    would = await stage.sent(form, wished)
    assert words(would).count(f"{due:%H:%M}") >= 3
    assert "Understood" in words(await stage.sent(would, {}))

    stage.hands.set_to(due)
    digest, *rest = await stage.posted("C2", 1)
    assert digest.thread_ts is None
    assert all(one.thread_ts == digest.ts for one in rest)
    assert f"{due.day} {due:%B %Y}" in words(digest)
    shown = words(digest) + "".join(map(words, rest))
    assert any(f"“{quote}" in shown and name in shown for quote, name in QUOTES)
    return digest


async def _every_button(stage: Stage, digest: Message) -> None:
    seen = len(stage.slack.ephemerals)
    for action in ("story_more", "story_less", "story_why"):
        await stage.press(digest, action)
    await stage.slack.until(lambda: len(stage.slack.ephemerals) >= seen + 3)
    shown = "".join(map(words, await stage.whispers(seen)))
    assert "Noted: more like" in shown
    assert "Noted: less like" in shown
    assert "is here because of" in shown
    form = await stage.form(digest, "story_ask")
    seen = len(stage.slack.messages("C2"))
    await stage.slack.submit(form, {"question": "who said what?"})
    (answer,) = await stage.posted("C2", seen)
    assert answer.thread_ts == digest.ts
    (hello, *_) = stage.slack.messages("C2")
    seen = len(stage.slack.ephemerals)
    await stage.press(hello, "sample")
    assert "Tarn bridge" in "".join(map(words, await stage.whispers(seen)))


async def _corrected(stage: Stage, bot: Running, digest: Message) -> None:
    told(stage.site, cars="9,000", cost="7")
    stage.hands.set_to(stage.hands.now() + timedelta(hours=8))
    await bot.polls.one()

    def corrections() -> list[Message]:
        changed = ("9,000", "7 million")
        return [one for one in stage.slack.messages("C2") if any(part in words(one) for part in changed)]

    await soon(corrections)
    (correction,) = corrections()
    assert correction.thread_ts == digest.ts


async def test_a_digest_is_posted_once_and_its_key_is_in_it(stage: Stage, bot: Running):
    del bot
    digest, *_ = await stage.digest()
    key = (digest.metadata or {})["event_payload"]["key"]
    assert digest.blocks[0]["block_id"] == f"edition:{key}"
    await asyncio.sleep(0.5)
    keys = [one.metadata["event_payload"]["key"] for one in stage.slack.messages("C1") if one.metadata]
    assert len(keys) == len(set(keys))


# --- commands ----------------------------------------------------------------------------------------


async def test_a_command_is_answered_to_its_asker_alone_and_can_be_shared(stage: Stage, bot: Running):
    del bot
    (answer, *_) = await stage.slash("ask what did Tilda Moor say?")
    assert answer.user == "U1"
    assert "“The rain came at the right time,”" in words(answer)
    assert not stage.slack.messages("C1")
    await stage.press(answer, "share")
    (shared, *_) = await stage.posted("C1", 0)
    assert "Tilda Moor" in words(shared)
    assert "ask what did Tilda Moor say?" in words(shared)
    count, seen = len(stage.slack.messages("C1")), len(stage.slack.ephemerals)
    await stage.press(answer, "share")
    assert "shared already" in words((await stage.whispers(seen))[0])
    assert len(stage.slack.messages("C1")) == count


COMMANDS = [
    ("", "What you can ask for"),
    ("help", "/news schedule"),
    ("shedule", "Did you mean /news schedule"),
    ("xyzzy", "There is no command"),
    ("sources", "Harbour Post"),
    ("status", "1 source"),
    ("topics", "more or less"),
    ("schedule", "Nothing is scheduled here"),
    ("brief", "Tarn bridge to close in spring"),
    ("brief oat", "Oat harvest"),
    ("who is Zebulon Quark?", "Not found"),
]


async def test_commands(stage: Stage, bot: Running):
    del bot
    for text, wanted in COMMANDS:
        assert wanted in " ".join(map(words, await stage.slash(text))), text


async def test_a_schedule_is_in_the_time_zone_of_whoever_types_it(stage: Stage, bot: Running):
    del bot
    for user, typed, zone in (("U1", "weekdays 7:30", "Europe/Berlin"), ("U2", "daily 8", "UTC")):
        stage.slack.users[user] = replace(stage.slack.users[user], tz=zone if user == "U1" else "Nowhere/Atall")
        (set_, *_) = await stage.slash(f"schedule {typed}", user=user, channel="C1" if user == "U1" else "C2")
        assert f"({zone})" in words(set_)


async def test_before_anything_is_followed_the_sample_shows_sample_articles(stage: Stage):
    bot = await stage.start()
    hello = stage.slack.write("hello", user=BOT_USER)
    seen = len(stage.slack.ephemerals)
    await stage.press(hello, "sample", value="x")
    shown = await stage.whispers(seen)
    assert "· sample" in "".join(map(words, shown))
    assert not [one for answer in shown for one in buttons(answer) if one["action_id"] == "share"]
    assert "Nothing is followed here yet" in "".join(map(words, await stage.slash("brief")))
    await load(bot)
    seen = len(stage.slack.ephemerals)
    await stage.press(hello, "sample", value="x")
    after = "".join(map(words, await stage.whispers(seen)))
    assert "Tarn bridge" in after
    assert "· sample" not in after


async def test_every_command_is_acknowledged_in_time(stage: Stage, bot: Running):
    del bot
    envelopes = [await stage.slack.slash("brief", user=f"U{number % 3 + 1}") for number in range(30)]
    assert all([(await stage.slack.acked(one)).is_in_time for one in envelopes])


async def test_a_command_of_any_name_is_taken(stage: Stage, bot: Running):
    del bot
    envelope = await stage.slack.slash("help", command="/briefing")
    assert (await stage.slack.acked(envelope)).is_in_time


# --- mentions, direct messages, threads --------------------------------------------------------------


async def test_a_thread_keeps_its_person(stage: Stage, bot: Running):
    del bot
    first = await stage.mention("what did Jon Berg say?")
    assert first.thread_ts
    second = await stage.mention("and about the summer?", thread=first.thread_ts)
    assert "Jon Berg" in words(second)


async def test_a_direct_message_is_answered_in_its_thread(stage: Stage, bot: Running):
    del bot
    await stage.slack.message("what did Jon Berg say?", user="U2")
    (answer,) = await stage.posted("D2", 0)
    assert "Jon Berg" in words(answer)
    asked = [one for one in stage.slack.everything("D2") if one.user == "U2"]
    assert answer.thread_ts == asked[0].ts
    await stage.slack.message("and about the summer?", user="U2", thread_ts=answer.thread_ts)
    (again,) = await stage.posted("D2", 1)
    assert "Jon Berg" in words(again)


async def test_a_direct_message_may_begin_with_the_command_s_name(stage: Stage, bot: Running):
    del bot
    lines = (("1", "/news brief", "Tarn bridge"), ("2", "news brief", "Tarn bridge"), ("3", "hi there", "/news ask"))
    for number, said, wanted in lines:
        await stage.slack.message(said, user=f"U{number}")
        assert wanted in " ".join(map(words, await stage.posted(f"D{number}", 0))), said


async def test_in_a_thread_no_mention_is_needed_where_the_app_may_read_it(stage: Stage, bot: Running):
    del bot
    stage.slack.subscriptions.add("message.channels")
    first = await stage.mention("what did Jon Berg say?")
    await stage.slack.message("and about the summer?", channel="C1", thread_ts=first.thread_ts)
    (answer,) = await stage.posted("C1", 1)
    assert answer.thread_ts == first.thread_ts
    await stage.slack.message("lunch?", channel="C1")
    await stage.slack.message("<@U2> what do you think?", channel="C1", thread_ts=first.thread_ts)
    elsewhere = stage.slack.write("shall we?")
    await stage.slack.message("what did Jon Berg say?", channel="C1", thread_ts=elsewhere.ts)
    await asyncio.sleep(0.4)
    assert len(stage.slack.messages("C1")) == 2


async def test_what_is_delivered_again_is_answered_once(stage: Stage, bot: Running):
    del bot
    stage.slack.subscriptions.add("message.channels")
    envelope = await stage.slack.mention("what did Jon Berg say?")
    await stage.posted("C1", 0)
    await stage.slack.acked(await stage.slack.redeliver(envelope))
    await asyncio.sleep(0.4)
    assert len(stage.slack.messages("C1")) == 1


async def test_other_bots_are_not_answered(stage: Stage, bot: Running):
    del bot
    await stage.slack.mention("what did Jon Berg say?", bot_id="BOTHER")
    await stage.slack.mention("what did Jon Berg say?", subtype="bot_message")
    await stage.slack.message("<@UBOT> hello", user=BOT_USER, channel="C1")
    await asyncio.sleep(0.4)
    assert not stage.slack.messages("C1") or all(one.user == BOT_USER for one in stage.slack.messages("C1"))
    assert not [one for one in stage.slack.calls if one.method == "chat.postMessage"]


async def test_threads_and_buttons_survive_a_restart(stage: Stage, bot: Running):
    del bot
    digest, *_ = await stage.digest()
    first = await stage.mention("what did Jon Berg say?")
    await stage.stop()
    await stage.start()
    second = await stage.mention("and about the summer?", thread=first.thread_ts)
    assert "Jon Berg" in words(second)
    seen = len(stage.slack.ephemerals)
    await stage.press(digest, "story_why")
    assert "is here because of" in words((await stage.whispers(seen))[0])


async def test_a_page_that_a_question_links_to_is_told_to_nobody_else(stage: Stage, bot: Running):
    del bot
    page = f"<html><body><article><h1>Quorvex tower opens</h1><p>{OATS}</p></article></body></html>"
    stage.site.routes["/mine"] = body(page.encode(), [("Content-Type", "text/html")])
    answer = await stage.mention(f"what did Tilda Moor say? <{stage.site.url('/mine')}>")
    assert "Quorvex tower opens" in words(answer)
    for question in ("brief all", "ask what is the Quorvex tower?", "sources", "brief Quorvex"):
        assert "Quorvex tower opens" not in " ".join(map(words, await stage.slash(question))), question
    asked = await stage.mention("who said what?", thread=answer.thread_ts)
    assert "Tilda Moor" in words(asked)
    digest = await stage.digest()
    assert "Quorvex" not in " ".join(map(words, digest))


async def test_who_does_not_belong_to_the_intranet_makes_the_bot_read_nothing_of_it(stage: Stage, bot: Running):
    del bot
    page = f"<html><body><article><h1>Quorvex tower opens</h1><p>{OATS}</p></article></body></html>"
    stage.site.routes["/secret"] = body(page.encode(), [("Content-Type", "text/html")])
    links = stage.site.url("/secret"), "http://10.9.8.7/x", "http://nobody.example/x", "http://127.0.0.1:9/x"
    for user, channel in (("UGUEST", "C1"), ("UEXT", "CEXT"), ("U1", "CEXT")):
        told = set()
        for link in links:
            shown = words(await stage.mention(f"what did Tilda Moor say? <{link}>", user=user, channel=channel))
            told.add(shown.replace(link.partition("://")[2], "").replace("http://", ""))
        assert len(told) == 1, told  # nothing tells which of these hosts are there
    assert not stage.site.asked("/secret")


async def test_what_a_member_was_told_of_the_intranet_is_not_told_to_a_guest(stage: Stage, bot: Running):
    del bot
    page = f"<html><body><article><h1>Quorvex tower opens</h1><p>{OATS}</p></article></body></html>"
    stage.site.routes["/secret"] = body(page.encode(), [("Content-Type", "text/html")])
    question = f"what did Tilda Moor say? <{stage.site.url('/secret')}>"
    assert "Quorvex tower opens" in words(await stage.mention(question, user="U1"))
    assert "Quorvex" not in words(await stage.mention(question, user="UGUEST"))
    assert len(stage.site.asked("/secret")) == 1


async def test_a_member_may_ask_about_the_intranet_under_a_story_and_share_it(stage: Stage, bot: Running):
    del bot
    page = f"<html><body><article><h1>Quorvex tower opens</h1><p>{OATS}</p></article></body></html>"
    stage.site.routes["/secret"] = body(page.encode(), [("Content-Type", "text/html")])
    question = f"what did Tilda Moor say? {stage.site.url('/secret')}"
    digest, *_ = await stage.digest()
    form = await stage.form(digest, "story_ask")
    await stage.slack.submit(form, {"question": question})
    await soon(lambda: any("Quorvex tower opens" in words(one) for one in stage.slack.messages("C1")))
    (answer, *_) = await stage.slash(f"ask {question}")
    stage.hands.set_to(stage.hands.now() + timedelta(days=2))  # what is stored is old: it is read again
    seen = len(stage.slack.messages("C1"))
    await stage.press(answer, "share")
    (shared, *_) = await stage.posted("C1", seen)
    assert "Quorvex tower opens" in words(shared)
    assert len(stage.site.asked("/secret")) == 2


async def test_while_an_answer_takes_long_the_thread_shows_that(stage: Stage, bot: Running):
    del bot
    page = f"<html><body><article><h1>Ferry back in June</h1><p>{OATS}</p></article></body></html>"
    stage.site.routes["/slow"] = delayed(1.5, body(page.encode(), [("Content-Type", "text/html")]))
    answer = await stage.mention(f"what did Tilda Moor say? <{stage.site.url('/slow')}>")
    assert "“The rain came at the right time,”" in words(answer)
    (shown,) = stage.slack.statuses
    assert shown["thread_ts"] == answer.thread_ts
    quick = await stage.mention("what did Jon Berg say?")
    assert "Jon Berg" in words(quick)
    assert len(stage.slack.statuses) == 1


async def test_a_link_in_a_question_and_the_shortcut_read_that_page(stage: Stage, bot: Running):
    del bot
    page = (
        f"<html><head><title>Ferry</title></head><body><article><h1>Ferry back in June</h1><p>{OATS}</p>"
        "<p>“We sail in June,” said Ida Strand, captain of the ferry.</p></article></body></html>"
    )
    stage.site.routes["/ferry"] = body(page.encode(), [("Content-Type", "text/html; charset=utf-8")])
    link = stage.site.url("/ferry")
    answer = await stage.mention(f"what did Ida Strand say? <{link}>")
    assert "“We sail in June,”" in words(answer)
    message = stage.slack.write(f"look at <{link}>")
    seen = len(stage.slack.views)
    await stage.slack.acked(await stage.slack.shortcut(message, "ask_about_link"))
    await stage.slack.until(lambda: len(stage.slack.views) > seen)
    whispered = len(stage.slack.ephemerals)
    await stage.slack.submit(list(stage.slack.views.values())[-1], {"question": "what did Ida Strand say?"})
    assert "“We sail in June,”" in " ".join(map(words, await stage.whispers(whispered)))


# --- rights ------------------------------------------------------------------------------------------

CHANGES = ("add http://127.0.0.1:9/feed", "remove Harbour Post", "publish Harbour Post", "schedule daily 08:00 UTC")


MAY = {"U1": {"everyone", "members"}, "UADMIN": {"everyone", "members", "admins"}, "UGUEST": set[str]()}


async def test_who_may_change_something(stage: Stage, bot: Running):
    workspace = await bot.opened.workspace(TEAM)
    for rule in Rule:
        await workspace.policies.set(Policy(rule))
        for user, may in MAY.items():
            for command in CHANGES:
                shown = " ".join(map(words, await stage.slash(command, user=user)))
                assert ("You may not change that here" in shown) is (rule not in may), (rule, user, command)


async def test_a_right_that_was_taken_away_is_gone_at_once(stage: Stage, bot: Running):
    await (await bot.opened.workspace(TEAM)).policies.set(Policy(Rule.ADMINS))
    hello = await _welcome(stage)
    form = await stage.form(hello, "open_schedule", user="UADMIN")
    stage.slack.users["UADMIN"] = replace(stage.slack.users["UADMIN"], is_admin=False)
    wished = {"days": "daily", "time": "08:00", "zone": "UTC", "stories": "5"}
    assert "You may not change that here" in words(await stage.sent(form, wished, user="UADMIN"))


async def _welcome(stage: Stage) -> Message:
    seen = len(stage.slack.messages("C2"))
    await stage.slack.joined("C2")
    return (await stage.posted("C2", seen))[0]


async def test_a_button_of_another_channel_says_nothing_of_it(stage: Stage, bot: Running):
    del bot
    digest, *_ = await stage.digest()
    stage.slack.add_channel(Channel("C9", "else", members={"U2", BOT_USER}))
    for action in ("story_more", "story_why"):
        seen = len(stage.slack.ephemerals)
        await stage.press(digest, action, user="U2", channel="C9")
        (shown,) = await stage.whispers(seen)
        assert "can no longer be found" in words(shown)
        assert "Tarn" not in words(shown)


FORGED = [" ", ":", "x" * 1900, "0" * 24 + "0:s1", ":s1", ":s0-9", "🦀:s1", "' OR 1=1:s1"]


async def test_a_forged_button_does_nothing(stage: Stage, bot: Running):
    digest, *_ = await stage.digest()
    for value in FORGED:
        seen = len(stage.slack.ephemerals)
        await stage.press(digest, "story_more", value=value)
        assert "can no longer be found" in words((await stage.whispers(seen))[0]), value
    assert not await (await bot.opened.workspace(TEAM)).votes.of_person("U1")


async def test_a_form_is_good_for_who_opened_it_alone(stage: Stage, bot: Running):
    del bot
    form = await stage.form(await _welcome(stage), "open_source")
    assert "no longer good" in words(await stage.sent(form, {"url": stage.site.url("/feed")}, user="U2"))


# --- what may be seen where --------------------------------------------------------------------------


async def test_a_channel_that_others_read_is_shown_public_sources_alone(stage: Stage, bot: Running):
    del bot  # its feed is of the intranet, and so of the workspace alone
    for user in ("U1", "UEXT"):
        seen = len(stage.slack.messages("CEXT"))
        await stage.slack.mention("what did Mara Lind say?", user=user, channel="CEXT")
        (answer,) = await stage.posted("CEXT", seen)
        assert "We cannot wait" not in words(answer)


async def test_a_channel_that_becomes_shared_is_shown_no_more_of_them(stage: Stage, bot: Running):
    del bot
    assert "We cannot wait" in words(await stage.mention("what did Mara Lind say?"))
    stage.slack.channels["C1"].is_ext_shared = True
    await stage.slack.event({"type": "channel_shared", "channel": "C1", "event_ts": "1.2"})
    await asyncio.sleep(0.3)
    assert "We cannot wait" not in " ".join(map(words, await stage.slash("ask what did Mara Lind say?")))


async def test_without_the_permission_to_look_every_channel_counts_as_shared(stage: Stage):
    stage.slack.scopes -= {"channels:read", "groups:read"}
    await load(await stage.start())
    assert "We cannot wait" not in " ".join(map(words, await stage.slash("ask what did Mara Lind say?")))


async def test_what_is_added_in_a_private_channel_stays_there_until_it_is_published(stage: Stage):
    await stage.start()
    await stage.slash(f"add {stage.site.url('/feed')}", channel="G1")
    question = "ask what did Mara Lind say?"
    assert "We cannot wait" in " ".join(map(words, await stage.slash(question, channel="G1")))
    assert "We cannot wait" not in " ".join(map(words, await stage.slash(question, channel="C1")))
    await stage.slash("publish Harbour Post", channel="G1")
    assert "We cannot wait" in " ".join(map(words, await stage.slash(question, channel="C1")))


# --- the connection, and the start -------------------------------------------------------------------


async def test_a_connection_that_has_gone_deaf_is_replaced_and_counted(stage: Stage, bot: Running):
    stage.slack.go_deaf()
    await soon(lambda: bot.connection.replaced)
    await stage.slack.connected()
    assert "Jon Berg" in words(await stage.mention("what did Jon Berg say?"))


async def test_a_connection_that_slack_ends_or_that_breaks_is_made_again(stage: Stage, bot: Running):
    del bot
    for reason in ("refresh_requested", "warning", "too_many_websockets", ""):
        before = stage.slack.connections
        if reason:
            await stage.slack.disconnect(reason)
        else:
            stage.slack.hang_up()
        await stage.slack.until(lambda before=before: stage.slack.connections > before)  # type: ignore[misc]  # a default
        await stage.slack.connected()
        assert "Jon Berg" in words(await stage.mention("what did Jon Berg say?"))


@pytest.mark.parametrize("token", ["slack_bot_token", "slack_app_token"])
async def test_a_bad_token_is_found_at_start_in_one_line(stage: Stage, token: str):
    prefix = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}[token]
    with pytest.raises(InputError, match="Slack") as caught:
        await stage.start(**{token: f"{prefix}fake-wrong"})
    assert "\n" not in str(caught.value)
    assert "fake-wrong" not in str(caught.value)


async def test_other_settings_in_the_environment_change_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-fake-other")
    await load(await stage.start())
    assert "Jon Berg" in words(await stage.mention("what did Jon Berg say?"))


async def test_no_log_and_no_answer_holds_a_token_or_what_was_asked(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-fake-app")
    with caplog.at_level(logging.INFO):
        await load(await stage.start())
        await stage.mention("what did the canary Quorvex say?")
        stage.slack.go_deaf()
        await asyncio.sleep(2)
        await stage.stop()
    logged = caplog.text
    assert "xoxb-" not in logged
    assert "xapp-" not in logged
    assert "Quorvex" not in logged
    assert "ticket-" not in logged
    assert not [one for one in stage.slack.payloads if "xoxb-" in json.dumps(one) or "xapp-" in json.dumps(one)]


# --- removed, and back -------------------------------------------------------------------------------


async def test_a_workspace_that_removed_the_app_is_told_so_and_served_again_when_it_is_back(stage: Stage, bot: Running):
    await stage.slack.uninstalled()
    await soon(lambda: TEAM not in bot.outlets)
    assert "This app was removed" in words((await stage.slash("status"))[0])
    stage.slack.dead = ""
    await soon(lambda: TEAM in bot.outlets)
    assert not [one for one in await bot.opened.operations.tenants() if one.gone_at]
    assert "1 source" in words((await stage.slash("status"))[0])


async def test_what_was_removed_while_the_bot_was_down_is_not_kept_for_ever(stage: Stage, bot: Running):
    del bot
    await stage.stop()
    stage.slack.dead = "account_inactive"
    with pytest.raises(InputError, match="removed or switched off"):
        await stage.start()
    async with await Database.open(f"sqlite:///{stage.folder / 'bot.db'}") as opened:
        assert [one.key for one in await opened.operations.tenants() if one.gone_at] == [TEAM]


async def test_small_talk_in_a_thread_is_left_alone(stage: Stage, bot: Running):
    del bot
    stage.slack.subscriptions.add("message.channels")
    first = await stage.mention("what did Jon Berg say?")
    for text in ("lol great", "see you at lunch, Ann", "I think that is wrong <@U2>"):
        await stage.slack.message(text, channel="C1", thread_ts=first.thread_ts)
    await stage.slack.message("and about the summer?", channel="C1", thread_ts=first.thread_ts)
    (answer,) = await stage.posted("C1", 1)
    assert "Jon Berg" in words(answer)
    await stage.slack.message("did Zebulon Quark write to you?", channel="C1", thread_ts=first.thread_ts)
    await stage.slash("help")
    await asyncio.sleep(0.3)
    assert len(stage.slack.messages("C1")) == 2


# --- the home page -----------------------------------------------------------------------------------


async def test_the_home_page_shows_sources_schedules_and_deliveries(stage: Stage, bot: Running):
    del bot
    digest, *_ = await stage.digest()
    await stage.slack.home_opened()
    await stage.slack.until(lambda: "U1" in stage.slack.homes)
    page = words(stage.slack.homes["U1"])
    assert "Harbour Post" in page
    assert "<#C1>" in page
    assert "<!date^" in page
    assert f"https://team.slack.example/archives/C1/p{digest.ts.replace('.', '')}" in page
    assert "Model: none" in page


async def test_a_list_of_feeds_is_taken_over_from_a_file(stage: Stage, bot: Running):
    del bot
    listed = (
        '<opml version="2.0"><body><outline text="Town"><outline type="rss" text="Elm" xmlUrl="https://example.org/elm"/>'
        "</outline></body></opml>"
    )
    file = stage.slack.add_file("feeds.opml", listed.encode())
    await stage.slack.home_opened()
    await stage.slack.until(lambda: "U1" in stage.slack.homes)
    form = await stage.form(stage.slack.homes["U1"], "open_feeds")
    assert "1 " in words(await stage.sent(form, {"file": [file.id]}))
    assert "Elm" in " ".join(map(words, await stage.slash("sources")))
    await stage.slack.until(lambda: "Elm" in words(stage.slack.homes["U1"]))
