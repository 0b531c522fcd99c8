from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.egress.freshness import fresh_for, moment, retry_after

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
NOON = "Wed, 25 Nov 2026 12:00:00 GMT"
ONE = "Wed, 25 Nov 2026 13:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": 'public, MAX-AGE="600"'}, 600),
        ({"Cache-Control": "max-age=600", "Age": "500"}, 100),
        ({"Cache-Control": "max-age=600", "Age": "900"}, 0),
        ({"Cache-Control": "max-age=600", "Expires": NOON, "Date": ONE}, 600),
        ({"Cache-Control": "max-age=600, no-cache"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=99999999999999999999"}, 7 * 86400),
        ({"Cache-Control": "max-age=-5"}, None),
        ({"Cache-Control": "private"}, None),
        ({"Expires": ONE, "Date": NOON}, 3600),
        ({"Expires": ONE}, 3600),
        ({"Expires": NOON, "Date": ONE}, 0),
        ({"Expires": "0"}, 0),
        ({"Expires": ONE, "Date": "yesterday"}, 3600),
        ({"Expires": "Fri, 01 Jan 9999 00:00:00 GMT"}, 7 * 86400),
    ],
)
def test_how_long_an_answer_stays_good(headers: Mapping[str, str], seconds: float | None):
    assert fresh_for(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "999999999999"}, 86400),
        ({"Retry-After": ONE}, 3600),
        ({"Retry-After": ONE, "Date": "Wed, 25 Nov 2026 12:30:00 GMT"}, 1800),
        ({"Retry-After": "Wed, 25 Nov 2020 12:00:00 GMT"}, 0),
        ({"Retry-After": "Wednesday, 25-Nov-26 13:00:00 GMT"}, 3600),
        ({"Retry-After": "Wed Nov 25 13:00:00 2026"}, 3600),
    ],
)
def test_the_wait_that_is_asked_for(headers: Mapping[str, str], seconds: float | None):
    assert retry_after(headers, NOW) == (None if seconds is None else timedelta(seconds=seconds))


@given(
    st.dictionaries(st.sampled_from(["Cache-Control", "Expires", "Date", "Age", "Retry-After"]), st.text(max_size=60))
)
def test_whatever_headers_say_durations_are_bounded(headers: Mapping[str, str]):
    for found, most in ((fresh_for(headers, NOW), 7 * 24), (retry_after(headers, NOW), 24)):
        assert found is None or timedelta() <= found <= timedelta(hours=most)


@given(st.text(max_size=60))
def test_dates_have_a_time_zone_or_are_none(text: str):
    found = moment(text)
    assert found is None or found.tzinfo is UTC
