"""Who may change what a workspace follows and when it is told; guards that whoever cannot be placed may change nothing.

Asking is free for all. A change is checked at each call, at each button and at each form: by what is known of the
person now, not by what they were shown.
"""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Who may change sources and schedules."""

    EVERYONE = "everyone"  # all of the workspace but its guests
    MEMBERS = "members"  # of the channel that it concerns, but no guests
    ADMINS = "admins"  # of the workspace


@dataclass(frozen=True, slots=True)
class Policy:
    """A workspace's rule. Those on the list, by their ids in the chat, may change whatever the rule says."""

    rule: Rule = Rule.MEMBERS
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a chat, as far as is known now; what is not known is written down as what gives fewer rights.

    `member` is of the channel that it is about. A `foreign` person belongs to another workspace, as in a channel that
    two of them share.
    """

    id: str
    admin: bool = False
    member: bool = False
    guest: bool = True
    bot: bool = False
    foreign: bool = False


def may_change(policy: Policy, person: Person) -> bool:
    """Whether this person may change sources and schedules of the channel."""
    if person.bot or person.foreign or not person.id:
        return False
    if person.id in policy.allowed:
        return True
    match policy.rule:
        case Rule.EVERYONE:
            return not person.guest
        case Rule.MEMBERS:
            return not person.guest and (person.member or person.admin)
        case Rule.ADMINS:
            return person.admin
