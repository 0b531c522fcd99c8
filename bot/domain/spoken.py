"""Which statements answer a question about somebody's words, and in which lines; guards that nobody is given another's.

Only stored quotes are chosen from, by their speaker. A speaker that is only inferred is not the person asked
about. Where a topic is asked for and no statement is about it, nothing is shown rather than everything.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from bot.domain.documents import Answer
from bot.domain.drafts import Citation, DraftGroup, DraftLine, LineKind
from bot.domain.expected import Expects, instances
from bot.domain.models import Article, ArticleRef, Confidence, Quote, QuoteKind, Span, StoredQuote
from bot.domain.passages import Wanted, plain, stems_of
from bot.domain.people.across import group_people, matches, name_tokens
from bot.domain.text import sentences
from bot.domain.times import is_named, period
from bot.domain.words import words

Articles = Mapping[ArticleRef, Article]
# Whoever is called so speaks for the body that the role names.
# Who or what speaks for the body or the person named before it ("the State Department's website").
_SPEAK_FOR = frozenset(
    "spokesman spokeswoman spokesperson spokespeople website office campaign official administration team statement "
    "report letter".split()
)
_TAG = 250  # characters between two halves of an utterance: a paragraph's end, or a cue with a name and a role
_LOOK_BACK = 1_000  # characters before a statement in which the sentence before it begins


def said_by(person: str, quotes: Sequence[StoredQuote], names: Iterable[str] = ()) -> list[StoredQuote]:
    """The statements of everyone whom the name may mean; `names` are further speakers who are known.

    "Mara Lind" is meant by "Lind" only where somebody of her full name speaks too, and no other Lind does.
    """
    known = [one for one in quotes if one.quote.speaker and one.quote.confidence is not Confidence.INFERRED]
    speakers = {one.quote.speaker or "" for one in known}
    meant = {name for name in speakers if _is_meant(person, name)}
    loose = {name for name in meant if len(name_tokens(name)) < min(2, len(name_tokens(person)))}
    if loose and (loose == meant or _has_namesake(person, speakers.union(names))):
        meant -= loose
    return [one for one in known if one.quote.speaker in meant]


def unclear(told: Sequence[StoredQuote], quotes: Iterable[StoredQuote]) -> list[StoredQuote]:
    """Direct quotes beside the statements told that are by the same speaker at a guess: to be shown as unclear."""
    theirs = {(one.ref, one.quote.speaker) for one in told}
    guessed = (one for one in quotes if one.quote.confidence is Confidence.INFERRED)
    return [one for one in guessed if one.quote.kind is QuoteKind.DIRECT and (one.ref, one.quote.speaker) in theirs]


def _is_meant(person: str, name: str) -> bool:
    if _only_holds(person, name):
        return False
    # A name after an apostrophe is often typed without what stands before it.
    return matches(person, name) or matches(person, name.replace("’", "'").rsplit("'", 1)[-1])


def _only_holds(person: str, name: str) -> bool:
    """Whether a speaker is described by a name that is not theirs ("Lind voters", "a former Mara Lind aide")."""
    *before, last = name.split() or [""]
    described = last.islower() and any(word[0].isupper() for word in before)
    return described and not {*words(last)} & {*name_tokens(person), *_SPEAK_FOR}


def _has_namesake(person: str, names: Iterable[str]) -> bool:
    """Whether somebody else of that surname, with another first name, is known."""
    asked = name_tokens(person)
    full = (name for name in names if len(name_tokens(name)) > 1)
    return any(name_tokens(name)[-1] == asked[-1] and not matches(person, name) for name in full)


def said_as(role: str, quotes: Iterable[StoredQuote]) -> list[StoredQuote]:
    """The statements of everyone whose role the article describes so ("the mayor", "Acme's chief engineer").

    One of the words must be a common noun of the role: "Acme" alone is not its chief engineer.
    """
    asked = set(name_tokens(role))
    found = []
    for one in with_speaker(quotes):
        described = one.quote.role or ""
        held = set(words(described))
        if asked <= held and (held & _SPEAK_FOR or any(word in asked for word in described.split())):
            found.append(one)
    return found


def with_speaker(quotes: Iterable[StoredQuote], besides: str = "") -> list[StoredQuote]:
    """The statements whose speaker is known and is not `besides`."""
    known = (one for one in quotes if one.quote.speaker and one.quote.confidence is not Confidence.INFERRED)
    return [one for one in known if not besides or not matches(besides, one.quote.speaker or "")]


# --- what about --------------------------------------------------------------------------------------


def about(quotes: Sequence[StoredQuote], articles: Articles, sought: Wanted) -> list[StoredQuote]:
    """The statements that are about a topic: exactly, or not at all.

    All words of the topic stand in the statement and the sentence around it; else, with the sentence before it in
    the same paragraph. A topic of three words or more may lack a third of them. Halves of one utterance go together.
    """
    if not sought.stems:
        return list(quotes)
    needed = len(sought.stems) if len(sought.stems) < 3 else math.ceil(len(sought.stems) * 2 / 3)
    for before in (False, True):
        exact = {
            (one.ref, one.quote.utterance)
            for one in quotes
            if len(_stems(one, articles, before=before) & set(sought.stems)) >= needed
        }
        if exact:
            return [one for one in quotes if (one.ref, one.quote.utterance) in exact]
    return []


def in_time(article: Article, one: StoredQuote, when: str, now: datetime) -> bool:
    """Whether a statement is of the time asked about: by its article's date, or because its sentence says so."""
    asked = period(when, now) if when else None
    if asked is None:
        return True
    if is_named(when, one.quote.context.cut(article.text)):
        return True
    return article.published is not None and asked[0] <= article.published < asked[1]


