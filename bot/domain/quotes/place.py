"""Each quote in its place: its sentence and what stands around it; guards that titles and addresses are no speech."""

from collections.abc import Iterator

from bot.domain.models import Span
from bot.domain.quotes.attribute import (
    Attribution,
    attributed,
    introduced,
    main_subject,
    named_subject,
    reported_last,
    signature,
)
from bot.domain.quotes.continued import Placed
from bot.domain.quotes.narration import Frame, Narration
from bot.domain.quotes.phrases import MASK
from bot.domain.quotes.spans import Quoted, is_title

# A longer line below a quote is no signature.
_SIGNATURE_LIMIT = 120
# Sentences looked back at for who spoke before a quote that is set apart.
_NEARBY = 3


def placed(narration: Narration) -> Iterator[Placed]:
    """Every stretch between quote marks that may be speech, with all evidence around it, by start."""
    alone_in: dict[int, bool] = {}
    last = narration.sentences[-1].end if narration.sentences else 0
    for quoted in narration.quoted:
        if quoted.outer.start >= last:
            return
        if is_title(narration.text, quoted):
            continue
        index = narration.sentence_at(quoted.outer.start)
        frame = narration.frame(index)
        paragraph = narration.paragraphs[frame.paragraph]
        if frame.paragraph not in alone_in:
            alone_in[frame.paragraph] = _alone(narration, paragraph)
        alone = alone_in[frame.paragraph]
        leads = quoted.outer.start == frame.span.start
        yield Placed(
            quoted,
            frame.paragraph,
            index,
            frame.span,
            leads=leads,
            alone=alone,
            last=frame.span.end == paragraph.end,
            own=_own(narration, frame, quoted) or (_signed(narration, frame.paragraph) if alone else None),
            intro=_intro(narration, frame, index) if quoted.outer.start == paragraph.start else None,
            subject=main_subject(frame.phrases),
            nearby=_nearby(narration, index, alone=alone) if alone or leads else named_subject(frame.phrases),
        )


def _alone(narration: Narration, paragraph: Span) -> bool:
    return not any(char.isalpha() for char in paragraph.cut(narration.masked).replace(MASK, ""))


def _own(narration: Narration, frame: Frame, quoted: Quoted) -> Attribution | None:
    at = frame.phrases.index_at(quoted.outer.start)
    return attributed(frame.phrases, frame.cues, at, speechlike=narration.text[quoted.inner.end - 1] in ",?!—-")


def _intro(narration: Narration, frame: Frame, index: int) -> Attribution | None:
    """What a paragraph that ends in a colon says of the one after it."""
    if not frame.paragraph or narration.masked[narration.paragraphs[frame.paragraph - 1].end - 1] != ":":
        return None
    before = narration.frame(index - 1)
    return introduced(before.phrases, before.cues)


def _signed(narration: Narration, paragraph: int) -> Attribution | None:
    """Who signs a quote that is set apart, in a short line of its own below it."""
    if paragraph + 1 >= len(narration.paragraphs):
        return None
    line = narration.paragraphs[paragraph + 1]
    if line.end - line.start > _SIGNATURE_LIMIT:
        return None
    return signature(narration.frame(narration.sentence_at(line.start)).phrases)


def _nearby(narration: Narration, index: int, *, alone: bool) -> Attribution | None:
    """Who spoke last in the sentences before; for speech inside a paragraph, or whom the last one is about."""
    paragraph = narration.paragraph_of[index]
    for before in range(index - 1, max(-1, index - 1 - _NEARBY), -1):
        frame = narration.frame(before)
        if not alone and frame.paragraph != paragraph:
            break
        found = reported_last(frame.cues, frame.phrases)
        if found or before < index - 1:
            return found
        if not alone and "Q" not in frame.phrases.tags:
            found = named_subject(frame.phrases)
            if found:
                return found
    return None
