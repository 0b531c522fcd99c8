"""Twelve ways in which a model's server fails: the edition is there within a minute, the answer within 25 seconds.

Real requests to a real socket, the real budget's asking, the real deliverer; only the clock jumps to the next timer.
What is shown is what the rules tell, and says so.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar, cast

import pytest
from pydantic import SecretStr

from bot.adapters.llm.client import Server, opened
from bot.adapters.prompt_files import load
from bot.app.running import DELIVERING
from bot.domain.briefs import Amount
from bot.domain.documents import Answer, Briefing, Document
from bot.domain.drafts import NO_MODEL, Authorship, BriefingDraft, DraftStory, LineKind, Missed
from bot.domain.editions import Edition
from bot.domain.models import EVERYTHING
from bot.domain.subscriptions import Subscription
from bot.services.answer import answer
from bot.services.authoring import Author, Style
from bot.services.deliver.terms import Outlet
from bot.services.modelling import Modeller
from bot.services.ports import Composed, Reader
from bot.services.ports.model import Ceilings
from bot.services.summariser import brief, retold, verified
from bot.services.turns import Turn
from bot.settings import Settings
from tests.fakes.llm import FAILURES, KEY, Mode, ModelServer
from tests.fakes.loop import HurryingLoop
from tests.fakes.modelling import FakeReplies, FakeSpending
from tests.fakes.reader import Shelf
from tests.histories import DUE, START, Stories, World, each_day, judge
from tests.samples import NOW
from tests.test_injections import NEWS

T = TypeVar("T")
SHELF = Shelf.of(
    {"Bridge of Tarn closed": NEWS.format(at=""), "Comet above Halden": "A comet was seen above Halden."}, NOW
)
WHY = "Why was the bridge of Tarn closed?"
TOGETHER = [(mode, writes) for mode in FAILURES for writes in (False, True)]
IDS = [f"{mode.value}, {'write' if writes else 'select'}" for mode, writes in TOGETHER]


def in_time(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=HurryingLoop) as runner:
        return runner.run(main)


@asynccontextmanager
async def author_of(mode: Mode, *, writes: bool) -> AsyncIterator[Author]:
    given, ticks = Settings(_env_file=None), asyncio.get_running_loop().time
    style = Style(
        writes, private=True, edition=given.newsbot_model_edition_seconds, answer=given.newsbot_model_answer_seconds
    )
    async with ModelServer(mode) as server, opened(Server("gpt-4o-mini", SecretStr(KEY), server.base_url)) as model:
        asker = Modeller(
            model, FakeSpending(), FakeReplies(), Ceilings(), {}, lambda: NOW, ticks, timedelta(days=7), 100_000
        )
        yield Author(asker, load(), style, ticks, "team")
        await asker.finish()


# --- editions ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Recorder:
    """In the place of an author: what it was given to tell."""

    given: tuple[Sequence[DraftStory], Mapping[str, DraftStory], Amount] | None = None

    async def retell(
        self, stories: Sequence[DraftStory], wide: Mapping[str, DraftStory], amount: Amount, reader: Reader
    ) -> tuple[tuple[DraftStory, ...], Authorship]:
        assert reader is SHELF
        self.given = (stories, wide, amount)
        return tuple(stories), NO_MODEL


@pytest.fixture(scope="module")
def given() -> tuple[BriefingDraft, Mapping[str, DraftStory], Amount]:
    """A draft as the rules make it, and what an author may choose from."""
    recorder = Recorder()
    asyncio.run(brief(SHELF, EVERYTHING, NOW, author=cast("Author", recorder)))
    assert recorder.given
    stories, wide, amount = recorder.given
    return BriefingDraft(tuple(stories), EVERYTHING), wide, amount


@dataclass(slots=True)
class Modelled(Stories):
    """An editor whose author is a model's; the time that it takes passes for the whole world."""

    world: World = field(kw_only=True)
    author: Author = field(kw_only=True)
    given: tuple[BriefingDraft, Mapping[str, DraftStory], Amount] = field(kw_only=True)
    shown: list[Briefing] = field(default_factory=list)

    async def compose(self, edition: Edition, subscription: Subscription, outlet: Outlet) -> Composed | None:
        del edition, subscription, outlet
        draft, wide, amount = self.given
        loop = asyncio.get_running_loop()
        began = loop.time()
        made = await retold(draft, wide, amount, SHELF, self.author)
        self.world.elapsed += loop.time() - began
        return Composed(made, len(made.stories), ())

    async def verified(self, edition: Edition, subscription: Subscription) -> Document | None:
        del subscription
        assert isinstance(edition.draft, BriefingDraft)
        briefing = await verified(edition.draft, SHELF, day=edition.key.date, late=edition.late)
        self.shown.append(briefing)
        return briefing


