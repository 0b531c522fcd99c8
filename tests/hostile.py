"""Text as a hostile feed would write it, the same each time, and documents that hold it in every field."""

from collections import Counter
from datetime import UTC, date, datetime
from random import Random
from typing import TypeVar

from bot.domain.documents import (
    Answer,
    AnswerGroup,
    Briefing,
    BriefingStory,
    Change,
    Correction,
    Line,
    Notice,
    NotShown,
    Passage,
    Searched,
    SourceLink,
)
from bot.domain.drafts import ChangeKind, LineKind, Note
from bot.domain.models import ArticleNote, Confidence, Span

Thing = TypeVar("Thing")
FRAGMENTS = (
    "<!channel> <!here> <!everyone> <!subteam^S123|@staff> <@U012AB3CD> <@U012AB3CD|boss> <#C024BE7LR> <#C1|general> "
    "<!date^1^{date}^https://evil.example|today> <!CHANNEL> <! channel> <!channel|hi> @channel @here "
    "@everyone #general "
    "&lt;!channel&gt; &amp;lt;!channel&amp;gt; &#60;!channel&#62; \\u003c!channel> <<!channel>> <<@U1>|x> ＜!channel＞ "
    "<https://evil.example|example.org> <https://evil.example> <javascript:alert(1)|x> <mailto:a@evil.example|x> "
    "https://evil.example/?a=b http://10.0.0.1/ ftp://evil.example "
    "www.evil.example evil.example evil。example a@evil.example "
    "[example.org](https://evil.example) ![x](https://evil.example/p.png) mailto:x@evil.example javascript:alert(1) "
    "slack://open tel:+1 example.org@evil.example ехample.org аррӏе.com xn--80ak6aa92e.com evil․example ｅvil.example "
    "*bold* _it_ ~gone~ `code` ```block``` **x** __x__ > >>> &gt; - • 1. # | || "
    "* _ ~ ` < > & ; :tada: :skull: :+1::100: "
    "<@123456789012345678> <@!123456789012345678> <@&123456789012345678> <#123456789012345678> <t:1700000000:R> "
    "<:party:123456789012345678> <a:party:123456789012345678> </news:123456789012345678> <id:customize> \\@everyone "
    "@HERE @\u200beveryone ||spoiler|| -# # ### - 1. 12) + >>> ```js \\ \\* \\[x](https://evil.example) [ ] ]( ( ) "
    "[x](<https://evil.example>) [a[b]](https://evil.example) discord.gg/evil steam://run "
    "https:\u200b//evil.example ** __ ~~ "
    "10:30 {date} $topic ${topic} %7C%3C \\n \\u0000 <b>x</b> <script>alert(1)</script> </div> \"' “ ” « » ‘ — […] …"
).split()
ODD = (
    "\n", "\n>", "\r\n\r\n", "\t", "\x00", "\x1b[2J", "\x01", "\x85", "\u2028", "\u2029", "\u202e", "\u202d", "\u2066",
    "\u2069", "\u200b", "\u200d", "\u200c", "\u2060", "\ufeff", "\xad", "\u061c", "\ud800", "\udfff", "\ud83d", "😀",
    "👩‍👩‍👧‍👦", "🇩🇪", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "e\u0301", "e" + "\u0301" * 60,
    "שלום", "مرحبا", "日本語。", "한국어", "กำ", "\u3164", "\u2800", "\xa0", "\ufffe", "\ufdd0", "\U000e0041", "\u180e",
)  # fmt: skip
PLAIN = "Harbour master Ines Calloway said no. The city agreed, nobody sells lamps now. U.S. Open Inc.The end".split()
PLACES = (
    None,
    "https://example.org/{}",
    "http://user:secret@example.org/{}",
    "https://example.org@evil.example/{}",
    "javascript:alert('{}')",
    "https://example.org/<!channel>|{}",
    "https://example.org/a|b>c<d {}",
    "https://аррӏе.com/{}",
    "https://xn--80ak6aa92e.com/{}",
    "HTTPS://EXAMPLE.ORG:8443/{}?x=<@U1>&y=*z*",
    "https://[2001:db8::1]/{}",
    "//evil.example/{}",
    "https://example.org/(a)_[b]/@everyone/**{}",
    "https://example.org/\u202e{}",
    "https://example.org/\n<!here>{}",
    "data:text/html,{}",
    "https://bücher.example/{}?q=日本",
    "http://",
    "https://<!channel>/{}",
    "https://a&b.example/{}",
)
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


