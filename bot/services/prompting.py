"""What a model is given: instructions from a template, and passages as numbered data. Guards that data stays data.

Strangers' text goes into the user message alone, each passage as one line of JSON without a "<", so that nothing in it
can end it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Template as Words

from bot.domain.addresses import without_addresses
from bot.services.ports.model import Prompt

STORY_SELECT, STORY_WRITE = "story_select", "story_write"
ANSWER_SELECT, ANSWER_WRITE = "answer_select", "answer_write"
QUESTION, TRANSLATE = "question", "translate"

# The names that each template must hold, no more and no less: `$name` in prompts/*.md.
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    STORY_SELECT: frozenset({"passages", "count", "language"}),
    STORY_WRITE: frozenset({"passages", "count", "language"}),
    ANSWER_SELECT: frozenset({"question", "passages", "count"}),
    ANSWER_WRITE: frozenset({"question", "passages", "count", "language"}),
    QUESTION: frozenset({"question"}),
    TRANSLATE: frozenset({"passages", "language"}),
}


@dataclass(frozen=True, slots=True)
class Template:
    """The text of one prompt: `system` holds the instructions, `user` the data. `hash` stands for both.

    A reply may have so many tokens more as a model needs for `thinking` before it.
    """

    name: str
    hash: str
    system: str
    user: str
    thinking: int = 0

    def fill(self, most: int, **values: str) -> Prompt:
        """The prompt with these values, of all its placeholders; its reply may have `most` tokens."""
        system, user = (Words(one).substitute(values) for one in (self.system, self.user))
        return Prompt(self.name, self.hash, system, user, most + self.thinking)


_AROUND = 1_024  # bytes: the schemas of `replies` take 750 at most

Templates = Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Numbered:
    """One passage as a model sees it: an id of this prompt alone, the outlet, who says it, the words."""

    id: str
    text: str
    outlet: str = ""
    speaker: str = ""
    published: str = ""


def passages(numbered: Iterable[Numbered]) -> str:
    """The passages, a line of JSON each; what is empty is left out."""
    return "\n".join(_line(one) for one in numbered)


def _line(one: Numbered) -> str:
    given = {
        "id": one.id,
        "outlet": one.outlet,
        "published": one.published,
        "speaker": one.speaker,
        "text": one.text,
    }
    return quoted({name: value for name, value in given.items() if value})


def quoted(data: str | Mapping[str, str]) -> str:
    """Strangers' text as one line of JSON, in which no tag of ours can stand."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def question_of(text: str) -> str:
    """A question as a model is given it: as `quoted`, without the addresses that somebody has typed into it."""
    return quoted(without_addresses(text))


def tokens_of(prompt: Prompt) -> int:
    """A bound on the tokens of a prompt, for reserving: no tokenizer makes more of a text than its bytes in UTF-8.

    Around it are roles, marks and the shape of the reply, which is told to the model in one way or another.
    """
    return len((prompt.system + prompt.user).encode(errors="surrogatepass")) + _AROUND
