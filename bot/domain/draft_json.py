"""Drafts as JSON text, and back, for keeping until they are posted; guards that what is read is a draft or nothing.

The text is plain ASCII, the same for equal drafts, and holds numbers, fixed words and the reason: no article's text.

    {"v":1,"briefing":{"window":[low,high],"left_out":n,"stories":[{"id","headline":REF,"lines":[LINE],
     "articles":[REF],"reason","update"}]}}
    {"v":1,"correction":{"day":"2026-03-02","left_out":n,"changes":[{"kind","was":CITATION,"article":REF,
     "now":CITATION|null,"of_title"}]}}

REF is [article id, version], CITATION is [article id, version, start, end], LINE is [kind, [CITATION]].
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from bot.domain.drafts import (
    BriefingDraft,
    ChangeKind,
    Citation,
    CorrectionDraft,
    DraftChange,
    DraftLine,
    DraftStory,
    LineKind,
)
from bot.domain.models import ArticleRef, Span, Window

_VERSION = 1
_LARGEST = 1 << 62  # what both databases hold, and more than any id or offset
_Word = TypeVar("_Word", bound=StrEnum)


def write_draft(draft: BriefingDraft | CorrectionDraft) -> str:
    """A draft as one line of JSON. Raises ValueError for one that could not be read again."""
    body = {"briefing": _briefing(draft)} if isinstance(draft, BriefingDraft) else {"correction": _correction(draft)}
    text = json.dumps({"v": _VERSION, **body}, separators=(",", ":"))
    if read_draft(text) != draft:
        raise ValueError("a draft that JSON does not hold")
    return text


def read_draft(text: str) -> BriefingDraft | CorrectionDraft:
    """The draft that was written. Raises ValueError for anything else: a missing, strange or doubled name or value."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_refused, parse_float=_refused)
    except RecursionError:
        raise ValueError("a draft too deep to be one") from None
    if not isinstance(data, dict) or type(data.get("v")) is not int or data.pop("v") != _VERSION:
        raise ValueError("a draft of another version")
    if "briefing" in data:
        (body,) = _fields(data, "briefing")
        return _read_briefing(body)
    (body,) = _fields(data, "correction")
    return _read_correction(body)


# --- writing -----------------------------------------------------------------------------------------


def _briefing(draft: BriefingDraft) -> Mapping[str, object]:
    stories = [
        {
            "id": story.story_id,
            "headline": _ref(story.headline),
            "lines": [[line.kind.value, [_citation(one) for one in line.slices]] for line in story.lines],
            "articles": [_ref(ref) for ref in story.articles],
            "reason": story.reason,
            "update": story.update,
        }
        for story in draft.stories
    ]
    return {"window": [draft.window.low, draft.window.high], "left_out": draft.left_out, "stories": stories}


def _correction(draft: CorrectionDraft) -> Mapping[str, object]:
    changes = [
        {
            "kind": change.kind.value,
            "was": _citation(change.was),
            "article": _ref(change.article),
            "now": change.now and _citation(change.now),
            "of_title": change.of_title,
        }
        for change in draft.changes
    ]
    return {"day": draft.day.isoformat(), "left_out": draft.left_out, "changes": changes}


def _ref(ref: ArticleRef) -> list[int]:
    return [ref.article_id, ref.version]


def _citation(citation: Citation) -> list[int]:
    return [*_ref(citation.ref), citation.span.start, citation.span.end]


# --- reading -----------------------------------------------------------------------------------------


def _read_briefing(body: object) -> BriefingDraft:
    window, left_out, stories = _fields(body, "window", "left_out", "stories")
    low, high = _numbers(window, 2)
    return BriefingDraft(tuple(map(_read_story, _list(stories))), Window(low, high), _number(left_out))


def _read_story(body: object) -> DraftStory:
    id_, headline, lines, articles, reason, update = _fields(
        body, "id", "headline", "lines", "articles", "reason", "update"
    )
    refs = tuple(map(_read_ref, _list(articles)))
    return DraftStory(
        _text(id_), _read_ref(headline), tuple(map(_read_line, _list(lines))), refs, _text(reason), _truth(update)
    )


def _read_line(value: object) -> DraftLine:
    kind, slices = _list(value, 2)
    return DraftLine(_word(LineKind, kind), tuple(map(_read_citation, _list(slices))))


def _read_correction(body: object) -> CorrectionDraft:
    day, left_out, changes = _fields(body, "day", "left_out", "changes")
    read = date.fromisoformat(_text(day))
    if read.isoformat() != day:
        raise ValueError("a date in another form")
    return CorrectionDraft(tuple(map(_read_change, _list(changes))), read, _number(left_out))


def _read_change(body: object) -> DraftChange:
    kind, was, article, now, of_title = _fields(body, "kind", "was", "article", "now", "of_title")
    later = None if now is None else _read_citation(now)
    return DraftChange(_word(ChangeKind, kind), _read_citation(was), _read_ref(article), later, _truth(of_title))


def _read_ref(value: object) -> ArticleRef:
    return ArticleRef(*_numbers(value, 2))


def _read_citation(value: object) -> Citation:
    article_id, version, start, end = _numbers(value, 4)
    return Citation(ArticleRef(article_id, version), Span(start, end))


# --- shapes ------------------------------------------------------------------------------------------


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name that stands twice")
    return found


def _refused(_value: str) -> NoReturn:
    raise ValueError("a number that is not whole")


def _fields(body: object, *names: str) -> list[object]:
    """The values of exactly these names."""
    if not isinstance(body, dict) or body.keys() != set(names):
        raise ValueError(f"something else than {', '.join(names)}")
    return [body[name] for name in names]


def _list(value: object, length: int | None = None) -> list[object]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ValueError("no list, or one of another length")
    return value


def _numbers(value: object, length: int) -> list[int]:
    return [_number(one) for one in _list(value, length)]


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:  # True is an int, too
        raise ValueError("no number from 0 on")
    return value


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("neither true nor false")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")  # noqa: TRY004 - whoever reads a draft expects one kind of error
    return value


def _word(words: type[_Word], value: object) -> _Word:
    return words(_text(value))
