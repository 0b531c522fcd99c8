"""A prompt as services make it, and what became of asking it."""

from bot.adapters.llm.client import OpenAiModel
from bot.domain.errors import ModelError
from bot.services.ports.model import Prompt
from bot.services.prompting import Numbered, passages
from bot.services.replies import StorySelect

LONG = 30.0  # seconds, that no test waits for
SENTENCES = (
    Numbered("s1", "The harbour of Orrin closes in March, the mayor said on Tuesday.", "Quay Courier"),
    Numbered("s2", "Repairs cost 4 million crowns.", "Quay Courier"),
    Numbered("q1", "We had no choice", "Quay Courier", "Mara Lind"),
)
PROMPT = Prompt("story_select", "0123456789ab", "Choose at most 2 passages. Reply as JSON.", passages(SENTENCES), 300)


async def select(model: OpenAiModel, seconds: float = LONG) -> StorySelect:
    return (await model.complete(PROMPT, StorySelect, seconds)).reply


async def fault_of(model: OpenAiModel, seconds: float = LONG) -> ModelError:
    """The one error that a call is expected to end in."""
    try:
        done = await model.complete(PROMPT, StorySelect, seconds)
    except ModelError as error:
        return error
    raise AssertionError(f"no fault, but {done}")
