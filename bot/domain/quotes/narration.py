"""The narrator's own words: sentences with the quotes blotted out, as phrases and cues; guards that each is read once.

Frames are made when first asked for: a text without speech costs little.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.domain.models import Span
from bot.domain.people import People
from bot.domain.quotes.cues import Cue, cues_in
from bot.domain.quotes.phrases import Phrases, phrases_of
from bot.domain.quotes.spans import Quoted, find_spans, masked
from bot.domain.text import each_sentence, paragraphs

# No sentence has more of its own words or more quotes: what is longer is cut, so that the work on each is bounded.
_MOST_CHARACTERS, _MOST_QUOTES = 3000, 40
# Enough for a megabyte of prose; what is beyond in a hostile text is not read.
_MOST_PARAGRAPHS, _MOST_SENTENCES = 30_000, 50_000
# Frames kept at a time: only the few just before a quote are asked for again.
_KEPT_FRAMES = 1000


@dataclass(frozen=True, slots=True)
class Frame:
    """One sentence of the masked text; `paragraph` counts from 0."""

    span: Span
    paragraph: int
    phrases: Phrases
    cues: tuple[Cue, ...]


class Narration:
    """A text seen as its narrator's sentences. `sentences[i]` lies in paragraph `paragraph_of[i]`."""

    def __init__(self, text: str, people: People) -> None:
        """Find paragraphs, quotes and sentences of the text; `people` are the names in it."""
        self.text = text
        self.people = people
        self.paragraphs = paragraphs(text)[:_MOST_PARAGRAPHS]
        self.quoted: list[Quoted] = find_spans(text, self.paragraphs)
        self.masked = masked(text, self.quoted)
        self.sentences: list[Span] = []
        self.paragraph_of: list[int] = []
        outers = [quoted.outer for quoted in self.quoted]
        at = 0
        for number, paragraph in enumerate(self.paragraphs):
            before = len(self.sentences)
            if before >= _MOST_SENTENCES:
                break
            room = _MOST_SENTENCES - before
            for sentence in islice(_unbroken(each_sentence(self.masked, paragraph), people), room):
                after = bisect_left(outers, sentence.end, at, key=_start)
                self.sentences += _bounded(self.masked, sentence, outers[at:after])
                at = after
            self.paragraph_of += [number] * (len(self.sentences) - before)
        self._starts = [span.start for span in self.sentences]
        self._frames: dict[int, Frame] = {}

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds this character, or of the one before it."""
        return max(0, bisect_right(self._starts, position) - 1)

    def frame(self, index: int) -> Frame:
        """The sentence with this index as phrases and cues."""
        known = self._frames.get(index)
        if known is None:
            phrases = phrases_of(self.masked, self.sentences[index], self.people)
            cues = tuple(cues_in(self.masked, phrases))
            known = Frame(self.sentences[index], self.paragraph_of[index], phrases, cues)
            if len(self._frames) >= _KEPT_FRAMES:
                self._frames.clear()
            self._frames[index] = known
        return known


def _start(span: Span) -> int:
    return span.start


def _unbroken(sentences: Iterator[Span], people: People) -> Iterator[Span]:
    """Sentences put together again where a name goes on in the next: "Assistant U.S. Attorney Ada Byrne"."""
    last: Span | None = None
    for sentence in sentences:
        if last is None:
            last = sentence
        elif people.across(sentence.start):
            last = Span(last.start, sentence.end)
        else:
            yield last
            last = sentence
    if last is not None:
        yield last


def _bounded(masked: str, sentence: Span, quotes: Sequence[Span]) -> Iterator[Span]:
    """The sentence, in pieces where it is no sentence that anyone wrote; never cut inside a quote."""
    if sentence.end - sentence.start <= _MOST_CHARACTERS and len(quotes) <= _MOST_QUOTES:
        yield sentence
        return
    start = at = sentence.start
    own = count = 0
    for quote in [*quotes, Span(sentence.end, sentence.end)]:
        while own + quote.start - at > _MOST_CHARACTERS:
            cut = masked.rfind(" ", at, at + _MOST_CHARACTERS - own) + 1 or at + _MOST_CHARACTERS - own
            yield Span(start, cut)
            start, at, own, count = cut, cut, 0, 0
        own, at, count = own + quote.start - at, quote.end, count + 1
        if count > _MOST_QUOTES and start < quote.start:
            yield Span(start, quote.start)
            start, own, count = quote.start, 0, 1
    if start < sentence.end:
        yield Span(start, sentence.end)
