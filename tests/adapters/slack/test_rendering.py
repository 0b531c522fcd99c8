"""What a channel in Slack sees of briefings, answers, corrections and notices, and what never goes missing."""

import json
from dataclasses import replace
from datetime import date
from string import Template

import pytest
from hypothesis import given

from bot.adapters.slack.escaping import literal
from bot.adapters.slack.rendering import MOST_OF_PLAIN, keyed, plain, render, with_share
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
from tests.adapters.slack.reading import Payload, elements, payloads, words
from tests.fakes.slack.validation import complaints_of
from tests.generated import ANSWERS, BRIEFINGS, bare
from tests.samples import FIRST, LINK, NOW, POST, REPORTED, SECOND, answer, briefing, line, passage

SENTENCE = line("She did not blame the city.", LineKind.SENTENCE)
KEY = "0123456789abcdef01234567"


def shown(document: Document) -> str:
    return "\n".join(map(words, payloads(render(document))))


def first(document: Document) -> Payload:
    return payloads(render(document))[0]


def stories(count: int, *lines: Line) -> Briefing:
    one = briefing(*lines).stories[0]
    told = tuple(replace(one, story_id=f"s{at}", headline=replace(LINK, title=f"Story {at}")) for at in range(count))
    return Briefing(told, ("Quay Courier",), NOW)


# --- briefings ---------------------------------------------------------------------------------------


def test_a_story_has_a_linked_headline_its_host_its_sentences_and_who_said_what():
    text = shown(briefing(SENTENCE, line(role="harbour master", addressee="the Quay Courier")))
    assert "1. Harbour goes dark · example.org\nShe did not blame the city." in text
    assert f"“{FIRST}”\n— Ines Calloway, harbour master, to the Quay Courier" in text
    assert "Quay Courier · undated" in text
    links = [run for runs in elements(first(briefing())) for run in runs if run["type"] == "link"]
    assert [(one["text"], one["url"]) for one in links] == [("Harbour goes dark", "https://example.org/lamps")]


def test_only_a_direct_quote_stands_in_quote_marks_and_has_a_bar():
    given_ = briefing(SENTENCE, line(), line(REPORTED, LineKind.REPORTED), line("x", LineKind.REPORTED, widened=True))
    text = shown(given_)
    assert f"reported: {REPORTED} — Ines Calloway" in text
    assert "in context: x — Ines Calloway" in text
    assert text.count("“") == 1
    kinds = [one["type"] for block in first(given_)["blocks"] for one in block.get("elements", ())]
    assert kinds.count("rich_text_quote") == 1


def test_halves_of_a_quote_are_joined_by_an_ellipsis_in_brackets():
    both = replace(line(), passages=(passage(FIRST), passage(SECOND)), cut=True)
    assert f"“{FIRST} […] {SECOND} […]”" in shown(answer(both))


def test_an_unclear_speaker_is_said_to_be_unclear():
    text = shown(briefing(line(speaker=None, relayed="Ann Other", confidence=Confidence.INFERRED)))
    assert "— speaker unclear, relaying Ann Other" in text
    assert "Calloway" not in text


def test_an_edition_has_its_local_date_and_says_that_it_is_late():
    given_ = replace(briefing(), day=date(2026, 11, 24), late=True)
    assert first(given_)["blocks"][0]["text"]["text"] == "News briefing · Tuesday, 24 November 2026 · late"
    assert first(given_)["text"] == "News briefing, 24 November: Harbour goes dark"


def test_an_update_is_marked_and_keeps_what_is_new_in_front():
    story = replace(briefing(line(), SENTENCE).stories[0], update=True)
    text = shown(replace(briefing(), stories=(story,)))
    assert "1. Update: Harbour goes dark" in text
    assert text.index(FIRST) < text.index("She did not blame")


def test_the_end_tells_how_much_was_looked_at_how_fresh_it_is_and_what_is_left_out():
    given_ = replace(briefing(), left_out=3, not_shown=NotShown(2, 90))
    text = words(payloads(render(given_, command="/presse"))[0])
    assert "1 source · newest loaded <!date^1795419000^{date_short_pretty} {time}|23 Nov 2026, 07:30 UTC>" in text
    assert "no language model" in text
    assert "3 more: /presse brief all" in text
    assert "2 more not shown: at most 90 words of one article" in text


def test_without_news_a_briefing_says_so_and_where_it_looked():
    given_ = Briefing((), ("Quay Courier",), NOW, day=date(2026, 11, 24))
    (payload,) = payloads(render(given_))
    assert "No news. Sources: Quay Courier." in words(payload)
    assert payload["text"] == "News briefing, 24 November: no news."
    assert not complaints_of(payload)


