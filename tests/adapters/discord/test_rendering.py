"""What a channel in Discord sees of briefings, answers, corrections and notices."""

from dataclasses import replace
from datetime import date
from string import Template

import pytest

from bot.adapters.discord.rendering import render
from bot.domain.documents import (
    Answer,
    Briefing,
    Change,
    Correction,
    Document,
    Line,
    Notice,
    NotShown,
    Searched,
)
from bot.domain.drafts import ChangeKind, LineKind, Note
from bot.domain.models import ArticleNote, Confidence
from bot.services.notices import TEMPLATES, notice
from bot.services.wording import NOTES
from tests.adapters.discord import markdown
from tests.adapters.discord.reading import Payload, complaints_of, custom_ids, labels, payloads, read, words
from tests.samples import FIRST, LINK, NOW, POST, REPORTED, SECOND, answer, briefing, line, passage

SENTENCE = line("She did not blame the city.", LineKind.SENTENCE)


def shown(document: Document) -> str:
    return "\n".join(map(words, payloads(render(document)))).replace("\u00a0", " ")


def first(document: Document) -> Payload:
    return payloads(render(document))[0]


def stories(count: int, *lines: Line) -> Briefing:
    one = briefing(*lines).stories[0]
    told = tuple(
        replace(
            one,
            story_id=f"s{at}",
            headline=replace(LINK, title=f"Story {at}", url=f"https://example.org/{at}"),
        )
        for at in range(count)
    )
    return Briefing(told, ("Quay Courier",), NOW)


def links(payload: Payload) -> list[tuple[str, str]]:
    found = [one for nodes in read(payload) for one, _ in markdown.each(list(nodes), lambda node: node.kind == "link")]
    return [(markdown.shown(one.inner), one.url) for one in found]


# --- briefings ---------------------------------------------------------------------------------------


def test_a_story_has_a_linked_headline_its_host_its_sentences_and_who_said_what():
    given = briefing(SENTENCE, line(role="harbour master", addressee="the Quay Courier"))
    text = shown(given)
    assert "1. Harbour goes dark · example.org\nShe did not blame the city." in text
    assert f"“{FIRST}”\n— Ines Calloway, harbour master, to the Quay Courier" in text
    assert "Quay Courier · undated" in text
    assert [embed.get("url") for embed in first(given)["embeds"]] == [None, "https://example.org/lamps", None]


def test_only_a_direct_quote_stands_in_quote_marks_and_has_a_bar():
    given = briefing(SENTENCE, line(), line(REPORTED, LineKind.REPORTED), line("x", LineKind.REPORTED, widened=True))
    text = shown(given)
    assert f"reported: {REPORTED} — Ines Calloway" in text
    assert "in context: x — Ines Calloway" in text
    assert text.count("“") == 1
    quotes = [line_ for line_ in first(given)["embeds"][1]["description"].split("\n") if line_.startswith("> ")]
    assert quotes == [f"> “{FIRST}”", "> — Ines Calloway"]


def test_quotes_that_follow_each_other_have_a_bar_each():
    text = first(answer(line(), line(SECOND)))["embeds"][0]["description"]
    assert f"> “{FIRST}”\n\n> “{SECOND}”" in text


def test_halves_of_a_quote_are_joined_by_an_ellipsis_in_brackets():
    both = replace(line(), passages=(passage(FIRST), passage(SECOND)), cut=True)
    assert f"“{FIRST} […] {SECOND} […]”" in shown(answer(both))


def test_a_quote_that_is_too_long_for_one_place_goes_on_in_the_next_in_marks_of_its_own():
    said = " ".join(f"We counted {at} lamps." for at in range(400))
    text = shown(answer(line(said)))
    assert text.count("“") == text.count("”") > 4
    assert text.count(" […]”") == text.count("“[…] ") == text.count("“") - 1


