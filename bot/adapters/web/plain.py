"""HTML to plain text: the one sanitiser. Guards that no tag, script, control or direction-changing character is left.

Linear in the length of the markup, however broken it is. Entities are decoded once. Blocks become paragraphs with a
blank line between them. Whatever is made here is cleaned first, since what goes may have stood inside a tag; then tags
go until none is left, since taking one away may join another.
"""

import html
import re
from collections.abc import Iterator

from bot.domain.text import clean, cut, one_line

MAX_MARKUP = 1 << 20  # characters of one field that are looked at
MAX_TEXT = 200_000
MAX_TITLE = 500
MAX_STAND_IN = 100

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p pre section summary table tbody td "
    "tfoot th thead title tr ul".split()
)
_DROPPED = frozenset(
    "script style noscript template iframe object svg math canvas audio video select textarea applet frameset".split()
)
_INLINE = frozenset(
    "a abbr acronym b basefont bdi bdo big blink cite code data del dfn em embed font head i img input ins kbd label "
    "map mark meta nobr param picture q rp rt ruby s samp small source span strike strong sub sup time tt u var wbr "
    "html link col colgroup button output progress meter area base track marquee".split()
)
_KNOWN = _BLOCKS | _INLINE | _DROPPED
_NAME = re.compile(r"/?\s?([a-zA-Z][a-zA-Z0-9]{0,20})(?:[:\w.-]{0,40})")
_QUOTED_TAG = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")
# Attributes, a name with a colon or a dash, a slash: what a sign of comparison is not followed by.
_FOREIGN = re.compile(r"[=:/-]")
_STRANGE = re.compile(r"</?[a-zA-Z][^<>]{0,300}+>")
_DECLARED = re.compile(r"<[!?][^<>]{0,1000}+>")
_ALWAYS = frozenset({"script", "style"})
_OPENS = re.compile(r"<(?=[a-zA-Z/!?])")
_END_OF_DROPPED = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in _DROPPED}
# What still looks like a tag in text that is none, because it was escaped twice or is spelled out.
_LEFT_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])[^<>]{0,2000}+>|<!--(?:[^<>]{0,2000}?-->)?")
_MOST_ROUNDS = 5
_LEFT_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG_LIKE = re.compile(r"<(?=[a-zA-Z/!?])")
_MAIL = re.compile(r"[^\s@<>()]{1,80}@[^\s@<>()]{1,120}")
_ANY_WINDOWS = re.compile("[\x80-\x9f\ud800-\udfff\ufffe\uffff]")
# C1 controls are Windows-1252 that somebody took for Latin-1.
# Halves of surrogate pairs, which numbers can name, are no characters; nor are U+FFFE and U+FFFF, which XML forbids.
_WINDOWS: dict[int, str | None] = {
    **{code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)},
    **dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]),
}


def text_of(markup: str, limit: int = MAX_TEXT) -> str:
    """The text of an HTML fragment, as paragraphs with a blank line between them."""
    markup = markup[:MAX_MARKUP]
    if not markup.isprintable():  # it may hold white space other than blanks, which in a source is one
        markup = one_line(markup)
    return _finish("".join(_pieces(markup)) if "<" in markup else html.unescape(markup), limit)


def title_of(markup: str, limit: int = MAX_TITLE) -> str:
    """The text of an HTML fragment on one line; what was escaped twice is decoded twice."""
    line = one_line(text_of(markup, 4 * limit))
    if "&" in line and _LEFT_ENTITY.search(line):
        line = one_line(_finish(html.unescape(line), 4 * limit))
    return cut(line, limit)


def first_words(text: str) -> str:
    """What stands for the title of a text that has none: its beginning."""
    return cut(text[: 2 * MAX_STAND_IN].partition("\n")[0], MAX_STAND_IN)


def line_of(text: str, limit: int = MAX_TITLE) -> str:
    """Text that is said to hold no markup, on one line."""
    return cut(shown_line(text[: 20 * limit]), limit)


def shown_line(text: str) -> str:
    """Text as it is seen, on one line as long as it is. A tag that is spelled out there is a slip, and goes."""
    return one_line(_plain(text))


def decoded_line(text: str | None, limit: int = MAX_TITLE) -> str:
    """What is given to programs, on one line. Much of it is escaped twice: entities are read once more."""
    return cut(shown_line(html.unescape(text)), limit) if text else ""