def test_several_sources_are_numbered_and_all_listed_below():
    both = replace(line(), passages=(passage(FIRST), passage(SECOND, POST)))
    story = replace(briefing(both).stories[0], sources=(LINK, POST, replace(POST, title="Third")))
    messages = [words(one) for one in payloads(render(replace(briefing(), stories=(story,))))]
    assert f"“{FIRST} […] {SECOND}”\n— Ines Calloway\u00a0[1][2]" in messages[0]
    assert "[1] Quay Courier · undated" in messages[0]
    assert "[2] Harbour Post · 2 Nov 2026 · post.example · 1 source more below" in messages[0]
    assert "[3] Harbour Post · 2 Nov 2026 · Third · post.example" in messages[1]
    assert "Why here: 1 source; newest 2 h old" in messages[1]


def test_what_must_be_known_of_an_article_is_told():
    odd = replace(LINK, notes=(ArticleNote.TEASER, ArticleNote.CORRECTED), language="de", sample=True)
    story = replace(briefing(replace(line(), passages=(passage(FIRST, odd),))).stories[0], headline=odd, sources=(odd,))
    text = shown(replace(briefing(), stories=(story,)))
    assert "teaser only · corrected by its source · sample" in text
    assert "In another language (de): speakers are not named." in text


def test_the_channel_sees_two_sentences_and_two_quotes_of_seven_stories_and_the_thread_the_rest():
    many = [replace(SENTENCE, passages=(passage(f"Sentence {at}."),)) for at in range(4)]
    said = [replace(line(), passages=(passage(f"Quote {at}"),)) for at in range(4)]
    parts = render(stories(9, *many, *said))
    channel, thread = map(words, payloads(parts))
    assert [channel.count(f"Sentence {at}.") for at in range(4)] == [7, 7, 0, 0]
    assert [channel.count(f"“Quote {at}”") for at in range(4)] == [7, 7, 0, 0]
    assert [thread.count(f"Sentence {at}.") for at in range(4)] == [2, 2, 9, 9]
    assert channel.count("4 lines more below") == 7
    assert parts[0].stories == tuple(f"s{at}" for at in range(7))
    assert parts[1].stories == ("s7", "s8")
    assert json.loads(parts[1].body)["text"].startswith("More of the briefing: Story 0; Story 1; ")


def test_a_story_without_more_to_tell_has_nothing_in_the_thread():
    assert len(render(briefing(SENTENCE, line()))) == 1


def test_a_headline_that_names_another_host_leads_nowhere_and_the_host_does():
    story = replace(briefing().stories[0], headline=replace(LINK, title="Amazon.com fell"))
    payload = first(replace(briefing(), stories=(story,)))
    runs = next(elements(payload))
    assert [(run["text"], run.get("url")) for run in runs[:3]] == [
        ("1. Amazon.com fell", None),
        (" · ", None),
        ("example.org", "https://example.org/lamps"),
    ]


def test_a_source_without_an_address_is_told_by_its_file():
    story = replace(briefing().stories[0], headline=replace(LINK, article_id="folder/lamps.md", url=None))
    assert "1. Harbour goes dark · lamps.md" in shown(replace(briefing(), stories=(story,)))


# --- answers, corrections, notices -------------------------------------------------------------------


def test_an_answer_has_a_heading_for_the_person_and_the_source_linked():
    (payload,) = payloads(render(answer(line(role="harbour master"))))
    assert words(payload) == (
        f"Ines Calloway, harbour master\n“{FIRST}”\nSource\nQuay Courier · undated · Harbour goes dark · example.org"
    )
    assert payload["text"] == f"Ines Calloway: “{FIRST}”"


@pytest.mark.parametrize("note", Note)
def test_every_note_is_told_before_the_answer(note: Note):
    assert shown(replace(answer(), note=note)).startswith(NOTES[note])


def test_not_found_tells_what_was_searched_and_what_is_near():
    searched = Searched(("Quay Courier",), 3, None, NOW, (POST,), ("Ines Calloway",))
    text = shown(Answer("q", (), searched))
    assert "Not found in your sources." in text
    assert "Did you mean Ines Calloway?" in text
    assert "Searched 3 articles. Sources: Quay Courier." in text
    assert "• Harbour Post · 2 Nov 2026 · Lamps return · post.example" in text
    assert "|23 Nov 2026, 07:30 UTC>" in text
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
    assert text.endswith(
        "Harbour Post — withdrawn by its source\nHarbour Post · 2 Nov 2026 · post.example\n2 more not shown"
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_notice_shows_its_values_literally(name: str):
    fields = Template(TEMPLATES[name]).get_identifiers()
    given_ = Notice(name, dict.fromkeys(fields, "<!channel> *x*\n\x1b>"))
    (payload,) = payloads(render(given_))
    assert not complaints_of(payload)
    assert ("<!channel> *x* >" in words(payload)) == ("$" in TEMPLATES[name])


def test_rows_of_a_notice_are_lines_of_their_own():
    rows = tuple(Notice("no_stories", {"topic": f"lamps {at}"}) for at in range(400))
    parts = payloads(render(Notice("bye", {}, rows=rows)))
    assert len(parts) > 1
    assert "\n".join(map(words, parts)).split("\n")[1:] == [
        f"No stories about lamps {at} in your sources." for at in range(400)
    ]


# --- what is added when it is posted -----------------------------------------------------------------


def test_a_posted_edition_carries_its_key_and_its_buttons_say_which_story_of_which_edition():
    payload = keyed(render(stories(3))[0].body, KEY)
    blocks = payload["blocks"]
    pressed = [block for block in blocks if block["type"] == "actions"]
    assert blocks[0]["block_id"] == f"edition:{KEY}"
    assert [block["block_id"] for block in pressed] == ["story:1", "story:2", "story:3"]
    assert {one["value"] for one in pressed[1]["elements"]} == {f"{KEY}:s1"}
    assert [one["action_id"] for one in pressed[1]["elements"]] == [
        "story_ask",
        "story_more",
        "story_less",
        "story_why",
    ]
    assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)


