"""What headlines say of their own article: corrected, withdrawn, embargoed. Guards that such a word is not overlooked.

News agencies and journals put these words first, with a colon, a dash or brackets. "Withdrawn" and "embargo" are signs
only in capitals, or with a moment until which an embargo lasts: in small letters they begin ordinary headlines.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot.domain.intake import UNMARKED, Markers

_LOOKED_AT = 200
_ANY = ("corr", "erratum", "withdraw", "retract", "kill", "embargo")
# What agencies put before the sign: "UPDATE 1-", "RPT-".
_BEFORE = r"\s*(?:(?:UPDATE\s\d{1,2}|RPT|REFILE|REPEAT|BC)\s?[-–:]\s?){0,3}"
_AFTER = r"(?:\s?[:–—]|-|\s-\s|\s?[\])])"
_CORRECTED = re.compile(
    rf"{_BEFORE}[\[(]?(?:correct(?:ion|ed|s)|CORR|corrigendum|erratum)(?:\s\([^)]{{1,40}}\))?{_AFTER}"
    r"|.{0,180}[\[(]correct(?:ion|ed)[\])]\s*$",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    rf"{_BEFORE}[\[(]?(?:(?:WITHDRAWN|WITHDRAWAL|RETRACTED|RETRACTION|RETRACTS)(?:\sARTICLE)?|KILL(?:ED)?){_AFTER}"
    r"|\s*(?:[\[(](?:[Ww]ithdrawn|[Rr]etract(?:ed|ion))[\])]|Retract(?:ed|ion):)"
)
# A moment: figures or a name for a time of day, and not a year alone, which states embargo each other for.
_MOMENT = r"(?!(?:19|20)\d\d\s?[:–—-])(?=[^:–—]{0,60}?(?:\d|(?i:midnight|noon|midday)))[^\n]{1,80}?"
_EMBARGOED = re.compile(
    rf"{_BEFORE}[\[(]?(?:UNDER\s)?EMBARGO(?:ED)?{_AFTER}"
    rf"|{_BEFORE}[\[(]?(?:(?:UNDER\s)?EMBARGO(?:ED)?|Embargoed|Under\s[Ee]mbargo)\s(?i:until|till|to|for)\s{_MOMENT}{_AFTER}"
    rf"|{_BEFORE}[\[(]?EMBARGOED\s(?i:until|till)\s"
)


def of_headline(title: str) -> Markers:
    """The markers in a headline. An embargo whose end it does not give in a form to rely on withholds the article."""
    title = title[:_LOOKED_AT]
    lower = title.lower()
    if not any(word in lower for word in _ANY):
        return UNMARKED
    corrected, withdrawn = bool(_CORRECTED.match(title)), bool(_WITHDRAWN.match(title))
    embargoed = bool(_EMBARGOED.match(title))
    if not (corrected or withdrawn or embargoed):
        return UNMARKED
    return Markers(correction="" if corrected else None, withdrawn=withdrawn, withheld=embargoed)


def with_headline(markers: Markers, title: str) -> Markers:
    """What an article's fields and its headline say together.

    An end that the fields give to an embargo says more than a headline that only names one.
    """
    named = of_headline(title)
    if named is UNMARKED:
        return markers
    return both(markers, replace(named, withheld=False) if markers.embargoed_until else named)


def of_status(status: str | None, embargoed: datetime | None) -> Markers:
    """The markers in the fields of ninjs (IPTC): `pubstatus` usable, withheld or canceled, and `embargoed`."""
    word = (status or "").strip().lower().rpartition(":")[2]
    return Markers(withdrawn=word in {"canceled", "cancelled"}, withheld=word == "withheld", embargoed_until=embargoed)


def both(one: Markers, other: Markers) -> Markers:
    """All that two places, a feed and a page, say of one article; the later end of two embargoes.

    A correction's text is worth more than the mark alone.
    """
    ends = [end for end in (one.embargoed_until, other.embargoed_until) if end]
    texts = [text for text in (one.correction, other.correction) if text is not None]
    return Markers(
        correction=max(texts, key=len) if texts else None,
        withdrawn=one.withdrawn or other.withdrawn,
        withheld=one.withheld or other.withheld,
        embargoed_until=max(ends) if ends else None,
    )
