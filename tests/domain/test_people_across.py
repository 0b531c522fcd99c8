import pytest

from bot.domain.people import close_names, group_people, matches


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Brad Smithers", "Brad Smithers"),
        ("Smithers", "Brad Smithers"),
        ("smithers", "Brad Smithers"),
        ("Mr. Smithers", "Brad Smithers"),
        ("Zoe Quill", "Zoë Quill"),
        ("Shaoming", "Wei Shaoming"),
        ("Wei", "Wei Shaoming"),
        ("the committee", "Roads & Bridges Committee"),
        ("Orbis", "Orbis Technologies"),
        ("Tom Reed", "Tom J. Reed"),
        ("T. Reed", "Tom Reed"),
        ("the Courier", "The Courier"),
        ("O'Dowd", "Tom O’Dowd"),
        ("ODowd", "Tom O'Dowd"),
        ("O Dowd", "Tom O'Dowd"),
        ("Dowd", "Tom O'Dowd"),
    ],
)
def test_a_person_asked_about_is_recognised(asked: str, name: str):
    assert matches(asked, name)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Mara Quill", "Peter Quill"),
        ("Mara Dowd", "Tom O'Dowd"),
        ("Mrs Quill", "Peter Quill"),
        ("Tom Cook", "Brad Smithers"),
        ("", "Brad Smithers"),
        ("Smithers", ""),
        ("the committee", "Orbis"),
    ],
)
def test_somebody_else_is_not(asked: str, name: str):
    assert not matches(asked, name)


def test_short_forms_join_the_full_name():
    names = [("Brad Smithers", None), ("Smithers", None), ("Mr. Smithers", None), ("Mara Quill", None)]
    assert group_people(names) == [[0, 1, 2], [3]]


def test_two_people_of_one_surname_stay_apart_and_a_bare_surname_stays_alone():
    names = [("Mara Quill", None), ("Peter Quill", None), ("Quill", None)]
    assert group_people(names) == [[0], [1], [2]]


def test_a_shared_role_or_a_title_decides_for_a_bare_surname():
    by_role = [("Mara Quill", "mayor of Dunholm"), ("Peter Quill", "baker"), ("Quill", "the mayor")]
    assert group_people(by_role) == [[0, 2], [1]]
    by_title = [("Mary Quill", None), ("Peter Quill", None), ("Mr. Quill", None)]
    assert group_people(by_title) == [[0], [1, 2]]


def test_groups_keep_every_index_once():
    names = [("Quill", None), ("", None), ("Mara Quill", None), ("Quill", None)]
    assert sorted(index for group in group_people(names) for index in group) == [0, 1, 2, 3]


def test_a_misspelt_name_is_met_by_its_neighbours():
    known = ["Brad Smithers", "Mara Quill", "Tom Reed"]
    assert close_names("Smiters", known) == ["Brad Smithers"]
    assert close_names("Mara Quil", known) == ["Mara Quill"]
    assert close_names("Zygmunt Vexler", known) == []


def test_of_a_name_without_end_only_its_beginning_is_compared():
    endless = "ab" * 40_000
    assert close_names(endless, [endless.replace("b", "c"), f"ab{endless}"]) == [f"ab{endless}"]
    assert close_names("Mara Quil" + " x" * 40_000, ["Mara Quill"]) == []


def test_no_more_than_two_hundred_names_are_compared():
    strangers = [f"Zed Oxbow {number}" for number in range(199)]
    assert close_names("Mara Quil", [*strangers, "Mara Quill", "Mara Quilt"]) == ["Mara Quill"]


def test_a_body_speaks_by_its_spokespeople_and_a_person_by_nobody_else():
    assert matches("the committee", "a spokeswoman for the Bridge Committee")
    assert not matches("Quill", "a spokesman for Mara Quill")
    assert not matches("Quill", "a friend of Mara Quill")
