"""When Discord is told of the commands: where they are not there as they should be. Guards that a start tells it once.

What Discord was told last is on record, and what it has is asked for at each start: somebody may have removed a command
there. Only names and what people see of them are compared: Discord adds ids and leaves out what is not set.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.adapters.discord.client import DiscordClient
from bot.domain.errors import ChatError, ChatUnclear, NewsbotError, Reach
from bot.services.ports import Memory

log = logging.getLogger(__name__)

_SYNCED = "commands"
_KINDS = frozenset({1, 2, 3})  # typed, on a person, on a message: no others are registered by a bot
_SHOWN = (
    "name",
    "description",
    "required",
    "autocomplete",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "default_member_permissions",
)
_LISTS = ("contexts", "integration_types", "channel_types")
_DEEP = 4  # group, subcommand, option, choice
Command = Mapping[str, Any]
Tree = app_commands.CommandTree[Any]


def expected(tree: Tree) -> list[dict[str, Any]]:
    """The commands as Discord is told of them."""
    return [one.to_dict(tree) for one in tree.get_commands()]


def shape(command: object, deep: int = _DEEP) -> Any:  # noqa: ANN401 - JSON
    """What people see of a command, an option or a choice; what is not set, and in which order it stands, is left out.

    Whatever is of another shape has one of its own, which is like none of ours.
    """
    if not isinstance(command, Mapping) or deep < 0:
        return type(command).__name__
    made: dict[str, Any] = {"type": _kind(command)}
    made |= {name: _plain(command[name]) for name in _SHOWN if command.get(name)}
    made |= {name: sorted(map(str, map(_plain, held))) for name in _LISTS if (held := _listed(command, name))}
    if choices := _listed(command, "choices"):
        pairs = [one for one in choices if isinstance(one, Mapping)]
        made["choices"] = [(_plain(one.get("name")), _plain(one.get("value"))) for one in pairs]
    if options := _listed(command, "options"):
        made["options"] = sorted((shape(one, deep - 1) for one in options), key=repr)
    return made


def _kind(command: Command) -> object:
    return _plain(command.get("type") or 1)


def _listed(command: Command, name: str) -> list[object]:
    held = command.get(name)
    return held if isinstance(held, list) else []


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else type(value).__name__


def differing(wanted: Sequence[Command], there: Sequence[object]) -> list[str]:
    """What is not there as it should be, each in a few words; empty where all of it is."""
    own, others = _by_name(wanted), _by_name(there)
    missing = [f"missing: {_said(key)}" for key in own if key not in others]
    changed = [f"changed: {_said(key)}" for key in own if key in others and own[key] != others[key]]
    return [*missing, *changed, *(f"not ours: {_said(key)}" for key in others if key not in own)]


def _by_name(commands: Sequence[object]) -> dict[tuple[object, str], Any]:
    found = [one for one in commands if isinstance(one, Mapping)]
    kinds = [(_kind(one), one) for one in found]
    return {(kind, str(_plain(one.get("name")))): shape(one) for kind, one in kinds if kind in _KINDS}


def _said(key: tuple[object, str]) -> str:
    kind, name = key
    return f"/{name[:40]}" if kind == 1 else name[:40]


async def found(client: DiscordClient, app: str) -> list[object]:
    """The commands that Discord has of an application, by its id. Raises ChatError."""
    said = await client.call("GET", f"/applications/{app}/commands", Reach.BOT)
    if not isinstance(said, list):
        raise ChatUnclear("Discord does not say which commands it has")
    return said


@dataclass(slots=True)
class Registration:
    """The commands of one start of the bot. `app` is the application's id; `memory` keeps what was told last."""

    client: DiscordClient
    app: str
    memory: Memory
    is_done: bool = False

    async def begun(self, tree: Tree) -> None:
        """A session has begun. Where something fails, the next one tries again; what was taken is not told again."""
        if self.is_done:
            return
        try:
            self.is_done = await self._registered(tree)
        except (discord.HTTPException, app_commands.AppCommandError, NewsbotError, OSError) as error:
            log.warning("Discord: the commands could not be sent: %s", type(error).__name__)

    async def _registered(self, tree: Tree) -> bool:
        """Whether it is certain that Discord has them; where it does not say what it has, what it was told counts."""
        wanted = expected(tree)
        mark = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
        there = await self._there()
        faults = [] if there is None else differing(wanted, there)
        if await self.memory.get(_SYNCED) == mark and not faults:
            return there is not None
        await tree.sync()
        await self.memory.set(_SYNCED, mark)
        log.info("Discord: the commands were sent%s", f"; {'; '.join(faults[:5])}" if faults else "")
        return True

    async def _there(self) -> list[object] | None:
        try:
            return await found(self.client, self.app)
        except ChatError as error:
            log.info("Discord: which commands are there cannot be found out: %s", error)
            return None