def test_without_a_key_nothing_is_marked():
    payload = keyed(render(stories(1))[0].body, "")
    assert "block_id" not in payload["blocks"][0]
    assert payload["blocks"][3]["elements"][0]["value"] == ":s0"


def test_an_answer_can_be_given_a_button_that_shares_it():
    payload = keyed(render(answer())[0].body, "")
    shared = with_share(payload, "token")
    assert shared["blocks"][:-1] == payload["blocks"]
    assert shared["blocks"][-1]["elements"][0]["action_id"] == "share"
    assert shared["blocks"][-1]["elements"][0]["value"] == "token"
    assert not complaints_of(shared)


def test_where_blocks_are_refused_the_text_alone_says_the_same():
    text = plain(render(briefing(SENTENCE, line()))[0].body)
    assert text.startswith("News briefing\n1. <https://example.org/lamps|Harbour goes dark> · example․org\nShe did not")
    assert f"“{FIRST}”\n— Ines Calloway" in text


def test_a_text_that_is_too_long_says_that_it_is_cut():
    blocks = json.loads(render(stories(7, line("lamps " * 80)))[0].body)["blocks"]
    text = plain(json.dumps({"text": "x", "blocks": blocks * 4}))
    assert len(text) <= MOST_OF_PLAIN
    assert text.endswith("\nThe rest cannot be shown here.")


# --- nothing goes missing ----------------------------------------------------------------------------


def words_of(line_: Line) -> list[str]:
    return [bare(literal(passage_.text)) for passage_ in line_.passages]


def everything(document: Document) -> str:
    """All that is shown, but for the headings that are repeated where something goes on in the next message."""
    rows = shown(document).split("\n")
    return bare("".join(one for one in rows if not one.endswith(" (continued)")))


def fits_slack(payload: Payload) -> None:
    assert not complaints_of(with_share(payload, "x" * 100))
    for block in payload["blocks"]:
        assert len(words({"blocks": [block]})) <= 3000


@given(BRIEFINGS)
def test_every_line_of_a_briefing_is_told_within_slacks_limits(given_: Briefing):
    parts = render(given_)
    assert render(given_) == parts
    told_all = everything(given_)
    assert all(text in told_all for one in given_.stories for line_ in one.lines for text in words_of(line_))
    assert [one for part in parts for one in part.stories] == [one.story_id for one in given_.stories]
    for part in parts:
        fits_slack(keyed(part.body, KEY))


@given(ANSWERS)
def test_every_line_of_an_answer_is_told_within_slacks_limits(given_: Answer):
    told_all = everything(given_)
    assert all(text in told_all for group in given_.groups for line_ in group.lines for text in words_of(line_))
    for part in render(given_):
        fits_slack(keyed(part.body, ""))


def test_help_shows_commands_in_bold_and_what_they_do_behind_them():
    (part,) = render(notice("chat_help", command="/news"))
    runs = [run for block in json.loads(part.body)["blocks"] for one in block["elements"] for run in one["elements"]]
    bold = [run["text"] for run in runs if run.get("style") == {"bold": True}]
    assert "/news ask QUESTION" in bold
    assert " – how all of it is doing" in [run["text"] for run in runs]
    assert not any(run["text"].startswith("  ") for run in runs)


def test_a_value_cannot_make_a_command_of_itself():
    (part,) = render(notice("chat_source", name="  /evil   x", host="h   y", health="z"))
    assert "bold" not in part.body


def test_of_a_story_that_many_tell_the_first_sources_are_listed_and_the_rest_counted():
    (one,) = briefing().stories
    many = tuple(replace(one.headline, article_id=f"x{n}", source=f"Paper {n}") for n in range(300))
    shown = render(replace(briefing(), stories=(replace(one, sources=(one.headline, *many)),)))
    text = " ".join(part.body for part in shown)
    assert "Paper 18" in text
    assert "Paper 19" not in text
    assert "and 281 more sources" in text
    assert len(shown) <= 3
