"""How many true claims are kept at a given share of false ones accepted, on SummEdits news.

The score's thresholds are those of this sample: `bot.domain.support.STRICT` is that of 5 %. What models write is held
to it, so the curve says how much of what is true is lost. The guards' own row tells what the hard rules pass.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.domain.support import STRICT, check
from bot.domain.support.guards import refusal

FALSE_ACCEPTS = (0.01, 0.02, 0.05, 0.10)


def curve(true: Sequence[float], false: Sequence[float], accepted: float) -> tuple[float, float]:
    """The lowest threshold that accepts no larger share of the false claims, and the share of true ones it keeps."""
    ranked = sorted(false, reverse=True)
    most = int(accepted * len(ranked))
    above = ranked[most] if most < len(ranked) else -1.0
    kept = [score for score in true if score > above]
    return min((score for score in (*true, *false) if score > above), default=1.0), len(kept) / max(1, len(true))


def run() -> None:
    """Print the curve."""
    home, program = os.environ.get("NEWSBOT_BENCH"), shutil.which("newsbot", path=str(Path(sys.executable).parent))
    if not home or not program:
        print("skipped: NEWSBOT_BENCH names no folder with bench/ and data/")
        return
    sys.path.insert(0, str(Path(home) / "bench"))
    from benchlib import Program, load_set  # type: ignore[import-not-found] # noqa: PLC0415 - beside the data

    rows = load_set(Path(home) / "data", "summedits_news", "dev")
    asked = [{"id": row["id"], "document": row["doc"], "claim": row["summary"]} for row in rows]
    with Program(program, 900) as running:
        answers = running.batch(["verify", "--batch", running.write("claims.jsonl", asked), "--json"], asked)
    true, false = (
        [float(answer["score"]) for row, answer in zip(rows, answers, strict=True) if row["label"] == label]
        for label in (1, 0)
    )
    print(f"{len(true)} true claims and {len(false)} false ones; STRICT is {STRICT}")
    print(f"{'false accepted':>15}{'threshold':>11}{'true kept':>11}")
    for accepted in FALSE_ACCEPTS:
        threshold, kept = curve(true, false, accepted)
        print(f"{accepted:15.2f}{threshold:11.3f}{kept:11.3f}")
    for label, name in ((1, "true"), (0, "false")):
        own = [row for row in rows if row["label"] == label]
        passed = [row for row in own if refusal(row["summary"], [row["doc"]]) is None]
        strict = [row for row in passed if check(row["summary"], row["doc"]).score >= STRICT]
        print(f"of {len(own)} {name} claims the guards pass {len(passed)}, {len(strict)} of them at STRICT or more")


if __name__ == "__main__":
    run()
