"""Denied, doubted, planned, said: in which way a sentence holds what it tells; guards that a claim holds it so, too.

Each telling word of a sentence has a stance: whether it is negated, and whether it is only possible or yet to come.
A claim's word must have a stance that it has in the passages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.domain.support.attachment import Sentence
from bot.domain.support.differences import is_prefixed
from bot.domain.support.lexicon import ALIKE, OPPOSED, root_of
from bot.domain.support.tokens import Token

_NOT = frozenset(
    "no not never none nobody nothing neither nor without cannot hardly barely scarcely fail failed fails "
    "failing unable refuse refused refuses refusing deny denied denies denying lack lacked lacks lacking "
    "false falsely untrue".split()
)
_ENDING = frozenset("stop stopped stops prevent prevented prevents avoid avoided avoids".split())  # "stopped paying"
_POSSIBLE = frozenset(
    "may might could possibly perhaps probably likely unlikely allegedly alleged reportedly apparently suspected "
    "supposedly potential potentially if unless whether maybe possible purported rumoured rumored would-be seems seem "
    "seemed appears appear appeared".split()
)
_PLANNED = frozenset(
    "will would shall should plan plans planned planning expect expects expected intend intends intended "
    "propose proposes proposed aim aims aimed hope hopes hoped want wants wanted seek seeks sought vow vows "
    "vowed promise promises promised pledge pledges pledged threaten threatens threatened consider considers "
    "considered considering try tries tried trying attempt attempts attempted going set due must ought bid "
    "wish wishes ready scheduled urge urges urged demand demands demanded ask asks asked call calls called".split()
)
# What these stand before is theirs only with "to" or a noun: "going to buy", "asked for".
_WITH_TO = frozenset("going set due ready ask asks asked call calls called try tries tried want wants wanted".split())
_BREAKS = frozenset(",;:()—–") | {"but", "while", "although", "though"}
_CONDITIONS = frozenset({"if", "unless", "whether"})
_ADVERBS = frozenset("soon also again even still yet already ever just".split())
_REACH = 3  # telling words that a condition reaches
_TOKENS = 9
_MOSTLY = 0.8  # of the words of a sentence
_POSSIBLY = "possible"
Stance = tuple[bool, str]


def turned(claim: Sequence[Sentence], passages: Sequence[Sentence]) -> str | None:
    """What is turned: "negation", or "attribution" where what is only possible or planned has become a fact."""
    theirs: dict[str, set[Stance]] = {}
    for sentence in passages:
        for key, stance in stances(sentence):
            theirs.setdefault(root_of(key), set()).add(stance)
            for group in ALIKE.get(key, ()):
                theirs.setdefault(f"={group}", set()).add(stance)
    for sentence in claim:
        if not _is_parity_kept(sentence, passages):
            return "negation"
        found = next(filter(None, (_compared(key, own, theirs) for key, own in stances(sentence))), None)
        if found or _opposed(sentence, passages):
            return found or "negation"
    return None


def _compared(key: str, own: Stance, theirs: Mapping[str, set[Stance]]) -> str | None:
    """What is wrong with the stance of a claim's word: held to the word itself, else to those that resemble it."""
    alike: set[Stance] = set().union(*(theirs.get(f"={group}", set()) for group in ALIKE.get(key, ())))
    known = theirs.get(root_of(key)) or alike
    if not known:
        return "negation" if own[0] else None
    if all(negated != own[0] for negated, _ in known):
        return "negation"
    weaker = own[1] == _POSSIBLY and any(way for _, way in known)
    return None if own in known or weaker else "attribution"


def stances(sentence: Sentence) -> Iterator[tuple[str, Stance]]:
    """Each telling word that is no stance word, with its stance."""
    negated = _reached(sentence, (at for at, token in enumerate(sentence) if _is_not(sentence, at, token)))
    possible = _reached(sentence, _places(sentence, _POSSIBLE))
    planned = _reached(sentence, _places(sentence, _PLANNED))
    for at, token in enumerate(sentence):
        if (token.value or (token.telling and (token.first or not token.capital))) and token.low not in _NOT:
            way = _POSSIBLY if at in possible else "planned" if at in planned else ""
            yield token.key, (at in negated, way)


def _is_not(sentence: Sentence, at: int, token: Token) -> bool:
    only = at + 1 < len(sentence) and sentence[at + 1].low == "only"
    if token.low in _ENDING and at + 1 < len(sentence):
        return sentence[at + 1].low.endswith("ing") or sentence[at + 1].low == "from"
    return (token.low in _NOT and not only) or token.low.endswith("n't")


def _places(sentence: Sentence, wanted: frozenset[str]) -> Iterator[int]:
    for at, token in enumerate(sentence):
        behind = sentence[at + 1].low if at + 1 < len(sentence) else ""
        if token.low in wanted and (token.low not in _WITH_TO or behind in {"to", "for"}):
            yield at


def _reached(sentence: Sentence, places: Iterable[int]) -> set[int]:
    """The telling words that a word governs: the next, of "if" the next three; of an adverb that before it, too."""
    found: set[int] = set()
    for place in places:
        most = _REACH if sentence[place].low in _CONDITIONS else 1
        behind = list(islice(_telling(sentence, range(place + 1, min(len(sentence), place + _TOKENS))), most))
        adverb = sentence[place].low.endswith("ly")
        before = (
            [] if behind and not adverb else list(_telling(sentence, range(place - 1, max(-1, place - _TOKENS), -1)))
        )
        found.update(behind, before[:1])
    return found


def _telling(sentence: Sentence, places: range) -> Iterator[int]:
    """The places of the words that a stance can be about, up to a break."""
    for at in places:
        token = sentence[at]
        if token.low in _BREAKS:
            return
        if token.value or (token.telling and not token.low.endswith("ly") and token.low not in _ADVERBS):
            yield at


def _is_parity_kept(sentence: Sentence, passages: Sequence[Sentence]) -> bool:
    """Whether a sentence that tells what a passage does, and little else, negates as often as that does."""
    own = {root_of(token.key) for token in sentence if token.telling and token.low not in _NOT}
    against = _negates(sentence)
    for passage in passages:
        theirs = {root_of(token.key) for token in passage if token.telling and token.low not in _NOT}
        both = len(own & theirs)
        if both >= _MOSTLY * len(own) and against != _negates(passage):
            return against < _negates(passage) and both < _MOSTLY * len(theirs)
    return True


def _negates(sentence: Sentence) -> int:
    return sum(token.low in _NOT or _is_not(sentence, at, token) for at, token in enumerate(sentence))


def _opposed(sentence: Sentence, passages: Sequence[Sentence]) -> bool:
    """Whether a word of the claim is in no passage, and its opposite in one that tells most of the rest."""
    keys = {token.key for token in sentence if token.telling}
    known = {token.key for passage in passages for token in passage}
    new = keys - known
    for passage in passages:
        others = {token.key for token in passage if token.telling}
        if not new or len(keys & others) * 3 < len(keys):
            continue
        if any(_against(key, other) for key in new for other in others - keys):
            return True
    return False


def _against(key: str, other: str) -> bool:
    return other in OPPOSED.get(key, ()) or is_prefixed(key, other) or is_prefixed(other, key)
