"""What in an address counts as a secret: private feeds of every common kind do, ordinary ones do not."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.addresses import holds_secret, shown
from bot.domain.tokens import holds_token, is_secret_name, masked

PRIVATE = [
    "?t=eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlLXJlYWRlciJ9.bm90LWEtc2lnbmF0dXJl",
    "/eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlLXJlYWRlciJ9.bm90LWEtc2lnbmF0dXJl/rss",
    "/feed?apitoken=fake",
    "/feed?access-token=fake",
    "/feed?feedkey=fake",
    "/feed?feedKey=fake",
    "/feed?rss%5Ftoken=fake",
    "/feed?user=bob&pw=hunter2",
    "/feed?user=bob;passwd=hunter2",
    "/feed?X-Amz-Signature=fake",
    "/feed?sig=fake&id=7",
    "/feed?PHPSESSID=fake",
    "/feed;jsessionid=fake",
    "/feeds/00112233445566778899aabbccddeeff.xml",
    "/feeds/00112233445566778899aabbccddeeff.atom?format=xml",
    "/u:bob/secret:00fa1122bb3344cc55dd/",
    "/u:bob/secret:hunter2/",
    "/token/ab12cd34/rss",
    "/private/k3v9x0q7w2m8z5t1/rss",
    "/private/K3v9X0q7W2m8Z5t1",
    "/private/kq3-xv9_Tz7wB2mR8-pLd4",
    "/f/qxzjvkwpbtfgmhdrclns/feed",
    "/f/QxZjVkWpBtFgMhDrClNs.rss",
    "/f/ABCD2EFGH3IJKL4MNOP5",
    "/f/6f1c2d3e-0000-4000-8000-0123456789ab",
    "/f/6f1c2d3e-0000-4000-8000-0123456789ab.xml",
    "/rss?u=00112233445566778899aabbccddeeff",
    "/rss?u=k3v9x0q7w2m8",
    "/rss?k3v9x0q7w2m8z5t1",
    "/rss?id=12345678901234567890123",
    "/rss?feed=https%3A%2F%2Fbob%3Ahunter2%40example.net%2Ffeed",
    "/rss?feed=https%3A%2F%2Fexample.net%2Ffeed%3Ftoken%3Dfake",
    "/rss?q=00fa1122%252Dbb3344cc55dd",
]
ORDINARY = [
    "",
    "/",
    "/feed",
    "/feed/",
    "/rss.xml",
    "/index.rdf",
    "/feeds/all.atom.xml",
    "/wp-rss2.php",
    "/blog/feed/atom/",
    "/rss?format=rss&id=123&category=world-news",
    "/rss?feed=rss2&cat=12&paged=3",
    "/rss?lang=en-GB&edition=international",
    "/rss?q=harbour+bridge+reconstruction&sort=newest",
    "/rss?tags=environment,internationalisation,shipbuilding",
    "/rss?keywords=harbour&author=ines-calloway&design=wide",
    "/rss?from=2024-05-17T12:30:00Z&to=20240518T123000Z",
    "/rss?url=https%3A%2F%2Fexample.net%2Fnews%2Fworld",
    "/rss?id=1234567890123456789",
    "/2024/05/17/a-long-headline-about-the-harbour-and-its-bridges",
    "/2024-05-17-harbour-opens-1234567",
    "/news/world-europe-12345678",
    "/news/article/9f8e7d6c",
    "/news/harbour-opens-9f8e7d6c.html",
    "/news/articles/b1c2d3e4f5a",
    "/g7-summit-5g-networks-and-f35-jets-after-covid19",
    "/the_quick_brown_fox_jumps_over_2_dogs.html",
    "/WorldNewsOfTheWeek/TopStories.rss",
    "/iphone15pro-and-windows11-updates",
    "/rindfleischetikettierungsueberwachung/donaudampfschifffahrt",
    "/nachrichten/wirtschaftswissenschaften.rss",
    "/internationalisation-characteristically-uncharacteristic",
    "/новости/международныеотношения",
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
    "/~ann/podcast/episode-0142.mp3",
    "/@ann/feed",
    "/r/worldnews/.rss",
    "/channel/sports/football/premier-league/manchester",
]


@pytest.mark.parametrize("tail", PRIVATE)
def test_a_private_feed_is_known_for_one(tail: str):
    assert holds_secret(f"https://example.org{tail}")


@pytest.mark.parametrize("tail", ORDINARY)
def test_an_ordinary_feed_is_not_taken_for_a_private_one(tail: str):
    assert not holds_secret(f"https://example.org{tail}")


@pytest.mark.parametrize("tail", [one for one in ORDINARY if "?" not in one and "%" not in one])
def test_an_ordinary_path_is_shown_whole(tail: str):
    assert masked(tail) == tail


def test_a_token_in_a_path_is_not_shown():
    assert shown("https://example.org/feeds/00112233445566778899aabbccddeeff.xml") == "https://example.org/feeds/…"
    assert shown("https://example.org/u:bob/secret:hunter2/all.xml") == "https://example.org/u:bob/…/all.xml"
    assert shown("https://example.org/token/ab12cd34/rss") == "https://example.org/token/…/rss"


@pytest.mark.parametrize(
    ("signs", "length"),
    [
        (string.hexdigits[:16], 16),
        (string.ascii_letters + string.digits, 16),
        (string.ascii_lowercase + string.digits, 16),
        (string.ascii_uppercase + "234567", 20),
        (string.ascii_letters + string.digits + "-_", 22),
        (string.ascii_lowercase, 24),
        (string.ascii_letters, 20),
    ],
)
def test_random_tokens_are_told_from_words(signs: str, length: int):
    chance = random.Random(7)  # noqa: S311 - tokens of a test guard nothing
    tokens = ["".join(chance.choice(signs) for _ in range(length)) for _ in range(1000)]
    assert sum(holds_token(f"/feeds/{token}.xml", "") for token in tokens) >= 980
    assert sum(holds_token("/feed", f"u={token}") for token in tokens) >= 980


@pytest.mark.parametrize(
    "name", ["keyword", "keywords", "author", "authors", "design", "page", "passage", "id", "monkeys"]
)
def test_names_that_only_look_like_those_of_secrets(name: str):
    assert not is_secret_name(name)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_path_or_query_breaks_it(path: str, query: str):
    assert isinstance(holds_token(path, query), bool)
    assert masked(masked(path)) == masked(path)


def test_long_input_takes_no_time():
    for hostile in (
        "a" * 100_000,
        "-" * 100_000,
        "a1" * 50_000,
        "x:" * 50_000,
        "%" * 100_000,
        "//" * 50_000,
        "aB" * 50_000,
    ):
        assert isinstance(holds_token(hostile, hostile), bool)