def lines_of(text: str, limit: int = MAX_TEXT) -> str:
    """Text that is said to hold no markup, as paragraphs: its lines."""
    return _finish(text[:MAX_MARKUP], limit)


def without_tags(text: str) -> str:
    """Text in which nothing is left that a browser would take for a tag.

    Tags that HTML knows and ends of any go. What else begins like one (a comparison, a type in code) is pulled apart.
    """
    for _ in range(_MOST_ROUNDS):
        if "<" not in text:
            return text
        before, text = text, _LEFT_TAG.sub(_kept, text)
        if text == before:
            break
    return _TAG_LIKE.sub("< ", text)


def _kept(found: re.Match[str]) -> str:
    is_tag = not found[1] or found[1].lower() in _KNOWN or found[0].startswith("</")
    return " " if is_tag else found[0]


def has_tags(text: str) -> bool:
    """Whether text that is said to hold no markup holds some: a known tag."""
    return any(tag[1] and tag[1].lower() in _KNOWN for tag in _LEFT_TAG.finditer(text[:MAX_MARKUP]))


def without_mail(text: str) -> str:
    """A name without the address that stands beside it; empty where there is only an address."""
    return _MAIL.sub(" ", text[:1000]).replace("()", "").strip(" ()<>,;")


def _finish(text: str, limit: int) -> str:
    lines = (" ".join(line.split()) for line in _plain(text).split("\n"))
    return cut("\n\n".join(line for line in lines if line), limit)


def _plain(text: str) -> str:
    if not text.isascii() and _ANY_WINDOWS.search(text):
        text = text.translate(_WINDOWS)
    return without_tags(clean(text))


def _pieces(markup: str) -> Iterator[str]:
    """The text between the tags, decoded, and line feeds for blocks."""
    at, careful, unclosed = 0, True, set[str]()
    last = markup.rfind(">")
    while opening := _OPENS.search(markup, at):
        start = opening.start()
        yield html.unescape(markup[at:start])
        name = _NAME.match(markup, start + 1)
        tag = name[1].lower() if name else ""
        if tag in _KNOWN:
            at, careful = _past_tag(markup, start, last, careful=careful)
        else:
            at = _past_declared(markup, start) or _past_strange(markup, start)
        if at == start:  # nothing that HTML knows: it is a sign in a text
            yield "<"
            at += 1
        elif markup.startswith("<![CDATA[", start):
            yield markup[start + 9 : at].removesuffix("]]>")
        elif tag in _BLOCKS:
            yield "\n"
        elif tag in _DROPPED - unclosed and markup[start + 1] != "/" and not markup.endswith("/>", start, at):
            ending = _END_OF_DROPPED[tag].search(markup, at)
            unclosed |= set() if ending else {tag}
            at = ending.start() if ending else len(markup) if tag in _ALWAYS else at
    yield html.unescape(markup[at:])


def _past_tag(markup: str, at: int, last: int, *, careful: bool) -> tuple[int, bool]:
    """Where a tag that HTML knows ends, and whether quote marks can be relied on further on.

    Once a quote in a tag does not end, tags end at the next ">": else every one would search to the end. A tag with
    attributes that is cut off takes the rest with it; without any it is a sign. `last` is where the last ">" is.
    """
    if at > last:
        return (len(markup) if _FOREIGN.search(markup, at, at + 200) else at), False
    if careful and (closing := _QUOTED_TAG.match(markup, at + 1)):
        return closing.end(), True
    return markup.find(">", at) + 1, False


def _past_declared(markup: str, at: int) -> int | None:
    """Where a comment, a CDATA section, a declaration or an instruction ends; None where there is none."""
    if markup.startswith("<!--", at):
        return _after(markup, "-->", at + 4)
    if markup.startswith("<![CDATA[", at):
        return _after(markup, "]]>", at + 9)
    found = _DECLARED.match(markup, at)
    return found.end() if found else None


def _past_strange(markup: str, at: int) -> int:
    """Where a tag ends that HTML does not know, as editors and sites invent them; `at` where it looks like none."""
    found = _STRANGE.match(markup, at)
    return found.end() if found and _FOREIGN.search(found[0]) else at


def _after(markup: str, mark: str, at: int) -> int:
    end = markup.find(mark, at)
    return len(markup) if end < 0 else end + len(mark)
