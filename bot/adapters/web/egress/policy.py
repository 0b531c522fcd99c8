"""What the operator and the publishers can expect of the door out: the settings and limits of every fetch.

Guards that none of them is read from the environment here: they are values.
"""

from dataclasses import dataclass, field

from bot.adapters.web.egress.bodies import Room
from bot.adapters.web.egress.manners import Pace
from bot.adapters.web.egress.wire import Trust

_ROOM = Room(wire=5 * 2**20, decoded=10 * 2**20)
_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost, in seconds and bytes, and how a site is spared.

    `deadline` counts everything but waiting for one's turn: lookups, redirects, robots.txt, the body. Requests to
    one site begin `page_spacing` seconds apart for pages (more where its robots.txt asks for it); a feed is one
    small file that is meant to be polled, and many on one host belong to many people: hence `feed_spacing`.
    """

    deadline: float = 20
    connect: float = 5
    redirects: int = 5
    room: Room = _ROOM
    pace: Pace = _PACE
    page_spacing: float = 1
    feed_spacing: float = 0.2


_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator sets. `user_agent` says who asks; `proxy` is an address, never taken from the environment.

    `intranet`: host names, IP addresses and networks that may be private, each with `:port` or on any port; they are
    reached past the proxy. `ports`: those of public addresses, on top of 80 and 443. `tls`: where not the system's
    certificates are to be trusted.
    """

    user_agent: str
    proxy: str | None = field(default=None, repr=False)
    intranet: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    limits: Limits = _LIMITS
    tls: Trust | None = None
