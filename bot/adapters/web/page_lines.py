"""Which of a page's lines are its story; guards that what a site puts around every article is not taken for news.

Lines go by what they are (furniture, a pointer to another page, a label above pointers) and by where they stand: the
title, a byline and a date above the story, credits and calls to subscribe below it. No line in the midst of the story
goes for its words alone, unless it is a known form as a whole.
"""

import re
from collections.abc import Iterable, Sequence

from bot.adapters.web.visible import Line
from bot.domain.furniture import is_furniture
from bot.domain.words import words

_HEAD = 5  # lines at the top that may be title, byline or date
_TAIL = 4  # lines at the end that may be credits
_SENTENCE = re.compile(r"[.!?。！？…][\"”’»)\]]*$")
_READING_TIME = re.compile(
    r"(?:(?:estimated )?read(?:ing)? time|tempo de leitura|tempo di lettura|tiempo de lectura|temps de lecture|lesezeit"
    r"|leestijd)\b.{0,30}|\d{1,3}[\s-]*min(?:ute)?s?\.?(?: read)?",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:written |posted |published |reported )?by|von|por|par|di|door|av) [^.!?]{2,80}", re.IGNORECASE
)
_DATED = re.compile(r"(?:19|20)\d\d|\d{1,2}:\d{2}")
_CREDIT = re.compile(
    r"\(?(?:additional )?(?:reporting|writing|editing|compiled|edited|written|reported) (?:and \w+ )?by .*"
    r"|.{2,160}\bcontributed (?:to this (?:report|story|article|post)|reporting)\b.{0,80}"
    r"|(?:source|sources|quelle|fuente|fonte|credit|photo|image)s?\s?:.{2,80}"
    r"|.{0,300}\bfollow (?:him|her|them|me|us|[A-Z][\w .'’-]{2,40}) (?:on|at|via) .*"
    r"|.{0,300}\b(?:can be reached|may be reached|be contacted|e-?mail (?:him|her|them|us|the author)) (?:at|via|on|by)\b.*"
    r"|have a (?:news )?tip\b.*|got a (?:news )?tip\b.*"
    r"|like this (?:story|article)\b.*|(?:this article|this story) (?:was|is) (?:originally|first) (?:published|posted)\b.*"
    r"|.{0,120}\b(?:subscribe|sign up)\b.{0,80}\bnewsletters?\b.{0,80}|.{0,120}\bnewsletters?\b.{0,40}\b(?:inbox|sign up)\b.*"
    r"|.{0,40}(?:copyright\b|©|ⓒ).{0,160}",
    re.IGNORECASE,
)
_MOST_CREDIT = 400
_TEASER = 160
# What a page calls its list of other stories, in the languages that many sites are in.
_LIST_LABEL = re.compile(
    r"(?:(?:top|latest|more|related|other|most popular|popular|recent|trending|partner|breaking|featured|recommended|editor['’]s"
    r"|further|suggested|similar|sponsored|must[- ]read)(?: \w+)? (?:stories|news|articles|posts|headlines|videos|reads?|picks"
    r"|coverage|reading|content|links)|(?:you (?:may|might) (?:also|be) (?:like|enjoy|interested in)|more from .{2,30}"
    r"|read (?:also|more|next)|see also|don['’]t miss|most read|up next"
    r"|mehr zum thema|lesen sie auch|das könnte sie (?:auch )?interessieren|auch interessant|weitere (?:artikel|meldungen|themen)"
    r"|(?:à )?lire (?:aussi|également)|sur le même (?:sujet|thème)|à ne pas manquer|articles? (?:similaires|liés|connexes)"
    r"|(?:te|le) puede interesar|lee también|lea también|noticias relacionadas|(?:artículos|notas|temas) relacionad[oa]s|más noticias"
    r"|leggi anche|potrebbe(?:ro)? interessarti|articoli correlati|leia (?:também|mais)|veja também|(?:notícias|artigos) relacionad[oa]s"
    r"|lees ook|meer (?:nieuws|over)|läs (?:också|mer)|læs også|czytaj (?:też|także)|ilgili haberler|читайте также))\W*",
    re.IGNORECASE,
)
# Lines that are no words of a story wherever they stand: a blog's short code, a label with a bare address, "More:".
_FORM = re.compile(
    r"\[(\w+)[^\]]*\].*\[/\1\]|[^.!?:]{0,40}:\s*https?://\S+|more\s?[:…]+|\(?(?:photo|image|picture|video|graphic)s?(?: credit)?s?\s?"
    r"(?::|by|courtesy)[^.!?]{1,80}",
    re.IGNORECASE,
)


