"""A sentence as words, and where in it a noun phrase begins or a clause stands; guards that every walk is bounded.

No parser: small closed lists of function words, and walks of a fixed length over the words.
"""

import re
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.quotes.frames import VERBS, Form
from bot.domain.quotes.phrases import FRAGMENT, MASK

Range = tuple[int, int]
"""Words `first` up to, not including, `last`."""

SUBJECTS = frozenset("he she they it".split())
OBJECTS = frozenset("me us him them her it you".split())
RELATIVES = frozenset("who which".split())
BE = frozenset("is was were are be been being am isn't wasn't aren't weren't".split())
HAVE = frozenset("has have had did does do hasn't haven't hadn't didn't doesn't don't having".split())
MODALS = frozenset("would could might may should can must will shall".split())
MODALS |= frozenset("cannot can't couldn't wouldn't shouldn't won't mustn't mightn't".split())
NEGATIONS = frozenset("not never neither nor hardly barely didn't doesn't don't hasn't haven't hadn't".split())
CONTRACTED = frozenset(
    f"{who}'{verb}"
    for who in ("he", "she", "it", "they", "we", "you", "i", "there", "that")
    for verb in "s re ve d ll m".split()
)
FINITE = BE | HAVE | MODALS | CONTRACTED
# Common past forms without -ed: they show a clause as an auxiliary does.
PASTS = frozenset(
    "went made took came got saw gave knew kept left lost won held began led met ran paid sent built spent fell stood "
    "brought broke grew rose sold bought drew drove ate became chose felt flew forgot froze hid knew laid lay meant "
    "sought shot slept spoke stole struck taught threw understood wore".split()
)
PREPOSITIONS = frozenset(
    "in on at during after before from to through via by for with of about upon under over into onto since until "
    "following amid against regarding despite inside outside within without among between across near".split()
)
# Before a number these are adverbs: "about half of voters".
APPROXIMATE = frozenset("about over under".split())
SUBORDINATORS = frozenset(
    "that because when while as if after before since but or so than whether although though unless until where "
    "what how why which who whom whose despite whereas once".split()
)
WH = frozenset("whether if how why what when where who".split())
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier last late early next "
    "later afternoon morning evening night week month year ago recently previously again".split()
)
MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr aug sept sep oct nov dec".split()
)
DETERMINERS = frozenset(
    "the a an his her their its our my your some many several no all any each every most more this that these those "
    "one two three few both another such".split()
)
ADVERBS = frozenset(
    "also soon later then once repeatedly recently previously first now already just even still always often again "
    "sometimes further instead only simply both all long ever himself herself themselves itself however too".split()
)
NOT_ADVERBS = frozenset("family july italy assembly ally supply reply daily weekly".split())
DASHES = frozenset("—–-")
# Of quote marks only those are left that have no partner: what they open or close is not known.
BREAKS = frozenset(',;:()[]"“”«»„') | DASHES
_TOKEN = re.compile(
    rf"[{MASK}{FRAGMENT}]+\.?|\([^()]{{0,80}}\)|(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)+|\w+(?:[-'’.&/]\w+)*|[^\w\s]"
)
_MASKS = frozenset({MASK, FRAGMENT})
_OPENERS = frozenset("and & but then also yet so still now meanwhile however even instead again".split())
_BEFORE_ARTICLES = PREPOSITIONS | {"and", "or", "all", "both", "half", "only", "even", "&", "than", "as"}
# Behind these another clause begins, whose verb is not the one that is looked for.
_NEXT_CLAUSE = frozenset("while because when if but that who which why how where whether".split())
_REACH = 16


@dataclass(frozen=True, slots=True)
class Words:
    """Words and marks of one sentence, short parentheses left out; `low` is folded, `at` holds their offsets.

    A quote that the narration masks is one word.
    """

    raw: list[str]
    low: list[str]
    at: list[Range]

    def span(self, words: Range) -> Span:
        """The characters of a range of words, which must not be empty."""
        return Span(self.at[words[0]][0], self.at[words[1] - 1][1])

    def quote(self, index: int) -> bool:
        """Whether the word is a masked quote."""
        return self.word(index) == MASK

    def word(self, index: int) -> str:
        """The folded word, or nothing beyond the sentence."""
        return self.low[index] if 0 <= index < len(self.low) else ""

    def capital(self, index: int) -> bool:
        """Whether the word begins with a capital."""
        return 0 <= index < len(self.raw) and self.raw[index][0].isupper()

    def finite(self, index: int) -> bool:
        """Whether the word is an auxiliary or a contraction; a capital inside the sentence makes it a name."""
        return self.word(index) in FINITE and (index == 0 or not self.raw[index][0].isupper())

    def adverb(self, index: int) -> bool:
        """Whether the word may stand between a subject and its verb, or just after the verb."""
        word = self.word(index)
        return word in ADVERBS or (word.endswith("ly") and word not in NOT_ADVERBS and not self.capital(index))

    def time(self, index: int) -> bool:
        """Whether the word tells when."""
        word = self.word(index)
        return word in TIMES or (word in MONTHS and self.capital(index))


