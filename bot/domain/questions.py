"""What is asked: the kind of question, the person, the topic, the time; guards that any text can be a question.

A follow-up ("and about the ban?", "when?", "who else?") inherits from the question before it what it leaves out.
Case, missing question marks and polite openings do not matter.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.expected import Expects, expected
from bot.domain.text import one_line, sentences
from bot.domain.words import STOP_WORDS, fold


class Kind(StrEnum):
    """What an answer is made of: somebody's words, speakers, sentences, or a briefing."""

    SAID = "said"
    WHO_SAID = "who_said"
    COMMENTED = "commented"
    FACT = "fact"
    NEWS = "news"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    `person` is the name as typed, "" where none is named; `topic` are the words that say what about; `when` is a
    phrase of time as typed, in lower case ("last week", "in july"); `expects` is the kind of answer that a fact
    needs; `besides` is a person whom "who else" leaves out; `more` asks for what was not shown just before.
    """

    text: str
    kind: Kind
    person: str = ""
    topic: tuple[str, ...] = ()
    when: str = ""
    expects: Expects = Expects.OPEN
    besides: str = ""
    more: bool = False

    @property
    def asks_for_all(self) -> bool:
        """Whether everything that somebody said is wanted, not only what is about a topic or of a time."""
        return self.kind is Kind.SAID and self.expects is Expects.OPEN and not (self.topic or self.when or self.more)


_LONGEST = 2000  # characters of a question that are read
_SAY = (
    "say|says|said|think|thinks|thought|stated|claim|claims|claimed|tell|tells|told|announce|announced|comment|"
    "commented|argue|argued|promise|promised|write|wrote|tweet|tweeted|respond|responded|reply|replied|add|mention|"
    "mentioned|warn|warned|demand|demanded|suggested|believe|believes|declare|declared"
)
_SAYING = "saying|thinking|claiming|telling|announcing|arguing|promising|writing|warning|demanding|suggesting"
_NOTE = "statements?|quotes?|quotations?|comments?|remarks?|views?|opinions?|reactions?|response|stance"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_ABOUT = "about|on|regarding|concerning|re|of|over|to|towards"
_WHEN = re.compile(
    rf"\b(?:today|yesterday|this (?:week|month|year|morning|afternoon|evening)|last (?:week|month|year|night|{_DAY})|"
    rf"(?:on )?(?:{_DAY})|in (?:{_MONTH})(?: \d{{4}})?|in \d{{4}}|(?:recently|lately))\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|well|and|please|pls|but|now)\b[ ,!]*)+(?=\S)|"
    r"^(?:(?:can|could|would) you (?:please )?)?(?:tell|show|give) (?:me|us) (?:please )?"
    r"(?=wh|how|if|all|the|any|quote)",
    re.IGNORECASE,
)
_CONTRACTIONS = (("'d ", " did "), ("'s ", " is "), ("'re ", " are "))
_ASKS = "is|are|was|were|did|does|do|has|have|had|can|could|will|would|should"
_WH = r"(?:what|which|who|where|when|how|why)"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_BRIEF = _pattern(
    r"^(?:brief(?:ing)?(?: me| us)?|(?:give me|i want|i need) (?:a|the) (?:brief(?:ing)?|summary|overview)|"
    r"summar(?:y|ise|ize)|"
    r"sum up|catch me up|fill me in)(?: (?:on|about|of|for|regarding) (?P<topic>.+)| (?P<rest>.+))?$"
)
_NEWS = _pattern(
    r"^(?:(?:is|are) there )?(?:any(?:thing)? )?(?:what (?:is|are) )?(?:the )?"
    r"(?:new|latest|(?:recent |latest )?news|(?:latest )?updates?|happening|going on)"
    r"(?:(?: (?:news|there|developments?))? (?:on|with|about|in|from|at|around|regarding|concerning) (?P<topic>.+))?$"
)
_WHO_SAID = _pattern(
    r"^who (?:else )?(?:has |have |had |was it that |is it that |was |is )?(?:also )?"
    r"(?:say|says|said|think|thinks|thought|stated|claims?|claimed|told|tells|argues?|argued|believes?|believed|"
    r"warned|suggested|commented|denied|spoke|talked)\b"
    rf"(?: (?:that|anything|something|{_ABOUT}))* ?(?P<topic>.*)$"
)
_SAID = _pattern(
    r"^(?:what|how)(?: else| exactly)? (?:(?:did|does|do|has|have|had|would|will) (?P<person>.+?) "
    rf"(?:(?:also|actually|just|really|exactly|have to|had to|ever) )?(?:{_SAY})|"
    rf"(?:is|are|was|were) (?P<now>.+?) (?:{_SAYING}))\b(?P<rest>.*)$"
)
_SAID_PLAIN = _pattern(r"^(?P<person>[^,?!]+?) (?:said|says) what\b(?P<rest>.*)$")
_WHAT_SAID = _pattern(
    r"^(?:all |everything )?(?:that |what )?(?P<person>[^,?!]+?) (?:said|says|thinks)"
    r"(?P<rest>| (?:about|on|regarding|to|in|yesterday|today|this|last)\b.*)$"
)
_NOTES_BY = _pattern(
    rf"^(?:(?:all|any|the|some) )?(?:{_NOTE}) (?:by|from|of) (?P<person>.+?)(?: (?:{_ABOUT}) (?P<rest>.+))?$"
)
_NOTES_OF = _pattern(
    rf"^(?:what (?:is|are|was|were) )?(?P<person>[^,?!]+?)(?:'s?|s') (?:{_NOTE})(?: (?:{_ABOUT}) (?P<rest>.+))?$"
)
_DID = _pattern(
    rf"^(?:did|has|have|had|does|do) (?P<person>.+?) (?:ever |also |already |really |actually )?"
    rf"(?P<verb>{_SAY}|react|reacted|speak|spoken|talk|talked|deny|denied|confirm|confirmed)\b(?P<rest>.*)$"
)
_ON = _pattern(r"^(?P<person>(?-i:[A-Z])[\w.'-]+(?: (?-i:[A-Z])[\w.'-]+){0,3}) (?:on|about|re:?) (?P<rest>.+)$")
_WHEN_SAID = _pattern(r"^when did (?P<person>.+?) (?:say|tell|claim|comment|mention|warn|speak)\b(?P<rest>.*)$")
# Words that a speaker's name does not hold: where one stands, the pattern has matched a clause.
_NO_NAME = _pattern(
    rf"\b(?:{_WH}|that|which|whether|if|after|before|because|on|include|includes|have|been|one of|some of)\b"
)

_PRONOUNS = frozenset("he she they him her them it that this these those his hers their someone anyone".split())
_HOLLOW = frozenset(
    "say said anything something else ever exactly thing things story stories article articles news please matter "
    "subject topic issue think thinks comment comments about".split()
)


def parse(text: str, before: Question | None = None) -> Question:
    """What a text asks; `before` is the question that this one follows in a conversation."""
    shown = one_line(text[:_LONGEST])
    plain = _normal(shown)
    followed = _follow_up(shown, before) if before else None
    found = followed or _spoken(shown, plain) or _others(shown, plain) or _fact(shown)
    return _inherit(found, before)


def _normal(text: str) -> str:
    """One line with straight apostrophes and without polite openings, contractions and closing marks."""
    plain = text.replace("’", "'").replace("`", "'").strip(' \t?!.…,;:"“”')
    plain = _POLITE.sub("", plain, count=2).strip(" ,:")
    head, _, tail = plain.partition(" ")
    joined = f"{head} "
    if re.match(_WH, head, re.IGNORECASE):
        for short, long in _CONTRACTIONS:
            joined = joined.replace(short, long)
        joined = re.sub(r"(?i)^(what|who)(s|d) $", lambda m: m[1] + (" is " if m[2] in "sS" else " did "), joined)
    return f"{joined}{tail}".strip()


# --- somebody's words ---------------------------------------------------------------------------------


def _spoken(shown: str, plain: str) -> Question | None:
    """A question about what somebody said, or None."""
    last, told = _last_sentence(plain)
    for pattern in (_WHEN_SAID, _SAID, _SAID_PLAIN, _NOTES_BY, _NOTES_OF, _WHAT_SAID, _ON):
        match = pattern.match(last)
        person = match and (match["person"] or match.groupdict().get("now"))
        if match and person and _may_be_person(person):
            date = Expects.DATE if pattern is _WHEN_SAID else Expects.OPEN
            return _about_person(shown, person, match["rest"] or "", told, date)
    match = _DID.match(last)
    if match and _may_be_person(match["person"]):
        found = _about_person(shown, match["person"], match["rest"], told, Expects.VERDICT)
        claims = (
            re.match(r" (?:that|it|he|she|they|there|the|this)\b", match["rest"]) and "say" in match["verb"].lower()
        )
        return found if claims else replace(found, kind=Kind.COMMENTED)
    return None


def _last_sentence(plain: str) -> tuple[str, str]:
    """The last sentence of a text, and what stands before it; the stop of "Mr." ends none."""
    start = spans[-1].start if (spans := sentences(plain)) else 0
    return plain[start:], plain[:start].rstrip()


def _may_be_person(name: str) -> bool:
    """Whether words can name one speaker: few, and none that belongs to a clause."""
    return 0 < len(name.split()) <= 6 and not _NO_NAME.search(name)


def _about_person(shown: str, person: str, rest: str, told: str, expects: Expects) -> Question:
    name = re.sub(r"^(?:mr|mrs|ms)\b\.? ?$", "", person.strip(" ,"), flags=re.IGNORECASE)
    if name.lower() in _PRONOUNS and told:
        named = re.search(r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)*", told)
        name, rest = (named.group(), f"{rest} {told[named.end() :]}") if named else (name, rest)
    when = _WHEN.search(rest)
    rest = rest.replace(when.group(), " ") if when else rest
    return Question(shown, Kind.SAID, name, topic_words(rest), when.group().lower() if when else "", expects)


def topic_words(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about, as typed."""
    found = re.findall(r"\w[\w'&.-]*\w|\w", text)
    return tuple(word for word in found if fold(word) not in STOP_WORDS and fold(word) not in _HOLLOW | _PRONOUNS)


