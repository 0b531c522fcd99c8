import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.egress import robots
from bot.domain.errors import HttpStatus, RobotsRefused


def may(text: str, path: str) -> bool:
    url = f"https://example.org{path}"
    try:
        robots.parse(text.encode()).check(url, url)
    except RobotsRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "path", "right"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /private/", "/private/x", False),
        ("User-agent: *\nDisallow: /private/", "/public/x", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*?print", "/a?print=1", False),
        ("User-agent: otherbot\nDisallow: /", "/a", True),
        ("User-agent: newsbot\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: NewsBot/1.0\nAllow: /", "/a", True),
        ("User-agent: otherbot\nUser-agent: newsbot\nDisallow: /x", "/x", False),
        ("User-agent: news\nDisallow: /", "/a", True),
        ("User-agent: newsbot-images\nDisallow: /", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /", "/a", False),
        ("useragent *\ndisallow /", "/a", False),
        ("<!DOCTYPE html><html>not found</html>", "/a", True),
        ("User-agent: *\nDisallow: /%C3%A4", "/ä", False),
    ],
)
def test_the_file_is_followed(*, text: str, path: str, right: bool):
    assert may(text, path) is right


def test_a_delay_is_kept_within_bounds():
    assert robots.parse(b"User-agent: *\nCrawl-delay: 3").delay == 3
    assert robots.parse(b"User-agent: *\nCrawl-delay: 86400").delay == 10
    assert robots.parse(b"User-agent: *\nCrawl-delay: never").delay == 0
    assert robots.parse(b"User-agent: otherbot\nCrawl-delay: 5").delay == 0


@pytest.mark.parametrize(
    ("status", "right"), [(400, True), (401, True), (403, True), (404, True), (410, True), (500, False), (503, False)]
)
def test_no_file_means_no_rules_and_a_broken_server_means_wait(*, status: int, right: bool):
    rules = robots.rules_after(HttpStatus(status, "It answered."))
    assert (rules.refused is None) is right
    assert rules.lasts.total_seconds() == (86_400 if right else 3_600)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: b{n}\n" for n in range(15_000)) + "Disallow: /x\n" * 15_000,
        "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*a*a*a*b\n" * 15_000,
        "User-agent: *\n" + "".join(f"Disallow: /{n}$\n" for n in range(30_000)),
        "\n" * robots.SIZE,
        "User-agent:" * 40_000,
        "User-agent: *\nDisallow: /" + "%" * 500_000,
    ],
    ids=["names times rules", "wildcards", "anchors", "blank", "one line", "escapes"],
)
def test_hostile_files_are_read_in_the_end(text: str):
    begin = time.monotonic()
    may(text, "/" + "a" * 4000)
    assert time.monotonic() - begin < 20  # against a hang: names times rules alone took minutes


@given(st.binary(max_size=500))
def test_any_bytes_are_rules(data: bytes):
    try:
        robots.parse(data).check("https://example.org/a", "it")
    except RobotsRefused as refused:
        assert "robots.txt" in str(refused)  # noqa: PT017 - hypothesis tries both ways
