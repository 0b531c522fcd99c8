"""Every chat tells the same: the same stories, sentences, quotes, speakers and sources, in the same order.

What opens a story in a channel goes on in its thread; read together they are what a terminal shows at once. Sentences
and quotes are compared each in their own order, for a channel opens with some of both.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console.marks import unstyled
from bot.adapters.console.rendering import render_answer, render_briefing
from bot.adapters.discord import rendering as discord
from bot.adapters.slack import rendering as slack
from bot.domain.cutting import literal
from bot.domain.documents import Answer, AnswerGroup, Briefing, BriefingStory, Line, Passage, Searched, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.models import Confidence, Span
from tests.adapters.discord import reading as in_discord
from tests.adapters.slack import reading as in_slack
from tests.samples import NOW

PAPERS = tuple(
    SourceLink(f"a{at}", f"Head {name}", f"Paper {name}", f"https://{name}.example/a", None)
    for at, name in enumerate(("one", "two", "three", "four"))
)
SPEAKERS = (None, "Ines Calloway", "O. *Star* _Line_")


class Told(NamedTuple):
    """A line as a reader finds it: its words, who says it, and the papers that its marks lead to."""

    words: str
    speaker: str
    papers: tuple[str, ...]
    in_quote_marks: bool


# Each line ends in a word of its own, by which it is found again. So short, the same lines open a story in each chat.
WORDS = st.text(st.sampled_from("ab *_~<>&:@/é|`#-+👩한."), max_size=20)
RAW = st.tuples(
    st.sampled_from(LineKind), st.lists(st.tuples(WORDS, st.integers(0, 3)), min_size=1, max_size=2),
    st.sampled_from(SPEAKERS),
)  # fmt: skip


def line(number: int, kind: LineKind, passages: Iterable[tuple[str, int]], speaker: str | None) -> Line:
    made = tuple(
        Passage(f"{text.strip()} q{number}p{at}z", Span(0, 1), PAPERS[paper])
        for at, (text, paper) in enumerate(passages)
    )
    if kind is LineKind.WRITTEN:
        return Line(kind, made, written=f"A model's q{number}p9z")
    said = kind.is_speech
    return Line(kind, made, speaker if said else None, confidence=Confidence.EXPLICIT if said else None)


def words_of(one: Line) -> str:
    """What a reader finds of a line, as one text."""
    return one.written or " […] ".join(literal(passage.text) for passage in one.passages)


def story(number: int, raw: Iterable[tuple[LineKind, list[tuple[str, int]], str | None]], papers: int) -> BriefingStory:
    lines = tuple(line(at, *one) for at, one in enumerate(raw))
    of_model = number % 4 == 1  # has written the headline that is shown
    title = f"Elsewhere {number}" if of_model else f"Story {number}"
    head = replace(PAPERS[0], title=title, url=f"https://one.example/{number}")
    shown = f"Story {number}" if of_model else ""
    return BriefingStory(f"s{number:x}", head, lines, PAPERS[:papers], "why", update=number % 3 == 2, title=shown)


BRIEFINGS = st.builds(
    lambda told: Briefing(tuple(story(at, *one) for at, one in enumerate(told, 1)), ("Paper one",), NOW),
    st.lists(st.tuples(st.lists(RAW, max_size=8), st.integers(1, 4)), min_size=1, max_size=12),
)
ANSWERS = st.builds(
    lambda raw: Answer(
        "q",
        tuple(
            AnswerGroup(tuple(line(10 * at + number, *one) for number, one in enumerate(group)), f"Person {at}")
            for at, group in enumerate(raw)
        ),
        Searched(),
    ),
    st.lists(st.lists(RAW, min_size=1, max_size=6), min_size=1, max_size=4),
)


# --- what each chat shows, as words ------------------------------------------------------------------


def slack_words(document: Briefing | Answer) -> str:
    return "\n".join(map(in_slack.words, in_slack.payloads(slack.render(document))))


def discord_words(document: Briefing | Answer) -> str:
    return "\n".join(map(in_discord.words, in_discord.payloads(discord.render(document))))


def console_words(document: Briefing | Answer) -> str:
    return unstyled(render_briefing(document) if isinstance(document, Briefing) else render_answer(document))


CHATS = pytest.mark.parametrize("words", [slack_words, discord_words], ids=["slack", "discord"])
_HEAD = re.compile(r"^ *(\d+)\. (?:Update: )?Story (\d+)\b", re.MULTILINE)
_LISTED = re.compile(r"\[(\d+)\] (Paper \w+) · ")
_LAST_WORD = re.compile(r"q\d+p\d+z")
_MARKS = re.compile(r"(?:\[\d+\])+")


def sections(text: str) -> dict[str, str]:
    """The text of each story by its title, what is said of it later behind what is said first."""
    heads = list(_HEAD.finditer(text))
    made: dict[str, str] = {}
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        assert head[1] == head[2]
        made[head[2]] = made.get(head[2], "") + text[head.start() : end]
    return made


def told(section: str, lines: Iterable[Line]) -> list[Told]:
    """The lines in the order in which they stand there; each stands there exactly once, word for word."""
    numbers = dict(_LISTED.findall(section))
    papers = sorted(set(re.findall(r"Paper \w+", section)))
    found = []
    for one in lines:
        words = words_of(one)
        assert section.count(words) == 1, words
        at = section.index(words)
        behind = section[at + len(words) :]
        upcoming = _LAST_WORD.search(behind)
        near = behind[: upcoming.start()] if upcoming else behind
        marks = _MARKS.search(near.split("\nSource")[0])
        cited = tuple(numbers[number] for number in re.findall(r"\d+", marks[0])) if marks else tuple(papers[:1])
        who = next((name for name in SPEAKERS if name and f"— {name}" in near), "")
        found.append((at, Told(words, who, cited, section[at - 1] == "“" and behind[0] == "”")))
    return [one for _, one in sorted(found)]


def sentences(given_: list[Told], lines: Iterable[Line]) -> list[Told]:
    kept = {words_of(one) for one in lines if not one.kind.is_speech}
    return [one for one in given_ if one.words in kept]


@CHATS
@given(document=BRIEFINGS)
def test_a_briefing_is_the_same_everywhere(words: Callable[[Briefing | Answer], str], document: Briefing):
    here, console = sections(words(document)), sections(console_words(document))
    assert list(here) == list(console) == [str(at) for at in range(1, len(document.stories) + 1)]
    for at, one in enumerate(document.stories, 1):
        ours, theirs = told(here[str(at)], one.lines), told(console[str(at)], one.lines)
        plain, plain_there = sentences(ours, one.lines), sentences(theirs, one.lines)
        assert plain == plain_there
        assert [said for said in ours if said not in plain] == [said for said in theirs if said not in plain_there]
        cited = {passage.source.source for line_ in one.lines for passage in line_.passages}
        listed = set(re.findall(r"Paper \w+", here[str(at)]))
        assert listed == set(re.findall(r"Paper \w+", console[str(at)])) == cited | {p.source for p in one.sources}


@CHATS
@given(document=ANSWERS)
def test_an_answer_is_the_same_everywhere(words: Callable[[Briefing | Answer], str], document: Answer):
    here, console = words(document), console_words(document)
    lines = [one for group in document.groups for one in group.lines]
    assert told(here, lines) == told(console, lines)
    people = [re.findall(r"^Person \d+", text, re.MULTILINE) for text in (here, console)]
    assert people[0] == people[1] == [group.person for group in document.groups]
    listed = [list(dict.fromkeys(_LISTED.findall(text))) for text in (here, console)]
    assert listed[0] == listed[1] or len(listed[1]) == 1


@given(document=BRIEFINGS)
def test_slack_and_discord_number_the_sources_alike(document: Briefing):
    """Of the stories that both open in the channel: what opens a story has the lowest numbers."""
    few = replace(document, stories=document.stories[:5])
    both = sections(slack_words(few)), sections(discord_words(few))
    for at in both[0]:
        one, other = (sorted(set(_LISTED.findall(each[at]))) for each in both)
        assert one == other
