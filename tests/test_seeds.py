import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.adapters.files.formats import markdown_article
from bot.adapters.files.given import FrontMatter
from bot.domain.models import NewArticle, QuoteKind
from bot.domain.quotes import find_quotes
from bot.domain.text import sentences
from bot.domain.words import language_of

SEEDS = Path(__file__).parent.parent / "seeds"
FILES = sorted(path.name for path in SEEDS.glob("*.md") if path.name != "README.md")
COMMITTEE = "Science & Technology Committee"

# Whose words each sample holds: the speaker and how each stretch between quote marks begins, in order.
SPOKEN = {
    "bakery-name.md": [
        ("Denise Marlow", "It was my grandmother"),
        ("Denise Marlow", "They’ve had theirs"),
        ("Harold Finch", "We didn’t do it"),
        ("Harold Finch", "We did it because"),
        ("Denise Marlow", "I never wanted"),
        ("Denise Marlow", "I wanted to sell"),
    ],
    "desert-water.md": [
        ("Watanuki Sayo", "The first one stood"),
        ("Watanuki Sayo", "I didn’t correct them"),
        ("Emeka Vance", "It’s a good answer"),
        ("Emeka Vance", "It isn’t an answer"),
    ],
    "dye-works-dig.md": [
        ("Adaeze Brandt", "It was raining"),
        ("Adaeze Brandt", "I put my arm"),
        ("Adaeze Brandt", "By midnight"),
        ("Adaeze Brandt", "I have been digging"),
        ("Jonas Petrie", "My daughter asked"),
        ("Jonas Petrie", "I told her"),
    ],
    "ferry-strike.md": [
        ("Lorna Ekwueme", "We want two days"),
        ("Lorna Ekwueme", "Nobody walks out"),
        ("Lorna Ekwueme", "A freight boat"),
        ("Lorna Ekwueme", "He hasn’t asked"),
        ("Ruth Amadi", "I would rather sleep"),
        ("Ruth Amadi", "than tell the children"),
    ],
    "ferry-strike-ends.md": [
        ("Ibrahim Noor", "They agreed"),
        ("Ibrahim Noor", "The other seven hours"),
        ("Lorna Ekwueme", "I have read it"),
        ("Viktor Salde", "We should have sat"),
        ("Viktor Salde", "We’ll remember"),
    ],
    "huawei-offer.md": [
        ("Brad Smith", "Oftentimes"),
        ("Brad Smith", "And our answer is"),
    ],
    "huawei-why-sell.md": [
        (COMMITTEE, "We have found no evidence"),
        ("Brad Smith", "Oftentimes"),
        ("Brad Smith", "And our answer is"),
    ],
    "lake-mile.md": [
        ("Tobias Marlow", "I looked round"),
        ("Tobias Marlow", "There was nobody"),
        ("Pia Lindgaard", "That’s the lake"),
        ("Anneli Kask", "Most people go back"),
        ("Anneli Kask", "He went on losing"),
    ],
    "oat-drink-recall.md": [
        ("agency", "Nobody should drink it"),
        ("agency", "Cartons can be returned"),
        ("Sipho Lindqvist", "We did not know"),
        ("Sipho Lindqvist", "The first complaint"),
        ("Carla Benning", "The man was friendly"),
        ("Carla Benning", "So somebody knew"),
    ],
    "silent-satellite.md": [
        ("Marguerite Osei", "The student on duty"),
        ("Marguerite Osei", "I thought the building"),
        ("Leif Armand", "I spun until"),
        ("Leif Armand", "and then I wrote"),
        ("press office", "We never said"),
        ("press office", "We said that it was resting"),
    ],
}

