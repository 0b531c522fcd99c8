"""Feeds of public test suites: what is read as they say it should be, beside feedparser alone (needs NEWSBOT_BENCH)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SHOWN = ("feedparser_tests:", "gofeed:", "feedvalidator:", "real_feeds:", "crashes", "cannot score")
# A program with the command line of `newsbot feed` that asks feedparser alone.
ALONE = """#!{python}
import io, json, sys, warnings
import feedparser
warnings.simplefilter("ignore")
for name in [one for one in sys.argv[2:] if not one.startswith("--")]:
    with open(name, "rb") as file:
        read = feedparser.parse(io.BytesIO(file.read()))
    entries = [{{"id": e.get("id"), "url": e.get("link"), "title": e.get("title")}} for e in read.entries]
    error = None if read.version or entries else "no feed"
    about = {{"title": read.feed.get("title"), "url": read.feed.get("link")}}
    print(json.dumps({{"file": name, **about, "entries": entries, "error": error}}))
"""


def run() -> None:
    """Print the figures of both."""
    home = os.environ.get("NEWSBOT_BENCH")
    program = shutil.which("newsbot", path=str(Path(sys.executable).parent))
    if not home or program is None:
        print("skipped: NEWSBOT_BENCH names no folder with bench/ and data/")
        return
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder, "alone")
        alone.write_text(ALONE.format(python=sys.executable))
        alone.chmod(0o700)
        for name, command in (("newsbot feed", program), ("feedparser alone", str(alone))):
            scorer = [sys.executable, str(Path(home, "bench", "score_feeds.py")), "--newsbot", command]
            done = subprocess.run(
                [*scorer, "--data", str(Path(home, "data"))], capture_output=True, text=True, check=False, timeout=900
            )
            print(f"{name}:")
            for line in (done.stdout + done.stderr).splitlines():
                if line.startswith(SHOWN):
                    print(f"  {line}")
