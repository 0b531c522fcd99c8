"""One bot in Slack and in Discord at once. Guards that each is served as if it were alone, and that both end."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app.delivering import Look
from bot.app.running import Bot
from bot.cli.running import _in_chats
from bot.services.deliver.terms import Outlet
from bot.settings import Settings
from tests.fakes import discord as fakes_of_discord
from tests.fakes import discord_bot, discord_stage, slack_bot, slack_stage
from tests.fakes import slack as fakes_of_slack
from tests.fakes.chat_bot import begun
from tests.fakes.llm import KEY, ModelServer
from tests.fakes.origin import Request, Writer

ASKED = "what did Jon Berg say?"


@dataclass(frozen=True, slots=True)
class Both:
    """A stage of each chat, on which one bot is."""

    slack: slack_stage.Stage
    discord: discord_stage.Stage
    outlets: dict[str, Outlet]


async def _enter(bot: Bot, outlets: dict[str, Outlet], stack: AsyncExitStack) -> Look:
    return (await _in_chats(bot, outlets, stack)).look


@asynccontextmanager
async def playing(folder: Path, **more: object) -> AsyncIterator[Both]:
    """`newsbot run` with the tokens of both, but for what it does at the terminal."""
    async with slack_stage.playing(folder) as slack, discord_stage.playing(folder) as discord:
        discord.hands = slack.hands
        own = discord_bot.settings(discord.discord, folder).model_dump(
            include={"discord_bot_token", "newsbot_discord_api"}
        )
        given: Settings = slack_bot.settings(slack.slack, folder, **(own | more))
        async with begun(given, slack.hands, _enter) as made:
            await slack.slack.connected()
            await discord.discord.connected()
            await discord.discord.until(lambda: discord.discord.commands.get(""))
            loaded = discord_bot.Running(made.bot.opened, None, made.outlets, made.bot, made.polls)  # type: ignore[arg-type]  # nobody asks how it is connected
            await discord_stage.load(loaded, discord.workspace)
            await discord_stage.load(loaded, slack_stage.TEAM)
            yield Both(slack, discord, made.outlets)


async def test_each_is_answered_and_gets_its_digest(tmp_path: Path):
    async with playing(tmp_path) as both:
        assert {one.split(":")[0] for one in both.outlets} >= {"slack", "discord"}
        assert "Jon Berg" in slack_stage.words(await both.slack.mention(ASKED))
        assert "Jon Berg" in discord_stage.words(await both.discord.mention(ASKED))
        due = both.slack.hands.now() + timedelta(minutes=3)
        await both.slack.slash(f"schedule daily {due:%H:%M} UTC")
        await both.discord.slash("news schedule", when=f"daily {due:%H:%M}", zone="UTC")
        seen = len(both.slack.slack.messages("C1")), len(both.discord.discord.messages(both.discord.news))
        both.slack.hands.set_to(due)
        there = await both.slack.posted("C1", seen[0])
        here = await both.discord.posted(both.discord.news, seen[1])
        assert "bridge" in " ".join(map(slack_stage.words, there))
        assert "bridge" in discord_stage.words(*here)
        assert "is here because of" in discord_stage.words(*await both.discord.press(here[0], "story_why"))


async def test_each_is_told_what_a_model_had_to_do_with_its_answer(tmp_path: Path):
    """By the clock of the bot: what was asked in time is asked of the model, too."""
    async with ModelServer() as server:
        model = {"openai_base_url": server.base_url, "openai_api_key": SecretStr(KEY), "newsbot_model_private": True}
        async with playing(tmp_path, **model) as both:
            both.slack.hands.set_to(both.slack.hands.now() + timedelta(hours=1))
            assert "by gpt-4o-mini" in slack_stage.words(await both.slack.mention("what's new?"))
            asked = len(server.completions)
            assert "by gpt-4o-mini" in discord_stage.words(await both.discord.mention("what's new?"))
        assert asked > 0


async def test_where_one_has_a_bad_token_the_other_is_served(tmp_path: Path):
    async with playing(tmp_path) as both:
        both.discord.discord.revoke()
        await discord_stage.soon(lambda: both.discord.workspace not in both.outlets)
        both.discord.discord.refused.clear()
        assert "Jon Berg" in slack_stage.words(await both.slack.mention(ASKED))


async def for_ever(_request: Request, _writer: Writer) -> None:
    await asyncio.Event().wait()


async def test_a_signal_ends_both_in_time_and_whoever_waits_is_told(tmp_path: Path):
    """`newsbot run` as a process of its own, stopped while it is at work for somebody in each chat."""
    async with slack_stage.playing(tmp_path) as slack, discord_stage.playing(tmp_path) as discord:
        slack.site.routes["/slow"] = for_ever
        env = {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
            "SLACK_BOT_TOKEN": fakes_of_slack.BOT_TOKEN,
            "SLACK_APP_TOKEN": fakes_of_slack.APP_TOKEN,
            "NEWSBOT_SLACK_API": slack.slack.api,
            "DISCORD_BOT_TOKEN": fakes_of_discord.BOT_TOKEN,
            "NEWSBOT_DISCORD_API": discord.discord.api,
            "NEWSBOT_INTRANET": f"127.0.0.1:{slack.site.port}",
            "NEWSBOT_PORTS": str(slack.site.port),
        }
        program = Path(sys.executable).parent / "newsbot"
        running = await asyncio.create_subprocess_exec(
            program, "run", "--no-prompt", cwd=tmp_path, env={"PATH": os.environ["PATH"]} | env, stderr=-1
        )
        try:
            async with asyncio.timeout(60):
                await slack.slack.connected()
                await discord.discord.until(lambda: discord.discord.commands.get(""), within=60)
            url = slack.site.url("/slow")
            await slack.slack.acked(await slack.slack.slash(f"add {url}"))
            asked = await discord.discord.slash(discord.news, discord.admin, "news sources add", {"url": url})
            await asked.answered()
            async with asyncio.timeout(30):
                await slack.site.until_asked("/slow", 1)
            running.send_signal(signal.SIGTERM)
            async with asyncio.timeout(30):
                _, said = await running.communicate()
            assert running.returncode == 0, said.decode()[-2000:]
        finally:
            if running.returncode is None:
                running.kill()
                await running.wait()
        assert ["restarted" in slack_stage.words(one) for one in slack.slack.ephemerals] == [True]
        assert "restarted" in discord_stage.words(*asked.messages)