class Hostile:
    """Hostile strings without end, counted by the field that they are for."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - the same each time is what is wanted
        self.made: Counter[str] = Counter()

    def text(self, field: str, most: int = 6) -> str:
        """A few fragments, put together in one of several ways; rarely very many."""
        self.made[field] += 1
        pick = self._random
        many = pick.choice((100, 3000)) if pick.random() < 0.003 else pick.randint(1, most)
        parts = [pick.choice(pick.choice((FRAGMENTS, FRAGMENTS, ODD, PLAIN))) for _ in range(many)]
        return pick.choice(("", " ", " ", " ", "\n")).join(parts)

    def url(self) -> str | None:
        """An address, or what pretends to be one."""
        place = self._random.choice(PLACES)
        self.made["url"] += 1
        return place.replace("{}", self.text("path", 3)) if place and self._random.random() < 0.8 else place

    def maybe(self) -> bool:
        return self._random.random() < 0.5

    def one_of(self, *things: Thing) -> Thing:
        return self._random.choice(things)


def link(given: Hostile) -> SourceLink:
    notes = given.one_of((), (ArticleNote.TEASER,), (ArticleNote.CORRECTED, ArticleNote.GONE))
    language = given.one_of("en", given.text("language"))
    at = given.one_of(None, NOW)
    key, title, source = given.text("article id"), given.text("title"), given.text("source")
    return SourceLink(key, title, source, given.url(), at, language, notes=notes)


def line(given: Hostile, kind: LineKind, sources: tuple[SourceLink, ...]) -> Line:
    passages = tuple(
        Passage(given.text(kind, 12), Span(0, 1), given.one_of(*sources)) for _ in range(given.one_of(1, 1, 2))
    )
    if kind is LineKind.SENTENCE and given.one_of(1, 1, 0):
        return Line(kind, passages)
    return Line(
        kind,
        passages,
        speaker=given.one_of(None, given.text("speaker")),
        role=given.text("role"),
        addressee=given.one_of(None, given.text("addressee")),
        relayed=given.one_of(None, given.text("relayed")),
        confidence=given.one_of(*Confidence),
        widened=given.maybe(),
        cut=given.maybe(),
    )


def lines(given: Hostile, sources: tuple[SourceLink, ...]) -> tuple[Line, ...]:
    return tuple(line(given, kind, sources) for kind in LineKind)


def story(given: Hostile, number: int) -> BriefingStory:
    sources = tuple(link(given) for _ in range(given.one_of(1, 1, 1, 2, 5)))
    told = lines(given, sources)
    return BriefingStory(f"s{number:x}", sources[0], told, sources, given.text("reason"), given.maybe())


def briefing(given: Hostile, stories: int = 40) -> Briefing:
    told = tuple(story(given, number) for number in range(stories))
    names = tuple(given.text("source name") for _ in range(given.one_of(1, 12)))
    day = given.one_of(None, date(2026, 11, 24))
    return Briefing(told, names, given.one_of(None, NOW), given.one_of(0, 3), day, day is not None, NotShown(2, 90))


def answer(given: Hostile) -> Answer:
    sources = (link(given), link(given))
    groups = tuple(
        AnswerGroup(lines(given, sources), given.text("person"), given.one_of("", given.text("about")))
        for _ in range(2)
    )
    return Answer("?", groups, Searched(), (), given.one_of(None, *Note), given.one_of(None, NotShown(1, 90)))


def not_found(given: Hostile) -> Answer:
    names, near = (given.text("source name"), given.text("source name")), (link(given), link(given))
    searched = Searched(names, 5, None, NOW, near, (given.text("did you mean"), given.text("did you mean")))
    return Answer("?", (), searched, not_shown=given.one_of(None, NotShown(1, 90)))


def correction(given: Hostile) -> Correction:
    changes = tuple(
        Change(
            kind,
            link(given),
            Passage(given.text("was", 9), Span(0, 1), SourceLink("", "", "", None, None)),
            Passage(given.text("now", 9), Span(0, 1), SourceLink("", "", "", None, None)),
            given.text("note"),
            given.maybe(),
        )
        for kind in ChangeKind
    )
    return Correction(changes, date(2026, 11, 24), given.one_of(0, 2))


def notice(given: Hostile) -> Notice:
    row = Notice("no_stories", {"topic": given.text("topic")})
    values = {name: given.text(name) for name in ("title", "reason", "sources", "together")}
    return Notice("why", values, rows=(row,))
