"""What a person at the terminal sees, and what an article's text can not do to that terminal."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.adapters.console import ConsoleChat, shown, typed_lines
from bot.domain.documents import Answer, Document, Line, LineKind, Note, Notice, Searched, SourceLink
from bot.domain.models import Confidence
from bot.services.notices import TEMPLATES, notice
from tests.samples import FIRST, REPORTED, SECOND, answer, briefing, line, passage


async def printed(document: Document) -> str:
    out = io.StringIO()
    chat = ConsoleChat(Console(file=out, width=200), Console(file=io.StringIO()))
    for part in chat.render(document):
        await chat.post("terminal", part, "")
    return out.getvalue()


async def test_an_answer_shows_the_exact_words_who_said_them_and_the_source():
    text = await printed(answer(line(role="harbour master", addressee="the Quay Courier")))
    assert "Ines Calloway, harbour master" in text
    assert f"“{FIRST}” — to the Quay Courier [1]" in text
    assert "[1] Quay Courier · undated · Harbour goes dark · https://example.org/lamps" in text


async def test_halves_of_a_quote_are_joined_by_an_ellipsis_in_brackets():
    both = line()
    joined = type(both)(both.kind, (passage(FIRST), passage(SECOND)), both.speaker, confidence=both.confidence)
    assert f"“{FIRST} […] {SECOND}”" in await printed(answer(joined))


async def test_reported_words_are_labelled_and_stand_in_no_quote_marks():
    text = await printed(answer(line(REPORTED, LineKind.REPORTED)))
    assert f"reported: {REPORTED}" in text
    assert "“" not in text


async def test_an_unclear_speaker_is_said_to_be_unclear():
    text = await printed(answer(line(speaker=None, confidence=Confidence.INFERRED), person=""))
    assert "speaker unclear" in text
    assert "Calloway" not in text


async def test_not_found_tells_what_was_searched_and_what_is_near():
    near = SourceLink("x", "Lamps are back", "Quay Courier", None, datetime(2026, 11, 2, tzinfo=UTC))
    searched = Searched(
        ("Quay Courier",), 3, None, datetime(2026, 11, 22, 6, 5, tzinfo=UTC), (near,), ("Ines Calloway",)
    )
    text = await printed(Answer("q", (), searched))
    assert "Not found in your sources." in text
    assert "Did you mean Ines Calloway?" in text
    assert "Searched 3 articles. Sources: Quay Courier. Newest loaded: 22 Nov 2026, 06:05 UTC." in text
    assert "Quay Courier · 2 Nov 2026 · Lamps are back" in text


async def test_a_briefing_shows_headline_lines_sources_and_reason():
    text = await printed(briefing(line("She did not blame the city.", LineKind.SENTENCE), line()))
    assert "1. Harbour goes dark" in text
    assert "She did not blame the city. [1]" in text
    assert f"“{FIRST}” — Ines Calloway [1]" in text
    assert "Why here: 1 source; newest 2 h old" in text


@pytest.mark.parametrize("note", Note)
async def test_every_note_has_words(note: Note):
    given_ = answer()
    assert len(await printed(Answer(given_.question, given_.groups, given_.searched, (), note))) > len(
        await printed(given_)
    )


@pytest.mark.parametrize("name", TEMPLATES)
async def test_every_notice_shows_its_values_escaped(name: str):
    fields = ("articles", "sources", "newest", "topic", "channel", "reason", "folder", "error")
    text = await printed(Notice(name, dict.fromkeys(fields, "[red]x[/red]\x1b[2J")))
    assert "\x1b" not in text
    if "$" in TEMPLATES[name]:
        assert "[red]x[/red]" in text


def test_a_notice_that_lacks_a_value_is_refused_when_it_is_made():
    with pytest.raises(KeyError):
        notice("no_stories")


async def test_on_a_terminal_what_does_not_fit_goes_on_under_its_beginning():
    out = io.StringIO()
    chat = ConsoleChat(Console(file=out, width=40, force_terminal=True, color_system=None), Console(file=io.StringIO()))
    for part in chat.render(answer()):
        await chat.post("terminal", part, "")
    lines = out.getvalue().splitlines()
    at = next(number for number, line_ in enumerate(lines) if line_.startswith("  “We ran"))
    assert all(len(one) <= 40 for one in lines)
    assert lines[at].startswith("  ")
    assert not lines[at].startswith("   ")


async def test_a_source_without_an_address_is_told_by_its_file():
    given_ = answer(
        Line(LineKind.SENTENCE, (passage("x", SourceLink("/home/me/news/lamps.txt", "T", "files", None, None)),))
    )
    assert "files · undated · T · lamps.txt" in await printed(given_)
    assert "/home" not in await printed(given_)


@given(st.text(max_size=200))
def test_no_text_of_an_article_commands_or_styles_the_terminal(text: str):
    out = io.StringIO()
    Console(file=out, width=10_000, force_terminal=True, color_system="truecolor", highlight=False).print(
        shown(text), emoji=False, highlight=False, soft_wrap=True
    )
    body = out.getvalue().removesuffix("\n")
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in body)
    assert "\u202e" not in body


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn"]), min_size=1))
def test_plain_text_comes_through_unchanged(text: str):
    from bot.domain.text import clean  # noqa: PLC0415 - only this test compares with it

    out = io.StringIO()
    Console(file=out, width=10_000).print(shown(text), emoji=False, highlight=False, soft_wrap=True)
    assert out.getvalue() == clean(text) + "\n"


async def test_typed_lines_end_with_the_input_and_skip_empty_ones(capsys: pytest.CaptureFixture[str]):
    lines = [one async for one in typed_lines(io.StringIO("first\n\n  \nlast"), "> ")]
    assert lines == ["first", "last"]
    assert "> first" in capsys.readouterr().out
