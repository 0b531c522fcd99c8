"""Which of a page's lines are its story; guards that what a site puts around every article is not taken for news.

Lines go by what they are (furniture, a pointer to another page, a label above pointers) and by where they stand: the
title, a byline and a date above the story, credits and calls to subscribe below it. No line in the midst of the story
goes for its words alone, unless it is a known form as a whole.
"""

import re
from collections.abc import Iterable, Sequence

from bot.adapters.web.pages import line_forms
from bot.adapters.web.pages.visible import Line
from bot.domain.furniture import is_furniture
from bot.domain.words import words

_HEAD = 5  # lines at the top that may be title, byline or date
_TAIL = 4  # lines at the end that may be credits
_SENTENCE = re.compile(r"[.!?。！？…][\"”’»)\]]*$")
_QUOTES = re.compile('["“”„«»]')  # what somebody says is no credit
_MOST_CREDIT = 400
_TEASER = 160
_LABEL = 60


def story_lines(lines: Sequence[str], titles: Iterable[str], author: str | None, visible: Sequence[Line]) -> list[str]:
    """The lines of the story, in order. `titles`: what the page may call itself; `visible`: all its lines."""
    pointing = frozenset(line.text for line in visible if line.is_pointer)
    kept = _without_pointers([line for line in lines if not is_furniture(line)], pointing)
    kept = _above_lists([line for line in kept if not _is_form(line)])
    kept = _below_the_title(kept, titles)
    kept = _without_byline(kept, author)
    return _without_credits(kept)


def _without_pointers(lines: list[str], pointing: frozenset[str]) -> list[str]:
    """Without lines that are pointers, without the short label above them and the teasers between them.

    A link of one to three words is a name or a figure as often as a pointer: it goes only beside a longer one. An
    address that is written out is what the story gives.
    """
    found = [line in pointing and not line.startswith(("http:", "https:", "www.")) for line in lines]
    long = [is_one and len(line.split()) > 3 for line, is_one in zip(lines, found, strict=True)]
    teasers = _teasers(lines, long)
    kept: list[str] = []
    for at, line in enumerate(lines):
        beside = any(long[max(0, at - 1) : at + 2])
        if at not in teasers and not (found[at] and beside):
            kept.append(line)
        elif kept and _is_label(kept[-1]):
            kept.pop()
    return kept


def _teasers(lines: list[str], pointing: list[bool]) -> set[int]:
    """Places of the lines in lists of teasers: three or more pointers with one short line after each."""
    places: set[int] = set()
    at = 0
    while at < len(lines):
        count = gaps = 0
        end = at
        while end < len(lines) and pointing[end]:
            count += 1
            gap = end + 1 < len(lines) and not pointing[end + 1] and len(lines[end + 1]) <= _TEASER
            gaps += gap
            end += 1 + gap
        if count >= 3:
            # The line after the last one belongs to it only where every other one had such a line too.
            places.update(range(at, end if gaps == count else end - (gaps > 0 and not pointing[end - 1])))
        at = max(end, at + 1)
    return places


def _is_form(line: str) -> bool:
    if len(line) > _MOST_CREDIT:
        return False
    return line_forms.FORM.fullmatch(line) is not None or (
        len(line) <= _LABEL and line_forms.POINTER_LABEL.fullmatch(line) is not None
    )


def _above_lists(lines: list[str]) -> list[str]:
    """What stands above a label of a list of other stories, where less follows it than stands above."""
    above, total = 0, sum(map(len, lines))
    for at, line in enumerate(lines):
        if at and len(line) <= _LABEL and line_forms.LIST_LABEL.fullmatch(line) and total - above - len(line) < above:
            return lines[:at]
        above += len(line)
    return lines


def _is_label(line: str) -> bool:
    few = len(line.split()) <= 4 and len(line) <= 40
    return (few and line[-1] not in '.!?"”') or line.endswith(("like...", "like…"))


def _below_the_title(lines: list[str], titles: Iterable[str]) -> list[str]:
    names = {bare for title in titles if (bare := " ".join(words(title)))}
    for at, line in enumerate(lines[:_HEAD]):
        if " ".join(words(line)) in names:
            return lines[at + 1 :]
        if len(line.split()) > 12 or _SENTENCE.search(line):
            break
    return lines


def _without_byline(lines: list[str], author: str | None) -> list[str]:
    kept = list(lines)
    at = 0
    while at < min(_HEAD, len(kept)):
        if _is_byline(kept[at], author):
            del kept[at]
        else:
            at += 1
    return kept


def _is_byline(line: str, author: str | None) -> bool:
    if len(line) > 120 or _SENTENCE.search(line):
        return False
    if line_forms.READING_TIME.fullmatch(line) or (author and words(line) == words(author)):
        return True
    if line_forms.BYLINE.fullmatch(line):
        return True
    count = len(line.split())
    return count <= 10 and line_forms.DATED.search(line) is not None and sum(c.isdigit() for c in line) >= len(line) / 5


def _without_credits(lines: list[str]) -> list[str]:
    """Without credits and calls in the last lines, from the first of them to the end where only short ones follow."""
    end = len(lines)
    while end > 1 and len(lines) - end < 2 * _TAIL and _is_credit(lines[end - 1]):
        end -= 1
    kept = lines[:end]
    tail = max(1, len(kept) - _TAIL)
    return kept[:tail] + [line for line in kept[tail:] if not _is_credit(line)]


def _is_credit(line: str) -> bool:
    return len(line) <= _MOST_CREDIT and not _QUOTES.search(line) and line_forms.CREDIT.fullmatch(line) is not None
