"""What headlines say of their own article: corrected, withdrawn, embargoed. Guards that such a word is not overlooked.

News agencies and journals put these words first, with a colon, a dash or brackets. "Withdrawn" and its like are
signs only in capitals: in small letters they begin ordinary headlines.
"""

import re
from datetime import datetime

from bot.domain.intake import UNMARKED, Markers

_LOOKED_AT = 200
# What agencies put before the sign: "UPDATE 1-", "RPT-".
_BEFORE = r"\s*(?:(?:UPDATE\s\d{1,2}|RPT|REFILE|REPEAT|BC)\s?[-–:]\s?){0,3}"
_AFTER = r"(?:\s?[:–—]|-|\s-\s|\s?[\])])"
_CORRECTED = re.compile(
    rf"{_BEFORE}[\[(]?(?:correct(?:ion|ed|s)|CORR)(?:\s\([^)]{{1,40}}\))?{_AFTER}|.{{0,180}}[\[(]correct(?:ion|ed)[\])]\s*$",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(rf"{_BEFORE}[\[(]?(?:WITHDRAWN|WITHDRAWAL|RETRACTED|RETRACTION|KILL(?:ED)?){_AFTER}")
_EMBARGOED = re.compile(rf"{_BEFORE}[\[(]?(?:UNDER\s)?EMBARGO(?:ED)?(?:\s(?:UNTIL|TILL|TO|FOR)\b.{{0,80}}?)?{_AFTER}")


def of_headline(title: str) -> Markers:
    """The markers in a headline. An embargo whose end it does not give in a form to rely on withholds the article."""
    title = title[:_LOOKED_AT]
    corrected, withdrawn = bool(_CORRECTED.match(title)), bool(_WITHDRAWN.match(title))
    embargoed = bool(_EMBARGOED.match(title))
    if not (corrected or withdrawn or embargoed):
        return UNMARKED
    return Markers(correction="" if corrected else None, withdrawn=withdrawn, withheld=embargoed)


def of_status(status: str | None, embargoed: datetime | None) -> Markers:
    """The markers in the fields of ninjs (IPTC): `pubstatus` usable, withheld or canceled, and `embargoed`."""
    word = (status or "").strip().lower().rpartition(":")[2]
    return Markers(withdrawn=word in {"canceled", "cancelled"}, withheld=word == "withheld", embargoed_until=embargoed)


def both(one: Markers, other: Markers) -> Markers:
    """All that two places say of one article; the later end of two embargoes.

    A given end of an embargo says more than a headline that only names one.
    """
    ends = [end for end in (one.embargoed_until, other.embargoed_until) if end]
    texts = [text for text in (one.correction, other.correction) if text is not None]
    return Markers(
        correction=max(texts, key=len) if texts else None,
        withdrawn=one.withdrawn or other.withdrawn,
        withheld=one.withheld or other.withheld,
        embargoed_until=max(ends) if ends else None,
    )
