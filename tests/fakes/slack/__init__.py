"""A strict Slack over real sockets: it refuses what Slack refuses, keeps what it accepts, and fails as Slack fails.

`async with fake_slack() as slack:` gives a `FakeSlack`; clients get `slack.api`, BOT_TOKEN and APP_TOKEN.
"""

from tests.fakes.slack.faults import Fault
from tests.fakes.slack.links import Link, autolinks_in, links_in, mentions_in
from tests.fakes.slack.server import FakeSlack, fake_slack
from tests.fakes.slack.validation import complaints_of
from tests.fakes.slack.world import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    SCOPES,
    Channel,
    Ephemeral,
    Message,
    ShownView,
    User,
)

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "BOT_USER",
    "SCOPES",
    "Channel",
    "Ephemeral",
    "FakeSlack",
    "Fault",
    "Link",
    "Message",
    "ShownView",
    "User",
    "autolinks_in",
    "complaints_of",
    "fake_slack",
    "links_in",
    "mentions_in",
]
