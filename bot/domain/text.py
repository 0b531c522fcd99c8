"""Paragraphs, sentences and safe cutting of text; guards that offsets always refer to the text given.

Everything here is linear in the length of the text, whatever the text is.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.domain.models import Span
from bot.domain.words import STOP_WORDS

# Titles and abbreviations after which a full stop ends no sentence.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev sr jr st gen sen rep gov lt col capt cmdr sgt maj hon adm pres supt messrs "
    "vs etc inc ltd co corp bros no fig vol jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri "
    "sat sun approx dept est al ed eds op cit cf viz ave blvd rd ft mt".split()
)
CLOSING = "\"'”’»)]}"
OPENING = "\"'“‘«([{„`"
# Latin marks need a blank behind them; marks of scripts that put none between words do not.
# Possessive, and only from the start of a run of stops: a megabyte of dots is looked at once.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]}]*+(?=\s)|[。！？।؟]++[」』”’）]*+")
_WORD_BEFORE = re.compile(r"[\w.&'’-]{1,40}$")
_ACRONYM = re.compile(r"[A-Za-z](?:\.[A-Za-z])+")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_LINE = re.compile(r"[^\n]+")
_HIDDEN_CHARACTERS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# A flag that is spelled in tags (Scotland's) keeps them; any other tag, like every character that shows nothing, goes.
_HIDDEN = re.compile(
    f"(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{{3,6}}\U000e007f)|[{_HIDDEN_CHARACTERS}]"
)
# Most texts hold none: to find that out costs a fifth of replacing.
_ANY_HIDDEN = re.compile(f"[{_HIDDEN_CHARACTERS}]")
_HIDDEN_ASCII = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MOST_MARKS = 30
# Marks are among the characters above U+0300 that are neither letter, figure nor blank.
_MARKS = re.compile(rf"[^\x00-\u02ff\w\s]{{{_MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    """Text as it is stored: NFC, plain line feeds, no control, invisible or direction-changing characters.

    Joiners (U+200C, U+200D) stay: scripts and emoji need them; so do signs of category Cf that are seen
    (U+0600). A letter keeps thirty marks: normalising sorts them, in the square of their number. Cleaning twice
    changes nothing.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():  # most texts by far: there is nothing to normalise
        return text.translate(_HIDDEN_ASCII)
    text = _HIDDEN.sub(r"\1", text) if _ANY_HIDDEN.search(text) else text
    # Again after normalising, which takes some marks apart into two.
    return _with_few_marks(unicodedata.normalize("NFC", _with_few_marks(text)))


def _with_few_marks(text: str) -> str:
    return _MARKS.sub(lambda run: "".join(_first_marks(run.group())), text)


def _first_marks(run: str) -> Iterator[str]:
    count = 0
    for char in run:
        count = count + 1 if unicodedata.category(char)[0] == "M" else 0
        if count <= _MOST_MARKS:
            yield char


