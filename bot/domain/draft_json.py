"""Drafts as JSON text, and back, for keeping until they are posted; guards that what is read is a draft or nothing.

The text is plain ASCII, the same for equal drafts, and holds numbers, fixed words and the reason: no article's text,
and of a language model what it has written.

    {"v":1,"briefing":{"window":[low,high],"left_out":n,"stories":[{"id","headline":REF,"lines":[LINE],
     "articles":[REF],"reason","update"}]}}
    {"v":1,"correction":{"day":"2026-03-02","left_out":n,"changes":[{"kind","was":CITATION,"article":REF,
     "now":CITATION|null,"of_title"}]}}

REF is [article id, version], CITATION is [article id, version, start, end], LINE is [kind, [CITATION]]. A briefing that
a model had to do with is of version 2: "by":[model,written,missed,language,prompt] beside "window",
"title":[text,translation] in each story, and LINE is [kind, [CITATION], text, translation].
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from bot.domain.drafts import (
    NO_MODEL,
    Authorship,
    BriefingDraft,
    ChangeKind,
    Citation,
    CorrectionDraft,
    DraftChange,
    DraftLine,
    DraftStory,
    LineKind,
    Missed,
)
from bot.domain.models import ArticleRef, Span, Window

_PLAIN, _OF_MODEL = 1, 2  # versions
_LARGEST = 1 << 62  # what both databases hold, and more than any id or offset
_Word = TypeVar("_Word", bound=StrEnum)


def write_draft(draft: BriefingDraft | CorrectionDraft) -> str:
    """A draft as one line of JSON. Raises ValueError for one that could not be read again."""
    version = _version_of(draft)
    body = (
        {"briefing": _briefing(draft, version)}
        if isinstance(draft, BriefingDraft)
        else {"correction": _correction(draft)}
    )
    text = json.dumps({"v": version, **body}, separators=(",", ":"))
    if read_draft(text) != draft:
        raise ValueError("a draft that JSON does not hold")
    return text


def read_draft(text: str) -> BriefingDraft | CorrectionDraft:
    """The draft that was written. Raises ValueError for anything else: a missing, strange or doubled name or value."""
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_refused, parse_float=_refused)
    except RecursionError:
        raise ValueError("a draft too deep to be one") from None
    version = data.pop("v", None) if isinstance(data, dict) else None
    if type(version) is not int or version not in {_PLAIN, _OF_MODEL}:
        raise ValueError("a draft of another version")
    if "briefing" in data:
        (body,) = _fields(data, "briefing")
        return _read_briefing(body, version)
    if version != _PLAIN:
        raise ValueError("a draft of another version")
    (body,) = _fields(data, "correction")
    return _read_correction(body)


# --- writing -----------------------------------------------------------------------------------------


def _version_of(draft: BriefingDraft | CorrectionDraft) -> int:
    """What an older program can read is written so that it can."""
    if isinstance(draft, CorrectionDraft):
        return _PLAIN
    lines = (line for story in draft.stories for line in story.lines)
    texts = [text for story in draft.stories for text in (story.title, story.title_in)]
    texts += [text for line in lines for text in (line.text, line.translation)]
    of_model = draft.by != NO_MODEL or any(texts)
    return _OF_MODEL if of_model else _PLAIN


def _briefing(draft: BriefingDraft, version: int) -> Mapping[str, object]:
    stories = [
        {
            "id": story.story_id,
            "headline": _ref(story.headline),
            "lines": [_line(one, version) for one in story.lines],
            "articles": [_ref(ref) for ref in story.articles],
            "reason": story.reason,
            "update": story.update,
            **({"title": [story.title, story.title_in]} if version == _OF_MODEL else {}),
        }
        for story in draft.stories
    ]
    window = [draft.window.low, draft.window.high]
    by = draft.by
    whose = [by.model, by.written, by.missed and by.missed.value, by.language, by.prompt]
    return {
        "window": window,
        "left_out": draft.left_out,
        "stories": stories,
        **({"by": whose} if version == _OF_MODEL else {}),
    }


def _line(line: DraftLine, version: int) -> list[object]:
    slices = [_citation(one) for one in line.slices]
    return [line.kind.value, slices, line.text, line.translation] if version == _OF_MODEL else [line.kind.value, slices]


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


def _read_briefing(body: object, version: int) -> BriefingDraft:
    more = ("by",) if version == _OF_MODEL else ()
    window, left_out, stories, *by = _fields(body, "window", "left_out", "stories", *more)
    low, high = _numbers(window, 2)
    told = tuple(_read_story(one, version) for one in _list(stories))
    return BriefingDraft(told, Window(low, high), _number(left_out), _read_by(by[0]) if by else NO_MODEL)


def _read_by(value: object) -> Authorship:
    model, written, missed, language, prompt = _list(value, 5)
    why = None if missed is None else _word(Missed, missed)
    return Authorship(_text(model), _truth(written), why, _text(language), _text(prompt))


def _read_story(body: object, version: int) -> DraftStory:
    more = ("title",) if version == _OF_MODEL else ()
    id_, headline, lines, articles, reason, update, *title = _fields(
        body, "id", "headline", "lines", "articles", "reason", "update", *more
    )
    return DraftStory(
        _text(id_),
        _read_ref(headline),
        tuple(_read_line(one, version) for one in _list(lines)),
        tuple(map(_read_ref, _list(articles))),
        _text(reason),
        _truth(update),
        *(_text(text) for one in title for text in _list(one, 2)),
    )


def _read_line(value: object, version: int) -> DraftLine:
    kind, slices, *text = _list(value, 4 if version == _OF_MODEL else 2)
    return DraftLine(_word(LineKind, kind), tuple(map(_read_citation, _list(slices))), *map(_text, text))


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
