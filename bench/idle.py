"""Memory of a running bot that follows 10,000 sources of which none is due."""

import asyncio
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

IDLE = 10_000


async def idle(folder: Path) -> float:
    """MiB of a program that follows 10,000 sources of which none is due, after some rounds."""
    from sqlalchemy import insert  # noqa: PLC0415 - as above

    from bot import app  # noqa: PLC0415
    from bot.adapters.storage.database import Database  # noqa: PLC0415
    from bot.adapters.storage.schema import feeds, sources, workspace_sources  # noqa: PLC0415
    from bot.app import intake as composing  # noqa: PLC0415
    from bot.services.polling import tick  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415

    async with await Database.open(f"sqlite:///{folder}/idle.db") as database:
        await database.workspace("console")
        async with database.connections.writing() as connection:
            later = datetime.now(UTC) + timedelta(hours=6)
            rows = [{"id": n, "key": f"https://feed{n}.example/", "key_digest": str(n)} for n in range(1, IDLE + 1)]
            same = {"name": "A source", "kind": "feed", "visibility": "public", "channel": ""}
            await connection.execute(insert(sources), [row | same for row in rows])
            links = [{"workspace_id": 1, "source_id": row["id"], "followed": True} for row in rows]
            await connection.execute(insert(workspace_sources), links)
            state = {"status": "active", "next_poll": later, "interval": 900.0, "failures": 0, "moved_times": 0}
            await connection.execute(insert(feeds), [state | {"source_id": r["id"], "url": r["key"]} for r in rows])
    given = Settings(database_url=f"sqlite:///{folder}/idle.db")
    async with app.database(given) as database, composing.web(given) as way:
        intake = composing.intake(database, way, given)

        async def tell(_: object) -> None: ...

        for _ in range(20):  # as a running bot's rounds do
            await database.operations.release(app.clock())
            await database.operations.expire(app.clock())
            await tick(intake, database.operations, tell)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run() -> float:
    """Prints the figure, in MiB, and returns it: measured in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "bench.idle", folder], capture_output=True, text=True, check=True, timeout=600
        )
    print(f"{IDLE:,} sources, idle: {float(done.stdout):.0f} MiB")
    return float(done.stdout)


if __name__ == "__main__":
    print(asyncio.run(idle(Path(sys.argv[1]))))
