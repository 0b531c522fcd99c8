"""What people call the place where they all are: a workspace, or a server. Guards that no text names the wrong one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words for where one is, and for whom the rules mean there; `members` with the channel in it as {}.

    `servers`: notices are said as in servers.
    """

    here: str = "this workspace"
    whole: str = "the whole workspace"
    everyone: str = "everyone of this workspace, guests excepted"
    members: str = "members of {}, guests excepted"
    admins: str = "admins of this workspace"
    servers: bool = False

    def said(self, text: str) -> str:
        """A fault's line, which speaks of a workspace, as it is said there."""
        return text.replace("this workspace", self.here).replace("the whole workspace", self.whole)


OF_WORKSPACES = PlaceWords()
OF_SERVERS = PlaceWords(
    here="this server",
    whole="the whole server",
    everyone="everyone of this server",
    members="whoever can read {}",
    admins="whoever may manage this server",
    servers=True,
)
