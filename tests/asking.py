"""Many who ask a model at once, of one database: from one process, or as a process of its own among several.

The model uses all that it is given, so that whatever is reserved too much would be spent too much. As a program:
`python -m tests.asking URL WORKSPACE FIRST LAST CEILING`; it prints how many were answered and how many refused.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.adapters.storage.database import Database
from bot.domain.errors import ModelError, ModelFault
from bot.services.budget import ceilings_of
from bot.services.modelling import Modeller
from bot.services.ports.model import Ceilings, Completion, Prompt, Reply, Tokens
from bot.services.prompting import tokens_of
from tests.adapters.storage.builders import NOW
from tests.fakes.modelling import FakeFigures, Said, loop_ticks, prompt

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds, of a database that many write to
WHOLE = tokens_of(prompt("0000")) + 50  # what one call reserves, and uses
PRICES = {"greedy": (1.0, 1.0)}


@dataclass(slots=True)
class Greedy:
    """Implements `ports.LanguageModel`: it uses as many tokens as were reserved, and takes a moment."""

    name: str = "greedy"
    asked: list[str] = field(default_factory=list)

    async def complete(self, prompt: Prompt, shape: type[Reply], seconds: float) -> Completion[Reply]:
        del seconds
        self.asked.append(prompt.user)
        await asyncio.sleep(0.01)
        return Completion(shape.model_validate({"text": prompt.user}), Tokens(tokens_of(prompt), prompt.most))


def modeller(database: Database, model: Greedy, ceilings: Ceilings, at_once: int = 8) -> Modeller:
    """As the program has it."""
    return Modeller(
        model, database.spending, database.replies, ceilings, PRICES, lambda: NOW, loop_ticks(), timedelta(days=7),
        10_000, at_once, FakeFigures(),
    )  # fmt: skip


async def ask_all(asking: Modeller, wanted: Sequence[tuple[str, str]], *, asked: bool = False) -> Counter[str]:
    """Each (workspace, words) at once; how many were answered, and how many refused for want of money.

    `asked`: people wait for them.
    """

    async def one(workspace: str, words: str) -> str:
        until = asyncio.get_running_loop().time() + PATIENCE
        try:
            reply = await asking.ask(prompt(words), Said, workspace=workspace, private=False, until=until, asked=asked)
        except ModelError as error:
            if error.kind is not ModelFault.BUDGET:
                raise
            return "refused"
        assert reply.text == words
        return "answered"

    try:
        return Counter(await asyncio.gather(*(one(*each) for each in wanted)))
    finally:
        await asking.finish(PATIENCE)


async def process(url: str, workspace: str, numbers: range, ceiling: int) -> Counter[str]:
    """The same, in a process of its own."""
    given = (url, workspace, str(numbers.start), str(numbers.stop), str(ceiling))
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.asking", *given, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await started.communicate()
    assert started.returncode == 0
    answered, refused = map(int, out.split())
    return Counter({"answered": answered, "refused": refused})


async def _main(url: str, workspace: str, first: int, last: int, ceiling: int) -> None:
    async with await Database.open(url, PATIENCE) as database:
        asking = modeller(database, Greedy(), ceilings_of(tokens_a_day=ceiling), at_once=50)
        found = await ask_all(asking, [(workspace, f"{number:04}") for number in range(first, last)])
    sys.stdout.write(f"{found['answered']} {found['refused']}\n")


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])))