def test_an_unclear_speaker_is_said_to_be_unclear():
    text = shown(briefing(line(speaker=None, relayed="Ann Other", confidence=Confidence.INFERRED)))
    assert "— speaker unclear, relaying Ann Other" in text
    assert "Calloway" not in text


def test_an_edition_has_its_local_date_and_says_that_it_is_late():
    given = replace(briefing(), day=date(2026, 11, 24), late=True)
    assert first(given)["embeds"][0]["title"] == "News briefing · Tuesday, 24 November 2026 · late"


def test_an_update_is_marked_and_keeps_what_is_new_in_front():
    story = replace(briefing(line(), SENTENCE).stories[0], update=True)
    text = shown(replace(briefing(), stories=(story,)))
    assert "1. Update: Harbour goes dark" in text
    assert text.index(FIRST) < text.index("She did not blame")


def test_the_end_tells_how_much_was_looked_at_how_fresh_it_is_and_what_is_left_out():
    given = replace(briefing(), left_out=3, not_shown=NotShown(2, 90), since=NOW)
    text = words(payloads(render(given, command="/presse"))[0])
    assert "1 source · what came since <t:1795419000:f> · newest loaded <t:1795419000:f> · no language model" in text
    assert "3 more: /presse brief all" in text
    assert "2 more not shown: at most 90 words of one article" in text


def test_without_news_that_is_said_and_where_was_looked():
    given = Briefing((), tuple(f"Paper {at}" for at in range(9)), None, day=date(2026, 11, 24))
    text = shown(given)
    assert text.startswith("News briefing · Tuesday, 24 November 2026\nNo news. Sources: Paper 0, ")
    assert "Paper 7 and 1 more." in text
    assert "newest loaded never" in text


def test_sources_are_numbered_in_the_order_of_their_first_citation():
    both = replace(line(), passages=(passage(FIRST), passage(SECOND, POST)))
    story = replace(briefing(both).stories[0], sources=(LINK, POST, replace(POST, title="Third")))
    channel, thread = (words(one).replace("\u00a0", " ") for one in payloads(render(stories_of(story))))
    assert "— Ines Calloway [1][2]" in channel
    assert "[1] Quay Courier · undated" in channel
    assert "[2] Harbour Post · 2 Nov 2026 · post.example · 1 source more below" in channel
    assert "[3] Harbour Post · 2 Nov 2026 · Third · post.example" in thread


def stories_of(*told: object) -> Briefing:
    return replace(briefing(), stories=told)  # type: ignore[arg-type] # stories, by those who call it


def test_what_must_be_known_of_a_source_is_told():
    head = replace(LINK, notes=(ArticleNote.TEASER, ArticleNote.CORRECTED), sample=True, language="de")
    text = shown(stories_of(replace(briefing().stories[0], headline=head, sources=(head,))))
    assert "teaser only · corrected by its source · sample" in text
    assert "In another language (de): speakers are not named." in text


def test_the_channel_sees_two_sentences_and_two_quotes_of_five_stories_and_the_thread_the_rest():
    many = [replace(SENTENCE, passages=(passage(f"Sentence {at}."),)) for at in range(4)]
    said = [replace(line(), passages=(passage(f"Quote {at}"),)) for at in range(4)]
    parts = render(stories(7, *many, *said))
    channel, *later = map(words, payloads(parts))
    thread = "\n".join(later)
    assert [channel.count(f"Sentence {at}.") for at in range(4)] == [5, 5, 0, 0]
    assert [channel.count(f"“Quote {at}”") for at in range(4)] == [5, 5, 0, 0]
    assert [thread.count(f"Sentence {at}.") for at in range(4)] == [2, 2, 7, 7]
    assert channel.count("4 lines") == 5
    assert [part.stories for part in parts] == [("s0", "s1", "s2", "s3", "s4"), ("s5", "s6")]


