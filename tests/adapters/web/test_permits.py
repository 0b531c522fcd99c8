from ipaddress import ip_address

import pytest

from bot.adapters.web.egress.permits import Permits
from bot.adapters.web.egress.urls import place_of
from bot.domain.errors import AddressRefused, InputError


def allowed(permits: Permits, url: str, *addresses: str) -> bool:
    place = place_of(url)
    try:
        permits.check_port(place)
        permits.check(place, [ip_address(one) for one in addresses])
    except AddressRefused:
        return False
    return True


@pytest.mark.parametrize(
    ("intranet", "url", "address", "right"),
    [
        ("wiki.example", "http://wiki.example:8080/", "10.0.0.5", True),
        ("WIKI.example.", "http://wiki.example/", "10.0.0.5", True),
        ("wiki.example:8080", "http://wiki.example:8080/", "10.0.0.5", True),
        ("wiki.example:8080", "http://wiki.example/", "10.0.0.5", False),
        ("wiki.example", "http://other.example/", "10.0.0.5", False),
        ("wiki.example", "http://sub.wiki.example/", "10.0.0.5", False),
        ("wiki.example", "http://wiki.example/", "169.254.169.254", False),
        ("wiki.example", "http://wiki.example/", "100.100.100.200", False),
        ("wiki.example", "http://wiki.example:9000/", "93.184.216.34", True),
        ("wiki.example:65535", "http://wiki.example:65535/", "10.0.0.5", True),
        ("wiki.example:1", "http://wiki.example:1/", "10.0.0.5", True),
        ("10.0.0.5/8", "http://any.example/", "10.9.9.9", True),
        ("10.0.0.5", "http://10.0.0.5:9000/", "10.0.0.5", True),
        ("10.0.0.5", "http://any.example/", "10.0.0.5", True),
        ("10.0.0.5:80", "http://10.0.0.5:81/", "10.0.0.5", False),
        ("10.0.0.0/8", "http://any.example:81/", "10.9.9.9", True),
        ("10.0.0.0/8", "http://any.example/", "11.0.0.1", True),
        ("10.0.0.0/8", "http://any.example:81/", "11.0.0.1", False),
        ("10.0.0.0/8:81", "http://any.example:81/", "10.9.9.9", True),
        ("10.0.0.0/8:81", "http://any.example:80/", "10.9.9.9", False),
        ("10.0.0.0/8", "http://any.example/", "::ffff:10.1.1.1", False),
        ("0.0.0.0/0", "http://any.example/", "169.254.169.254", False),
        ("169.254.169.254", "http://any.example/", "169.254.169.254", True),
        ("::1", "http://[::1]:81/", "::1", True),
        ("[::1]:81", "http://[::1]:81/", "::1", True),
        ("[::1]:81", "http://[::1]:82/", "::1", False),
        ("fd00::/8", "http://any.example/", "fd12::1", True),
        ("fd00::/8", "http://any.example/", "fd00:ec2::254", False),
    ],
)
def test_the_operator_permits_names_addresses_and_networks(*, intranet: str, url: str, address: str, right: bool):
    assert allowed(Permits.of([intranet]), url, address) is right


def test_one_bad_address_among_good_ones_refuses_all():
    assert allowed(Permits(), "http://any.example/", "93.184.216.34", "2606:4700::1")
    assert not allowed(Permits(), "http://any.example/", "93.184.216.34", "10.0.0.1", "2606:4700::1")


@pytest.mark.parametrize(("port", "right"), [(80, True), (443, True), (8080, True), (22, False), (8081, False)])
def test_ports_are_those_of_the_web_and_those_allowed(*, port: int, right: bool):
    assert allowed(Permits.of(ports=[8080]), f"http://any.example:{port}/", "93.184.216.34") is right


@pytest.mark.parametrize(
    "entry",
    ["", "a b", "http://x.example/", "x.example:0", "x.example:65536", "x.example:http", "10.0.0.0/40", "a:b:c"],
)
def test_an_entry_that_says_nothing_is_told(entry: str):
    with pytest.raises(InputError):
        Permits.of([entry])
