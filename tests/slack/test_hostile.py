"""The bot in Slack, whole, against what is forged, stale or malformed: taken, and nothing done."""

import asyncio
import json
import logging
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.slack.forms import ASK_LINK, ASK_STORY, FEEDS, SCHEDULE, SCHEDULE_CHECKED, SOURCE, SOURCE_CHECKED
from bot.adapters.slack.seal import Seal
from bot.logs import _FLOORS
from tests.fakes.slack import BOT_TOKEN, BOT_USER, Message, ShownView, shapes
from tests.fakes.slack.link import Envelope
from tests.fakes.slack_bot import Running
from tests.fakes.slack_stage import TEAM, Stage, words

Json = dict[str, Any]
CANARY = "Quorvex"
DEEP: Any = CANARY
for _ in range(200):
    DEEP = {"text": [DEEP]}
ODD: tuple[Any, ...] = (None, 7, -1.5, True, "", CANARY, [], [None, 3], {}, {"id": 3, "text": None}, DEEP)


# --- malformed ---------------------------------------------------------------------------------------


def broken(payload: Json, *paths: str) -> Iterator[Json]:
    """The payload with each of these places left out, and with odd things in it."""
    for path in paths:
        *before, last = path.split(".")
        for value in (..., *ODD):
            made = deepcopy(payload)
            at: Any = made
            for name in before:
                at = at[int(name)] if name.isdecimal() else at[name]
            if value is ...:
                at.pop(last, None) if isinstance(at, dict) else at.clear()
            else:
                at[last] = deepcopy(value)
            yield made


def events(stage: Stage) -> Iterator[Json]:
    user = stage.slack.users["U1"]
    for kind in ("app_mention", "message"):
        said = shapes.said(kind, user, "C1", f"<@{BOT_USER}> {CANARY}?", "1700000000.000001") | {"thread_ts": "1.2"}
        event = shapes.event_callback(said | {"channel_type": "channel"}, "Ev", 1.0, is_shared=False)
        for number, one in enumerate(broken(event, "event.user", "event.channel", "event.ts", "event", "event.type")):
            yield one | {"event_id": f"Ev{kind}{number}"}
        yield from broken(event | {"event": {**said, "user": ""}}, "event.text", "event.thread_ts", "event.subtype")
    for kind in ("app_home_opened", "member_joined_channel", "channel_shared", "tokens_revoked", "reaction_added", "x"):
        event = shapes.event_callback({"type": kind, "tokens": {"bot": []}}, f"Ev{kind}", 1.0, is_shared=False)
        odd = [("user", None), ("channel", 5), ("tokens", 3), ("tokens", {"bot": 3}), ("tab", "home"), ("user", DEEP)]
        yield from (event | {"event": {"type": kind, name: value}} for name, value in odd)


def presses(stage: Stage, digest: Message, view: ShownView) -> Iterator[Json]:
    user = stage.slack.users["U1"]
    action = {"type": "button", "action_id": "story_more", "block_id": "b", "value": ":s1", "action_ts": "1.1"}
    where = {"channel": {"id": "C1", "name": "general"}, "container": {"type": "message", "channel_id": "C1"}}
    press = shapes.interaction("block_actions", user) | {"actions": [action], "trigger_id": "x", "response_url": "x"}
    press |= where | {"message": {"ts": digest.ts}}
    for name in ("story_ask", "share", "sample", "open_source", "nothing"):
        named = press | {"actions": [action | {"action_id": name}]}
        yield from broken(named, "user", "user.id", "actions", "actions.0.action_id")
        yield from broken(named | {"user": {"id": ""}}, "channel", "actions.0.value", "trigger_id", "response_url")
    link = shapes.interaction("message_action", user) | where
    link |= {
        "callback_id": "ask_about_link",
        "message": {"text": "<https://example.org>"},
        "trigger_id": "",
        "user": {},
    }
    yield from broken(link, "message", "message.text", "callback_id")
    sent = shapes.interaction("view_submission", user) | {"trigger_id": "x", "view": {**view.view, "id": view.id}}
    for callback in (SOURCE, ASK_STORY, ASK_LINK, SCHEDULE, SCHEDULE_CHECKED, SOURCE_CHECKED, FEEDS, "told", "nothing"):
        forged = sent | {"view": sent["view"] | {"callback_id": callback, "private_metadata": "x"}}
        yield from broken(forged, "user", "view.callback_id", "view.private_metadata", "view")
        yield from broken(forged, "view.state") if "state" in forged["view"] else ()


