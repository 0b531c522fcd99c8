"""The running bot in Discord, killed while it posts: nothing is lost, doubled, or where it does not belong."""

from pathlib import Path

import pytest

from tests.discord_killing import kill_and_count, ready

HURRY = 10  # seconds of the bot's clock in one of ours

# Nonces are remembered for one request, which discord.py may send anew for fourteen seconds, and forgotten when
# the message is looked for, a minute after; or known then, too.
ONE_REQUEST, MINUTES = 30.0, 120.0


@pytest.mark.parametrize("remembers", [ONE_REQUEST, MINUTES], ids=["nonces are forgotten", "nonces are known"])
async def test_a_bot_that_is_killed_while_it_posts_loses_and_doubles_nothing(tmp_path: Path, remembers: float):
    async with ready(tmp_path, 12, HURRY) as given:
        found = await kill_and_count(given, 2, within=(0.0, 0.4), seed=2, remembers=remembers)
    assert found.kills == 2
    assert found.is_clean, found
