"""What is added when a message is posted: its key, who may be called, buttons; and what is posted without embeds."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.rendering import MOST_OF_CONTENT, SUPPRESS_EMBEDS, keyed, keys_in, plain, render, with_row
from bot.domain.documents import Briefing
from bot.services.notices import notice
from tests.adapters.discord.reading import complaints_of, custom_ids, labels, words
from tests.samples import FIRST, LINK, NOW, answer, briefing, line

KEY = "0123456789abcdef012345670"


def stories(count: int) -> Briefing:
    one = briefing().stories[0]
    told = (
        replace(one, story_id=f"s{at}", headline=replace(LINK, url=f"https://example.org/{at}")) for at in range(count)
    )
    return Briefing(tuple(told), ("Quay Courier",), NOW)


def test_the_buttons_of_an_edition_say_which_story_of_which_edition():
    payload = keyed(render(stories(3))[0].body, KEY)
    assert custom_ids(payload)[4:8] == [
        f"story_ask:{KEY}:s1",
        f"story_more:{KEY}:s1",
        f"story_less:{KEY}:s1",
        f"story_why:{KEY}:s1",
    ]
    assert keys_in(payload["components"]) == {KEY}


@pytest.mark.parametrize("body", [render(answer())[0].body, render(notice("bye"))[0].body])
def test_a_message_without_stories_can_be_known_by_one_button(body: str):
    payload = keyed(body, KEY)
    assert (custom_ids(payload), labels(payload)) == ([f"edition:{KEY}"], ["Ask a question"])
    assert keys_in(payload["components"]) == {KEY}
    assert not list(complaints_of(payload))


def test_without_a_key_there_is_none():
    assert custom_ids(keyed(render(stories(1))[0].body, ""))[0] == "story_ask::s0"
    assert not keys_in(keyed(render(stories(1))[0].body, "")["components"])
    assert not keyed(render(answer())[0].body, "")["components"]


ODD: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("edition:x"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "components", "custom_id", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(ODD)
def test_whatever_the_components_are_keys_are_texts(components: Any):  # noqa: ANN401 - JSON
    assert all(key and ":" not in key for key in keys_in(components))


def test_nobody_is_called():
    payload = keyed(render(briefing())[0].body, KEY)
    assert payload["allowed_mentions"] == {"parse": []}
    assert "flags" not in payload


def test_only_a_role_that_the_briefing_names_is_called():
    payload = keyed(render(replace(briefing(), ping="123"))[0].body, KEY)
    assert payload["content"] == "<@&123>"
    assert payload["allowed_mentions"] == {"parse": [], "roles": ["123"]}
    forged = json.dumps({"content": "<@&123> <@&9>", "embeds": [], "components": []})
    assert keyed(forged, KEY)["allowed_mentions"] == {"parse": []}


# --- rows of buttons ---------------------------------------------------------------------------------

FOLLOW = [("follow:1", "Follow up"), ("share:1", "Share")]


def test_a_row_of_buttons_stands_under_the_last_message():
    one, two = keyed(render(stories(1))[0].body, ""), keyed(render(answer())[0].body, "")
    before = json.dumps([one, two])
    made = with_row([one, two], FOLLOW)
    assert json.dumps([one, two]) == before
    assert made[0] == one
    assert custom_ids(made[1]) == ["follow:1", "share:1"]
    assert labels(made[1]) == ["Follow up", "Share"]


def test_where_there_is_no_room_the_row_stands_under_a_message_before_or_one_more():
    full, other = keyed(render(stories(5))[0].body, ""), keyed(render(answer())[0].body, "")
    assert len(full["components"]) == 5
    assert custom_ids(with_row([other, full], FOLLOW)[0]) == ["follow:1", "share:1"]
    for made in (with_row([full], FOLLOW), with_row([], FOLLOW)):
        assert custom_ids(made[-1]) == ["follow:1", "share:1"]
        assert not list(complaints_of(made[-1]))
        assert (made[-1]["flags"], made[-1]["allowed_mentions"]) == (SUPPRESS_EMBEDS, {"parse": []})


def test_more_than_five_buttons_are_rows():
    (made,) = with_row([keyed(render(answer())[0].body, "")], [(f"a:{at}", "x" * 99) for at in range(7)])
    assert [len(row["components"]) for row in made["components"]] == [5, 2]
    assert not list(complaints_of(made))


# --- without embeds ----------------------------------------------------------------------------------


def test_where_embeds_are_refused_the_text_alone_says_the_same():
    payload = keyed(render(replace(briefing(), ping="123"))[0].body, KEY)
    made = plain(payload)
    assert made["content"].startswith(
        "<@&123>\n**News briefing**\n**[1\\. Harbour goes dark ·\u00a0example.org](https://example.org/lamps)**\n> “"
    )
    assert f"“{FIRST}”\n— Ines Calloway" in words(made)
    assert (made["embeds"], made["flags"]) == ([], SUPPRESS_EMBEDS)
    assert made["components"] == payload["components"]
    assert made["allowed_mentions"] == payload["allowed_mentions"]


def test_a_title_that_no_label_may_be_stands_beside_its_link():
    story = replace(briefing().stories[0], headline=replace(LINK, title="[Video] Lamps"))
    made = plain(keyed(render(replace(briefing(), stories=(story,)))[0].body, ""))
    assert "**1\\. \\[Video\\] Lamps ·\u00a0example.org** [example.org](https://example.org/lamps)" in made["content"]


@pytest.mark.parametrize("words_", [80, 500])
def test_a_text_that_is_too_long_says_that_it_is_cut(words_: int):
    made = plain(keyed(render(answer(*[line("lamps " * words_)] * 9))[0].body, KEY))
    assert len(made["content"]) <= MOST_OF_CONTENT
    assert made["content"].endswith("\nThe rest cannot be shown here.")
    assert not list(complaints_of(made))
