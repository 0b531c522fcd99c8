"""Answers of the bot in Slack that could be lost, and what may be seen where: over a real bot in a strict Slack."""

import asyncio

from bot.domain.models import NewArticle, Source, Visibility
from bot.services import ingest
from tests.fakes.origin import Request, Writer, body, delayed
from tests.fakes.slack import BOT_USER, Channel, Ephemeral, FakeSlack, Fault, Message
from tests.fakes.slack_bot import Running
from tests.fakes.slack_stage import OATS, TEAM, Given, Stage, soon, words

ASK = "ask what did Jon Berg say?"


def once(slack: FakeSlack, method: str, fault: Fault, times: int = 1) -> None:
    """The next calls of a method fail."""
    left = times

    def plan(called: str, _given: object, _count: int) -> Fault:
        nonlocal left
        if called != method or not left:
            return Fault.NONE
        left -= 1
        return fault

    slack.fault = plan


async def whispers(stage: Stage, seen: int) -> str:
    return " ".join(map(words, await stage.whispers(seen)))


# --- answers that could be lost ------------------------------------------------------------------------


async def test_an_answer_waits_where_slack_asks_to_wait(stage: Stage, bot: Running):
    del bot
    once(stage.slack, "chat.postMessage", Fault.BUSY)
    assert "Jon Berg" in words(await stage.mention("what did Jon Berg say?"))
    once(stage.slack, "response_url", Fault.BUSY)
    assert "Jon Berg" in " ".join(map(words, await stage.slash(ASK)))
    assert len([one for one in stage.slack.ephemerals if "Jon Berg" in words(one)]) == 1


async def test_an_answer_is_shown_to_the_asker_where_the_bot_may_not_post(stage: Stage, bot: Running):
    del bot
    once(stage.slack, "chat.postMessage", Fault.GONE)
    seen = len(stage.slack.ephemerals)
    await stage.slack.mention("what did Jon Berg say?")
    shown = await whispers(stage, seen)
    assert "Jon Berg" in shown
    assert "shown to you alone" in shown
    assert not stage.slack.messages("C1")


async def for_ever(_request: Request, _writer: Writer) -> None:
    await asyncio.Event().wait()


async def test_who_waits_for_an_answer_when_the_bot_is_stopped_is_told_so(stage: Stage, bot: Running):
    """A command, and a mention whose thread shows that something is coming: Slack takes that away with the line."""
    del bot
    stage.site.routes["/slow"] = for_ever
    slow = f"add {stage.site.url('/slow')}"
    await stage.slack.acked(await stage.slack.slash(slow))
    await stage.slack.mention(slow)
    await stage.slack.until(lambda: stage.slack.statuses)
    await stage.stop()
    assert ["restarted" in words(one) for one in stage.slack.ephemerals] == [True]
    assert ["restarted" in words(one) for one in stage.slack.messages("C1") if one.thread_ts] == [True]


async def test_where_an_answer_may_be_lost_its_asker_is_told(stage: Stage, bot: Running):
    del bot
    once(stage.slack, "chat.postMessage", Fault.HTTP_500_AFTER)
    seen = len(stage.slack.ephemerals)
    await stage.slack.mention("what did Jon Berg say?")
    assert "cannot be told" in await whispers(stage, seen)
    assert len(stage.slack.messages("C1")) == 1


async def test_a_late_answer_comes_another_way(stage: Stage, bot: Running):
    """A response_url that takes no more: as an ephemeral message, or where the bot is no member, directly."""
    del bot
    once(stage.slack, "response_url", Fault.GONE, 99)
    assert {one.via for one in await stage.slash(ASK)} == {"api"}
    await stage.slack.slash(ASK, channel="C2")
    (told, *_) = await stage.posted("D1", 0)
    assert "Jon Berg" in words(told)
    assert not stage.slack.messages("C2")


async def test_sharing_works_when_the_response_url_is_used_up(stage: Stage, bot: Running):
    del bot
    (answer, *_) = await stage.slash(ASK)
    once(stage.slack, "response_url", Fault.GONE, 99)
    await stage.press(answer, "share")
    (shared,) = await stage.posted("C1", 0)
    assert "Jon Berg" in words(shared)


