"""The composition of the language model: the one that the settings name, and its prompts. Guards that none is one, too.

What goes with it is imported where one is used: it takes long, and most people have none.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters import prompt_files
from bot.adapters.storage.database import Database
from bot.app import CONSOLE, PATIENCE
from bot.domain.errors import InputError
from bot.services.ports.model import Ceilings, Completion, Prompt
from bot.services.prompting import Templates
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.llm.client import OpenAiModel


@asynccontextmanager
async def language_model(given: Settings) -> "AsyncIterator[OpenAiModel | None]":
    """The model, closed at the end; None where the settings name none, or switch it off."""
    if not given.uses_model:
        yield None
        return
    from bot.adapters.llm.client import Server, opened  # noqa: PLC0415 - as above

    server = Server(
        model=given.newsbot_model,
        key=given.openai_api_key,
        base=given.openai_base_url,
        limit_field=given.limit_field,
        temperature=given.newsbot_model_temperature,
        effort=given.newsbot_model_effort,
    )
    async with opened(server) as model:
        yield model


def templates(given: Settings) -> Templates:
    """The prompts, an operator's own among them. Raises InputError, in one line, where one cannot work."""
    return prompt_files.load(given.newsbot_prompts, given.newsbot_model_thinking_tokens)


async def checks(opened: Database, given: Settings, ceilings: Ceilings) -> dict[str, str]:
    """What `newsbot doctor` finds out: whether the model answers, how it is asked, whether the prompts can be used.

    It asks the model one short question, which costs a few dozen tokens, paid for as whatever the terminal asks.
    """
    found = {}
    async with language_model(given) as model:
        if model is not None:
            found = await _answers(opened, given, ceilings, model)
    try:
        found["prompts"] = f"ok: {len(templates(given))}, from {given.newsbot_prompts or prompt_files.own_folder()}"
    except InputError as error:
        found["prompts"] = f"fails: {error}"
    return found


async def _answers(opened: Database, given: Settings, ceilings: Ceilings, model: "OpenAiModel") -> dict[str, str]:
    from bot.adapters.llm.checks import Ready, checks  # noqa: PLC0415 - as above
    from bot.app.modelling import paid  # noqa: PLC0415 - as above

    await opened.operations.workspace_id(CONSOLE)
    account = paid(opened, model, ceilings, given.model_prices)

    async def ask(prompt: Prompt, shape: type[Ready], seconds: float) -> Completion[Ready]:
        thinks = replace(prompt, most=prompt.most + given.newsbot_model_thinking_tokens)
        return await account.call(thinks, shape, CONSOLE, seconds)

    try:
        return await checks(model, given.newsbot_model_answer_seconds, ask)
    finally:
        await account.unbroken.finish(PATIENCE)
