"""Small articles, quotes and documents that many tests start from. Invented people, example.org links."""

from datetime import UTC, datetime

from bot.domain.documents import Answer, AnswerGroup, Briefing, BriefingStory, Line, Passage, Searched, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.models import Article, ArticleRef, Confidence, Quote, QuoteKind, Span, StoredQuote, first_id

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
TEXT = (
    "Harbour lights go out. “We ran out of lamps,” harbour master Ines Calloway said on Monday. "
    "“And nobody sells them any more.” She did not blame the city. Calloway said that new lamps would come in spring."
)
FIRST, SECOND = "We ran out of lamps,", "And nobody sells them any more."
REPORTED = "new lamps would come in spring"
ID = first_id(NOW) + 1
REF = ArticleRef(ID, 1)


def article(
    text: str = TEXT, *, id_: int = ID, version: int = 1, key: str = "lamps", url: str | None = None
) -> Article:
    return Article(id_, version, key, "Harbour goes dark", text, "Quay Courier", url or f"https://example.org/{key}")


def span(part: str, text: str = TEXT) -> Span:
    at = text.index(part)
    return Span(at, at + len(part))


def sentence_around(part: str, text: str = TEXT) -> Span:
    from bot.domain.text import sentences  # noqa: PLC0415 - tests of the splitter itself must not need this module

    return next(one for one in sentences(text) if one.holds(span(part, text)) or one.overlaps(span(part, text)))


def quote(part: str, kind: QuoteKind = QuoteKind.DIRECT, **changes: object) -> StoredQuote:
    fields: dict[str, object] = {
        "span": span(part),
        "kind": kind,
        "confidence": Confidence.EXPLICIT,
        "speaker": "Ines Calloway",
        "mention": span("Ines Calloway"),
        "context": sentence_around(part),
        "role": "harbour master",
        "utterance": 1,
    }
    return StoredQuote(REF, Quote(**(fields | changes)))  # type: ignore[arg-type] # a test may pass anything


LINK = SourceLink("lamps", "Harbour goes dark", "Quay Courier", "https://example.org/lamps", None)
POST = SourceLink("post", "Lamps return", "Harbour Post", "https://post.example/l", datetime(2026, 11, 2, tzinfo=UTC))


def passage(part: str = FIRST, link: SourceLink = LINK) -> Passage:
    return Passage(part, span(part) if part in TEXT else Span(0, len(part)), link)


def line(part: str = FIRST, kind: LineKind = LineKind.QUOTE, **fields: object) -> Line:
    speaker = {} if kind is LineKind.SENTENCE else {"speaker": "Ines Calloway", "confidence": Confidence.EXPLICIT}
    return Line(kind, (passage(part),), **(speaker | fields))  # type: ignore[arg-type] # a test may pass anything


def answer(*lines: Line, person: str = "Ines Calloway") -> Answer:
    return Answer("what did Calloway say?", (AnswerGroup(lines or (line(),), person),), Searched(), ("lamps",))


def briefing(*lines: Line) -> Briefing:
    story = BriefingStory("s1", LINK, lines or (line(),), (LINK,), "1 source; newest 2 h old")
    return Briefing((story,), ("Quay Courier",), NOW)
