"""A feed's entries as articles: which is which, texts and dates."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import (
    MOST_VERSIONS,
    Change,
    KnownEntry,
    article_of,
    article_of_page,
    change_of,
    digest_of_entry,
    identify,
    is_teaser,
    newest_first,
)
from bot.domain.intake import FeedEntry, Markers, Page, Wall
from bot.domain.models import Source

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAPER = Source("https://example.org/feed", "Quay Courier", "feed")
LONG = "The harbour was dark again on Monday. " * 60


def entry(id_: str = "a", **fields: object) -> FeedEntry:
    given: dict[str, object] = {"url": f"https://example.org/{id_}", "title": f"Title of {id_}", "summary": "Short."}
    return FeedEntry(id_, **(given | fields))  # type: ignore[arg-type] # a test may pass any field


def page(text: str = LONG, **fields: object) -> Page:
    return Page("Page title", text, **fields)  # type: ignore[arg-type] # a test may pass any field


# --- what is taken up --------------------------------------------------------------------------------


def known(first: FeedEntry, read: timedelta = timedelta(), version: int = 1) -> KnownEntry:
    return KnownEntry("a", digest_of_entry(first), NOW, NOW + read, version)


EDITED = entry(summary="Shorter.")


@pytest.mark.parametrize(
    ("now", "before", "after", "change"),
    [
        (HOUR, known(entry()), entry(updated=NOW), Change.NONE),
        (HOUR, known(entry()), EDITED, Change.NOW),
        (HOUR * 1.5, known(entry(), read=HOUR), EDITED, Change.LATER),
        (HOUR * 2, known(entry(), read=HOUR), EDITED, Change.NOW),
        (HOUR * 99, known(entry(), read=HOUR * 92), EDITED, Change.NOW),
        (HOUR * 99, known(entry(), read=HOUR * 94), EDITED, Change.LATER),
        (HOUR * 1.5, known(entry(), read=HOUR), entry(title="Other"), Change.NOW),
        (HOUR * 1.5, known(entry(), read=HOUR), entry(markers=Markers(correction="")), Change.NOW),
        (HOUR, known(entry(), version=MOST_VERSIONS), entry(title="Other"), Change.NEVER),
        (HOUR, known(entry(), version=MOST_VERSIONS), entry(markers=Markers(withdrawn=True)), Change.NOW),
        (HOUR, known(entry(), version=MOST_VERSIONS + 1), entry(markers=Markers(withdrawn=True)), Change.NEVER),
    ],
)
def test_an_entry_is_taken_up_when_it_says_something_new_but_not_at_each_poll(
    now: timedelta, before: KnownEntry, after: FeedEntry, change: Change
):
    assert change_of(after, before, NOW + now) is change


def test_an_entry_is_taken_up_that_was_never_seen_or_whose_page_is_awaited():
    assert change_of(entry(), None, NOW) is Change.NOW
    assert change_of(entry(), KnownEntry("a", None, NOW, NOW), NOW) is Change.NOW
    assert change_of(entry(markers=Markers(withdrawn=True)), None, NOW) is Change.NONE


# --- which is which ----------------------------------------------------------------------------------


def keys(entries: list[FeedEntry], by_key: tuple[str, ...] = (), by_url: dict[str, str] | None = None) -> list[str]:
    return [key for key, _ in identify(entries, by_key, by_url or {})]


def test_an_entry_is_known_by_its_id():
    assert keys([entry("a"), entry("b")], ("a",)) == ["a", "b"]


def test_an_entry_that_is_listed_twice_is_one():
    assert keys([entry("a"), entry("a", title="Again")]) == ["a"]


def test_a_changed_id_at_a_known_address_is_the_same_article():
    assert keys([entry("new", url="https://example.org/a")], (), {"https://example.org/a": "old"}) == ["old"]


def test_an_address_that_two_entries_share_identifies_neither():
    home = "https://example.org/"
    assert keys([entry("x", url=home), entry("y", url=home)], (), {home: "old"}) == ["x", "y"]


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org", "https://example.org/news/"])
def test_the_address_of_the_site_identifies_nothing(url: str):
    found = identify([entry("new", url=url)], (), {url: "old"}, "https://example.org/news")
    assert [key for key, _ in found] == ["new"]


def test_an_entry_never_takes_the_key_of_another_entry_of_the_feed():
    known = {"https://example.org/b": "a"}
    assert keys([entry("a"), entry("b")], ("a",), known) == ["a", "b"]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("123")), max_size=8),
    st.sets(st.sampled_from("abcdef")),
    st.dictionaries(st.sampled_from("123"), st.sampled_from("abcdef")),
)
def test_no_two_entries_get_one_key(pairs: list[tuple[str, str]], known: set[str], by_url: dict[str, str]):
    entries = [entry(id_, url=f"https://example.org/{at}") for id_, at in pairs]
    found = identify(entries, known, {f"https://example.org/{at}": key for at, key in by_url.items()})
    assert len({key for key, _ in found}) == len(found)
    assert len(found) <= len({one.id for one in entries})


def test_only_what_an_entry_says_makes_it_an_edited_one():
    assert digest_of_entry(entry(updated=NOW)) == digest_of_entry(entry(updated=NOW + HOUR))
    assert digest_of_entry(entry()) != digest_of_entry(entry(title="Other"))
    assert digest_of_entry(entry()) != digest_of_entry(entry(markers=Markers(withdrawn=True)))
    assert digest_of_entry(entry(title="a", summary="b")) != digest_of_entry(entry(title="ab", summary=""))


def test_the_newest_come_first_and_undated_ones_last_in_the_feeds_order():
    entries = [("u", entry()), ("old", entry(published=NOW - HOUR)), ("v", entry()), ("new", entry(updated=NOW))]
    assert [key for key, _ in newest_first(entries)] == ["new", "old", "u", "v"]


# --- texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "teaser"),
    [
        ("Short.", True),
        (LONG, False),
        (LONG + "…", True),
        (LONG + "[...]", True),
        (LONG + "Read more", True),
        (LONG + "Continue reading at the Quay Courier", True),
        (LONG + "They would read more, she said, if there were light to read more by in winter.", False),
    ],
)
def test_a_teaser_is_short_or_says_that_it_goes_on(text: str, teaser: bool):  # noqa: FBT001 - a table
    assert is_teaser(entry(content=text)) is teaser


def test_a_teaser_gets_the_text_of_its_page_and_keeps_title_and_date_of_the_feed():
    dated = entry(published=NOW - HOUR)
    made = article_of("k", dated, PAPER, NOW, page(published=NOW - 9 * HOUR, author="Iva Ott", language="en"))
    assert (made.key, made.title, made.published, made.author) == ("k", "Title of a", NOW - HOUR, "Iva Ott")
    assert (made.text, made.teaser, made.language) == (LONG.strip(), False, "en")


@pytest.mark.parametrize("other", [None, page(wall=Wall.PAYWALL), page(wall=Wall.CONSENT), page(text="Less")])
def test_without_a_readable_page_the_teaser_stays_and_is_called_one(other: Page | None):
    made = article_of("k", entry(summary="The lights went out."), PAPER, NOW, other)
    assert (made.text, made.teaser) == ("The lights went out.", True)


def test_an_article_always_has_a_title_and_a_text():
    made = article_of("k", entry(title="", summary="The lights\u0007 went out."), PAPER, NOW)
    assert made.title == "The lights went out."
    bare = article_of("k", entry(title="Only a title", summary=""), PAPER, NOW)
    assert (bare.title, bare.text) == ("Only a title", "Only a title")
    assert article_of("k", entry(title="", summary=""), PAPER, NOW).title == "Untitled"


def test_a_page_by_itself_is_known_by_the_address_that_it_names():
    made = article_of_page(page(url="https://example.org/one"), "https://example.org/one?x", PAPER, NOW)
    assert (made.key, made.url, made.teaser) == ("https://example.org/one", "https://example.org/one", False)
    assert article_of_page(page(wall=Wall.PAYWALL), "https://example.org/x", PAPER, NOW).teaser


# --- dates and marks ---------------------------------------------------------------------------------


def test_a_date_in_the_future_is_the_time_of_fetching_and_said_so():
    made = article_of("k", entry(published=NOW + 90 * HOUR), PAPER, NOW)
    assert (made.published, made.clamped) == (NOW, True)


def test_a_clock_that_is_a_little_fast_is_no_news():
    made = article_of("k", entry(published=NOW + timedelta(minutes=5)), PAPER, NOW)
    assert (made.published, made.clamped) == (NOW, False)


def test_an_unknown_date_stays_unknown_unless_the_page_knows_it():
    assert article_of("k", entry(), PAPER, NOW).published is None
    zone = timezone(-timedelta(hours=5))
    made = article_of("k", entry(), PAPER, NOW, page(published=datetime(2026, 11, 22, 20, tzinfo=zone)))
    assert made.published == datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_what_feed_and_page_say_of_the_article_is_taken_together():
    feed = entry(markers=Markers(correction="", embargoed_until=NOW))
    other = page(markers=Markers(correction="The name was wrong.", withdrawn=True, embargoed_until=NOW + HOUR))
    marks = article_of("k", feed, PAPER, NOW, other).markers
    assert marks == Markers("The name was wrong.", withdrawn=True, embargoed_until=NOW + HOUR)
