"""Many who ask a model at once, over real databases and several processes: nothing overspent, nothing asked twice."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from bot.adapters.storage.database import Database
from bot.adapters.storage.kept_replies import LONGEST, SqlReplies
from bot.services.budget import ceilings_of
from bot.services.ports.model import Amounts, Ceilings, Used
from tests.adapters.storage.builders import NOW
from tests.asking import PATIENCE, WHOLE, Greedy, ask_all, modeller, process

WORKSPACES = ("red", "blue")
FITTING = 17  # calls, of fifty
CEILING = FITTING * WHOLE + WHOLE - 1  # one token short of one more


async def opened(url: str) -> Database:
    database = await Database.open(url, PATIENCE)
    for key in WORKSPACES:
        await database.operations.workspace_id(key)
    return database


async def usage(database: Database) -> Sequence[Used]:
    return await database.spending.used(NOW.date())


async def test_fifty_who_ask_at_the_limit_spend_no_token_beyond_it(database: Database):
    for key in WORKSPACES:
        await database.operations.workspace_id(key)
    model, asked = Greedy(), [(WORKSPACES[at % 2], f"{at:04}") for at in range(50)]
    asking = modeller(database, model, ceilings_of(tokens_a_day=CEILING), at_once=50)
    assert await ask_all(asking, asked) == Counter(answered=FITTING, refused=50 - FITTING)
    assert len(model.asked) == FITTING
    assert (await database.spending.standing("red", NOW)).everyone == Amounts(FITTING * WHOLE, FITTING * WHOLE)


async def test_of_a_days_budget_a_fifth_stays_for_editions_however_many_ask(database: Database):
    for key in WORKSPACES:
        await database.operations.workspace_id(key)
    each = ceilings_of(workspace_tokens_a_day=10 * WHOLE, tokens_a_day=15 * WHOLE)
    asking = modeller(database, Greedy(), each, at_once=100)
    questions = [(WORKSPACES[at % 2], f"q{at:03}") for at in range(50)]
    assert (await ask_all(asking, questions[::2], asked=True))["answered"] == 8  # of one workspace
    assert (await ask_all(asking, questions[1::2], asked=True))["answered"] == 4  # of all together
    standing = await database.spending.standing("red", NOW)
    assert (standing.workspace.tokens, standing.everyone.tokens) == (8 * WHOLE, 12 * WHOLE)
    stories = [("red", f"s{at:03}") for at in range(20)]
    assert (await ask_all(asking, stories))["answered"] == 2  # the rest of what it may use
    stories = [("blue", f"t{at:03}") for at in range(20)]
    assert (await ask_all(asking, stories))["answered"] == 1
    assert (await database.spending.standing("red", NOW)).everyone.tokens == 15 * WHOLE
    assert (await ask_all(asking, [("blue", "late")], asked=True))["answered"] == 0


async def test_fifty_in_five_processes_spend_no_token_beyond_it(store_url: str):
    async with await opened(store_url) as database:
        numbers = [range(first, first + 10) for first in range(0, 50, 10)]
        found = await asyncio.gather(
            *(process(store_url, WORKSPACES[at % 2], each, CEILING) for at, each in enumerate(numbers))
        )
        assert sum(found, Counter()) == Counter(answered=FITTING, refused=50 - FITTING)
        standing = await database.spending.standing("red", NOW)
        assert standing.everyone == standing.ever == Amounts(FITTING * WHOLE, FITTING * WHOLE)
        assert sum(one.calls for one in await usage(database)) == FITTING


async def test_a_thousand_channels_of_twenty_stories_cost_twenty_calls(database: Database):
    keys = [f"team {at}" for at in range(10)]
    for key in keys:
        await database.operations.workspace_id(key)
    model, asked = Greedy(), [(keys[at // 100], f"{at % 20:04}") for at in range(1_000)]
    asking = modeller(database, model, Ceilings())
    assert await ask_all(asking, asked) == Counter(answered=1_000)
    assert len(model.asked) == 20
    lines = {one.workspace: one for one in await usage(database)}
    assert {key: one.calls for key, one in lines.items() if one.calls} == {"team 0": 20}
    assert sum(one.hits for one in lines.values()) == 980
    again = modeller(database, Greedy(), Ceilings())  # after a restart
    assert await ask_all(again, asked[:40]) == Counter(answered=40)
    assert (await usage(database))[0].calls + sum(one.hits for one in await usage(database)) == 20 + 980 + 40


async def test_replies_stay_few_and_the_oldest_go_first(database: Database):
    replies = SqlReplies(database.connections, most=10, most_bytes=10_000)
    later = NOW.replace(year=2030)
    for at in range(25):
        await replies.keep("", f"{at}", "{}", NOW.replace(second=at), later)
    there = [at for at in range(25) if await replies.find("", f"{at}", NOW) is not None]
    assert there == list(range(25 - len(there), 25))
    assert 9 <= len(there) <= 10
    for at in range(40, 43):
        await replies.keep("", f"large {at}", "x" * 4_000, NOW.replace(second=at), later)
    kept = [at for at in range(40, 43) if await replies.find("", f"large {at}", NOW) is not None]
    assert kept == [41, 42]
    assert await replies.find("", "24", NOW) is None
    await replies.keep("", "beyond", "x" * (LONGEST + 1), NOW.replace(second=50), later)
    assert await replies.find("", "beyond", NOW) is None