def storable(text: str) -> str:
    """The text with U+FFFD for what no database holds (NUL, half surrogate pairs); its length stays the same."""
    return _UNSTORABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Text with every run of white space as one blank, trimmed."""
    return " ".join(text.split())


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def paragraphs(text: str) -> list[Span]:
    """Spans of the paragraphs: lines, where a line that is broken in mid-sentence goes on in the next."""
    found: list[Span] = []
    for match in _LINE.finditer(text):
        span = trimmed(text, match.start(), match.end())
        if span.start == span.end:
            continue
        if found and _is_wrapped(text, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _is_wrapped(text: str, before: Span, after: Span) -> bool:
    gap = text[before.end : after.start]
    return gap.count("\n") == 1 and text[before.end - 1] not in ".!?:…”\"'’»" and text[after.start].islower()


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """Spans of the sentences, in order, never across paragraphs.

    A full stop after an initial or an abbreviation, or before a lower-case word, ends no sentence.
    """
    scope = [within] if within else paragraphs(text)
    return [sentence for paragraph in scope for sentence in each_sentence(text, paragraph)]


def each_sentence(text: str, paragraph: Span) -> Iterator[Span]:
    """Spans of the sentences of one paragraph, one by one, so that a caller may stop early."""
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        if _ends_sentence(text, match, paragraph.end):
            yield trimmed(text, start, match.end())
            start = match.end()
    rest = trimmed(text, start, paragraph.end)
    if rest.start < rest.end:
        yield rest


def _ends_sentence(text: str, match: re.Match[str], end: int) -> bool:
    at = match.end()
    while at < end and text[at].isspace():
        at += 1
    while at < end and text[at] in OPENING:
        at += 1
    if at >= end:
        return True
    if text[at].islower():
        return False
    if match.group()[0] != "." or match.group().startswith(".."):
        return True
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    word = before.group().strip("'’") if before else ""
    is_initial = len(word) == 1 and word.isalpha() and word.isupper()
    if _ACRONYM.fullmatch(word):
        return _begins_afresh(text, match.end(), end)
    return not (is_initial or word.lower() in ABBREVIATIONS)


def _begins_afresh(text: str, at: int, end: int) -> bool:
    """Whether what follows "U.S." is no name ("U.S. Open"): an opening mark, or a small word with a capital."""
    following = _NEXT_WORD.match(text, at, min(end, at + 40))
    return following is None or following.group(1).lower() in STOP_WORDS


# --- cutting -----------------------------------------------------------------------------------------

_JOINER = "\u200d"
# Characters of no mark's category that go on with the one before: the non-joiner, the voicing marks of narrow
# kana, the Thai and Lao vowel AM.
_EXTENDING = frozenset("\u200c\uff9e\uff9f\u0e33\u0eb3")
# Signs that stand before the letter or figure they belong to (Grapheme_Cluster_Break=Prepend of Unicode 15).
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"
)
_HANGUL_PARTS = (
    ("L", "\u1100", "\u115f"),
    ("L", "\ua960", "\ua97c"),
    ("V", "\u1160", "\u11a7"),
    ("V", "\ud7b0", "\ud7c6"),
    ("T", "\u11a8", "\u11ff"),
    ("T", "\ud7cb", "\ud7fb"),
)
_HANGUL_JOINS = frozenset(tuple(join.split("×")) for join in "L×L L×V L×LV L×LVT V×V V×T LV×V LV×T T×T LVT×T".split())


def cut(text: str, limit: int, mark: str = "…") -> str:
    """At most `limit` characters of `text`, ended by `mark` where something was cut.

    Never inside a grapheme (a letter with its accents, an emoji with its modifiers, a flag), and at a word's
    end where one is near. `limit` must be at least the length of `mark`.
    """
    if len(text) <= limit:
        return text
    at = grapheme_start(text, limit - len(mark))
    blank = text.rfind(" ", max(0, at - 40), at)
    return text[: blank if blank > 0 else at].rstrip() + mark


def grapheme_start(text: str, at: int) -> int:
    """The nearest place at or before `at` that lies between two graphemes."""
    while 0 < at < len(text) and _joins(text, at):
        at -= 1
    return at


def _joins(text: str, at: int) -> bool:
    """Whether the characters before and at `at` belong to one grapheme (after Unicode UAX 29, simplified)."""
    before, here = text[at - 1], text[at]
    if before == "\r" and here == "\n":
        return True
    if _JOINER in {here, before} or before in _PREPENDED or _extends(here):
        return True
    if _is_flag_letter(before) and _is_flag_letter(here):
        count = 0
        while count < at and _is_flag_letter(text[at - 1 - count]):
            count += 1
        return count % 2 == 1
    return _is_hangul_join(before, here)


def _extends(char: str) -> bool:
    if unicodedata.category(char) in {"Mn", "Mc", "Me"} or char in _EXTENDING:
        return True
    return "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_hangul_join(before: str, here: str) -> bool:
    return (_hangul(before), _hangul(here)) in _HANGUL_JOINS


def _hangul(char: str) -> str:
    """Of a Korean character, which parts of a syllable it holds: L(ead), V(owel), T(ail), LV or LVT; else ""."""
    if "\uac00" <= char <= "\ud7a3":
        return "LVT" if (ord(char) - 0xAC00) % 28 else "LV"
    return next((part for part, first, last in _HANGUL_PARTS if first <= char <= last), "")
