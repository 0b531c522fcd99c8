"""Points discord.py at a fake, and back. Guards that a test leaves no setting behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import yarl

from discord.gateway import DiscordWebSocket
from discord.http import Route
from tests.fakes.discord.link import Gateway


@contextmanager
def pointed_at(api: str, gateway: str = "") -> Iterator[None]:
    """discord.py's REST address and, where one is given, its gateway's."""
    base, default = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api
    if gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, default


@contextmanager
def pointed_at_fake(fake: Gateway) -> Iterator[None]:
    """Both, at a fake that runs."""
    with pointed_at(f"{fake.url}/api/v10", fake.gateway):
        yield
