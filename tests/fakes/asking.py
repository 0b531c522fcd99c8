"""A model behind the `Asker` port that replies as a test says, and templates whose prompts are their data alone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from bot.domain.errors import ModelError
from bot.services import replies
from bot.services.authoring import Author, Style
from bot.services.ports.model import Completion, Prompt, Reply, Tokens
from bot.services.prompting import PLACEHOLDERS, Template

Said = dict[str, object] | ModelError
TEMPLATES = {
    name: Template(name, name[:4], f"Instructions of {name}.", "\n".join(f"${one}" for one in sorted(names)))
    for name, names in PLACEHOLDERS.items()
}


# In which shape each prompt asks for its reply.
SHAPES: dict[str, type[BaseModel]] = {
    "story_select": replies.StorySelect,
    "story_write": replies.StoryWrite,
    "answer_select": replies.AnswerSelect,
    "answer_write": replies.AnswerWrite,
    "question": replies.QuestionRead,
    "translate": replies.Translated,
}


@dataclass(slots=True)
class ScriptedAsker:
    """Implements `Asker`: `says` makes the reply to a prompt.

    `asked` keeps what was asked, for whom; `waited`, whether somebody waits.
    """

    says: Callable[[Prompt], Said]
    name: str = "tiny-model"
    asked: list[tuple[Prompt, str, bool]] = field(default_factory=list)
    waited: list[bool] = field(default_factory=list)

    async def ask(
        self,
        prompt: Prompt,
        shape: type[Reply],
        *,
        workspace: str,
        private: bool,
        until: float,
        asked: bool = False,
    ) -> Reply:
        assert until > 0
        self.waited.append(asked)
        self.asked.append((prompt, workspace, private))
        said = self.says(prompt)
        if isinstance(said, ModelError):
            raise said
        assert issubclass(shape, BaseModel)
        return shape.model_validate(said)


def author(
    says: Callable[[Prompt], Said], *, writes: bool = False, private: bool = False
) -> tuple[Author, ScriptedAsker]:
    """An author of the workspace "console" whose model replies so, and that model."""
    asker = ScriptedAsker(says)
    return Author(asker, TEMPLATES, Style(writes, private), lambda: 0.0, "console"), asker


@dataclass(slots=True)
class ScriptedModel:
    """Implements `LanguageModel` in the same way; a reply takes so many seconds of the loop."""

    says: Callable[[Prompt], Said]
    name: str = "tiny-model"
    takes: float = 0.0
    asked: list[Prompt] = field(default_factory=list)

    async def complete(self, prompt: Prompt, shape: type[Reply], seconds: float) -> Completion[Reply]:
        assert seconds > 0
        self.asked.append(prompt)
        if self.takes:
            async with asyncio.timeout(seconds):
                await asyncio.sleep(self.takes)
        said = self.says(prompt)
        if isinstance(said, ModelError):
            raise said
        return Completion(shape.model_validate(said), Tokens(10, 5))