# --- other kinds --------------------------------------------------------------------------------------


def _others(shown: str, plain: str) -> Question | None:
    match = _BRIEF.match(plain)
    if match:
        return Question(shown, Kind.BRIEF, topic=topic_words(match["topic"] or match["rest"] or ""))
    match = _WHO_SAID.match(plain)
    if match:
        return Question(shown, Kind.WHO_SAID, topic=topic_words(match["topic"]), expects=Expects.PERSON)
    match = _NEWS.match(plain)
    if match:
        when = _WHEN.search(match["topic"] or "")
        topic = (match["topic"] or "").replace(when.group(), " ") if when else match["topic"] or ""
        kind = Kind.NEWS if topic_words(topic) else Kind.BRIEF
        return Question(shown, kind, topic=topic_words(topic), when=when.group().lower() if when else "")
    return None


def _fact(shown: str) -> Question:
    when = _WHEN.search(shown)
    # A few words that ask nothing ("Tarn bridge") name a topic.
    named = len(shown.split()) <= 4 and topic_words(shown) and not re.search(rf"(?i)\b{_WH}\b|^(?:{_ASKS})\b", shown)
    kind = Kind.NEWS if named else Kind.FACT
    return Question(shown, kind, "", topic_words(shown), when.group().lower() if when else "", expected(shown)[0])


