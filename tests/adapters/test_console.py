"""What a person at the terminal sees, and what an article's text can not do to that terminal."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.adapters.console import ConsoleChat, shown, typed_lines
from bot.domain.documents import Answer, Change, Correction, Document, Line, Notice, NotShown, Searched, SourceLink
from bot.domain.drafts import ChangeKind, LineKind, Note
from bot.domain.models import Confidence
from bot.services.notices import TEMPLATES, notice
from tests.samples import FIRST, LINK, REPORTED, SECOND, answer, briefing, line, passage


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
    fields = Template(TEMPLATES[name]).get_identifiers()
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


HOSTILE = st.text(max_size=30) | st.sampled_from(
    [
        "[/a",
        "b] tonight",
        "[link=http://evil.example",
        "[red]x[/red]",
        "]",
        "\x1b[2J",
        "\x9b31m",
        ":fire:",
        "\\",
        "a\u202eb",
        "\x01",
    ]
)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
async def test_no_field_of_an_article_commands_or_styles_the_terminal(words: str, name: str, title: str, source: str):
    link = SourceLink("id", title, source, None, None)
    spoken = Line(LineKind.QUOTE, (passage(words or "x", link),), name, name, name, name, Confidence.EXPLICIT)
    given_ = answer(spoken, person=name)
    nothing = Answer(words, (), Searched((source,), 1, None, None, (link,), (name,)))
    for document in (given_, nothing, briefing(spoken), Notice("samples_missing", {"folder": title, "error": words})):
        text = await printed(document)
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in text)
        assert "\u202e" not in text
    text = await printed(given_)
    assert f"“{shown(words or 'x')}”" in text
    assert f"{shown(source)} · undated · {shown(title)}" in text


async def test_typed_lines_end_with_the_input_and_skip_empty_ones(capsys: pytest.CaptureFixture[str]):
    lines = [one async for one in typed_lines(io.StringIO("first\n\n  \nlast"), "> ")]
    assert lines == ["first", "last"]
    assert "> first" in capsys.readouterr().out


async def test_an_input_that_cannot_be_read_has_ended():
    class Broken(io.StringIO):
        def __next__(self) -> str:  # type: ignore[override] # text streams give text
            raise OSError("gone")

    assert [one async for one in typed_lines(Broken(), "> ")] == []


async def test_an_edition_is_headed_by_its_local_date_and_says_that_it_is_late():
    late = replace(briefing(), day=date(2026, 11, 26), late=True)
    assert "News briefing · Thu 26 Nov 2026 · late · 1 story · newest loaded" in await printed(late)
    quiet = await printed(replace(late, stories=(), late=False))
    assert "News briefing · Thu 26 Nov 2026\n" in quiet
    assert "No news." in quiet


async def test_an_update_is_marked_and_tells_first_what_is_new():
    lines = (line(), line("She did not blame the city.", LineKind.SENTENCE))
    told = briefing(*lines)
    plain = await printed(told)
    updated = await printed(replace(told, stories=(replace(told.stories[0], update=True),)))
    assert "1. Update: Harbour goes dark" in updated
    assert updated.index("ran out of lamps") < updated.index("did not blame")
    assert "Update" not in plain
    assert plain.index("did not blame") < plain.index("ran out of lamps")


async def test_what_is_not_shown_is_counted():
    text = await printed(replace(briefing(), not_shown=NotShown(3, 120)))
    assert "3 more not shown: at most 120 words of one article" in text
    text = await printed(replace(answer(line(cut=True)), not_shown=NotShown(1, 120)))
    assert f"“{FIRST} […]”" in text
    assert "1 more not shown: at most 120 words of one article" in text


async def test_what_is_too_long_to_be_shown_is_not_said_to_be_missing():
    text = await printed(Answer("q", (), Searched(nearest=(LINK,)), not_shown=NotShown(1, 120)))
    assert "Not found" not in text
    assert "https://example.org/lamps" in text


DAY = date(2026, 11, 26)
CHANGES = {
    "Quay Courier — was: “We ran out of lamps,”; now: “And nobody sells them any more.”": Change(
        ChangeKind.ALTERED, LINK, passage(FIRST), passage(SECOND)
    ),
    "Quay Courier — headline was: “Three lamps”; now: “Two lamps”": Change(
        ChangeKind.ALTERED, LINK, passage("Three lamps"), passage("Two lamps"), of_title=True
    ),
    "Quay Courier — no longer says: “We ran out of lamps,”": Change(ChangeKind.DROPPED, LINK, passage(FIRST)),
    "Quay Courier — corrected; its source notes: It was two lamps.": Change(
        ChangeKind.CORRECTED, LINK, note="It was two lamps."
    ),
    "Quay Courier — corrected by its source": Change(ChangeKind.CORRECTED, LINK),
    "Quay Courier — withdrawn by its source": Change(ChangeKind.WITHDRAWN, LINK),
}


@pytest.mark.parametrize("expected", CHANGES)
async def test_a_correction_tells_what_was_shown_and_what_is_said_now(expected: str):
    text = await printed(Correction((CHANGES[expected],), DAY, left_out=2))
    assert "Correction to the briefing of Thu 26 Nov 2026:" in text
    assert expected in text
    assert "https://example.org/lamps" in text
    assert "2 more not shown" in text


async def test_of_a_withdrawn_article_no_word_is_shown():
    assert "Harbour goes dark" not in await printed(Correction((Change(ChangeKind.WITHDRAWN, LINK),), DAY))