# Statements that a sample reports in its own words: the speaker, and words that the statement holds.
REPORTED = {
    "bakery-name.md": [("Hollins & Grey", "mix up the two"), ("Denise Marlow", "spend Thursday")],
    "desert-water.md": [
        ("Seo Ha-rin", "failed twice"),
        ("Emeka Vance", "every four years"),
        ("Watanuki Sayo", "mend their pipes"),
    ],
    "dye-works-dig.md": [("Adaeze Brandt", "told anew"), ("Jonas Petrie", "feared for the timetable")],
    "ferry-strike.md": [("Bay Lines", "had offered one extra day"), ("Viktor Salde", "freight boat")],
    "ferry-strike-ends.md": [("Lorna Ekwueme", "vote on the deal")],
    "huawei-offer.md": [
        ("Ren Zhengfei", "a single payment"),
        ("Ren Zhengfei", "rewrite the software"),
        ("Ren Zhengfei", "every country but China"),
        ("Brad Smith", "kept too much to itself"),
    ],
    "huawei-why-sell.md": [("Ren Zhengfei", "change the code"), ("Ren Zhengfei", "Google had been pressing")],
    "lake-mile.md": [("Anneli Kask", "changed his stroke"), ("Tobias Marlow", "the early bus")],
    "oat-drink-recall.md": [
        ("agency", "from a valve"),
        ("Carla Benning", "hotline"),
        ("Sipho Lindqvist", "waited too long"),
    ],
    "silent-satellite.md": [("Marguerite Osei", "spinning too fast"), ("Leif Armand", "on a chair")],
}


@cache
def seed(name: str) -> NewArticle:
    return markdown_article((SEEDS / name).read_text("utf-8"), name, name)


def test_there_are_eight_to_ten_samples_and_the_readme_names_each():
    assert 8 <= len(FILES) <= 10
    assert sorted(SPOKEN) == FILES
    assert sorted(set(re.findall(r"`([\w-]+\.md)`", (SEEDS / "README.md").read_text("utf-8")))) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_sample_says_what_it_is_and_links_nowhere_real(name: str):
    head = yaml.safe_load((SEEDS / name).read_text("utf-8").split("---\n")[1])
    assert list(head) == "title source author published url language sample".split()
    assert head["sample"] is True
    facts = FrontMatter.model_validate({key: str(value) for key, value in head.items()})
    assert facts.published is not None
    assert facts.url is not None
    assert facts.url.startswith("https://example.org/")
    assert "http" not in seed(name).text


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_short_and_loses_no_word_when_it_is_loaded(name: str):
    text = seed(name).text
    assert 120 <= len(text.split()) <= 350
    assert language_of(text) == "en"
    body = (SEEDS / name).read_text("utf-8").split("---\n", 2)[2]
    assert text.split() == body.split()


@pytest.mark.parametrize("name", FILES)
def test_the_people_of_a_sample_are_found_with_their_words(name: str):
    text = seed(name).text
    direct = [q for q in find_quotes(text, seed(name).title) if q.kind is QuoteKind.DIRECT]
    said = [(q.speaker, q.span.cut(text)) for q in direct]
    assert len(said) == len(SPOKEN[name])
    for (speaker, words), (expected, beginning) in zip(said, SPOKEN[name], strict=True):
        assert words.startswith(beginning)
        assert speaker is not None
        assert expected.lower() in speaker.lower()


@pytest.mark.parametrize("name", FILES)
def test_statements_that_a_sample_reports_are_found_with_their_speakers(name: str):
    text = seed(name).text
    reported = [q for q in find_quotes(text, seed(name).title) if q.kind is QuoteKind.REPORTED]
    for expected, words in REPORTED[name]:
        speakers = [q.speaker or "" for q in reported if words in q.span.cut(text)]
        assert any(expected.lower() in speaker.lower() for speaker in speakers), (words, speakers)


def test_no_sentence_stands_in_two_samples_quoted_words_aside():
    texts = {name: re.sub("“[^”]*”", "", seed(name).text) for name in FILES}
    seen: dict[str, str] = {}
    for name, text in texts.items():
        for span in sentences(text):
            assert seen.setdefault(span.cut(text), name) == name


def test_all_samples_have_their_own_title_and_link():
    assert len({seed(name).title for name in FILES}) == len(FILES)
    assert len({seed(name).url for name in FILES}) == len(FILES)
