"""Whether what a language model has written may be shown: its sentences and headlines, beside what they cite.

Guards that a sentence which its passages do not bear out is never shown, whatever it says: those passages stand in its
place. It must pass the hard rules of `support.guards` (numbers, names, negation, attribution, no marks, no addresses),
be supported by its passages as a whole, and put nobody's words into the mouth of another or of nobody.
"""

from collections.abc import Callable, Iterable, Sequence

from bot.domain.documents import Line
from bot.domain.drafts import Citation, DraftLine, LineKind
from bot.domain.models import Confidence, Span
from bot.domain.people import matches
from bot.domain.people.mentions import find_mentions
from bot.domain.proof import Evidence, is_there, line, passages_of
from bot.domain.quotes import find_quotes
from bot.domain.support import STRICT, check
from bot.domain.support.following import follows, is_plain
from bot.domain.support.guards import refusal
from bot.domain.support.tokens import tokens_of
from bot.domain.translations import is_translation, language_in
from bot.domain.words import terms

LONGEST_HEADLINE = 140  # characters


def settled(draft: DraftLine, evidence: Evidence) -> DraftLine | None:
    """What of a model's line is shown: itself where all that it cites bears it out; else the first sentence, if any."""
    cited = tuple(one for one in draft.slices if is_there(one, evidence) and evidence.is_whole_sentences(one))
    if not cited:
        return None
    if cited == draft.slices and surely(lambda: is_borne_out(draft.text, cited, evidence)):
        return draft
    return DraftLine(LineKind.SENTENCE, cited[:1])


def written_line(draft: DraftLine, evidence: Evidence, into: str) -> Line | None:
    """The model's sentence, or the sentence of an article in its place; `into` is the language of a translation."""
    shown = settled(draft, evidence)
    if shown is not draft:
        return line(shown, evidence) if shown else None
    passages = passages_of(draft.slices, evidence)
    source = language_in(evidence.articles[draft.slices[0].ref])
    if draft.translation and is_translation(draft.text, draft.translation, source, into):
        both = f"{draft.translation} ({draft.text})"  # what is borne out stands beside what is the model's own
        return Line(LineKind.WRITTEN, passages, written=both, original=draft.text)
    return Line(LineKind.WRITTEN, passages, written=draft.text)


def surely(judged: Callable[[], bool]) -> bool:
    """Whether it is so. What cannot be judged, by a fault of the program, is not: it must not cost a whole edition."""
    try:
        return judged()
    except Exception:  # noqa: BLE001 - whatever a stranger's text has set off
        return False


def is_borne_out(text: str, cited: Sequence[Citation], evidence: Evidence) -> bool:
    """Whether these slices say what the text says.

    The score is held to what is cited, and to the whole articles, too: `STRICT` was measured on such.
    """
    said = [one.span.cut(evidence.articles[one.ref].text) for one in cited]
    if refusal(text, said) is not None or not text.endswith(".") or not _is_of_one(text, said):
        return False
    whole = [evidence.articles[ref].text for ref in dict.fromkeys(one.ref for one in cited)]
    scores = (check(text, " ".join(said)).score, check(text, "\n\n".join(whole)).score)
    return min(scores) >= STRICT and _speaks_rightly(text, cited, evidence)


def _is_of_one(text: str, known: Sequence[str]) -> bool:
    """Whether the text is, sentence by sentence, one of these with phrases left out."""
    return is_plain(text) and follows(tokens_of(text), [one for part in known for one in tokens_of(part)])


def headline(title: str, lines: Iterable[Line], titles: Iterable[str]) -> str:
    """The headline, where the lines that are shown under it and the titles of their articles bear it out; else none.

    It is one of their sentences, or a title, with phrases left out: so short a text can say anything else. Somebody's
    words are none of them: a headline names nobody for them.
    """
    telling = [one for one in lines if not one.kind.is_speech and one.confidence is None]
    shown = [passage.text for one in telling for passage in one.passages]
    known = [*shown, *(one for one in titles if one.strip())]
    if not 0 < len(title) <= LONGEST_HEADLINE or not shown:
        return ""
    return title if surely(lambda: _is_a_title(title, known)) else ""


def _is_a_title(title: str, known: Sequence[str]) -> bool:
    told = _is_of_one(title, known) and refusal(title, known) is None
    return told and check(title, " ".join(known)).score >= STRICT


# --- somebody's words in a sentence of the model's --------------------------------------------------------


def _speaks_rightly(text: str, cited: Sequence[Citation], evidence: Evidence) -> bool:
    """Whether everybody to whom the text gives words has said some there, and what only somebody said is given to them.

    Who speaks in the text is found by the rules that found it in the articles.
    """
    quotes = [(one, quote) for one in cited for quote in evidence.quotes_in(one)]
    speaking = {one.speaker for one in find_quotes(text) if one.speaker}
    speakers = {quote.speaker for _, quote in quotes if quote.speaker and quote.confidence is not Confidence.INFERRED}
    if any(not any(matches(one, other) for other in speakers) for one in speaking):
        return False
    named = speaking or {one.span.cut(text) for one in find_mentions(text)}
    around = set(terms(_around(cited, evidence)))
    for one, quote in quotes:
        taken = set(terms(quote.span.cut(evidence.articles[one.ref].text))) & set(terms(text))
        if taken - around and not (quote.speaker in speakers and any(matches(who, quote.speaker) for who in named)):
            return False
    return True


def _around(cited: Sequence[Citation], evidence: Evidence) -> str:
    """What the slices say in the articles' own words: without what is somebody's."""
    kept: list[str] = []
    for one in cited:
        article, at = evidence.articles[one.ref].text, one.span.start
        spans = sorted(quote.span for quote in evidence.quotes_in(one))
        for span in [*spans, Span(one.span.end, one.span.end)]:
            kept.append(article[at : max(at, span.start)])
            at = max(at, span.end)
    return " ".join(kept)
