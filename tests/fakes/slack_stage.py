"""What tests of the bot in Slack play on: a Slack, a site with a feed, people who type and press, and what they see."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.models import NewArticle, Source, Visibility
from bot.services import ingest
from tests.fakes.chat_bot import Hands
from tests.fakes.origin import Origin, body, origin
from tests.fakes.slack import Ephemeral, FakeSlack, Message, ShownView, fake_slack, mentions_in
from tests.fakes.slack_bot import Running, bot_in_slack, settings

Shown = Message | Ephemeral | ShownView
TEAM = "slack:T1"
BRIDGE = (
    "The Tarn bridge will close for repairs in spring, the council said on Tuesday. Some {cars} cars cross it a day. "
    "“We cannot wait another winter,” said Mara Lind, mayor of Tarn. The works will cost {cost} million euros and last "
    "until autumn. Drivers will be sent over the northern bridge, which is forty years old and was painted last year. "
    "“It will be a long summer for everybody who works on the other side,” Jon Berg, head of the drivers’ union, said."
)
OATS = (
    "Farmers around Elm have brought in the best oat harvest in ten years, the farmers’ union said. “The rain came at "
    "the right time,” said Tilda Moor, a farmer. Prices may fall by a tenth before Christmas, according to the union. "
    "Last year a third of the oats was lost to drought, and some farms had given up growing them altogether."
)


def feed(at: Origin, *articles: tuple[str, str]) -> bytes:
    """An RSS feed with full texts: each article is a title and a text."""
    items = "".join(
        f"<item><title>{title}</title><guid>{title[:20]}</guid><link>{at.url(f'/{number}')}</link>"
        f"<pubDate>Tue, 24 Nov 2026 08:0{number}:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        for number, (title, text) in enumerate(articles)
    )
    return f'<rss version="2.0"><channel><title>Harbour Post</title>{items}</channel></rss>'.encode()


def told(at: Origin, cars: str = "12,000", cost: str = "4") -> None:
    """What the feed brings from now on."""
    made = feed(
        at,
        ("Tarn bridge to close in spring", BRIDGE.format(cars=cars, cost=cost)),
        ("Oat harvest is the best in ten years", OATS),
    )
    at.routes["/feed"] = body(made, [("Content-Type", "application/rss+xml")])


@dataclass(slots=True)
class Stage:
    """A Slack, a site with a feed, and a bot that can be started in it, more than once."""

    slack: FakeSlack
    site: Origin
    hands: Hands
    folder: Path
    stack: AsyncExitStack

    async def start(self, **more: object) -> Running:
        here = {"newsbot_intranet": f"127.0.0.1:{self.site.port}", "newsbot_ports": str(self.site.port)}
        given = settings(self.slack, self.folder, **(here | more))
        return await self.stack.enter_async_context(bot_in_slack(self.slack, given, self.hands))

    async def stop(self) -> None:
        await self.stack.aclose()

    # --- what people see -----------------------------------------------------------------------------

    async def slash(self, text: str, user: str = "U1", channel: str = "C1") -> list[Ephemeral]:
        """The answers to a command that only its asker sees, when they are there."""
        seen = len(self.slack.ephemerals)
        await self.slack.acked(await self.slack.slash(text, user=user, channel=channel))
        return await self.whispers(seen)

    async def whispers(self, seen: int) -> list[Ephemeral]:
        await self.slack.until(lambda: len(self.slack.ephemerals) > seen)
        await self._quiet(lambda: len(self.slack.ephemerals))
        return self.slack.ephemerals[seen:]

    async def posted(self, channel: str, seen: int) -> list[Message]:
        """What was posted there after the first `seen` messages."""
        await self.slack.until(lambda: len(self.slack.messages(channel)) > seen)
        await self._quiet(lambda: len(self.slack.messages(channel)))
        return self.slack.messages(channel)[seen:]

    async def mention(self, text: str, user: str = "U1", channel: str = "C1", thread: str | None = None) -> Message:
        seen = len(self.slack.messages(channel))
        await self.slack.mention(text, user=user, channel=channel, thread_ts=thread)
        return (await self.posted(channel, seen))[0]

    async def press(
        self, shown: Shown, action: str, user: str = "U1", value: str | None = None, channel: str = ""
    ) -> None:
        """Somebody presses a button; of several with that action the first, where no value says which."""
        if value is None and not isinstance(shown, ShownView):
            value = value_of(shown, action) or None
        pressed = await self.slack.press(shown, action, user=user, value=value, channel=channel)
        await self.slack.acked(pressed)

    async def form(self, shown: Shown, action: str, user: str = "U1", channel: str = "") -> ShownView:
        """The form that a button opens."""
        seen = len(self.slack.views)
        await self.press(shown, action, user, channel=channel)
        await self.slack.until(lambda: len(self.slack.views) > seen)
        return list(self.slack.views.values())[-1]

    async def sent(self, view: ShownView, values: dict[str, Any], user: str = "") -> ShownView:
        """The form as it is after it was sent and looked at."""
        await self.slack.acked(await self.slack.submit(view, values, user=user))
        await self.slack.until(lambda: not is_busy(self.slack.views[view.id]))
        return self.slack.views[view.id]

    async def _quiet(self, count: Callable[[], int]) -> None:
        """Until nothing has come for a moment: one document may be several messages."""
        before = -1
        while before != count():
            before = count()
            await asyncio.sleep(0.1)

    async def digest(self, channel: str = "C1") -> list[Message]:
        """Schedules one for soon, lets its time come, and gives its messages."""
        due = self.hands.now() + timedelta(minutes=3)
        await self.slash(f"schedule daily {due:%H:%M} UTC", channel=channel)
        seen = len(self.slack.messages(channel))
        self.hands.set_to(due)
        return await self.posted(channel, seen)


def is_busy(view: ShownView) -> bool:
    return "Looking" in json.dumps(view.view)


def words(shown: Shown) -> str:
    """All text of a message or a form, in its order."""
    found: list[str] = []

    def walk(value: Any) -> None:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            text = value.get("text")
            found.extend([text] if isinstance(text, str) else [])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(shown.view["blocks"] if isinstance(shown, ShownView) else shown.blocks)
    return " ".join(found) or (shown.text if not isinstance(shown, ShownView) else "")


def buttons(shown: Message | Ephemeral) -> list[dict[str, Any]]:
    return [one for block in shown.blocks if block["type"] == "actions" for one in block["elements"]]


def value_of(shown: Message | Ephemeral, action: str) -> str:
    return next((str(one.get("value") or "") for one in buttons(shown) if one["action_id"] == action), "")


async def soon(is_so: Callable[[], object], within: float = 20) -> None:
    """Wait for something inside the bot that Slack sees nothing of."""
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Given:
    """Articles that are at hand."""

    articles: tuple[NewArticle, ...]

    async def read(self) -> AsyncIterator[NewArticle]:
        for one in self.articles:
            yield one


async def load(bot: Running, visibility: Visibility = Visibility.WORKSPACE, channel: str | None = None) -> None:
    """The articles of the feed, followed and stored without being fetched."""
    workspace = await bot.opened.workspace(TEAM, channel)
    source = Source("https://example.org/feed", "Harbour Post", "feed", "https://example.org/", visibility)
    await workspace.sources.follow(source, source.key, ["Town"], bot.bot.times.clock())
    articles = (
        NewArticle(
            "a1",
            "Tarn bridge to close in spring",
            BRIDGE.format(cars="12,000", cost="4"),
            source,
            "https://example.org/1",
        ),
        NewArticle("a2", "Oat harvest is the best in ten years", OATS, source, "https://example.org/2"),
    )
    report = await ingest.load(Given(articles), workspace.store, bot.bot.times.clock())
    assert report.loaded == len(articles)


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[Stage]:
    """A stage; in the end Slack has refused nothing, and nothing that it took mentions anybody."""
    async with origin() as site, fake_slack() as slack:
        slack.subscriptions |= {"channel_shared", "channel_unshared"}
        told(site)
        made = Stage(slack, site, Hands(), folder, AsyncExitStack())
        try:
            yield made
        finally:
            await made.stop()
        assert not slack.rejected
        assert not [one for payload in slack.payloads for one in mentions_in(payload) if not one.startswith("<#")]
