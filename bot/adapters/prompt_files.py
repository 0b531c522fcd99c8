"""The texts that a language model is given, from files; guards that one that cannot work is told at start.

A file holds the instructions, a line `---`, and the message with the data. `$name` stands for a value; each template
has its own names, and all of them must be there. What the instructions hold comes from the operator alone: strangers'
text goes behind the line.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from string import Template as Words

from bot.domain.errors import InputError
from bot.services.prompting import PLACEHOLDERS, Template, Templates

_LARGEST = 16 * 1024  # bytes of a file
_LINE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_STRANGERS = frozenset({"passages", "question"})


def own_folder() -> Path:
    """The prompts that come with the bot: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parent.parent
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent / "prompts"


def load(folder: Path | None = None, thinking: int = 0) -> Templates:
    """All templates by their names; a file in `folder`, where it is there, instead of the bot's own.

    Replies have room for so many tokens of `thinking` besides.

    Raises InputError, in one line that names the file, for a folder that is none, and for a file that is too large, is
    not UTF-8, has no line `---`, lacks a name or has one that nothing stands for.
    """
    if folder is not None and not folder.is_dir():
        raise InputError(f"the setting NEWSBOT_PROMPTS cannot be used: {folder} is no folder")
    found: Mapping[str, Path] = {name: _file(name, folder) for name in PLACEHOLDERS}
    return {name: replace(_template(name, path, _read(path)), thinking=thinking) for name, path in found.items()}


def _file(name: str, folder: Path | None) -> Path:
    theirs = folder / f"{name}.md" if folder is not None else None
    return theirs if theirs is not None and theirs.exists() else own_folder() / f"{name}.md"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"the prompt {path} cannot be read: {error.strerror}") from None
    if len(data) > _LARGEST:
        raise InputError(f"the prompt {path} is too large: {_LARGEST // 1024} KB at most")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(f"the prompt {path} is not UTF-8 text: save it as UTF-8") from None


def _template(name: str, path: Path, text: str) -> Template:
    line = _LINE.search(text)
    if line is None:
        raise InputError(f"the prompt {path} has no line --- between the instructions and the message")
    system, user = text[: line.start()].strip(), text[line.end() :].strip()
    in_system, in_user = _names(path, system), _names(path, user)
    wanted = PLACEHOLDERS[name]
    for one in sorted(wanted - in_system - in_user):
        raise InputError(f"the prompt {path} lacks ${one}")
    for one in sorted((in_system | in_user) - wanted):
        raise InputError(f"the prompt {path} has ${one}, for which nothing stands: write $$ for a dollar sign")
    for one in sorted(in_system & _STRANGERS):
        raise InputError(f"the prompt {path} has ${one} before the line ---: text of others belongs behind it")
    if not system:
        raise InputError(f"the prompt {path} has no instructions before the line ---")
    return Template(name, hashlib.sha256(text.encode()).hexdigest()[:12], system, user)


def _names(path: Path, text: str) -> set[str]:
    words = Words(text)
    if not words.is_valid():
        raise InputError(f"the prompt {path} has a $ without a name behind it: write $$ for a dollar sign")
    return set(words.get_identifiers())
