"""Where a file is fetched from: Discord's own hosts, whatever stands in what was sent."""

from typing import Any, cast

import pytest

from bot.adapters.discord.client import BASE, DiscordClient
from bot.adapters.discord.files import _is_discords, fetched
from bot.domain.errors import ChatRefused
from tests.fakes.discord import fake_discord

UNUSED: Any = None
PATH = "/ephemeral-attachments/1/2/feeds.opml?ex=1&is=2&hm=3&"


@pytest.mark.parametrize("host", ["cdn.discordapp.com", "media.discordapp.net"])
def test_discords_own_hosts_are_asked(host: str):
    assert _is_discords(f"https://{host}{PATH}", BASE)


HOSTILE = [
    "",
    "https://cdn.discordapp.com",
    f"http://cdn.discordapp.com{PATH}",
    f"HTTPS://cdn.discordapp.com{PATH}",
    f"https://cdn.discordapp.com:8443{PATH}",
    f"https://cdn.discordapp.com:443@127.0.0.1{PATH}",
    f"https://cdn.discordapp.com@evil.example{PATH}",
    f"https://cdn.discordapp.com.evil.example{PATH}",
    f"https://evilcdn.discordapp.com{PATH}",
    f"https://cdn.discordapp.com.{PATH}",
    f"https://discordapp.com{PATH}",
    "https://cdn.discordapp.com/\\@evil.example/",
    "https://cdn.discordapp.com\\.evil.example/",
    "https://cdn.discordapp.com/a b",
    "https://cdn.discordapp.com/a\n",
    "https://cdn.discordapp.com/\r\nHost: evil.example",
    "https://cdn.discordapp.com/ä",
    "https://cdn。discordapp。com/a",
    "https://cdn.discordapp.com/" + "a" * 5000,
    "https://169.254.169.254/latest/meta-data",
    "http://127.0.0.1/x",
    "http://[::1]/x",
    "file:///etc/passwd",
    " https://cdn.discordapp.com/x",
]


@pytest.mark.parametrize("url", HOSTILE)
async def test_no_other_address_is_asked(url: str):
    with pytest.raises(ChatRefused, match="not at an address of Discord's"):
        await fetched(DiscordClient(cast("Any", UNUSED)), url, 100)


async def test_what_stands_in_for_discord_in_a_test_stands_in_for_its_files_alone():
    async with fake_discord() as fake:
        client = DiscordClient(cast("Any", UNUSED), base=fake.api)
        for url in (f"https://cdn.discordapp.com{PATH}", fake.url.replace("127.0.0.1", "localhost") + "/x"):
            with pytest.raises(ChatRefused, match="not at an address"):
                await fetched(client, url, 100)
