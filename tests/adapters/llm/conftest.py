"""One server of a model, and a model at it."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.adapters.llm.client import OpenAiModel, Server, opened
from tests.fakes.llm import KEY, ModelServer

NAME = "gpt-4o-mini"


def at(server: ModelServer, **more: object) -> Server:
    """The server, as settings would say it."""
    given = {"model": NAME, "key": SecretStr(KEY), "base": server.base_url, **more}
    return Server(**given)  # type: ignore[arg-type]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as started:
        yield started


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAiModel]:
    async with opened(at(server)) as made:
        yield made
