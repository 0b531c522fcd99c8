"""What the fake Slack sees in a text as a mention, a link, and as what Slack itself would make a link of."""

# ruff: noqa: ANN401 - JSON

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.slack import Link, autolinks_in, links_in, mentions_in

Json = dict[str, Any]


def in_section(text: str, **more: Any) -> Json:
    return {"text": "news", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text, **more}}]}


MENTIONS = [
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!here|here>",
    "<!CHANNEL>",
    "<!subteam^S1>",
    "<!subteam^S1|@team>",
    "<@U1>",
    "<@U1|ann>",
    "<@W1>",
    "<#C1>",
    "<#C1|general>",
    "<!channel\n>",
]


@pytest.mark.parametrize("token", MENTIONS)
@pytest.mark.parametrize(
    "around", ["{}", "a{}b", "`{}`", "<{}", "{}>", "&lt;{}", "<https://example.org|{}", "```\n{}```"]
)
def test_a_mention_is_found_wherever_it_stands(token: str, around: str):
    text = around.format(token)
    assert mentions_in({"text": text}) == [token]
    assert mentions_in(in_section(text)) == [token]
    fields = {"type": "section", "fields": [{"type": "mrkdwn", "text": text}]}
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}
    assert mentions_in({"type": "home", "blocks": [fields, context, {"type": "markdown", "text": text}]}) == [token] * 3


@pytest.mark.parametrize(
    "text",
    [
        "&lt;!channel&gt;",
        "&amp;lt;!here&amp;gt;",
        "<!date^1700000000^{date}|then>",
        "<https://example.org|@channel>",
        "@here",
        "< !here",
    ],
)
def test_what_is_no_mention_is_not_found(text: str):
    assert mentions_in({"text": text} | in_section(text)) == []


def test_plain_text_mentions_nobody():
    header = {"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}
    assert mentions_in({"text": "news", "blocks": [header]}) == []


@pytest.mark.parametrize(
    "leaf",
    [
        {"type": "user", "user_id": "U1"},
        {"type": "broadcast", "range": "here"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
    ],
)
def test_rich_text_mentions_by_its_parts(leaf: Json):
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [leaf]}]}
    assert mentions_in({"text": "news", "blocks": [rich]}) == [f"rich text: {leaf['type']}"]


def test_links_are_told_with_what_people_see_of_them():
    text = "Read <https://example.org/a?b=1&amp;c=2|A &lt;b&gt;> (example.org) or <mailto:ann@example.org>"
    seen = "Read A <b> (example.org) or mailto:ann@example.org"
    assert links_in(in_section(text)) == [
        Link("https://example.org/a?b=1&c=2", "A <b>", seen),
        Link("mailto:ann@example.org", "", seen),
    ]


def test_links_are_found_on_buttons_in_dates_in_rich_text_and_in_markdown():
    button = {
        "type": "button",
        "action_id": "a",
        "text": {"type": "plain_text", "text": "Open"},
        "url": "https://b.example",
    }
    leaves = [
        {"type": "link", "url": "https://r.example"},
        {"type": "date", "url": "https://t.example", "fallback": "now"},
    ]
    blocks = [
        {"type": "actions", "elements": [button]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": leaves}]},
        {"type": "markdown", "text": "[a](https://m.example/x) <https://n.example>"},
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "<!date^1700000000^{date}^https://d.example|then>"}],
        },
    ]
    hosts = [link.url.split("/")[2] for link in links_in({"text": "news", "blocks": blocks})]
    assert sorted(hosts) == [f"{one}.example" for one in "bdmnrt"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a?b=1 now", ["https://example.org/a?b=1"]),
        ("see www.example.org.", ["www.example.org"]),
        ("see example.org/x", ["example.org/x"]),
        ("xn--bcher-kva.example", ["xn--bcher-kva.example"]),
        ("bücher.example", ["bücher.example"]),
        ("write to ann@example.org", ["ann@example.org"]),
        ("(HTTPS://EXAMPLE.ORG)", ["HTTPS://EXAMPLE.ORG)"]),
        ("a&amp;b https://example.org/?a=1&amp;b=2", ["https://example.org/?a=1&b=2"]),
        ("<https://example.org|example.com>", []),
        ("3.5 per cent. Next e.g. U.S. v. 1.2.3", []),
        ("ftp://example.org", ["ftp://example.org"]),
    ],
)
def test_what_slack_makes_links_of_is_found(text: str, found: list[str]):
    assert autolinks_in(in_section(text)) == found
    assert autolinks_in({"text": text}) == found
    assert autolinks_in({"text": text, "parse": "none"}) == []
    assert autolinks_in(in_section(text, verbatim=True)) == []


@given(st.text(alphabet="<>!@#|&;ltgamp.^ www:/hereU1\n", max_size=60))
def test_escaped_text_mentions_and_links_nothing(text: str):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert mentions_in(in_section(escaped)) == []
    assert links_in(in_section(escaped)) == []


def test_long_hostile_texts_are_read_at_once():
    for text in ("<" * 40_000, "[" * 40_000, "a." * 20_000, "a" * 40_000, "a@" * 20_000, "[](" * 13_000, "<!" * 20_000):
        assert mentions_in({"text": text} | in_section(text)) == []
        autolinks_in({"text": text} | in_section(text))
        links_in({"text": text, "blocks": [{"type": "markdown", "text": text}]})