def story_lines(lines: Sequence[str], titles: Iterable[str], author: str | None, visible: Sequence[Line]) -> list[str]:
    """The lines of the story, in order. `titles`: what the page may call itself; `visible`: all its lines."""
    pointing = frozenset(line.text for line in visible if line.is_pointer)
    kept = _without_pointers([line for line in lines if not is_furniture(line)], pointing)
    kept = _above_lists([line for line in kept if not _FORM.fullmatch(line)])
    kept = _below_the_title(kept, titles)
    kept = _without_byline(kept, author)
    return _without_credits(kept)


def _without_pointers(lines: list[str], pointing: frozenset[str]) -> list[str]:
    """Without lines that are pointers, without the short label above them and the teasers between them.

    A link of one to three words is a name or a figure as often as a pointer: it goes only beside a longer one. An
    address that is written out is what the story gives.
    """
    found = [line in pointing and not line.startswith(("http:", "https:", "www.")) for line in lines]
    long = [is_one and len(line.split()) > 3 for line, is_one in zip(lines, found, strict=True)]
    teasers = _teasers(lines, long)
    kept: list[str] = []
    for at, line in enumerate(lines):
        beside = any(long[max(0, at - 1) : at + 2])
        if at not in teasers and not (found[at] and beside):
            kept.append(line)
        elif kept and _is_label(kept[-1]):
            kept.pop()
    return kept


def _teasers(lines: list[str], pointing: list[bool]) -> set[int]:
    """Places of the lines in lists of teasers: three or more pointers with one short line after each."""
    places: set[int] = set()
    at = 0
    while at < len(lines):
        count = gaps = 0
        end = at
        while end < len(lines) and pointing[end]:
            count += 1
            gap = end + 1 < len(lines) and not pointing[end + 1] and len(lines[end + 1]) <= _TEASER
            gaps += gap
            end += 1 + gap
        if count >= 3:
            # The line after the last one belongs to it only where every other one had such a line too.
            places.update(range(at, end if gaps == count else end - (gaps > 0 and not pointing[end - 1])))
        at = max(end, at + 1)
    return places


def _above_lists(lines: list[str]) -> list[str]:
    """What stands above a label of a list of other stories, where less follows it than stands above."""
    above, total = 0, sum(map(len, lines))
    for at, line in enumerate(lines):
        if at and len(line) <= 60 and _LIST_LABEL.fullmatch(line) and total - above - len(line) < above:
            return lines[:at]
        above += len(line)
    return lines


def _is_label(line: str) -> bool:
    return (len(line.split()) <= 4 and len(line) <= 40 and line[-1] not in '.!?"”') or line.endswith(("like...", "like…"))


def _below_the_title(lines: list[str], titles: Iterable[str]) -> list[str]:
    names = {bare for title in titles if (bare := " ".join(words(title)))}
    for at, line in enumerate(lines[:_HEAD]):
        if " ".join(words(line)) in names:
            return lines[at + 1 :]
        if len(line.split()) > 12 or _SENTENCE.search(line):
            break
    return lines


def _without_byline(lines: list[str], author: str | None) -> list[str]:
    kept = list(lines)
    at = 0
    while at < min(_HEAD, len(kept)):
        if _is_byline(kept[at], author):
            del kept[at]
        else:
            at += 1
    return kept


def _is_byline(line: str, author: str | None) -> bool:
    if len(line) > 120 or _SENTENCE.search(line):
        return False
    if _READING_TIME.fullmatch(line) or (author and words(line) == words(author)):
        return True
    if _BYLINE.fullmatch(line):
        return True
    count = len(line.split())
    return count <= 10 and _DATED.search(line) is not None and sum(c.isdigit() for c in line) >= len(line) / 5


def _without_credits(lines: list[str]) -> list[str]:
    """Without credits and calls in the last lines, from the first of them to the end where only short ones follow."""
    end = len(lines)
    while end > 1 and len(lines) - end < 2 * _TAIL and _is_credit(lines[end - 1]):
        end -= 1
    kept = lines[:end]
    tail = max(1, len(kept) - _TAIL)
    return kept[:tail] + [line for line in kept[tail:] if not _is_credit(line)]


def _is_credit(line: str) -> bool:
    return len(line) <= _MOST_CREDIT and _CREDIT.fullmatch(line) is not None
