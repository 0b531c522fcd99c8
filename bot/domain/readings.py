"""A question as somebody else reads it: a language model, in kind, person, topic and time, or in other words.

Guards that nothing comes in which the question does not name: no person, no number, no time; and that what is found so
is about what was asked.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.models import Article
from bot.domain.passages import wanted
from bot.domain.people.across import name_tokens
from bot.domain.questions import Kind, Question, topic_words
from bot.domain.words import terms, words

_MOST = 12  # words of a topic
_READ = {Kind.SAID, Kind.WHO_SAID, Kind.COMMENTED, Kind.FACT, Kind.NEWS}


def read_as(question: Question, kind: str, person: str, topic: str, when: str) -> Question | None:
    """The question read so; None where that says nothing more than the rules have read."""
    asked = set(words(question.text)) | set(words(question.person)) | set(words(" ".join(question.topic)))
    who = person.strip() if person.strip() and set(name_tokens(person)) <= asked else question.person
    about = tuple(one for one in topic_words(topic) if not re.search(r"\d", one) or set(words(one)) <= asked)[:_MOST]
    time = when.strip().lower() if when.strip() and when.strip().lower() in question.text.lower() else question.when
    what = next((one for one in _READ if one.value == kind.strip().lower()), question.kind)
    if what in {Kind.SAID, Kind.COMMENTED} and not who:
        what = Kind.FACT
    if not about and not who:
        return None
    made = replace(question, kind=what, person=who if what is not Kind.FACT else "", topic=about, when=time)
    return None if made == question else made


def is_about(question: Question, articles: Iterable[Article]) -> bool:
    """Whether each of these articles names all that the question names, people and numbers among it.

    Of a question that names nothing, each must hold one of its words.
    """
    sought = wanted(question.text)
    for article in articles:
        held = {*terms(article.title), *terms(article.text)}
        if not (sought.named <= held if sought.named else held & set(sought.stems)):
            return False
    return True


def asked_in_full(question: Question) -> str:
    """The question as typed, with what it has taken over from the one before it ("and why was that?")."""
    said = set(words(question.text))
    taken = [one for one in (question.person, *question.topic) if one and not set(words(one)) <= said]
    return f"{question.text} ({' '.join(taken)})" if taken else question.text
