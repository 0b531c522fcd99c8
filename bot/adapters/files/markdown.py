"""Markdown to plain text; guards that its marks are never shown, quoted or counted as words of the story.

Covers what articles are written with: headings, emphasis, links, images, lists, quotations, code, HTML tags.
Linear: no pattern can look further than the next bracket or mark of its own kind.
"""

import html
import re

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_RULE = re.compile(r" {0,3}(?:(?:[-*_=] ?){3,}|=+|-{2,})\s*")
_REFERENCE = re.compile(r" {0,3}\[[^\[\]]{1,200}\]:\s?\S.*")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+|$)")
_MARKER = re.compile(r"\s{0,12}(?:> ?)*\s{0,3}(?:[-*+] +(?:\[[ xX]\] )?)?")
_ITEM = re.compile(r"\s{0,12}(?:[-*+]|\d{1,3}[.)]) ")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_INLINE = re.compile(
    r"!\[[^\[\]]*\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)"  # image: dropped
    r"|\[(?P<link>[^\[\]]*)\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)|\[[^\[\]]*\])"
    r"|<(?P<auto>https?://[^<>\s]*)>"
    r"|`+(?P<code>[^`]*)`+"
    r"|</?[A-Za-z][^<>\n]{0,300}>"  # tag: dropped
)
_STRONG = re.compile(r"\*(?![\s*])([^*]+)(?<!\s)\*|~~(?![\s~])([^~]+)(?<!\s)~~")
_STRESS = re.compile(r"(?<![^\W_])_(?![\s_])([^_]+)(?<!\s)_(?![^\W_])")
# Escaped characters wait in a private plane while the marks around them are read.
_ASIDE = 0x10F000


def heading_and_text(markdown: str) -> tuple[str, str]:
    """The text of a first heading (empty where the text does not open with one), and the plain text after it."""
    lines = markdown.lstrip("\n").split("\n")
    first, rest = lines[0], lines[1:]
    if _HEADING.match(first):
        return plain_text(first), plain_text("\n".join(rest))
    if first.strip() and rest and re.fullmatch(r"=+\s*", rest[0]):
        return plain_text(first), plain_text("\n".join(rest[1:]))
    return "", plain_text(markdown)


def plain_text(markdown: str) -> str:
    """The text without marks: one line a paragraph, heading or list item, a blank line between them."""
    blocks = (_inline(" ".join(block)) for block in _blocks(_without_comments(markdown)) if block)
    return "\n\n".join(filter(None, blocks))


def _without_comments(markdown: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := markdown.find("<!--", at)) >= 0 and (end := markdown.find("-->", start)) >= 0:
        parts.append(markdown[at:start])
        at = end + len("-->")
    return "".join(parts) + markdown[at:]


def _blocks(markdown: str) -> list[list[str]]:
    """The lines of each paragraph; a heading, a list item and a line of code stand alone."""
    blocks: list[list[str]] = [[]]
    fenced = False
    for line in markdown.split("\n"):
        if _ends_block(line):
            fenced ^= _FENCE.match(line) is not None
            if blocks[-1]:
                blocks.append([])
        elif fenced:
            blocks.append([line])
        elif heading := _HEADING.match(line):
            blocks += [[line[heading.end() :].rstrip("# ")], []]
        elif _ITEM.match(line):
            blocks.append([_bare(line)])
        else:
            blocks[-1].append(_bare(line))
    return blocks


def _ends_block(line: str) -> bool:
    """Whether a line holds no words: blank, a rule, an underline, a fence, an address for a link, a lone mark."""
    if not line.strip() or _FENCE.match(line) or _RULE.fullmatch(line) or _REFERENCE.fullmatch(line):
        return True
    return not _bare(line)


def _bare(line: str) -> str:
    return _MARKER.sub("", line, count=1).strip()


def _inline(text: str) -> str:
    text = _ESCAPE.sub(lambda m: chr(_ASIDE + ord(m.group(1))), text)
    text = _INLINE.sub(lambda m: m.group("link") or m.group("auto") or m.group("code") or "", text)
    for _ in range(4):  # emphasis within emphasis
        bare = _STRESS.sub(r"\1", _STRONG.sub(lambda m: m.group(1) or m.group(2), text))
        if bare == text:
            break
        text = bare
    text = html.unescape(text)
    return re.sub("[\U0010f000-\U0010f07f]", lambda m: chr(ord(m.group()) - _ASIDE), text).strip(" \\")
