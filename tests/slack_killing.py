"""The running bot in a fake Slack, killed while it posts: what goes wrong with Slack meanwhile, and what it shows."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.chat_killing import Ended, Killer, Ready, Shown, Weather, judge
from tests.chat_killing import ready as ready_for
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, Channel, FakeSlack, Fault, fake_slack
from tests.fakes.slack_chat import ACCOUNT
from tests.slack_seeded import FAULTS, key_of

MOST = {"chat.postMessage": 1, "conversations.history": 1, "conversations.replies": 1}  # faults of one request


@dataclass(frozen=True, slots=True)
class InSlack:
    """A Slack in which the bot runs."""

    slack: FakeSlack
    script: str = "slack_in_a_hurry.py"

    @property
    def settings(self) -> Mapping[str, str]:
        return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "NEWSBOT_SLACK_API": self.slack.api}

    def posted(self) -> int:
        return len(self.slack.payloads)

    def shown(self) -> Sequence[Shown]:
        found = [one for channel in self.slack.channels for one in self.slack.messages(channel)]
        return [Shown(one.channel, key_of(one), one.ts, one.thread_ts) for one in found]


@asynccontextmanager
async def ready(folder: Path, channels: int, speed: float = 1.0) -> AsyncIterator[Ready]:
    """So many channels of a workspace of Slack's."""
    names = [f"C{number:04}" for number in range(channels)]
    async with ready_for(folder, ACCOUNT.workspace, names, speed) as given:
        yield given


async def kill_and_count(given: Ready, kills: int, *, within: tuple[float, float], seed: int = 1) -> Ended:
    """Deliver with so many kills in between; where the clock is fast, all times of the bot are shorter."""
    weather = Weather(seed, Fault.NONE, FAULTS, MOST)

    def fault(method: str, args: dict[str, Any], count: int) -> Fault:
        return weather.drawn(method, str(sorted(map(str, args.items()))), count)

    async with fake_slack(limits=True, wall=given.clock) as slack:
        for name in given.channels:
            slack.add_channel(Channel(name, name, members={"U1", BOT_USER}))
        slack.fault = fault
        stage = InSlack(slack)
        killer = Killer(given, stage, Random(seed))  # noqa: S311 - to be told again
        await killer.run(kills, within)
        await slack.settle()
        assert not slack.rejected
        return await judge(given, stage, killer, weather.faults)
