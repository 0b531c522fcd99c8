"""Forms (modals) as Slack takes them; guards Slack's limits, and that text from outside is plain text in them.

What a form is to remember is sealed and stands in its private_metadata. Block ids name what is filled in.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.text import clean, cut, one_line

View = dict[str, Any]

ASK_STORY, ASK_LINK = "ask_story", "ask_link"
SOURCE, SOURCE_CHECKED = "source", "source_checked"
SCHEDULE, SCHEDULE_CHECKED = "schedule", "schedule_checked"
FEEDS = "feeds"
DAYS = {
    "daily": "Every day",
    "weekdays": "Monday to Friday",
    "weekends": "Saturday and Sunday",
    **{
        day: f"{day.capitalize()}s" for day in "mondays tuesdays wednesdays thursdays fridays saturdays sundays".split()
    },
}
_MOST_LINES = 40
_LONGEST_LINE = 2900


def plain(text: str, most: int = _LONGEST_LINE) -> dict[str, Any]:
    """A plain_text object: nothing in it is markup. Never empty, for Slack refuses that."""
    shown = cut(clean(text).strip(), most) or "–"
    return {"type": "plain_text", "text": shown, "emoji": False}


def _form(callback: str, title: str, blocks: Sequence[dict[str, Any]], sealed: str, submit: str = "") -> View:
    view: View = {"type": "modal", "callback_id": callback, "title": plain(title, 24), "blocks": list(blocks)}
    view |= {"private_metadata": sealed, "close": plain("Cancel" if submit else "Close", 24)}
    return view | ({"submit": plain(submit, 24)} if submit else {})


def _text(block: str, label: str, hint: str = "", *, optional: bool = False, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what the element takes
    element = {"type": "plain_text_input", "action_id": "value", **more}
    return _input(block, label, element, hint, optional=optional)


def _input(
    block: str, label: str, element: dict[str, Any], hint: str = "", *, optional: bool = False
) -> dict[str, Any]:
    made = {"type": "input", "block_id": block, "label": plain(label), "element": element, "optional": optional}
    return made | ({"hint": plain(hint)} if hint else {})


def _choice(block: str, label: str, options: Mapping[str, str], first: str) -> dict[str, Any]:
    made = {value: {"text": plain(text, 75), "value": value} for value, text in options.items()}
    element = {
        "type": "static_select",
        "action_id": "value",
        "options": [*made.values()],
        "initial_option": made[first],
    }
    return _input(block, label, element)


def _lines(text: str) -> list[dict[str, Any]]:
    """Text as sections: one for so many characters as one may hold."""
    blocks, taken = [], ""
    for line in [*text.split("\n"), None]:
        if taken and (line is None or len(taken) + len(line) + 1 > _LONGEST_LINE):
            blocks.append({"type": "section", "text": plain(taken)})
            taken = ""
        taken = f"{taken}\n{line}" if taken else (line or "")
    return blocks[:_MOST_LINES] or [{"type": "section", "text": plain("–")}]


def told(title: str, text: str, sealed: str = "") -> View:
    """A form that only tells something."""
    return _form("told", title, _lines(text), sealed)


def ask_story(headline: str, sealed: str) -> View:
    """What somebody wants to know about a story."""
    blocks = [
        {"type": "section", "text": plain(headline)},
        _text("question", "Your question", "Only the articles of this story are looked at.", max_length=500),
    ]
    return _form(ASK_STORY, "Ask about this", blocks, sealed, "Ask")


def ask_link(links: Sequence[str], sealed: str) -> View:
    """What somebody wants to know about the pages that a message links to."""
    shown = "\n".join(cut(one_line(link), 300) for link in links)
    blocks = [
        {"type": "section", "text": plain(shown)},
        _text("question", "Your question", "Left empty: what the page is about.", optional=True, max_length=500),
    ]
    return _form(ASK_LINK, "Ask about this link", blocks, sealed, "Ask")


def source(sealed: str, *, private: bool) -> View:
    """A source to be added."""
    where = "this conversation alone" if private else "all of the workspace"
    blocks = [
        _text(
            "url",
            "Address",
            "Of a feed, a site, or a list of feeds. It is looked at before it is added.",
            max_length=2000,
        ),
        _text("topics", "Topics", "To list it under, separated by commas.", optional=True, max_length=200),
        {"type": "context", "elements": [plain(f"Its articles are for {where}; one with a secret in it stays here.")]},
    ]
    return _form(SOURCE, "Add a source", blocks, sealed, "Look at it")


def source_checked(verdict: str, sealed: str) -> View:
    """The verdict on a source, before it is added."""
    return _form(SOURCE_CHECKED, "Add this source?", _lines(verdict), sealed, "Add it")


def schedule(sealed: str, zone: str, *, channel: str | None = None) -> View:
    """When a channel gets its briefing; `channel` is shown as chosen where the form is not of one channel."""
    pick: list[dict[str, Any]] = []
    if channel is not None:
        element: dict[str, Any] = {"type": "conversations_select", "action_id": "value"}
        element |= {"filter": {"include": ["public", "private", "im"], "exclude_bot_users": True}}
        pick = [_input("channel", "Channel", element | ({"initial_conversation": channel} if channel else {}))]
    time = {"type": "timepicker", "action_id": "value", "initial_time": "08:00"}
    number = {str(count): str(count) for count in (3, 5, 7, 10, 15, 20)}
    blocks = [
        *pick,
        _choice("days", "Days", DAYS, "weekdays"),
        _input("time", "Time", time),
        _text("zone", "Time zone", "Such as Europe/Berlin.", initial_value=zone, max_length=60),
        _text(
            "topics", "Only these topics", "Separated by commas; all, where left empty.", optional=True, max_length=200
        ),
        _choice("stories", "Stories at most", number, "5"),
    ]
    return _form(SCHEDULE, "Morning briefing", blocks, sealed, "Look at it")


def schedule_checked(times: str, sealed: str) -> View:
    """The next times, before they are set."""
    return _form(SCHEDULE_CHECKED, "Set this schedule?", _lines(times), sealed, "Set it")


def feeds(sealed: str, *, files: bool) -> View:
    """A list of feeds (OPML): a file where the app may read files, else its address."""
    file = {"type": "file_input", "action_id": "value", "filetypes": ["opml", "xml"], "max_files": 1}
    blocks = [_input("file", "OPML file", file, "As other readers export it.", optional=True)] if files else []
    blocks.append(
        _text("url", "Or its address" if files else "Address of an OPML file", optional=files, max_length=2000)
    )
    return _form(FEEDS, "Import feeds", blocks, sealed, "Import")


def filled(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by block id; of a file its id."""
    found = {}
    for block, elements in ((view.get("state") or {}).get("values") or {}).items():
        for element in elements.values():
            found[str(block)] = _value_of(element)
    return found


def _value_of(element: Mapping[str, Any]) -> str:
    option = element.get("selected_option") or {}
    file = next(iter(element.get("files") or ()), None)
    for value in (
        element.get("value"),
        option.get("value"),
        element.get("selected_time"),
        element.get("selected_conversation"),
        file.get("id") if isinstance(file, Mapping) else file,
    ):
        if isinstance(value, str):
            return value.strip()
    return ""
