"""What people type after a command's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.command_words import (
    Command,
    CommandName,
    mistakes,
    read_command,
    read_spoken,
    split_address,
    without_name,
)

NAMES = [one.value for one in CommandName if one is not CommandName.UNKNOWN]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_a_command_is_known_in_any_case(name: str, case: object):
    assert read_command(f"  {case(name)} ").name == name  # type: ignore[operator] # a method of str


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("", "help", ""),
        ("   ", "help", ""),
        ("?", "help", ""),
        ("brief", "brief", ""),
        ("brief all", "brief", "all"),
        ("Briefing Tarn bridge", "brief", "Tarn bridge"),
        ("ask who said it?", "ask", "who said it?"),
        ("add example.org/feed Harbour News", "add", "example.org/feed Harbour News"),
        ("subscribe example.org/feed", "add", "example.org/feed"),
        ("list", "sources", ""),
        ("unfollow Quay Courier", "remove", "Quay Courier"),
        ("schedule weekdays 07:30 Europe/Berlin", "schedule", "weekdays 07:30 Europe/Berlin"),
        ("undo 3", "undo", "3"),
        ("what did Brad Smith say?", "ask", "what did Brad Smith say?"),
        ("and about the ban?", "ask", "and about the ban?"),
        ("what’s new", "ask", "what’s new"),
        ("Tarn bridge opening", "ask", "Tarn bridge opening"),
        ("lamps", "unknown", "lamps"),
        ("Tarn bridge", "unknown", "Tarn bridge"),
        ("status of the Tarn bridge", "ask", "status of the Tarn bridge"),
        ("list all quotes by Lind", "ask", "list all quotes by Lind"),
        ("brief me on the bridge", "ask", "brief me on the bridge"),
        ("add lamps?", "add", "lamps?"),
    ],
)
def test_what_is_typed_is_a_command_a_question_or_unknown(text: str, name: str, rest: str):
    found = read_command(text)
    assert (found.name, found.rest, found.suggestion) == (name, rest, "")


@pytest.mark.parametrize(
    "text", ["hello", "Hi there!", "thanks", "thank you very much", "What can you do?", "hey, what can I ask here?"]
)
def test_whoever_says_hello_or_asks_what_there_is_gets_the_help(text: str):
    assert read_command(text) == Command(CommandName.HELP)
    assert read_spoken(text) == Command(CommandName.HELP)


@pytest.mark.parametrize(
    "text", ["hello Orlund strikes again", "what can you do about the rain?", "who are you voting"]
)
def test_a_sentence_that_begins_like_a_greeting_is_none(text: str):
    assert read_command(text).name is CommandName.ASK


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("/news brief", "brief"),
        ("news brief all", "brief all"),
        ("News ask who said it?", "ask who said it?"),
        ("/news what did Mara Lind say?", "what did Mara Lind say?"),
        ("/news", ""),
        ("news", ""),
        ("news breif", "breif"),
        ("news from Orlund", "news from Orlund"),
        ("news sources in Orlund", "news sources in Orlund"),
        ("newspapers brief", "newspapers brief"),
        ("brief news", "brief news"),
        ("", ""),
    ],
)
def test_the_name_of_the_command_is_left_out_where_it_is_one(text: str, rest: str):
    assert without_name(text, "/news") == rest


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("shedule", "schedule"),
        ("shedule weekdays 07:30", "schedule"),
        ("schedual daily 8 Berlin", "schedule"),
        ("breif", "brief"),
        ("sorces", "sources"),
        ("Sources!s", "sources"),
        ("soruces", "sources"),
        ("topcis", "topics"),
        ("hlep", "help"),
        ("statsu", "status"),
        ("ad example.org/feed", "add"),
        ("remvoe Quay Courier", "remove"),
        ("publsh Quay", "publish"),
        ("unod 3", "undo"),
    ],
)
def test_a_typing_mistake_gets_a_suggestion(text: str, suggestion: str):
    found = read_command(text)
    assert (found.name, found.rest, found.suggestion) == ("unknown", text, suggestion)


@pytest.mark.parametrize(
    "text", ["task forces met again", "ads are everywhere now", "is it sourced?", "x", "sou", "1" * 30]
)
def test_what_is_near_to_nothing_gets_none(text: str):
    assert read_command(text).suggestion == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("brief", "brief"),
        ("sources", "sources"),
        ("sources?", "sources"),
        ("help", "help"),
        ("help me", "ask"),
        ("add https://example.org/feed Ships", "add"),
        ("add <https://example.org/feed|example.org>", "add"),
        ("add up what they said", "ask"),
        ("undo 2", "undo"),
        ("undo the reform", "ask"),
        ("schedule weekdays 07:30", "schedule"),
        ("schedule of the ferries?", "ask"),
        ("remove Quay Courier", "remove"),
        ("lamps", "ask"),
        ("sorces", "unknown"),
        ("breif the harbour master", "ask"),
        ("what did Lind say?", "ask"),
    ],
)
def test_where_people_talk_what_could_be_a_sentence_is_a_question(text: str, name: str):
    assert read_spoken(text).name == name


@pytest.mark.parametrize(
    ("rest", "address", "topics"),
    [
        ("example.org/feed", "example.org/feed", ()),
        ("example.org/feed Harbour News", "example.org/feed", ("Harbour News",)),
        ("example.org/feed  Ships,  Harbour  News, Ships", "example.org/feed", ("Ships", "Harbour News")),
        ("example.org/feed, Ships", "example.org/feed", ("Ships",)),
        ("<https://example.org/feed> Ships", "https://example.org/feed", ("Ships",)),
        ("<https://example.org/feed|example.org/feed> Ships", "https://example.org/feed", ("Ships",)),
        ("", "", ()),
    ],
)
def test_an_address_is_followed_by_topics(rest: str, address: str, topics: tuple[str, ...]):
    assert split_address(rest) == (address, topics)


@pytest.mark.parametrize(
    ("typed", "meant", "count"),
    [("brief", "brief", 0), ("breif", "brief", 1), ("bref", "brief", 1), ("", "ask", 3), ("ca", "abc", 3)],
)
def test_mistakes_are_counted(typed: str, meant: str, count: int):
    assert mistakes(typed, meant) == mistakes(meant, typed) == count


@given(st.sampled_from([name for name in NAMES if len(name) > 3]), st.data())
def test_two_letters_that_changed_places_are_found(name: str, data: st.DataObject):
    at = data.draw(st.integers(0, len(name) - 2))
    typed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    assert read_command(typed).name == name or read_command(typed).suggestion == name


@given(st.text(max_size=300))
def test_any_text_is_read(text: str):
    for found in (read_command(text), read_spoken(text)):
        assert found.name in set(CommandName)
        assert found.suggestion == "" or found.name is CommandName.UNKNOWN
    split_address(text)


def test_a_megabyte_is_cut():
    assert len(read_command("ask " + "why " * 300_000).rest) <= 4_000
    assert len(read_command("a" * 1_000_000).rest) <= 4_000
