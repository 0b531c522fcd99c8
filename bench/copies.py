"""How many copies share a band key with their original, how many unrelated articles do, and what the keys cost.

The articles are those of `ask_at_size`'s word model: about 300 words each, on 400 topics. Of 500 of them copies are
made in which a share of the words, chosen by chance, is another word; `is_copy` is what decides in the end.
"""

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from bench.ask_at_size import Words
from bot.domain.copies import band_keys, is_copy

COPIES = 500
UNRELATED = 3_000
SHARES = (0.0, 0.02, 0.05, 0.1, 0.2)
RUNS = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a text."""

    title: str
    text: str


def changed(text: str, share: float, words: Words) -> str:
    """The text with this share of its words replaced."""
    told = text.split()
    for at in words.random.sample(range(len(told)), round(share * len(told))):
        told[at] = words.random.choice(words.vocabulary)
    return " ".join(told)


def made(words: Words, count: int) -> list[Text]:
    """That many articles of the word model."""
    articles = [words.article(number).article for number in range(count)]
    return [Text(article.title, article.text) for article in articles]


def candidates(texts: Sequence[Text]) -> int:
    """How many pairs share a band key."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for key in band_keys(text.title, text.text):
            holders[key].append(number)
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        pairs.update(combinations(sorted(set(numbers)), 2))
    return len(pairs)


def run() -> None:
    """Print the figures."""
    words = Words()
    texts = made(words, UNRELATED)
    print(f"{'words changed':>14}{'share a key':>13}{'are copies':>12}")
    for share in SHARES:
        pairs = [(text, Text(text.title, changed(text.text, share, words))) for text in texts[:COPIES]]
        meet = sum(bool({*band_keys(a.title, a.text)} & {*band_keys(b.title, b.text)}) for a, b in pairs)
        copies = sum(is_copy(a, b) for a, b in pairs)
        print(f"{share:14.0%}{meet / COPIES:13.3f}{copies / COPIES:12.3f}")
    found = candidates(texts)
    every = UNRELATED * (UNRELATED - 1) // 2
    print(f"{found} of {every} pairs of unrelated articles share a key")
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for text in texts:
            band_keys(text.title, text.text)
        times.append((time.perf_counter() - start) / UNRELATED)
    print(f"{statistics.median(times) * 1e6:.0f} µs an article for its keys")


if __name__ == "__main__":
    run()