async def test_who_shares_where_nothing_can_be_shown_is_told(stage: Stage, bot: Running):
    del bot
    (answer, *_) = await stage.slash(ASK, channel="G1")
    stage.slack.channels["G1"].members -= {BOT_USER}
    once(stage.slack, "response_url", Fault.GONE, 99)
    await stage.press(answer, "share")
    (told,) = await stage.posted("D1", 0)
    assert "could not be shown to the channel" in words(told)


async def test_why_there_is_no_answer_is_not_shown_to_all(stage: Stage, bot: Running):
    del bot
    (answer, *_) = await stage.slash(ASK)
    seen = len(stage.slack.ephemerals)
    await stage.press(answer, "share", value="brief nothing of this kind")
    await stage.whispers(seen)
    assert not stage.slack.messages("C1")


async def test_a_story_is_asked_about_where_the_bot_cannot_post(stage: Stage, bot: Running):
    del bot
    digest, *_ = await stage.digest()
    await stage.slack.until(lambda: len(stage.slack.messages("C1")) == 2)
    form = await stage.form(digest, "story_ask")
    once(stage.slack, "chat.postMessage", Fault.GONE)
    seen = len(stage.slack.ephemerals)
    await stage.slack.submit(form, {"question": "who said what?"})
    assert "“" in await whispers(stage, seen)


async def test_a_sign_that_hangs_keeps_no_answer_waiting(stage: Stage, bot: Running):
    del bot
    once(stage.slack, "assistant.threads.setStatus", Fault.TIMEOUT_BEFORE)
    page = f"<html><body><article><h1>Harvest</h1><p>{OATS}</p></article></body></html>".encode()
    stage.site.routes["/slow"] = delayed(1.3, body(page, [("Content-Type", "text/html")]))
    async with asyncio.timeout(10):  # a request to Slack may take fourteen seconds
        assert "Tilda Moor" in words(await stage.mention(f"what did Tilda Moor say? <{stage.site.url('/slow')}>"))
    assert [one for one in stage.slack.calls if one.method == "assistant.threads.setStatus"]


async def test_a_token_that_is_revoked_ends_the_chat_and_readiness_shows_it(stage: Stage, bot: Running):
    assert bot.bot.signs.chats()
    stage.slack.dead = "token_revoked"
    stage.slack.hang_up()
    await soon(lambda: TEAM not in bot.outlets)
    assert not bot.bot.signs.chats()


# --- texts ---------------------------------------------------------------------------------------------


async def test_a_link_alone_that_cannot_be_read_is_named(stage: Stage, bot: Running):
    del bot
    link = stage.site.url("/missing")
    answer = words(await stage.mention(f"<{link}>"))
    assert "could not be read" in answer
    assert "/missing" in answer


async def test_a_bad_time_zone_is_told_beside_its_field(stage: Stage, bot: Running):
    del bot
    await stage.slack.joined("C2")
    (hello,) = await stage.posted("C2", 0)
    form = await stage.form(hello, "open_schedule")
    wished = {"days": "daily", "time": "08:00", "stories": "5"}
    for zone, said in (("Europe/Berln", "Europe/Berlin"), ("EST", "does not change"), ("<!channel>", "no time zone")):
        ack = await stage.slack.acked(await stage.slack.submit(form, wished | {"zone": zone}))
        assert ack.payload
        assert ack.payload["response_action"] == "errors"
        assert said in ack.payload["errors"]["zone"]
    shown = words(await stage.sent(form, wished | {"zone": "berlin", "topics": "Short stories, only, Town"}))
    assert "That is not" not in shown or "no source is listed under" in shown  # words of topics are no options
    assert 'listed under "Short stories"' in shown


async def test_an_empty_list_of_feeds_is_told_beside_its_field(stage: Stage, bot: Running):
    del bot
    await stage.slack.home_opened()
    await stage.slack.until(lambda: "U1" in stage.slack.homes)
    form = await stage.form(stage.slack.homes["U1"], "open_feeds")
    ack = await stage.slack.acked(await stage.slack.submit(form, {}))
    assert (ack.payload or {}).get("errors") == {"url": "Give a file, or an address."}


