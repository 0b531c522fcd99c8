"""Pages read in a second, whole, beside trafilatura's text alone (fast) and beside trafilatura with htmldate."""

import gzip
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

_MOST = 45


def saved_pages(home: Path) -> list[bytes]:
    """The first pages of the article set, by name."""
    files = sorted((home / "data" / "article_extraction" / "html").glob("*.html.gz"))[:_MOST]
    return [gzip.decompress(file.read_bytes()) for file in files]


def pages_per_second(read: Callable[[bytes], object], pages: list[bytes]) -> float:
    """The median of three rounds, after one page that loads what is needed."""
    read(pages[0])
    rates = []
    for _ in range(3):
        start = time.perf_counter()
        for page in pages:
            read(page)
        rates.append(len(pages) / (time.perf_counter() - start))
    return statistics.median(rates)


def run() -> None:
    """Read saved pages in each of the three ways."""
    home = os.environ.get("NEWSBOT_BENCH")
    pages = saved_pages(Path(home)) if home else []
    if not pages:
        print("skipped: NEWSBOT_BENCH names no folder with saved pages")
        return
    from htmldate import find_date  # noqa: PLC0415 - only where there are pages
    from trafilatura import extract  # noqa: PLC0415

    from bot.adapters.web.pages import parse_page  # noqa: PLC0415

    now = datetime.now(UTC)
    size = sum(map(len, pages)) / len(pages) / 1024
    ways: dict[str, Callable[[bytes], object]] = {
        "newsbot: text, facts, day, wall, feeds": lambda page: parse_page(page, now=now),
        "trafilatura fast: text": lambda page: extract(page, fast=True, include_comments=False),
        "trafilatura fast + htmldate": lambda page: (
            extract(page, fast=True, include_comments=False),
            find_date(page, original_date=True),
        ),
    }
    print(f"{len(pages)} pages, {size:.0f} KiB each")
    for name, read in ways.items():
        print(f"{name:<44}{pages_per_second(read, pages):8.1f} pages/s")
