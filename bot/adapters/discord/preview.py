"""Messages as one HTML page that looks as dark Discord does, made from the very payloads that would be posted.

Guards that the page is complete in itself, runs no script, loads nothing, and takes every text literally.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bot.adapters.discord.elements import Json
from bot.adapters.discord.showing import REL, html
from bot.domain import chat_page
from bot.domain.chat_page import Shown, bubble

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:#1e1f22;color:#dbdee1;
font:16px/1.375 "gg sans","Noto Sans","Helvetica Neue",Helvetica,Arial,sans-serif}
main{max-width:760px;margin:0 auto;background:#313338;min-height:100vh}
h1{margin:0;padding:12px 16px;border-bottom:1px solid #1f2023;color:#f2f3f5;font-size:16px;line-height:1.5}
article{display:flex;gap:16px;padding:10px 16px}
article>div{min-width:0;flex:1;overflow-wrap:anywhere}
.avatar{flex:none;width:40px;height:40px;border-radius:50%;background:#5865f2;color:#fff;text-align:center;
font-weight:600;font-size:18px;line-height:40px}
.person{background:#248046}
.name{margin:0;line-height:1.375}
.name b{color:#f2f3f5;font-weight:500}
.badge{margin:0 4px;padding:1px 5px;border-radius:4px;background:#5865f2;color:#fff;font-size:10px;font-weight:600}
.name time{margin-left:4px;color:#949ba4;font-size:12px}
.embed{max-width:520px;margin:4px 0;padding:8px 16px 12px 12px;border-left:4px solid;border-radius:4px;
background:#2b2d31;font-size:14px;line-height:1.3}
.embed h2{margin:4px 0 0;color:#f2f3f5;font-size:16px;line-height:1.375;font-weight:600}
.embed .text{margin-top:6px}
.text div{min-height:6px;white-space:pre-wrap}
.text small{display:block;color:#949ba4;font-size:12px;line-height:1.4}
.text small+div,.text div+small{margin-top:2px}
blockquote{margin:4px 0;padding:0 8px 0 12px;border-left:4px solid #4e5058;border-radius:4px;white-space:pre-wrap}
.when{padding:0 2px;border-radius:3px;background:#40434a}
.called{padding:0 2px;border-radius:3px;background:#3c4270;color:#c9cdfb}
.buttons{display:flex;flex-wrap:wrap;gap:6px;margin:6px 0}
.buttons span{padding:6px 14px;border-radius:4px;background:#4e5058;color:#fff;
font-size:14px;line-height:1.3;font-weight:500}
.thread{margin:0 16px 10px 36px;border-left:2px solid #4e5058}
.thread>p{margin:0;padding:0 0 0 16px;color:#00a8fc;font-size:14px;font-weight:600}
.thread article{padding:8px 0 8px 16px}
a{color:#00a8fc;text-decoration:none}
@media(max-width:500px){article{gap:10px;padding:10px 12px}
.avatar{width:32px;height:32px;line-height:32px;font-size:15px}
.thread{margin:0 8px 10px 16px}.thread article{padding-left:8px}.buttons span{padding:6px 10px;font-size:13px}}
"""


def page(payloads: Sequence[Mapping[str, Any]], title: str, *, name: str = "News", at: str = "8:00 AM") -> str:
    """What would be posted, in order, as a page of HTML.

    One with `thread_id` is shown in the thread of the last one without. `name` is the bot's, `at` the time shown.
    """
    shown = [Shown(_message(one, name, at), under=bool(one.get("thread_id"))) for one in payloads]
    return chat_page.page(shown, title, _STYLE, _count)


def _count(number: int) -> str:
    return f"Thread · {number} {'message' if number == 1 else 'messages'}"


def _message(payload: Mapping[str, Any], name: str, at: str) -> str:
    """A `username` is somebody else than the bot."""
    who = str(payload.get("username", name))
    content = f'<div class="text">{html(payload["content"])}</div>\n' if payload.get("content") else ""
    embeds, rows = map(_embed, payload.get("embeds", ())), map(_row, payload.get("components", ()))
    return bubble(who, at, "".join([content, *embeds, *rows]), is_app="username" not in payload)


def _embed(embed: Json) -> str:
    title = html(embed.get("title", ""), blocks=False)
    title = f'<a href="{escape(embed["url"])}" rel="{REL}">{title}</a>' if title and "url" in embed else title
    head = f"<h2>{title}</h2>" if title else ""
    text = f'<div class="text">{html(embed["description"])}</div>' if embed.get("description") else ""
    return f'<div class="embed" style="border-color:#{embed.get("color", 0):06x}">{head}{text}</div>\n'


def _row(row: Json) -> str:
    pressed = "".join(f"<span>{escape(one['label'])}</span>" for one in row["components"])
    return f'<div class="buttons">{pressed}</div>\n'
