"""Reading through the file source as a caller does: all items, the one article, or the one failure."""

import io
import json
from pathlib import Path

from bot.adapters.files import FileSource
from bot.domain.models import NewArticle
from bot.services.ports import LoadFailure

Item = NewArticle | LoadFailure

HARBOUR = "Harbour tolls rise\n\nThe port raised its tolls on Monday.\n\n“We had no choice,” said Mara Lind.\n"


async def read(*names: str | Path, stdin: bytes = b"") -> list[Item]:
    return [item async for item in FileSource(tuple(map(str, names)), io.BytesIO(stdin)).read()]


async def article(*names: str | Path, stdin: bytes = b"") -> NewArticle:
    (item,) = await read(*names, stdin=stdin)
    assert isinstance(item, NewArticle), item
    return item


async def error(*names: str | Path, stdin: bytes = b"") -> str:
    (item,) = await read(*names, stdin=stdin)
    assert isinstance(item, LoadFailure), item
    assert "\n" not in item.error
    assert item.error
    assert item.source
    return item.error


def jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
