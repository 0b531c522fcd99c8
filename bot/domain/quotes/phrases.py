"""A sentence as a row of phrases, each with a one-letter tag, so that the grammar of cues reads as patterns.

Guards that the rules never look at raw text: they match tags. Tags: N a name, D another noun phrase, P a subject
pronoun; V a verb of speech, G its -ing form, v any other verb, g any other -ing form, a an auxiliary, b a form of
"be"; A "according to"; Q a masked quote; p a preposition, T "to", r an adverb, t a word of time, c "and, or, but",
w "who, which", h "that", s a conjunction, u one that leaves the clause ("while"); n a number, x any other word;
, : ; - . ( ) as they stand.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.models import Span
from bot.domain.people import Kind, People
from bot.domain.people.wordlists import ROLES
from bot.domain.quotes.verbs import AMBIGUOUS, CUE_VERBS

# Stand for the characters of a quote, and of a few quoted words that are part of the narrator's sentence.
MASK, FRAGMENT = "\ue000", "\ue001"
_TOKEN = re.compile(
    rf"{MASK}+\.?|{FRAGMENT}+|(?:[^\W\d_]\.){{2,}}|[^\W_]+(?:['’&.-][^\W_]+)*['’]?|[,:;().!?…\[\]]|--|[—–-]"
)
_CLOSED = {
    "P": "he she they we i you it he's she's it's they're we're you're i'm he'd she'd they'd we'd i'd he'll "
    "she'll they'll we'll i'll they've we've i've you've it'll",
    "p": "of for from in on at by with about against under over during without within into "
    "onto upon between among amid toward towards through throughout across behind near like unlike despite via per "
    "around inside outside including regarding concerning alongside as than",
    "T": "to",
    "c": "and or but nor & yet",
    "w": "who which whom whose",
    "h": "that",
    "s": "when because if unless whether where why how what so",
    "u": "after before since until while as although though whereas",
    "a": "has had have having will would could can may might must shall should did does do didn't doesn't don't won't "
    "wouldn't couldn't can't hasn't hadn't haven't he'd she'd he'll she'll",
    "b": "is was were are am be been being isn't wasn't weren't aren't that's there's",
    "r": "also then later once again now still not never even just only too already soon often earlier previously ever "
    "meanwhile instead however first further both almost perhaps once ago here there away out up down off "
    "afterward afterwards nonetheless nevertheless",
    "t": "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight morning afternoon "
    "evening night week month year january february march april june july august september october november december",
    "d": "the a an this these those his her their its our my your some many several few two three four five six seven "
    "eight nine ten one another other others most all both each every any no such more",
    "v": "went came took made gave got left began became ran stood sat held met won lost kept fell rose brought "
    "bought fought sought caught led set cut hit let drew grew flew threw knew chose broke spent sent built "
    "paid struck spat shot drove rode lay laid dealt heard meant slept swept swung stuck sprang sank shook "
    "hung hid froze fled fed forgot forgave ate drank dug bent bit blew bound burst cast clung crept wore "
    "wept woke withdrew undertook understood taught tore taken gone go goes come comes take takes make makes "
    "give gives get gets run runs stand stands appears seems remains wants needs likes loves hates works "
    "leads points turns tries ",
}
_TAGS = {word: tag for tag, words in _CLOSED.items() for word in words.split()}
_MASKED = {MASK: "Q", FRAGMENT: "x"}
_PUNCTUATION = {"—": "-", "–": "-", "--": "-", "-": "-", "!": ".", "?": ".", "…": ".", "[": "(", "]": ")"}
# Things that speak: they count as noun phrases also without an article.
SPEAKING_THINGS = frozenset(
    "statement statements report reports letter letters memo email emails tweet tweets post ad ads video poll polls "
    "survey study article editorial filing complaint lawsuit document documents campaign team administration "
    "spokesman spokeswoman headline caption transcript site website newspaper magazine group company party panel "
    "committee court ruling staff office allies backers fans analysts scholars authorities police data percent "
    "respondents".split()
)
_HEADS = ROLES | SPEAKING_THINGS
_TAGS |= {word: "R" for word in _HEADS if word not in _TAGS}
# The commonest words as they are mostly written; "to" waits for "according".
_QUICK = {word: tag for word, tag in _TAGS.items() if word not in CUE_VERBS and word != "to"} | {",": ","}
_SHAPES = ((("'s", "s'"), 2, "S"), (("ly",), 3, "r"), (("ing",), 4, "g"), (("ed",), 3, "v"))
_SPEECH_NOUNS = frozenset(
    "comment comments claim statement warning remark remarks argument promise pledge call response line message words "
    "quip joke reply question assertion suggestion accusation declaration vow slogan motto tweet contention admission "
    "answer observation prediction insistence".split()
)
_ROLE_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "ant", "ent")
# With "back" behind it, a verb of speech.
_RETORTS = frozenset("fired fires shot shoots hit hits struck strikes pushed pushes clapped punched wrote".split())
_PLAINLY_VERBS = frozenset("said says told tells wrote".split())
_POSSESSIVES = frozenset("his her its their my our your".split())
_NOUN_PHRASE_LIMIT = 7
# What is longer is a masked quote, or no word.
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrase `i` has tag `tags[i]` and covers the characters `starts[i]` up to `ends[i]`.

    `names[i]` is a name's own span without role; `owners[i]` is whose words a phrase like "her comment" means.
    """

    tags: str
    starts: Sequence[int]
    ends: Sequence[int]
    names: dict[int, Span]
    owners: dict[int, Span]

    def span(self, index: int) -> Span:
        """What phrase `index` covers."""
        return Span(self.starts[index], self.ends[index])

    def index_at(self, position: int) -> int:
        """Index of the first phrase that ends after this character."""
        return bisect_right(self.ends, position)


