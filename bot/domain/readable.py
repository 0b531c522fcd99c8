"""Which sentences of an article can be shown by themselves; guards that no furniture and no fragment is.

Furniture is what a site puts around an article: captions, credits, "Read more", requests to subscribe.
A sentence that leans on the one before it ("He added …", "But that …", an answer) is usable right after that one only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain import text as texts
from bot.domain.models import Span
from bot.domain.words import STOP_WORDS, terms

MIN_WORDS = 4
MAX_CHARACTERS = 600
MAX_SENTENCES = 1000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could be shown. `place` counts the sentences of its text, from 0, usable or not.

    `leans`: it needs the sentence before it. `names`: it names someone or something that a pronoun can mean.
    """

    span: Span
    place: int
    leans: bool
    names: bool


def candidates(text: str, title: str = "") -> list[Candidate]:
    """The usable sentences among the first 1,000, in order; the dateline is left out of the first one."""
    told = set(terms(own_title(title, text)))
    found = []
    after_question = False
    for place, span in enumerate(_unquoted(text)):
        sentence = span.cut(text) if span else ""
        if span and is_whole(sentence) and not is_furniture(sentence) and not _repeats(sentence, told):
            found.append(Candidate(span, place, after_question or leans(sentence), _names_in(sentence)))
        after_question = sentence.endswith("?")
    return found


def own_title(title: str, text: str) -> str:
    """The title; nothing where it is but the text, or its beginning up to an ellipsis, for want of a title."""
    beginning = title.rstrip("… ")
    is_cut = title.endswith("…") and text.lstrip().startswith(beginning)
    return "" if is_cut or text.strip() == title.strip() else title


def _unquoted(text: str) -> Iterator[Span | None]:
    """The first 1,000 sentences; None for one that starts or ends within somebody's speech."""
    count = 0
    for paragraph in texts.paragraphs(text):
        speaking = False
        for span in texts.sentences(text, paragraph):
            if count == MAX_SENTENCES:
                return
            marks = [_opens(text, match.start()) for match in _QUOTE_MARK.finditer(text, span.start, span.end)]
            was_speaking, speaking = speaking, marks[-1] if marks else speaking
            halved = was_speaking or 2 * sum(marks) != len(marks)
            shown = span if count else without_dateline(text, span)
            count += 1
            yield None if halved else shown


_QUOTE_MARK = re.compile('["“”„«»]')


def _opens(text: str, at: int) -> bool:
    """Whether the quote mark there opens: a blank, bracket or dash stands before it and no blank behind.

    Which mark it is does not say ("“" closes in German), nor does counting: it goes wrong after one missing mark.
    """
    after_gap = at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-‘'"
    return after_gap and at + 1 < len(text) and not text[at + 1].isspace()


# --- whole sentences ---------------------------------------------------------------------------------

# "(CNN)", "PARIS (Reuters) -", "LONDON, 3 May —", "Updated 10:15": where, when and by whom, not what.
_DATELINE = re.compile(
    r"(?:\([A-Z][A-Z ]{1,20}\)|[A-Z][\w .,/'’-]{0,40}\([\w. ]{1,30}\)\s*(?:--|—|–|-)"
    r"|[A-Z]{3}[A-Z .,'’-]{0,30}(?:, [\w. ]{1,20})?\s*(?:--|—|–|-\s)\s*(?=[\"“‘'A-Z]))[\s—–-]*"
)
_ENDS = re.compile(r"[.!?…。！？।؟][\"'”’»)\]」』]*$")
_ITEM = re.compile(r"[-–—•*·‣▪]+\s")
# A word, or one character of a script that puts no blanks between words.
_UNIT = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\s\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")


def without_dateline(text: str, span: Span) -> Span:
    """The span without a place and an agency in front of the sentence proper."""
    dateline = _DATELINE.match(text, span.start, span.end)
    return texts.trimmed(text, dateline.end(), span.end) if dateline else span


def is_whole(sentence: str) -> bool:
    """Whether this is a sentence with its end: no heading, no item of a list, no endless run."""
    if len(sentence) > MAX_CHARACTERS or _ITEM.match(sentence) or not _ENDS.search(sentence):
        return False
    return len(_UNIT.findall(sentence)) >= MIN_WORDS and not sentence.isupper()


# --- furniture ---------------------------------------------------------------------------------------

