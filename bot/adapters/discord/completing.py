"""What is offered while somebody types; guards that it comes in time, or not at all, and from what they may read."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.front import Front
from bot.adapters.discord.incoming import of_interaction
from bot.domain.errors import NewsbotError
from bot.services.requests.completing import complete_people, complete_sources, complete_topics, complete_zones

_IN_TIME = 2.0  # seconds: Discord waits three
_MOST = 25
_LONGEST = 100
Choices = list[app_commands.Choice[str]]
_ASKED = "what did {} say?"


def offered(kind: str) -> Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]:
    """What completes an option of this kind: sources, topics, people or zones."""

    async def complete(here: discord.Interaction[Any], typed: str) -> Choices:
        try:
            async with asyncio.timeout(_IN_TIME):
                found = await _found(here.client.front, here, kind, typed)
        except (NewsbotError, TimeoutError):
            return []
        return [app_commands.Choice(name=one, value=one) for one in found[:_MOST] if 0 < len(one) <= _LONGEST]

    return complete


def _last_word(typed: str) -> str:
    """Of what was typed so far; empty where there is none."""
    return (typed.rstrip("? ").split() or [""])[-1]


def questions(typed: str, names: list[str]) -> list[str]:
    """What was typed, and the same with its last word made the name of somebody; of nothing, what each has said."""
    head = typed.rstrip("? ")[: -len(_last_word(typed)) or None].rstrip() if typed.strip() else ""
    if not head:
        return [_ASKED.format(name) for name in names]
    return [typed, *(f"{head} {name}" for name in names)]


async def _found(front: Front, here: discord.Interaction[Any], kind: str, typed: str) -> list[str]:
    if kind == "zones":
        return complete_zones(typed)
    seen = of_interaction(here)
    if front.typing.wait(f"typing:{seen.person}", seen.person) > 0:
        return []
    at = await front.at_home(seen)
    if at is None:
        return []
    asking = await front.asking(at)
    desk = await front.open_desk(asking)
    match kind:
        case "sources":
            return await complete_sources(typed, desk)
        case "topics":
            before, comma, last = typed.rpartition(",")
            topics = await complete_topics(last.strip(), asking, desk)
            return [f"{before}{comma} {topic}" if comma else topic for topic in topics]
        case _:
            names = await complete_people(_last_word(typed), desk)
            return questions(typed, names)
