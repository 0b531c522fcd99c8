"""What a server's answer says: the text of the reply, its tokens, the JSON in it. Guards that any bytes are survived.

Every way in which there is no reply is a ModelError of its kind, with the tokens that were paid for all the same.
"""

import json
from dataclasses import dataclass
from typing import Any, TypeGuard, TypeVar

from pydantic import BaseModel, ValidationError

from bot.adapters.llm.faults import of_status
from bot.domain.errors import ModelError, ModelFault
from bot.services.budget import tokens_at_least
from bot.services.ports.model import Tokens

Reply = TypeVar("Reply", bound=BaseModel)

_BYTES_OF_TOKEN = 3  # on average, of a token or more: English has about four, Chinese about three
_MOST_TOKENS = 100_000_000  # that a server is believed
_TRIES = 16  # places at which an object may begin
_THOUGHT = "</think>"  # ends what a reasoning model says to itself, where its server does not take that away
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a reply, and what it cost."""

    text: str
    tokens: Tokens


def text_in(body: bytes, asked: int) -> Said:
    """The reply in the body of an answer with status 200. `asked` is the length of the request's text in bytes.

    Raises ModelError: NOT_A_MODEL, REFUSED, CUT_OFF, EMPTY, or what an error with status 200 means.
    """
    answer = _object(body)
    choice = _first(answer["choices"])
    message = choice.get("message")
    said = _content(message.get("content")) if isinstance(message, dict) else ""
    tokens = _tokens(answer.get("usage"), asked, said)
    finish = choice.get("finish_reason")
    if finish == "content_filter" or (isinstance(message, dict) and message.get("refusal")):
        raise _fault(ModelFault.REFUSED, "the model, or its server's filter, declines", tokens)
    if finish == "length":
        raise _fault(
            ModelFault.CUT_OFF,
            "the model's reply ends before it is whole: for one that thinks, set NEWSBOT_MODEL_THINKING_TOKENS",
            tokens,
        )
    if not said.strip():
        raise _fault(ModelFault.EMPTY, "the model's reply holds no text", tokens)
    return Said(said, tokens)


def read(said: Said, shape: type[Reply]) -> Reply:
    """The reply of that shape, from the first JSON object in the text.

    Raises ModelError: NOT_JSON, WRONG_SHAPE; the latter has the ValidationError as its cause.
    """
    found = object_in(said.text)
    if found is None:
        raise _fault(ModelFault.NOT_JSON, "the model's reply holds no JSON object", said.tokens)
    try:
        return shape.model_validate(found)
    except (ValidationError, RecursionError) as error:
        raise _fault(ModelFault.WRONG_SHAPE, "the model's reply is not of the shape asked for", said.tokens) from error


def object_in(text: str) -> dict[str, Any] | None:
    """The first JSON object that the text holds, whatever stands around it: words, a code fence, thoughts before it.

    At most 16 places are tried, so that the time is linear in the text's length.
    """
    _, thought, rest = text.rpartition(_THOUGHT)
    found = _first_object(rest) if thought else None
    return _first_object(text) if found is None else found  # what ends a thought may stand in the object itself


def _first_object(text: str) -> dict[str, Any] | None:
    at = text.find("{")
    for _try in range(_TRIES):
        if at < 0:
            return None
        try:
            found, _end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
        else:
            return found if isinstance(found, dict) else None
    return None


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) and isinstance(answer.get("choices"), list):
        return answer
    if isinstance(answer, dict) and isinstance(error := answer.get("error"), dict):
        code = error.get("code")
        status = code if isinstance(code, int) and 400 <= code < 600 else 500
        raise of_status(status, json.dumps(error), str(code))
    raise ModelError(
        ModelFault.NOT_A_MODEL, "what answers is no such server: check OPENAI_BASE_URL, which mostly ends in /v1"
    )


def _first(choices: list[object]) -> dict[str, Any]:
    return choices[0] if choices and isinstance(choices[0], dict) else {}


def _content(content: object) -> str:
    """Some servers give a list of parts, of which the texts count."""
    parts = content if isinstance(content, list) else [content]
    texts = [part.get("text") if isinstance(part, dict) and part.get("type") == "text" else part for part in parts]
    return "".join(one for one in texts if isinstance(one, str))


def _tokens(usage: object, asked: int, said: str) -> Tokens:
    """What the server says, and no less than what it wrote can have been; else a guess that rather says too much."""
    given = usage if isinstance(usage, dict) else {}
    prompt, reply = given.get("prompt_tokens"), given.get("completion_tokens")
    if _is_count(prompt) and _is_count(reply) and prompt:
        return Tokens(prompt, max(reply, tokens_at_least(said)))
    written = len(said.encode("utf-8", "replace"))
    return Tokens(-(-asked // _BYTES_OF_TOKEN), -(-written // _BYTES_OF_TOKEN), estimated=True)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS


def _fault(kind: ModelFault, message: str, tokens: Tokens) -> ModelError:
    return ModelError(kind, message, (tokens.prompt, tokens.reply))
