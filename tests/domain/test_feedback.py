"""Whose votes say what: one's own of one's own briefings, several people's of a channel's."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feedback import Lean, Vote, personal, steering
from bot.domain.models import ArticleRef

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


def vote(person: str, value: int = 1, *, article: int = 1, steers: bool = False, minutes: int = 0) -> Vote:
    return Vote(person, "general", ArticleRef(article, 1), value, steers, NOW + timedelta(minutes=minutes))


VOTES = st.builds(
    vote,
    st.sampled_from(["ann", "bob", "cid"]),
    st.sampled_from([1, -1]),
    article=st.integers(1, 4),
    steers=st.booleans(),
    minutes=st.integers(0, 9),
)


def test_a_persons_last_word_counts_the_newest_first():
    votes = [vote("ann", article=1), vote("ann", -1, article=2, minutes=1), vote("ann", -1, article=1, minutes=2)]
    assert personal(votes) == (Lean(ArticleRef(1, 1), -1.0), Lean(ArticleRef(2, 1), -1.0))


def test_a_briefing_leans_on_thirty_articles_at_most():
    votes = [vote("ann", article=number, steers=True, minutes=number) for number in range(50)]
    for leans in (personal(votes), steering(votes)):
        assert [one.ref.article_id for one in leans] == list(range(49, 19, -1))


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        (["ann+"], 0),
        (["ann+", "bob+"], 1),
        (["ann-", "bob-"], -1),
        (["ann+", "bob-"], 0),
        (["ann+", "bob+", "cid-"], 1),
        (["ann+", "bob+", "cid-", "dee-"], 0),
        (["ann+!"], 1),
        (["ann-!", "bob+"], -1),
        (["ann-!", "bob+", "cid+"], -1),  # who may change the schedule has the last word
        (["ann+!", "bob-!"], 0),
        (["ann+!", "bob-!", "cid-"], -1),
        (["ann+!", "bob+!", "cid-", "dee-", "eve-"], 1),
    ],
)
def test_a_channel_is_steered_by_several_or_by_whoever_may_change_its_schedule(said: list[str], weight: int):
    votes = [vote(one[:3], 1 if "+" in one else -1, steers="!" in one) for one in said]
    assert steering(votes) == ((Lean(ArticleRef(1, 1), weight),) if weight else ())


@given(st.lists(VOTES.map(lambda one: Vote("ann", one.channel, one.ref, one.value, False, one.at))))  # noqa: FBT003 - a field of many
def test_one_person_who_may_not_change_the_schedule_never_steers_a_channel(votes: list[Vote]):
    assert steering(votes) == ()


@given(st.lists(VOTES), st.randoms(use_true_random=False))
def test_the_order_in_which_votes_are_read_changes_nothing(votes: list[Vote], random: Random):
    shuffled = list(votes)
    random.shuffle(shuffled)
    unique = {(one.person, one.ref, one.at, one.channel) for one in votes}
    if len(unique) == len(votes):  # of one person on one article at one moment, there is one
        assert (steering(votes), personal(votes)) == (steering(shuffled), personal(shuffled))


@given(st.lists(VOTES))
def test_every_lean_is_of_an_article_that_was_voted_on_and_each_once(votes: list[Vote]):
    for leans in (personal(votes), steering(votes)):
        refs = [one.ref for one in leans]
        assert len(set(refs)) == len(refs)
        assert set(refs) <= {one.ref for one in votes}
        assert {one.weight for one in leans} <= {1.0, -1.0}
