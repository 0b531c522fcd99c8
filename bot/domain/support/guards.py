"""The hard rules for a sentence that a model has written about passages: what is not in them is not said.

Guards that figures, dates, money, names, denials and speakers of such a sentence are those of its passages, and that
it is plain words without quotes, links and mentions. Strict: a faithful sentence may be refused, a false one must be.
"""

from collections.abc import Iterable, Sequence

from bot.domain.support.conditions import unconditional
from bot.domain.support.marks import mark_in
from bot.domain.support.naming import misplaced, unknown
from bot.domain.support.quantities import altered
from bot.domain.support.stance import turned
from bot.domain.support.tokens import tokens_of
from bot.domain.support.voices import misattributed

LONGEST = 600
"""Characters of a sentence at most."""
_MOST_PASSAGE = 20_000


def refusal(claim: str, passages: Sequence[str], *, names: Iterable[str] = ()) -> str | None:
    """Why a sentence may not be shown as what its passages say; None where no rule is broken.

    One of "length" (over 600 characters, or no word), "control", "quote_marks", "address", "mention", "money",
    "number", "date", "name", "negation", "attribution", "condition". `names` are full names known besides: a word of
    one, however it is written, must stand in the passages. Of each passage 20,000 characters are read. Linear in the
    passages.
    """
    if len(claim) > LONGEST:
        return "length"
    mark = mark_in(claim)
    if mark:
        return mark
    own = tokens_of(claim)
    texts = [tokens_of(passage[:_MOST_PASSAGE]) for passage in passages]
    every = [sentence for text in texts for sentence in text]
    if not any(token.telling for sentence in own for token in sentence):
        return "length"
    wrong = altered(own, every)
    if wrong:
        return wrong
    if unknown(own, every, names):
        return "name"
    wrong = turned(own, every)
    if wrong or misattributed(own, texts):
        return wrong or "attribution"
    if unconditional(own, every):
        return "condition"
    return "name" if misplaced(own, every) else None
