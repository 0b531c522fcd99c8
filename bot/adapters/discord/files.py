"""Files that people attach; guards that they are fetched from Discord's own hosts alone, and are as short as they say.

Where a file is stands in what Discord sends along with a command: an address that is none of Discord's is not asked.
"""

import re
from urllib.parse import urlsplit

import aiohttp

from bot.adapters.discord.client import BASE, DiscordClient
from bot.domain.errors import ChatRefused, ChatUnclear

# Nothing but a slash may follow the host, so that no reader of addresses takes another one for it.
_DISCORDS = re.compile(r"https://(?:cdn\.discordapp\.com|media\.discordapp\.net)/[!-\[\]-~]{1,4000}", re.ASCII)
_SECONDS = 10.0


async def fetched(client: DiscordClient, url: str, most: int) -> bytes:
    """A file of at most `most` bytes. Raises ChatRefused, in a line that says why, and ChatUnclear."""
    if not _is_discords(url, client.base):
        raise ChatRefused("the file is not at an address of Discord's")
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=False) as session,
            session.get(url, proxy=client.http.proxy, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise ChatRefused(f"Discord does not hand out the file: {answer.status}")
            data = b""
            while len(data) <= most and (more := await answer.content.read(most + 1)):
                data += more
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise ChatUnclear("Discord does not hand out the file") from error
    if len(data) > most:
        raise ChatRefused(too_long(most))
    return data


def too_long(most: int) -> str:
    """What is said of a file of more bytes."""
    return f"the file is longer than {most // 1_000_000} MB"


def _is_discords(url: str, base: str) -> bool:
    """Whether it is at Discord, or at what stands in for it in a test."""
    if base != BASE:
        return urlsplit(url)[:2] == urlsplit(base)[:2]
    return _DISCORDS.fullmatch(url) is not None
