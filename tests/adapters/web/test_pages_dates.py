"""Days: the page's own day in its own zone, from the best of its words; nothing that cannot be true."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.pages import parse_page
from bot.adapters.web.pages.dates import day_of_url, moment
from bot.adapters.web.pages.day_words import day_in
from tests.adapters.web.page_samples import PARAGRAPHS, article, json_ld

NOW = datetime(2023, 11, 25, 12, tzinfo=UTC)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def published(head: str = "", body: str = BODY, url: str | None = None) -> str | None:
    found = parse_page(article(body, head), url, now=NOW).published
    return found.isoformat() if found else None


def in_json(day: str) -> str:
    return json_ld(f'{{"@type":"NewsArticle","headline":"Lamps","datePublished":"{day}"}}')


def in_meta(day: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{day}">'


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2023-11-20T23:30:00-05:00", "2023-11-20T23:30:00-05:00"),
        ("2023-11-20T00:30:00+0100", "2023-11-20T00:30:00+01:00"),
        ("2023-11-20T00:30:00.000+01:00", "2023-11-20T00:30:00+01:00"),
        ("2023-11-20T22:30Z", "2023-11-20T22:30:00+00:00"),
        ("2023-11-20 22:30:15 +05:30", "2023-11-20T22:30:15+05:30"),
        ("2023-11-20", "2023-11-20T00:00:00+00:00"),
        ("20231120", "2023-11-20T00:00:00+00:00"),
        ("2023/11/20", "2023-11-20T00:00:00+00:00"),
        ("Mon, 20 Nov 2023 22:30:00 +0100", "2023-11-20T22:30:00+01:00"),
        ("Mon, 20 Nov 2023 22:30:00 GMT", "2023-11-20T22:30:00+00:00"),
        ("November 20, 2023", "2023-11-20T00:00:00+00:00"),
        ("20 November 2023", "2023-11-20T00:00:00+00:00"),
        ("2023-11-20T25:99:99Z", None),
        ("2023-13-45", None),
        ("2023-11-20T10:00:00+99:99", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_moment_keeps_the_zone_that_it_is_given_in(given: str, expected: str | None):
    found = moment(given)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("head", "body", "url", "day"),
    [
        (in_json("2023-11-20T23:30:00-05:00"), BODY, None, "2023-11-20"),
        (in_meta("2023-11-20T00:15:00+02:00"), BODY, None, "2023-11-20"),
        (in_json("2023-11-20") + in_meta("2023-11-24"), BODY, None, "2023-11-20"),
        (in_meta("2023-11-24", "article:modified_time") + in_meta("2023-11-20"), BODY, None, "2023-11-20"),
        ("", "<time datetime='2023-11-20T08:00:00+01:00' class='published'>Monday</time>" + BODY, None, "2023-11-20"),
        (
            "",
            "<time datetime='2023-11-24' class='updated'>x</time><time datetime='2023-11-20'>y</time>" + BODY,
            None,
            "2023-11-20",
        ),
        ("", BODY, "https://example.org/2023/11/20/lamps", "2023-11-20"),
        ("", BODY, "https://example.org/news/20231120/lamps.html", "2023-11-20"),
        ("", BODY, "https://example.org/lamps-2023-11-20", "2023-11-20"),
        ("", "<p class='date'>20 November 2023</p>" + BODY, None, "2023-11-20"),
        ("", "<p>13 Nov 2023 18:29</p>" + BODY, None, "2023-11-13"),
        ("", BODY, None, None),
        ("", BODY + "<p>© 2019 Saltmere Post</p>", None, None),
        ("", "<p class='date'>1 November 2023</p>" + BODY, None, "2023-11-01"),
    ],
)
def test_the_day_is_the_pages_own(head: str, body: str, url: str | None, day: str | None):
    found = published(head, body, url)
    assert (found[:10] if found else None) == day


def test_a_moment_in_utc_is_told_on_the_day_of_the_pages_address():
    found = published(in_json("2023-11-20T02:18:11Z"), url="https://example.org/2023/11/19/lamps")
    assert found == "2023-11-19T23:18:11-03:00"
    assert datetime.fromisoformat(found) == datetime(2023, 11, 20, 2, 18, 11, tzinfo=UTC)


def test_an_address_a_day_off_that_no_zone_explains_changes_nothing():
    found = published(in_json("2023-11-20T12:00:00Z"), url="https://example.org/2023/11/19/lamps")
    assert found == "2023-11-20T12:00:00+00:00"


@pytest.mark.parametrize("wrong", ["2023-11-28", "2199-01-01", "1899-12-31", "0001-01-01", "1970-01-01T00:00:00Z"])
def test_a_day_that_cannot_be_is_not_believed(wrong: str):
    assert published(in_json(wrong)) is None
    assert published(in_json(wrong) + in_meta("2023-11-20")) == "2023-11-20T00:00:00+00:00"


def test_tomorrow_is_believed_for_the_sake_of_zones():
    assert published(in_json("2023-11-26T01:00:00+14:00")) == "2023-11-26T01:00:00+14:00"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published on Monday, 20th November 2023 at 9 pm", "2023-11-20"),
        ("Nov. 20, 2023", "2023-11-20"),
        ("Montag, 20. März 2023", "2023-03-20"),
        ("20.11.2023, 18:29 Uhr", "2023-11-20"),
        ("Publié le 1er août 2023 à 10h", "2023-08-01"),
        ("20 de noviembre de 2023", "2023-11-20"),
        ("20 novembre 2023", "2023-11-20"),
        ("20 listopada 2023", "2023-11-20"),
        ("20 ноября 2023", "2023-11-20"),
        ("20 Kasım 2023", "2023-11-20"),
        ("2023年11月20日", "2023-11-20"),
        ("2023. 11. 20", "2023-11-20"),
        ("20/11/2023", "2023-11-20"),
        ("11/20/2023", "2023-11-20"),
        ("03/04/2023", None),
        ("31 February 2023", None),
        ("November 2023", None),
        ("version 1.20.2023", None),
        ("20 people in 2023", None),
    ],
)
def test_a_day_in_words_or_figures_is_read_and_an_unclear_one_is_none(text: str, day: str | None):
    found = day_in(text)
    assert (found.isoformat() if found else None) == day


def test_the_date_in_the_head_of_the_site_is_not_the_articles():
    page = article("<p>13 Nov 2023 18:29</p>" + BODY).replace(b"<nav>", b"<p>Saturday, 25 Nov 2023</p><nav>")
    found = parse_page(page, now=NOW).published
    assert found is not None
    assert found.date() == date(2023, 11, 13)


def test_a_moment_in_utc_is_told_on_the_day_that_stands_below_the_title():
    found = published(in_json("2023-11-20T02:54:29Z"), "<p>Sunday, November 19, 2023</p>" + BODY)
    assert found == "2023-11-19T23:54:29-03:00"


@given(st.datetimes(datetime(1990, 1, 1), datetime(2023, 11, 24)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001 - the zone is added
def test_what_a_page_gives_in_iso_8601_comes_back_as_it_is(naive: datetime, minutes: int):
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    found = moment(naive.replace(microsecond=0).isoformat() + zone)
    assert found is not None
    assert found.replace(tzinfo=None) == naive.replace(microsecond=0)
    assert found.utcoffset() == timedelta(minutes=minutes)


@given(
    st.dates(date(1990, 1, 1), date(2023, 11, 24)),
    st.sampled_from(["/{:%Y/%m/%d}/x", "/{:%Y-%m-%d}-x", "/a/{:%Y%m%d}/"]),
)
def test_the_day_in_an_address_is_found(day: date, form: str):
    found = day_of_url("https://example.org" + form.format(day))
    assert found is not None
    assert found.date() == day


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_moments(text: str):
    found = moment(text)
    assert found is None or found.tzinfo is not None
