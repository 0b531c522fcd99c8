"""Drafts as a hostile model makes them: true sentences made false in many ways, spans and ids from nowhere.

Three invented articles and the quotes that the rules find in them; every lie says by its name what is wrong with it.
"""

import random
import re
from collections.abc import Callable

from bot.domain.citations import Evidence
from bot.domain.drafts import Authorship, BriefingDraft, Citation, DraftLine, DraftStory, LineKind
from bot.domain.models import EVERYTHING, Article, ArticleRef, QuoteKind, Span, StoredQuote, first_id
from bot.domain.quotes import find_quotes
from bot.domain.text import sentences
from tests.samples import NOW

TEXTS = {
    "Ferry to Osterholm stops": (
        "The ferry to Osterholm will stop in March after 41 years, the county of Vessby decided on Tuesday. "
        "It carried 12,500 passengers last year and lost 3 million crowns. “Nobody asked the island,” said Karin Dahl, "
        "who keeps the shop in Osterholm. County chair Mats Ekdal denied that the island was forgotten. “We will pay "
        "for a bus over the new bridge,” Ekdal said. The bridge is not finished."
    ),
    "Bridge to Osterholm late": (
        "The bridge to Osterholm will open in June at the earliest, builder Norrbro said on Wednesday. It was to cost "
        "90 million crowns; the county of Vessby now expects 120 million. Mats Ekdal said that the county would not "
        "raise taxes. “We have no choice but to wait,” Karin Dahl said. Norrbro employs 340 people."
    ),
    "Vessby elects": (
        "Lena Roth won the election in Vessby on Sunday with 52 per cent of the votes. She beat Mats Ekdal, who had "
        "led the county since 2011. “I shall keep the ferry,” Roth said. Ekdal did not congratulate her. Turnout "
        "fell to 61 per cent."
    ),
}
ARTICLES = [
    Article(first_id(NOW) + at, 1, f"key-{at}", title, text, f"Paper {at}", f"https://paper{at}.example.org/a")
    for at, (title, text) in enumerate(TEXTS.items())
]
QUOTES = [StoredQuote(one.ref, quote) for one in ARTICLES for quote in find_quotes(one.text, one.title)]
EVIDENCE = Evidence.of({one.ref: one for one in ARTICLES}, QUOTES)
NAMES = ("Karin Dahl", "Mats Ekdal", "Lena Roth")
STRANGERS = ("Pavel Anders", "Ottawa", "Interpol", "Greta Moss")
Lie = Callable[[random.Random, str], str]


def _another_number(rng: random.Random, text: str) -> str:
    found = list(re.finditer(r"\d[\d,]*", text))
    if not found:
        return f"{text[:-1]} in {rng.randint(3, 99)} towns."
    one = rng.choice(found)
    return text[: one.start()] + str(rng.choice([7, 77, 13_000, 1999, 4])) + text[one.end() :]


def _another_name(rng: random.Random, text: str) -> str:
    found = list(re.finditer(r"(?<!^)(?<!\. )\b[A-Z][a-z]{3,}(?: [A-Z][a-z]+)?", text))
    stranger = rng.choice(STRANGERS)
    if not found:
        return f"{stranger}: {text}"
    one = rng.choice(found)
    return text[: one.start()] + stranger + text[one.end() :]


def _denied(_: random.Random, text: str) -> str:
    for said, other in (
        ("will ", "will not "),
        ("won ", "did not win "),
        ("lost ", "did not lose "),
        (" is not ", " is "),
    ):
        if said in text:
            return text.replace(said, other, 1)
    return f"It is not true that {text[0].lower()}{text[1:]}"


def _with(what: str) -> Lie:
    return lambda rng, text: f"{text[:-1]} {what}." if rng.random() < 0.5 else f"{what} {text}"


def _another_speaker(rng: random.Random, text: str) -> str:
    """Somebody's words in another's mouth."""
    told = text.rstrip(".").replace("“", "").replace("”", "")
    for name in NAMES:
        told = told.replace(f"said {name}", "").replace(f"{name} said", "").replace(f"{name.split()[1]} said", "")
    return f"{rng.choice([*STRANGERS, 'The king'])} said that {told.strip(' ,')}."


