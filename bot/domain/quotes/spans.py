"""Stretches between quote marks; guards that a missing, doubled or mistyped mark costs one stretch, not the article.

Marks pair within a paragraph only. A paragraph that ends with an open quote and is followed by one that begins
with an opening mark goes on in it: that is how speech of several paragraphs is printed. Nested marks of the same
kind stay inside the outer pair. Each mark is looked at once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.domain.models import Span
from bot.domain.quotes.phrases import FRAGMENT, MASK
from bot.domain.text import trimmed

_DOUBLE = re.compile(r"[“”„‟«»\"＂]|``|''")
_SINGLE_OPEN = re.compile(r"(?<![\w.,!?…])[‘'](?=[\w…$£€\[(—-])")
_SINGLE_CLOSE = re.compile(r"(?<=[.,!?…;—-])[’'](?!\w)|(?<=\w)[’'](?=[\s.,;:!?)—–]|$)")
# A paragraph with more marks is no prose.
_MOST_MARKS = 2000
# Enough for a megabyte of dialogue.
_MOST_QUOTES = 20_000
# Longer words that titles write small: "An Hour with Ada Byrne".
_SMALL = frozenset({"with", "from", "into", "over"})
_OPENERS = frozenset("“„‟«") | {"``"}
_CLOSERS = frozenset("”»")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words between marks: `outer` with the marks, `inner` without. `reopened`: goes on from the one before."""

    outer: Span
    inner: Span
    closed: bool
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: bool
    closes: bool
    sure: bool
    curly: bool


def find_spans(text: str, paragraphs: Sequence[Span]) -> list[Quoted]:
    """All stretches between quote marks, in order, none inside another."""
    finder = _singles if _uses_singles(text) else _doubles
    found: list[Quoted] = []
    for paragraph in paragraphs:
        if len(found) > _MOST_QUOTES:
            break
        for quoted in finder(text, paragraph):
            found.append(_as_reopened(text, quoted, found, paragraph))
    return [quoted for quoted in found if quoted.inner.start < quoted.inner.end]


def _as_reopened(text: str, quoted: Quoted, found: Sequence[Quoted], paragraph: Span) -> Quoted:
    starts = quoted.outer.start == paragraph.start
    goes_on = starts and found and not found[-1].closed and not text[found[-1].outer.end : quoted.outer.start].strip()
    return Quoted(quoted.outer, quoted.inner, quoted.closed, reopened=bool(goes_on))


def masked(text: str, spans: Sequence[Quoted]) -> str:
    """The text at the same offsets with every quote blotted out, so that only the narrator's words are left.

    A quote that ends in a full stop keeps it as its last character: a sentence may end there. Up to three words
    without an end ("so-called"), and titles, are marked as fragments: they work as words of the narrator's sentence.
    """
    pieces: list[str] = []
    at = 0
    for quoted in spans:
        outer = quoted.outer
        last = text[quoted.inner.end - 1]
        short = last.isalnum() and text.count(" ", quoted.inner.start, quoted.inner.end) < 3
        mask = FRAGMENT if short or is_title(text, quoted) else MASK
        pieces += [text[at : outer.start], mask * (outer.end - outer.start - 1), "." if last in ".…" else mask]
        at = outer.end
    return "".join([*pieces, text[at:]])


def is_title(text: str, quoted: Quoted) -> bool:
    """A title or an address in quote marks: every long word has a capital, and it stands as a thing in its sentence."""
    words = quoted.inner.cut(text).split()
    if words[0].startswith("http") or text[quoted.outer.start - 1 : quoted.outer.start] == "=":
        return True
    named = len(words) > 1 and all(word[0].isupper() or len(word) < 4 or word in _SMALL for word in words)
    before = text[max(0, quoted.outer.start - 2) : quoted.outer.start].strip()
    return named and words[-1][-1] not in "!?" and before[-1:].isalnum()


# --- double marks ------------------------------------------------------------------------------------


def _doubles(text: str, paragraph: Span) -> Iterator[Quoted]:
    matches = islice(_DOUBLE.finditer(text, paragraph.start, paragraph.end), _MOST_MARKS)
    marks = [_mark(text, match, paragraph) for match in matches]
    surplus = sum(mark.opens for mark in marks) > sum(mark.closes for mark in marks)
    opened: _Mark | None = None
    depth = 0
    for mark in marks:
        if opened is None:
            opened = None if mark.closes and mark.sure else mark
        elif mark.opens and mark.sure and surplus and mark.curly == opened.curly:
            # More openings than closings: the one before was never closed, and is given up unless it is all speech.
            opened, depth = mark, 0
        elif mark.opens and mark.sure:
            depth += 1
        elif depth:
            depth -= 1
        else:
            yield _quoted(text, opened.start, opened.end, mark.start, mark.end)
            opened = None
    if opened is not None:
        yield _quoted(text, opened.start, opened.end, paragraph.end, paragraph.end, closed=False)


def _quoted(text: str, start: int, inner_start: int, inner_end: int, end: int, *, closed: bool = True) -> Quoted:
    return Quoted(Span(start, end), trimmed(text, inner_start, inner_end), closed)


def _mark(text: str, match: re.Match[str], paragraph: Span) -> _Mark:
    """Which way a mark faces: by its shape, corrected by the blanks around it."""
    start, end = match.span()
    before = text[start - 1] if start > paragraph.start else " "
    after = text[end] if end < paragraph.end else " "
    blank_before, blank_after = before.isspace() or before in "([{—–-/", after.isspace()
    shape = match.group()
    if shape in _OPENERS or shape in _CLOSERS:
        opens = shape in _OPENERS
        if shape == "“" and blank_after and not blank_before:
            opens = False
        elif shape == "”" and blank_before and not blank_after and after.isalnum():
            opens = True
        return _Mark(start, end, opens, not opens, sure=True, curly=True)
    if blank_before != blank_after:
        return _Mark(start, end, blank_before, blank_after, sure=True, curly=False)
    return _Mark(start, end, opens=False, closes=False, sure=False, curly=False)


# --- single marks ------------------------------------------------------------------------------------


def _uses_singles(text: str) -> bool:
    """Whether speech stands in single marks: a text that has double ones uses the single ones for nesting."""
    return not _DOUBLE.search(text) and bool(_SINGLE_OPEN.search(text))


def _singles(text: str, paragraph: Span) -> Iterator[Quoted]:
    at = paragraph.start
    while opening := _SINGLE_OPEN.search(text, at, paragraph.end):
        following = _SINGLE_OPEN.search(text, opening.end(), paragraph.end)
        limit = following.start() if following else paragraph.end
        closing = _single_close(text, opening.end(), limit)
        if closing:
            yield _quoted(text, opening.start(), opening.end(), closing.start(), closing.end())
        at = max(closing.end() if closing else 0, limit if following else paragraph.end)
        if not following:
            return


def _single_close(text: str, start: int, end: int) -> re.Match[str] | None:
    """The closing mark: one after punctuation if there is one, since a plural's apostrophe never stands there."""
    weak = None
    for match in _SINGLE_CLOSE.finditer(text, start, end):
        if not text[match.start() - 1].isalnum():
            return match
        weak = weak or match
    return weak
