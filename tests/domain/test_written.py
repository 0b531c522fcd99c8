"""What a model writes, beside what it cites: a hostile one gets nothing past; a faithful one is shown."""

import random
import re
from collections import Counter

import pytest

from bot.adapters.console.marks import unstyled
from bot.adapters.console.rendering import render_briefing
from bot.adapters.discord import rendering as discord
from bot.adapters.slack import rendering as slack
from bot.domain.citations import verify_briefing
from bot.domain.documents import Briefing, Line
from bot.domain.drafts import Authorship, BriefingDraft, Citation, DraftLine, DraftStory, LineKind, Missed
from bot.domain.models import EVERYTHING, Span
from bot.domain.text import sentences
from tests import lies
from tests.lies import ARTICLES, EVIDENCE

DRAFTS = 10_000
_HOSTS = re.compile(r"evil|prize|gnp", re.IGNORECASE)
_CALLS = re.compile(r"@everyone|<!|<@|@here")


def test_ten_thousand_drafts_of_a_liar_show_no_lie():
    rng, told = random.Random(20261126), Counter[str]()  # noqa: S311 - no secret: the same drafts each time
    for number in range(DRAFTS):
        draft, lied = lies.briefing(rng)
        briefing = verify_briefing(draft, EVIDENCE, sources=("Paper",), newest=None)
        for story in briefing.stories:
            assert story.title not in lied, (lied[story.title], story.title)
            for line in story.lines:
                told[line.kind] += 1
                check_line(line, lied)
        if number % 10 == 0:
            check_rendered(briefing)
    assert min(told[kind] for kind in LineKind) > DRAFTS / 100  # each kind was shown often enough to be tried


def check_line(line: Line, lied: dict[str, str]) -> None:
    assert line.written not in lied, (lied.get(line.written), line.written, [one.text for one in line.passages])
    for one in line.passages:
        article = next(article for article in ARTICLES if article.key == one.source.article_id)
        assert one.text == one.span.cut(article.text)
        if line.kind is LineKind.QUOTE and line.speaker is not None:
            assert line.speaker in lies.speaker_of(article.ref, one.span)
    if line.written:
        cited = " ".join(one.text for one in line.passages)
        assert not re.search(r"[“”\"«»„]", line.written)
        assert set(re.findall(r"\d[\d,.]*\d|\d", line.written)) <= set(re.findall(r"\d[\d,.]*\d|\d", cited))
        assert set(re.findall(r"(?<!^)\b[A-Z]\w+", line.written)) <= set(re.findall(r"\w+", cited))


def check_rendered(briefing: Briefing) -> None:
    bodies = [part.body for part in (*slack.render(briefing), *discord.render(briefing))]
    for text in (*bodies, unstyled(render_briefing(briefing))):
        assert not _HOSTS.search(text)
        assert not _CALLS.search(text)
        for host in re.findall(r"https?://([^/\s\"|>)]+)", text):
            assert host.endswith(".example.org")


# --- a faithful model --------------------------------------------------------------------------------


def cite(*parts: str) -> tuple[Citation, ...]:
    found = []
    for part in parts:
        article = next(one for one in ARTICLES if part in one.text)
        whole = next(one for one in sentences(article.text) if part in one.cut(article.text))
        found.append(Citation(article.ref, whole))
    return tuple(found)


def shown(text: str, *cited: str) -> Line:
    draft = DraftLine(LineKind.WRITTEN, cite(*cited), text)
    story = DraftStory("s", ARTICLES[0].ref, (draft,), (ARTICLES[0].ref,), "why")
    made = BriefingDraft((story,), EVERYTHING, by=Authorship("m", written=True))
    return verify_briefing(made, EVIDENCE, sources=(), newest=None).stories[0].lines[0]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (
            "The ferry to Osterholm will stop in March after 41 years, the county of Vessby decided on Tuesday.",
            ["The ferry to Osterholm will stop"],
        ),
        ("It carried 12,500 passengers last year.", ["It carried 12,500"]),
        ("Lena Roth won the election in Vessby with 52 per cent of the votes.", ["Lena Roth won"]),
        ("Mats Ekdal said that the county would not raise taxes.", ["Mats Ekdal said"]),
        ("The bridge is not finished.", ["The bridge is not finished."]),
        ("Norrbro employs 340 people.", ["Norrbro employs"]),
    ],
)
def test_a_faithful_sentence_is_shown_as_it_was_written(text: str, cited: list[str]):
    line = shown(text, *cited)
    assert (line.kind, line.written) == (LineKind.WRITTEN, text)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The county would not raise taxes.", ["Mats Ekdal said"]),  # it is Ekdal who says so
        ("Karin Dahl said that the county would not raise taxes.", ["Mats Ekdal said", "We have no choice"]),
        ("The county will pay for a bus over the new bridge.", ["We will pay"]),
        ("Karin Dahl will pay for a bus over the new bridge.", ["We will pay", "Nobody asked"]),
        ("The island was forgotten.", ["County chair Mats Ekdal denied"]),
        ("Mats Ekdal won the election in Vessby.", ["Lena Roth won", "She beat"]),
        ("The ferry to Vessby will stop in March.", ["The ferry to Osterholm will stop"]),
        ("The bridge carried 12,500 passengers last year.", ["The bridge to Osterholm will open", "It carried 12,500"]),
        ("He carried 12,500 passengers last year.", ["It carried 12,500"]),
        ("Will the ferry to Osterholm stop in March?", ["The ferry to Osterholm will stop"]),
        ("Stop the ferry to Osterholm in March.", ["The ferry to Osterholm will stop"]),
        ("The bridge is finished.", ["The bridge is not finished."]),
        ("Ekdal congratulated her.", ["Ekdal did not congratulate"]),
        ("It was to cost 120 million crowns.", ["It was to cost"]),
        ("The bridge to Osterholm will open in June.", ["The bridge to Osterholm will open"]),
    ],
)
def test_a_sentence_that_turns_what_it_cites_is_not_shown(text: str, cited: list[str]):
    line = shown(text, *cited)
    assert line.kind is not LineKind.WRITTEN
    assert line.passages[0].text == line.passages[0].span.cut(
        next(one.text for one in ARTICLES if one.key == line.passages[0].source.article_id)
    )


def test_a_briefing_of_which_nothing_written_is_left_says_so():
    draft = DraftLine(LineKind.WRITTEN, cite("Norrbro employs"), "Norrbro employs 900 people.")
    story = DraftStory("s", ARTICLES[0].ref, (draft, draft), (ARTICLES[0].ref,), "why", title="Norrbro hires 900")
    made = BriefingDraft((story,), EVERYTHING, by=Authorship("m", written=True))
    briefing = verify_briefing(made, EVIDENCE, sources=(), newest=None)
    assert briefing.by == Authorship(missed=Missed.UNSUPPORTED)
    assert len(briefing.stories[0].lines) == 1  # what stands in the place of both is there once


def test_a_claim_that_cites_part_of_a_sentence_is_nothing():
    whole = cite("Norrbro employs")[0]
    part = Citation(whole.ref, Span(whole.span.start, whole.span.end - 5))
    draft = DraftLine(LineKind.WRITTEN, (part,), "Norrbro employs 340 people.")
    story = DraftStory("s", ARTICLES[0].ref, (draft,), (ARTICLES[0].ref,), "why")
    assert not verify_briefing(BriefingDraft((story,), EVERYTHING), EVIDENCE, sources=(), newest=None).stories
