"""Whatever a document is, all of it is told, and no message breaks a limit of Discord."""

from collections.abc import Iterable

from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.elements import MOST_OF_DESCRIPTION, Row, descriptions, quoted, row
from bot.adapters.discord.escaping import literal, markdown, units
from bot.adapters.discord.fitting import MOST_EMBEDS, MOST_OF_MESSAGE, Group, packed, size_of
from bot.adapters.discord.lines import pieces
from bot.adapters.discord.rendering import keyed, plain, render
from bot.domain.documents import Answer, Briefing, Document, Line
from bot.domain.labels import Target
from tests.adapters.discord import markdown as reading
from tests.adapters.discord.reading import complaints_of, foreign_styles, hidden_links, payloads, words
from tests.generated import ANSWERS, BRIEFINGS, bare
from tests.samples import LINK, POST

KEY = "0123456789abcdef012345670"
AGAIN = " (continued)"


def everything(document: Document) -> str:
    """All that is seen, but for the headings that are repeated where something goes on in the next message."""
    rows = "\n".join(map(words, payloads(render(document)))).split("\n")
    return bare("".join(one for one in rows if not one.endswith(AGAIN)))


def told(lines: Iterable[Line], everything_: str) -> bool:
    return all(bare(literal(passage.text)) in everything_ for one in lines for passage in one.passages)


def fits_discord(document: Document, key: str) -> None:
    for part in render(document):
        payload = keyed(part.body, key)
        for one in (payload, plain(payload)):
            assert not list(complaints_of(one))
            assert not foreign_styles(one)
            assert not list(hidden_links(one))


@given(BRIEFINGS)
def test_every_story_line_speaker_and_source_of_a_briefing_is_told_within_discords_limits(given_: Briefing):
    parts = render(given_)
    assert render(given_) == parts
    all_ = everything(given_)
    assert all(told(one.lines, all_) for one in given_.stories)
    assert [one for part in parts for one in part.stories] == [one.story_id for one in given_.stories]
    for at, one in enumerate(given_.stories, 1):
        assert bare(f"{at}. {'Update: ' if one.update else ''}{literal(one.headline.title) or '(no title)'}") in all_
    spoken = [one for story in given_.stories for one in story.lines if one.speaker and one.confidence]
    assert all_.count("—InesCalloway") >= len(spoken)
    if given_.stories:
        assert "QuayCourier·" in all_
        assert "HarbourPost·" in all_
        bodies = "".join(part.body for part in parts)
        assert str(LINK.url) in bodies
        assert str(POST.url) in bodies
    fits_discord(given_, KEY)


@given(ANSWERS)
def test_every_line_and_source_of_an_answer_is_told_within_discords_limits(given_: Answer):
    all_ = everything(given_)
    assert all(told(group.lines, all_) for group in given_.groups)
    cited = [line for group in given_.groups for line in group.lines]
    if cited:
        assert str(LINK.url) in "".join(part.body for part in render(given_))
        assert "QuayCourier·undated·Harbourgoesdark·example.org" in all_
    fits_discord(given_, "")


# --- parts of it -------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("ab. 👩\u200d👧e\u0301한*[<!…"), max_size=2500), st.integers(1, 4))
@example("👩\u200d👩\u200d👧\u200d👦" * 900, 1)
@example("*" * 3000, 1)
def test_pieces_of_a_line_fit_and_lose_nothing(text: str, times: int):
    whole = literal(text * times)
    made = [markdown(one) for one in pieces(whole, mark="[…]")]
    assert all(units(one) <= 1520 for one in made)
    assert bare("".join(reading.shown(reading.read(one)) for one in made)) == bare(whole)


ROWS = st.lists(
    st.builds(
        lambda chunks, bar: quoted(chunks[0]) if bar else row(*chunks),
        st.lists(st.text("ab", min_size=1, max_size=3900), min_size=1, max_size=4),
        st.booleans(),
    ),
    max_size=12,
)


@given(ROWS)
def test_rows_become_descriptions_that_fit_and_lose_nothing(rows: list[Row]):
    made = descriptions(rows)
    assert all(0 < units(one) <= MOST_OF_DESCRIPTION for one in made)
    assert "".join(made).replace("> ", "").replace("\n", "") == "".join("".join(one.chunks) for one in rows)


@given(st.lists(st.tuples(st.integers(0, 9000), st.sampled_from(["", "https://example.org/a", "https://b/"]))))
def test_messages_keep_discords_limits_and_the_order(given_: list[tuple[int, str]]):
    groups = [
        Group(
            tuple(row("x" * 100) for _ in range(length // 100)),
            f"{at} title",
            Target(url, "example.org") if url else None,
            again=f"{at}{AGAIN}",
            story_id=f"s{at}",
            number=at,
        )
        for at, (length, url) in enumerate(given_)
    ]
    messages = packed(groups)
    for message in messages:
        assert len(message) <= MOST_EMBEDS
        assert sum(size_of(one.embed) for one in message) <= MOST_OF_MESSAGE
        assert sum(bool(one.story_id) for one in message) <= 5
        urls = [one.embed["url"] for one in message if "url" in one.embed]
        assert len(set(urls)) == len(urls)
    ids = [one.story_id for message in messages for one in message if one.story_id]
    assert ids == [f"s{at}" for at in range(len(given_))]
    places = [int(one.embed["title"].split()[0]) for message in messages for one in message]
    assert places == sorted(places)
