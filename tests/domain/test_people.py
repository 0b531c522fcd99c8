import pytest

from bot.domain.models import Span
from bot.domain.people import Kind, people_in


def names(text: str) -> list[str]:
    people = people_in(text)
    return [mention.span.cut(text) for mention in people.mentions]


def resolved(text: str, word: str) -> str | None:
    at = text.rindex(word)
    return people_in(text).resolve(Span(at, at + len(word)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then Sen. Mara Quill met House Speaker Tom Reed.", ["Mara Quill", "Tom Reed"]),
        ("Orbis’s Wei Shaoming spoke.", ["Orbis", "Wei Shaoming"]),
        ("Former Secretary of State Mara Quill spoke.", ["Mara Quill"]),
        ("On Monday the Republican Tom J. Reed spoke.", ["Tom J. Reed"]),
        ("Ludwig van der Berg and Zoë O’Malley spoke.", ["Ludwig van der Berg", "Zoë O’Malley"]),
        ("The University of Dunholm closed.", ["University of Dunholm"]),
        ("But he said that Perhaps nobody came.", []),
    ],
)
def test_names_are_found_without_titles_and_sentence_openings(text: str, expected: list[str]):
    assert names(text) == expected


def test_a_short_form_means_the_full_name():
    text = "Mara Quill runs Dunholm. Quill spoke."
    assert resolved(text, "Quill") == "Mara Quill"


def test_a_short_form_before_the_full_name_meets_it_too():
    text = "Quill spoke.\n\nMara Quill runs Dunholm."
    assert people_in(text).resolve(Span(0, 5)) == "Mara Quill"


@pytest.mark.parametrize("short", ["Wei", "Shaoming", "Mr. Wei"])
def test_family_first_names_have_either_part_as_short_form(short: str):
    assert resolved(f"Wei Shaoming founded Orbis. {short} spoke.", short) == "Wei Shaoming"


def test_a_title_tells_two_of_one_surname_apart():
    text = "Mara Quill and Peter Quill came. Then Mrs. Quill spoke."
    assert resolved(text, "Quill") == "Mara Quill"
    assert resolved(text.replace("Mrs.", "Mr."), "Quill") == "Peter Quill"


def test_a_surname_right_after_a_full_name_is_the_nearer_one():
    text = "Mara Quill left. Mara Quill ran. Mara Quill won.\n\nHer brother Peter Quill came. Quill spoke."
    assert resolved(text, "Quill") == "Peter Quill"


def test_an_initial_and_a_middle_name_make_no_new_person():
    text = "Tom J. Reed came. Tom Reed spoke. T. Reed left."
    people = people_in(text)
    assert len(people.identities) == 1
    assert people.name_of(0) == "Tom J. Reed"


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Peter Quill spoke.", "m"),
        ("Mara Quill spoke. Mrs. Quill left.", "f"),
        ("The spokeswoman Xanthe Quill spoke.", "f"),
        ("Xo Quill spoke.", None),
    ],
)
def test_gender_comes_from_first_names_and_titles(text: str, gender: str | None):
    at = text.index("Quill")
    assert people_in(text).gender(Span(at, at + 5)) == gender


def test_institutions_and_places_are_no_people():
    text = "The Bridge Committee met in New Dunholm with Tom Reed."
    kinds = {mention.span.cut(text): mention.kind for mention in people_in(text).mentions}
    assert kinds == {
        "Bridge Committee": Kind.ORGANISATION,
        "New Dunholm": Kind.PLACE,
        "Tom Reed": Kind.PERSON,
    }


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Orbis president and chief legal officer, Mara Quill spoke.", "Orbis president and chief legal officer"),
        ("Mara Quill, the founder of Orbis, spoke.", "the founder of Orbis"),
        ("They met psychologist Mara Quill.", "psychologist"),
        ("Sen. Mara Quill spoke.", "Sen."),
        ("The former national security adviser Mara Quill spoke.", "former national security adviser"),
        ("The police said: Mara Quill spoke.", None),
        ("Mara Quill, having lost, spoke.", None),
        ("Mara Quill spoke.", None),
    ],
)
def test_a_role_is_what_the_text_says_beside_the_name(text: str, role: str | None):
    people = people_in(text)
    who = people.owner_at(Span(text.index("Quill"), text.index("Quill") + 5))
    assert who is not None
    assert people.role_of(who) == role


def test_nothing_is_resolved_where_nobody_is_named():
    assert people_in("nothing here").resolve(Span(0, 7)) is None
    assert people_in("Mara Quill is here").resolve(Span(11, 13)) is None


def test_the_title_gives_the_full_name_of_one_whom_the_text_only_calls_by_surname():
    people = people_in("Quill spoke on Monday.", "Peter Quill opens bridge")
    assert people.resolve(Span(0, 5)) == "Peter Quill"


def test_a_headline_inside_the_text_is_nobodys_name():
    text = "Quill Warns Harbour Board Of Rising Floods\n\nMara Quill warned the board. Quill left at noon."
    assert resolved(text, "Quill") == "Mara Quill"
    assert "Quill" in names(text)
    assert all(len(name.split()) <= 2 for name in names(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tax is fair, said Doris May. It rained on May 4.", ["Doris May", "May"]),
        ("Later Howard Dean met Tom Reed.", ["Howard Dean", "Tom Reed"]),
        ("He met Doris Monday in the hall. It rained on Monday.", ["Doris"]),
        ("It was co-Anchor Mara Quill.", ["Mara Quill"]),
    ],
)
def test_a_surname_may_be_an_ordinary_word(text: str, expected: list[str]):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“We ran out of lamps,” harbour master Ines Calloway said.", "harbour master"),
        ("“We lost it,” said deputy fire chief Ana Ruiz.", "deputy fire chief"),
        ("However Orbis president Ana Ruiz said it was late.", "Orbis president"),
        ("Mr. Tony Marsh said it was late.", None),
        ("They met chief executive Ana Ruiz.", "chief executive"),
    ],
)
def test_a_role_is_the_words_before_the_name_and_no_mere_form_of_address(text: str, role: str | None):
    people = people_in(text)
    (index,) = {
        people.owner[at]
        for at, mention in enumerate(people.mentions)
        if mention.tokens[-1] in {"calloway", "ruiz", "marsh"}
    }
    assert people.role_of(index) == role
