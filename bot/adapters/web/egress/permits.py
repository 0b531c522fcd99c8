"""Where the bot may go: public addresses on the usual ports, and what the operator permits; guards the intranet.

A permitted name may lead to private addresses; it never leads to a link-local or metadata address, so that whoever
answers for the name cannot reach the keys of the cloud. Such an address is permitted only by itself, word for word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from bot.adapters.web.egress.public_addresses import Address, Network, Reach, reach
from bot.adapters.web.egress.urls import Place, host_of, place_of
from bot.domain.errors import AddressRefused, InputError, IntranetRefused

USUAL_PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class _Permit:
    """A host name or a network that may be private, on one port or on all of them."""

    where: str | Network
    port: int | None

    def covers_port(self, port: int) -> bool:
        return self.port in {None, port}

    def covers(self, host: str, address: Address) -> bool:
        if isinstance(self.where, str):
            return self.where == host and reach(address) is not Reach.NEVER
        alone = self.where.num_addresses == 1
        return address in self.where and (alone or reach(address) is not Reach.NEVER)


@dataclass(frozen=True, slots=True)
class Permits:
    """What may be connected to. `ports` are those that any public address may be asked on."""

    ports: frozenset[int] = USUAL_PORTS
    _intranet: tuple[_Permit, ...] = ()

    @classmethod
    def of(cls, intranet: Iterable[str] = (), ports: Iterable[int] = ()) -> "Permits":
        """The permits for host names, IP addresses and networks (10.0.0.0/8), each with `:port` where only that.

        `ports` come on top of 80 and 443. Raises InputError for an entry that is none of these.
        """
        return cls(USUAL_PORTS | frozenset(ports), tuple(_permit(entry.strip()) for entry in intranet))

    def check_port(self, place: Place) -> None:
        """Before a name is looked up: AddressRefused where no address could be right on this port."""
        named = (one for one in self._intranet if one.where == place.host or not isinstance(one.where, str))
        if place.port not in self.ports and not any(one.covers_port(place.port) for one in named):
            raise AddressRefused(f"{place.shown} is on port {place.port}, which the bot does not use.")

    def check(self, place: Place, addresses: Sequence[Address], *, from_outside: bool = False) -> None:
        """AddressRefused where one of the addresses that a host has is not permitted.

        `from_outside`: a public site redirects or links there. Operators permit the intranet to those who name its
        addresses, not to strangers who would like the bot to.
        """
        for address in addresses:
            if self.is_intranet(place, address):
                if from_outside:
                    raise IntranetRefused(
                        f"{place.shown} is in the intranet, and a public site leads to it, or one that "
                        "NEWSBOT_INTRANET does not name."
                    )
                continue
            if reach(address) is not Reach.PUBLIC:
                raise AddressRefused(f"{place.shown} does not lead to a public address.")
            if place.port not in self.ports:
                raise AddressRefused(f"{place.shown} is on port {place.port}, which the bot does not use.")

    def is_listed(self, url: str) -> bool:
        """Whether an address names a host, by name or number, that an operator's permit covers.

        By its text alone: what a name leads to is for whoever answers for the name to say.
        """
        try:
            place = place_of(url)
        except AddressRefused:
            return False
        address = _literal(place.host)
        if address is not None:
            return self.is_intranet(place, address)
        return any(one.covers_port(place.port) and one.where == place.host for one in self._intranet)

    def is_intranet(self, place: Place, address: Address) -> bool:
        """Whether an operator's permit covers this address of this place."""
        return any(one.covers_port(place.port) and one.covers(place.host, address) for one in self._intranet)


def _permit(entry: str) -> _Permit:
    network = _network(entry)
    if network is not None:
        return _Permit(network, None)
    host, colon, port = entry.rpartition(":")
    if colon and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise InputError(f"the intranet entry {entry!r} is no host, IP address or network, with or without a port")
    bare = host if colon else entry
    network = _network(bare.removeprefix("[").removesuffix("]"))
    try:
        return _Permit(network if network is not None else host_of(bare), int(port) if colon else None)
    except AddressRefused:
        raise InputError(f"the intranet entry {entry!r} is no host, IP address or network") from None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _network(text: str) -> Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