@dataclass(slots=True)
class _Token:
    tag: str
    start: int
    end: int
    word: str
    name: Span | None = None
    owner: Span | None = None
    place: bool = False


def can_speak(phrase: str) -> bool:
    """Whether a noun phrase may be who speaks: "his plans" and "their voices" may not, "his wife", "her letter" may."""
    words = phrase.lower().split()
    return words[0] not in _POSSESSIVES or words[-1] in _HEADS or words[-1] in _SPEECH_NOUNS


def phrases_of(masked: str, sentence: Span, people: People) -> Phrases:
    """The phrases of one sentence of a text whose quotes are masked."""
    found = _assembled(_tokens(masked, sentence, people))
    tags = "".join(token.tag for token in found)
    names = {i: token.name for i, token in enumerate(found) if token.name}
    owners = {i: token.owner for i, token in enumerate(found) if token.owner}
    return Phrases(tags, [token.start for token in found], [token.end for token in found], names, owners)


def _tokens(masked: str, sentence: Span, people: People) -> list[_Token]:
    mentions = {people.mentions[i].start: people.mentions[i] for i in people.within(sentence)}
    found: list[_Token] = []
    skip_to = sentence.start
    for match in _TOKEN.finditer(masked, sentence.start, sentence.end):
        word, (start, end) = match.group(), match.span()
        tag = _QUICK.get(word)
        if start < skip_to:
            continue
        if tag:
            found.append(_Token(tag, start, end, word))
        elif start in mentions:
            mention = mentions[start]
            skip_to = mention.span.end
            tag = "S" if mention.possessive else "N"
            found.append(
                _Token(tag, start, skip_to, masked[start:skip_to], mention.span, place=mention.kind is Kind.PLACE)
            )
        elif word == "back" and found and found[-1].word in _RETORTS:
            found[-1].tag = "V"
        elif word == "to" and found and found[-1].word == "according":
            found[-1] = _Token("A", found[-1].start, end, "according to")
        elif word != "." or end == sentence.end:
            found.append(_Token(_tag(word, found), start, end, word.lower()))
    return found


def _tag(word: str, before: Sequence[_Token]) -> str:
    return _plain_tag(word[:_LONGEST_WORD]) or _speech_tag(word.lower().replace("’", "'"), before)


