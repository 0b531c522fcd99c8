"""Whether words are a whole sentence, by its verb; guards that what is left of one tells something.

Of "Every night, when the desert cools, forty boxes make water" the first two parts are no sentence. No grammar is
known here, only forms of verbs that news is told with: a sentence with another verb is refused for a fragment.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.domain.support.lexicon import FORMS
from bot.domain.support.tokens import Token

_AUXILIARY = frozenset(
    "is are was were be been has have had do does did will would can could may might shall should must cannot won't "
    "isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't wouldn't can't couldn't shouldn't".split()
)
# Besides those with irregular forms. Some are nouns as often ("plans"): what holds one may pass for a sentence.
_REGULAR = (
    "accept accuse achieve act add admit affect agree aim allow announce appear apply approve argue arrest arrive ask "
    "attack attend avoid ban base begin believe belong block call cancel carry cause celebrate change charge charter "
    "claim close collapse collect compare complain condemn confirm connect consider contain continue convict cost "
    "cover create criticise cross cut damage decide declare decline defend demand deny depend describe deserve "
    "destroy develop discover discuss dismiss display earn elect employ encourage end enjoy enter escape estimate "
    "examine expect explain export express face fail fear fill finish fire follow force form gather happen help hit "
    "hope host hurt identify import improve include increase injure inspect intend introduce invest investigate "
    "invite join judge jump kill land last launch lie lift limit link list live look love lower maintain manage mark "
    "matter measure mention miss move name need note notice occur offer open oppose order own pass perform plan play "
    "point predict prefer prepare present prevent produce promise propose protect protest provide publish put "
    "question quit raise reach read receive recommend recover reduce refuse regret reject release rely remain "
    "remember remove repair replace reply report represent require rescue resign rest result retire return reveal "
    "rule save search seem sentence serve set settle share show shut sign spread start state stay stop struggle study "
    "succeed suffer suggest support suspect tend threaten transport travel treat trust try turn urge use value visit "
    "vote vow wait walk want warn waste watch welcome work worry"
)
_PLURAL = frozenset(  # "boxes make": forms that are hardly ever nouns
    "accept agree allow appear argue arrive ask avoid become begin believe belong bring build buy carry choose come "
    "consider contain continue create decide deny depend describe destroy develop eat enjoy enter expect explain fail "
    "follow get give go grow happen hear hold include intend keep know learn leave live lose make mean oppose pay "
    "prefer provide put receive refuse reject remain say see seek seem sell send speak spend stand stay suffer take "
    "tell tend think try understand warn write".split()
)
_AGREED = frozenset({"agreed", "disagreed", "freed", "guaranteed"})
_LEAST = 4  # letters of a past: "died", not "red"
_SUBORDINATE = frozenset(
    "who whom whose which that when whenever while if because although though unless whereas where after before since "
    "until till as than whether".split()
)
_BETWEEN = frozenset("not never also now still already just only ever even again soon always often".split())
_BEFORE_NOUNS = frozenset("of in with for by to from on at as between about many more its their his her".split())
_MARKS = frozenset(",;:()—–")


def _third(verb: str) -> str:
    """The verb as one does it: "says", "passes", "tries"."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


_PRESENT = frozenset({_third(verb) for verb in (*FORMS, *_REGULAR.split())})
_PAST = frozenset({*FORMS.values(), *_AGREED, "was", "were", "had", "did"})
_EITHER = frozenset("cut put set hit shut quit hurt spread read let cost beat bid burst cast".split())


def tells(sentence: Sequence[Token]) -> bool:
    """Whether a part of it, between marks, has a verb that no "who" or "when" before it takes for itself."""
    return any(_has_verb_of_its_own(part) for part in _parts(sentence))


def _parts(sentence: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in sentence:
        if token.low in _MARKS:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _has_verb_of_its_own(part: Sequence[Token]) -> bool:
    """Verbs side by side are one: "was jailed". Each subordinate word takes the next one."""
    waiting, was_verb = 0, False
    for at, token in enumerate(part):
        if token.low in _SUBORDINATE:
            waiting, was_verb = waiting + 1, False
        elif is_finite(part, at):
            if not waiting and not was_verb:
                return True
            waiting -= not was_verb
            was_verb = True
        elif token.low not in _BETWEEN and not token.low.endswith("ly"):
            was_verb = False
    return False


def is_finite(part: Sequence[Token], at: int) -> bool:
    """Whether there is a verb of somebody's at that place; False where there is nothing."""
    if at >= len(part):
        return False
    token, before = part[at], part[at - 1].low if at else ""
    if token.low in _AUXILIARY:
        return True
    if before == "to" or (token.capital and not token.first) or token.value:
        return False
    return token.low in _PRESENT or token.low in _EITHER or token.low in _PLURAL or _is_past(token)


def is_past(sentence: Sequence[Token]) -> bool:
    """Whether all that it tells was: of that a time can be left out, while "is free on Sunday" would say always."""
    is_present = any(
        token.low in _AUXILIARY - _PAST
        or (token.low in _PRESENT and before.low not in _BEFORE_NOUNS and not before.value)
        for before, token in pairwise(sentence)
        if not token.capital  # "in May"
    )
    return any(map(_is_past, sentence)) and not is_present


def _is_past(token: Token) -> bool:
    regular = token.low.endswith("ed") and len(token.low) >= _LEAST and not token.low.endswith("eed")
    return not (token.capital and not token.first) and (token.low in _PAST or regular)
