import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.incoming import links, of_click, of_command, of_event, typed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<@UBOT> what did Brad Smith say?", "what did Brad Smith say?"),
        ("<@UBOT|news> hello", "hello"),
        ("what did <@U77|Ana> say", "what did Ana say"),
        ("what did <@U77> say", "what did say"),
        ("about <https://example.org/a?b=1&amp;c=2>", "about https://example.org/a?b=1&c=2"),
        ("about <https://example.org/a|the page>", "about https://example.org/a"),
        ("what did <http://example.org|example.org> announce", "what did example.org announce"),
        ("read <http://example.org/a|example.org/a>", "read http://example.org/a"),
        ("<#C1|general> news", "general news"),
        ("<!channel> news", "news"),
        ("<!subteam^S1|@team> news", "@team news"),
        ("profits &lt; losses &amp; costs &gt; income", "profits < losses & costs > income"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("write to <mailto:a@example.org|a@example.org>", "write to a@example.org"),
        ("  two\nlines  ", "two lines"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_what_was_typed(text: str, wanted: str):
    assert typed(text, "UBOT") == wanted


@given(st.text(st.sampled_from("<>@#!|&;ampltgUBOT /:.https"), max_size=200))
def test_any_text_is_read(text: str):
    assert len(typed(text, "UBOT")) <= max(len(text), 1)


def test_links_of_a_message_and_of_what_is_attached_to_it():
    message = {
        "text": "see <https://example.org/a|this> and <https://example.org/a> and <mailto:x@example.org>",
        "attachments": [{"from_url": "https://example.org/b"}, {"title_link": "javascript:alert(1)"}],
    }
    assert links(message) == ["https://example.org/a", "https://example.org/b"]


def test_a_slash_command_is_typed_by_somebody_who_is_in_the_channel():
    seen = of_command({"channel_id": "C1", "user_id": "U1", "team_id": "T1", "channel_name": "privategroup"})
    assert (seen.channel, seen.person, seen.inside, seen.private, seen.shared) == ("C1", "U1", True, True, None)
    assert of_command({"channel_id": "C1", "channel_name": "mpdm-ann--bob-1"}).private
    assert of_command({"channel_id": "C1", "channel_name": "general"}).private is None
    assert of_command({"channel_id": "C1"}).private is None


def test_an_event_says_whose_team_it_is_and_whether_the_channel_is_shared():
    body = {"team_id": "T1", "is_ext_shared_channel": True, "event": {"channel": "C1", "user": "U1", "user_team": "T2"}}
    seen = of_event(body)
    assert (seen.team, seen.shared, seen.inside) == ("T2", True, True)
    assert of_event({"event": {"channel": "C1"}}).shared is None


def test_whoever_presses_something_need_not_be_in_the_channel():
    seen = of_click({"user": {"id": "U1", "team_id": "T1"}, "channel": {"id": "C1", "name": "general"}})
    assert not seen.inside
    assert of_click({"user": {"id": "U1"}, "channel": {"id": "D1", "name": "directmessage"}}).inside
    assert of_click({"user": {"id": "U1"}, "container": {"type": "view"}}).channel == ""
