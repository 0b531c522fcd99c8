"""What OpenAI documents of a request, and a server may refuse. Each is an error as OpenAI would answer it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

Refusal = tuple[int, str, str]  # status, code, message
# Keywords that strict mode takes: OpenAI's guide to structured outputs, "supported schemas".
_STRICT = {"type", "properties", "required", "additionalProperties", "items", "enum"}


def refusal_of(
    body: Mapping[str, Any], models: Iterable[str], forms: Iterable[str], fields: Iterable[str]
) -> Refusal | None:
    """Why a request is refused; None where it is not."""
    if body.get("model") not in set(models):
        return (
            404,
            "model_not_found",
            f"The model `{body.get('model')}` does not exist or you do not have access to it.",
        )
    if "max_tokens" in body and "max_completion_tokens" in body:
        return (
            400,
            "invalid_request_error",
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        )
    for field in ("max_tokens", "max_completion_tokens"):
        if field in body and field not in fields:
            return 400, "unsupported_parameter", f"Unsupported parameter: '{field}' is not supported with this model."
        if not isinstance(body.get(field, 1), int) or body.get(field, 1) < 1:
            return 400, "invalid_request_error", f"Invalid '{field}'."
    roles = [one.get("role") for one in body.get("messages", []) if isinstance(one.get("content"), str)]
    if not roles or set(roles) - {"system", "user"} or len(roles) != len(body["messages"]):
        return 400, "invalid_request_error", "Invalid 'messages'."
    return _form_refused(body, set(forms)) if "response_format" in body else None


def _form_refused(body: Mapping[str, Any], forms: set[str]) -> Refusal | None:
    form = body["response_format"]
    if not isinstance(form, dict) or form.get("type") not in forms:
        return 400, "invalid_request_error", "Invalid value for 'response_format.type'."
    if "schema" in form and "guided" not in forms:
        return 400, "unknown_parameter", "Unknown parameter: 'response_format.schema'."
    if form["type"] == "json_object":
        told = any("json" in one["content"].lower() for one in body["messages"])
        return None if told else (400, "invalid_request_error", "'messages' must contain the word 'json' in some form.")
    given = form.get("json_schema", {})
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(given.get("name"))) or given.get("strict") is not True:
        return 400, "invalid_request_error", "Invalid 'response_format.json_schema.name'."
    fault = _schema_fault(given.get("schema"))
    return (400, "invalid_request_error", f"Invalid schema for response_format: {fault}") if fault else None


def _schema_fault(schema: object) -> str:
    """What strict mode would not take."""
    if not isinstance(schema, dict) or set(schema) - _STRICT or "type" not in schema:
        return f"not permitted: {schema}"
    if schema["type"] == "object":
        names = schema.get("properties", {})
        if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(names):
            return "every property is required, and no other allowed"
        return next((fault for one in names.values() if (fault := _schema_fault(one))), "")
    return _schema_fault(schema.get("items")) if schema["type"] == "array" else ""
