"""What a model has written, in the language that readers are set to; guards that it is translated last.

A sentence is borne out in the language of its articles or not at all. Its translation is the model's, marked as that,
and `domain/written` shows it only with the same names and figures. Somebody's words are never translated.
"""

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import Protocol

from bot.domain.arranging import tidy
from bot.domain.drafts import DraftLine, LineKind
from bot.domain.errors import ModelError
from bot.domain.languages import name_of
from bot.services import prompting
from bot.services.ports.model import Prompt
from bot.services.prompting import Numbered, Template
from bot.services.replies import Translated

log = logging.getLogger(__name__)

_REPLY = 1_600  # tokens


class Ask(Protocol):
    """Asks for a translation, for one workspace, until a deadline."""

    def __call__(self, prompt: Prompt, shape: type[Translated]) -> Awaitable[Translated]:
        """The reply. Raises ModelError."""
        ...


async def translated(
    lines: Sequence[DraftLine], title: str, into: str, template: Template, ask: Ask
) -> tuple[tuple[DraftLine, ...], str]:
    """The lines with translations, where they are a model's, and that of the title; as they were where it fails."""
    texts = [
        one for one in dict.fromkeys((title, *(line.text for line in lines if line.kind is LineKind.WRITTEN))) if one
    ]
    if not texts:
        return tuple(lines), ""
    numbered = prompting.passages(Numbered(f"t{at}", text) for at, text in enumerate(texts, 1))
    try:
        reply = await ask(template.fill(_REPLY, passages=numbered, language=name_of(into)), Translated)
    except ModelError as error:
        log.info("what a model has written is not translated: %s: %s", error.kind.value, error)
        return tuple(lines), ""
    if len(reply.lines) != len(texts):
        return tuple(lines), ""
    by_text = dict(zip(texts, map(tidy, reply.lines), strict=True))
    made = (replace(one, translation=by_text[one.text]) if one.text in by_text else one for one in lines)
    return tuple(made), by_text.get(title, "")
