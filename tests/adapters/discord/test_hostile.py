"""Ten thousand hostile strings: nobody is called, nothing is linked in disguise, and Discord takes it all."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from bot.adapters.discord.rendering import keyed, plain, render, with_row
from bot.domain.documents import Document
from bot.domain.text import clean
from tests import hostile
from tests.adapters.discord.reading import Payload, calls, complaints_of, foreign_styles, hidden_links, texts

KINDS = (hostile.briefing, hostile.answer, hostile.not_found, hostile.correction, hostile.notice)
KEY = "0123456789abcdef012345670"


def faults(document: Document) -> Iterator[str]:
    for part in render(document):
        payload = keyed(part.body, KEY)
        (followed, *more) = with_row([payload], [("follow:1", "Follow up"), ("share:1", "Share")])
        for one in (payload, followed, *more, plain(payload)):
            yield from faults_of(one)


def faults_of(payload: Payload) -> Iterator[str]:
    yield from complaints_of(payload)
    yield from calls(payload)
    yield from foreign_styles(payload)
    yield from hidden_links(payload)
    yield from (f"unclean: {text!r}" for text in map(without_own, texts(payload)) if clean(text) != text)
    if payload["allowed_mentions"] != {"parse": []}:
        yield f"may call: {payload['allowed_mentions']}"
    if ("flags" in payload) != (not payload["embeds"]):
        yield f"flags: {payload.get('flags')}"


def without_own(given: tuple[str, bool]) -> str:
    """A text without the one character that shows nothing and is ours."""
    return given[0].replace("\\@\u200b", "\\@")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_hostile_gets_through(kind: Callable[[hostile.Hostile], Document]):
    """Ten thousand strings for each kind of document; with the thorough profile, for every field of it."""
    given = hostile.Hostile(seed=1)
    thorough = settings().max_examples >= 1000
    while (min(given.made.values(), default=0) if thorough else given.made.total()) < 10_000:
        found = list(faults(kind(given)))
        assert not found, found[:5]