def _nouns_turned(rng: random.Random, text: str) -> str:
    """Two nouns behind an article change their places; of a sentence that has fewer, its first word is left out."""
    found = list(re.finditer(r"\b(?:[Tt]he|an?) ([a-z]{4,})", text))
    if len({one[1] for one in found}) < 2:
        return f"{rng.choice(STRANGERS)} {text[0].lower()}{text[1:]}"
    one, other = found[0], next(each for each in found if each[1] != found[0][1])
    return f"{text[: one.start(1)]}{other[1]}{text[one.end(1) : other.start(1)]}{one[1]}{text[other.end(1) :]}"


LIES: dict[str, Lie] = {
    "nouns": _nouns_turned,
    "number": _another_number,
    "name": _another_name,
    "denied": _denied,
    "address": _with("https://evil.example/x?q=1"),
    "host": _with("evil.example/prize"),
    "everyone": _with("@everyone"),
    "channel": _with("<!channel>"),
    "user": _with("<@U12345>"),
    "link": _with("[here](https://evil.example)"),
    "slack link": _with("<https://evil.example|here>"),
    "quote": _with("“We give up”"),
    "plain quote": _with('"We give up", Ekdal said,'),
    "guillemets": _with("«Wir geben auf»"),
    "bidi": _with("\u202egnp.exe\u202c"),
    "speaker": _another_speaker,
}


def _anywhere(rng: random.Random) -> Citation:
    ref = rng.choice([one.ref for one in ARTICLES] + [ArticleRef(1, 1), ArticleRef(ARTICLES[0].id, 2)])
    start = rng.randint(-3, 500)
    return Citation(ref, Span(start, start + rng.randint(-2, 400)))


def _sentence(rng: random.Random) -> Citation:
    article = rng.choice(ARTICLES)
    return Citation(article.ref, rng.choice(sentences(article.text)))


def _quote(rng: random.Random) -> Citation:
    one = rng.choice(QUOTES)
    nudge = rng.choice([0, 0, 1, -1, 3])
    return Citation(one.ref, Span(one.quote.span.start + nudge, one.quote.span.end + rng.choice([0, nudge])))


def text_of(citation: Citation) -> str:
    return citation.span.cut(EVIDENCE.articles[citation.ref].text)


def line(rng: random.Random) -> tuple[DraftLine, str]:
    """A line, and which lie it tells, if any."""
    kind = rng.choice([*LineKind, LineKind.WRITTEN, LineKind.WRITTEN])
    if kind is not LineKind.WRITTEN:
        return DraftLine(
            kind, tuple(rng.choice([_anywhere, _sentence, _quote])(rng) for _ in range(rng.randint(0, 3)))
        ), ""
    cited = tuple(_sentence(rng) for _ in range(rng.randint(1, 2)))
    told = text_of(cited[0])
    name = rng.choice(["", *LIES])
    text = LIES[name](rng, told) if name else told
    if rng.random() < 0.05:
        cited = (*cited, _anywhere(rng))
    return DraftLine(kind, cited, text), name


def briefing(rng: random.Random) -> tuple[BriefingDraft, dict[str, str]]:
    """A draft of a briefing, and the lies in it by their texts."""
    stories: list[DraftStory] = []
    lies: dict[str, str] = {}
    for at in range(rng.randint(1, 3)):
        made = [line(rng) for _ in range(rng.randint(1, 6))]
        lies |= {one.text: lie for one, lie in made if lie}
        title, article = rng.choice(["", *TEXTS]), rng.choice(ARTICLES)
        lie = rng.choice(["", *LIES])
        if title and lie:
            title = LIES[lie](rng, f"{title}.").rstrip(".")
            lies[title] = lie
        refs = tuple(one.ref for one in ARTICLES)
        stories.append(DraftStory(f"s{at}", article.ref, tuple(one for one, _ in made), refs, "why", title=title))
    return BriefingDraft(tuple(stories), EVERYTHING, by=Authorship("liar", written=True)), lies


def speaker_of(ref: ArticleRef, span: Span) -> set[str | None]:
    """Who said these very words, as storage has it."""
    return {
        one.quote.speaker
        for one in QUOTES
        if one.ref == ref and one.quote.span == span and one.quote.kind is QuoteKind.DIRECT
    }
