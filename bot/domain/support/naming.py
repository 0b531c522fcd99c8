"""Names of a sentence against those of its passages; guards that none is new, pieced together or in another's place."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.domain.passages import stem_of
from bot.domain.people.firstnames import FIRST_NAMES
from bot.domain.people.wordlists import TITLES
from bot.domain.quotes.verbs import CUE_VERBS
from bot.domain.stories.ordinary import ORDINARY_STEMS
from bot.domain.support.attachment import Anchored, Sentence, moved
from bot.domain.support.lexicon import ALIKE, KINDS, NATIONS, OPPOSED, root_of
from bot.domain.support.tokens import Token, tokens_of
from bot.domain.words import STOP_WORDS

_PLACING = frozenset("in at from near across outside inside".split())
_MUTUAL = frozenset("meet met talk talks agree agreed marry married share shared speak spoke".split())
_BY = 3
_CLOSE = 4  # tokens from a name to what it is of
_NEIGHBOURS = 2  # telling words on either side of a name
_PRONOUNS = frozenset("he she it they".split())
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_SMALL_TOO = frozenset(
    "among amid amongst behind beside besides despite via per within without upon toward towards onto across along "
    "although though yet whether whereas anyone everyone someone something anything nothing everything else".split()
)
# Of words, hardly of names.
_ENDINGS = tuple(
    "ly ing ings tion tions sion ment ments ness ous ive able ible ful less ance ence ity ised ized ise ize ises izes "
    "ship ism ated ates ical ened ished ified".split()
)
Run = tuple[str, ...]


def unknown(claim: Sequence[Sentence], passages: Sequence[Sentence], names: Iterable[str]) -> bool:
    """Whether a name of the claim is not in the passages, or is made of two of theirs.

    `names` are full names that are known besides, of which the claim may use a part only if the passages do.
    """
    capitals = {form for sentence in passages for token in sentence if token.capital for form in _forms(token)}
    lower = {token.low for sentence in passages for token in sentence if not token.capital}
    roots = {root_of(stem_of(word)) for word in lower}
    runs = [run for sentence in passages for _, _, run in runs_in(sentence)]
    known = {token.low for name in names for sentence in tokens_of(name) for token in sentence}
    for sentence in claim:
        for token in sentence:
            new = _is_new(token, capitals, lower)
            if new and (token.low in known or (token.capital and not token.first) or not _is_ordinary(token, roots)):
                return True
        if any(not _is_one(run, runs) for _, _, run in runs_in(sentence, lower)):
            return True
    return False


def misplaced(claim: Sequence[Sentence], passages: Sequence[Sentence]) -> bool:
    """Whether a name of the claim stands where the passages have another."""
    if moved(claim, passages, _subjects, nearest=True) or any(_reversed(sentence, passages) for sentence in claim):
        return True
    known = {root_of(token.key) for sentence in passages for token in sentence if token.telling}
    return any(not _is_bound(sentence, run, passages, known) for sentence in claim for run in runs_in(sentence))


def _is_bound(sentence: Sentence, run: tuple[int, int, Run], passages: Sequence[Sentence], known: set[str]) -> bool:
    """Whether the words beside a name stand with it in some sentence of the passages, half of them at least.

    A sentence that goes on with "he", "she", "it" or "they" is one with that before it.
    """
    first, last, name = run
    beside = [*_beside(sentence, range(first - 1, -1, -1)), *_beside(sentence, range(last, len(sentence)))]
    wanted = {root for root in beside if root in known}
    role = sentence[first - 1].low if first and sentence[first - 1].low in _PLACING else ""
    roles, best = set(), 0
    for number, passage in enumerate(passages):
        places = [at for at, token in enumerate(passage) if stem_of(token.low) == stem_of(name[-1])]
        if not places:
            continue
        behind = passages[number + 1] if number + 1 < len(passages) else ()
        more = behind if behind and behind[0].low in _PRONOUNS else ()
        best = max(best, len(wanted & {root_of(token.key) for token in (*passage, *more)}))
        roles |= {one.low for at in places for one in passage[max(0, at - len(name) - 1) : at] if one.low in _PLACING}
    return best * 2 >= len(wanted) and (not role or role in roles) and _has_its_head(sentence, run, passages)


def _has_its_head(sentence: Sentence, run: tuple[int, int, Run], passages: Sequence[Sentence]) -> bool:
    """Whether the word before "of NAME" stands close to the name in a passage, too: "leader of NAME"."""
    first, _, name = run
    if first < 2 or sentence[first - 1].low != "of" or not sentence[first - 2].telling:
        return True
    head = root_of(sentence[first - 2].key)
    for passage in passages:
        for at, token in enumerate(passage):
            if stem_of(token.low) == stem_of(name[-1]):
                near = passage[max(0, at - len(name) - _CLOSE) : at + _CLOSE]
                if any(root_of(one.key) == head for one in near):
                    return True
    return False


def _beside(sentence: Sentence, places: range) -> Iterator[str]:
    found = (root_of(sentence[at].key) for at in places if sentence[at].telling)
    yield from islice(found, _NEIGHBOURS)


def _forms(token: Token) -> tuple[str, ...]:
    """What a name may be written as: itself, its stem, and its country's name."""
    return token.low, stem_of(token.low), f"={NATIONS.get(token.low.replace('.', ''), token.low)}"


