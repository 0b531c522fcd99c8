"""Which lines open a story, the numbers of their sources, and text cut by a measure: nothing is lost between two."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cutting import literal, pieces, room, short, units
from bot.domain.documents import BriefingStory, Line
from bot.domain.drafts import LineKind
from bot.domain.opening import MOST_OF_LINE, MOST_SOURCES, Parted, References, in_order, line_text, opening
from tests.generated import LINES, bare
from tests.samples import FIRST, LINK, POST, SECOND, briefing, line, passage

SENTENCE = line("She did not blame the city.", LineKind.SENTENCE)


def story(*lines: Line) -> BriefingStory:
    return replace(briefing().stories[0], lines=lines)


def doubled(text: str) -> int:
    return 2 * units(text)


def test_sentences_come_before_quotes_but_in_an_update():
    assert in_order(story(line(), SENTENCE)) == [SENTENCE, line()]
    assert in_order(replace(story(line(), SENTENCE), update=True)) == [line(), SENTENCE]


def test_two_sentences_and_two_quotes_open_a_story_that_are_not_too_long():
    long = line("x" * (MOST_OF_LINE + 1), LineKind.SENTENCE)
    assert opening([long, SENTENCE, SENTENCE, SENTENCE, line(), line(), line()]) == [1, 2, 4, 5]
    assert opening([SENTENCE, line(), line()], most=50) == [0, 1]
    assert opening([SENTENCE, line(), line()], doubled, most=50) == [1]


def test_a_single_source_needs_no_number_and_others_count_from_the_first():
    both = replace(line(), passages=(passage(FIRST, POST), passage(SECOND, LINK), passage(SECOND, POST)))
    references = References()
    assert references.marks(both) == "\u00a0[1][2]"
    assert references.number(LINK) == "[2] "
    assert References(single=True).marks(both) == ""


def test_what_is_left_out_between_and_behind_passages_is_marked():
    assert (
        line_text(replace(line(), passages=(passage(FIRST), passage(SECOND)), cut=True)) == f"{FIRST} […] {SECOND} […]"
    )


def test_of_many_sources_those_that_no_line_cites_are_counted():
    many = tuple(replace(LINK, article_id=f"x{at}") for at in range(50))
    parted = Parted(replace(story(line()), sources=many))
    assert (len(parted.links), parted.unlisted, parted.count) == (1 + MOST_SOURCES, 30, 51)


@given(st.lists(LINES, max_size=8), st.booleans())
def test_every_line_opens_the_story_or_follows(lines: list[Line], update: bool):  # noqa: FBT001 - made by hypothesis
    parted = Parted(replace(story(*lines), update=update))
    assert sorted(map(repr, [*parted.opened, *parted.rest])) == sorted(map(repr, lines))
    assert {passage.source for one in lines for passage in one.passages} <= set(parted.links)


@given(st.text(max_size=300), st.integers(6, 60))
def test_cut_by_a_measure_a_text_fits_it(text: str, limit: int):
    assert doubled(short(text, limit, doubled)) <= limit
    assert room(text, limit, doubled) <= len(text)
    assert doubled(literal(text, limit, doubled)) <= limit


@given(st.text(st.sampled_from("ab. é!👩\u200d👧e\u0301"), max_size=600), st.integers(60, 200))
def test_pieces_by_a_measure_lose_nothing(text: str, limit: int):
    whole = literal(text)
    made = pieces(whole, limit, doubled, mark="[…]")
    assert bare("".join(made)) == bare(whole)
    assert all(doubled(one) <= limit + 8 for one in made)
