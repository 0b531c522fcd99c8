"""A message before it is JSON: its blocks, and the text of notifications. Guards that no text is empty or too long."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.slack.elements import Block
from bot.adapters.slack.escaping import literal, mrkdwn

MOST_OF_TEXT = 3000


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, their text in mrkdwn, and the ids of the stories told in them."""

    blocks: list[Block]
    text: str
    stories: tuple[str, ...] = ()


def listing(head: str, titles: Sequence[str]) -> str:
    """Titles behind a fixed head, as many as notifications may show."""
    text = head
    for at, title in enumerate(titles):
        more = f"{'; ' if at else ''}{mrkdwn(literal(title, 200))}"
        if len(text) + len(more) > MOST_OF_TEXT - 10:
            return f"{text}; …"
        text += more
    return text


def summary(text: str) -> str:
    """A line as notifications show it."""
    return mrkdwn(literal(text, 500)) or "A message"
