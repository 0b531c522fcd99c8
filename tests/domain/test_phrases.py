"""Words that a channel asks for, or wants to be spared: what counts as one, in any language, whatever was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Article
from bot.domain.phrases import Filter
from bot.domain.subscriptions import Choice


def article(text: str, title: str = "") -> Article:
    return Article(1, 1, "k", title, text, "Quay Courier")


def told(*texts: str, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> bool:
    return Filter.of(Choice(include=include, exclude=exclude)).wants([article(text) for text in texts])


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Two tax cuts were announced.", "Tax cut"),
        ("The parties met in Tarn.", "party"),
        ("Zoë’s dog won.", "zoe"),
        ("A fair in Sa\u0303o Paulo", "são paulo"),
        ("SÃO PAULO", "sao  paulo"),
        ("Die ÄRZTE streiken.", "ärzte"),
        ("In der Straße brannte es.", "STRASSE"),
        ("İstanbul'da deprem", "istanbul"),
        ("Обама сказал", "ОБАМА"),
        ("東京で地震があった", "地震"),
        ("서울은 맑다", "서울"),
        ("กรุงเทพมหานคร", "เทพ"),
        ("A word on C++ and on ferries", "C++"),
        ("Ships 🛥 everywhere", "🛥"),
        ("AT&T buys a mill.", "at&t"),
        ("The Who will play in Tarn.", "the who"),
        ("Both said the US had agreed.", "US"),
        ("Mara\nOduya spoke.", "mara oduya"),
    ],
)
def test_a_phrase_that_occurs(text: str, phrase: str):
    assert told(text, include=(phrase,))
    assert not told(text, exclude=(phrase,))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("A taxi cut the corner.", "tax cut"),
        ("A cut in every tax", "tax cut"),
        ("The partisan spoke.", "party"),
        ("They told us so.", "US"),
        ("Who is it?", "WHO"),
        ("東京で地震", "大阪"),
        ("Mara spoke. Later Oduya spoke.", "Mara Oduya"),
        ("Anything at all", "[a-z]+.*"),
        ("Anything", "%"),
    ],
)
def test_a_phrase_that_does_not_occur(text: str, phrase: str):
    assert not told(text, include=(phrase,))
    assert told(text, exclude=(phrase,))


def test_titles_count():
    assert Filter.of(Choice(include=("comet",))).wants([article("It shines.", title="Comets over Halden")])


def test_a_story_needs_one_of_the_included_and_none_of_the_excluded():
    comet, mill = "A comet above Halden", "The mill of Lindow closes"
    assert told(comet, mill, include=("mill", "ferry"))
    assert not told(comet, include=("mill", "ferry"))
    assert not told(comet, mill, include=("mill",), exclude=("comet",))
    assert told(comet)


@pytest.mark.parametrize("nothing", [("",), ("  \n ",), ()])
def test_an_empty_phrase_asks_for_nothing(nothing: tuple[str, ...]):
    assert told("A comet", include=nothing, exclude=nothing)
    assert not Filter.of(Choice(include=nothing, exclude=nothing))


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4).map(tuple))
def test_whatever_is_typed_or_written_is_only_looked_for(text: str, phrases: tuple[str, ...]):
    wanted = Filter.of(Choice(include=phrases))
    assert wanted.wants([article(text)]) == wanted.includes(article(text))
    unwanted = Filter.of(Choice(exclude=phrases))
    occurs = bool(wanted) and wanted.includes(article(text))
    assert unwanted.wants([article(text)]) is not occurs


@given(st.lists(st.sampled_from("mill comet tax cut party said Tarn US 東京".split()), min_size=1, max_size=12))
def test_every_word_of_a_text_occurs_in_it(written: list[str]):
    for word in written:
        assert told(" ".join(written), include=(word,))


def test_long_texts_and_many_phrases_take_no_long_time():
    text = "a" * 200_000 + " b" * 200_000
    phrases = tuple(f"{'a ' * 40}{number}" for number in range(1_000))
    assert not told(text, include=phrases)
