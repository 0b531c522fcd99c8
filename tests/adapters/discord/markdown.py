"""Discord's markdown as its clients read it, written apart from the renderer, with every rule that they have.

Guards the tests of the renderer: what is read here as a call, a link, a style or an emoji would be one there. Rules are
tried in order at each place, the first that fits wins, as in the clients' own parser.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Node(NamedTuple):
    """A piece of text; `kind` is "text" for what is shown as it is. `url` is of links, `inner` what stands in it."""

    kind: str
    text: str = ""
    url: str = ""
    inner: tuple["Node", ...] = ()


_BLOCKS = (
    ("quote rest", re.compile(r"^ *>>> ")),
    ("quote", re.compile(r"^ *> ")),
    ("heading", re.compile(r"^ *#{1,3} ")),
    ("small", re.compile(r"^ *-# ")),
    ("list", re.compile(r"^ *(?:[-*+]|\d+[.)]) ")),
)
_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"][\s\S]*?['\"])?\s*\)"
)
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("code block", re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)),
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("shrug", re.compile(r"¯\\_\(ツ\)_/¯")),
    ("autolink", re.compile(r"<([^: >]+:/[^ >]+)>|<([^ >]+@[^ >]+\.[^ >]+)>")),
    ("address", re.compile(r"(?:https?|steam|ftp)://[^\s<]+[^<.,:;\"'\]\s]")),
    ("invite", re.compile(r"(?:discord\.gg|discord(?:app)?\.com/invite)/[\w-]+", re.IGNORECASE)),
    ("link", _LINK),
    ("call", re.compile(r"@everyone|@here|<@[!&]?\d+>|<#\d+>|</[^>\d][^>]*:\d+>|<id:[^>]+>", re.IGNORECASE)),
    ("time", re.compile(r"<t:(-?\d{1,17})(?::([tTdDfFR]))?>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[^\s:]+?(?:::skin-tone-\d)?:")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
    ("strike", re.compile(r"~~([\s\S]+?)~~")),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("italic", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)")),
)
_STARTS = re.compile(r"[\\<>`~|*_\[:@¯]|(?:https?|steam|ftp)://|discord", re.IGNORECASE)


def read(text: str, *, blocks: bool = True) -> list[Node]:
    """The text as a client shows it; `blocks` where lines may be quotes, headings, lists."""
    if not blocks:
        return list(_inline(text))
    nodes: list[Node] = []
    lines = text.split("\n")
    for at, line in enumerate(lines):
        kind, rest = _block(line)
        inner = tuple(_inline("\n".join([rest, *lines[at + 1 :]]) if kind == "quote rest" else rest))
        nodes += [Node(kind, inner=inner)] if kind else inner
        if kind == "quote rest":
            break
        nodes.append(Node("text", "\n"))
    return nodes


def _block(line: str) -> tuple[str, str]:
    for kind, mark in _BLOCKS:
        found = mark.match(line)
        if found:
            return kind, line[found.end() :]
    return "", line


def _inline(text: str) -> Iterator[Node]:
    at = 0
    while at < len(text):
        begun = _STARTS.search(text, at)
        if begun is None or begun.start() > at:
            end = begun.start() if begun else len(text)
            yield Node("text", text[at:end])
            at = end
            continue
        kind, found = next(((kind, found) for kind, rule in _RULES if (found := rule.match(text, at))), ("", None))
        if found is None:
            yield Node("text", text[at])
            at += 1
            continue
        yield _node(kind, found)
        at = found.end()


def _node(kind: str, found: re.Match[str]) -> Node:
    match kind:
        case "escape":
            return Node("text", found[1])
        case "link":
            return Node("link", url=found[2], inner=tuple(_inline(found[1])))
        case "bold" | "underline" | "strike" | "spoiler" | "italic":
            return Node(kind, inner=tuple(_inline(found[1])))
        case _:
            return Node(kind, found[0])


def shown(nodes: "list[Node] | tuple[Node, ...]") -> str:
    """The words that are seen, a character that shows nothing apart."""
    return "".join(node.text + shown(node.inner) for node in nodes).replace("\u200b", "")


def kinds(nodes: "list[Node] | tuple[Node, ...]") -> set[str]:
    """Every kind of node, at any depth."""
    return {node.kind for node in nodes}.union(*(kinds(node.inner) for node in nodes))


def each(
    nodes: "list[Node] | tuple[Node, ...]", wanted: Callable[[Node], bool]
) -> Iterator[tuple[Node, "list[Node] | tuple[Node, ...]"]]:
    """Every such node, with the nodes that follow it."""
    for at, node in enumerate(nodes):
        if wanted(node):
            yield node, nodes[at + 1 :]
        yield from each(node.inner, wanted)