# --- conversations ------------------------------------------------------------------------------------

_AND = _pattern(
    r"^(?:(?:and )?(?:what|how) about |(?:and |or )?(?P<about>(?:about|on|regarding) )|(?:and|or) )(?P<what>.+)$"
)
_ELSE = _pattern(r"^(?:and )?(?:who|anyone|anybody|somebody|someone) else\b.*$")
_BARE = _pattern(
    r"^(?:and )?(?P<word>when|why|where|how many|how much|how)"
    r"(?: (?:was|is|did) (?:that|it|this|he|she|they)(?: \w+)?)?$"
)
_WHO_IS = _pattern(r"^(?:and )?who (?:is|was|are|were) (?:he|she|they|that|this)$")


def _follow_up(shown: str, before: Question) -> Question | None:
    bare = shown.replace("’", "'").strip(" ?!.…").lower()
    if _ELSE.match(bare):
        return Question(shown, Kind.WHO_SAID, "", before.topic, expects=Expects.PERSON, besides=before.person)
    if _WHO_IS.match(bare) and before.person:
        return Question(shown, Kind.FACT, before.person, topic_words(before.person))
    match = _BARE.match(bare)
    if match:
        asked = Kind.SAID if before.person and match["word"] == "when" else Kind.FACT
        person, topic = (before.person, before.topic) if asked is Kind.SAID else ("", _subject(before))
        return Question(shown, asked, person, topic, before.when, expected(match["word"] + " ")[0])
    begins = _AND.match(shown.strip(" ?!.…"))
    if not begins or len(bare.split()) > 8 or re.match(rf"(?i){_WH}\b", begins["what"]):
        return None
    return _going_on(shown, begins, before)


