"""Who tells the stories of each workspace: a language model where one is set. Guards that else nothing is loaded."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.adapters.storage.database import Database
from bot.services.authoring import Author, Authors, Style, nobody
from bot.services.ports import ModelFigures
from bot.services.ports.model import Amounts, Ceilings
from bot.settings import Settings

_BYTES = 4  # of a token, about: the bound of a prompt's tokens is its bytes
_REPLY = 1_600  # tokens of the longest reply that is asked for, before which a model may think


@asynccontextmanager
async def authors(
    opened: Database,
    given: Settings,
    figures: ModelFigures | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Authors]:
    """Who tells the stories of each workspace, until left: nobody where no model is set.

    `ticks` are those of the program, by which requests say when they were asked.

    Raises InputError for prompts that cannot be used.
    """
    if not given.uses_model:  # the prompts are not even read
        yield nobody
        return
    from bot.app.model import language_model, templates  # noqa: PLC0415 - where one is used alone
    from bot.app.modelling import Limits, modelling  # noqa: PLC0415 - as above

    prompts, style = templates(given), _style(given)
    limits = Limits(ceilings(given), given.model_prices, most_tokens=longest_prompt(given))
    async with language_model(given) as model:
        if model is None:
            yield nobody
            return
        async with modelling(opened, model, limits, figures, ticks=ticks) as asker:
            yield lambda workspace: Author(asker, prompts, style, ticks, workspace)


def longest_prompt(given: Settings) -> int:
    """How long a prompt may be, by `prompting.tokens_of`, which is a bound in bytes."""
    return _BYTES * given.newsbot_model_input_tokens


def ceilings(given: Settings) -> Ceilings:
    """What a model may cost, as set."""
    from bot.services.budget import ceilings_of  # noqa: PLC0415 - as above

    return ceilings_of(
        tokens_a_day=given.newsbot_model_tokens_a_day or None,
        workspace_tokens_a_day=given.newsbot_model_workspace_tokens_a_day or None,
        tokens_ever=given.newsbot_model_tokens_ever or None,
        money_a_day=given.newsbot_model_money_a_day or None,
        workspace_money_a_day=given.newsbot_model_workspace_money_a_day or None,
        money_ever=given.newsbot_model_money_ever or None,
    )


def budget_check(given: Settings) -> str:
    """Whether the limits allow what the longest call reserves for what people ask; else which of them to raise."""
    from bot.services import budget  # noqa: PLC0415 - as above

    tokens = longest_prompt(given) + _REPLY + given.newsbot_model_thinking_tokens
    call, asked = budget.at_dearest(tokens, given.newsbot_model, given.model_prices), budget.for_asked(ceilings(given))
    of_day = Amounts(budget.least_for_asked(call.tokens), budget.least_for_asked(call.money))
    limits = (
        ("WORKSPACE_{}_A_DAY", asked.workspace, of_day),
        ("{}_A_DAY", asked.everyone, of_day),
        ("{}_EVER", asked.ever, call),
    )
    set_ = [(name, limit, least) for name, limit, least in limits if limit is not None]
    raised = [(name.format("TOKENS"), str(least.tokens)) for name, limit, least in set_ if limit.tokens < call.tokens]
    raised += [
        (name.format("MONEY"), f"{least.money / budget.MILLION:.6f}")
        for name, limit, least in set_
        if limit.money < call.money
    ]
    told = f"a question may have {call.tokens:,} tokens reserved for it"
    if not raised:
        return f"ok: {told}"
    cure = ", ".join(f"NEWSBOT_MODEL_{name}={least}" for name, least in raised)
    return f"too small: {told}; set {cure} at least, or a lower NEWSBOT_MODEL_INPUT_TOKENS"


def _style(given: Settings) -> Style:
    return Style(
        writes=given.newsbot_model_mode == "write",
        private=given.newsbot_model_private,
        edition=given.newsbot_model_edition_seconds,
        answer=given.newsbot_model_answer_seconds,
        asked_for=given.newsbot_stories,
        language=given.newsbot_model_language,
    )
