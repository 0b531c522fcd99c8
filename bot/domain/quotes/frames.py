"""Verbs that report speech, by what may follow them; guards that "announced a deal" is not taken for a statement.

`cues` tells who speaks beside a quote, where any verb of speech will do. Here the words after the verb are
the content, so the verb must be known to take a clause, and which kind of clause.
"""

from enum import StrEnum
from typing import NamedTuple


class Form(StrEnum):
    """A verb's form: "claim", "claims", "claimed", "claiming"."""

    BASE = "base"
    THIRD = "third"
    PAST = "past"
    ING = "ing"


class Verb(NamedTuple):
    """A form of a reporting verb."""

    lemma: str
    form: Form


# A clause may follow at once, without "that": "she argues the plan failed".
CLAUSE = frozenset(
    "acknowledge add admit agree allege argue assert believe boast brag caution claim complain concede "
    "conclude contend declare emphasise emphasize estimate explain fear hope indicate insist joke lament "
    "maintain muse note predict quip recall reiterate say speculate state stress suggest testify "
    "theorise theorize think tweet warn whisper worry write".split()
)
# An object may follow too ("confirmed the date"): the clause must show "that" or its verb.
OBJECT = frozenset(
    "announce answer ask calculate clarify confirm demand demonstrate describe determine "
    "disclose discover find forecast hint imply infer observe opine perceive pledge point "
    "post promise propose recommend recount remark repeat reply report respond reveal rule "
    "show signal swear threaten vow wonder".split()
)
# Verbs that close a statement: "…, she recalled"; other verbs there are more often participles ("a prize claimed by").
CLOSING = CLAUSE - {"agree", "believe", "claim", "fear", "hope", "indicate", "suggest", "swear", "think", "worry"}
CLOSING |= frozenset(
    "announce answer ask confirm find indicate observe opine promise remark repeat reply report respond reveal "
    "show".split()
)
# Somebody is told first: "told reporters that …".
TELL = frozenset("advise assure convince inform notify persuade remind tell".split())
# Somebody is to do something: "urged both sides to …". What follows is a wish, not a statement.
URGE = frozenset("advise ask beg call encourage implore instruct order press tell urge warn".split())
# The speaker is to do something: "vowed to …".
PROMISE = frozenset("pledge promise threaten vow".split())
# What follows is what the speaker says is not so.
DENY = frozenset("deny dismiss dispute rebut refute reject".split())
# What is denied, before its "that".
DENIED = frozenset(
    "accusation accusations allegation allegations assertion assertions charge charges claim claims idea "
    "notion report reports rumor rumors rumour rumours suggestion suggestions".split()
)
# "Voiced fears that …", "made it clear that …": the noun before "that" tells that something is held.
STANCE = frozenset("express make raise voice".split())
STANCES = frozenset(
    "belief clear concern concerns confidence disappointment disbelief doubt doubts dismay fear fears frustration hope "
    "hopes optimism plain questions regret suspicion suspicions view worries worry".split()
)
# The article's own doubt about what was said: "falsely claimed", "reportedly said".
DISTANT = frozenset(
    "allegedly baselessly erroneously falsely incorrectly jokingly misleadingly mistakenly reportedly sarcastically "
    "supposedly wrongly".split()
)
# What reports, polls and pictures do; of people these verbs tell what happened, not what was said.
FINDINGS = frozenset("demonstrate determine discover find infer show".split())
FINDERS = frozenset(
    "analyses analysis analysts article assessment audit auditors authors book census chart charts commission "
    "committee court data document documents email emails evidence experts figures file files filing filings "
    "findings footage graph index inquest inquiry investigation investigators judge jury letter magazine map "
    "newspaper numbers panel paper poll polling polls projections record records report reports research "
    "researcher researchers results review ruling scientists statistics studies study survey surveys team "
    "tests transcript video videos watchdog".split()
)
_IRREGULAR = (
    "say says said saying",
    "think thinks thought thinking",
    "admit admits admitted admitting",
    "swear swears swore swearing",
    "write writes wrote writing",
    "tell tells told telling",
    "find finds found finding",
    "brag brags bragged bragging",
    "quip quips quipped quipping",
    "beg begs begged begging",
    "rebut rebuts rebutted rebutting",
    "make makes made making",
    "infer infers inferred inferring",
    "forecast forecasts forecast forecasting",
)


def _regular(lemma: str) -> tuple[str, str, str, str]:
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    if lemma.endswith("e"):
        return lemma, third, lemma + "d", lemma[:-1] + "ing"
    return lemma, third, lemma + "ed", lemma + "ing"


def _table() -> dict[str, Verb]:
    irregular = {line.split()[0]: line.split() for line in _IRREGULAR}
    table = {"shown": Verb("show", Form.PAST)}
    for lemma in sorted(CLAUSE | OBJECT | TELL | URGE | PROMISE | DENY | STANCE):
        forms = irregular.get(lemma) or _regular(lemma)
        # Where two forms are spelt alike ("forecast") the past is meant.
        table |= {word: Verb(lemma, form) for word, form in zip(forms, Form, strict=True)}
    return table


VERBS = _table()
# "According to plan" names no source.
NO_SOURCES = frozenset(
    "ability age custom law laws legend needs plan plans preference preferences protocol protocols rank "
    "schedule size status taste tastes type wishes".split()
)
# Base and third forms that are as often nouns: "its claims", "a report", "the state".
NOUNS = frozenset(
    "answer boast brag call caution charge claim counter demand document estimate fear find forecast hint "
    "hope joke lament note order plan pledge point post press project promise protest quip reason remark "
    "reply report respond rule show signal state stress suspect threaten tweet vow warn whisper wonder worry".split()
)
