"""Which sentences answer a question, and whether the evidence is enough to answer at all.

Guards that weak evidence leads to "not found" rather than to a guess. The score is a logistic combination of
four figures that a reader can check by hand; `answers` compares it with one threshold, and `make bench` prints
what other thresholds would do.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.drafts import Citation
from bot.domain.expected import Expects, holds
from bot.domain.models import ArticleRef
from bot.domain.passages import Ranked, Scanned, Wanted, share
from bot.domain.text import CLOSING, sentences

_FAR_BELOW = 0.4  # of the best sentence's score
_ON_TOPIC = 0.45  # of the question's weight, for a sentence of another article than the best one's
_NAMED = 0.5  # of the weight of the question's names, likewise


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a ranked article, how well it answers, and the wanted stems that it holds."""

    citation: Citation
    text: str
    score: float
    stems: frozenset[str]


def ref_of(one: Scanned) -> ArticleRef:
    """The version that was scanned."""
    return ArticleRef(one.article.id, one.article.version)


def best_sentences(
    ranked: Sequence[Ranked], weights: Mapping[str, float], sought: Wanted, limit: int
) -> list[Sentence]:
    """At most `limit` sentences of the first three articles, best first; two of one article, none twice.

    A sentence scores by the share of the question's words in it, and more where it holds something of the kind
    that is asked for and that the question did not name itself. What scores far below the best is left out, and
    so is a sentence that asks, and what another article says about something else or without such an answer.
    """
    found = [sentence for place, one in enumerate(ranked[:3]) for sentence in _sentences(one, weights, sought, place)]
    chosen: list[Sentence] = []
    found.sort(key=lambda one: -one.score)
    titles = {ref_of(one.scanned): one.scanned.title for one in ranked[:3]}
    for sentence in (one for one in found if one.score >= _FAR_BELOW * found[0].score):
        elsewhere = sentence.citation.ref != found[0].citation.ref
        if elsewhere and not _is_on_topic(sentence, titles[sentence.citation.ref], weights, sought):
            continue
        same = [one for one in chosen if one.citation.ref == sentence.citation.ref]
        if len(chosen) < limit and len(same) < 2 and all(one.text != sentence.text for one in chosen):
            chosen.append(sentence)
    return chosen


def _is_on_topic(one: Sentence, title: frozenset[str], weights: Mapping[str, float], sought: Wanted) -> bool:
    """Whether a sentence of a further article speaks of the question, and can hold an answer of its kind.

    It must carry enough of the question's words and, with its article's title, most of its names and numbers.
    """
    named = {stem: weights[stem] for stem in sought.named}
    return (
        share(one.stems, weights) >= _ON_TOPIC
        and len(one.stems) >= min(2, len(weights))
        and (not named or share((one.stems | title) & named.keys(), named) >= _NAMED)
        and holds(one.text, sought.kind, sought.asked)
    )


def _sentences(one: Ranked, weights: Mapping[str, float], sought: Wanted, place: int) -> list[Sentence]:
    text = one.scanned.article.text
    spans = sentences(text)
    starts = [span.start for span in spans]
    held: dict[int, set[str]] = {}
    for word in one.scanned.places:
        held.setdefault(bisect_right(starts, word.start) - 1, set()).add(word.stem)
    found = []
    for index, stems in held.items():
        if index >= 0 and spans[index].end - spans[index].start <= _LONGEST:
            score = share(stems, weights) - 0.1 * place
            text = spans[index].cut(one.scanned.article.text)
            if text.rstrip(CLOSING).endswith("?"):
                continue  # what asks is no answer
            score += 0.2 if holds(text, sought.kind, sought.asked) else 0.0
            found.append(Sentence(Citation(ref_of(one.scanned), spans[index]), text, score, frozenset(stems)))
    return found


# --- enough? -----------------------------------------------------------------------------------------

_LONGEST = 900  # characters: what is longer is no sentence but a list or a table
_SURENESS = {
    Expects.COUNTRY: 2, Expects.NUMBER: 2,
    Expects.NAME: 1, Expects.PLACE: 1, Expects.DATE: 1,
    Expects.OPEN: -1, Expects.CHOICE: -1,
}  # fmt: skip
THRESHOLD = 0.5
_FLOOR = 0.2  # of the question's weight: with less in one place, nothing there speaks of what is asked
_CLEAR = 0.6  # a lead beyond this tells no more


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer: the figures that `score` combines.

    `window` is the share of the question's weight that the first article holds within about three sentences and
    its title; `lead` by what share it is ahead of the second, 0 where there is no second; `named` the share of the
    weight that names and numbers carry; `kind` the kind of answer.
    """

    window: float
    lead: float
    named: float
    kind: Expects

    @property
    def score(self) -> float:
        """How likely the articles hold an answer, 0 to 1.

        Names are found easily, so a question of names needs more; an article that stands out needs less, and so
        does a kind of answer that can be recognised, while an open one needs more. The weights are a logistic
        regression on the development halves of RealTime QA (497 questions) and XQuAD (648, weighed a fifth),
        rounded; in five-fold cross-validation "not found" is right .82 of the time at recall .45, .77 at .51.
        """
        if self.window < _FLOOR:
            return 0.0
        sure = _SURENESS.get(self.kind, 0)
        logit = -1.6 + 4.3 * self.window + 4.0 * min(self.lead, _CLEAR) - 1.9 * self.named + sure
        return 1 / (1 + math.exp(-logit))

    @property
    def enough(self) -> bool:
        """Whether to answer."""
        return self.score >= THRESHOLD


def weigh_evidence(ranked: Sequence[Ranked], weights: Mapping[str, float], sought: Wanted) -> Evidence:
    """The evidence that the ranked candidates give."""
    window = ranked[0].window if ranked else 0.0
    lead = 1 - ranked[1].score / ranked[0].score if len(ranked) > 1 and ranked[0].score > 0 else 0.0
    return Evidence(window, lead, share(sought.named, weights), sought.kind)
