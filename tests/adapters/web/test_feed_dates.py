"""Times as feeds write them, and garbage that is no time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.feeds.dates import parse_date


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mon, 05 Jan 2026 10:00:00 GMT", utc(2026, 1, 5, 10)),
        ("Mon, 5 Jan 2026 10:00:00 +0200", utc(2026, 1, 5, 8)),
        ("05 Jan 26 10:00 EST", utc(2026, 1, 5, 15)),
        ("Mon, 05 Jan 2026 10:00:00 PDT", utc(2026, 1, 5, 17)),
        ("Mon, 05 Jan 2026 10:00:00 CEST", utc(2026, 1, 5, 8)),
        ("Mon, 05 Jan 2026 10:00:00 GMT+0100", utc(2026, 1, 5, 9)),
        ("Mon, 05 Jan 2026 10:00:00 +01:00", utc(2026, 1, 5, 9)),
        ("Monday, 05 January 2026 10:00:00 Z", utc(2026, 1, 5, 10)),
        ("Mon, 05 Jan 2026 10:00:00", utc(2026, 1, 5, 10)),
        ("Mon, 05 Jan 2026", utc(2026, 1, 5)),
        ("Mon,05 Jan 2026 10:00:00 (UTC)", utc(2026, 1, 5, 10)),
        ("Wrongday, 05 Jan 2026 10:00:00 GMT", utc(2026, 1, 5, 10)),
        ("Mo, 05 Mär 2026 10:00:00 +0100", utc(2026, 3, 5, 9)),
        ("lun. 5 févr. 2026 10:00", utc(2026, 2, 5, 10)),
        ("2026-01-05T10:00:00Z", utc(2026, 1, 5, 10)),
        ("2026-01-05T10:00:00.123456789+02:00", utc(2026, 1, 5, 8)),
        ("2026-01-05T10:00:00-0500", utc(2026, 1, 5, 15)),
        ("2026-01-05T10:00Z", utc(2026, 1, 5, 10)),
        ("2026-01-05 10:00:00", utc(2026, 1, 5, 10)),
        ("2026-01-05", utc(2026, 1, 5)),
        ("2026-01", utc(2026, 1, 1)),
        ("2026", utc(2026, 1, 1)),
        ("20260105T100000Z", utc(2026, 1, 5, 10)),
        ("2026/01/05 10:00", utc(2026, 1, 5, 10)),
        ("Mon Jan  5 10:00:00 2026", utc(2026, 1, 5, 10)),
        ("Mon Jan 5 10:00:00 UTC 2026", utc(2026, 1, 5, 10)),
        ("January 5, 2026 10:00 PM", utc(2026, 1, 5, 22)),
        ("5th January 2026", utc(2026, 1, 5)),
        ("2026-01-05T24:00:00Z", utc(2026, 1, 6)),
        ("2026-01-05T23:59:60Z", utc(2026, 1, 5, 23, 59, 59)),
        ("2099-01-05T10:00:00Z", utc(2099, 1, 5, 10)),
    ],
)
def test_times(text: str, wanted: datetime):
    assert parse_date(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        None, "", "   ", "yesterday", "next tuesday", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z", "2026-13-05",
        "2026-02-30", "31 Feb 2026", "Mon, 05 Xyz 2026 10:00:00 GMT", "10:00", "1767600000", "2026-01-05T25:00:00Z",
        "2026-01-05T10:61:00Z", "Mon, 05 Jan 2026 10:00:00 QQQ", "Mon, 05 Jan 2026 10:00:00 +9900", "99999-01-01",
        "05/01/2026", "1" * 5000, "٢٠٢٦-٠١-٠٥T", "9999-12-31T23:59:59-14:00",
    ],
)  # fmt: skip
def test_garbage_is_no_time(text: str | None):
    assert parse_date(text) is None


@given(st.text(alphabet="0123456789-+:TZ. ,JanFebMonGMTESTapm/()", max_size=50) | st.text(max_size=40))
def test_no_text_breaks_it(text: str):
    found = parse_date(text)
    assert found is None or (found.tzinfo is not None and 1979 <= found.year <= 2201)


@given(st.integers(min_value=347_155_200, max_value=7_226_582_400))
def test_what_iso_and_mail_write_is_read_back(seconds: int):
    time = datetime.fromtimestamp(seconds, UTC)
    assert parse_date(time.isoformat()) == time
    assert parse_date(time.strftime("%a, %d %b %Y %H:%M:%S +0000")) == time