def _is_new(token: Token, capitals: set[str], lower: set[str]) -> bool:
    """Whether a word, small ones and dates aside, stands in no passage as it does in the claim."""
    if token.value or not token.low[0].isalpha() or token.low in _DATES:
        return False
    if token.low in STOP_WORDS and (token.first or not token.capital or len(token.low) == 1):
        return False
    if any(form in capitals for form in _forms(token)):
        return False
    named = token.capital and not token.first and token.low not in TITLES
    return named or token.low not in lower


def _is_ordinary(token: Token, roots: set[str]) -> bool:
    """Whether a word is one of everyday English, or of the family of one that the passages have.

    Any other that they have not may be a name, however it is written: nobody knows it.
    """
    key, root = token.key, root_of(token.key)
    if token.low in STOP_WORDS or token.low.endswith("n't") or key in ALIKE or key in OPPOSED or key in KINDS:
        return True
    if stem_of(token.low) in ORDINARY_STEMS or token.low in CUE_VERBS or key in ORDINARY_STEMS:
        return True
    if root in _ROOTS or (len(root) > 3 and root in roots):
        return True
    return token.low in _SMALL_TOO or (len(token.low) > 5 and token.low.endswith(_ENDINGS))


_ROOTS = frozenset(root_of(stem) for stem in ORDINARY_STEMS) | frozenset(map(root_of, ALIKE))


def runs_in(sentence: Sentence, lower: Iterable[str] = ()) -> Anchored:
    """Names of several words or one, as they stand side by side; titles and dates are left out.

    A capital that only begins the sentence counts where its word is none that the text has in lower case.
    """
    found: Anchored = []
    run: list[str] = []
    start = 0
    for at, token in enumerate((*sentence, Token(".", "."))):
        named = token.capital and not token.value and token.low not in TITLES and token.low not in _DATES
        if token.first and (token.low in CUE_VERBS or token.low == "according"):
            named = False
        elif token.first and not (token.low in FIRST_NAMES and _is_named(sentence, at + 1)):
            named = named and not (
                token.low in STOP_WORDS or token.low in lower or stem_of(token.low) in ORDINARY_STEMS
            )
        if named and not (run and token.low in STOP_WORDS):
            start = start if run else at
            run.append(token.low)
            continue
        if run:
            found.append((start, at, tuple(run)))
        run = []
    return found


def _is_named(sentence: Sentence, at: int) -> bool:
    return at < len(sentence) and sentence[at].capital


def _is_one(run: Run, runs: Sequence[Run]) -> bool:
    """Whether a name of several words is one name of the passages, or a part of one in its order."""
    if len(run) < 2:
        return True
    return any(_within(run, other) for other in runs)


def _within(run: Run, other: Run) -> bool:
    rest = iter(other)
    return all(any(stem_of(word) == stem_of(one) for one in rest) for word in run)


def _subjects(sentence: Sentence) -> Anchored:
    """The names that may do or be something: those of no place that a preposition brings in. By their last word."""
    return [
        (first, last, (run[-1],))
        for first, last, run in runs_in(sentence)
        if not (first and sentence[first - 1].low in _PLACING)
        and not (first > 1 and sentence[first - 1].low == "the" and sentence[first - 2].low in _PLACING)
    ]


def _reversed(sentence: Sentence, passages: Sequence[Sentence]) -> bool:
    """Whether two names of the claim have changed places about one and the same verb."""
    for one, verb, other in _deeds(sentence):
        told = [deed for passage in passages for deed in _deeds(passage)]
        if (one, verb, other) not in told and (other, verb, one) in told:
            return True
    return False


def _deeds(sentence: Sentence) -> Iterator[tuple[str, str, str]]:
    """Who did what to whom: two names, one behind the other, and a word between them; turned round before "by"."""
    runs = runs_in(sentence)
    for (_, last, run), (first, _, other) in itertools.pairwise(runs):
        between = sentence[last:first]
        passive = any(token.low == "by" for token in between[-_BY:])
        for token in between:
            if token.telling and token.low not in _MUTUAL:
                verb = root_of(token.key)
                yield (other[-1], verb, run[-1]) if passive else (run[-1], verb, other[-1])
