"""How much of one article a document shows; guards that it never grows into a copy of the article.

Lines come best first. A line that no longer fits is left out whole, and counted. Only where nothing else of its
article is shown, a line that is too long by itself is cut behind the last of its sentences that fits, and marked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.documents import Line, NotShown, Passage
from bot.domain.drafts import LineKind
from bot.domain.models import Span
from bot.domain.text import sentences
from bot.domain.words import count_words

WORDS = 120  # of one article, where nothing else is set
_Key = tuple[str, str]


@dataclass(slots=True)
class Allowance:
    """What has been shown of each article of a document so far, `words` words of each at most.

    Versions of an article are one article. A passage that lies within one shown before costs nothing.
    """

    words: int
    left_out: int = 0
    _shown: dict[_Key, list[Passage]] = field(default_factory=dict)

    @property
    def not_shown(self) -> NotShown | None:
        """How many lines were left out, if any."""
        return NotShown(self.left_out, self.words) if self.left_out else None

    def fitting(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """The lines that fit, in order."""
        return tuple(fits for line in lines if (fits := self._take(line)))

    def take_whole(self, passages: Sequence[Passage]) -> bool:
        """Whether passages that are read together fit; else they are one line more that is left out."""
        line = Line(LineKind.SENTENCE, tuple(passages))
        fits = all(self._fits(key, line) for key in {_key(one) for one in passages})
        if fits:
            self._show(line)
        else:
            self.left_out += 1
        return fits

    def _show(self, line: Line) -> None:
        for passage in _read(line):
            self._shown.setdefault(_key(passage), []).append(passage)

    def _take(self, line: Line) -> Line | None:
        keys = {_key(passage) for passage in line.passages}
        if not all(self._fits(key, line) for key in keys):
            untouched = len(keys) == 1 and not any(self._shown.get(key) for key in keys)
            shorter = _shortened(line, self.words) if untouched else None
            if shorter is None:
                self.left_out += 1
                return None
            line = shorter
        self._show(line)
        return line

    def _fits(self, key: _Key, line: Line) -> bool:
        own = [passage for passage in _read(line) if _key(passage) == key]
        return sum(count_words(one.text) for one in _apart([*self._shown.get(key, []), *own])) <= self.words


def _read(line: Line) -> list[Passage]:
    """What is read of each article: its passages, or a model's sentence about them, which counts for each."""
    if not line.written:
        return list(line.passages)
    return [replace(one, text=line.written) for one in {_key(one): one for one in line.passages}.values()]


def _key(passage: Passage) -> _Key:
    return passage.source.source, passage.source.article_id


def _apart(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages without those whose words an earlier one holds."""
    before: list[Passage] = []
    for one in passages:
        if not any(one.text in other.text for other in before):
            before.append(one)
            yield one


def _shortened(line: Line, words: int) -> Line | None:
    """As many whole sentences as fit, from the beginning; None where none does, or where each leans on the next."""
    if line.widened or line.written:
        return None
    kept: list[Passage] = []
    for passage in line.passages:
        ends = [one.end for one in sentences(passage.text)]
        fitting = [end for end in ends if count_words(passage.text[:end]) <= words]
        if not fitting:
            break
        text = passage.text[: fitting[-1]]
        kept.append(replace(passage, text=text, span=Span(passage.span.start, passage.span.start + len(text))))
        words -= count_words(text)
        if len(fitting) < len(ends):
            break
    return replace(line, passages=tuple(kept), cut=True) if kept else None
