"""The composition of the language model, where one is set. Guards that without one nothing of it is loaded."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.adapters.storage.database import Database
from bot.app import clock
from bot.app.watched import Uncounted
from bot.domain.errors import InputError
from bot.services.authoring import Author, Authors, Style, nobody
from bot.services.ports import Metrics
from bot.settings import Settings

KEPT = timedelta(days=7)  # replies: as long as a story goes on, and a question's window


def style(given: Settings) -> Style:
    """How the model is used, as set."""
    return Style(
        writes=given.newsbot_model_mode == "write",
        private=given.newsbot_model_private,
        edition=given.newsbot_model_edition_seconds,
        answer=given.newsbot_model_answer_seconds,
        language=given.newsbot_model_language,
    )


@asynccontextmanager
async def authors(opened: Database, given: Settings, metrics: Metrics | None = None) -> AsyncIterator[Authors]:
    """Who tells the stories of each workspace, until left: nobody where no model is set.

    Raises InputError for prompts that cannot be used, and for limits on money without a price.
    """
    if not given.uses_model:
        yield nobody
        return
    from bot.adapters.llm import client  # noqa: PLC0415 - only where a model is set: its package takes a second
    from bot.adapters.prompt_files import load_prompts  # noqa: PLC0415
    from bot.services.budget import ceilings_of, is_unpriced  # noqa: PLC0415
    from bot.services.modelling import Modeller  # noqa: PLC0415

    ceilings, prices = (
        ceilings_of(
            tokens_a_day=given.newsbot_model_tokens_a_day or None,
            workspace_tokens_a_day=given.newsbot_model_workspace_tokens_a_day or None,
            tokens_ever=given.newsbot_model_tokens_ever or None,
            money_a_day=given.newsbot_model_money_a_day or None,
            workspace_money_a_day=given.newsbot_model_workspace_money_a_day or None,
            money_ever=given.newsbot_model_money_ever or None,
        ),
        given.model_prices,
    )
    if is_unpriced(given.newsbot_model, prices, ceilings):
        raise InputError(
            f"money is limited, and the model {given.newsbot_model} has no price: see NEWSBOT_MODEL_PRICES"
        )
    templates = load_prompts(given.newsbot_prompts)
    async with client.opened(_server(given)) as model:
        modeller = Modeller(
            model=model,
            spending=opened.spending,
            replies=opened.replies,
            ceilings=ceilings,
            prices=prices,
            clock=clock,
            ticks=time.monotonic,
            keep=KEPT,
            most_tokens=given.newsbot_model_input_tokens,
            figures=metrics or Uncounted(),
        )
        made_style = style(given)
        try:
            yield lambda workspace: Author(modeller, templates, made_style, time.monotonic, workspace)
        finally:
            await modeller.finish()
