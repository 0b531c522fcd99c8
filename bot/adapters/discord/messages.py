"""A message before it is JSON: its embeds, its buttons, who is called. Guards that no message is empty."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.discord.elements import MOST_OF_ID, Json, story_buttons
from bot.adapters.discord.fitting import Group, Piece, packed

_LONGEST_KEY = 40  # of a part: an edition's 24 figures and a position


@dataclass(frozen=True, slots=True)
class Message:
    """Embeds, rows of buttons, the ids of the stories told in them, and a role that is called."""

    embeds: list[Json]
    components: list[Json]
    stories: tuple[str, ...] = ()
    content: str = ""


def message(pieces: Sequence[Piece], content: str = "") -> Message:
    """The pieces as one message, with a row of buttons a story."""
    told = [one for one in pieces if one.story_id]
    numbered = len(told) > 1
    rows = [
        story_buttons(one.story_id, one.number if numbered else None)
        for one in told
        if len(one.story_id) <= MOST_OF_ID - _LONGEST_KEY - len("story_more::")
    ]
    return Message([one.embed for one in pieces], rows, tuple(one.story_id for one in told), content)


def messages(groups: Sequence[Group]) -> list[Message]:
    """The groups, in order, as few messages as hold them."""
    return [message(pieces) for pieces in packed(groups)]
