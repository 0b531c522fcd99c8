"""Slack's limits: whatever is too long goes on in the next row, block or message, and nothing is lost."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.slack.elements import MOST_OF_BLOCK, Block, Run, context, rich_text, row
from bot.adapters.slack.escaping import literal, size
from bot.adapters.slack.fitting import MOST_BLOCKS, MOST_OF_MESSAGE, Group, packed, pieces, size_of
from bot.domain.text import grapheme_start
from tests.adapters.slack.reading import texts
from tests.generated import bare

LONG = "Nobody sells lamps. The city agreed with <the> harbour & said so! " * 400


def test_a_long_text_is_parted_between_its_sentences():
    made = pieces(LONG.strip(), 500, mark="[…]")
    assert all(size(one) <= 510 for one in made)
    assert made[0].endswith("! […]") or made[0].endswith(". […]")
    assert made[1].startswith("[…] ")
    assert bare("".join(made)) == bare(LONG)


def test_a_sentence_that_is_longer_than_a_piece_is_parted_between_words():
    text = "lamps and more lamps " * 200
    made = pieces(text.strip(), 500)
    assert all(size(one) <= 500 for one in made)
    assert {one.strip("…").split()[0] for one in made} <= {"lamps", "and", "more"}
    assert bare("".join(made)) == bare(text)


@given(st.text(st.sampled_from("ab. 👩\u200d👧e\u0301🇩🇪한&<!…"), max_size=900), st.integers(40, 200))
@example("👩\u200d👩\u200d👧\u200d👦" * 300, 60)
@example("a\u200d" * 400, 60)
@example("&" * 900, 50)
def test_pieces_fit_lose_nothing_and_never_break_a_grapheme(text: str, limit: int):
    given_ = literal(text)
    made = pieces(given_, limit, mark="[…]")
    assert all(size(one) <= limit + 10 for one in made)
    assert bare("".join(made)) == bare(given_)
    at = 0
    for one in made[:-1]:
        words = bare(one)
        at += len(words)
        whole = bare(given_)
        near = at - grapheme_start(whole, at)
        assert near == 0 or near > limit // 6


@given(st.lists(st.tuples(st.text(max_size=4000), st.booleans()), max_size=12))
@example([("x" * 9000, True), ("&" * 3000, False)])
def test_rows_become_blocks_that_fit_and_lose_nothing(given_: list[tuple[str, bool]]):
    blocks = rich_text(row(Run(text, bold=quoted), quoted=quoted) for text, quoted in given_)
    assert all(size_of(block) <= MOST_OF_BLOCK + 100 for block in blocks)
    assert all(list(texts(blocks)))
    assert bare("".join(texts(blocks))) == bare("".join(text for text, _ in given_))


def test_a_group_stays_in_one_message_where_one_holds_it():
    groups = [Group(tuple(context("x" * 1000) for _ in range(4)), title=str(at)) for at in range(5)]
    assert [[one.title for one in message] for message in packed(groups)] == [["0", "1"], ["2", "3"], ["4"]]


def test_a_group_that_no_message_holds_goes_on_under_its_heading():
    blocks: list[Block] = [context(f"{at} {'x' * 1400}") for at in range(20)]
    messages = packed([Group(tuple(blocks), story_id="s1", again=(context("again"),))])
    shown = [[text for group in message for text in texts(list(group.blocks))] for message in messages]
    assert len(messages) > 2
    assert all(one[0] == "again" for one in shown[1:])
    assert [text for one in shown for text in one if text != "again"] == list(texts(blocks))
    assert [group.story_id for message in messages for group in message] == ["s1", *[""] * (len(messages) - 1)]


@given(st.lists(st.lists(st.integers(1, 1400), min_size=1, max_size=60), max_size=10))
def test_messages_keep_slacks_limits(lengths: list[list[int]]):
    groups = [Group(tuple(context("x" * length) for length in one)) for one in lengths]
    for message in packed(groups):
        blocks = [block for group in message for block in group.blocks]
        assert len(blocks) <= MOST_BLOCKS
        assert sum(map(size_of, blocks)) <= MOST_OF_MESSAGE
