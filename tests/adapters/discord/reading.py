"""What people see of messages, what they lead to, and what Discord would refuse; read apart from the renderer."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.domain.addresses import host
from bot.domain.labels import may_label
from bot.services.ports import Part
from tests.adapters.discord import markdown

Payload = dict[str, Any]
OWN_STYLES = {"text", "bold", "italic", "link", "time", "quote", "small"}


def payloads(parts: Sequence[Part]) -> list[Payload]:
    return [json.loads(part.body) for part in parts]


def texts(payload: Payload) -> Iterator[tuple[str, bool]]:
    """Every text that is read as markdown, and whether lines of it may be blocks."""
    if payload["content"]:
        yield payload["content"], True
    for embed in payload["embeds"]:
        yield embed.get("title", ""), False
        yield embed.get("description", ""), True


def words(payload: Payload) -> str:
    """Everything that is seen, buttons apart."""
    return "\n".join(markdown.shown(markdown.read(text, blocks=blocks)) for text, blocks in texts(payload) if text)


def labels(payload: Payload) -> list[str]:
    return [one["label"] for row in payload["components"] for one in row["components"]]


def custom_ids(payload: Payload) -> list[str]:
    return [one["custom_id"] for row in payload["components"] for one in row["components"]]


def count(text: str) -> int:
    return max(len(text), len(text.encode("utf-16-le")) // 2)


def complaints_of(payload: Payload) -> Iterator[str]:
    """What Discord would refuse: its documented limits."""
    json.dumps(payload).encode()
    embeds, rows = payload["embeds"], payload["components"]
    if not payload["content"] and not embeds:
        yield "empty message"
    if count(payload["content"]) > 2000:
        yield "content"
    if len(embeds) > 10:
        yield "embeds"
    for embed in embeds:
        title, description, url = embed.get("title", ""), embed.get("description", ""), embed.get("url", "https://x/")
        if not title + description or count(title) > 256 or count(description) > 4096 or len(url) > 2048:
            yield f"embed {count(title)} {count(description)} {len(url)}"
        if embed.keys() - {"title", "description", "url", "color"} or not url.startswith(("https://", "http://")):
            yield f"embed {embed}"
    if sum(count(embed.get(name, "")) for embed in embeds for name in ("title", "description")) > 6000:
        yield "over all embeds"
    urls = [embed["url"] for embed in embeds if "url" in embed]
    if len(urls) != len(set(urls)):
        yield "embeds that are shown as one"
    yield from _complaints_of_rows(rows)


def _complaints_of_rows(rows: list[Payload]) -> Iterator[str]:
    if len(rows) > 5 or any(not 1 <= len(row["components"]) <= 5 or row["type"] != 1 for row in rows):
        yield "rows"
    ids = [one["custom_id"] for row in rows for one in row["components"]]
    if len(ids) != len(set(ids)) or not all(1 <= count(one) <= 100 for one in ids):
        yield f"custom ids {ids}"
    for row in rows:
        for one in row["components"]:
            if one["type"] != 2 or not 1 <= count(one["label"]) <= 80:
                yield f"button {one}"


def calls(payload: Payload) -> Iterator[str]:
    """Whatever calls or could call anybody, but for the role that a message's content is."""
    for text, _ in texts(payload):
        yield from (word for word in ("@everyone", "@here") if word in text.lower())
    for nodes in read(payload):
        yield from (node.text for node, _ in markdown.each(nodes, lambda one: one.kind == "call"))


def read(payload: Payload) -> Iterator[list[markdown.Node]]:
    for text, blocks in texts(payload):
        yield markdown.read(text, blocks=blocks)


def foreign_styles(payload: Payload) -> set[str]:
    """Kinds of markdown that no message of ours has."""
    return set[str]().union(*(markdown.kinds(nodes) for nodes in read(payload))) - OWN_STYLES


def hidden_links(payload: Payload) -> Iterator[str]:
    """Links whose host does not stand on them or beside them, or that are labelled as another."""
    for embed in payload["embeds"]:
        title = markdown.shown(markdown.read(embed.get("title", ""), blocks=False))
        if "url" in embed and not title.endswith(f" ·\u00a0{host(embed['url'])}"):
            yield embed["url"]
    for nodes in read(payload):
        for node, after in markdown.each(nodes, lambda one: one.kind == "link"):
            place, label = host(node.url), markdown.shown(node.inner)
            if label == place:
                continue
            heads = label.endswith(f" ·\u00a0{place}")  # the title of an embed, where embeds are refused
            beside = markdown.shown(list(after)).startswith(f" · {place}") and may_label(label, place)
            if not place or not (heads or beside):
                yield f"{label!r} {node.url}"
