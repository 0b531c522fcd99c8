"""What stands in an article's place: a wall; guards that its words are never told as news, nor news taken for a wall.

A phrase alone is no wall: articles are written about captchas, cookies, paywalls and missing pages. A wall is little
text, the voice of a site that speaks to its reader, and the build of such a page together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from bot.adapters.web.pages import wall_phrases
from bot.adapters.web.pages.structured import Structured, is_article, types_of
from bot.adapters.web.pages.visible import Line
from bot.domain.intake import Wall
from bot.domain.text import sentences

_LINE = 240  # a wall's phrase stands in a line of its own, at most this long
_TAIL = 12
_SHORT = 1500  # characters: a story's beginning, not a story
_CHALLENGE_PARTS = (
    "//*[contains(@id, 'challenge-') or contains(@id, 'cf-wrapper') or contains(@class, 'g-recaptcha')"
    " or contains(@class, 'h-captcha') or contains(@class, 'cf-turnstile') or contains(@id, 'px-captcha')"
    " or contains(@id, 'captcha')] | //form[contains(@action, '/cdn-cgi/') or contains(@action, 'captcha')]"
    " | //iframe[contains(@src, 'captcha') or contains(@src, '_Incapsula_Resource')]"
)
_BARRIERS = (
    "//*[contains(@class, 'paywall') or contains(@id, 'paywall') or contains(@class, 'subscriber-only')"
    " or contains(@class, 'piano-') or contains(@class, 'metered') or contains(@class, 'regwall')]"
)
_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»]\s*")
_QUOTED = re.compile('“[^“”]{1,300}”|„[^„“”]{1,300}[“”]|«[^«»]{1,300}»|"[^"]{1,300}"|‘[^‘’]{8,300}’')
_REPORT = 100  # characters of sentences that tell of something
_NO_BLANKS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Looks:
    """What is asked of a page: its titles, best first, the lines of its story, and all that can be seen."""

    tree: HtmlElement
    structured: Structured
    metas: Mapping[str, str]
    titles: Sequence[str]
    story: Sequence[str]
    visible: Sequence[Line]

    @property
    def size(self) -> int:
        """Characters of the story."""
        return sum(map(len, self.story))


def wall_of(page: Looks) -> Wall | None:
    """What stands in the article's place, or None where nothing does."""
    tells = _tells(page)
    if not tells and _is_challenge(page):
        return Wall.CHALLENGE
    if _is_error(page, tells=tells):
        return Wall.ERROR
    if not tells and _is_consent(page):
        return Wall.CONSENT
    if _is_paywall(page):
        return Wall.PAYWALL
    return Wall.EMPTY if _is_empty(page) or _is_list(page) or (not tells and _is_shell(page)) else None


def above_paywall(lines: list[str], wall: Wall | None) -> list[str]:
    """The story without the lines in which a page asks to pay; behind a paywall, what stands above the first of them.

    They are looked for in the last twelve lines. A page that asks without a wall only loses those lines.
    """
    start = max(0, len(lines) - _TAIL)
    asking = [at for at in range(start, len(lines)) if is_paywall_line(lines[at])]
    if wall and asking:
        return lines[: asking[0]]
    return [line for at, line in enumerate(lines) if at not in asking]


def is_paywall_line(line: str) -> bool:
    """Whether a line asks its reader to pay or to register for the rest: it is no part of the story."""
    if len(line) > _LINE:
        return False
    said = _unquoted(line).lower()
    return wall_phrases.PAYWALL.search(said) is not None or wall_phrases.LOG_IN.search(said) is not None


def _unquoted(line: str) -> str:
    """A line without what it quotes: a wall does not quote itself, a report on walls does."""
    return _QUOTED.sub(" ", line)


def _tells(page: Looks) -> bool:
    """Whether the story has sentences that tell of something, as no wall has."""
    told = 0
    for line in page.story[:200]:
        for sentence in sentences(_unquoted(line[:5000])):
            words = sentence.cut(_unquoted(line[:5000]))
            if len(words) >= 40 and not wall_phrases.SPEAKS.search(words) and not wall_phrases.OF_PAGES.search(words):
                told += len(words)
        if told >= _REPORT:
            return True
    return False


def is_declared(page: Looks) -> bool:
    """Whether the page tells programs that it is an article."""
    article = page.structured.article
    declared = bool(article.get("headline") or article.get("articleBody")) and is_article(article)
    return declared or page.metas.get("og:type", "").lower() in {"article", "og:article"} or any(
        name in page.metas for name in ("article:published_time", "article:modified_time")
    )  # fmt: skip


def _seen(page: Looks) -> int:
    return sum(len(line.text) for line in page.visible)


def _is_challenge(page: Looks) -> bool:
    seen = _seen(page)
    if seen > _SHORT or is_declared(page):
        return False
    lines = [*page.titles, *(line.text for line in page.visible)]
    said = any(wall_phrases.CHALLENGE.search(_unquoted(line).lower()) for line in lines if len(line) <= _LINE)
    if said and (page.size < 700 or seen < 900):
        return True
    return seen < 400 and bool(page.tree.xpath(_CHALLENGE_PARTS))


