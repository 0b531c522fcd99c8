"""On what a sentence makes depend what it tells; guards that a claim does not leave that out.

"The strike ends on Friday unless the talks fail" does not say that the strike ends on Friday.
"""

from collections.abc import Sequence

from bot.domain.support.attachment import Sentence

_CONDITIONS = frozenset("if unless until till except provided whether once".split())
_COVERS = 0.6  # of the telling words of a claim's sentence, for a sentence to be what it is taken from


def unconditional(claim: Sequence[Sentence], passages: Sequence[Sentence]) -> bool:
    """Whether a sentence of the claim tells without a condition what a passage tells with one.

    Another passage that names none does not make up for it: it may be what somebody only says.
    """
    return any(_leaves_out(one, passages) for one in claim)


def _leaves_out(sentence: Sentence, passages: Sequence[Sentence]) -> bool:
    keys = {token.key for token in sentence if token.telling}
    covering = [one for one in passages if keys and len(keys & {token.key for token in one}) >= _COVERS * len(keys)]
    said = {token.low for token in sentence}
    return any({token.low for token in one} & _CONDITIONS - said for one in covering)
