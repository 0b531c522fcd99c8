"""The verdict on a claim, as frozen data; guards that whoever only shows one loads no word lists."""

from dataclasses import dataclass

from bot.domain.models import Span


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a document bears out a claim: the verdict, the score it comes from, 0 to 1, and at most three sentences.

    `evidence` holds slices of the document, in its order; without any word in common there is none.
    """

    supported: bool
    score: float
    evidence: tuple[Span, ...]


NOTHING = Support(supported=False, score=0.0, evidence=())
