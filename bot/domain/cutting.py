"""Text as one line, and cut to fit, by whatever measure a chat has. Guards that nothing is lost between two pieces.

A measure gives the length of a text as the chat may count it. It must add up: that of a text is at most the sum of its
characters' own.
"""

from collections.abc import Callable

from bot.domain.models import Span
from bot.domain.text import clean, cut, each_sentence, grapheme_start, one_line, storable

Measure = Callable[[str], int]
_MARK = "…"


def units(text: str) -> int:
    """The length of a text in UTF-16 units, which is never less than its code points."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def literal(text: str, limit: int | None = None, size: Measure = units) -> str:
    """Text for where it is taken literally: one line, nothing invisible, at most `limit` by the measure."""
    made = one_line(storable(clean(text)))
    return made if limit is None else short(made, limit, size)


def room(text: str, limit: int, size: Measure = units) -> int:
    """How many characters of a text fit: up to the last grapheme that does, unless that would be none at all."""
    if size(text) <= limit:
        return len(text)
    used, at = 0, 0
    for at, char in enumerate(text):  # noqa: B007 - where it ends is what is sought
        used += size(char)
        if used > limit:
            break
    whole = grapheme_start(text[: at + 1], at)
    return whole if whole > at // 2 else at  # one grapheme of thousands of signs is none


def short(text: str, limit: int, size: Measure = units) -> str:
    """A text cut to a limit, with an ellipsis in place of its end."""
    return (
        text
        if size(text) <= limit
        else cut(text, max(1, min(room(text, limit - size(_MARK), size) + 1, len(text) - 1)))
    )


def pieces(text: str, limit: int, size: Measure = units, *, mark: str = "") -> list[str]:
    """A text as pieces of at most a limit, and `mark` where one goes on in the next, between sentences.

    A sentence that is longer is cut between two graphemes, at a blank where one is near, with an ellipsis at both
    ends. Without marks and white space the pieces are the text.
    """
    if size(text) <= limit:
        return [text]
    made: list[str] = []
    held = ""
    for sentence in each_sentence(text, Span(0, len(text))):
        said = text[sentence.start : sentence.end]
        if held and size(held) + 1 + size(said) <= limit:
            held = f"{held} {said}"
            continue
        made += [held + (mark and f" {mark}")] if held else []
        held = f"{mark} {said}" if made and mark else said
        *whole, held = _cuts(held, limit, size)
        made += whole
    return [*made, held]


def _cuts(sentence: str, limit: int, size: Measure) -> list[str]:
    made: list[str] = []
    while size(sentence) > limit:
        at = max(1, room(sentence, limit - 2 * size(_MARK), size))
        blank = sentence.rfind(" ", max(0, at - 40), at)
        at = blank if blank > 0 else at
        made.append(f"{sentence[:at].rstrip()}…")
        sentence = f"…{sentence[at:].lstrip()}"
    return [*made, sentence]
