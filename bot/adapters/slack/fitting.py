"""Blocks as messages within Slack's limits. Guards that nothing is dropped: what does not fit goes to the next message.

Slack takes 50 blocks a message and about 12,000 characters over all of them. Some room is left, for a button more and
for another way of counting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.elements import MOST_OF_BLOCK, Block
from bot.adapters.slack.escaping import size
from bot.domain import cutting

MOST_BLOCKS = 46
MOST_OF_MESSAGE = 11_000
_COUNTED = frozenset({"text", "url", "value"})


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stay in one message where one holds them; else what follows begins with `again`.

    `story_id` is the story that they tell, `title` names them where only text is shown.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    story_id: str = ""
    again: tuple[Block, ...] = ()


def size_of(block: Any) -> int:  # noqa: ANN401 - any part of a block
    """The characters of a block that count: of its texts, links and values."""
    if isinstance(block, dict):
        return sum(
            size(value) if key in _COUNTED and isinstance(value, str) else size_of(value)
            for key, value in block.items()
        )
    return sum(map(size_of, block)) if isinstance(block, list) else 0


def fits(blocks: Sequence[Block]) -> bool:
    """Whether one message holds them."""
    return len(blocks) <= MOST_BLOCKS and sum(map(size_of, blocks)) <= MOST_OF_MESSAGE


def packed(groups: Iterable[Group]) -> list[list[Group]]:
    """The groups, in order, as messages: as few as hold them, a group in several only where it must be."""
    messages: list[list[Group]] = []
    count, used = MOST_BLOCKS, 0
    for one in (piece for whole in groups for piece in _pieces(whole)):
        more = sum(map(size_of, one.blocks))
        if count + len(one.blocks) > MOST_BLOCKS or used + more > MOST_OF_MESSAGE:
            messages.append([])
            count, used = 0, 0
        messages[-1].append(one)
        count, used = count + len(one.blocks), used + more
    return messages


def _pieces(whole: Group) -> Iterable[Group]:
    """A group as groups that a message holds each; the story counts as told with the first."""
    held: list[Block] = []
    told = whole.story_id
    for block in whole.blocks:
        if held and not fits([*held, block]):
            yield Group(tuple(held), whole.title, told, whole.again)
            held, told = list(whole.again), ""
        held.append(block)
    if held:
        yield Group(tuple(held), whole.title, told, whole.again)


def pieces(text: str, limit: int = MOST_OF_BLOCK - 900, *, mark: str = "") -> list[str]:
    """A text as pieces that a block holds each, and `mark` where one goes on in the next, between sentences."""
    return cutting.pieces(text, limit, size, mark=mark)