def _is_error(page: Looks, *, tells: bool) -> bool:
    if page.size > _SHORT or (is_declared(page) and page.size > 300):
        return False
    if any(_is_error_title(title) and not (tells and title.strip().isdigit()) for title in page.titles):
        return True
    first = [line.text.lower() for line in page.visible if not line.linked][:3]
    if not tells and _seen(page) <= _SHORT and any(map(wall_phrases.REFUSED.search, first)):
        return True
    return (
        page.size < 500 and not tells and any(wall_phrases.ERROR.fullmatch(line) for line in first if len(line) <= 120)
    )


def _is_error_title(title: str) -> bool:
    """Whether a title says that nothing is there, alone or beside the name of the site."""
    if len(title) > 120:
        return False
    parts = [part.strip().lower() for part in _SEPARATOR.split(title)]
    if wall_phrases.ERROR.fullmatch(title.strip().lower()):
        return True
    others = [part for part in parts if not wall_phrases.ERROR.fullmatch(part)]
    return len(others) < len(parts) <= 3 and all(len(part.split()) <= 3 for part in others)


def _is_consent(page: Looks) -> bool:
    if page.size > 3000 or (is_declared(page) and page.size > 600):
        return False
    asking = [line for line in page.story if wall_phrases.CONSENT.search(_unquoted(line[:1000]).lower())]
    share = sum(map(len, asking)) / page.size if page.size else 0.0
    buttons = _consent_buttons(page)
    if page.size >= 200 or asking:
        return bool(asking) and (share >= 0.5 or (share >= 0.3 and buttons >= 1 and page.size < _SHORT))
    seen = [line.text for line in page.visible if wall_phrases.CONSENT.search(line.text[:1000].lower())]
    return buttons >= 1 and bool(seen) and sum(map(len, seen)) >= 0.4 * _seen(page)


def _consent_buttons(page: Looks) -> int:
    buttons = page.tree.xpath("//button | //input[@type='submit' or @type='button'] | //a[@role='button'] | //a")[:300]
    texts = (((button.text_content() or button.get("value") or "")[:60]).strip().lower() for button in buttons)
    return sum(wall_phrases.CONSENT_BUTTON.fullmatch(text) is not None for text in texts if text)


def _is_paywall(page: Looks) -> bool:
    asks = any(map(is_paywall_line, page.story[-_TAIL:])) or _asks_below(page)
    if not asks and _is_closed(page):
        return page.size < _SHORT and not _goes_on(page)
    if not asks:
        return False
    return page.size < _SHORT or _is_closed(page) or bool(page.tree.xpath(_BARRIERS)) or _asks_below(page, near=3)


def _goes_on(page: Looks) -> bool:
    """Whether the text that the page gives to programs is no longer than the story: then it is a short story."""
    body = page.structured.article.get("articleBody")
    return isinstance(body, str) and 0 < len(body) <= 1.2 * page.size


def _is_closed(page: Looks) -> bool:
    """Whether the page says that not everyone may read it (schema.org isAccessibleForFree, or a meta of that kind)."""
    nodes = (page.structured.article, *page.structured.nodes)
    values = [
        node.get("isAccessibleForFree") for node in nodes if is_article(node) or "WebPageElement" in types_of(node)
    ]
    tier = page.metas.get("article:content_tier", "").lower()
    return any(str(value).strip().lower() == "false" for value in values) or tier in {"locked", "metered"}


def _asks_below(page: Looks, near: int = 12) -> bool:
    """Whether one of the lines that follow the story's last asks to pay; with no story, any line of the page."""
    texts = [line.text for line in page.visible]
    last = page.story[-1] if page.story else None
    start = len(texts) - texts[::-1].index(last) if last in texts else 0
    following = [line for line in (texts[start : start + near] if start else texts[:200]) if len(line) <= _LINE]
    if any(wall_phrases.PAYWALL.search(_unquoted(line).lower()) for line in following):
        return bool(start) or page.size < _SHORT
    return page.size < _SHORT and any(wall_phrases.LOG_IN.search(_unquoted(line).lower()) for line in following)


def _is_empty(page: Looks) -> bool:
    least = 30 if any(_NO_BLANKS.search(line) for line in page.story) else 80
    return page.size < least


def _is_shell(page: Looks) -> bool:
    """Whether it is a program that was not run, or a form to log in: a few words to the reader, and no story."""
    if page.size > 600 or is_declared(page):
        return False
    script = any(wall_phrases.NO_SCRIPT.search(_unquoted(line[:1000]).lower()) for line in page.story)
    return script or bool(page.tree.xpath("//input[@type='password']"))


def _is_list(page: Looks) -> bool:
    """Whether it is a front page or a list: many headlines that lead elsewhere, each prose line below one of them."""
    if is_declared(page):
        return False
    pointing = [line.is_pointer and len(line.text.split()) > 3 for line in page.visible]
    count = sum(pointing)
    if count < 8:
        return False
    story = frozenset(page.story)
    below = alone = 0
    for at, line in enumerate(page.visible):
        if line.text in story and len(line.text) >= 60:
            if any(pointing[max(0, at - 2) : at]):
                below += 1
            else:
                alone += 1
    if below + alone == 0:
        return True
    prose = sum(len(line) for line in page.story if len(line) >= 60)
    linked = sum(len(line.text) for line, points in zip(page.visible, pointing, strict=True) if points)
    return (below >= 4 and below >= 2 * alone) or (prose < 300 and linked > 4 * prose)
