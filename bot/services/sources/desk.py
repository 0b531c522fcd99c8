"""What managing sources works with: the desk, sources by their names, and who may read one.

Guards that what carries a secret in its address is kept to whoever added it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.addresses import holds_secret, host, shown
from bot.domain.errors import InputError
from bot.domain.models import Visibility
from bot.services.discovery import Web, repeated
from bot.services.polling import Intake
from bot.services.ports import Followed, Sources

KIND = "feed"


@dataclass(frozen=True, slots=True)
class Desk:
    """What managing sources works with, for one workspace. `channel`: whether whoever asks is in one.

    `private`: in one that not everybody of the workspace can read, so that what is added there stays there.
    """

    sources: Sources
    intake: Intake
    channel: bool = False
    private: bool = False

    @property
    def web(self) -> Web:
        """The way in from the web."""
        return self.intake.web


def visibility_of(*urls: str, channel: bool = False, intranet: bool = False, private: bool = False) -> Visibility:
    """Whoever holds the secret in an address was meant to read what is there; others were not.

    `urls`: those that led to the feed. `channel`: whether it was given in a channel, which it is then kept to. What
    comes from the `intranet` is for the workspace that is part of it. What is given in a `private` channel is kept to
    it, whatever it is: that somebody there reads it is nobody else's business.
    """
    if private:
        return Visibility.CHANNEL
    if not any(map(holds_secret, urls)):
        return Visibility.WORKSPACE if intranet else Visibility.PUBLIC
    return Visibility.CHANNEL if channel else Visibility.WORKSPACE


async def find(name: str, sources: Sources, *, exact: bool = False) -> Followed:
    """The source of that name, address or host, or else with that in its name, unless it must be `exact`.

    Raises InputError where there is none, or more than one.
    """
    return find_among(await sources.followed(), name, exact=exact)


def find_among(followed: Sequence[Followed], name: str, *, exact: bool = False) -> Followed:
    """The same among those that are followed. Raises InputError as `find` does."""
    wanted = name.strip().casefold()
    named = [one for one in followed if wanted in _names(one)]
    near = named or [one for one in followed if wanted and wanted in one.name.casefold()]
    if len(near) == 1 and (named or not exact):
        return near[0]
    kept = [one for one in near if one.source.visibility is Visibility.CHANNEL]
    if len(kept) == 1 and len({one.source.key for one in near}) == 1 and (named or not exact):
        return kept[0]  # of the same feed the one that is this channel's own
    label = repeated(name)
    if near:
        raise InputError(f"{label} could be: {', '.join(f'{one.name} ({shown(one.state.url)})' for one in near[:5])}")
    raise InputError(f"no source is called {label}: newsbot sources list shows them")


def _names(one: Followed) -> set[str]:
    addresses = {one.source.key, one.state.url, shown(one.state.url), one.source.url or ""}
    hosts = {host(one.state.url), host(one.source.url or "")}
    bare = {address.split("://", 1)[-1].rstrip("/") for address in addresses}
    return {text.casefold() for text in {one.name, one.source.name, *addresses, *bare, *hosts} if text}