@pytest.mark.parametrize(("mode", "writes"), TOGETHER, ids=IDS)
def test_an_edition_is_there_within_a_minute(
    mode: Mode,
    writes: bool,  # noqa: FBT001 - a parameter
    given: tuple[BriefingDraft, Mapping[str, DraftStory], Amount],
):
    """Composed as late as it can be: the bot was started when the edition was due."""

    async def main() -> tuple[World, list[Briefing]]:
        world = World(parts=len(given[0].stories))
        await world.subscribe("one")
        world.elapsed = (DUE - START).total_seconds()
        async with author_of(mode, writes=writes) as author:
            world.editor = editor = Modelled(lambda _: 1, world=world, author=author, given=given)
            process = world.process()
            for _ in range(30):
                await process.turn()
                world.elapsed += DELIVERING.total_seconds()
        return world, editor.shown

    world, shown = in_time(main())
    assert judge(world, each_day(["one"])).is_clean
    late = max(message.at for message in world.service.messages("one")) - DUE
    assert late <= timedelta(seconds=60)
    alone = asyncio.run(verified(given[0], SHELF))
    check(shown[-1].by, mode)
    lines = [line for story in shown[-1].stories for line in story.lines]
    assert all(line.kind is not LineKind.WRITTEN for line in lines)
    if mode is not Mode.WRONG_LANGUAGE:  # that has chosen, and stored sentences are in their own language
        assert lines == [line for story in alone.stories for line in story.lines]


def check(by: Authorship, mode: Mode) -> None:
    """It is marked as made without a model, but for one whose language alone is wrong: its choice may stand."""
    if mode is Mode.WRONG_LANGUAGE:
        assert by.missed in {Missed.UNSUPPORTED, Missed.FAILED} or not by.written
    else:
        assert by == Authorship(missed=Missed.FAILED)


# --- answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "writes"), TOGETHER, ids=IDS)
@pytest.mark.parametrize("question", [WHY, "is it gonna be pricey to mend that thing across the water in Tarn?"])
def test_an_answer_is_there_within_25_seconds(mode: Mode, writes: bool, question: str):  # noqa: FBT001 - a parameter
    async def main() -> tuple[Answer, float]:
        async with author_of(mode, writes=writes) as author:
            began = author.ticks()
            made = (await answer(question, SHELF, NOW, author=author)).answer
            return made, author.ticks() - began

    made, seconds = in_time(main())
    assert seconds <= 25
    alone = asyncio.run(answer(question, SHELF, NOW)).answer
    if mode is not Mode.WRONG_LANGUAGE:
        assert made.groups == alone.groups
        assert made.by == Authorship(missed=Missed.FAILED)
    assert all(line.kind is not LineKind.WRITTEN for group in made.groups for line in group.lines)


@pytest.mark.parametrize(("mode", "writes"), TOGETHER, ids=IDS)
def test_a_briefing_that_was_asked_for_is_there_within_25_seconds_of_that(
    mode: Mode,
    writes: bool,  # noqa: FBT001 - a parameter
    given: tuple[BriefingDraft, Mapping[str, DraftStory], Amount],
):
    """An edition may take longer: nobody waits for it."""

    async def main() -> tuple[BriefingDraft, float]:
        async with author_of(mode, writes=writes) as author:
            asked = author.ticks()
            await asyncio.sleep(5)  # for their turn
            draft, wide, amount = given
            made = await retold(draft, wide, amount, SHELF, author.answering(Turn(asked)))
            return made, author.ticks() - asked

    made, seconds = in_time(main())
    assert seconds <= 25
    check(asyncio.run(verified(made, SHELF)).by, mode)
