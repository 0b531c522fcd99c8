"""Seconds from the shell to the end of a command, as the median of three runs, on the sample articles."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMANDS = (("--help",), ("quotes", "seeds/README.md"), ("ask", "what did the harbour master say?"), ("brief",))


def seconds(command: list[str], env: dict[str, str]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    subprocess.run(command, env=env, capture_output=True, check=False, timeout=60)
    return time.perf_counter() - start


def run() -> None:
    """Load the samples into a new database, then time each command."""
    program = shutil.which("newsbot", path=str(Path(sys.executable).parent)) or "newsbot"
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/start.db"}
        subprocess.run([program, "load", "seeds"], env=env, capture_output=True, check=True, timeout=60)
        for words in COMMANDS:
            seconds([program, *words], env)  # the first run compiles
            median = statistics.median(seconds([program, *words], env) for _ in range(3))
            print(f"newsbot {' '.join(words):<40}{median:6.2f} s")
