"""Which IP addresses may be connected to; guards the networks around the bot against addresses chosen by strangers.

An allow-list: what is not global unicast space of the public internet is refused, and so is every block of the
IANA special-purpose registries (IPv4 and IPv6, RFC 6890 and after), even those that could be reached from anywhere.
`ipaddress.is_private` and `is_global` are not used: they let through ways into the same machine or cloud.
"""

from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Reach(Enum):
    """Where an address leads: out; to machines that an operator may name; nowhere that a name should lead."""

    PUBLIC = "public"
    PRIVATE = "private"
    NEVER = "never"


# An operator's own machines: what the name of a permitted host may resolve to.
_PRIVATE = tuple(
    map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
) + tuple(map(IPv6Network, ("::1/128", "fc00::/7")))

# Inside private or public space, but answered by the cloud that the bot may run in: its keys lie there.
_METADATA = frozenset(
    map(
        ip_address,
        (
            "100.100.100.200",  # Alibaba Cloud
            "168.63.129.16",  # Azure, in public space
            "169.254.169.254",  # Amazon, Google, Azure, Oracle, DigitalOcean, OpenStack and others
            "192.0.0.192",  # Oracle Cloud
            "fd00:ec2::254",  # Amazon
            "fd20:ce::254",  # Google
            "fe80::a9fe:a9fe",  # OpenStack
        ),
    )
)

_SPECIAL_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network: 0.0.0.0 is this machine
            "169.254.0.0/16",  # link-local
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)

_GLOBAL_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, among them Teredo, ORCHID and benchmarks
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: any IPv4 address, wrapped
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the 6bone, given back
            "3fff::/20",  # documentation
        ),
    )
)
# A translator at the edge of an IPv6 network turns these into the IPv4 address in their last 32 bits (RFC 6052).
# Where there is no IPv4, every old site has such an address: it is judged by what it wraps. The prefix for local
# use, 64:ff9b:1::/48, may wrap it anywhere and is refused like all that is outside 2000::/3.
_NAT64 = IPv6Network("64:ff9b::/96")


def reach(address: Address) -> Reach:
    """Where an address leads. An IPv4 address that is mapped into IPv6, or translated, is judged as itself."""
    address = unwrapped(address)
    if address in _METADATA:
        return Reach.NEVER
    if any(address in network for network in _PRIVATE):
        return Reach.PRIVATE
    if isinstance(address, IPv4Address):
        return Reach.NEVER if any(address in network for network in _SPECIAL_V4) else Reach.PUBLIC
    public = address in _GLOBAL_V6 and not any(address in network for network in _SPECIAL_V6)
    return Reach.PUBLIC if public else Reach.NEVER


def unwrapped(address: Address) -> Address:
    """The IPv4 address that connecting to an IPv6 address in truth leads to; else the address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
