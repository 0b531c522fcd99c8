"""What `newsbot doctor` finds out of a model: whether it answers, and how. Guards that a fault says its cure."""

import time
from collections.abc import Awaitable, Callable

from pydantic import BaseModel, ConfigDict

from bot.adapters.llm.client import OpenAiModel
from bot.adapters.llm.rungs import Rung
from bot.domain.errors import ModelError, ModelFault
from bot.services.ports.model import Completion, Prompt

_HOW = {
    Rung.SCHEMA: "the server takes a JSON schema",
    Rung.GUIDED: "the server takes JSON, and perhaps a schema with it",
    Rung.OBJECT: "the server takes no JSON schema, but JSON",
    Rung.TEXT: "the server takes no form, and JSON is looked for in the text",
}


class Ready(BaseModel):
    """The reply that is hoped for."""

    model_config = ConfigDict(strict=True)

    ready: bool


_PROMPT = Prompt(
    name="doctor",
    hash="",
    system='You are asked whether you work. Reply with the JSON object {"ready": true} and nothing else.',
    user="Are you ready? Reply with JSON alone.",
    most=200,  # a model that thinks before it speaks needs some
)


Ask = Callable[[Prompt, type[Ready], float], Awaitable[Completion[Ready]]]


async def checks(model: OpenAiModel, seconds: float, ask: Ask) -> dict[str, str]:
    """A verdict in one line for each check, by its name. The model is asked a short question, at most once a form.

    `ask` asks the model within so many seconds, and sees to it that this is paid for.
    """
    began = time.monotonic()
    try:
        done = await _answered(model, seconds, ask)
    except ModelError as error:
        return {"model": f"fails: {model.name}: {error}{await _unlisted(model, seconds, error)}"}
    took = time.monotonic() - began
    guessed = " by our guess, for the server does not say" if done.tokens.estimated else ""
    return {
        "model": f"ok: {model.name} answers, in {took:.1f} seconds",
        "model replies": f"ok: {_HOW[model.rung]}",
        "model tokens": f"ok: {done.tokens.prompt} + {done.tokens.reply} for a short question{guessed}",
    }


async def _answered(model: OpenAiModel, seconds: float, ask: Ask) -> Completion[Ready]:
    """Raises ModelError, where no form brings a reply."""
    while True:
        rung = model.rung
        try:
            return await ask(_PROMPT, Ready, seconds)
        except ModelError:
            if model.rung is rung:
                raise


async def _unlisted(model: OpenAiModel, seconds: float, error: ModelError) -> str:
    """What there is to say where the server does not know a model of that name."""
    if error.kind is not ModelFault.REJECTED:
        return ""
    try:
        is_listed = await model.knows(seconds)
    except ModelError:
        return ""
    return "; the server lists no model of that name" if is_listed is False else ""
