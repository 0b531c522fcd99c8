"""Drops a site's furniture (share buttons, comment forms, pointers to other pages) from an article's text.

Guards that no sentence of the story goes with it: only whole, short lines that match a known form are dropped,
and a line that holds a quote mark is dropped only where a label ("RELATED ARTICLE:") opens it.
"""

import re

from bot.domain.text import one_line

_LONGEST = 160
_QUOTE_MARKS = re.compile('["“”„«»]')

_THINGS = "(?:articles?|stor(?:y|ies)|posts?|news|topics?|coverage|reading|links?|content|reports?|videos?)"
# A label that points to another page; whatever follows its colon is that page's title.
_LABEL = re.compile(
    rf"(?:related(?: {_THINGS})?|(?:see|read|watch|listen|you may) also(?: like)?|also (?:read|on)"
    rf"|more (?:from|on) [\w ]{{1,40}}|(?:read|see) more|read next|up next|recommended(?: {_THINGS}| for you)?"
    rf"|(?:previous|next) {_THINGS}|don['’]t miss|most (?:read|popular)"
    r"|tags?|tagged(?: with)?|filed under|posted in|categor(?:y|ies)|share(?: this| on)?|via)\s?:.*"
)
_NETWORK = (
    "(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|instagram|youtube|tiktok|mastodon|bluesky"
    "|threads|e-?mail|print|tweet|pin it|share|copy(?: link)?|like|save|rss|social media|flipboard|google news)"
)
_LINE = re.compile(
    "|".join(
        (
            r"(?:please )?follow us(?: (?:on|at|via) .*)?\W*",
            rf"(?:please )?follow (?:me|our [\w ]{{1,30}}|@\w+) (?:on|at|via) .*\b{_NETWORK}\b.*",
            rf"(?:like|find|join) us on .*\b{_NETWORK}\b.*",
            rf"(?:share|tweet|print|e-?mail)(?: this(?: {_THINGS}| page)?)?\W*|comments?\W*",
            rf"(?:click to )?(?:share|tweet|post|pin)(?: this)? (?:on|to|via) {_NETWORK}\W*",
            rf"{_NETWORK}(?:[\s,|•·/]+{_NETWORK}){{1,12}}",
            r"(?:leave|post|write|add|submit)(?: a| your)? (?:reply|comment)s?(?: cancel reply)?\W*",
            r"(?:cancel reply|post comment|no comments(?: yet)?|comments are closed)\W*",
            r"\d{1,6} comments?\W*|comments? \(\d+\)\W*",
            r"your e-?mail address will not be published.*",
            r"required fields are marked.*",
            r"save my name, e-?mail,? and website in this browser.*",
            r"notify me of (?:follow-?up comments|new posts) by e-?mail\W*",
            r"this site uses akismet to reduce spam.*",
            r"(?:name|e-?mail|website|comment)\s?\*",
            r"you must be logged in to (?:post a )?comment\W*|log ?in to (?:reply|comment)\W*",
            r"(?:sign up (?:here )?(?:for|to)|subscribe to|get) (?:our|the|your) [\w ]{0,30}newsletters?\b.*",
            r"(?:subscribe to|join) our [\w ]{0,30}channel\b.*",
            r"(?:subscribe|sign up|log ?in|register)(?: (?:now|here|today|free|for free))*\W*",
            r"click here (?:to|for) .*|(?:skip to|jump to) (?:main )?(?:content|navigation)\W*|back to top\W*",
            r"advertisement\W*|sponsored(?: content)?\W*|(?:story|article) continues (?:below|after)\b.*",
            r"(?:continue|keep) reading\W*|read (?:more|the full (?:story|article))\W*|loading\W*|like loading\W*",
            rf"(?:previous|next|related) {_THINGS}\W*|related\W*",
            r"(?:you may also like|recommended for you|most read|read next|trending(?: now)?)\W*",
            r"(?:we|this (?:site|website)) uses? cookies\b.*|accept (?:all )?cookies\W*",
            r"(?:copyright )?(?:©|\(c\)) .*|copyright \d{4}.*|all rights reserved\W*",
        )
    )
)


def without_furniture(text: str) -> str:
    """The text without furniture lines, with at most one blank line between two others, trimmed."""
    kept: list[str] = []
    for line in text.split("\n"):
        if is_furniture(line):
            continue
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def is_furniture(line: str) -> bool:
    """Whether a line is known furniture: at most 160 characters that match one of the forms as a whole."""
    if len(line) > 4 * _LONGEST:
        return False
    bare = one_line(line).lower()
    if not bare or len(bare) > _LONGEST:
        return False
    if _LABEL.fullmatch(bare):
        return True
    return not _QUOTE_MARKS.search(bare) and _LINE.fullmatch(bare) is not None
