"""What a server's refusal means. Guards that it is told in one line that says what to do, and in no word of its own.

What the server says is looked through for what it is about, and is never repeated: it may hold the prompt, or a key.
"""

import re

from bot.domain.errors import ModelError, ModelFault

_LOOKED_AT = 4_000  # characters of what a server says
_FORMAT = re.compile(
    r"response[_ ]?format|json[_ ]?schema|json[_ ]?object|json mode|structured output|grammar|invalid schema"
)
_TOO_LONG = re.compile(
    r"context[_ ](?:length|size|window)|maximum context|too many tokens|exceeds? the (?:available )?con"
)
_TOKEN_FIELD = re.compile(r"max_(?:completion_)?tokens")
_SAYS_FORMAT = frozenset({400, 404, 422, 500, 501})  # with which servers refuse a field; 500 is llama-cpp-python

_WHAT_TO_DO = {
    400: "check NEWSBOT_MODEL and OPENAI_BASE_URL",
    401: "check OPENAI_API_KEY",
    403: "check that the key may use this model: OPENAI_API_KEY and NEWSBOT_MODEL",
    404: "check NEWSBOT_MODEL, and OPENAI_BASE_URL, which mostly ends in /v1",
    413: "lower NEWSBOT_MODEL_INPUT_TOKENS",
    422: "check NEWSBOT_MODEL and OPENAI_BASE_URL",
}


def speaks_of_format(status: int, said: str) -> bool:
    """Whether a server refuses the form in which JSON was asked for, so that a lower rung may do."""
    return status in _SAYS_FORMAT and _FORMAT.search(said[:_LOOKED_AT].lower()) is not None


def of_status(status: int, said: str, code: str = "") -> ModelError:
    """The fault behind an error's status; `said` is the body, `code` the error's code or type."""
    said = said[:_LOOKED_AT].lower()
    kind = _kind(status, f"{code.lower()} {said}")
    return ModelError(kind, _line(kind, status, said))


def _kind(status: int, said: str) -> ModelFault:
    if "insufficient_quota" in said or status == 402:
        return ModelFault.QUOTA
    if status == 429:
        return ModelFault.BUSY
    if status == 408:
        return ModelFault.SLOW
    if status >= 500:
        return ModelFault.DOWN
    if status < 400:
        return ModelFault.NOT_A_MODEL
    return ModelFault.REFUSED if "content_filter" in said else ModelFault.REJECTED


def _line(kind: ModelFault, status: int, said: str) -> str:
    said_so = f"the model's server answers {status}"
    if kind is ModelFault.REJECTED:
        return f"{said_so}: {_cure(status, said)}"
    lines = {
        ModelFault.QUOTA: "the account has no money left: look at its billing page",
        ModelFault.BUSY: "it is asked too often",
        ModelFault.SLOW: "it was not done in time",
        ModelFault.DOWN: "it has a fault of its own",
        ModelFault.NOT_A_MODEL: "it leads elsewhere: set OPENAI_BASE_URL to where the server really is",
        ModelFault.REFUSED: "its filter declines",
    }
    return f"{said_so}: {lines[kind]}"


def _cure(status: int, said: str) -> str:
    if status in {400, 413, 422}:
        if _TOO_LONG.search(said):
            return "the prompt is too long for the model: lower NEWSBOT_MODEL_INPUT_TOKENS"
        if _TOKEN_FIELD.search(said):
            return "set NEWSBOT_MODEL_TOKEN_FIELD to the other of its two values"
        if "reasoning_effort" in said or "reasoning.effort" in said:
            return "unset NEWSBOT_MODEL_EFFORT, or set it to what the model knows"
        if "temperature" in said:
            return "unset NEWSBOT_MODEL_TEMPERATURE, or set it to 1"
    return _WHAT_TO_DO.get(status, "check OPENAI_BASE_URL, OPENAI_API_KEY and NEWSBOT_MODEL")
