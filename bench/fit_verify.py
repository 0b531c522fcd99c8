"""Fit the weights and thresholds of a claim's score, and tell how they hold on documents that they were not fitted to.

They are fitted on the claims of SummEdits news and AttributionBench, and on the pairs of BUMP, a true summary and an
edited one. In cross-validation all claims of one document, or of questions that share one, are in the same fold; every
weight and threshold that a claim is judged by comes from the other folds. Run it by itself, `python -m
bench.fit_verify`: it takes a minute or two and prints what `bot.domain.support.model` holds.
"""

import os
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

from bench.fitting import Fitted, Row, fit
from bench.verify import curve
from bot.domain.support import check
from bot.domain.support.features import features
from bot.domain.support.matching import compare
from bot.domain.support.model import SAME, TOLD
from bot.domain.support.reading import read

SUMMEDITS, BUMP, ATTRIBUTION = "summedits_news", "bump", "attributionbench"
SETS, PAIRED = {SUMMEDITS: 1.5, ATTRIBUTION: 2.0}, {BUMP: 0.5}  # with their weights
PENALTY = 0.02
REPEATS, FOLDS = 5, 6
FALSE_ACCEPTS = 0.05
TRIED = [place / 100 for place in range(30, 71)]  # thresholds
PLATEAU = 0.005  # what the mean of the two balanced accuracies may fall short of the best


def rows_of(load: Callable[[str], list[dict[str, Any]]]) -> Iterator[Row]:
    """All claims of the three sets; of BUMP each true one with its edited one behind it."""
    for one in load(SUMMEDITS):
        yield _row(SUMMEDITS, one["doc"], one["doc"], one["summary"], one["label"])
    for one in load(BUMP):
        yield _row(BUMP, one["doc"], one["doc"], one["reference_summary"], 1)
        yield _row(BUMP, one["doc"], one["doc"], one["edited_summary"], 0)
    asked = [(one, "\n\n".join(one["references"])) for one in load(ATTRIBUTION)]
    joined: dict[str, str] = {}
    for one, document in asked:
        joined[_root(joined, f"d {document}")] = _root(joined, f"q {one['question']}")
    for one, document in asked:
        yield _row(ATTRIBUTION, _root(joined, f"d {document}"), document, one["claim"], one["label"])


def _root(joined: dict[str, str], key: str) -> str:
    while joined.setdefault(key, key) != key:
        key = joined[key]
    return key


def _row(name: str, group: str, document: str, claim: str, label: int) -> Row:
    score = check(claim, document).score
    if score in {0.0, 1.0}:
        return Row(name, group, bool(label), (), score)
    reading = read(document)
    clauses = [compare(words, reading) for words in read(claim).sentences if words]
    return Row(name, group, bool(label), features(clauses, reading), None)


def balanced(rows: Sequence[Row], scores: Sequence[float], threshold: float, name: str) -> float:
    """Balanced accuracy on one set."""
    said = [(row.label, score >= threshold) for row, score in zip(rows, scores, strict=True) if row.name == name]
    return fmean(fmean(yes == label for own, yes in said if own == label) for label in (True, False))


def threshold_of(rows: Sequence[Row], scored: Sequence[Sequence[float]]) -> float:
    """The middle of the plateau on which the mean of both sets' balanced accuracies is best, over all scorings."""
    means = [fmean(balanced(rows, scores, one, name) for name in SETS for scores in scored) for one in TRIED]
    return median(one for one, mean in zip(TRIED, means, strict=True) if mean >= max(means) - PLATEAU)


def unseen(rows: Sequence[Row], seed: int) -> tuple[list[float], list[bool]]:
    """For each claim its score and verdict by models and thresholds that were fitted without its fold."""
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(row.name, []).append(row.group)
    folds: dict[tuple[str, str], int] = {}
    for name, groups in names.items():
        mixed = random.Random(seed).sample(sorted(set(groups)), len(set(groups)))  # noqa: S311 - folds
        folds.update({(name, group): at % FOLDS for at, group in enumerate(mixed)})
    scores, verdicts = [0.0] * len(rows), [False] * len(rows)
    for fold in range(FOLDS):
        seen = [row for row in rows if folds[row.name, row.group] != fold]
        model = fit(seen, SETS, PAIRED, PENALTY)
        threshold = threshold_of(seen, [[model(row) for row in seen]])
        for at, row in enumerate(rows):
            if folds[row.name, row.group] == fold:
                scores[at] = model(row)
                verdicts[at] = scores[at] >= threshold
    return scores, verdicts


def strict(rows: Sequence[Row], scores: Sequence[float]) -> tuple[float, float]:
    """The threshold that accepts 5 % of the false claims of SummEdits news, and the share of true ones it keeps."""
    own = [(row.label, score) for row, score in zip(rows, scores, strict=True) if row.name == SUMMEDITS]
    true, false = ([score for label, score in own if label == wanted] for wanted in (True, False))
    return curve(true, false, FALSE_ACCEPTS)


def above(rows: Sequence[Row], scores: Sequence[float]) -> float:
    """The share of BUMP's pairs whose true summary scores above the edited one."""
    own = [score for row, score in zip(rows, scores, strict=True) if row.name == BUMP]
    return fmean(one > other for one, other in zip(own[::2], own[1::2], strict=True))


def _told(name: str, figures: Iterable[float]) -> None:
    found = list(figures)
    print(f"{name:<44}{fmean(found):7.3f} ± {stdev(found) / len(found) ** 0.5:.3f}")


def _printed(model: Fitted) -> None:
    for base, weights, names, title in zip(model.bases, model.weights, (TOLD, SAME), ("TOLD", "SAME"), strict=True):
        print(f"{title}_BASE = {base:.4f}\n{title} = {{")
        for name, weight in zip(names, weights, strict=True):
            print(f'    "{name}": {weight:.4f},')
        print("}")


def run() -> None:
    """Print the figures on unseen documents, then weights and thresholds."""
    home = os.environ.get("NEWSBOT_BENCH")
    if not home:
        print("skipped: NEWSBOT_BENCH names no folder with bench/ and data/")
        return
    sys.path.insert(0, str(Path(home) / "bench"))
    from benchlib import load_set  # type: ignore[import-not-found] # noqa: PLC0415 - beside the data

    rows = list(rows_of(lambda name: load_set(Path(home) / "data", name, "dev")))
    found = [unseen(rows, seed) for seed in range(REPEATS)]
    scored = [scores for scores, _ in found]
    print(f"{REPEATS} times {FOLDS} folds over documents: mean and standard error over the repeats")
    for name in SETS:
        judged = [[float(verdict) for verdict in verdicts] for _, verdicts in found]
        _told(f"{name}, balanced accuracy", (balanced(rows, one, 0.5, name) for one in judged))
    _told(f"{BUMP}, the true above the edited", (above(rows, scores) for scores in scored))
    _told("summedits_news, true kept at 5 % false", (strict(rows, scores)[1] for scores in scored))
    _printed(fit(rows, SETS, PAIRED, PENALTY))
    print(f"THRESHOLD = {threshold_of(rows, scored):.2f}")
    print(f"STRICT = {fmean(strict(rows, scores)[0] for scores in scored):.3f}")


if __name__ == "__main__":
    run()
