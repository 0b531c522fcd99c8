"""Where links lead, and what may stand on them: no label names another host."""

import pytest

from bot.domain.labels import Target, may_label, target


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://example.org/a", Target("https://example.org/a", "example.org")),
        ("http://name:secret@example.org/a", Target("http://example.org/a", "example.org")),
        ("https://example.org@evil.example/", Target("https://evil.example/", "evil.example")),
        ("https://example.org/a|b>c<d e", Target("https://example.org/a%7Cb%3Ec%3Cd%20e", "example.org")),
        ("https://example.org/日\u3000本", Target("https://example.org/%E6%97%A5%E3%80%80%E6%9C%AC", "example.org")),
        ("https://bücher.example/", Target("https://xn--bcher-kva.example/", "bücher.example")),
        ("https://аррӏе.com/", Target("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com")),
        ("https://example.org/" + "x" * 3000, None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/", None),
        ("http://", None),
        (None, None),
    ],
)
def test_a_link_leads_to_a_plain_address_of_the_web_or_nowhere(url: str | None, made: Target | None):
    assert target(url) == made


@pytest.mark.parametrize(
    "label",
    [
        "example.com", "Read on EXAMPLE.COM now", "https://example.org/", "www.evil.example", "example。com",
        "ｅxample．com",
        "аррӏе.com", "xn--80ak6aa92e.com", "10.0.0.1", "example․com", "name@example.com", "", " ", "…", "\u2800",
    ],
)  # fmt: skip
def test_a_label_that_names_another_host_or_nothing_is_no_label(label: str):
    assert not may_label(label, "example.org")


@pytest.mark.parametrize(
    "label",
    ["Harbour goes dark", "U.S. lamps fell 2.5%", "example.org", "www.example.org wins", "No. 10, p.m., e.g. Ltd."],
)
def test_a_headline_is_a_label(label: str):
    assert may_label(label, "example.org")
