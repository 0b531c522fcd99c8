"""Headlines that say of their own article that it is corrected, withdrawn or embargoed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intake import UNMARKED, Markers
from bot.domain.markers import both, of_headline, of_status, with_headline

CORRECTED = Markers(correction="")
WITHDRAWN = Markers(withdrawn=True)
WITHHELD = Markers(withheld=True)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("CORRECTION: Ferry sails on Tuesday", CORRECTED),
        ("Correction: Ferry story", CORRECTED),
        ("CORRECTED-Harbour fees rise 3 pct", CORRECTED),
        ("UPDATE 2-CORRECTED-Harbour fees rise", CORRECTED),
        ("CORRECTED (OFFICIAL): Harbour fees rise", CORRECTED),
        ("Harbour fees rise (corrected)", CORRECTED),
        ("[Corrected] Harbour fees rise", CORRECTED),
        ("WITHDRAWN: Harbour fees rise", WITHDRAWN),
        ("RETRACTED: A study of tides", WITHDRAWN),
        ("RETRACTION – A study of tides", WITHDRAWN),
        ("EMBARGOED: Budget speech", WITHHELD),
        ("EMBARGOED UNTIL 0600 GMT FRIDAY: Budget speech", WITHHELD),
        ("(EMBARGOED) Budget speech", WITHHELD),
        ("EMBARGOED until 6 am: Budget speech", WITHHELD),
        ("EMBARGOED until Friday Budget speech", WITHHELD),
        ("Embargoed until 00:01 GMT, 5 January: Budget speech", WITHHELD),
        ("UNDER EMBARGO UNTIL MIDNIGHT - Budget speech", WITHHELD),
        ("EMBARGO TILL 0600: Budget speech", WITHHELD),
        ("Corrigendum: A study of tides", CORRECTED),
        ("RETRACTED ARTICLE: A study of tides", WITHDRAWN),
        ("Retraction: A study of tides", WITHDRAWN),
        ("Retraction of the ferry law", UNMARKED),
        ("[Retracted] A study of tides", WITHDRAWN),
        ("Embargo on oil lifted", UNMARKED),
        ("EMBARGO ON OIL LIFTED: prices fall", UNMARKED),
        ("EMBARGO TO STAY - minister", UNMARKED),
        ("Embargo until 2027: ministers agree", UNMARKED),
        ("Embargoed until 2027: the oil that nobody buys", UNMARKED),
        ("Embargoed: the oil that nobody buys", UNMARKED),
        ("Sudan: arms embargo", UNMARKED),
        ("Sudan: arms embargo (extended)", UNMARKED),
        ("Arms embargo: what it means", UNMARKED),
        ("Correction officers strike at the harbour", UNMARKED),
        ("Corrections department sued", UNMARKED),
        ("Withdrawn: how the ferry left us", UNMARKED),
        ("Embargo on grain is lifted", UNMARKED),
        ("Troops withdrawn: what comes next", UNMARKED),
        ("House market correction: what to know", UNMARKED),
        ("", UNMARKED),
    ],
)
def test_headlines(title: str, wanted: Markers):
    assert of_headline(title) == wanted


def test_fields_of_ninjs():
    end = datetime(2026, 1, 5, 6, tzinfo=UTC)
    assert of_status("usable", None) == UNMARKED
    assert of_status("stat:canceled", None) == WITHDRAWN
    assert of_status("Withheld", end) == Markers(withheld=True, embargoed_until=end)


def test_two_places_add_up_and_the_later_end_counts():
    early, late = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)
    one = Markers(correction="", embargoed_until=early)
    assert both(one, Markers(correction="It was Tuesday.", embargoed_until=late)) == Markers(
        correction="It was Tuesday.", embargoed_until=late
    )
    assert both(UNMARKED, WITHDRAWN) == WITHDRAWN


def test_an_embargo_that_only_a_headline_names_withholds_until_the_fields_give_its_end():
    end = datetime(2026, 1, 5, 6, tzinfo=UTC)
    title = "EMBARGOED until Monday: CORRECTED Budget"
    assert with_headline(UNMARKED, title) == WITHHELD
    assert with_headline(Markers(embargoed_until=end), title) == Markers(embargoed_until=end)
    assert with_headline(Markers(withheld=True, embargoed_until=end), title).withheld


MARKERS = st.builds(
    Markers,
    st.sampled_from([None, "", "The name was wrong.", "The sum was."]),
    withdrawn=st.booleans(),
    withheld=st.booleans(),
    embargoed_until=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(MARKERS, MARKERS)
def test_nothing_that_either_place_says_is_lost(one: Markers, other: Markers):
    made = both(one, other)
    assert made.withdrawn is (one.withdrawn or other.withdrawn)
    assert made.withheld is (one.withheld or other.withheld)
    assert (made.correction is None) is (one.correction is None and other.correction is None)
    assert bool(made.correction) is (bool(one.correction) or bool(other.correction))
    ends = [end for end in (one.embargoed_until, other.embargoed_until) if end]
    assert made.embargoed_until == max(ends, default=None)
    assert both(made, one) == made


@given(st.text(max_size=300))
def test_no_headline_breaks_it(title: str):
    assert of_headline(title) == of_headline(title)
