"""What holds in the fake Discord for every form, every history and every set of rights."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.discord import EVERYONE, Can, Overwrite, complaints_of, links_of, populate
from tests.fakes.discord.commands import problems as command_problems
from tests.fakes.discord.components import modal_problems
from tests.fakes.discord.forms import length
from tests.fakes.discord.mentions import pings_of
from tests.fakes.discord.permissions import in_channel
from tests.fakes.discord.posting import Ask
from tests.fakes.discord.reading import history
from tests.fakes.discord.things import Message
from tests.fakes.discord.world import World

KEYS = "content embeds components type title description url label custom_id options choices fields name value footer"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_is_sent_is_taken_or_refused(given_: Any):  # noqa: ANN401 - JSON
    given_ = given_ if isinstance(given_, list | dict) else [given_]
    assert list(modal_problems(given_))
    assert list(command_problems([given_]))
    assert list(complaints_of({"content": "x", "embeds": given_})) or given_ == []
    assert list(complaints_of({"content": "x", "components": given_})) or given_ == []


@given(st.text())
def test_a_length_is_never_less_than_either_count(text: str):
    assert length(text) >= len(text)
    assert length(text) * 2 >= len(text.encode("utf-16-le", "surrogatepass"))


@given(st.integers(0, 30), st.integers(1, 10))
def test_pages_give_each_message_once(count: int, page: int):
    world = World()
    here = populate(world)
    sent = [world.keep(Message(world.new_id(), here.general, here.ann)).id for _ in range(count)]
    ids, query, seen = {"channel": here.general.id}, {"limit": str(page)}, []
    while found := history(world, Ask("", ids, query, None)):
        seen += [one["id"] for one in found]
        query = {"limit": str(page), "before": found[-1]["id"]}
    assert seen == sent[::-1]


@given(st.text("@everyhr<>&!12 ", max_size=40))
def test_nobody_is_called_where_nothing_is_allowed(text: str):
    world = World()
    message = Message("1", populate(world).general, world.bot, text)
    assert pings_of(world, message, {"parse": []}, is_interaction=False) == []


@given(st.integers(0, (1 << 40) - 1), st.integers(0, (1 << 40) - 1))
def test_an_overwrite_takes_and_gives_nothing_else(allow: int, deny: int):
    world = World()
    here = populate(world)
    here.general.overwrites = [Overwrite(here.guild.id, allow, deny)]
    expected = Can(int(EVERYONE) & ~deny | allow)
    assert in_channel(here.general, here.bob) == (expected if expected & Can.VIEW_CHANNEL else Can.NOTHING)
    assert in_channel(here.general, here.mallory) == Can.NOTHING


@given(st.text(max_size=60))
def test_links_of_any_text_are_found_without_trouble(text: str):
    assert all(one.url for one in links_of({"content": text, "embeds": [{"description": text}]}))
