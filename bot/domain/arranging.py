"""What a language model has chosen or written, as lines of a draft. Guards that only ids of the prompt become anything.

A model sees passages by numbers of one prompt: s1, s2 … are sentences, q1, q2 … somebody's words. Whatever else a reply
names is nothing. That what it wrote is borne out is for `citations` to tell.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.drafts import Citation, DraftGroup, DraftLine, DraftStory, LineKind
from bot.domain.text import one_line

MOST_CITED = 4  # passages of one claim
_ID = re.compile(r"[sq][1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a model has written, and the ids of the passages that it says it is from."""

    text: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many sentences, and how many lines of somebody's words, are shown at most."""

    sentences: int
    spoken: int


def numbered(lines: Iterable[DraftLine]) -> dict[str, DraftLine]:
    """The lines by their ids, in order: sentences as s1 and so on, words of somebody as q1 and so on."""
    found: dict[str, DraftLine] = {}
    counts = {"s": 0, "q": 0}
    for line in dict.fromkeys(lines):
        letter = "q" if line.kind.is_speech else "s"
        counts[letter] += 1
        found[f"{letter}{counts[letter]}"] = line
    return found


def chosen(ids: Sequence[str], by_id: Mapping[str, DraftLine], share: Share) -> tuple[DraftLine, ...]:
    """The lines that these ids name, in their order, each once, sentences and words each up to their share."""
    lines = [by_id[one] for one in dict.fromkeys(map(_id_of, ids)) if one in by_id]
    return _within(lines, share)


def written(
    claims: Sequence[Claim], spoken: Sequence[str], by_id: Mapping[str, DraftLine], share: Share
) -> tuple[DraftLine, ...]:
    """The claims as written lines, each with the sentences that it cites, then the words that these ids name.

    A claim that cites no sentence of the prompt is nothing.
    """
    lines = [made for one in claims if (made := written_line_of(one, by_id))]
    words = [line for line in chosen(spoken, by_id, share) if line.kind.is_speech]
    return (*_within(lines, share), *words)


def written_line_of(claim: Claim, by_id: Mapping[str, DraftLine]) -> DraftLine | None:
    """The claim as a written line; None where it says nothing, or cites nothing that there is."""
    text = tidy(claim.text)
    ids = [one for one in dict.fromkeys(map(_id_of, claim.passages)) if one in by_id]
    slices: list[Citation] = [slice_ for one in ids if not by_id[one].kind.is_speech for slice_ in by_id[one].slices]
    return DraftLine(LineKind.WRITTEN, tuple(slices[:MOST_CITED]), text) if text and slices else None


def filled(lines: Sequence[DraftLine], known: Sequence[DraftLine], share: Share) -> tuple[DraftLine, ...]:
    """The lines, and behind them those of the rules as far as the share allows: whoever chooses few leaves none out."""
    return _within([*lines, *(one for one in known if one not in lines)], share)


def retold(story: DraftStory, lines: Sequence[DraftLine], title: str) -> DraftStory | None:
    """The story told with these lines, under this headline; None where they hold no sentence."""
    if all(line.kind.is_speech for line in lines):
        return None
    return replace(story, lines=tuple(lines), title=tidy(title))


def disagreements(
    lines: Sequence[DraftLine | None], pairs: Iterable[tuple[int, int]]
) -> tuple[tuple[DraftGroup, ...], frozenset[int]]:
    """Groups of two lines of which a model says that they contradict each other; and the places of those that stand in
    one. Somebody's words contradict nothing: they are his.
    """
    groups: list[DraftGroup] = []
    used: set[int] = set()
    for first, second in pairs:
        both = [made for at in (first, second) if 0 <= at < len(lines) and (made := lines[at])]
        is_pair = len(set(both)) == 2 and not any(one.kind.is_speech for one in both)
        if is_pair and not used & {first, second}:
            groups.append(DraftGroup(tuple(both), disagree=True))
            used |= {first, second}
    return tuple(groups), frozenset(used)


def named(ids: Iterable[str], by_id: Mapping[str, DraftLine]) -> list[DraftLine | None]:
    """The line of each id, in order; None for one that is nothing."""
    return [by_id.get(_id_of(one)) for one in ids]


def tidy(text: str) -> str:
    """A model's text in one line, in the form in which characters are compared (Unicode's NFC)."""
    return one_line(unicodedata.normalize("NFC", text))


def _within(lines: Sequence[DraftLine], share: Share) -> tuple[DraftLine, ...]:
    sentences = [line for line in lines if not line.kind.is_speech][: share.sentences]
    spoken = [line for line in lines if line.kind.is_speech and not _is_within(line, sentences)]
    return (*sentences, *spoken[: share.spoken])


def _is_within(line: DraftLine, sentences: Sequence[DraftLine]) -> bool:
    """Whether one of the sentences shows these words already."""
    shown = [one for sentence in sentences if sentence.kind is LineKind.SENTENCE for one in sentence.slices]
    return any(other.ref == one.ref and other.span.holds(one.span) for one in line.slices for other in shown)


def _id_of(value: str) -> str:
    """An id as models write it: in brackets, in capitals, with blanks."""
    found = _ID.fullmatch(value.strip(" \t\n[]()<>\"'#.,").lower())
    return found.group() if found else ""
