"""Whether Discord takes a message. Guards that no test passes on what Discord refuses."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.discord import components, embeds, forms
from tests.fakes.discord.refusals import Json, Problem, Refused, invalid_form
from tests.fakes.discord.things import EPHEMERAL, SILENT, SUPPRESS_EMBEDS, Message

MOST_CONTENT, MOST_NONCE = 2000, 25
_SHOWN = frozenset({"content", "embeds", "components", "allowed_mentions", "flags", "tts", "attachments"})


@dataclass(frozen=True, slots=True)
class Form:
    """What is sent to a route that makes or changes a message: its keys, and the flags that may be set."""

    keys: frozenset[str]
    flags: int


POSTED = Form(_SHOWN | {"nonce", "enforce_nonce", "message_reference"}, SUPPRESS_EMBEDS | SILENT)
IN_FORUM = Form(_SHOWN, SUPPRESS_EMBEDS | SILENT)
ANSWERED = Form(_SHOWN, SUPPRESS_EMBEDS | SILENT | EPHEMERAL)
EDITED = Form(_SHOWN, SUPPRESS_EMBEDS)
_MENTION_KEYS = {"parse", "users", "roles", "replied_user"}


def problems(payload: object, form: Form) -> Iterator[Problem]:
    """Everything for which the form is refused."""
    yield from forms.objects(payload, "", form.keys)
    if not isinstance(payload, dict):
        return
    if payload.get("content") is not None:
        yield from forms.texts(payload["content"], "content", MOST_CONTENT, least=0)
    if payload.get("embeds") is not None:
        yield from embeds.problems(payload["embeds"])
    if payload.get("components") is not None:
        yield from components.problems(payload["components"])
    if payload.get("allowed_mentions") is not None:
        yield from _mentions(payload["allowed_mentions"])
    if payload.get("attachments"):
        yield Problem("attachments", "UNKNOWN_KEY", "No files are taken here.")
    if "tts" in payload:
        yield from forms.flags(payload["tts"], "tts")
    yield from _flags(payload, form)
    yield from _nonce(payload)


def _flags(payload: Json, form: Form) -> Iterator[Problem]:
    given = payload.get("flags") or 0
    if not isinstance(given, int) or given & ~form.flags:
        yield Problem("flags", "MESSAGE_FLAGS_INVALID", f"Only some of {form.flags} may be set, not {given}.")


def _nonce(payload: Json) -> Iterator[Problem]:
    nonce = payload.get("nonce")
    if isinstance(nonce, str):
        yield from forms.texts(nonce, "nonce", MOST_NONCE)
    elif nonce is not None and (not isinstance(nonce, int) or isinstance(nonce, bool)):
        yield Problem("nonce", "NONCE_TYPE_TOO_LONG", "Must be a text or a number.")
    if "enforce_nonce" in payload:
        yield from forms.flags(payload["enforce_nonce"], "enforce_nonce")


def _mentions(given: object) -> Iterator[Problem]:
    path = "allowed_mentions"
    yield from forms.objects(given, path, _MENTION_KEYS)
    if not isinstance(given, dict):
        return
    parse = given.get("parse", [])
    yield from forms.lists(parse, f"{path}.parse", 3)
    for nr, one in enumerate(parse if isinstance(parse, list) else ()):
        yield from forms.choices(one, f"{path}.parse.{nr}", {"users", "roles", "everyone"})
    for key in ("users", "roles"):
        ids = given.get(key, [])
        yield from forms.lists(ids, f"{path}.{key}", 100)
        if isinstance(ids, list):
            if ids and key in (parse if isinstance(parse, list) else ()):
                yield Problem(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f"Either parse {key} or name them.")
            if not all(str(one).isdigit() for one in ids):
                yield Problem(f"{path}.{key}", "NUMBER_TYPE_COERCE", "Not all are ids.")


def check(payload: object, form: Form) -> Json:
    """The payload. Raises Refused where Discord would refuse it."""
    if found := list(problems(payload, form)):
        raise invalid_form(*found)
    assert isinstance(payload, dict)
    return payload


def check_not_empty(payload: Json, before: Message | None = None) -> None:
    """A message must show something; the `before` of one that is changed counts. Raises Refused."""
    shown = {
        "content": payload.get("content", before.content if before else ""),
        "embeds": payload.get("embeds", before.embeds if before else []),
        "components": payload.get("components", before.components if before else []),
    }
    if not (shown["content"] or "").strip() and not shown["embeds"] and not shown["components"]:
        raise Refused(400, 50006, "Cannot send an empty message")
