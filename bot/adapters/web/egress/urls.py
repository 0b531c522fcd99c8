"""The text of an address, taken apart; guards that what is checked, resolved, asked and logged is one and the same.

One spelling for each host: lower case, ASCII, no trailing dot. An IPv4 address has four decimal numbers; every
other spelling that systems take for one (decimal, octal, hexadecimal, short, full-width) is refused or read as it.
"""

import re
from dataclasses import dataclass, field, replace
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote_to_bytes, urljoin

import idna

from bot.domain.errors import AddressRefused
from bot.domain.tokens import masked

_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_000  # characters; servers take about as much
_SHOWN = 200
_PARTS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?(?:#.*)?"
)
_BRACKETS = re.compile(r"\[(?P<host>[0-9A-Fa-f:.]+)\](?::(?P<port>[0-9]{0,5}))?")
_NAMED = re.compile(r"(?P<host>[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_FORBIDDEN = re.compile(r"[\s\\\x00-\x20\x7f-\x9f\ud800-\udfff]")
_KEPT = "%!$&'()*+,;=:@/~[]|"


@dataclass(frozen=True, slots=True)
class Place:
    """An http or https address. `host` is a name or an IP address, IPv6 without brackets.

    `credentials` are `user:password`. `path` and `query` are percent-encoded; `query` begins with "?" or is empty. The
    fragment is gone.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str = field(default="", repr=False)
    credentials: bytes | None = field(default=None, repr=False)

    @property
    def origin(self) -> tuple[str, str, int]:
        """What credentials and rules for robots are bound to."""
        return self.scheme, self.host, self.port

    @property
    def site(self) -> str:
        """Whose patience is asked for: the host, whether by http or https."""
        return self.host if self.port in _PORTS.values() else self.authority

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """Path and query, as asked of the server."""
        return self.path + self.query

    @property
    def url(self) -> str:
        """The address without user info."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def secret_url(self) -> str:
        """The address with its user info: to fetch by, never to show."""
        user, _, password = (self.credentials or b"").partition(b":")
        info = f"{quote(user, safe='')}:{quote(password, safe='')}@" if self.credentials else ""
        return f"{self.scheme}://{info}{self.authority}{self.target}"

    @property
    def shown(self) -> str:
        """What messages and logs call it: no query, no user info, no part of the path that may be a secret."""
        text = f"{self.scheme}://{self.authority}{masked(self.path)}"
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def place_of(url: str) -> Place:
    """The parts of an address. Raises AddressRefused, in words that repeat nothing but its host."""
    if len(url) > _LONGEST:
        raise AddressRefused(f"The address is longer than {_LONGEST:,} characters.")
    if _FORBIDDEN.search(url):
        raise AddressRefused("The address has a blank, a backslash or a control character in it.")
    parts = _PARTS.fullmatch(url)
    scheme = parts["scheme"].lower() if parts else ""
    if parts is None or scheme not in _PORTS:
        raise AddressRefused("The address must begin with http:// or https://.")
    userinfo, at, hostport = parts["authority"].rpartition("@")
    named = _BRACKETS.fullmatch(hostport) or _NAMED.fullmatch(hostport)
    if named is None:
        raise AddressRefused("The address names no host, or a port that is no number.")
    port = int(named["port"] or _PORTS[scheme])
    if not 0 < port < 65536:
        raise AddressRefused("The address has a port that does not exist.")
    host = _bracketed(named["host"]) if hostport.startswith("[") else host_of(named["host"])
    return Place(
        scheme,
        host,
        port,
        quote(parts["path"] or "/", safe=_KEPT),
        quote(parts["query"] or "", safe=_KEPT + "?"),
        _credentials(userinfo) if at else None,
    )


def redirected(place: Place, location: str) -> Place:
    """Where a redirect leads. Credentials go along within the origin alone; the redirect brings none of its own."""
    location = location.strip(" ").replace(" ", "%20")  # as browsers do
    if _FORBIDDEN.search(location):  # joining would leave some of them out
        raise AddressRefused(f"{place.shown} redirects to an address that cannot be read.")
    try:
        joined = urljoin(place.url, location)
    except ValueError:
        raise AddressRefused(f"{place.shown} redirects to an address that cannot be read.") from None
    there = place_of(joined)
    return replace(there, credentials=place.credentials if there.origin == place.origin else None)


def host_of(text: str) -> str:
    """The one spelling of a host that is not in brackets. Raises AddressRefused."""
    refused = AddressRefused("The address has a host name that cannot be.")
    if len(text) > 253 or "%" in text:
        raise refused
    try:
        name = (text if text.isascii() else idna.encode(text, uts46=True).decode()).lower().removesuffix(".")
    except UnicodeError:
        raise refused from None
    labels = name.split(".")
    if not all(map(_LABEL.fullmatch, labels)):
        raise refused
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(name))
        except AddressValueError:
            raise AddressRefused("An IP address must be written as four decimal numbers.") from None
    return name


def _credentials(userinfo: str) -> bytes | None:
    user, _, password = userinfo.partition(":")
    return unquote_to_bytes(user) + b":" + unquote_to_bytes(password) if userinfo else None


def _bracketed(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        raise AddressRefused("The address has no IP address in its brackets.") from None
