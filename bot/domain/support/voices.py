"""Who says what a sentence tells; guards that what a passage only reports becomes no fact, nor another's words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.quotes.grammar import BE
from bot.domain.quotes.verbs import forms_of
from bot.domain.support.attachment import Sentence
from bot.domain.support.lexicon import root_of
from bot.domain.support.tokens import Token

_GROUPS = {
    "say": "say tell state announce report note add explain comment remark mention write declare post tweet indicate",
    "confirm": "confirm admit acknowledge concede reveal disclose conclude testify recall",
    "allege": "claim allege accuse argue insist assert contend maintain suspect blame suggest",
    "hold": (
        "believe think hope fear estimate predict expect warn caution vow promise pledge complain urge demand propose "
        "recommend ask advise"
    ),
    "deny": "deny reject dispute dismiss refute",
}
_CUES = {form: group for group, verbs in _GROUPS.items() for verb in verbs.split() for form in forms_of(verb)}
_CUES["according"] = "say"
_BEFORE_NOUNS = frozenset(
    "the a an this that his her its their our of in for no new any some such these those by with from without".split()
)
# Verbs, whatever stands beside them.
_PLAINLY = frozenset("said says told tells according saying telling".split())
_MARKS = frozenset('"“”«»„')
_HARD = frozenset(";:()—–") | _MARKS
_JOINTS = frozenset("and but while that whereas although though as because".split())
_BEFORE, _BEHIND = 9, 6
_LEAST = 2  # telling words behind a cue that are what was said
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Voice:
    """What is told in one voice: the roots of its telling words, who speaks, and how; no group for the text itself.

    `outer` is who reports it all from behind: "…, the agency said".
    """

    roots: frozenset[str]
    speakers: frozenset[str]
    named: frozenset[str]
    group: str
    cue: str
    outer: frozenset[str] = frozenset()


def misattributed(claim: Sequence[Sentence], passages: Sequence[Sequence[Sentence]]) -> bool:
    """Whether the claim tells in another voice what the passages tell; each passage is a list of sentences."""
    theirs = [voice for passage in passages for voice in voices(passage)]
    told = frozenset(root_of(token.key) for sentence in claim for token in sentence)
    return any(not _held(voice, theirs, told) for voice in voices(claim) if voice.roots or voice.named)


def _held(voice: Voice, theirs: Sequence[Voice], told: frozenset[str]) -> bool:
    """Whether a voice of the claim is one of the passages; `told` are all roots of the claim."""
    if not voice.roots:
        return any(voice.named <= other.named for other in theirs if other.group and not other.roots)
    most = max((len(voice.roots & other.roots) for other in theirs), default=0)
    if not most:
        return not voice.group
    near = [other for other in theirs if len(voice.roots & other.roots) >= _NEAR * most]
    near = [other for other in near if len(other.outer & told) * 2 >= len(other.outer)]
    if voice.group:
        return any(_same(voice, other) for other in near)
    known = frozenset[str]().union(*(other.roots for other in theirs))
    plain = frozenset[str]().union(*(other.roots for other in theirs if not other.group))
    return voice.roots & known <= plain and any(not other.group for other in near)


def _same(voice: Voice, other: Voice) -> bool:
    """Whether a claim's voice is that of a passage: the same speaker, and no stronger or other word for speaking."""
    if not other.group or not voice.named <= other.named:
        return False
    if not voice.speakers & other.speakers:
        return False
    return voice.cue == other.cue or voice.group == other.group or (voice.group == "say" and other.group != "deny")


def voices(sentences: Sequence[Sentence]) -> Iterator[Voice]:
    """The voices of some sentences that follow each other: of each cue one, and what the text itself tells."""
    open_ = False
    for number, sentence in enumerate(sentences):
        quoted, open_ = _quoted(sentence, open_)
        cues = list(_cues(sentence))
        taken: set[int] = set(quoted)
        outer = _outer(sentence, cues)
        for at, (cue, subject) in enumerate(cues):
            following = cues[at + 1] if at + 1 < len(cues) else None
            governed = _governed(sentence, cue, subject, following) | (quoted if len(cues) == 1 else set())
            taken |= governed | {cue}
            voice = _voice(sentence, governed - {cue, *subject}, subject, _CUES[sentence[cue].low], cue)
            yield replace(voice, outer=frozenset() if at == len(cues) - 1 else outer)
        if quoted and not cues:
            speaking, cue, subject = _beside(sentences, number)
            group = _CUES[speaking[cue].low] if cue >= 0 else "quote"
            yield _voice(sentence, quoted, subject, group, cue, speaking)
        # Who speaks is told by the text itself, unless somebody reports it all.
        speakers = {at for _, subject in cues[: -1 if outer else None] for at in subject} - quoted
        plain = set(range(len(sentence))) - (taken - speakers)
        yield replace(_voice(sentence, plain, (), "", -1), outer=outer)


def _outer(sentence: Sentence, cues: Sequence[tuple[int, Sequence[int]]]) -> frozenset[str]:
    """Who stands behind all that a sentence tells, by roots: "…, the agency said", "…, according to the agency"."""
    if not cues:
        return frozenset()
    cue, subject = cues[-1]
    last = sentence[cue].low == "according" or _comma_before(sentence, subject, cue)
    return frozenset(root_of(sentence[at].key) for at in subject) if last else frozenset()


