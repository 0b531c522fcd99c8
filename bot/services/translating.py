"""What a model has written, in the language that readers are set to; guards that it is translated last.

A sentence is borne out in the language of its articles or not at all, and one that is not is never sent. A translation
is the model's, marked as that, and `domain/written` shows it only with the same names and figures. Somebody's words are
never translated.
"""

import logging
from collections.abc import Awaitable, Iterable
from typing import Protocol

from bot.domain.arranging import tidy
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


async def translated(texts: Iterable[str], into: str, template: Template, ask: Ask) -> dict[str, str]:
    """Translations by the texts, which are borne out already: nothing else is sent. None where it fails."""
    given = [one for one in dict.fromkeys(texts) if one]
    if not given:
        return {}
    numbered = prompting.passages(Numbered(f"t{at}", text) for at, text in enumerate(given, 1))
    try:
        reply = await ask(template.fill(_REPLY, passages=numbered, language=name_of(into)), Translated)
    except ModelError as error:
        log.info("what a model has written is not translated: %s: %s", error.kind.value, error)
        return {}
    return dict(zip(given, map(tidy, reply.lines), strict=True)) if len(reply.lines) == len(given) else {}