def test_every_story_has_a_row_of_buttons_with_its_number_where_there_are_several():
    assert labels(first(stories(1))) == ["Ask about this", "More like this", "Less like this", "Why is this here?"]
    several = labels(first(stories(3)))
    assert several[4:8] == ["2 · Ask about this", "2 · More like this", "2 · Less like this", "2 · Why is this here?"]
    assert custom_ids(first(stories(3)))[4:8] == ["story_ask::s1", "story_more::s1", "story_less::s1", "story_why::s1"]


def test_stories_with_one_address_are_not_shown_as_one():
    told = replace(stories(2), stories=tuple(replace(one, headline=LINK) for one in stories(2).stories))
    parts = payloads(render(told))
    assert len(parts) == 2
    assert all("Harbour goes dark" in words(one) for one in parts)
    assert not [complaint for one in parts for complaint in complaints_of(one)]


def test_a_headline_that_names_another_host_leads_nowhere_and_the_host_does():
    payload = first(stories_of(replace(briefing().stories[0], headline=replace(LINK, title="Amazon.com fell"))))
    assert "url" not in payload["embeds"][1]
    assert payload["embeds"][1]["title"] == r"1\. Amazon.com fell"
    assert links(payload) == [("example.org", "https://example.org/lamps")]


def test_a_headline_with_brackets_is_a_link_as_any_other():
    payload = first(stories_of(replace(briefing().stories[0], headline=replace(LINK, title="[Video] Lamps [1"))))
    assert payload["embeds"][1]["url"] == "https://example.org/lamps"
    assert "1. [Video] Lamps [1 · example.org" in words(payload).replace("\u00a0", " ")


def test_a_source_without_an_address_is_told_by_its_file():
    head = replace(LINK, article_id="folder/lamps.md", url=None)
    assert "1. Harbour goes dark · lamps.md" in shown(stories_of(replace(briefing().stories[0], headline=head)))


def test_of_a_story_that_many_tell_the_first_sources_are_listed_and_the_rest_counted():
    (one,) = briefing().stories
    many = tuple(replace(one.headline, article_id=f"x{n}", source=f"Paper {n}") for n in range(300))
    text = shown(stories_of(replace(one, sources=(one.headline, *many))))
    assert "Paper 18" in text
    assert "Paper 19" not in text
    assert "and 281 more sources" in text


def test_a_role_is_called_by_the_first_message_alone():
    given = replace(stories(9, SENTENCE), ping="123456789012345678")
    assert [one["content"] for one in payloads(render(given))] == ["<@&123456789012345678>", ""]


@pytest.mark.parametrize("ping", ["", "everyone", "1> <@2", "１２", "²", "-1", "9" * 21, "12\n"])
def test_what_is_no_role_calls_nobody(ping: str):
    assert {one["content"] for one in payloads(render(replace(briefing(), ping=ping)))} == {""}


# --- answers, corrections, notices -------------------------------------------------------------------


def test_an_answer_has_a_heading_for_the_person_and_the_source_linked():
    (payload,) = payloads(render(answer(line(role="harbour master"))))
    assert words(payload).strip() == (
        f"Ines Calloway, harbour master\n“{FIRST}”\nSource\nQuay Courier · undated · Harbour goes dark · example.org"
    )
    assert links(payload) == [("Harbour goes dark", "https://example.org/lamps")]


@pytest.mark.parametrize("title", ["Amazon.com fell", "[Video] Lamps", "Lamps ]", ""])
def test_a_title_that_may_be_no_label_is_shown_beside_the_linked_host(title: str):
    source = replace(LINK, title=title)
    (payload,) = payloads(render(answer(replace(line(), passages=(passage(FIRST, source),)))))
    assert f"Quay Courier · undated · {title or '(no title)'} · example.org" in words(payload)
    assert links(payload) == [("example.org", "https://example.org/lamps")]


@pytest.mark.parametrize("note", Note)
def test_every_note_is_told_before_the_answer(note: Note):
    assert shown(replace(answer(), note=note)).startswith(NOTES[note])