# How a site's own lines begin, one pattern a line; and what gives one away wherever it stands.
_FURNITURE_STARTS = r"""
advertisement
also read
see also
read (?:more|also|next|the full)
related(?: articles?| stor(?:y|ies))?:
more (?:on this|from)
follow (?:us|@\w+|\w+ \w+ on)
like us on
join (?:us|our|the conversation)
sign up
subscribe
register (?:now|for)
log in
click (?:here|to|on)
tap here
share th(?:is|e)
download (?:our|the) app
get (?:our|the latest)
(?:image|photo|picture|video|media)s?(?: copyright| caption| credit| gallery| by)
(?:image|photo|picture|video|media|watch|listen)s?(?: \w+)?:
pictured:
scroll down
story continues
continue reading
by [\w.'’-]+ [\w.'’-]+(?: (?:in|for) \w+)?[.,]?$
(?:additional )?(?:reporting|writing|editing) by
compiled by
(?:first |last )?(?:published|updated|posted)(?: on| at)?:? \d+
copyright
© ?\d*
source:
leave a (?:reply|comment)
your e-?mail address
this (?:article|story|post|piece|report) (?:has been|was (?:first|originally|updated|amended|produced|provided))
the (?:views|opinions) expressed
(?:editor['’]s note|correction|clarification):
do you have a story
have your say
(?:contact|email) us
send (?:us|your)
"""
_FURNITURE_WITHIN = r"""
newsletters?\b.{0,40}\b(?:inbox|subscribe|sign)
contributed to this (?:report|story|article)
getty images
\((?:photo|picture|image)\b
all rights reserved
may not be published, broadcast
cookies?\b.{0,40}\b(?:policy|consent|accept)
https?://|www\.
"""


def _any_of(patterns: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns.split("\n") if pattern)


_OPENS_AS_FURNITURE = re.compile(rf"\W*(?:{_any_of(_FURNITURE_STARTS)})(?!\w)", re.IGNORECASE)
_HOLDS_FURNITURE = re.compile(_any_of(_FURNITURE_WITHIN), re.IGNORECASE)


def is_furniture(sentence: str) -> bool:
    """Whether the site speaks here, not the article."""
    return bool(_OPENS_AS_FURNITURE.match(sentence) or _HOLDS_FURNITURE.search(sentence))


def _repeats(sentence: str, title: set[str]) -> bool:
    return bool(title) and set(terms(sentence)) <= title


# --- leaning -----------------------------------------------------------------------------------------

_LEANING_STARTS = r"""
he|she|it|they|his|her|its|their|him|them|this|that|these|those|which|such|both|neither|another|others
the (?:two|three|pair|duo|trio|latter|former|others?|same|move|decision|news)
(?:one )?of (?:them|those|these)
but|and|or|so|yet|still|also|nor|then|however|meanwhile|moreover|furthermore|nevertheless|nonetheless|instead
therefore|thus|hence|besides|otherwise|likewise|similarly|additionally|indeed|rather|afterwards?|that said
in (?:addition|contrast|comparison|fact|turn|response|other words)
as a result|for (?:example|instance)|on the other hand|by (?:contrast|comparison)
at the same time|after that|even (?:so|then)|because of (?:this|that)
"""
_LEANING_OPENER = re.compile(rf"[\"“'‘(]*(?:{_any_of(_LEANING_STARTS)})\b", re.IGNORECASE)
# "This week", "That year": a time, which leans on nothing.
_TIME_OPENER = re.compile(
    r"th(?:is|at) (?:morning|evening|weekend|week|month|year|spring|summer|autumn|fall|winter|season)", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_FIRST_AS_NAME = re.compile(
    r"[\"“'‘(]*([^\W\d_][\w-]+)(?:['’]s\b| [A-Z]| (?:said|says|told|is|was|has|had|will|would|who|and|also|did)\b)"
)


def leans(sentence: str) -> bool:
    """Whether the sentence needs the one before it: it opens with "But" or "They", or "he" comes before any name."""
    if _LEANING_OPENER.match(sentence) and not _TIME_OPENER.match(sentence):
        return True
    pronoun = _PRONOUN.search(sentence)
    return pronoun is not None and not _names_in(sentence[: pronoun.start()])


def _names_in(text: str) -> bool:
    """Whether a capital letter marks a name: on any word but the first, or on a first word used as one."""
    if any(_is_capitalised(word) for word in text.split()[1:]):
        return True
    first = _FIRST_AS_NAME.match(text)
    return first is not None and first[1][0].isupper() and first[1].lower() not in STOP_WORDS


def _is_capitalised(word: str) -> bool:
    bare = word.lstrip(texts.OPENING)
    return len(bare) > 1 and bare[0].isupper() and not bare.startswith(("I'", "I’"))
