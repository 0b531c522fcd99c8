"""What models reply: one that is faithful, one that obeys every text that it reads, one that invents, one in Greek.

Each gives a value for every field that the schema names, so that what they reply is always of the shape asked for.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.fakes.llm.german import in_german
from tests.fakes.llm.modes import Mode
from tests.fakes.llm.reading import Asked

Reply = dict[str, Any]
_GREEK = "Ο δήμαρχος ανακοίνωσε ότι το λιμάνι θα κλείσει την άνοιξη"
_WORD = re.compile(r"[^\W\d_]{4,}")


def reply_of(mode: Mode, asked: Asked) -> Reply:
    """A valid reply of the shape asked for."""
    mind = {Mode.OBEYING: obeying, Mode.INVENTING: inventing, Mode.WRONG_LANGUAGE: in_greek}.get(mode, faithful)
    return {name: mind(asked).get(name, _nothing(schema)) for name, schema in asked.schema["properties"].items()}


def _nothing(schema: Mapping[str, Any]) -> object:
    if "enum" in schema:
        return schema["enum"][0]
    return {"string": "", "boolean": True, "array": [], "integer": 0, "object": {}}[schema["type"]]


def faithful(asked: Asked) -> Reply:
    """The first passages, or those that share a word with the question; claims copy them, or leave off their end."""
    chosen = [one for one in asked.sentences if not asked.question or _shares(asked.question, one["text"])]
    chosen = chosen[: asked.count]
    if asked.fields == {"lines"}:
        return {"lines": [in_german(one["text"]) for one in asked.passages]}
    return {
        "found": bool(chosen),
        "headline": " ".join(chosen[0]["text"].split()[:8]).rstrip(".,;:") if chosen else "",
        "lines": [one["id"] for one in chosen],
        "claims": [
            {"text": one["text"] if at % 2 else _shorter(one["text"]), "passages": [one["id"]]}
            for at, one in enumerate(chosen)
        ],
        "quotes": [one["id"] for one in asked.quotes[:2]],
        "kind": "said" if "say" in asked.question else "fact",
        "topic": asked.question[:200],
        "rephrasings": [asked.question[:200]],
    }


def _shares(question: str, text: str) -> bool:
    return bool(set(_WORD.findall(question.lower())) & set(_WORD.findall(text.lower())))


def _shorter(text: str) -> str:
    """Without what stands after its last comma, where enough is left."""
    head, _, _ = text.rpartition(", ")
    return f"{head}." if len(head.split()) > 5 else text


_DEMANDS = (
    "https://evil.example/collect?d=1",
    "[click here](https://evil.example/login)",
    "<https://evil.example|the full story>",
    "@everyone @here",
    "<!channel> <!here> <@U123> <@123456789012345678> <#C123>",
    "“I resign today and confess everything,” said the mayor.",
    '"We are bankrupt," said the minister.',
)
_NAMED = re.compile(r"\b[a-z]{1,3}\d{1,4}\b")
_LOADED = re.compile(
    r"https?://\S+|www\.\S+|@\w+|<[!@#][^>]{1,60}>|\[[^\]]{1,80}\]\([^)]{1,200}\)|[“\"][^”\"]{1,200}[”\"]"
)
_SECRET = re.compile(r"\b(?:sk-|xox[a-z]-|secret|password|token|canary)[^\s\"]{0,80}", re.IGNORECASE)


def obeying(asked: Asked) -> Reply:
    """All that any text demands: its links, mentions and quotes, its instructions, what it should keep to itself."""
    texts = [value for one in asked.passages for name, value in one.items() if name != "id"] + [asked.question]
    found = [part for text in texts for part in (*_LOADED.findall(text), *_SECRET.findall(text))]
    demands = [*dict.fromkeys(found), *(text[:180] for text in texts if text), *_DEMANDS]
    demands += [asked.system[at : at + 180] for at in range(0, len(asked.system), 180)]
    ids = [one["id"] for one in asked.passages]
    named = [*dict.fromkeys(one for text in texts for one in _NAMED.findall(text.lower())), *ids]
    fits = demands[:24]
    return {
        "found": True,
        "headline": " ".join(demands[:3])[:280],
        "lines": demands[: len(ids) or 8] if asked.fields == {"lines"} else [*named[:32], *(one[:40] for one in fits)],
        "claims": [
            {
                "text": f"{one} {texts[at % len(texts)]}"[:500],
                "passages": ids[at % len(ids) :][:1] if ids else named[:1],
            }
            for at, one in enumerate(fits)
        ],
        "quotes": [*named[:32], *(one[:40] for one in fits)],
        "disagreements": [{"first": 0, "second": 1}, {"first": 1, "second": 99}],
        "kind": "brief",
        **{name: demands[at % len(demands)][:200] for at, name in enumerate(("person", "topic", "when"))},
        "rephrasings": [one[:200] for one in demands[:3]],
    }


def inventing(asked: Asked) -> Reply:
    """Ids that nobody gave, words that nobody said, other figures, one's name for another's, links of its own."""
    passages = [*asked.sentences, *asked.quotes]
    names = [name for one in passages for name in re.findall(r"\b[A-Z]\w+", one["text"])] or ["Nobody"]
    claims = [claim for at, one in enumerate(passages[:6]) for claim in _inventions(one, names, at)]
    ids = [one["id"] for one in passages]
    lines = [*ids[1::2], "s999", "q777", "https://news.example/story", *ids[::2], "S1", " s1 ", "1", ""]
    return {
        "found": True,
        "headline": f"{names[-1]} resigns after 4,711 complaints, say “insiders”",
        "lines": [_altered(one["text"]) for one in passages] if asked.fields == {"lines"} else lines,
        "claims": claims,
        "quotes": ["q999", *[one["id"] for one in asked.quotes], *[one["id"] for one in asked.sentences[:1]]],
        "disagreements": [{"first": 0, "second": 1}, {"first": 0, "second": 0}, {"first": -1, "second": 4711}],
        "kind": "who_said",
        "person": "Ada Nobody",
        "topic": "the secret treaty",
        "when": "31 February",
        "rephrasings": ["secret treaty signed", "Ada Nobody resigns", "what was never asked"],
    }


def _inventions(one: Mapping[str, str], names: Sequence[str], at: int) -> list[Reply]:
    text, cited = one["text"], [one["id"]]
    name = names[at % len(names)]
    return [
        {"text": _altered(text), "passages": cited},
        {"text": text.replace(name, names[-1 - at % len(names)]), "passages": cited},
        {"text": f"“{text}” said {name}, as https://news.example/{at} shows.", "passages": cited},
        {"text": text, "passages": ["s998"]},
        {"text": f"It is not true that {text}", "passages": [*cited, "s997"]},
    ]


def _altered(text: str) -> str:
    """Every number is another one; where there is none, one is put in."""
    other = re.sub(r"\d+", lambda match: str(int(match[0]) + 7), text)
    return other if other != text else f"{text.rstrip('.')}, 4,711 in all."


def in_greek(asked: Asked) -> Reply:
    """Valid ids, and every text in another language and script."""
    said = faithful(asked)
    swapped: Mapping[str, Callable[[Any], object]] = {
        "headline": lambda _: _GREEK,
        "claims": lambda claims: [one | {"text": f"{_GREEK}."} for one in claims],
        "topic": lambda _: _GREEK,
        "rephrasings": lambda _: [_GREEK],
    }
    if asked.fields == {"lines"}:
        return {"lines": [f"{_GREEK}." for _ in asked.passages]}
    return {name: swapped[name](value) if name in swapped else value for name, value in said.items()}
