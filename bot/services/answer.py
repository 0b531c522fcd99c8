"""Answering a question from what a reader may see: load, decide purely, verify. Guards that nothing is guessed.

Looks at the articles first seen in the last days, then at everything that holds all words asked for, and says so.
With `only`, looks at those articles and no others. What cannot be supported is "not found", with where was looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain import evidence, passages, spoken
from bot.domain.allowance import WORDS
from bot.domain.citations import Evidence, link, verify_answer
from bot.domain.documents import Answer, Searched
from bot.domain.drafts import AnswerDraft, DraftGroup, Missed, Note
from bot.domain.expected import Expects
from bot.domain.models import EVERYTHING, ArticleRef, StoredQuote, Window
from bot.domain.people.across import close_names, matches, name_tokens
from bot.domain.questions import Kind, Question, as_topic, parse
from bot.domain.readings import asked_in_full, is_about
from bot.services.authoring import Author
from bot.services.ports import Holdings, Reader
from bot.services.sentences import CANDIDATES, NEWS, RANKING, Found, Scope, candidates, fact, news
from bot.services.synthesis import Helper, without

_SPEAKERS = 400  # names looked at for one person
_ARTICLES = 12  # articles of one person that are shown, newest first
_ENOUGH_OF_CLAIM = 0.6  # of a claim's weight, for a statement to be what "who said …" asks for


@dataclass(frozen=True, slots=True)
class Answered:
    """A verified answer, the question as understood (for the next turn), and the evidence score of a fact, 0 to 1."""

    answer: Answer
    question: Question
    evidence: float | None = None


async def answer(  # noqa: PLR0913 - what is asked, of whom, and bounds that have defaults
    text: str,
    reader: Reader,
    now: datetime,
    *,
    before: Answered | None = None,
    days: int = 7,
    only: Sequence[int] | None = None,
    words: int | None = WORDS,
    author: Author | None = None,
) -> Answered:
    """The verified answer to a question; `before` is what was answered before it, `only` the ids to look at.

    At most `words` words of one article are shown; None is for programs. An `author` reads what the rules leave open,
    and puts facts and news together.
    """
    earlier, shown = (before.question, before.answer) if before else (None, None)
    helper = Helper.of(author, reader) if author else None
    recent = replace(_scope(reader, now, days, only), shown=shown, widely=author is not None)
    question = parse(text, earlier)
    found = await _find(question, recent)
    other = _by_itself(text, question) if found.quoted else as_topic(question, earlier)
    if other is not None and not found.draft.groups:
        question, found = other, await _find(other, recent)
    scope = recent
    if not found.draft.groups and only is None:
        scope = replace(recent, window=EVERYTHING)
        older = await _find(question, scope, every=True)
        if older.draft.groups:
            found = replace(older, draft=replace(older.draft, note=older.draft.note or Note.OLDER))
        elif older.quoted:  # whoever is known needs no guess at the name
            found = replace(found, names=())
    if helper:
        found = await _helped(question, found, recent, helper)
    made = _verified(found, Searched(), words)
    if not made.found:  # only then its reader is owed where was looked, and counting takes time
        made = _verified(found, _searched(found, await reader.store.holdings(scope.window), scope), words)
    return Answered(made, _with_person(question, made), found.evidence)


def _scope(reader: Reader, now: datetime, days: int, only: Sequence[int] | None) -> Scope:
    """The articles of the last days, or else those that are named, of whatever age."""
    if only is not None:
        return Scope(reader, EVERYTHING, tuple(only), now)
    return Scope(reader, Window.between(now - timedelta(days=days), now + timedelta(days=1)), None, now)


async def _helped(question: Question, found: Found, scope: Scope, helper: Helper) -> Found:
    """What the rules have found, in the words of an author; what they have not, as an author reads the question.

    What another reading finds must be about all that the question names, and answer it for the author as well.
    """
    if question.kind is Kind.BRIEF:  # whoever shows the briefing has it told, once
        return found
    if found.draft.groups:
        told = await helper.synthesised(asked_in_full(question), found, sure=True)
        made = _verified(told, Searched(), WORDS)
        if made.found and made.by.missed is not Missed.UNSUPPORTED:
            return told
        return without(found, Missed.UNSUPPORTED)
    if found.quoted:
        return found
    readings = await helper.readings(question)
    if isinstance(readings, Missed):
        return without(found, readings)
    for other in readings:
        near = await _find(other, scope)
        cited_in = {citation.ref for group in near.draft.groups for line in group.lines for citation in line.slices}
        articles = [one for one in near.articles if one.ref in cited_in]
        if not articles or not is_about(question, articles):
            continue
        told = await helper.synthesised(asked_in_full(question), near, sure=False)
        borne_out = _verified(told, Searched(), WORDS).by.model
        if borne_out or not near.wide:
            return replace(told, draft=replace(told.draft, question=question.text))
    return found


def _with_person(question: Question, made: Answer) -> Question:
    """The question with the one person who was its answer: who "he" is in the next."""
    people = {group.person for group in made.groups if group.person}
    return replace(question, person=people.pop()) if len(people) == 1 and not question.person else question


def _by_itself(text: str, question: Question) -> Question | None:
    """The question without what it took over ("when did Smith say it?" need not be about what was asked before)."""
    alone = parse(text)
    return alone if alone.person == question.person and alone.topic != question.topic else None


async def _find(question: Question, scope: Scope, *, every: bool = False) -> Found:
    """The draft for one scope; `every` asks for articles that hold all words."""
    if question.kind in {Kind.SAID, Kind.COMMENTED}:
        return await _said(question, scope)
    if question.kind is Kind.WHO_SAID:
        return await (_who_said(question, scope, every=every) if question.topic else _newest_said(question, scope))
    if question.kind in {Kind.NEWS, Kind.BRIEF}:
        return await news(question, scope, every=every)
    return await fact(question, scope, every=every)


# --- somebody's words ---------------------------------------------------------------------------------


async def _said(question: Question, scope: Scope) -> Found:
    theirs = await _quotes_of(question.person, scope)
    articles = await scope.reader.store.articles({one.ref for one in theirs})
    quotes = [
        one
        for one in theirs
        if one.ref in articles and spoken.in_time(articles[one.ref], one, question.when, scope.now)
    ]
    if question.more and scope.shown:
        quotes = spoken.besides(scope.shown, quotes, articles)
    told = spoken.about(quotes, articles, passages.wanted(" ".join(question.topic)))
    elsewhere = not told and question.kind is Kind.SAID and question.expects is Expects.VERDICT
    if elsewhere:
        told = quotes  # "did X say it is safe?" is answered by what X said
    if not told:
        return await _nobody(question, scope, known=bool(theirs))
    told = spoken.once(told, articles)
    shown = list(dict.fromkeys(one.ref for one in told))[: len(told) if scope.only is not None else _ARTICLES]
    told = [one for one in told if one.ref in shown]
    groups, note = _of_people(question, told, articles)
    note = Note.NOT_ON_THAT if elsewhere else note
    if question.asks_for_all:
        unclear = spoken.unclear(told, await scope.reader.speech.quotes(shown))
        groups += (DraftGroup(spoken.lines(unclear)),) if unclear else ()
        told += unclear
    ranking = tuple(ref.article_id for ref in shown[:RANKING])
    return Found(AnswerDraft(question.text, groups, ranking, note), tuple(articles.values()), tuple(told))


async def _quotes_of(person: str, scope: Scope) -> list[StoredQuote]:
    """What somebody of this name said; where nobody bears it, what somebody of this role said."""
    refs, names = await _where_quoted(person, scope)
    named = spoken.said_by(person, await scope.reader.speech.quotes(refs), names) if refs else []
    if named or not name_tokens(person):
        return named
    near = await candidates(passages.wanted(person), scope, every=True)
    refs = [evidence.ref_of(one.scanned) for one in near[:_ARTICLES]]
    return spoken.said_as(person, await scope.reader.speech.quotes(refs))


async def _where_quoted(person: str, scope: Scope) -> tuple[list[ArticleRef], list[str]]:
    """The article versions that quote somebody of this name, newest first, and all speakers with part of it."""
    if scope.only is not None:
        return [ArticleRef(one.id, one.version) for one in await scope.reader.store.current(scope.only)], []
    tokens = name_tokens(person)
    if not tokens:
        return [], []
    speakers = await scope.reader.speech.speakers(tokens, scope.window, _SPEAKERS)
    refs = list(dict.fromkeys(one.ref for one in speakers if matches(person, one.name)))
    return refs, [one.name for one in speakers]


def _of_people(
    question: Question, told: Sequence[StoredQuote], articles: spoken.Articles
) -> tuple[tuple[DraftGroup, ...], Note | None]:
    groups = spoken.groups(told)
    if question.expects is Expects.DATE:
        lines = spoken.dated(told, articles)
        return ((DraftGroup(lines),), None) if lines else (groups, Note.NO_DATE)
    if question.expects is Expects.VERDICT:
        return groups, Note.NO_VERDICT
    return groups, Note.SAME_NAME if len(groups) > 1 and question.person else None


async def _nobody(question: Question, scope: Scope, *, known: bool) -> Found:
    """Nothing of that person, or nothing about that: the nearest articles, and names that are spelt alike."""
    sought = passages.wanted(" ".join((question.person, *question.topic)))
    ranked = await candidates(sought, scope, every=False)
    names: list[str] = []
    for token in () if known else name_tokens(question.person)[:4]:
        names += await scope.reader.speech.names_like(token, CANDIDATES)
    articles = tuple(one.scanned.article for one in ranked)
    draft = AnswerDraft(question.text, (), tuple(article.id for article in articles[:RANKING]))
    return Found(draft, articles, names=tuple(close_names(question.person, names)), quoted=known)


async def _who_said(question: Question, scope: Scope, *, every: bool) -> Found:
    """The statements that say what was asked, whoever made them."""
    sought = passages.wanted(" ".join(question.topic))
    ranked = await candidates(sought, scope, every=every)
    weights = passages.weigh([one.scanned for one in ranked], sought)
    articles = {evidence.ref_of(one.scanned): one.scanned.article for one in ranked}
    quotes = await scope.reader.speech.quotes(list(articles)[:20])
    near = [(spoken.share_of(one, articles, weights), one) for one in spoken.with_speaker(quotes, question.besides)]
    best = max((share for share, _ in near), default=0.0)
    told = [one for share, one in near if share >= max(_ENOUGH_OF_CLAIM, 0.9 * best)]
    ranking = tuple(ref.article_id for ref in dict.fromkeys([*(one.ref for one in told), *articles]))
    draft = AnswerDraft(question.text, spoken.groups(told) if told else (), ranking[:RANKING])
    return Found(draft, tuple(articles.values()), tuple(quotes))


async def _newest_said(question: Question, scope: Scope) -> Found:
    """The statements of the newest articles: what "who said what?" asks for."""
    store = scope.reader.store
    newest = await (store.window(scope.window, NEWS) if scope.only is None else store.current(scope.only[:NEWS]))
    articles = {ArticleRef(one.id, one.version): one for one in newest}
    quotes = await scope.reader.speech.quotes(list(articles))
    told = spoken.with_speaker(quotes, question.besides)
    ranking = tuple(article.id for article in newest)
    draft = AnswerDraft(question.text, spoken.groups(told) if told else (), ranking[:RANKING])
    return Found(draft, tuple(newest), tuple(quotes))


# --- the answer --------------------------------------------------------------------------------------


def _searched(found: Found, held: Holdings, scope: Scope) -> Searched:
    """Where was looked in vain: all that is held, or the only articles that counted."""
    return Searched(
        sources=held.sources,
        articles=held.articles if scope.only is None else len(scope.only),
        newest=held.newest,
        nearest=tuple(link(one) for one in found.articles[:3]),
        did_you_mean=found.names,
    )


def _verified(found: Found, searched: Searched, words: int | None) -> Answer:
    articles = {ArticleRef(one.id, one.version): one for one in found.articles}
    keys = {article.id: article.key for article in found.articles}
    return verify_answer(found.draft, Evidence.of(articles, found.quotes), searched, keys, words=words)
