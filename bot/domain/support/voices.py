"""Who says what a sentence tells; guards that what a passage only reports becomes no fact, nor another's words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.support.attachment import Sentence
from bot.domain.support.lexicon import root_of
from bot.domain.support.tokens import Token

_GROUPS = {
    "say": (
        "say says said saying tell tells told telling state states stated stating announce announces announced report "
        "reports reported note notes noted add adds added explain explains explained comment commented remark remarked "
        "mention mentioned write writes wrote declare declared according"
    ),
    "confirm": (
        "confirm confirms confirmed admit admits admitted admitting acknowledge acknowledged concede conceded reveal "
        "reveals revealed disclose disclosed conclude concluded testify testified recall recalled"
    ),
    "allege": (
        "claim claims claimed claiming allege alleges alleged alleging accuse accuses accused accusing argue "
        "argues argued insist insists insisted assert asserted contend contended maintain maintained suspect "
        "suspects suspected blame blames blamed suggest suggests suggested"
    ),
    "hold": (
        "believe believes believed think thinks thought hope hopes hoped fear fears feared estimate estimates "
        "estimated predict predicts predicted forecast expects expected warn warns warned vow vows vowed "
        "promise promised pledge pledged complain complained urge urged demand demanded propose proposed "
        "recommend recommended"
    ),
    "deny": "deny denies denied denying reject rejects rejected dispute disputed dismiss dismissed refute refuted",
}
_CUES = {word: group for group, words in _GROUPS.items() for word in words.split()}
_BEFORE_NOUNS = frozenset(
    "the a an this that his her its their our of in for no new any some many such these those by with from".split()
)
_MARKS = frozenset('"“”«»„')
_HARD = frozenset(";:()—–") | _MARKS
_JOINTS = frozenset("and but while that whereas although though as because".split())
_BEFORE, _BEHIND = 9, 6
_LEAST = 2  # telling words behind a cue that are what was said
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Voice:
    """What is told in one voice: the roots of its telling words, who speaks, and how; no group for the text itself."""

    roots: frozenset[str]
    speakers: frozenset[str]
    named: frozenset[str]
    group: str
    cue: str


def misattributed(claim: Sequence[Sentence], passages: Sequence[Sequence[Sentence]]) -> bool:
    """Whether the claim tells in another voice what the passages tell; each passage is a list of sentences."""
    theirs = [voice for passage in passages for voice in voices(passage)]
    return any(not _held(voice, theirs) for voice in voices(claim) if voice.roots)


def _held(voice: Voice, theirs: Sequence[Voice]) -> bool:
    most = max((len(voice.roots & other.roots) for other in theirs), default=0)
    if not most:
        return not voice.group
    near = [other for other in theirs if len(voice.roots & other.roots) >= _NEAR * most]
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
        taken: set[int] = set()
        for at, (cue, subject) in enumerate(cues):
            following = cues[at + 1] if at + 1 < len(cues) else None
            governed = _governed(sentence, cue, subject, following) | (quoted if len(cues) == 1 else set())
            taken |= governed | {cue, *subject}
            yield _voice(sentence, governed - {cue, *subject}, subject, _CUES[sentence[cue].low], cue)
        if quoted and not cues:
            taken |= quoted
            for speaking, (cue, subject) in _beside(sentences, number):
                yield _voice(sentence, quoted, subject, _CUES[speaking[cue].low], cue, speaking)
        yield _voice(sentence, set(range(len(sentence))) - (taken - _ungoverned(cues, taken, quoted)), (), "", -1)


def _ungoverned(cues: Sequence[tuple[int, Sequence[int]]], taken: set[int], quoted: set[int]) -> set[int]:
    """Who speaks is told by the text itself."""
    del taken
    return {at for _, subject in cues for at in subject} - quoted


def _beside(sentences: Sequence[Sentence], number: int) -> Iterator[tuple[Sentence, tuple[int, Sequence[int]]]]:
    """The cues of the sentences next to a quote that has none in its own."""
    for other in (number + 1, number - 1):
        if 0 <= other < len(sentences):
            for cue in _cues(sentences[other]):
                yield sentences[other], cue
                return


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
    for at, token in enumerate(sentence):
        if token.low not in _CUES or (token.capital and not token.first) or _is_noun(sentence, at):
            continue
        if token.low == "according":
            subject = list(_collected(sentence, range(at + 2, min(len(sentence), at + 2 + _BEHIND))))
        else:
            subject = _subject(sentence, at)
        if subject:
            yield at, subject


def _is_noun(sentence: Sentence, at: int) -> bool:
    """Whether a word of speaking is a noun: "the report", "of claims"."""
    return bool(at) and sentence[at - 1].low in _BEFORE_NOUNS and sentence[at].low != "according"


def _subject(sentence: Sentence, cue: int) -> list[int]:
    before = sentence[cue - 1].low if cue else ","
    behind = sentence[cue + 1] if cue + 1 < len(sentence) else None
    if behind and before in {",", *_MARKS} and (behind.capital or behind.low == "the"):
        found = list(_collected(sentence, range(cue + 1, min(len(sentence), cue + 1 + _BEHIND))))
        if found:
            return found
    return list(_collected(sentence, range(cue - 1, max(-1, cue - 1 - _BEFORE), -1), commas=1 if before == "," else 0))


def _collected(sentence: Sentence, places: Iterable[int], commas: int = 0) -> Iterator[int]:
    """The words of a noun phrase: up to a break, and over a comma only as often as is said."""
    passed = -1 if commas else 0
    for at in places:
        token = sentence[at]
        if token.low == ",":
            passed += 1
            if passed > commas:
                return
        elif token.low in _HARD or token.low in _JOINTS or token.low in _CUES:
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
    while first and sentence[first - 1].low in {"the", "a", "an"}:
        first -= 1
    return first > 2 and sentence[first - 1].low in {",", *_MARKS}