@lru_cache(maxsize=20_000)
def _plain_tag(word: str) -> str:
    """The tag of a word by itself; nothing for a verb of speech, which what stands before it may make a noun."""
    if not word[0].isalnum():
        return _PUNCTUATION.get(word) or _MASKED.get(word[0], word)
    lower = word.lower().replace("’", "'")
    if lower in CUE_VERBS:
        return ""
    if lower in _TAGS:
        return _TAGS[lower]
    if lower[0].isdigit():
        return "n"
    return next((tag for endings, least, tag in _SHAPES if lower.endswith(endings) and len(lower) > least), "x")


def _speech_tag(lower: str, before: Sequence[_Token]) -> str:
    """Verb, or noun where it looks like one: after an article, a possessive, an adjective or a preposition."""
    last = before[-1].tag if before else ""
    # "The Ulm attacks": a place with an article names a thing.
    if lower in AMBIGUOUS and last == "N" and len(before) > 1 and before[-2].word == "the" and before[-1].place:
        return "x"
    if lower in AMBIGUOUS and last not in {"N", "P", "R", "a", "r", "w", "Q", "c", ",", "T"}:
        return "R" if lower in _HEADS else "x"
    # "a snappy retort": a base form behind an article and an adjective is a noun.
    noun = last == "x" and len(before) > 1 and before[-2].tag in "dS" and CUE_VERBS[lower] == lower
    if (last in {"d", "S"} and lower not in _PLAINLY_VERBS) or noun:
        return "x"
    return "G" if lower.endswith("ing") else "V"


def _assembled(tokens: Sequence[_Token]) -> list[_Token]:
    """Articles, possessives, role nouns and names that stand together become one noun phrase."""
    found: list[_Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.tag in "dSRN":
            end = _phrase_end(tokens, at)
            if token.tag == "S" and token.name and tokens[end : end + 1] and end == at + 1 and tokens[end].tag == "V":
                # A name that only looks like a possessive: "St. Mary's said".
                token.tag = "N"
            found.append(_joined(tokens[at:end]))
            at = end
        else:
            found.append(token)
            at += 1
    return found


def _phrase_end(tokens: Sequence[_Token], at: int) -> int:
    """Where the noun phrase that begins at `at` ends."""
    end = at + 1
    headed = tokens[at].tag in {"d", "S"}
    limit = min(len(tokens), at + _NOUN_PHRASE_LIMIT)
    while end < limit:
        tag, last = tokens[end].tag, tokens[end - 1].tag
        if tag == "S" and last == "N":
            break
        noun = tag in "RNS" or (tag in "xn" and (headed or _leads_to_role(tokens, end, limit)))
        # "the disputed claim", "his newly found friend": a participle or an adverb right after the article.
        if not (noun or (last in "dS" and tag in "vgrtd")):
            break
        end += 1
    return end


def _leads_to_role(tokens: Sequence[_Token], at: int, limit: int) -> bool:
    """Whether the word is part of a role: "Senate minority leader Ada Byrne", "Byrne speechwriter Tom Reed"."""
    end = at + 1
    while end < min(limit, at + 3) and tokens[end].tag == "x":
        end += 1
    after = tokens[end].tag if end < limit else ""
    return after == "R" or (after == "N" and end == at + 1 and tokens[at].word.endswith(_ROLE_ENDINGS))


def _joined(tokens: Sequence[_Token]) -> _Token:
    first, last = tokens[0], tokens[-1]
    if len(tokens) == 1 and first.tag == "N":
        return first
    word = " ".join(token.word for token in tokens)
    if last.tag == "N":
        return _Token("N", first.start, last.end, word, last.name)
    if last.tag == "t":
        # "This year", "the next morning": a time, which can say nothing.
        return _Token("t", first.start, last.end, word)
    tag = "x" if len(tokens) == 1 and first.tag == "S" else "D"
    return _Token(tag, first.start, last.end, word, owner=_owner(first) if last.word in _SPEECH_NOUNS else None)


def _owner(first: _Token) -> Span | None:
    if first.tag == "S":
        return first.name
    return Span(first.start, first.end) if first.word in {"his", "her", "their"} else None