def _going_on(shown: str, begins: re.Match[str], before: Question) -> Question:
    """Another person ("and Smith?"), another topic ("and about the ban?") or another time ("and yesterday?")."""
    when = _WHEN.fullmatch(begins["what"])
    if when:
        return replace(before, text=shown, when=when.group().lower())
    if begins["what"][0].isupper() and not begins["about"] and before.kind in {Kind.SAID, Kind.COMMENTED}:
        return replace(before, text=shown, person=begins["what"], besides="", more=False)
    topic = topic_words(begins["what"])
    expects = before.expects
    if before.kind is Kind.FACT:
        topic = tuple(dict.fromkeys((*topic, *before.topic)))
    if re.search(rf"(?i)\b{_WH}\b", begins["what"]):
        expects = expected(begins["what"])[0]
    elif begins["about"] or expects is Expects.DATE:  # "when?" was asked of the topic before
        expects = Expects.VERDICT if before.kind is Kind.COMMENTED else Expects.OPEN
    return replace(before, text=shown, topic=topic, expects=expects, besides="", more=False)


def as_topic(question: Question, before: Question | None) -> Question | None:
    """A follow-up that was taken to name a person ("what about Acme?") as one that names a topic; None for others."""
    if before is None or not _AND.match(question.text.strip(" ?!.…")) or question.topic != before.topic:
        return None
    return replace(before, text=question.text, topic=topic_words(question.person))


def _subject(before: Question) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*topic_words(before.person), *before.topic)))


def _inherit(found: Question, before: Question | None) -> Question:
    """Pronouns stand for the person, and "it" for the topic, of the question before."""
    person = found.person
    if person.lower() in _PRONOUNS:
        person = before.person if before else ""
    topic = found.topic
    hollow = re.search(r"\b(?:it|that|this)\b", found.text, re.IGNORECASE)
    if before and not topic and hollow and found.kind in {Kind.COMMENTED, Kind.SAID, Kind.WHO_SAID}:
        topic = before.topic
    more = found.kind is Kind.SAID and bool(re.search(r"\belse\b", found.text, re.IGNORECASE))
    return replace(found, person=person, topic=topic, more=more)