def commands(stage: Stage) -> Iterator[Json]:
    user, channel = stage.slack.users["U1"], stage.slack.channels["C1"]
    command = shapes.command(user, channel, "/news", CANARY) | {"response_url": "http://x.example", "trigger_id": "x"}
    yield from broken(command, "user_id", "channel_id")
    yield from broken(command | {"user_id": ""}, "text", "command", "response_url", "team_id", "channel_name")
    yield command | {"user_id": "", "text": CANARY * 150_000}


async def test_what_is_malformed_is_taken_and_nothing_is_done(
    stage: Stage, bot: Running, caplog: pytest.LogCaptureFixture
):
    digest, *_ = await stage.digest()
    await stage.slack.until(lambda: len(stage.slack.messages("C1")) == 2)
    view = await stage.form(digest, "story_ask")
    posted = len(stage.slack.messages("C1"))
    seen, whispered = len(stage.slack.views), len(stage.slack.ephemerals)
    caplog.clear()
    caplog.set_level(_FLOORS["slack_bolt"], "slack_bolt")  # as it is set where the bot runs
    envelopes = []
    kinds = (("slash_commands", commands(stage)), ("events_api", events(stage)))
    for kind, payloads in (*kinds, ("interactive", presses(stage, digest, view))):
        for number, payload in enumerate(payloads):
            given = Envelope(f"odd-{kind}-{number}", kind, payload, takes_answer=kind != "events_api")
            envelopes.append(await stage.slack.deliver(given, lambda _said: None))
            if len(envelopes) % 40 == 0:  # a flood is another test's
                await stage.slack.acked(given)
    late = [one.payload for one in envelopes if not (await stage.slack.acked(one)).is_in_time]
    assert not late, late[:3]
    assert len(envelopes) > 700
    await asyncio.sleep(0.3)
    assert CANARY not in caplog.text
    told = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert not [one for one in told if one.exc_info or "\n" in one.getMessage()], told[:3]
    assert len(told) <= len(envelopes)
    assert len(stage.slack.messages("C1")) == posted
    assert (len(stage.slack.views), len(stage.slack.ephemerals)) == (seen, whispered)
    assert TEAM in bot.outlets
    assert "Jon Berg" in words(await stage.mention("what did Jon Berg say?"))


# --- forms: forged and stale -------------------------------------------------------------------------


async def test_a_form_that_was_forged_or_is_stale_does_nothing(stage: Stage, bot: Running):
    await stage.slack.joined("C2")
    (hello,) = await stage.posted("C2", 0)
    url = {"url": stage.site.url("/feed"), "topics": "Town"}

    async def is_refused(changed: Json, user: str = "", ahead: timedelta = timedelta()) -> None:
        form = await stage.form(hello, "open_source")
        stage.hands.ahead += ahead
        forged = replace(form, view={**form.view, **changed})
        stage.slack.views[form.id] = forged
        assert "no longer good" in words(await stage.sent(forged, url, user=user)), changed

    now = stage.hands.now()
    own, other = Seal.of(BOT_TOKEN), Seal.of("xoxb-fake-other")
    form = await stage.form(hello, "open_source")
    sealed = form.view["private_metadata"]
    altered = sealed[:70] + ("A" if sealed[70] != "A" else "B") + sealed[71:]
    for metadata in (
        "",
        "x",
        ".",
        altered,
        sealed[:-1],
        other.close("U1", {"channel": "C2"}, now),
        own.close("U2", {"channel": "C2"}, now),
        own.close("U1", {"channel": "C2"}, now - timedelta(hours=25)),
        own.close("U1", {}, now),
    ):
        await is_refused({"private_metadata": metadata})
    for callback in (ASK_STORY, ASK_LINK, SOURCE_CHECKED, SCHEDULE_CHECKED, "nothing", "told", ""):
        await is_refused({"callback_id": callback})  # what it remembers is of another form
    await is_refused({}, user="UADMIN")
    await is_refused({}, ahead=timedelta(hours=25))
    workspace = await bot.opened.workspace(TEAM)
    assert len(await workspace.sources.followed()) == 1
    assert not await workspace.subscriptions.all()


