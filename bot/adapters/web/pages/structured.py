"""What a page says of itself in JSON-LD (schema.org) or ninjs; guards that data of any shape is read, and bounded.

The nodes of all scripts come as one flat list, in order. Nothing in them is believed here: who uses a value checks it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

Node = Mapping[str, Any]
_MOST_NODES = 1000
_MOST_SCRIPTS = 40
_LONGEST_SCRIPT = 400_000
_ARTICLE = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|ReviewNewsArticle|SocialMediaPosting)", re.IGNORECASE
)
_WRAPPING = re.compile(
    r"^\s*(?:/\*.{0,40}?\*/|//)?\s*(?:<!\[CDATA\[|<!--)?(?:\s*\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*;?\s*$",
    re.DOTALL,
)
_TRAILING_COMMA = re.compile(r",(?=\s{0,1000}[}\]])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|isAccessibleForFree|inLanguage|creativeWorkStatus|articleBody)"\s*:\s*'
    r'(?:"((?:[^"\\]|\\.){0,200000})"|(true|false))'
)


@dataclass(frozen=True, slots=True)
class Structured:
    """All nodes in order, and the one that describes the page's article (empty where none does)."""

    nodes: tuple[Node, ...]
    article: Node


def read_structured(tree: HtmlElement) -> Structured:
    """The page's JSON-LD, and ninjs where a script holds it. Broken JSON gives the fields that can be seen in it."""
    nodes: list[Node] = []
    for script in tree.xpath("//script[contains(@type, 'json') or contains(@type, 'JSON')]")[:_MOST_SCRIPTS]:
        text = (script.text or "").strip()
        described = "ld+json" in script.get("type").lower() or '"pubstatus"' in text
        if described and 2 < len(text) <= _LONGEST_SCRIPT:
            nodes.extend(_flat(_loaded(text), _MOST_NODES - len(nodes)))
    return Structured(tuple(nodes), _article_of(nodes))


def _loaded(text: str) -> object:
    text = _WRAPPING.sub("", text)
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _seen(text)


def _seen(text: str) -> object:
    """The fields of broken JSON, as one article: the first of each name."""
    found: dict[str, object] = {}
    for name, words, truth in _FIELD.findall(text):
        found.setdefault(name, words.replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n") if words else truth)
    return {"@type": "Article", **found} if found else None


def _flat(loaded: object, limit: int) -> Iterator[Node]:
    """Every object in a value, outer before inner; iterative, at most `limit`."""
    waiting, count = [loaded], 0
    while waiting and count < limit:
        value = waiting.pop()
        if isinstance(value, dict):
            count += 1
            yield value
            waiting.extend(inner for inner in reversed(list(value.values())) if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(inner for inner in reversed(value[:limit]) if isinstance(inner, dict | list))


def types_of(node: Node) -> list[str]:
    """The node's types without their vocabulary: "http://schema.org/NewsArticle" is "NewsArticle"."""
    given = node.get("@type", node.get("type"))
    names = given if isinstance(given, list) else [given]
    return [name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in names[:10] if isinstance(name, str)]


def is_article(node: Node) -> bool:
    """Whether a node describes an article of any kind."""
    return any(_ARTICLE.fullmatch(name) for name in types_of(node))


def _article_of(nodes: list[Node]) -> Node:
    """The article with most of what a page's own article has; the first of equals. Others are pointers to pages."""
    articles = [node for node in nodes if is_article(node)]
    wanted = ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage", "publisher", "description")
    return max(articles, key=lambda node: sum(bool(node.get(name)) for name in wanted), default={})


def texts_of(value: object, *keys: str) -> list[str]:
    """The strings of a value: itself, those in its list, or those under `keys` of its objects. At most 20."""
    found: list[str] = []
    for one in (value if isinstance(value, list) else [value])[:20]:
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            inner = next((one[key] for key in keys if one.get(key)), None)
            found.extend([inner] if isinstance(inner, str) else [])
    return [text.strip() for text in found if text.strip()]


def text_of(value: object, *keys: str) -> str:
    """The first string of a value, as `texts_of` finds them, or nothing."""
    return next(iter(texts_of(value, *keys)), "")
