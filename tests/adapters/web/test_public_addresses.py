from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.web.egress.public_addresses import Network, Reach, reach
from tests.fakes.hostile_addresses import HOSTILE, PUBLIC

# The special-purpose registries of IANA, for IPv4 and IPv6, and multicast.
REGISTRIES = [
    ip_network(block)
    for block in """
    0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29
    192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/31 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24
    192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
    255.255.255.255/32 ::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128
    2001:1::2/128 2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28
    2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
    """.split()
]


@st.composite
def addresses_in(draw: st.DrawFn, networks: list[Network]) -> IPv4Address | IPv6Address:
    network = draw(st.sampled_from(networks))
    return network[draw(st.integers(0, network.num_addresses - 1))]


def test_the_table_is_as_long_as_it_should_be():
    assert len(set(HOSTILE)) >= 50
    assert len(PUBLIC) >= 7


@pytest.mark.parametrize("address", HOSTILE)
def test_no_hostile_address_is_public(address: str):
    assert reach(ip_address(address)) is not Reach.PUBLIC


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not_refused(address: str):
    assert reach(ip_address(address)) is Reach.PUBLIC


@settings(max_examples=500)
@given(addresses_in(REGISTRIES))
def test_nothing_in_the_special_registries_is_public(address: IPv4Address | IPv6Address):
    assert reach(address) is not Reach.PUBLIC


@given(addresses_in([one for one in REGISTRIES if one.version == 4]))
def test_wrapping_makes_no_special_address_public(address: IPv4Address):
    number = int(address)
    prefixes = ("::", "::ffff:0:0", "64:ff9b::", "64:ff9b:1::", "::ffff:0:0:0")
    wrapped = [IPv6Address(int(IPv6Address(prefix)) | number) for prefix in prefixes]
    wrapped.append(IPv6Address(int(IPv6Address("2002::")) | number << 80))  # 6to4
    wrapped.append(IPv6Address(int(IPv6Address("2001::")) | number ^ 0xFFFF_FFFF))  # Teredo
    assert Reach.PUBLIC not in map(reach, wrapped)


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_what_is_public_in_ipv6_is_global_unicast_or_wraps_what_is_public(address: IPv6Address):
    if reach(address) is Reach.PUBLIC:
        assert address in ip_network("2000::/3") or address.ipv4_mapped or address in ip_network("64:ff9b::/96")


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "fe80::1", "0.0.0.0"])  # noqa: S104 - refused
def test_metadata_and_link_local_addresses_are_not_merely_private(address: str):
    assert reach(ip_address(address)) is Reach.NEVER
