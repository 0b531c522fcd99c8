"""The one door out to the web; guards the networks around the bot, its time and memory, and the publishers it reads.

Every address that a user, a feed or an article can influence is fetched here. What may be fetched is decided in
`urls`, `permits` and `public_addresses`, how often in `manners` and `robots`, how much in `bodies`; what is decided
here is the order: each hop of a redirect passes the same checks as the first.

    address ─► place ─► robots.txt (pages) ─► turn ─► look up ─► check all ─► connect to one ─► headers ─► body
       ▲                                                                                          │
       └───────────────────────────── redirect, at most five ─────────────────────────────────────┘

A redirect from https to http is followed: it is no news to strangers what news says. User info is not taken along.
"""

import asyncio
import logging
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import ip_address

from bot.adapters.web.egress import replies, robots
from bot.adapters.web.egress.bodies import BodyRefused, Room, coding, read
from bot.adapters.web.egress.manners import Manners
from bot.adapters.web.egress.permits import Permits
from bot.adapters.web.egress.policy import Limits, Policy
from bot.adapters.web.egress.public_addresses import Address
from bot.adapters.web.egress.resolving import Resolve, system_resolver
from bot.adapters.web.egress.urls import Place, place_of, redirected
from bot.adapters.web.egress.wire import Reply, Wire
from bot.domain.errors import AddressRefused, FetchError, HttpStatus, InputError, Unreachable
from bot.domain.intake import NEVER_FETCHED, Fetched, Purpose, Validators

log = logging.getLogger(__name__)

_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_ROBOTS_ROOM = Room(wire=robots.SIZE, decoded=robots.SIZE, cut=True)


@asynccontextmanager
async def opened(
    policy: Policy, clock: Callable[[], datetime], resolve: Resolve | None = None
) -> AsyncIterator["Egress"]:
    """The door, shut at the end. `resolve` looks names up in the system's stead.

    Raises InputError for a policy that cannot be.
    """
    limits = policy.limits
    if policy.proxy and not policy.proxy.startswith(("http://", "https://")):
        raise InputError("the proxy must be an address that begins with http:// or https://")
    permits = Permits.of(policy.intranet, policy.ports)
    async with AsyncExitStack() as stack:
        if resolve is None:
            resolve = await stack.enter_async_context(system_resolver())
        wire = await stack.enter_async_context(Wire.opened(policy.user_agent, policy.proxy, policy.tls, limits.connect))
        yield Egress(limits, permits, Manners(limits.pace, clock), wire, resolve)


class _Time:
    """What is left of a fetch's deadline. Only what is done inside `spent` counts."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def spent(self, place: Place) -> AsyncIterator[None]:
        begin = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError:
            raise Unreachable(f"{place.shown} took too long.") from None
        finally:
            self._left -= time.monotonic() - begin


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of every hop: with which headers, how far from the turn before, how much is taken.

    `from_outside`: a stranger has sent us there.
    """

    headers: Mapping[str, str]
    spacing: float
    room: Room
    from_outside: bool = False


@dataclass(frozen=True, slots=True)
class _Got:
    """What a hop gave: an answer to keep, or the next place."""

    fetched: Fetched | None
    moved: Place | None = None
    permanently: bool = False
    outside: bool = True