async def test_who_sets_a_schedule_where_nothing_can_be_posted_is_told_at_once(stage: Stage, bot: Running):
    del bot
    stage.slack.scopes -= {"chat:write.public"}
    await stage.stop()
    await stage.start()
    shown = " ".join(map(words, await stage.slash("schedule daily 08:00 UTC", channel="C2")))
    assert "nothing can be posted there" in shown
    assert "/invite" in shown
    assert "nothing can be" not in " ".join(map(words, await stage.slash("schedule daily 08:00 UTC")))


async def test_a_long_link_opens_a_form_all_the_same(stage: Stage, bot: Running):
    del bot
    for text, wanted in (
        (f"<https://example.org/{'ü' * 900}> <https://example.org/b>", "https://example.org/b"),
        (f"<https://example.org/{'x' * 2500}>", "too long"),
        ("no link", "no link"),
    ):
        seen = len(stage.slack.views)
        await stage.slack.acked(await stage.slack.shortcut(stage.slack.write(text), "ask_about_link"))
        await stage.slack.until(lambda seen=seen: len(stage.slack.views) > seen)  # type: ignore[misc]  # a default
        assert wanted in words(list(stage.slack.views.values())[-1])


async def test_a_form_that_comes_too_late_is_told(stage: Stage, bot: Running):
    del bot
    digest, *_ = await stage.digest()
    for action in ("story_ask", "open_source"):
        stage.slack.scopes |= {"users:read"}
        seen = len(stage.slack.ephemerals)
        once(stage.slack, "views.open", Fault.ERROR_BEFORE)
        await stage.press(digest, action, value=None if action == "story_ask" else "x")
        assert "press the button again" in await whispers(stage, seen)


async def test_the_own_briefing_of_a_person_stands_on_their_home_page_alone(stage: Stage, bot: Running):
    del bot
    stage.slack.im_of("U1")
    await stage.slash("schedule daily 08:00 UTC", channel="D1")
    for user, sees in (("U1", True), ("U2", False)):
        await stage.slack.home_opened(user)
        await stage.slack.until(lambda user=user: user in stage.slack.homes)  # type: ignore[misc]  # a default
        assert ("in a direct message" in words(stage.slack.homes[user])) is sees


# --- what may be seen where: T16 ---------------------------------------------------------------------------

CANARIES = {  # whose sources hold which word
    "public": (Visibility.PUBLIC, None, "Quorvexa"),
    "workspace": (Visibility.WORKSPACE, None, "Quorvexb"),
    "own": (Visibility.CHANNEL, "C1", "Quorvexc"),
    "private": (Visibility.CHANNEL, "G1", "Quorvexd"),
    "direct": (Visibility.CHANNEL, "D1", "Quorvexe"),
}
SEES = {
    "C1": {"public", "workspace", "own"},
    "C2": {"public", "workspace"},
    "G1": {"public", "workspace", "private"},
    "D1": {"public", "workspace", "direct"},
    "CEXT": {"public"},
}


async def planted(bot: Running) -> None:
    """A source of each kind, with a canary in every field that is shown."""
    for name, (visibility, channel, word) in CANARIES.items():
        workspace = await bot.opened.workspace(TEAM, channel)
        source = Source(f"https://{name}.example/feed", f"Post {word}", "feed", f"https://{name}.example/", visibility)
        await workspace.sources.follow(source, source.key, [word], bot.bot.times.clock())
        text = (
            f"The {word} ferry will sail again in June, its owners said. “{word} is a fine ship for the {name} route,” "
            f"said Ida Strand, captain. The works at {word} took most of the winter and cost two million euros."
        )
        article = NewArticle(f"a{word}", f"{word} ferry sails in June", text, source, f"https://{name}.example/1")
        report = await ingest.load(Given((article,)), workspace.store, bot.bot.times.clock())
        assert report.loaded == 1


def told_of(shown: str) -> set[str]:
    return {name for name, (*_, word) in CANARIES.items() if word in shown}


async def everything(stage: Stage, channel: str) -> str:
    """All that somebody sees who asks in each way."""
    shown: list[Message | Ephemeral] = []
    for command in ("brief all", "sources", "ask what did Ida Strand say?", "topics", "status"):
        shown += await stage.slash(command, channel=channel)
    if channel != "C2":
        if channel.startswith("D"):
            seen = len(stage.slack.messages(channel))
            await stage.slack.message("what did Ida Strand say?", channel=channel)
            shown += await stage.posted(channel, seen)
        else:
            shown.append(await stage.mention("what did Ida Strand say?", channel=channel))
    for word in (word for *_, word in CANARIES.values()):
        shown += await stage.slash(f"brief {word[:-1]}", channel=channel)
    return " ".join(map(words, shown))


