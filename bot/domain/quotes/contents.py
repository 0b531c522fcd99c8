"""Content that follows a reporting verb: where it begins, if any follows; guards that an object is not a statement.

"She announced that …" and "she announced the deal was dead" report; "she announced a deal" does not.
"""

from dataclasses import dataclass

from bot.domain.quotes.clauses import Cue
from bot.domain.quotes.frames import CLAUSE, CLOSING, DENIED, DENY, NOUNS, PROMISE, STANCE, STANCES, TELL, URGE, Form
from bot.domain.quotes.grammar import (
    BREAKS,
    CONTRACTED,
    DETERMINERS,
    OBJECTS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECTS,
    WH,
    Range,
    Words,
    begins_with_verb,
    clause_likely,
    clause_near,
    has_verb,
)

# What is said without being a statement.
_EMPTY = frozenset(
    "something nothing anything everything so no yes goodbye hello thanks much little more less it".split()
)
# "Asked who", "explained when": behind other verbs these begin a relative clause or a time.
_OPEN_QUESTIONS = frozenset("whether if how why what".split())
_ASKS = frozenset("ask describe explain reveal say wonder".split())


@dataclass(frozen=True, slots=True)
class Content:
    """Where content begins; `sure`: "that" or a like word opens it. `wish`: it tells what is to be done."""

    start: int
    sure: bool = False
    wish: bool = False
    denied: bool = False
    addressee: Range | None = None


def content_after(words: Words, cue: Cue, end: int) -> Content | None:
    """The content that follows a verb, or None where none does."""
    lemma = cue.verb.lemma
    at = _past_adverbs(words, cue.last, end)
    if lemma == "point":
        at = at + 1 if words.word(at) == "out" else end
    if at + 2 >= end:
        return None
    word = words.low[at]
    if word == "that":
        return _after_that(words, cue, at + 1, end)
    if lemma in DENY or lemma in STANCE:
        return _about(words, cue, at, end)
    if lemma in PROMISE and word == "to":
        return Content(at, sure=True, wish=True)
    if word in WH and at + 3 < end and (word in _OPEN_QUESTIONS or lemma in _ASKS):
        return Content(at, sure=True)
    told = _addressed(words, cue, at, end) if lemma in TELL or lemma in URGE else None
    return told or (None if lemma in TELL | URGE and lemma not in CLAUSE else _plain(words, cue, at, end))


