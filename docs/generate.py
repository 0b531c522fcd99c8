"""Write the parts of README and `.env.example` that come from the code: settings, and a sample of real output.

Run by `make docs`; a test holds the files to what this would write.
"""

import os
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from bot.model_settings import ModelSettings
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLE_INPUT = ("what did Brad Smith say?", "how many boats took part in the Orrin mile?", "what did Tim Cook say?")


# Those of the model last: the bot needs none of them.
FIELDS = {name: field for name, field in Settings.model_fields.items() if name not in ModelSettings.model_fields}
FIELDS |= {name: Settings.model_fields[name] for name in ModelSettings.model_fields}


def default_of(name: str) -> str:
    """A setting's default as a reader should see it: an example stands for what depends on the machine."""
    field = Settings.model_fields[name]
    return str(field.examples[0]) if field.examples else str(field.default)


def settings_table() -> str:
    """The settings as a Markdown table."""
    rows = [f"| `{name.upper()}` | {default_of(name)} | {field.description} |" for name, field in FIELDS.items()]
    return "\n".join(["| setting | default | what it does |", "|---|---|---|", *rows])


def env_example() -> str:
    """The settings as a commented `.env` file."""
    head = "# Copy to .env and change what you need. Every setting has a default."
    blocks = [
        f"# {field.description}\n# default: {default_of(name)}\n#{name.upper()}=" for name, field in FIELDS.items()
    ]
    return "\n\n".join([head, *blocks]) + "\n"


def sample_output() -> str:
    """What `newsbot run` prints on the samples for a briefing of two stories and three questions.

    Word for word, but for the time of loading, and folded as a terminal would.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            input="\n".join(SAMPLE_INPUT),
            env={
                "PATH": os.environ.get("PATH", ""),
                "DATABASE_URL": f"sqlite:///{folder}/docs.db",
                "NEWSBOT_STORIES": "2",
            },
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            timeout=120,
        )
    text = re.sub(r"\d+ \w+ \d+, [\d:]+ UTC", "23 Nov 2026, 07:30 UTC", done.stdout)
    return "\n".join(folded(line) for line in text.strip().splitlines())


def folded(line: str) -> str:
    """A line folded at 100 characters, what follows indented as its beginning."""
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(line, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def between(text: str, name: str, inner: str) -> str:
    """`text` with what stands between the markers of `name` replaced."""
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    return marked.sub(lambda match: match[1] + inner + "\n" + match[2], text)


def readme(text: str) -> str:
    """README with its generated parts written anew."""
    text = between(text, "settings", settings_table())
    return between(text, "sample", "```text\n" + sample_output() + "\n```")


def main() -> None:
    """Write both files."""
    page = ROOT / "README.md"
    page.write_text(readme(page.read_text("utf-8")), "utf-8")
    (ROOT / ".env.example").write_text(env_example(), "utf-8")


if __name__ == "__main__":
    main()
