"""Ten thousand hostile strings: nobody is called, nothing is linked in disguise, and Slack takes it all."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from bot.adapters.slack.rendering import keyed, plain, render
from bot.domain.addresses import host
from bot.domain.documents import Document
from bot.domain.labels import may_label
from bot.domain.text import clean
from tests import hostile
from tests.adapters.slack.reading import Payload, elements, texts
from tests.fakes.slack.links import autolinks_in, links_in, mentions_in
from tests.fakes.slack.validation import complaints_of

KINDS = (hostile.briefing, hostile.answer, hostile.not_found, hostile.correction, hostile.notice)
ALIKE = str.maketrans({"\u2024": ".", "\u2236": ":"})
STYLED = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])|:[\w+'-]+:|^\s*&gt;", re.MULTILINE)


def unshown_links(payload: Payload) -> Iterator[str]:
    """Links of rich text whose host does not stand beside them, or that are labelled as another."""
    for runs in elements(payload):
        for run, after in zip(runs, [*runs[1:], {"text": ""}], strict=True):
            if run["type"] != "link":
                continue
            place = host(run["url"])
            beside = run["text"] == place or after["text"].startswith(f" · {place}")
            if not place or not beside or not (run["text"] == place or may_label(run["text"], place)):
                yield run["url"]


def faults(document: Document) -> Iterator[str]:
    for part in render(document):
        payload = keyed(part.body, "0123456789abcdef01234567")
        yield from complaints_of(payload)
        yield from mentions_in(payload)
        yield from autolinks_in(payload)
        yield from unshown_links(payload)
        yield from (f"unclean: {text!r}" for text in texts(payload["blocks"]) if clean(text) != text)
        yield from (f"styled: {found}" for found in STYLED.findall(payload["text"]))
        text = plain(part.body)
        yield from complaints_of({"text": text})
        yield from mentions_in({"text": text})
        yield from autolinks_in({"text": text})
        outside = re.sub(r"<[^<>]*>", "", text)
        yield from (f"styled: {found}" for found in STYLED.findall(outside))
        for one in links_in({"text": text}):
            if one.label != urlsplit(one.url).netloc and host(one.url) not in one.context.translate(ALIKE):
                yield f"hidden host: {one.url}"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_hostile_gets_through(kind: Callable[[hostile.Hostile], Document]):
    """Ten thousand strings for each kind of document; with the thorough profile, for every field of it."""
    given = hostile.Hostile(seed=1)
    thorough = settings().max_examples >= 1000
    while (min(given.made.values(), default=0) if thorough else given.made.total()) < 10_000:
        found = list(faults(kind(given)))
        assert not found, found[:5]
