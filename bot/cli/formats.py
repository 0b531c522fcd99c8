"""The machine formats of docs/cli.md: verified documents as JSON. Guards that they stay as documented."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from bot.domain.documents import Answer, AnswerGroup, Briefing, Line, Passage, Searched
from bot.domain.drafts import NO_MODEL, Authorship, LineKind
from bot.domain.errors import InputError
from bot.domain.intake import ParsedFeed
from bot.domain.models import Quote, QuoteKind, Span
from bot.domain.support.verdict import Support

Row = dict[str, Any]
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")


def write(row: Mapping[str, Any]) -> None:
    """One JSON object on one line of standard output.

    What would end a line for some reader, or command a terminal, is written as an escape; a lone surrogate, which
    is no text, is replaced.
    """
    text = json.dumps(row, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace").decode("utf-8")
    click.echo(_UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


def read_rows(path: str) -> Iterator[Row | InputError]:
    """The JSON objects of a file, or of standard input (-), one a line; an InputError in place of what is none.

    Raises InputError where the file cannot be read.
    """
    try:
        with click.open_file(path, encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _row(line, path, number)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _refuse(constant: str) -> None:
    """NaN and the infinities are no JSON."""
    raise ValueError(constant)


def _row(line: str, path: str, number: int) -> Row | InputError:
    try:
        row = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        row = None
    return row if isinstance(row, dict) else InputError(f"{path}, line {number}: is no JSON object")


def span(text: str, where: Span) -> Row:
    """A slice with its place."""
    return {"start": where.start, "end": where.end, "text": where.cut(text)}


def quote(text: str, found: Quote) -> Row:
    """A quote as `newsbot quotes` prints it.

    Reported words under a denial or a negation are given with their whole sentence: by themselves they would
    say the opposite. Direct ones stay exact, with that sentence beside them.
    """
    widened = found.widen and found.kind is QuoteKind.REPORTED
    mention = {"start": found.mention.start, "end": found.mention.end} if found.mention else None
    return {
        **span(text, found.context if widened else found.span),
        "speaker": found.speaker,
        "mention": mention,
        "kind": found.kind.value,
        "confidence": found.confidence.value,
        "context": span(text, found.context) if found.widen else None,
    }


def support(id_: object, document: str, found: Support) -> Row:
    """A verdict as `newsbot verify --json` prints it."""
    evidence = [span(document, one) for one in found.evidence]
    return {"id": id_, "supported": found.supported, "score": round(found.score, 6), "evidence": evidence}


def passage(one: Passage) -> Row:
    """A verified slice with its article."""
    link = one.source
    place = {"start": one.span.start, "end": one.span.end, "text": one.text}
    return {"article_id": link.article_id, "url": link.url, "title": link.title, **place}


def answer(id_: object, given: Answer, shown: Answer, evidence: float | None) -> Row:
    """An answer as `newsbot ask --json` prints it; `evidence` is the score of a fact, 0 to 1.

    Programs get all of it as citations and quotes. `shown` is what of it people are shown: the text of the answer, and
    those citations and quotes that are marked.
    """
    lines = [line for group in given.groups for line in group.lines]
    read = [line for group in shown.groups for line in group.lines]
    parts = {passage for line in read for passage in line.passages}
    return {
        "id": id_,
        "status": "answered" if given.found else "not_found",
        "answer": "\n".join(plain(line) for line in read),
        "citations": [
            {**passage(one), "shown": one in parts} for one in dict.fromkeys(p for line in lines for p in line.passages)
        ],
        "quotes": [{**row, "shown": line in read} for line in lines for row in _spoken(line)],
        "not_shown": shown.not_shown.lines if shown.not_shown else 0,
        "ranking": list(given.ranking),
        "evidence": None if evidence is None else round(evidence, 4),
        "note": given.note.value if given.note else None,
        **_of_model(given.by, lines),
        **_disagreements(given.groups),
        "searched": None if given.found else _searched(given.searched),
    }


def _searched(given: Searched) -> Row:
    return {
        "articles": given.articles,
        "sources": list(given.sources),
        "since": given.since.isoformat() if given.since else None,
        "newest": given.newest.isoformat() if given.newest else None,
        "nearest": [{"article_id": link.article_id, "title": link.title} for link in given.nearest],
        "did_you_mean": list(given.did_you_mean),
    }


def plain(line: Line) -> str:
    """A line as plain text."""
    text = line.written or " […] ".join(one.text for one in line.passages) + (" […]" if line.cut else "")
    if not line.kind.is_speech:
        return text
    words = f"“{text}”" if line.kind is LineKind.QUOTE else f"({line.kind}) {text}"
    return f"{line.speaker or 'Speaker unclear'}: {words}"


def _disagreements(groups: Iterable[AnswerGroup]) -> Row:
    """What outlets say of one thing, each something else; nothing where nobody found such."""
    apart = [[plain(line) for line in group.lines] for group in groups if group.disagree]
    return {"disagreements": apart} if apart else {}


def _of_model(by: Authorship, lines: Iterable[Line]) -> Row:
    """What of it is a language model's work; nothing where none was asked."""
    if by == NO_MODEL:
        return {}
    written = [
        {"text": one.written, "original": one.original or None, "citations": [passage(p) for p in one.passages]}
        for one in lines
        if one.written
    ]
    told = {"name": by.model or None, "missed": by.missed.value if by.missed else None, "language": by.language or None}
    return {"model": told, "written": written}


def _spoken(line: Line) -> Iterator[Row]:
    if not line.kind.is_speech:
        return
    kind = "direct" if line.kind is LineKind.QUOTE or line.words else "reported"
    context = " […] ".join(one.text for one in line.passages) if line.words else None
    for one in line.words or line.passages:
        place = {"start": one.span.start, "end": one.span.end, "text": one.text}
        yield {"article_id": one.source.article_id, **place, "speaker": line.speaker, "kind": kind, "context": context}


def briefing(given: Briefing) -> Iterator[Row]:
    """A briefing as `newsbot brief --json` prints it: one line a story."""
    for story in given.stories:
        yield {
            "story_id": story.story_id,
            "title": story.heading.title,
            "article_ids": [link.article_id for link in story.sources],
            "sentences": [passage(p) for one in story.lines if one.kind is LineKind.SENTENCE for p in one.passages],
            "quotes": [row for one in story.lines for row in _spoken(one)],
            **_of_model(given.by, story.lines),
            "reason": story.reason,
        }


def feed(file: str, parsed: ParsedFeed | None, error: str | None) -> Row:
    """A feed as `newsbot feed --json` prints it; with an `error` there are no entries."""
    entries = [
        {
            "id": one.id,
            "url": one.url,
            "title": one.title,
            "published": one.published.isoformat() if one.published else None,
            "summary": one.summary,
            "content": one.content,
        }
        for one in (parsed.entries if parsed else ())
    ]
    title, url = (parsed.title, parsed.url) if parsed else (None, None)
    return {"file": file, "title": title, "url": url, "entries": entries, "error": error}