async def test_a_form_of_one_channel_changes_that_one(stage: Stage, bot: Running):
    """Whatever channel stands in what was filled in."""
    await stage.slack.joined("C2")
    (hello,) = await stage.posted("C2", 0)
    form = await stage.form(hello, "open_schedule")
    payload = shapes.interaction("view_submission", stage.slack.users["U1"])
    state = shapes.state_values(form.view, {"days": "daily", "time": "08:00", "zone": "UTC", "stories": "5"})
    state["values"]["channel"] = {"value": {"type": "conversations_select", "selected_conversation": "G1"}}
    payload |= {"view": {**form.view, "id": form.id, "state": state}, "trigger_id": "x"}
    await stage.slack.acked(await stage.slack.deliver(Envelope("forged", "interactive", payload, takes_answer=True)))
    await stage.slack.until(lambda: "That is" in words(stage.slack.views[form.id]))
    await stage.sent(stage.slack.views[form.id], {})
    workspace = await bot.opened.workspace(TEAM)
    assert [one.channel for one in await workspace.subscriptions.all()] == ["C2"]


async def test_a_channel_that_was_picked_is_checked(stage: Stage, bot: Running):
    """On the home page a channel is picked: of one where the person is not, the rule for members says no."""
    for channel, may in (("C1", True), ("G2", False), ("D2", False), ("GNONE", False), ("", False)):
        await stage.slack.home_opened()
        await stage.slack.until(lambda: "U1" in stage.slack.homes)
        form = await stage.form(stage.slack.homes["U1"], "open_schedule")
        wished = {"days": "daily", "time": "08:00", "zone": "UTC", "stories": "5"}
        if channel:
            shown = words(await stage.sent(form, wished | {"channel": channel}))
            assert ("That is" in shown) is may, (channel, shown)
    assert not await (await bot.opened.workspace(TEAM)).subscriptions.all()


# --- what comes again, what is of no use ---------------------------------------------------------------


async def test_what_comes_again_is_harmless(stage: Stage, bot: Running):
    digest, *_ = await stage.digest()
    envelope = await stage.slack.slash(f"add {stage.site.url('/feed')} Town")
    await stage.slack.acked(await stage.slack.redeliver(envelope))
    pressed = await stage.slack.press(digest, "story_more", value=None)
    await stage.slack.acked(await stage.slack.redeliver(pressed))
    await stage.slack.until(lambda: len(stage.slack.ephemerals) >= 5)  # one was of the schedule
    workspace = await bot.opened.workspace(TEAM)
    assert len(await workspace.sources.followed()) == 2
    assert len(await workspace.votes.of_person("U1")) == 1


async def test_unknown_things_are_acknowledged(stage: Stage, bot: Running):
    del bot
    for given in (
        await stage.slack.slash("help", command="/somethingelse"),
        await stage.slack.event({"type": "reaction_added", "user": "U1", "event_ts": "1.1"}),
        await stage.slack.event({"type": "a_kind_that_comes_later", "event_ts": "1.1"}),
        await stage.slack.shortcut(stage.slack.write("hello"), "another_shortcut"),
    ):
        assert (await stage.slack.acked(given)).is_in_time
    for kind in ("hello_again", "options", "view_closed", "block_suggestion"):
        payload = shapes.interaction(kind, stage.slack.users["U1"]) | {
            "action_id": "x",
            "callback_id": "x",
            "value": "x",
        }
        envelope = Envelope(f"unknown-{kind}", "interactive", payload)
        assert (await stage.slack.acked(await stage.slack.deliver(envelope))).is_in_time
    assert not json.dumps([one.args for one in stage.slack.calls]).count("somethingelse")
