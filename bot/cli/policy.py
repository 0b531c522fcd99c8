"""The command on who may change sources and schedules of a workspace. Guards that a list holds ids of people alone."""

import asyncio
from collections.abc import Sequence

import click

from bot import app
from bot.cli.formats import write
from bot.cli.source_rows import shown
from bot.cli.tenants import of_a_chat
from bot.domain.errors import InputError
from bot.domain.rights import Policy, Rule
from bot.domain.zones import repeated

_LONGEST_ID = 64
_MOST = 1_000  # on one list
_WHO = {
    Rule.EVERYONE: "everyone of the workspace but its guests",
    Rule.MEMBERS: "members of the channel that it concerns, but no guests",
    Rule.ADMINS: "admins of the workspace",
}
_WHO_IN_SERVER = {
    Rule.EVERYONE: "everyone of the server",
    Rule.MEMBERS: "whoever can read the channel that it concerns",
    Rule.ADMINS: "whoever may manage the server",
}
_SERVER = "discord:"  # how the keys of servers begin


@click.command()
@click.argument("rule", type=click.Choice(Rule, case_sensitive=False), required=False)
@click.option("--workspace", "key", default="", metavar="KEY", help="The workspace, where there are several.")
@click.option("--allow", multiple=True, metavar="ID", help="This person may, whatever the rule; may be repeated.")
@click.option("--forget", multiple=True, metavar="ID", help="Take this person off that list; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def policy(rule: Rule | None, key: str, allow: tuple[str, ...], forget: tuple[str, ...], *, as_json: bool) -> None:
    """Show or set who may change sources and schedules from a chat: everyone, members, or admins; and a list."""
    workspace, found = asyncio.run(_changed(key, rule, allow, forget))
    allowed = sorted(found.allowed)
    if as_json:
        write({"workspace": workspace, "rule": found.rule.value, "allowed": allowed})
        return
    listed = f", and {', '.join(map(shown, allowed))}" if allowed else ""
    who = (_WHO_IN_SERVER if workspace.startswith(_SERVER) else _WHO)[found.rule]
    click.echo(f"{shown(workspace)}: sources and schedules may be changed by {who}{listed}.")


async def _changed(key: str, rule: Rule | None, allow: Sequence[str], forget: Sequence[str]) -> tuple[str, Policy]:
    """The key of the workspace, and its rule, after what was asked for."""
    given = app.settings()
    async with app.database(given) as opened:
        key = await of_a_chat(key, opened)
        policies = (await opened.workspace(key)).policies
        usual = given.discord_policy if key.startswith(_SERVER) else given.policy
        before = await policies.policy() or usual
        allowed = (before.allowed | {_id(one) for one in allow}) - {one.strip() for one in forget}
        if len(allowed) > _MOST:
            raise InputError(f"a list has {_MOST} people at most")
        wanted = Policy(rule or before.rule, allowed)
        if rule or allow or forget:
            await policies.set(wanted)
        return key, wanted


def _id(given: str) -> str:
    """An id as chats give them. Raises InputError for what is none, such as a name with blanks."""
    said = given.strip().removeprefix("<@").removesuffix(">").removeprefix("@").removeprefix("!")
    if not said.isascii() or not said.isalnum() or len(said) > _LONGEST_ID:
        raise InputError(f"{repeated(given)} is no id of a person, such as U012AB3CD: their profile shows it")
    return said
