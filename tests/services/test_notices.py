"""Fixed texts: each is used, each can be filled, and every value goes through the chat's own rule."""

from pathlib import Path
from string import Template

import pytest

from bot.domain.documents import Notice
from bot.services.notices import TEMPLATES, direct, fill, in_server, notice, with_options
from bot.services.notices.asked import ASKED
from bot.services.notices.options import WITH_OPTIONS
from bot.services.notices.servers import IN_SERVERS

ROOT = Path(__file__).parents[2] / "bot"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_value_is_escaped_and_every_row_is_a_line(name: str):
    values = {one: f"<{one}>" for one in Template(TEMPLATES[name]).get_identifiers()}
    row = notice("why_gone")
    text = fill(Notice(name, values, rows=(row, row)), lambda value: value.replace("<", "‹"))
    assert "<" not in text
    assert "$" not in text
    assert all(f"‹{one}>" in text for one in values)
    assert text.count(TEMPLATES["why_gone"]) >= 2
    if values:
        with pytest.raises(KeyError):
            notice(name)


@pytest.mark.parametrize("name", ASKED)
def test_no_text_is_left_over(name: str):
    paths = [
        *(ROOT / "services" / "requests").glob("*.py"),
        *(ROOT / "adapters").rglob("*.py"),
        ROOT / "services" / "turns.py",
    ]
    assert any(f'"{name}"' in path.read_text("utf-8") for path in paths)


def test_texts_have_one_name_each():
    texts = list(TEMPLATES.values())
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("name", IN_SERVERS)
def test_what_is_said_in_a_server_has_the_values_that_it_has_elsewhere(name: str):
    values = {one: one for one in Template(TEMPLATES[name]).get_identifiers()}
    given = notice(name, notice(name, **values), notice("why_gone"), **values)
    said = fill(in_server(given), str)
    assert said.count("server") >= 2
    assert "workspace" not in said
    assert "companies" not in said
    assert in_server(in_server(given)) == in_server(given)


def test_in_a_server_too_a_direct_message_is_no_channel():
    given = notice("chat_public_only")
    for said in (direct(in_server(given)), in_server(direct(given))):
        assert "people outside this server read this conversation" in fill(said, str)
    assert in_server(notice("why_gone")) == notice("why_gone")


@pytest.mark.parametrize("name", WITH_OPTIONS)
def test_what_is_said_where_commands_have_options_has_the_values_that_it_has_elsewhere(name: str):
    values = {one: one for one in Template(TEMPLATES[name]).get_identifiers()}
    for given in (notice(name, **values), direct(notice(name, **values))):
        said = with_options(given)
        assert said.name == given.name + "_options"
        assert fill(said, str) != fill(given, str)
    assert "this channel" not in fill(with_options(direct(notice(name, **values))), str)


def test_what_was_typed_as_a_line_is_given_as_options():
    said = fill(with_options(notice("schedule_none", command="/news")), str)
    assert "/news schedule when: weekdays 07:30 zone: Europe/Berlin topics: Ships stories: 3" in said