def words_of(text: str, sentence: Span) -> Words:
    """The words of a sentence."""
    found = [m for m in _TOKEN.finditer(text, sentence.start, sentence.end) if m[0][0] != "(" or m[0] == "("]
    raw = [MASK if m[0][0] in _MASKS else m[0] for m in found]
    at = [m.span() for m in found]
    # No word holds a blank: one call folds them all.
    low = " ".join(raw).lower().replace("’", "'").split(" ")
    return Words(raw, low, at)


def noun_phrase(words: Words, last: int) -> Range | None:
    """The noun phrase that ends with the word `last`; None where that word ends none."""
    at = last
    while at >= 0 and last - at < _REACH and not _ends_phrase(words, at, last):
        at -= 1
    first = at + 1
    while first < last and words.low[first] in _OPENERS:
        first += 1
    for inner in range(last, first, -1):
        # "The single the court found": a second article begins the phrase that counts.
        if words.low[inner] in {"the", "a", "an"} and words.low[inner - 1] not in _BEFORE_ARTICLES:
            return inner, last + 1
    return (_after_opening(words, first, last), last + 1) if first <= last else None


def _ends_phrase(words: Words, at: int, last: int) -> bool:
    word = words.low[at]
    if (
        words.quote(at)
        or word in BREAKS
        or word in SUBORDINATORS
        or words.finite(at)
        or (word in PASTS and not words.capital(at))
    ):
        return True
    verb = VERBS.get(word)
    if verb and at < last and verb.form is not Form.BASE and not words.capital(at):
        return words.word(at - 1) not in DETERMINERS
    return word in {"and", "&"} and not _joins_nouns(words, at)


def _joins_nouns(words: Words, at: int) -> bool:
    """Whether the words before an "and" are no clause: "activists and unions said"."""
    for before in range(at - 1, max(0, at - 7) - 1, -1):
        word = words.low[before]
        if word in BREAKS or word in SUBORDINATORS:
            return True
        if words.finite(before) or word in PASTS or (word.endswith("ed") and not words.capital(before)):
            return False
    return True


def _after_opening(words: Words, first: int, last: int) -> int:
    """The subject's first word behind an opening without a comma: "In 1965 the committee", "On Monday police"."""
    if words.word(last) in SUBJECTS:
        return last
    if words.low[first].endswith(("ed", "ing")) and words.word(first + 1) in PREPOSITIONS and first + 2 <= last:
        return first + 2
    if words.word(first) not in PREPOSITIONS and not words.time(first) and words.word(first - 1) != "that":
        return first
    for at in range(last, first, -1):
        if words.low[at] in DETERMINERS and words.word(at - 1) not in PREPOSITIONS:
            return at
        if (words.time(at - 1) or words.low[at - 1][0].isdigit()) and not words.time(at):
            return at
    return first


def clause_near(words: Words, first: int, end: int) -> bool:
    """Whether a clause begins at `first`: a subject pronoun, or a finite verb before any mark."""
    if first < end and (words.low[first] in SUBJECTS or words.low[first] in {"there", "i", "we", "you"}):
        return True
    at, stop = first, min(end, first + 18)
    while at < stop:
        if words.finite(at):
            return True
        if words.low[at] == "," and words.word(at + 1) in RELATIVES:
            # "the deal, which took years, is dead": the clause goes on behind the relative one.
            at = next((after + 1 for after in range(at + 1, stop) if words.low[after] == ","), stop)
            continue
        if at > first and (words.low[at] in BREAKS or words.low[at] in _NEXT_CLAUSE):
            return False
        at += 1
    return False


def clause_likely(words: Words, first: int, end: int) -> bool:
    """As `clause_near`, on weaker signs: any past form, or a subject pronoun further on."""
    if clause_near(words, first, end):
        return True
    for at in range(first + 1, min(end, first + 18)):
        word = words.low[at]
        if word in _NEXT_CLAUSE or (word in BREAKS and at > first + 1):
            return False
        if word in PASTS or (word.endswith("ed") and not words.capital(at)) or word in SUBJECTS:
            return True
    return False


def begins_with_verb(words: Words, at: int) -> bool:
    """Whether the word is plainly a finite verb: "…, had failed", "…, won't go"."""
    return words.finite(at) and words.low[at] not in CONTRACTED


def has_verb(words: Words, first: int, end: int) -> bool:
    """Whether any word is plainly a verb: an auxiliary, a contraction or a past form."""
    for at in range(first, end):
        word = words.low[at]
        if words.finite(at) or word in PASTS or (word.endswith("ed") and not words.capital(at)):
            return True
    return False
