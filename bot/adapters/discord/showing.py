"""The markdown of our messages as HTML, as Discord shows it. Guards that no text becomes markup of the page.

What is read is what our messages are made of: escapes, bold, italic, links, times, roles; quotes and small text by the
line. Anything else is text.
"""

import re
from datetime import UTC, datetime
from html import escape
from itertools import groupby

REL = "noopener noreferrer nofollow"
_LAST_MOMENT = 253402300799  # of the year 9999
_TOKEN = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|\*\*(?P<bold>(?:\\.|[^\\*]|\*(?!\*)){1,6000})\*\*"
    r"|\*(?P<italic>(?:\\.|[^\\*]){1,6000})\*"
    r"|\[(?P<label>(?:\\.|[^\\\[\]]){1,1000})\]\((?P<url>https?://[^\s()<>]{1,2000})\)"
    r"|<t:(?P<time>\d{1,12}):f>"
    r"|<@&(?P<role>\d{1,20})>"
)
_MARKS = ("> ", "-# ")


def html(markdown: str, *, blocks: bool = True) -> str:
    """The text as HTML; with `blocks` in elements of lines, quotes and small text."""
    if not blocks:
        return _inline(markdown)
    made = []
    for mark, held in groupby(markdown.split("\n"), key=_mark):
        lines = [_inline(line.removeprefix(mark)) for line in held]
        if mark == "> ":
            made.append(f"<blockquote>{'<br>'.join(lines)}</blockquote>")
        else:
            tag = "small" if mark else "div"
            made += [f"<{tag}>{line}</{tag}>" for line in lines]
    return "".join(made)


def _mark(line: str) -> str:
    return next((mark for mark in _MARKS if line.startswith(mark)), "")


def _inline(text: str) -> str:
    made, at = [], 0
    for found in _TOKEN.finditer(text):
        made += [escape(text[at : found.start()]), _token(found)]
        at = found.end()
    return "".join([*made, escape(text[at:])])


def _token(found: re.Match[str]) -> str:
    match found.lastgroup, found[found.lastgroup or 0]:
        case "bold", inner:
            return f"<b>{_inline(inner)}</b>"
        case "italic", inner:
            return f"<i>{_inline(inner)}</i>"
        case "url", url:
            return f'<a href="{escape(url)}" rel="{REL}">{_inline(found["label"])}</a>'
        case "time", seconds:
            at = datetime.fromtimestamp(min(int(seconds), _LAST_MOMENT), UTC)
            return f'<span class="when">{at.day} {at:%B %Y %H:%M}</span>'
        case "role", id_:
            return f'<span class="called">@{id_}</span>'
        case _, char:
            return escape(char)
