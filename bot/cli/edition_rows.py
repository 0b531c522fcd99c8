"""Subscriptions and editions as machine rows and as lines for people; guards that both tell the same."""

from collections.abc import Sequence

from bot.adapters.console import shown
from bot.cli.formats import Row
from bot.cli.tenants import place
from bot.domain.editions import Edition, State
from bot.domain.schedule_words import say_next, say_schedule
from bot.domain.subscriptions import Choice, Subscription
from bot.services.schedules import Upcoming


def of_subscription(one: Upcoming) -> Row:
    """A line of `newsbot subscriptions --json`."""
    subscription, choice, hours = one.subscription, one.subscription.choice, one.subscription.quiet_hours
    return {
        "workspace": subscription.workspace,
        "channel": subscription.channel,
        "schedule": say_schedule(subscription.schedule),
        "zone": subscription.schedule.zone,
        "next": [at.isoformat() for at in one.times],
        "sources": list(choice.sources),
        "topics": list(choice.topics),
        "include": list(choice.include),
        "exclude": list(choice.exclude),
        "language": choice.language or None,
        "stories": subscription.stories,
        "length": subscription.length.value,
        "when_quiet": subscription.when_quiet.value,
        "quiet_hours": f"{hours.start:%H:%M}-{hours.end:%H:%M}" if hours else None,
        "ping": subscription.ping or None,
        "stopped": subscription.stopped or None,
    }


def told(one: Upcoming) -> str:
    """A subscription in a few lines."""
    subscription = one.subscription
    lines = [f"{shown(place(subscription.workspace, subscription.channel))}: {say_schedule(subscription.schedule)}"]
    if subscription.stopped:
        lines.append(f"  stopped: {shown(subscription.stopped)}. Set the schedule again when that is mended.")
    elif one.times:
        lines.append(f"  next: {say_next(one.times)}")
    lines.append(f"  {_about(subscription)}")
    return "\n".join(lines)


def _about(one: Subscription) -> str:
    hours = one.quiet_hours
    parts = [f"at most {one.stories} stories", f"{one.length.value} length", *_chosen(one.choice)]
    parts.append(
        "a short line where there is no news" if one.when_quiet == "line" else "silence where there is no news"
    )
    parts += [f"quiet from {hours.start:%H:%M} to {hours.end:%H:%M}"] if hours else []
    parts += [f"role {shown(one.ping)} is told"] if one.ping else []
    return ", ".join(parts)


def _chosen(choice: Choice) -> list[str]:
    parts = [f"{len(choice.sources)} of your sources"] if choice.sources else []
    parts += [f"{word} {', '.join(map(shown, values))}" for word, values in _named(choice) if values]
    return parts or ["of all your sources"]


def _named(choice: Choice) -> Sequence[tuple[str, tuple[str, ...]]]:
    language = (choice.language,) if choice.language else ()
    return (
        ("topics", choice.topics),
        ("with", choice.include),
        ("without", choice.exclude),
        ("in", language),
    )


def of_edition(one: Edition) -> Row:
    """A line of `newsbot deliveries --json`."""
    return {
        "key": one.key.text,
        "workspace": one.key.workspace,
        "channel": one.key.channel,
        "date": one.key.date.isoformat(),
        "slot": one.key.slot,
        "kind": one.kind.value,
        "state": one.state.value,
        "reason": one.reason or None,
        "late": one.late,
        "due": one.due_at.isoformat(),
        "settled": one.settled_at.isoformat() if one.settled_at else None,
        "retry": one.retry_at.isoformat() if one.retry_at and not one.settled_at else None,
        "messages": [part.message_id for part in one.parts],
        "expected": one.expected,
    }


def line_of(one: Edition) -> tuple[str, ...]:
    """The cells of an edition: channel, date and slot, state, when, and the messages or the reason."""
    messages = ", ".join(part.message_id or "?" for part in one.parts)
    what = f"message {messages}" if one.state is State.SENT else one.reason
    at = one.settled_at or one.due_at
    kind = "" if one.kind.value == "digest" else f" {one.kind.value}"
    state = f"{one.state.value}{' late' if one.late else ''}"
    return (
        place(one.key.workspace, one.key.channel),
        f"{one.key.date} #{one.key.slot}{kind}",
        state,
        f"{at:%Y-%m-%d %H:%M} UTC",
        what,
        one.key.text,
    )
