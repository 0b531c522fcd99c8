"""Groups of rows as embeds, and embeds as messages within Discord's limits.

Guards that nothing is dropped: what one embed cannot hold goes on in the next, what one message cannot in the next.
Discord takes 10 embeds a message, 6,000 characters over all of them, and 5 rows of buttons. It shows embeds with one
and the same address as one: in a message each address heads but one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.adapters.discord.elements import MOST_ROWS, Json, Row, descriptions, embed
from bot.adapters.discord.escaping import units
from bot.domain.labels import Target

MOST_EMBEDS = 10
MOST_OF_MESSAGE = 5800
_COUNTED = ("title", "description")


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a title in markdown, that leads somewhere or not; what follows in a second embed is under `again`.

    `story_id` is the story that they tell, as the `number`th of its briefing.
    """

    rows: tuple[Row, ...]
    title: str = ""
    to: Target | None = None
    again: str = ""
    story_id: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """An embed, and the story that counts as told with it."""

    embed: Json
    story_id: str = ""
    number: int = 0


def size_of(made: Json) -> int:
    """The characters of an embed that count."""
    return sum(units(made.get(name, "")) for name in _COUNTED)


def fits(pieces: Sequence[Piece]) -> bool:
    """Whether one message holds them."""
    urls = [one.embed["url"] for one in pieces if "url" in one.embed]
    return (
        len(pieces) <= MOST_EMBEDS
        and sum(size_of(one.embed) for one in pieces) <= MOST_OF_MESSAGE
        and sum(bool(one.story_id) for one in pieces) <= MOST_ROWS
        and len(urls) == len(set(urls))
    )


def pieces_of(group: Group) -> list[Piece]:
    """A group as embeds that a message holds each; the story counts as told with the first."""
    texts = descriptions(group.rows) or ([""] if group.title else [])
    if not texts:
        return []
    first = Piece(embed(texts[0], group.title, group.to.url if group.to else ""), group.story_id, group.number)
    return [first, *(Piece(embed(text, group.again)) for text in texts[1:])]


def packed(groups: Iterable[Group]) -> list[list[Piece]]:
    """The groups, in order, as messages: as few as hold them, none beginning with another place in the order."""
    messages: list[list[Piece]] = []
    for one in (piece for group in groups for piece in pieces_of(group)):
        if not messages or not fits([*messages[-1], one]):
            messages.append([])
        messages[-1].append(one)
    return messages
