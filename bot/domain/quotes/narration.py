"""The narrator's own words: sentences with the quotes blotted out, as phrases and cues; guards that each is read once.

Frames are made when first asked for: a text without speech costs little.
"""

from bisect import bisect_right
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.people import People
from bot.domain.quotes.cues import Cue, cues_in
from bot.domain.quotes.phrases import Phrases, phrases_of
from bot.domain.quotes.spans import Quoted, find_spans, masked
from bot.domain.text import paragraphs, sentences


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
        self.paragraphs = paragraphs(text)
        self.quoted: list[Quoted] = find_spans(text, self.paragraphs)
        self.masked = masked(text, self.quoted)
        self.sentences: list[Span] = []
        self.paragraph_of: list[int] = []
        for number, paragraph in enumerate(self.paragraphs):
            found = sentences(self.masked, paragraph)
            self.sentences += found
            self.paragraph_of += [number] * len(found)
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
            self._frames[index] = known
        return known
