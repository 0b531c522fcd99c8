"""Why a story is in an edition: its reason, its sources, and what each article shares with the one that heads it.

Guards that the explanation comes from the stored draft and the stored articles alone, so that it is the same later.
What is shared is shown in the words of the heading article.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.copies import is_copy
from bot.domain.drafts import DraftStory
from bot.domain.facts import Facts, facts_in
from bot.domain.models import Article, ArticleRef, Span
from bot.domain.passages import stem_of
from bot.domain.people.mentions import Mention, find_mentions
from bot.domain.words import STOP_WORDS, spelled

MOST = 20  # articles that are compared
_EACH = 4  # names, figures or words that are told of one
_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class Companion:
    """An article that was grouped with the heading one: a copy of it, or what both name, count and speak of."""

    article: Article
    copy: bool
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a story is there. `before` are articles of it that the channel was told earlier; `more` were not compared."""

    head: Article
    reason: str
    update: bool
    sources: tuple[str, ...]
    together: tuple[Companion, ...]
    before: tuple[Article, ...] = ()
    more: int = 0


def explain(
    story: DraftStory, articles: Mapping[ArticleRef, Article], before: Sequence[ArticleRef] = ()
) -> Explanation | None:
    """Why a drafted story is there; None where its heading article cannot be seen any more.

    `articles` holds those of its articles, and of those told `before`, that can be seen.
    """
    head = articles.get(story.headline)
    if head is None:
        return None
    others = [articles[ref] for ref in story.articles if ref != story.headline and ref in articles]
    read = _Read(head)
    together = tuple(read.beside(other) for other in others[:MOST])
    sources = tuple(dict.fromkeys(one.source for one in (head, *others)))
    told = tuple(articles[ref] for ref in before if ref in articles)
    return Explanation(head, story.reason, story.update, sources, together, told, len(others) - len(together))


class _Read:
    """The heading article, read once."""

    def __init__(self, head: Article) -> None:
        self._head = head
        self._facts, mentions = _facts(head)
        self._names = _spelled_names(mentions, f"{head.title}. {head.text}"[:_CHARACTERS])
        self._words = {stem: word for stem, word in _words(head) if stem not in self._names}

    def beside(self, other: Article) -> Companion:
        """What another article shares with it, what is told most often first."""
        if is_copy(self._head, other):
            return Companion(other, copy=True)
        facts, _ = _facts(other)
        names = [self._names[name] for name in self._names if name in facts.names]
        theirs = {figure.value for figure in facts.figures}
        figures = dict.fromkeys(figure.value for figure in self._facts.figures if figure.value in theirs)
        counts = Counter(stem for stem, _ in _words(other))
        shared = sorted((stem for stem in self._words if counts[stem]), key=lambda stem: -counts[stem])
        words = [self._words[stem] for stem in shared]
        return Companion(
            other,
            copy=False,
            names=tuple(names[:_EACH]),
            figures=tuple(figures)[:_EACH],
            words=tuple(words[:_EACH]),
        )


def _facts(article: Article) -> tuple[Facts, Sequence[Mention]]:
    text = f"{article.title}. {article.text}"[:_CHARACTERS]
    mentions = find_mentions(text)
    return facts_in(text, Span(0, len(text)), mentions), mentions


def _spelled_names(mentions: Sequence[Mention], text: str) -> dict[str, str]:
    """The fullest spelling of each name, by the stem of its last word."""
    found: dict[str, str] = {}
    for mention in mentions:
        name, last = mention.span.cut(text), stem_of(mention.tokens[-1])
        if len(name) > len(found.get(last, "")):
            found[last] = name
    return found


def _words(article: Article) -> Iterator[tuple[str, str]]:
    for word in spelled(f"{article.title} {article.text}"[:_CHARACTERS]):
        if len(word) > 3 and word.isalpha() and word.lower() not in STOP_WORDS:
            yield stem_of(word), word.lower()
