"""Hostile strings in forms, on the home page and in messages with buttons: nobody is called, nothing leads astray."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from bot.adapters.slack import forms
from bot.adapters.slack.account import Account
from bot.adapters.slack.answering import _led, _within
from bot.adapters.slack.buttons import WELCOME, with_buttons
from bot.adapters.slack.forms import words
from bot.adapters.slack.home import page
from bot.adapters.slack.rendering import keyed, render, with_share
from bot.adapters.slack.seal import Seal
from bot.domain.documents import Answer, Notice, Searched
from bot.domain.editions import State
from bot.domain.rights import Policy
from bot.domain.text import clean
from bot.services.notices import TEMPLATES, notice
from bot.services.requests import DeliveryRow, Home, ScheduleRow, SourceHealth
from tests import hostile
from tests.adapters.slack.reading import texts
from tests.fakes.slack import autolinks_in, complaints_of, links_in, mentions_in
from tests.hostile import NOW, Hostile

Payload = dict[str, Any]
ENOUGH = 10_000
ACCOUNT = Account("T1", "UBOT", "BBOT", "https://team.slack.example/")
SEAL = Seal.of("xoxb-fake-token")
OWN_CHANNELS = ("C024BE7LR", "G1", "C1", "D024BE7LR")
CHANNELS = (*OWN_CHANNELS, "CÄ1", "C²", "C1> <!channel>", "c1", "C" * 40, "C1|general", "!here", "@U1", "", "U1")
STAMPS = ("1700000000.000100", "1700000000.0001|<!here>", "²²", "", None)


def sealed(given: Hostile) -> str:
    return SEAL.close("U1", {"channel": given.one_of(*CHANNELS), "said": given.text("memory")[:200]}, NOW)


def any_notice(given: Hostile, rows: int = 40) -> Notice:
    """One of all fixed texts, hostile in every value, with others as its rows."""
    name = given.one_of(*TEMPLATES)
    values = {key: given.text(f"{name} {key}") for key in re.findall(r"\$(\w+)", TEMPLATES[name])}
    return notice(name, *(any_notice(given, 0) for _ in range(rows)), **values)


def made_forms(given: Hostile) -> Iterator[Payload]:
    memory = sealed(given)
    lines = "\n".join(given.text("verdict", 40) for _ in range(given.one_of(1, 3, 50)))
    yield forms.told(given.text("title"), lines)
    yield forms.ask_story(given.text("headline"), memory)
    yield forms.ask_link([given.url() or given.text("link") for _ in range(3)], memory)
    yield forms.source(memory, private=given.maybe())
    yield forms.source_checked(lines, memory)
    yield forms.schedule(memory, given.text("zone"), pick=given.maybe())
    yield forms.schedule_checked(given.text("times", 60), memory)
    yield forms.feeds(memory, files=given.maybe())
    yield forms.told("Not done", words(any_notice(given)))


def made_pages(given: Hostile) -> Iterator[Payload]:
    count = given.one_of(0, 1, 16, 50)
    sources = tuple(
        SourceHealth(given.text("name"), given.text("host"), 1, NOW, given.maybe(), given.maybe(), given.text("health"))
        for _ in range(count)
    )
    schedules = tuple(
        ScheduleRow(given.one_of(*CHANNELS), given.text("words"), given.one_of(None, NOW), given.text("stopped"))
        for _ in range(count)
    )
    deliveries = tuple(
        DeliveryRow(
            given.one_of(*CHANNELS), date(2026, 11, 24), State.SENT, given.text("state"), NOW, given.one_of(*STAMPS)
        )
        for _ in range(count)
    )
    shown = Home(
        sources,
        schedules,
        deliveries,
        Policy(),
        given.text("policy"),
        may_change=True,
        source_count=count,
        newest=given.one_of(None, NOW),
        more_sources=given.one_of(0, 7),
        model=given.text("model"),
    )
    yield {"type": "home", "blocks": page(shown, ACCOUNT, "/news")}


def made_messages(given: Hostile) -> Iterator[Payload]:
    """Notices with buttons, answers that can be shared, and what is shared with the command above it."""
    (part, *_) = render(notice("chat_welcome", command="/news"))
    yield with_buttons(keyed(part.body, ""), WELCOME)
    command = given.text("command", 20)
    parts = [keyed(one.body, "") for one in render(Answer("?", (), Searched((given.text("source"),), 5, None, NOW)))]
    yield with_share(parts[0], clean(command)[:1900].encode("utf-8", "replace").decode())
    yield _led(parts[0], f"/news ask {command}")
    yield _within([parts[0]] * 9, "/news")[-1]
    yield from (keyed(one.body, "") for one in render(any_notice(given)))


def faults(payload: Payload) -> Iterator[str]:
    yield from complaints_of(payload)
    yield from (
        one for one in mentions_in(payload) if one not in {f"<#{id_}>" for id_ in OWN_CHANNELS if id_[0] != "D"}
    )
    yield from autolinks_in(payload)
    yield from (one.url for one in links_in(payload) if not _is_own(one.url) and payload.get("type"))
    yield from (f"unclean: {text!r}" for text in texts(payload.get("blocks")) if clean(text) != text)
    yield from (f"surrogates: {text!r}" for text in texts(payload) if text != text.encode("utf-8", "replace").decode())


def _is_own(url: str) -> bool:
    """A link to a message of the bot's in its own workspace: the page is about those."""
    return re.fullmatch(r"https://team\.slack\.example/archives/[CGD][A-Z0-9]+/p\d+", url, re.ASCII) is not None


@pytest.mark.parametrize("kind", [made_forms, made_pages, made_messages], ids=lambda kind: kind.__name__)
def test_nothing_hostile_gets_through(kind: Callable[[Hostile], Iterator[Payload]]):
    given = hostile.Hostile(seed=2)
    while given.made.total() < ENOUGH:
        for payload in kind(given):
            payload.pop("unfurl_links", None)
            payload.pop("unfurl_media", None)
            found = list(faults(payload))
            assert not found, found[:5]
    assert min(given.made.values()) >= 1


def test_a_form_says_so_where_it_cannot_show_all():
    view = forms.told("Import feeds", "\n".join(["x" * 2800] * 200))
    assert not complaints_of(view)
    assert "more than can be shown" in view["blocks"][-1]["text"]["text"]


def test_a_form_shows_every_line():
    said = "\n".join(f"line {number} {'&' * 300}" for number in range(60))
    shown = "\n".join(block["text"]["text"] for block in forms.told("Told", said)["blocks"])
    assert shown == said


ODD: list[Any] = [
    None,
    1,
    [],
    {},
    {"state": 1},
    {"state": {"values": [1]}},
    {"state": {"values": {"a": 1, "b": {"c": 2}}}},
]
VALUES: list[Any] = [None, 1, [], {}, [1], [{}]]
ODD += [{"state": {"values": {"a": {"b": {"value": one, "files": one}}}}} for one in VALUES]


@pytest.mark.parametrize("view", ODD)
def test_anything_else_that_was_filled_in_is_nothing(view: object):
    assert not any(forms.filled(view).values())
