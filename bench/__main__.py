"""Print every figure that the project claims: quality on public data sets, and times as medians of three runs.

The data sets and their scorers are not part of the project. The environment variable NEWSBOT_BENCH names a folder
that holds them as `bench/` and `data/`; without it only the times are measured, and what was skipped is said.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import (
    ask_at_size,
    budget,
    composing,
    copies,
    curve,
    deliveries,
    discord,
    discord_deliveries,
    discord_killing,
    egress,
    feeds,
    hostile,
    idle,
    killing,
    pages,
    parsing,
    polling,
    rush,
    sigterm,
    slack,
    slack_deliveries,
    slack_killing,
    start_up,
    stories,
    verify,
    year,
    zones,
)

# Scorer, the figures shown as a path into its JSON, and what each should reach (the development half).
TARGETS = (
    ("score_quotes", ("entity_f1",), 0.87),
    ("score_quotes", ("mention_f1",), 0.93),
    ("score_quotes", ("verbatim",), 1.0),
    ("score_quotes", ("tier_explicit", "mention_accuracy"), 0.965),
    ("score_quotes", ("tier_explicit", "detect_r"), 0.65),
    ("score_quotes", ("tier_continued", "mention_accuracy"), 0.965),
    ("score_quotes", ("tier_continued", "detect_r"), 0.88),
    ("score_quotes", ("articles_per_second",), 150),
    ("score_whosaid", ("f1",), 0.93),
    ("score_whosaid", ("abstention",), 0.99),
    ("score_factappeal", ("direct", "f1"), 0.52),
    ("score_factappeal", ("reported", "f1"), 0.64),
    ("score_retrieval", ("realtimeqa", "top1"), 0.70),
    ("score_retrieval", ("realtimeqa", "top5"), 0.93),
    ("score_retrieval", ("realtimeqa", "in_answer"), 0.46),
    ("score_retrieval", ("realtimeqa_abstention_strict", "recall"), 0.45),
    ("score_retrieval", ("realtimeqa_abstention_strict", "precision"), 0.75),
    ("score_retrieval", ("xquad", "top1"), 0.95),
    ("score_retrieval", ("xquad", "in_answer"), 0.85),
    ("score_summary", ("rouge1",), 0.300),
    ("score_summary", ("rouge2",), 0.112),
    ("score_summary", ("rougeLsum",), 0.266),
    ("score_extract", ("article_extraction", "f1"), 0.96),
    ("score_extract", ("date_extraction", "exact_day"), 0.88),
    ("score_feeds", ("gofeed", "agree"), 1.0),
    ("score_feeds", ("gofeed", "parser_agree"), 1.0),
    ("score_feeds", ("feedparser_tests", "agree"), None),
    ("score_feeds", ("feedvalidator", "files_complete"), None),
    ("score_feeds", ("real_feeds", "id_url_title"), None),
    ("score_feeds", ("crashes",), 0),
    ("score_stories", ("ecbplus", "f1"), 0.92),
    ("score_stories", ("basil_titles", "f1"), 0.91),
    ("score_verify", ("summedits", "balanced_accuracy"), 0.62),
    ("score_verify", ("bump", "consistency"), 0.70),
    ("score_verify", ("attributionbench", "balanced_accuracy"), 0.75),
    ("score_verify", ("evidence_verbatim",), 1.0),
    ("score_verify", ("claims_per_second",), 100),
)

BENCHES = (
    curve,
    verify,
    start_up,
    egress,
    parsing,
    feeds,
    pages,
    polling,
    idle,
    copies,
    stories,
    ask_at_size,
    zones,
    deliveries,
    year,
    rush,
    killing,
    sigterm,
    slack,
    slack_deliveries,
    slack_killing,
    discord,
    discord_deliveries,
    discord_killing,
    hostile,
    composing,
    budget,
)


def score(scorer: Path, data: Path, program: str) -> dict[str, Any]:
    """The figures of one scorer: the JSON on the last line that it prints."""
    done = subprocess.run(
        [sys.executable, str(scorer), "--newsbot", program, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1:]}
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def figure(figures: dict[str, Any], path: Sequence[str]) -> float | None:
    """One number out of nested figures; None where it is missing."""
    value: Any = figures
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, int | float) else None


def quality(home: Path, program: str, only: Sequence[str]) -> None:
    """Print the quality figures beside what they should reach."""
    print(f"{'figure':<64}{'reached':>9}{'wanted':>9}")
    results: dict[str, dict[str, Any]] = {}
    for scorer, path, wanted in TARGETS:
        if only and scorer not in only:
            continue
        if scorer not in results:
            results[scorer] = score(home / "bench" / f"{scorer}.py", home / "data", program)
        reached = figure(results[scorer], path)
        shown = "–" if reached is None else f"{reached:.3f}"
        print(f"{scorer + ' ' + '.'.join(path):<64}{shown:>9}{wanted:>9}", flush=True)
    for scorer, figures in results.items():
        if "error" in figures:
            print(f"{scorer}: {figures['error']}")


def main() -> None:
    """Print all figures, or those of the scorers and benches that are named as arguments."""
    only = sys.argv[1:]
    program = shutil.which("newsbot", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("newsbot is not installed beside this Python: run `make bench`")
    home = os.environ.get("NEWSBOT_BENCH")
    if home and (not only or any(name.startswith("score_") for name in only)):
        quality(Path(home), program, [name for name in only if name.startswith("score_")])
    elif not home:
        print("skipped: the quality figures, because NEWSBOT_BENCH names no folder with bench/ and data/")
    for bench in BENCHES:
        name = bench.__name__.rpartition(".")[2]
        if not only or name in only:
            print(f"\n{name}: {(bench.__doc__ or '').splitlines()[0]}", flush=True)
            bench.run()


if __name__ == "__main__":
    main()