async def test_each_source_shows_only_where_it_may(stage: Stage):
    bot = await stage.start()
    await planted(bot)
    stage.slack.im_of("U1")
    for channel, sees in SEES.items():
        assert told_of(await everything(stage, channel)) == sees, channel
    await stage.slack.home_opened()
    await stage.slack.until(lambda: "U1" in stage.slack.homes)
    assert told_of(words(stage.slack.homes["U1"])) == {"public", "workspace"}


async def test_what_is_shared_is_what_the_channel_may_read(stage: Stage):
    bot = await stage.start()
    await planted(bot)
    for channel in ("C1", "G1", "CEXT"):
        answer, *_ = await stage.slash("brief all", channel=channel)
        seen = len(stage.slack.messages(channel))
        await stage.press(answer, "share")
        assert told_of(" ".join(map(words, await stage.posted(channel, seen)))) == SEES[channel], channel
    private, *_ = await stage.slash("brief all", channel="G1")
    seen = len(stage.slack.messages("C1"))
    await stage.press(private, "share", channel="C1")  # forged: the button of one channel pressed in another
    assert told_of(" ".join(map(words, await stage.posted("C1", seen)))) == SEES["C1"]
    stage.slack.channels["G1"].is_ext_shared = True  # between the answer and its being shared
    await stage.slack.event({"type": "channel_shared", "channel": "G1", "event_ts": "1.2"})
    await asyncio.sleep(0.3)
    seen = len(stage.slack.messages("G1"))
    await stage.press(private, "share")
    assert told_of(" ".join(map(words, await stage.posted("G1", seen)))) == {"public"}


async def test_nothing_is_shared_into_a_direct_message(stage: Stage):
    """Slash commands work in those between two people, of whom one may be of another company."""
    bot = await stage.start()
    await planted(bot)
    stage.slack.add_channel(Channel("DTWO", "", "im", {"U1", "UEXT"}))
    answer, *_ = await stage.slash("brief all", channel="DTWO")
    assert "Share to channel" not in words(answer)
    await stage.press(answer, "share", value="brief all")
    await asyncio.sleep(0.4)
    assert not stage.slack.messages("DTWO")


async def test_buttons_forms_and_the_sample_show_no_more(stage: Stage):
    bot = await stage.start()
    await planted(bot)
    stage.slack.scopes -= {"im:read"}
    hello = stage.slack.write("hello", user=BOT_USER, channel="CEXT")
    seen = len(stage.slack.ephemerals)
    await stage.press(hello, "sample", value="x")
    assert told_of(await whispers(stage, seen)) == {"public"}
    for number in range(1, 7):
        seen = len(stage.slack.ephemerals)
        await stage.press(hello, "story_why", value=f":s{number}")
        assert told_of(await whispers(stage, seen)) <= {"public"}, number
        views = len(stage.slack.views)
        await stage.press(hello, "story_ask", value=f":s{number}")
        await stage.slack.until(lambda views=views: len(stage.slack.views) > views)  # type: ignore[misc]  # a default
        form = list(stage.slack.views.values())[-1]
        assert told_of(words(form)) <= {"public"}, number
        if "no longer" not in words(form):
            posted = len(stage.slack.messages("CEXT"))
            await stage.slack.submit(form, {"question": "what did Ida Strand say?"})
            assert told_of(" ".join(map(words, await stage.posted("CEXT", posted)))) == {"public"}
    message = stage.slack.write("see <https://private.example/1>", channel="CEXT")
    views = len(stage.slack.views)
    await stage.slack.acked(await stage.slack.shortcut(message, "ask_about_link"))
    await stage.slack.until(lambda: len(stage.slack.views) > views)
    seen = len(stage.slack.ephemerals)
    await stage.slack.submit(list(stage.slack.views.values())[-1], {"question": "what did Ida Strand say?"})
    assert told_of(await whispers(stage, seen)) <= {"public"}