def _after_that(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    if words.quote(at) and at + 1 >= end:
        return None
    # "The coast states that voted": the verb would be a noun.
    noun = cue.verb.lemma in NOUNS and cue.verb.form in {Form.BASE, Form.THIRD}
    if noun and has_verb(words, at, at + 1) and words.low[at] not in CONTRACTED:
        return None
    return Content(at, sure=True, denied=cue.verb.lemma in DENY)


def _plain(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    word = words.low[at]
    if word == ":":
        return Content(at + 1, sure=True) if cue.verb.lemma in CLOSING and not words.quote(at + 1) else None
    if word == ",":
        that = _that(words, at + 1, end)
        return Content(that + 1, sure=True) if that and words.low[that - 1] == "," else None
    if word in PREPOSITIONS or (word == "as" and words.word(at + 1) not in {"many", "much", "few", "long"}):
        return _after_phrase(words, cue, at, end)
    # "Which they say will help": only behind a relative pronoun does the content begin with its verb.
    headless = begins_with_verb(words, at) and not cue.relative
    if headless or words.quote(at) or word in BREAKS or word in {"while", "and", "or", "than"}:
        return None
    if cue.verb.lemma == "allege" and not (words.capital(at) or word in DETERMINERS | SUBJECTS):
        # "Two alleged accomplices" are accused, not quoted.
        return None
    if cue.verb.lemma == "say":
        likely = word not in _EMPTY or clause_near(words, at, end)
    else:
        likely = (clause_likely if cue.verb.lemma in CLAUSE else clause_near)(words, at, end)
    return Content(at) if likely else None


def _past_adverbs(words: Words, at: int, end: int) -> int:
    """Past adverbs and times: "said again on Monday" stops at "on", "said late Thursday he" at "he"."""
    while at < end and (words.time(at) or (words.adverb(at) and words.low[at] not in {"all", "both"})):
        at += 1
        while at < end and (words.low[at].isdigit() or (words.low[at] == "." and words.time(at - 1))):
            at += 1
    return at


def _that(words: Words, at: int, end: int) -> int | None:
    """A near "that" which opens a clause: no mark but commas, and no relative clause, before it."""
    for index in range(at, min(end - 2, at + 16)):
        word = words.low[index]
        if word == "that" and not begins_with_verb(words, index + 1):
            # After a comma only an aside may have stood: "said, however, that".
            return index if words.low[index - 1] != "," or words.low[at - 1] == "," else None
        if word in RELATIVES or word in {"and", "but", "that"} or (word in BREAKS and word != ","):
            return None
    return None


def _after_phrase(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    """Content behind "in a statement", "at a briefing on Monday": after "that", or where a clause begins."""
    that = _that(words, at, end)
    if that and words.low[at : at + 2] not in (["to", "have"], ["to", "be"]):
        return Content(that + 1, sure=True)
    if words.low[at] in {"of", "about", "to", "for", "as"} or cue.verb.lemma not in CLAUSE | TELL:
        return None
    start = at + 2
    while start < end and words.low[start] not in BREAKS:
        fresh = (
            words.low[start] in SUBJECTS or words.low[start] in DETERMINERS - {"that"} or words.low[start] == "there"
        )
        if fresh and words.low[start - 1] not in PREPOSITIONS and words.low[start - 1] != "and":
            return Content(start) if clause_likely(words, start, end) else None
        start += 1
    return None


def _about(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    """What a noun tells of: "denied allegations that …", "voiced fears that …"; or the deed in "denied taking …"."""
    denied = cue.verb.lemma in DENY
    nouns = DENIED if denied else STANCES
    for index in range(at, min(end - 2, at + 5)):
        if words.low[index] in nouns and words.low[index + 1] == "that":
            return Content(index + 2, sure=True, denied=denied or words.low[index].startswith("doubt"))
    deed = words.low[at].endswith("ing") and words.low[at] not in _EMPTY
    return Content(at, sure=True, denied=True) if denied and deed else None


def _addressed(words: Words, cue: Cue, at: int, end: int) -> Content | None:
    """Content behind whom it was said to: "told reporters that", "urged both sides to"."""
    lemma = cue.verb.lemma
    if lemma == "call":
        if words.low[at] not in {"on", "upon"}:
            return None
        at += 1
    after = _past_addressee(words, at, end)
    if after == at or words.low[at] == "not" or (lemma in CLAUSE and after < end and words.finite(after)):
        return None
    addressee = (at, after)
    if words.word(after) == "to" and lemma in URGE:
        return Content(at, sure=True, wish=True, addressee=addressee)
    if words.word(after) in WH and after + 3 < end:
        return Content(after, sure=True, addressee=addressee)
    if lemma not in TELL and lemma != "warn":
        return None
    that = _that(words, at, end) or _that(words, after, end)
    if that:
        return Content(that + 1, sure=True, addressee=addressee)
    return _told(words, cue, addressee, end)


def _told(words: Words, cue: Cue, addressee: Range, end: int) -> Content | None:
    """Content behind an addressee without "that": "told the court on Monday he was away"."""
    start = _past_adverbs(words, addressee[1], end)
    if start + 2 >= end or words.low[start] in BREAKS:
        return None
    if words.low[start] in PREPOSITIONS:
        found = _after_phrase(words, cue, start, end)
        return found and Content(found.start, addressee=addressee)
    return Content(start, addressee=addressee) if clause_likely(words, start, end) else None


def _past_addressee(words: Words, at: int, end: int) -> int:
    """The word after an addressee: a pronoun, a capitalised name, or a noun phrase up to the next small word."""
    if words.low[at] in OBJECTS:
        return at + 1
    if words.capital(at):
        return _past_name(words, at, end)
    after = at + 1 if words.low[at] in DETERMINERS else at
    stops = DETERMINERS | SUBJECTS | BREAKS | PREPOSITIONS
    while after < end and after - at < 7 and words.low[after] not in stops and not words.time(after):
        if words.finite(after) or words.low[after] == "that":
            break
        after += 1
    return after


def _past_name(words: Words, at: int, end: int) -> int:
    """The word after a name or two: "Ada Byrne", "the Post and the Gazette"."""
    while at < end:
        joint = words.low[at] in {"of", "and", "&", ".", "'"}
        after = at + 2 if joint and words.word(at + 1) == "the" else at + 1
        if not (words.capital(after) if joint else _in_name(words, at)):
            break
        at = after if joint else at + 1
    return at


def _in_name(words: Words, at: int) -> bool:
    return words.capital(at) and not words.time(at) and words.low[at] not in SUBJECTS