def once(quotes: Sequence[StoredQuote], articles: Articles) -> list[StoredQuote]:
    """The statements without those that an earlier article in the order gives in the same words."""
    first: dict[tuple[str, ...], ArticleRef] = {}
    kept = []
    for one in quotes:
        said = tuple(stems_of(plain(one.quote.span.cut(articles[one.ref].text))))
        if first.setdefault(said, one.ref) == one.ref:
            kept.append(one)
    return kept


def besides(shown: Answer, quotes: Sequence[StoredQuote], articles: Articles) -> list[StoredQuote]:
    """The statements of which an answer has shown nothing."""
    lines = [line for group in shown.groups for line in group.lines]
    known = [(one.source.article_id, one.span) for line in lines for one in line.passages]
    return [
        one
        for one in quotes
        if not any(key == articles[one.ref].key and span.overlaps(one.quote.span) for key, span in known)
    ]


def share_of(one: StoredQuote, articles: Articles, weights: Mapping[str, float]) -> float:
    """The share of a claim's weight that a statement and the sentence around it carry."""
    whole = sum(weights.values())
    return sum(weights[stem] for stem in _stems(one, articles, before=False) & weights.keys()) / whole if whole else 0.0


def _stems(one: StoredQuote, articles: Articles, *, before: bool) -> set[str]:
    text = articles[one.ref].text
    context = one.quote.context
    start = min(context.start, one.quote.span.start)
    if before:
        paragraph = max(text.rfind("\n", 0, start) + 1, start - _LOOK_BACK)
        earlier = sentences(text, Span(paragraph, start)) if paragraph < start else []
        start = earlier[-1].start if earlier else start
    return set(stems_of(plain(text[start : max(context.end, one.quote.span.end)])))


# --- lines -------------------------------------------------------------------------------------------


def groups(quotes: Sequence[StoredQuote]) -> tuple[DraftGroup, ...]:
    """One group a person, those quoted directly first; `about` is a role, where several people are shown."""
    names = list(dict.fromkeys((one.quote.speaker or "", one.quote.role) for one in quotes))
    people = group_people(names)
    made = [_group([names[index] for index in person], quotes, alone=len(people) == 1) for person in people]
    return tuple(sorted(made, key=lambda group: group.lines[0].kind is LineKind.REPORTED))


def _group(names: Sequence[tuple[str, str | None]], quotes: Sequence[StoredQuote], *, alone: bool) -> DraftGroup:
    pairs = set(names)
    own = [one for one in quotes if (one.quote.speaker or "", one.quote.role) in pairs]
    fullest = max((name for name, _ in names), key=lambda name: (len(name.split()), len(name)))
    role = next((role for _, role in names if role), "")
    return DraftGroup(lines(own), fullest, "" if alone else role, tuple(dict.fromkeys(name for name, _ in names)))


def lines(quotes: Sequence[StoredQuote]) -> tuple[DraftLine, ...]:
    """Direct quotes first, then reported statements, halves of one utterance together; each article in text order."""
    made: list[DraftLine] = []
    for ref, of_article in groupby(quotes, key=lambda one: one.ref):
        ordered = sorted(of_article, key=lambda one: one.quote.span)
        for kind, shown in ((QuoteKind.DIRECT, LineKind.QUOTE), (QuoteKind.REPORTED, LineKind.REPORTED)):
            quotes_of_kind = (one.quote for one in ordered if one.quote.kind is kind)
            for _, parts in groupby(quotes_of_kind, key=lambda quote: (quote.utterance, quote.speaker)):
                made += [DraftLine(shown, tuple(Citation(ref, one.span) for one in near)) for near in _close(parts)]
    return tuple(sorted(made, key=lambda line: line.kind is LineKind.REPORTED))


def _close(parts: Iterable[Quote]) -> list[list[Quote]]:
    """Parts of an utterance in runs that stand close together: over more than a tag between them, […] would mislead."""
    runs: list[list[Quote]] = []
    for part in parts:
        if runs and part.span.start - runs[-1][-1].span.end <= _TAG:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def dated(quotes: Sequence[StoredQuote], articles: Articles) -> tuple[DraftLine, ...]:
    """The sentences around statements that give a date themselves."""
    made: dict[Citation, DraftLine] = {}
    for one in quotes:
        text = articles[one.ref].text
        outside = (
            f"{text[one.quote.context.start : one.quote.span.start]} {text[one.quote.span.end : one.quote.context.end]}"
        )
        if instances(outside, Expects.DATE):
            citation = Citation(one.ref, one.quote.context)
            made[citation] = DraftLine(LineKind.SENTENCE, (citation,))
    return tuple(made.values())
