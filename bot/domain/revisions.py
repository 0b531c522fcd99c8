"""Versions of articles with what their sources say of them, and two of them side by side.

Guards that what is compared with every line that was shown is worked out once, however many channels it was shown to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.domain.drafts import LineKind
from bot.domain.intake import UNMARKED, Markers
from bot.domain.models import Article, ArticleNote, ArticleRef, Quote, QuoteKind, Span
from bot.domain.rewording import Wording, content, folded

_KEPT = 0.5  # of the words of the version that was shown
KINDS = {LineKind.QUOTE: QuoteKind.DIRECT, LineKind.REPORTED: QuoteKind.REPORTED}


@dataclass(frozen=True, slots=True)
class Revision:
    """A version of an article with what its source says of it; there even where it is shown to nobody any more.

    `hidden`: for another reason than a withdrawal, such as an embargo.
    """

    article: Article
    markers: Markers = UNMARKED
    quotes: tuple[Quote, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Revisions:
    """Versions by what names them: those that were shown, and of each article the newest."""

    by_ref: Mapping[ArticleRef, Revision]
    newest: Mapping[int, Revision]


@dataclass(slots=True)
class Pair:
    """A version that was shown and the newest; what is compared with every line is worked out once."""

    old: Revision
    newest: Revision
    _new: dict[LineKind | None, list[tuple[Span, frozenset[str]]]] = field(default_factory=dict)
    _said: list[tuple[Quote, str]] | None = None
    _kept: float | None = None

    def new(self, kind: LineKind | None) -> list[tuple[Span, frozenset[str]]]:
        """What only the newest version says: its sentences, or of a kind of quote its quotes."""
        if kind not in self._new:
            text = self.newest.article.text
            if kind is None:
                spans = Wording.of(text).new_beside(Wording.of(self.old.article.text))
            else:
                known = {folded(one.span.cut(self.old.article.text)) for one in self.old.quotes}
                spans = [one.span for one, said in self.said() if one.kind is KINDS.get(kind) and said not in known]
            self._new[kind] = [(span, content(span.cut(text))) for span in spans]
        return self._new[kind]

    def said(self) -> list[tuple[Quote, str]]:
        """The quotes of the newest version with their folded words."""
        if self._said is None:
            self._said = [(one, folded(one.span.cut(self.newest.article.text))) for one in self.newest.quotes]
        return self._said

    @property
    def is_of_one_kind(self) -> bool:
        """Whether neither, or both, are only the beginning of their text."""
        return _is_teaser(self.old) == _is_teaser(self.newest)

    def is_kept(self) -> bool:
        """Whether the newest version still tells most of what the other told."""
        if self._kept is None:
            self._kept = Wording.of(self.newest.article.text).share_of(self.old.article.text)
        return self._kept >= _KEPT


@lru_cache(maxsize=16)
def pair(old: Revision, newest: Revision) -> Pair:
    """Thousands of channels may have been shown the same."""
    return Pair(old, newest)


def _is_teaser(one: Revision) -> bool:
    return ArticleNote.TEASER in one.article.notes