def _beside(sentences: Sequence[Sentence], number: int) -> tuple[Sentence, int, Sequence[int]]:
    """The first cue of the sentences next to a quote that has none in its own: its sentence, place and speaker."""
    for other in (number + 1, number - 1):
        if 0 <= other < len(sentences):
            for cue, subject in _cues(sentences[other]):
                return sentences[other], cue, subject
    return sentences[number], -1, ()


def _voice(
    sentence: Sentence,
    places: Iterable[int],
    subject: Sequence[int],
    group: str,
    cue: int,
    speaking: Sentence | None = None,
) -> Voice:
    own = speaking or sentence
    tokens = [own[at] for at in subject]
    return Voice(
        frozenset(root_of(sentence[at].key) for at in places if _tells(sentence[at])),
        frozenset(root_of(token.key) for token in tokens),
        frozenset(token.key for token in tokens if token.capital and not _is_common(token)),
        group,
        root_of(own[cue].key) if cue >= 0 else "",
    )


def _tells(token: Token) -> bool:
    return token.telling or bool(token.value)


def _is_common(token: Token) -> bool:
    """A word that has its capital from the sentence's start alone: "Officials said"."""
    return token.first


def _quoted(sentence: Sentence, open_: bool) -> tuple[set[int], bool]:  # noqa: FBT001 - a state that is handed on
    """The words between quote marks, and whether a quote is still open behind them."""
    found = set()
    for at, token in enumerate(sentence):
        if token.low in _MARKS:
            open_ = token.low in {"“", "«", "„"} or (token.low == '"' and not open_)
        elif open_:
            found.add(at)
    return found, open_


def _cues(sentence: Sentence) -> Iterator[tuple[int, Sequence[int]]]:
    """Each word of speaking that has a speaker, with the places of the speaker's words."""
    found = False
    for at, token in enumerate(sentence):
        if token.low not in _CUES or (token.capital and not token.first) or _is_noun(sentence, at):
            continue
        if _goes_on(sentence, at):
            subject: list[int] = []
        elif token.low == "according":
            subject = list(_collected(sentence, range(at + 2, min(len(sentence), at + 2 + _BEHIND))))
        else:
            subject = _subject(sentence, at)
        if subject or (not found and (token.low in _PLAINLY or _goes_on(sentence, at))):
            found = True
            yield at, subject


def _is_noun(sentence: Sentence, at: int) -> bool:
    """Whether a word of speaking speaks not: "the report", "is expected", "without comment"."""
    if not at or sentence[at].low == "according":
        return False
    before = sentence[at - 1].low
    return before in _BEFORE_NOUNS or before in BE


def _goes_on(sentence: Sentence, at: int) -> bool:
    """Whether whoever speaks is somebody before the comma: "…, warning that"."""
    return bool(at) and sentence[at - 1].low == "," and sentence[at].low.endswith("ing")


def _subject(sentence: Sentence, cue: int) -> list[int]:
    before = sentence[cue - 1].low if cue else ","
    behind = sentence[cue + 1] if cue + 1 < len(sentence) else None
    named = any(token.capital for token in sentence[cue + 1 : cue + 3])
    if behind and before in {",", *_MARKS} and (named or behind.low == "the"):
        found = list(_collected(sentence, range(cue + 1, min(len(sentence), cue + 1 + _BEHIND))))
        if found:
            return found
    return list(_collected(sentence, range(cue - 1, max(-1, cue - 1 - _BEFORE), -1), commas=1 if before == "," else 0))


def _collected(sentence: Sentence, places: Iterable[int], commas: int = 0) -> Iterator[int]:
    """The words of a noun phrase: up to a break, and over a comma only as often as is said."""
    passed, inside = -1 if commas else 0, False
    for at in places:
        token = sentence[at]
        if token.low in {"(", ")"} or inside:
            inside = token.low not in {"(", ")"} or not inside
        elif token.low == ",":
            passed += 1
            if passed > commas:
                return
        elif token.low in _HARD or token.low in _JOINTS or (token.low in _CUES and not _is_noun(sentence, at)):
            return
        elif _tells(token) or token.low in {"he", "she", "they", "it", "who"}:
            yield at


def _governed(
    sentence: Sentence, cue: int, subject: Sequence[int], following: tuple[int, Sequence[int]] | None
) -> set[int]:
    """The places of what is said: behind the cue, up to the next speaker; before it where nothing follows."""
    end = min((*following[1], following[0])) if following else len(sentence)
    behind = {at for at in range(cue + 1, end) if at not in subject}
    if sum(_tells(sentence[at]) for at in behind) >= _LEAST and not _comma_before(sentence, subject, cue):
        return behind
    return set(range(min((*subject, cue)))) | behind


def _comma_before(sentence: Sentence, subject: Sequence[int], cue: int) -> bool:
    """Whether the speaker stands behind what was said: "…, Byrne said on Monday at the harbour"."""
    first = min((*subject, cue))
    if sentence[cue].low == "according" and cue > 1:
        return True
    while first and sentence[first - 1].low in {"the", "a", "an"}:
        first -= 1
    return first > 2 and sentence[first - 1].low in {",", *_MARKS}
