"""Forms (modals) as Slack takes them; guards Slack's limits, and that text from outside is plain text in them.

What a form is to remember is sealed and stands in its private_metadata. Block ids name what is filled in.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.slack.escaping import literal, short, size
from bot.adapters.slack.incoming import part, text_at
from bot.domain.text import clean, storable

View = dict[str, Any]

ASK_STORY, ASK_LINK = "ask_story", "ask_link"
SOURCE, SOURCE_CHECKED = "source", "source_checked"
SCHEDULE, SCHEDULE_CHECKED = "schedule", "schedule_checked"
FEEDS = "feeds"
DAYS = {
    "daily": "Every day",
    "weekdays": "Monday to Friday",
    "weekends": "Saturday and Sunday",
    **{day: day.capitalize() for day in "mondays tuesdays wednesdays thursdays fridays saturdays sundays".split()},
}
_MOST_SECTIONS = 80  # of text: a form holds 100 blocks
_LONGEST_LINE = 2900
_SHORTER = 1000  # characters of an address, so that a form can remember it
_ZONE = 60


def plain(text: str, most: int = _LONGEST_LINE) -> dict[str, Any]:
    """A plain_text object: nothing in it is markup. Never empty, for Slack refuses that."""
    shown = short(storable(clean(text)).strip(), most)
    return {"type": "plain_text", "text": shown if shown.strip() else "–", "emoji": False}


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
    sections: list[list[str]] = [[]]
    used = 0
    for line in storable(clean(text)).split("\n"):
        if used + size(line) + 1 > _LONGEST_LINE and sections[-1]:
            sections.append([])
            used = 0
        sections[-1].append(line)
        used += size(line) + 1
    if len(sections) > _MOST_SECTIONS:
        sections[_MOST_SECTIONS:] = [["… and more than can be shown here."]]
    return [{"type": "section", "text": plain("\n".join(lines))} for lines in sections]


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
    shown = "\n".join(literal(link, 300) for link in links)
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
            max_length=_SHORTER,
        ),
        _text("topics", "Topics", "To list it under, separated by commas.", optional=True, max_length=200),
        {"type": "context", "elements": [plain(f"Its articles are for {where}; one with a secret in it stays here.")]},
    ]
    return _form(SOURCE, "Add a source", blocks, sealed, "Look at it")


def source_checked(verdict: str, sealed: str) -> View:
    """The verdict on a source, before it is added."""
    return _form(SOURCE_CHECKED, "Add this source?", _lines(verdict), sealed, "Add it")


def schedule(sealed: str, zone: str, *, pick: bool = False) -> View:
    """When a channel gets its briefing; with `pick`, which one is chosen in the form."""
    picked: list[dict[str, Any]] = []
    if pick:  # of direct messages Slack would offer those with other people alone
        element = {"type": "conversations_select", "action_id": "value", "filter": {"include": ["public", "private"]}}
        hint = "For a briefing of your own, type the command in a direct message to me."
        picked = [_input("channel", "Channel", element, hint)]
    zone = literal(zone, _ZONE)
    first: dict[str, Any] = {"initial_value": zone} if zone else {}
    time = {"type": "timepicker", "action_id": "value", "initial_time": "08:00"}
    number = {str(count): str(count) for count in (3, 5, 7, 10, 15, 20)}
    blocks = [
        *picked,
        _choice("days", "Days", DAYS, "weekdays"),
        _input("time", "Time", time),
        _text("zone", "Time zone", "Such as Europe/Berlin.", max_length=_ZONE, **first),
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
        _text("url", "Or its address" if files else "Address of an OPML file", optional=files, max_length=_SHORTER)
    )
    return _form(FEEDS, "Import feeds", blocks, sealed, "Import")


def filled(view: object) -> dict[str, str]:
    """What was filled in, by block id; of a file its id."""
    found = {}
    for block, elements in part(view, "state", "values").items():
        for element in part(elements).values():
            found[str(block)] = _value_of(element)
    return found


def _value_of(element: object) -> str:
    files = part(element).get("files")
    file: object = next(iter(files if isinstance(files, list) else ()), None)
    places = (("value",), ("selected_option", "value"), ("selected_time",), ("selected_conversation",))
    found = next(filter(None, (text_at(element, *place) for place in places)), "")
    return (found or (file if isinstance(file, str) else text_at(file, "id"))).strip()
