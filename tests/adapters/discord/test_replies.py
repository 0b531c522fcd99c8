"""What Discord's errors mean: what is not known for certain never counts as "not posted"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.replies import (
    Already,
    ChannelGone,
    Malformed,
    MayNot,
    MessageGone,
    NoReply,
    TooLate,
    meaning_of,
)
from bot.domain.errors import ChatBusy, ChatRefused, ChatUnclear, Reach

# Status and code as documented under "Opcodes and Status Codes", and what becomes of it.
KNOWN = [
    (401, 0, ChatRefused, Reach.BOT),
    (401, 40001, ChatRefused, Reach.BOT),
    (401, 50014, ChatRefused, Reach.BOT),
    (404, 10003, ChannelGone, Reach.CHANNEL),
    (404, 10004, ChatRefused, Reach.CHANNEL),
    (404, 10008, MessageGone, Reach.CHANNEL),
    (404, 10015, TooLate, Reach.CHANNEL),
    (404, 10062, TooLate, Reach.CHANNEL),
    (400, 40060, TooLate, Reach.CHANNEL),
    (401, 50027, TooLate, Reach.CHANNEL),  # an interaction's token, which is good for a quarter of an hour
    (400, 40033, Already, Reach.CHANNEL),
    (400, 160004, Already, Reach.CHANNEL),
    (403, 50001, MayNot, Reach.CHANNEL),
    (403, 50013, MayNot, Reach.CHANNEL),
    (403, 160002, NoReply, Reach.CHANNEL),
    (403, 50007, ChatRefused, Reach.CHANNEL),
    (403, 0, MayNot, Reach.CHANNEL),
    (400, 50006, Malformed, Reach.CHANNEL),
    (400, 50035, Malformed, Reach.CHANNEL),
    (400, 240000, Malformed, Reach.CHANNEL),
    (400, 50008, ChatRefused, Reach.CHANNEL),
    (400, 0, ChatRefused, Reach.CHANNEL),
    (405, 0, ChatRefused, Reach.CHANNEL),
]


@pytest.mark.parametrize(("status", "code", "kind", "reach"), KNOWN)
@pytest.mark.parametrize("asked", list(Reach))
def test_what_is_documented_is_refused(status: int, code: int, kind: type[ChatRefused], reach: Reach, asked: Reach):
    error = meaning_of(status, code, asked)
    assert type(error) is kind
    assert isinstance(error, ChatRefused)
    assert (error.reach is Reach.BOT) is (reach is Reach.BOT)  # nothing but the bot's own token ends the bot
    assert "\n" not in str(error)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 522, 599, 408, 409, 499, 418, 302, 204, 200, 0])
@pytest.mark.parametrize("code", [0, 10003, 50001, 50013, 50035, 40060, 160004, 130000])
def test_what_is_unknown_or_the_servers_own_fault_stays_unclear(status: int, code: int):
    assert type(meaning_of(status, code, Reach.BOT)) is ChatUnclear


@given(
    st.integers(0, 999),
    st.integers() | st.none() | st.text() | st.lists(st.none()) | st.floats(),
    st.sampled_from(Reach),
)
def test_only_what_discord_refuses_counts_as_not_posted(status: int, code: object, reach: Reach):
    error = meaning_of(status, code, reach)
    if status == 429:
        assert isinstance(error, ChatBusy)
    else:
        assert isinstance(error, ChatRefused) is (status in {400, 401, 403, 404, 405})
        assert isinstance(error, ChatUnclear) is (status not in {400, 401, 403, 404, 405})


def test_where_to_wait_is_not_said_the_whole_bot_waits():
    busy = meaning_of(429, 0, Reach.CHANNEL)
    assert isinstance(busy, ChatBusy)
    assert (busy.reach, busy.retry_after) == (Reach.BOT, 600.0)
