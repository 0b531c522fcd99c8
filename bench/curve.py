"""When to stay silent: risk and coverage of factual answers over the evidence score, on RealTime QA.

Each row is what another threshold would do. `coverage` is the share of questions that would be answered, `risk` the
share of those whose answer stands in no loaded article; `silence` gives precision and recall of "not found". As in
the scorer's strict figures, a question counts as unanswerable only where no loaded article holds its answer.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def cases(home: Path, program: str) -> list[tuple[float, bool]]:
    """For each question its evidence score, and whether a loaded article holds the answer."""
    sys.path.insert(0, str(home / "bench"))
    from benchlib import Program, article, load_set, sha  # type: ignore[import-not-found] # noqa: PLC0415 - beside the data
    from score_retrieval import plain  # type: ignore[import-not-found] # noqa: PLC0415 - beside the data

    rows = load_set(home / "data", "realtimeqa", "dev")
    docs: dict[str, dict[str, Any]] = {}
    for doc in (doc for row in rows for doc in row["docs"]):
        id_ = f"rt/{sha(doc['url']) % 16**12:012x}"
        date = (doc["date"] or "")[:10] or None
        docs[doc["url"]] = article(id_, doc["text"], title=doc["title"] or "", url=doc["url"], published=date)
    flat = [plain(f"{doc['title']} {doc['text']}") for doc in docs.values()]
    with Program(program, 900) as running:
        running.load(list(docs.values()))
        answers = running.ask([{"id": row["id"], "question": row["question"]} for row in rows])
    found = []
    for row, answer in zip(rows, answers, strict=True):
        held = any(plain(wanted) in text for wanted in row["answers"] if plain(wanted) for text in flat)
        if answer["evidence"] is not None and (row["answer_in_docs"] or not held):
            found.append((float(answer["evidence"]), bool(row["answer_in_docs"])))
    return found


def run() -> None:
    """Print the curve."""
    home, program = os.environ.get("NEWSBOT_BENCH"), shutil.which("newsbot", path=str(Path(sys.executable).parent))
    if not home or not program:
        print("skipped: NEWSBOT_BENCH names no folder with bench/ and data/")
        return
    scored = cases(Path(home), program)
    absent = sum(not held for _, held in scored)
    print(f"{len(scored)} questions, {absent} without an answer in any article; the program answers from 0.5 on")
    print(f"{'evidence':>9}{'coverage':>10}{'risk':>8}{'silence p':>11}{'silence r':>11}")
    for step in STEPS:
        answered = [held for score, held in scored if score >= step]
        silent = [held for score, held in scored if score < step]
        risk = sum(not held for held in answered) / max(1, len(answered))
        right = sum(not held for held in silent)
        precision = f"{right / len(silent):.3f}" if silent else "–"
        print(f"{step:9.1f}{len(answered) / len(scored):10.3f}{risk:8.3f}{precision:>11}{right / absent:11.3f}")


if __name__ == "__main__":
    run()
