"""A chat's messages as one page of HTML; guards that it is complete in itself, runs no script and loads nothing.

What the messages look like is each chat's own: its style, and its messages as HTML already.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as HTML; `under`: it stands in the thread of the last one that does not."""

    html: str
    under: bool = False


def page(messages: Sequence[Shown], title: str, style: str, count: Callable[[int], str]) -> str:
    """The page; `count` says in words how many messages a thread has."""
    body: list[str] = []
    threads: list[list[str]] = []
    for one in messages:
        if one.under and threads:
            threads[-1].append(one.html)
            continue
        body.append(one.html)
        threads.append([])
    shown = "".join(f"{html}{_thread(under, count)}" for html, under in zip(body, threads, strict=True))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n{shown}</main></body></html>\n"
    )


def _thread(messages: Sequence[str], count: Callable[[int], str]) -> str:
    if not messages:
        return ""
    return f'<section class="thread"><p>{escape(count(len(messages)))}</p>\n{"".join(messages)}</section>\n'


def bubble(who: str, at: str, body: str, *, is_app: bool) -> str:
    """A message with its writer's name and first letter before it; `body` is HTML."""
    badge, kind = ('<span class="badge">APP</span>', "") if is_app else ("", " person")
    return (
        f'<article><div class="avatar{kind}" aria-hidden="true">{escape(who[:1])}</div><div>\n'
        f'<p class="name"><b>{escape(who)}</b>{badge}<time>{escape(at)}</time></p>\n{body}</div></article>\n'
    )
