"""Headlines that say of their own article that it is corrected, withdrawn or embargoed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intake import UNMARKED, Markers
from bot.domain.markers import both, of_headline, of_status

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


@given(st.text(max_size=300))
def test_no_headline_breaks_it(title: str):
    assert of_headline(title) == of_headline(title)