@dataclass(frozen=True, slots=True)
class Egress:
    """Implements `ports.Fetcher`. Made by `opened`."""

    _limits: Limits
    _permits: Permits
    _manners: Manners
    _wire: Wire
    _resolve: Resolve
    _robots: robots.Remembered = field(default_factory=robots.Remembered)

    async def fetch(
        self, url: str, purpose: Purpose, validators: Validators = NEVER_FETCHED, *, found_at: str | None = None
    ) -> Fetched:
        """What is there. Raises FetchError in one line, without the address's query or user info.

        An address that was `found_at` one that is not listed as permitted leads to public addresses only. `url` of
        the answer has no user info, so that links built on it leak none; `moved_to` keeps it within the origin, so
        that it can stand in for the address that was fetched.
        """
        limits = self._limits
        spacing = limits.page_spacing if purpose is Purpose.PAGE else limits.feed_spacing
        outside = found_at is not None and not self._permits.is_listed(found_at)
        asked = _Asked(replies.conditions(validators), spacing, limits.room, outside)
        place, begin = place_of(url), time.monotonic()
        try:
            fetched = await self._follow(place, asked, _Time(limits.deadline), mind_robots=purpose is Purpose.PAGE)
        except FetchError as error:
            log.info("not fetched: %s %s", place.shown, type(error).__name__)
            raise
        seconds = time.monotonic() - begin
        log.debug("fetched %s: %d, %d bytes, %.2f s", place.shown, fetched.status, len(fetched.body), seconds)
        return fetched

    async def _follow(self, place: Place, asked: _Asked, left: _Time, *, mind_robots: bool) -> Fetched:
        """The answer at the end of the redirects."""
        first, permanently = place, True
        seen = {place.url}
        for _ in range(self._limits.redirects + 1):
            delay = await self._ask_robots(place, asked, left) if mind_robots else 0
            got = await self._hop(place, replace(asked, spacing=max(asked.spacing, delay)), left)
            if got.fetched is not None:
                moved = place.secret_url if permanently and place != first else None
                return replace(got.fetched, moved_to=moved)
            if got.moved is None or got.moved.url in seen:
                raise Unreachable(f"{first.shown} redirects in a circle.")
            place, permanently = got.moved, permanently and got.permanently
            asked = replace(asked, from_outside=asked.from_outside or got.outside)
            seen.add(place.url)
        raise Unreachable(f"{first.shown} redirects more than {self._limits.redirects} times.")

    async def _hop(self, place: Place, asked: _Asked, left: _Time) -> _Got:
        """One request and its answer."""
        self._permits.check_port(place)
        async with self._manners.turn(place.site, asked.spacing), left.spent(place):
            addresses = await self._look_up(place)
            self._permits.check(place, addresses, from_outside=asked.from_outside)
            inside = [self._permits.is_intranet(place, one) for one in addresses]
            direct = all(inside)
            headers = {**asked.headers, **_credentials(place)}
            async with self._wire.get(place, addresses, headers, direct=direct) as reply:
                got = await self._take(place, reply, asked)
            fetched = got.fetched and replace(got.fetched, from_intranet=any(inside))
            return replace(got, fetched=fetched, outside=not direct)

    async def _look_up(self, place: Place) -> list[Address]:
        """The addresses of a host, looked up once for each hop."""
        try:
            return [ip_address(place.host)]
        except ValueError:
            pass
        try:
            found = [ip_address(one) for one in await self._resolve(place.host, place.port)]
        except (OSError, ValueError):
            found = []
        if not found:
            raise Unreachable(f"{place.shown} has no address: there is no host of that name.")
        return found

    async def _take(self, place: Place, reply: Reply, asked: _Asked) -> _Got:
        """What an answer means. Its body is read only where it is wanted."""
        if reply.status in _REDIRECTS and "Location" in reply.headers:
            moved = redirected(place, reply.headers["Location"])
            return _Got(None, moved, reply.status in _PERMANENT)
        now = self._manners.clock()
        if reply.status == 304 and asked.headers:
            return _Got(replies.fetched(place, reply.headers, b"", now, asked.headers))
        if reply.status == 200:
            return _Got(replies.fetched(place, reply.headers, await _body(place, reply, asked.room), now))
        fault = replies.fault(place, reply.status, reply.headers, now)
        if fault.retry_after:
            self._manners.rest(place.site, fault.status, fault.retry_after)
        raise fault

    async def _ask_robots(self, place: Place, asked: _Asked, left: _Time) -> float:
        """RobotsRefused where the site asks programs not to read a page; else its Crawl-delay in seconds."""
        entry = self._robots.of(place.origin)
        async with entry.fetching:
            if entry.until is None or entry.until <= self._manners.clock():
                entry.rules = await self._read_robots(place, asked, left)
                entry.until = self._manners.clock() + entry.rules.lasts
        await asyncio.to_thread(entry.rules.check, place.url, place.shown)  # a quarter of a second for hostile ones
        return entry.rules.delay

    async def _read_robots(self, place: Place, asked: _Asked, left: _Time) -> robots.Rules:
        file = replace(place, path="/robots.txt", query="")
        asked = _Asked({}, self._limits.feed_spacing, _ROBOTS_ROOM, asked.from_outside)
        try:
            fetched = await self._follow(file, asked, left, mind_robots=False)
        except HttpStatus as answer:
            if answer.retry_after:
                raise
            return robots.rules_after(answer)
        except Unreachable as why:
            return robots.unknown(why)
        except AddressRefused as why:  # told of the page that was asked for, which is on the same host
            raise type(why)(str(why).replace(file.shown, place.shown)) from None
        return await asyncio.to_thread(robots.parse, fetched.body)


async def _body(place: Place, reply: Reply, room: Room) -> bytes:
    try:
        return await read(reply.chunks(), coding(reply.codings), room)
    except BodyRefused as why:
        raise Unreachable(f"{place.shown} {why}") from None


def _credentials(place: Place) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(place.credentials).decode()}"} if place.credentials else {}
