"""Which workspaces a command is about. Guards that no mistyped key makes a workspace."""

from collections.abc import Sequence

from bot import app
from bot.adapters.storage.database import Database
from bot.domain.errors import InputError
from bot.domain.zones import repeated

OWN = frozenset({app.CONSOLE, app.SAMPLES})  # those of whoever is at the terminal


async def known(key: str, opened: Database) -> str:
    """The key, where there is such a workspace. Raises InputError where there is none."""
    if key != app.CONSOLE and key not in await keys(opened):
        raise InputError(f"there is no workspace {repeated(key)}: newsbot workspaces lists them")
    return key


async def keys(opened: Database) -> list[str]:
    """Of all workspaces that there are."""
    return [one.key for one in await opened.operations.tenants()]


async def meant(key: str, opened: Database) -> Sequence[str]:
    """The workspace with this key; all of them, where none is named."""
    return [await known(key, opened)] if key else await keys(opened)


async def of_a_chat(key: str, opened: Database) -> str:
    """The workspace with this key or, where none is named, the only one of a chat. Raises InputError otherwise."""
    if key:
        return await known(key, opened)
    of_chats = [one for one in await keys(opened) if one not in OWN]
    if len(of_chats) == 1:
        return of_chats[0]
    if of_chats:
        raise InputError(
            f"there are {len(of_chats)} workspaces: name one with --workspace; newsbot workspaces lists them"
        )
    raise InputError("no chat has been connected yet: its workspace is there from the first message on")


def place(workspace: str, channel: str) -> str:
    """A channel as people at the terminal read it: with its workspace, where that is not their own."""
    return channel if workspace == app.CONSOLE else f"{workspace} {channel}"
