"""Messages as one HTML page that looks as Slack does, made from the very blocks that would be posted.

Guards that the page is complete in itself, runs no script, loads nothing, and takes every text literally.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bot.adapters.slack.elements import Block
from bot.domain import chat_page
from bot.domain.chat_page import Shown, bubble

_TOKEN = re.compile(
    r"<(?:!date\^[^|<>]{1,100}\|(?P<date>[^<>]{1,60})|(?P<url>https?://[^|<>]{1,9000})\|(?P<label>[^<>]{1,2000}))>"
)
_WEB = ("https://", "http://")
_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#f4ede4;color:#1d1c1d;font:15px/1.46 Lato,"Helvetica Neue",Helvetica,Arial,sans-serif}
main{max-width:760px;margin:0 auto;background:#fff;min-height:100vh}
h1{margin:0;padding:14px 20px;border-bottom:1px solid #ddd;font-size:18px;line-height:1.3}
article{display:flex;gap:8px;padding:12px 20px}
article>div{min-width:0;flex:1;overflow-wrap:anywhere}
.thread{margin:0 20px 12px 64px;border-left:2px solid #ddd}
.thread>p{margin:0;padding:0 0 0 12px;color:#1264a3;font-size:13px;font-weight:700}
.thread article{padding:8px 0 8px 12px}
.avatar{flex:none;width:36px;height:36px;border-radius:4px;background:#4a154b;color:#fff;text-align:center;
font-weight:900;font-size:18px;line-height:36px}
.person{background:#2b6f55}
.name{margin:0;line-height:1.3}
.name b{font-weight:900}
.badge{margin:0 4px;padding:1px 3px;border-radius:2px;background:#e8e8e8;color:#616061;font-size:10px;font-weight:700}
.name time{margin-left:4px;color:#616061;font-size:12px}
h2{margin:6px 0 8px;font-size:18px;line-height:1.34;font-weight:900}
.text{margin:10px 0 4px;white-space:pre-wrap;max-width:620px}
blockquote{margin:4px 0;padding-left:12px;border-left:4px solid #ddd}
.context{margin:4px 0 8px;color:#616061;font-size:13px;line-height:1.38;white-space:pre-wrap}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin:6px 0 14px}
.buttons span{padding:3px 11px;border:1px solid #bbb;border-radius:8px;background:#fff;font-size:13px;font-weight:700}
hr{border:0;border-top:1px solid #ddd}
a{color:#1264a3;text-decoration:none}
@media(max-width:500px){h1,article{padding-left:12px;padding-right:12px}.thread{margin:0 12px 12px 20px}}
"""


def page(payloads: Sequence[Mapping[str, Any]], title: str, *, name: str = "News", at: str = "8:00 AM") -> str:
    """The arguments of chat.postMessage, in order, as a page of HTML.

    One with `thread_ts` is shown in the thread of the last one without. `name` is the app's, `at` the time shown.
    """
    shown = [Shown(_message(one, name, at), under=bool(one.get("thread_ts"))) for one in payloads]
    return chat_page.page(shown, title, _STYLE, _count)


def _count(number: int) -> str:
    return f"{number} {'reply' if number == 1 else 'replies'}"


def _message(payload: Mapping[str, Any], name: str, at: str) -> str:
    """A `username` is somebody else than the app."""
    blocks = payload.get("blocks") or [{"type": "section", "text": {"type": "mrkdwn", "text": payload["text"]}}]
    who = str(payload.get("username", name))
    return bubble(who, at, "".join(map(_block, blocks)), is_app="username" not in payload)


def _block(block: Block) -> str:
    match block["type"]:
        case "header":
            return f"<h2>{_text(block['text'])}</h2>\n"
        case "section":
            return f'<div class="text">{_text(block["text"])}</div>\n'
        case "context":
            return f'<div class="context">{" ".join(map(_text, block["elements"]))}</div>\n'
        case "actions":
            pressed = "".join(f"<span>{_text(one['text'])}</span>" for one in block["elements"])
            return f'<div class="buttons">{pressed}</div>\n'
        case "rich_text":
            return f'<div class="text">{"".join(_rich(block["elements"]))}</div>\n'
        case "divider":
            return "<hr>\n"
        case other:
            return f'<div class="context">[{escape(str(other))}]</div>\n'


def _rich(elements: Sequence[Block]) -> Iterator[str]:
    for element in elements:
        inner = "".join(map(_run, element["elements"]))
        tag = "blockquote" if element["type"] == "rich_text_quote" else "div"
        yield f"<{tag}>{inner}</{tag}>"


def _run(run: Block) -> str:
    made = escape(run.get("text") or run.get("url", ""))
    for style, tag in (("bold", "b"), ("italic", "i")):
        made = f"<{tag}>{made}</{tag}>" if run.get("style", {}).get(style) else made
    return _link(run["url"], made) if run["type"] == "link" else made


def _text(given: Block) -> str:
    """A text object; of mrkdwn the links, times and escapes are shown as what they stand for."""
    if given["type"] != "mrkdwn":
        return escape(given["text"])
    made, at = [], 0
    for found in _TOKEN.finditer(given["text"]):
        made += [escape(_unescaped(given["text"][at : found.start()])), _token(found)]
        at = found.end()
    return "".join([*made, escape(_unescaped(given["text"][at:]))])


def _token(found: re.Match[str]) -> str:
    if found["date"]:
        return escape(found["date"])
    return _link(_unescaped(found["url"]), escape(_unescaped(found["label"])))


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _link(url: str, label: str) -> str:
    """`label` is HTML already. An address that is not of the web is no link."""
    if not url.startswith(_WEB):
        return label
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{label}</a>'
