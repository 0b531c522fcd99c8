"""What a message would mention, link to, and be given links by Slack. Guards the tests of the renderer.

mrkdwn is read as Slack reads it: `<…>` is a token, and `&lt;`, `&gt;`, `&amp;` are the characters, never a token.
What stands in `markdown` blocks is read both ways, for Slack does not say which tokens count there.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.fakes.slack.elements import Json

_TOKEN = re.compile(r"<([^<>]*)>")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]*)\]\(\s*<?([^()<>\s]*)")
_BARE = re.compile(
    r"(?:https?|ftp)://[^\s<>|]+"
    r"|\bmailto:[^\s<>|]+"
    r"|(?<![\w@.-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})(?![\w-])(?:[/:?#][^\s<>|]*)?",
    re.IGNORECASE,
)


class Link(NamedTuple):
    """`label` is "" where the address itself shows; `context` is the text around it as people see it."""

    url: str
    label: str
    context: str


class _Text(NamedTuple):
    text: str
    is_markdown: bool = False
    is_verbatim: bool = False


def mentions_in(payload: Json) -> list[str]:
    """Every token that would call or name somebody or something: `<!channel>`, `<@U1>`, `<#C1>`, and their like."""
    found = [token for one in _texts(payload) for token in _TOKEN.findall(one.text) if _is_mention(token)]
    kinds = {"user", "usergroup", "channel", "broadcast"}
    return [f"<{token}>" for token in found] + [
        f"rich text: {one['type']}" for one in _dicts(payload.get("blocks")) if _is_leaf(one) and one["type"] in kinds
    ]


def links_in(payload: Json) -> list[Link]:
    """Every link that was meant as one: in texts, on buttons, in rich text."""
    found = [link for one in _texts(payload) for link in _links_of(one)]
    for one in _dicts(payload.get("blocks")):
        match one:
            case {"type": "button", "url": str(url), "text": {"text": str(label)}}:
                found.append(Link(url, label, label))
            case {"type": "link", "url": str(url)}:
                label = str(one.get("text", ""))
                found.append(Link(url, label, label or url))
            case {"type": "date", "url": str(url)}:
                found.append(Link(url, str(one.get("fallback", "")), str(one.get("fallback", ""))))
    return found


def autolinks_in(payload: Json) -> list[str]:
    """Bare addresses, and words that look like a host, of which Slack makes links where a text is not verbatim.

    Any last part of two letters or more counts as a top-level domain here: Slack knows which there are.
    """
    return [
        found.group()
        for one in _texts(payload)
        if not one.is_verbatim
        for found in _BARE.finditer(_unescaped(_TOKEN.sub("\n", _without_markdown_links(one))))
    ]


def shown(text: str) -> str:
    """A mrkdwn text as people see it: links and dates as their labels, without the escaping."""
    return _unescaped(_TOKEN.sub(lambda found: _label_of(found.group(1)), text))


def _links_of(one: _Text) -> Iterator[Link]:
    context = shown(one.text)
    for token in _TOKEN.findall(one.text):
        if token.lower().startswith("!date^"):
            parts = token.partition("|")[0].split("^")
            if len(parts) > 3:
                yield Link(_unescaped(parts[3]), _label_of(token), context)
        elif token and token[0] not in "!@#":
            url, _, label = token.partition("|")
            yield Link(_unescaped(url), _unescaped(label), context)
    if one.is_markdown:
        yield from (Link(url, label, context) for label, url in _MARKDOWN_LINK.findall(one.text))


def _is_mention(token: str) -> bool:
    return token[:1] in {"!", "@", "#"} and not token.lower().startswith("!date^")


def _label_of(token: str) -> str:
    head, bar, label = token.partition("|")
    return label if bar else head


def _without_markdown_links(one: _Text) -> str:
    return _MARKDOWN_LINK.sub("\n", one.text) if one.is_markdown else one.text


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _texts(payload: Json) -> Iterator[_Text]:
    """Every text in which Slack looks for tokens."""
    if isinstance(text := payload.get("text"), str):
        yield _Text(text, is_verbatim=payload.get("parse") == "none")
    if isinstance(text := payload.get("markdown_text"), str):
        yield _Text(text, is_markdown=True)
    for one in _dicts(payload.get("blocks")):
        match one:
            case {"type": "mrkdwn", "text": str(text)}:
                yield _Text(text, is_verbatim=one.get("verbatim") is True)
            case {"type": "markdown", "text": str(text)}:
                yield _Text(text, is_markdown=True)


def _is_leaf(one: Json) -> bool:
    return bool({"user_id", "usergroup_id", "channel_id", "range"} & set(one))


def _dicts(given: Any) -> Iterator[Json]:  # noqa: ANN401 - JSON
    if isinstance(given, dict):
        yield given
        for one in given.values():
            yield from _dicts(one)
    elif isinstance(given, list):
        for one in given:
            yield from _dicts(one)