def test_not_found_tells_what_was_searched_and_what_is_near():
    searched = Searched(("Quay Courier",), 3, None, NOW, (POST,), ("Ines Calloway", "Ines Callow"))
    text = shown(Answer("q", (), searched))
    assert "Not found in your sources." in text
    assert "Did you mean Ines Calloway or Ines Callow?" in text
    assert "Searched 3 articles. Sources: Quay Courier." in text
    assert "• Harbour Post · 2 Nov 2026 · Lamps return · post.example" in text
    assert "Newest loaded: <t:1795419000:f>" in text
    assert "type /news help" in shown(Answer("q", (), Searched()))


def test_what_is_too_long_to_be_shown_is_linked():
    text = shown(Answer("q", (), Searched(nearest=(POST,)), not_shown=NotShown(1, 90)))
    assert "Found, but not shown: it is longer than 90 words of one article. Read it here:" in text
    assert "Lamps return · post.example" in text


def test_a_correction_shows_what_was_shown_and_what_its_source_says_now():
    changes = (
        Change(ChangeKind.ALTERED, POST, passage(FIRST), passage(SECOND)),
        Change(ChangeKind.ALTERED, POST, passage("Old"), passage("New"), of_title=True),
        Change(ChangeKind.DROPPED, POST, passage("Gone words")),
        Change(ChangeKind.CORRECTED, POST, note="a name was wrong"),
        Change(ChangeKind.CORRECTED, POST),
        Change(ChangeKind.WITHDRAWN, replace(POST, title="")),
    )
    text = shown(Correction(changes, date(2026, 11, 24), left_out=2))
    assert text.startswith("Correction to the briefing of Tue 24 Nov 2026:")
    assert f"Harbour Post — was:\n“{FIRST}”\nnow:\n“{SECOND}”\nHarbour Post · 2 Nov 2026 · Lamps return" in text
    assert "Harbour Post — headline was:\n“Old”\nnow:\n“New”" in text
    assert "Harbour Post — no longer says:\n“Gone words”" in text
    assert "Harbour Post — corrected; its source notes: a name was wrong" in text
    assert "Harbour Post — corrected by its source" in text
    assert "Harbour Post — withdrawn by its source\nHarbour Post · 2 Nov 2026 · post.example\n" in text
    assert text.strip().endswith("2 more not shown")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_notice_shows_its_values_as_they_are(name: str):
    fields = Template(TEMPLATES[name]).get_identifiers()
    given = Notice(name, dict.fromkeys(fields, "<@1> *x*\n\x1b> @everyone"))
    (payload,) = payloads(render(given))
    assert not list(complaints_of(payload))
    assert ("<@1> *x* > @everyone" in words(payload)) == ("$" in TEMPLATES[name])


def test_rows_of_a_notice_are_lines_of_their_own():
    rows = tuple(Notice("no_stories", {"topic": f"lamps {at}"}) for at in range(400))
    parts = payloads(render(Notice("bye", {}, rows=rows)))
    assert len(parts) > 1
    assert [one for one in "\n".join(map(words, parts)).split("\n") if one][1:] == [
        f"No stories about lamps {at} in your sources." for at in range(400)
    ]


def test_help_shows_commands_in_bold_and_what_they_do_behind_them():
    (payload,) = payloads(render(notice("chat_help", command="/news")))
    bold = [
        markdown.shown(one.inner)
        for nodes in read(payload)
        for one, _ in markdown.each(list(nodes), lambda node: node.kind == "bold")
    ]
    assert "/news ask question: QUESTION" in bold
    assert "/news status – how all of it is doing" in words(payload)


def test_a_command_of_any_length_is_within_the_limits():
    parts = payloads(render(notice("chat_help", command="/news *x* " * 3000)))
    assert not [one for part in parts for one in complaints_of(part)]
    assert "how all of it is doing" in "".join(map(words, parts))


def test_a_value_cannot_make_a_command_of_itself():
    (part,) = render(notice("chat_source", name="  /evil   x", host="h   y", health="z"))
    assert "**" not in part.body
