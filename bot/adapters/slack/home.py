"""The home page in Slack: sources and their health, schedules, deliveries. Guards that a person sees what is theirs.

Times are written as Slack's dates, which each reader sees in their own time.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.adapters.slack import forms
from bot.adapters.slack.account import Account
from bot.adapters.slack.buttons import FEEDS, SCHEDULE, SOURCE, row
from bot.adapters.slack.escaping import literal, mrkdwn
from bot.adapters.slack.forms import plain
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import id_at, part
from bot.adapters.slack.people import Seen
from bot.domain.documents import Document
from bot.services.requests import DeliveryRow, Home, ScheduleRow, SourceHealth, home
from bot.services.wording import count_of

Block = dict[str, Any]
_SHOWN = 15  # rows of each part: a page holds 100 blocks, and a person less
_ROWS = 2_800  # characters of one block
_NAME, _SAID = 300, 700  # characters of a row's parts, as Slack counts them
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,20}")


async def opened(front: Front, body: Mapping[str, Any]) -> None:
    """Somebody has opened the home page: it is made anew."""
    event = part(body, "event")
    person, own = id_at(event, "user"), id_at(event, "channel")
    if event.get("tab") != "home" or not person:
        return
    seen = Seen("", person, inside=True)
    await front.serve(seen, lambda here: show(front, here, own), _nowhere, press=True)


async def _nowhere(document: Document) -> None:
    """Who opens the page too often sees it as it was."""


async def show(front: Front, seen: Seen, own: str = "") -> None:
    """Publish this person's page as it is now; `own` is their conversation with the bot, where that is known."""
    asking = await front.asking(seen, changes=True)
    member_of = [] if asking.person.foreign else [*await front.directory.channels_of(seen.person)]
    member_of += [own] if own.startswith("D") else []
    shown = await home(asking, await front.open_desk(asking), member_of)
    blocks = (
        page(shown, front.account, front.command) if isinstance(shown, Home) else [_section(plain(forms.words(shown)))]
    )
    await front.chat.client.call("views.publish", user_id=seen.person, view={"type": "home", "blocks": blocks})


def page(shown: Home, account: Account, command: str) -> list[Block]:
    """The blocks of the page."""
    held = count_of(shown.source_count, "source", "sources"), count_of(shown.articles, "article", "articles")
    head = f"{' · '.join(held)} · newest {_date(shown.newest)}"
    return [
        {"type": "header", "text": plain("News briefing", 150)},
        _section(_mrkdwn(head)),
        row((SOURCE, SCHEDULE, FEEDS), "manage"),
        *_part(
            "Briefings",
            [_schedule(one) for one in shown.schedules],
            shown.more_schedules,
            f"None yet: {command} schedule",
        ),
        *_part("Last deliveries", [_delivery(one, account) for one in shown.deliveries], 0, "None yet."),
        *_part("Sources", [_source(one) for one in shown.sources], shown.more_sources, f"None yet: {command} add URL"),
        {"type": "divider"},
        _context(f"Model: {_shown(shown.model, 200)}, cost {shown.cost:.2f}. Changes: {_shown(shown.policy_words)}."),
    ]


def _part(title: str, rows: Sequence[str], more: int, none: str) -> list[Block]:
    """A titled part of the page; what is not shown is counted."""
    left = max(0, len(rows) - _SHOWN) + more
    lines = [*rows[:_SHOWN], *([f"… and {left} more"] if left else [])] or [mrkdwn(none)]
    blocks: list[Block] = [{"type": "header", "text": plain(title, 150)}]
    taken = ""
    for line in lines:
        if taken and len(taken) + len(line) > _ROWS:
            blocks.append(_section(_mrkdwn(taken)))
            taken = ""
        taken += f"{line}\n"
    return [*blocks, _section(_mrkdwn(taken))]


def _schedule(one: ScheduleRow) -> str:
    following = f"stopped: {_shown(one.stopped)}" if one.stopped else f"next {_date(one.next_at)}"
    return f"• {_place(one.channel)} – {_shown(one.words)}; {following}"


def _delivery(one: DeliveryRow, account: Account) -> str:
    link = account.link(one.channel, one.message_id) if one.message_id else None
    day = f"{one.day:%A}, {one.day.day} {one.day:%B}"
    named = f"<{link}|{day}>" if link else day
    return f"• {_place(one.channel)}, {named} – {_shown(one.said)}, {_date(one.at)}"


def _source(one: SourceHealth) -> str:
    mark = "⚠ " if one.failing else ""
    return f"• {mark}{_shown(one.name, _NAME)} ({_shown(one.host, _NAME)}): {_shown(one.said)}"


def _place(channel: str) -> str:
    """A channel by its id: Slack shows its name to those who may know it. No other token here names anything."""
    if _CHANNEL.fullmatch(channel):
        return f"<#{channel}>"
    return "in a direct message" if channel.startswith("D") else "elsewhere"


def _date(at: datetime | None) -> str:
    if at is None:
        return "never"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"


def _shown(text: str, most: int = _SAID) -> str:
    return mrkdwn(literal(text, most))


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: dict[str, Any]) -> Block:
    return {"type": "section", "text": text}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}
