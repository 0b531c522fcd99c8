"""Forms within Discord's limits, and whatever comes back from one is read without a fault."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.asked import typed
from bot.adapters.discord.forms import Form, filled, link, question, schedule, source
from bot.domain.cutting import units
from bot.domain.text import storable

LONG = "x" * 88
LINKS = " ".join(f"https://example.org/{number}/{'y' * 1_200}" for number in range(3))
FORMS = [
    question("ask"),
    question("story_ask:ed:4", "Ask about this"),
    question(f"story_ask:{LONG}", "x" * 200),
    question("follow:123", "Follow up"),
    source(),
    schedule("America/Argentina/ComodRivadavia"),
    schedule(""),
    link("see https://example.org/a, <https://example.org/b> and (https://example.org/c)."),
    link(LINKS),
]


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_a_form_is_within_discords_limits(form: Form):
    """As documented under "Interactions, Responding": "Modal"; "Components": "Label", "Text Input"."""
    assert set(form) == {"custom_id", "title", "components"}
    assert 1 <= units(form["custom_id"]) <= 100
    assert 1 <= units(form["title"]) <= 45
    assert 1 <= len(form["components"]) <= 5
    names = [one["component"]["custom_id"] for one in form["components"]]
    assert len(set(names)) == len(names)
    for one in form["components"]:
        field = one["component"]
        assert one["type"] == 18
        assert 1 <= units(one["label"]) <= 45
        assert (field["type"], field["style"] in {1, 2}) == (4, True)
        assert 1 <= units(field["custom_id"]) <= 100
        assert units(field["placeholder"]) <= 100
        assert 1 <= field["max_length"] <= 4_000
        assert len(field.get("value", "")) <= field["max_length"]


def test_a_form_whose_id_is_too_long_for_discord_is_not_made():
    with pytest.raises(ValueError, match="too long"):
        question("x" * 101)


def links_of(form: Form | None) -> list[str]:
    return form["components"][0]["component"]["value"].split() if form else []


def test_the_links_of_a_message_stand_in_the_form():
    assert links_of(link("Look: https://example.org/a?b=c#d.")) == ["https://example.org/a?b=c#d"]
    assert links_of(link("<https://example.org/a> https://example.org/a")) == ["https://example.org/a"]
    assert links_of(link("**https://example.org/a** ||https://example.org/b||")) == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    assert len(links_of(link(" ".join(f"https://example.org/{number}" for number in range(9))))) == 3
    assert link("no link, not even ftp://example.org or https://") is None


@given(st.text() | st.text("htps:/.ex <>", max_size=60).map(lambda text: f"https://{text}"))
@example("https://" + "a" * 5_000)
def test_whatever_a_message_says_its_form_is_within_the_limits(text: str):
    form = link(text)
    assert len(" ".join(links_of(form))) <= 2_000
    assert all(one.startswith(("https://", "http://")) for one in links_of(form))


# --- what comes back ---------------------------------------------------------------------------------

NAMES = st.sampled_from(["components", "component", "custom_id", "value", "type", "url"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | NAMES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(JSON)
@example({"components": [{"component": [{"custom_id": "a", "value": "b"}]}]})
@example({"components": {"component": {"custom_id": "a", "value": "b"}}})
def test_whatever_comes_back_is_read_without_a_fault(given: object):
    found: dict[Any, Any] = filled(given)
    assert {type(one) for one in [*found, *found.values()]} <= {str}


def test_a_form_nested_without_end_is_read_without_a_fault():
    inner: Any = {"custom_id": "a", "value": "b"}
    for _ in range(50_000):
        inner = {"components": [inner]}
    assert filled(inner) == {}


@pytest.mark.parametrize("wrap", [lambda one: {"type": 18, "component": one}, lambda one: {"components": [one]}])
def test_what_was_filled_in_is_found_in_labels_and_in_rows(wrap: Any):  # noqa: ANN401 - makes JSON
    fields = [{"type": 4, "custom_id": "url", "value": " example.org \n"}, {"custom_id": "topics", "value": ""}]
    assert filled({"components": [wrap(one) for one in fields]}) == {"url": "example.org", "topics": ""}


def test_what_no_database_holds_is_replaced():
    said = {"components": [{"component": {"custom_id": "url", "value": "a\x00b\ud800c"}}]}
    assert filled(said) == {"url": "a\ufffdb\ufffdc"}


# --- what is typed in a message ----------------------------------------------------------------------

TYPED = [
    ("<@123> what did <@!4> say?", "what did say?"),
    ("<@&5> in <#6>", "in"),
    ("</news ask:7> works", "works"),
    ("nice <:lamp:8> and <a:lamps:9>", "nice lamp and lamps"),
    (
        "see <https://example.org/a?b=c> and https://example.org/d",
        "see https://example.org/a?b=c and https://example.org/d",
    ),
    ("a < b, c > d, <b>bold</b>", "a < b, c > d, <b>bold</b>"),
    ("lines\n\nand   blanks", "lines and blanks"),
    ("<@<@1>2>", "<@ 2>"),
    ("<@<:1:2>3>", "<@ 1 3>"),
    ("<@x> <@> <#abc> <::>", "<@x> <@> <#abc> <::>"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_mentions_go_and_links_stay(text: str, expected: str):
    assert typed(text) == expected


PIECES = st.sampled_from(
    [
        "<",
        "<@",
        "<@!",
        "<@&",
        "<#",
        "<:",
        "<a:",
        "</news ask:",
        ":",
        ">",
        "1",
        "23",
        "lamp",
        " ",
        "<https://",
        "/",
        "\x00",
    ]
)


def tokens(text: str) -> bool:
    """Whether Discord would read a mention, an emoji or a command in it: each begins so and ends in an id."""
    starts = ("<@", "<#", "<:", "<a:", "</")
    for part in text.split("<")[1:]:
        inside, end, _ = part.partition(">")
        if end and f"<{inside}".startswith(starts) and inside.lstrip("@!&#").isdigit():
            return True
        name, _, digits = inside.rpartition(":")
        if end and digits.isdigit() and name.lstrip("a").removeprefix(":").isidentifier():
            return True
    return False


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
@example("<@<@<@1>2>3>")
@example("<:a<@1>b:2>")
@example("<<@1>@2>")
@example("<:lamp:<#1>2>")
def test_no_mention_is_left_however_they_are_nested(text: str):
    assert not tokens(typed(text))


@given(
    st.text("abcxyz0123456789/?=&#.-_~%", min_size=1, max_size=80), st.sampled_from(["{}", "<{}>", "a {} b", "<{}> b"])
)
def test_a_link_is_kept_to_the_letter(path: str, around: str):
    url = f"https://example.org/{path}"
    assert url in typed(around.format(url)).split()


@given(st.text(max_size=6_000))
def test_what_is_read_of_a_message_is_bounded_and_can_be_stored(text: str):
    made = typed(text)
    assert len(made) <= 3 * 4_000
    assert storable(made) == made
