"""The running bot in Slack, killed while it posts: nothing is lost, doubled, or where it does not belong."""

from pathlib import Path

from tests.slack_killing import kill_and_count, ready

HURRY = 20  # seconds of the bot's clock in one of ours


async def test_a_bot_that_is_killed_while_it_posts_loses_and_doubles_nothing(tmp_path: Path):
    async with ready(tmp_path, 12, HURRY) as given:
        found = await kill_and_count(given, 2, within=(0.0, 0.4), seed=2)
    assert found.kills == 2
    assert found.is_clean, found
