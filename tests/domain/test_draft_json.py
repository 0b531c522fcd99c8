"""Drafts as text: the same again when read, and nothing but a draft is ever read."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draft_json import read_draft, write_draft
from bot.domain.drafts import (
    NO_MODEL,
    Authorship,
    BriefingDraft,
    ChangeKind,
    Citation,
    CorrectionDraft,
    DraftChange,
    DraftLine,
    DraftStory,
    LineKind,
    Missed,
)
from bot.domain.models import EVERYTHING, ArticleRef, Span, Window

NUMBERS = st.integers(0, 1 << 62)
REFS = st.builds(ArticleRef, NUMBERS, NUMBERS)
CITATIONS = st.builds(Citation, REFS, st.builds(Span, NUMBERS, NUMBERS))
TEXTS = st.just("") | st.text()
LINES = st.builds(DraftLine, st.sampled_from(LineKind), st.lists(CITATIONS, max_size=3).map(tuple), TEXTS, TEXTS)
STORIES = st.builds(
    DraftStory,
    st.text(),
    REFS,
    st.lists(LINES, max_size=3).map(tuple),
    st.lists(REFS, max_size=3).map(tuple),
    st.text(),
    st.booleans(),
    TEXTS,
    TEXTS,
)
BY = st.builds(Authorship, TEXTS, st.booleans(), st.none() | st.sampled_from(Missed), TEXTS, TEXTS)
BRIEFINGS = st.builds(
    BriefingDraft,
    st.lists(STORIES, max_size=3).map(tuple),
    st.builds(Window, NUMBERS, NUMBERS),
    NUMBERS,
    st.just(NO_MODEL) | BY,
)
CHANGES = st.builds(DraftChange, st.sampled_from(ChangeKind), CITATIONS, REFS, st.none() | CITATIONS, st.booleans())
CORRECTIONS = st.builds(CorrectionDraft, st.lists(CHANGES, max_size=3).map(tuple), st.dates(), NUMBERS)
DRAFTS = BRIEFINGS | CORRECTIONS

Draft = BriefingDraft | CorrectionDraft
REFUSED = "."  # whatever it says: storage tells what is wrong with its row
REF = ArticleRef(7, 2)
BRIEFING = BriefingDraft(
    (
        DraftStory(
            "s7", REF, (DraftLine(LineKind.QUOTE, (Citation(REF, Span(0, 9)),)),), (REF,), "1 source", update=True
        ),
    ),
    EVERYTHING,
    left_out=3,
)
CORRECTION = CorrectionDraft(
    (DraftChange(ChangeKind.ALTERED, Citation(REF, Span(0, 9)), REF, Citation(REF, Span(2, 8))),), date(2026, 3, 2)
)


@given(DRAFTS)
def test_a_draft_is_the_same_when_it_is_read_again(draft: Draft):
    text = write_draft(draft)
    assert read_draft(text) == draft
    assert text.isascii()
    assert "\n" not in text
    assert write_draft(read_draft(text)) == text


def test_the_text_is_short():
    assert write_draft(BRIEFING) == (
        '{"v":1,"briefing":{"window":[0,4611686018427387904],"left_out":3,"stories":[{"id":"s7","headline":[7,2],'
        '"lines":[["quote",[[7,2,0,9]]]],"articles":[[7,2]],"reason":"1 source","update":true}]}}'
    )


def test_what_a_model_had_to_do_with_is_of_another_version():
    """An older program holds such a draft for a person, and can still post all others."""
    line = DraftLine(LineKind.WRITTEN, (Citation(REF, Span(0, 9)),), "Lamps return.", "Lampen kehren zurück.")
    story = replace(BRIEFING.stories[0], lines=(line,), title="Lamps", title_in="Lampen")
    by = Authorship("m", written=True, language="de", prompt="0a1b")
    assert write_draft(BriefingDraft((story,), EVERYTHING, 0, by)) == (
        '{"v":2,"briefing":{"window":[0,4611686018427387904],"left_out":0,"stories":[{"id":"s7","headline":[7,2],'
        '"lines":[["written",[[7,2,0,9]],"Lamps return.","Lampen kehren zur\\u00fcck."]],"articles":[[7,2]],'
        '"reason":"1 source","update":true,"title":["Lamps","Lampen"]}],"by":["m",true,null,"de","0a1b"]}}'
    )


@pytest.mark.parametrize("draft", [BRIEFING, CORRECTION])
def test_nothing_may_be_missing_or_more(draft: Draft):
    """Every name taken away, and one put beside it, wherever objects stand."""
    whole = json.loads(write_draft(draft))
    for path in _objects(whole):
        for name in list(_at(whole, path)):
            less = json.loads(json.dumps(whole))
            del _at(less, path)[name]
            with pytest.raises(ValueError, match=REFUSED):
                read_draft(json.dumps(less))
        more = json.loads(json.dumps(whole))
        _at(more, path)["else"] = 1
        with pytest.raises(ValueError, match=REFUSED):
            read_draft(json.dumps(more))


STRANGE: list[object] = [None, True, -1, 1.5, 1 << 63, "", "x", [], {}, [[]], [1], [1, 2, 3, 4, 5], float("nan")]


@pytest.mark.parametrize("draft", [BRIEFING, CORRECTION])
@pytest.mark.parametrize("strange", STRANGE, ids=repr)
def test_a_strange_value_anywhere_is_refused_or_a_draft_of_its_own(draft: Draft, strange: object):
    """What a place may hold is read as it stands; everything else raises the one error that is named."""
    whole = json.loads(write_draft(draft))
    refused = 0
    for path in _places(whole):
        changed = json.loads(json.dumps(whole))
        _at(changed, path[:-1])[path[-1]] = strange
        try:
            read = read_draft(json.dumps(changed))
        except ValueError:
            refused += 1
            continue
        assert json.loads(write_draft(read)) == changed
    assert refused


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_other_text_is_refused(text: str):
    with pytest.raises(ValueError, match=REFUSED):
        read_draft(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 100_000,
        '{"v":1,"v":1,"correction":{"day":"2026-03-02","left_out":0,"changes":[]}}',
        '{"v":2,"correction":{"day":"2026-03-02","left_out":0,"changes":[]}}',
        '{"v":true,"correction":{"day":"2026-03-02","left_out":0,"changes":[]}}',
        '{"v":1,"correction":{"day":"20260302","left_out":0,"changes":[]}}',
        '{"v":1,"correction":{"day":"2026-02-30","left_out":0,"changes":[]}}',
        '{"v":1,"briefing":{"window":[0,' + "9" * 10_000 + '],"left_out":0,"stories":[]}}',
        write_draft(BRIEFING) + write_draft(BRIEFING),
        write_draft(BRIEFING)[:-1],
    ],
    ids=lambda text: text[:30],
)
def test_damaged_text_is_refused(text: str):
    with pytest.raises(ValueError, match=REFUSED):
        read_draft(text)


def test_what_could_not_be_read_again_is_not_written():
    with pytest.raises(ValueError, match=REFUSED):
        write_draft(BriefingDraft((), Window(-1, 5)))


# --- the places of a JSON value ----------------------------------------------------------------------


Path = tuple[str | int, ...]


def _at(value: Any, path: Path) -> Any:  # noqa: ANN401 - JSON
    for step in path:
        value = value[step]
    return value


def _places(value: object, path: Path = ()) -> Iterator[Path]:
    steps: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        yield from _places(inner, (*path, step))


def _objects(value: object) -> list[Path]:
    return [path for path in [(), *_places(value)] if isinstance(_at(value, path), dict)]
