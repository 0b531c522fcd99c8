"""How long grouping a week's articles takes, and what an article costs: products of weights made for each.

The articles are made of the words of `ask_at_size`'s model: about 300 words each, eight on each event, over seven
days. What an article costs must not grow with the number of articles without end.
"""

import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bench.ask_at_size import Words
from bot.domain.models import Article, first_id
from bot.domain.stories import group
from bot.domain.stories.marks import marks_of
from bot.domain.stories.meeting import Meeting, Told
from bot.domain.stories.weights import weigh

COUNTS = (1_000, 2_000, 5_000)
RUNS = 3
_WEEK = datetime(2026, 6, 1, tzinfo=UTC)


def week(count: int) -> list[Article]:
    """So many articles in the order of first sight, published evenly over seven days: eight on each event."""
    words = Words()
    events = [_Event(words) for _ in range(count // 8 + 1)]
    found = []
    for number in range(count):
        at = _WEEK + timedelta(days=7) * (number / count)
        title, text = words.random.choice(events).report(words)
        id_ = first_id(at) + number
        found.append(Article(id_, 1, str(number), title, text, f"Source {number % 40}", published=at))
    return found


class _Event:
    """What reports of one event have in common: people, places and forty words."""

    def __init__(self, words: Words) -> None:
        self.names = words.random.sample(words.people, 5)
        self.words = words.random.sample(words.vocabulary[200:], 40)

    def report(self, words: Words) -> tuple[str, str]:
        """Title and text of an article: about 300 words, a quarter of them the event's."""
        told = []
        for _ in range(20):
            common = words.random.choices(words.vocabulary, cum_weights=words.weights, k=11)
            own = [*words.random.choices(self.words, k=3), words.random.choice(self.names)]
            told.append(f"The {' '.join(common + own)}.")
        return f"The {' '.join(words.random.sample(self.words, 6))}", " ".join(told)


def products(articles: Sequence[Article]) -> float:
    """Products of two weights made for each article, in the first round."""
    meeting = Meeting()
    for at, (article, weighed) in enumerate(zip(articles, weigh(articles), strict=True)):
        meeting.add(Told.of(at, article, weighed.vector, marks_of(article, weighed)))
    return meeting.compared / len(articles)


def run() -> None:
    """Print the figures."""
    print(f"{'articles':>9}{'seconds':>9}{'stories':>9}{'products an article':>21}")
    for count in COUNTS:
        articles = week(count)
        times = []
        for _ in range(RUNS if count < COUNTS[-1] else 1):
            start = time.perf_counter()
            found = group(articles)
            times.append(time.perf_counter() - start)
        print(f"{count:9}{statistics.median(times):9.2f}{len(found):9}{products(articles):21.0f}", flush=True)


if __name__ == "__main__":
    run()
