import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.expected import Expects
from bot.domain.questions import Kind, as_topic, parse

SMITH = parse("what did Mara Lind say about the bridge?")


@pytest.mark.parametrize(
    ("text", "kind", "person", "topic"),
    [
        ("What did Mara Lind say?", Kind.SAID, "Mara Lind", ()),
        ("WHAT DID MARA LIND SAY", Kind.SAID, "MARA LIND", ()),
        ("what'd mara lind say??", Kind.SAID, "mara lind", ()),
        ("what does Lind think of the bridge?", Kind.SAID, "Lind", ("bridge",)),
        ("what has Lind said about tolls", Kind.SAID, "Lind", ("tolls",)),
        ("What is Lind saying about tolls?", Kind.SAID, "Lind", ("tolls",)),
        ("Can you tell me what Lind said about tolls?", Kind.SAID, "Lind", ("tolls",)),
        ("quotes by Mara Lind", Kind.SAID, "Mara Lind", ()),
        ("statements from Mara Lind about tolls", Kind.SAID, "Mara Lind", ("tolls",)),
        ("What are Lind’s views on tolls?", Kind.SAID, "Lind", ("tolls",)),
        ("Mara Lind on tolls", Kind.SAID, "Mara Lind", ("tolls",)),
        ("Lind said what about tolls?", Kind.SAID, "Lind", ("tolls",)),
        ("what did the committee say?", Kind.SAID, "the committee", ()),
        ("what did Mr. Lind say?", Kind.SAID, "Mr. Lind", ()),
        ("What did Dr. Lind say about tolls?", Kind.SAID, "Dr. Lind", ("tolls",)),
        ("what did M. J. Lind say?", Kind.SAID, "M. J. Lind", ()),
        ("did Mrs. Lind comment on tolls?", Kind.COMMENTED, "Mrs. Lind", ("tolls",)),
        ("did Lind comment on the tolls?", Kind.COMMENTED, "Lind", ("tolls",)),
        ("did Lind say it is safe?", Kind.SAID, "Lind", ("safe",)),
        ("who said the bridge is safe?", Kind.WHO_SAID, "", ("bridge", "safe")),
        ("Who claims that the bridge is safe", Kind.WHO_SAID, "", ("bridge", "safe")),
        ("what's new about the bridge?", Kind.NEWS, "", ("bridge",)),
        ("whats new with tolls", Kind.NEWS, "", ("tolls",)),
        ("any news on tolls?", Kind.NEWS, "", ("tolls",)),
        ("Tarn bridge", Kind.NEWS, "", ("Tarn", "bridge")),
        ("what's new?", Kind.BRIEF, "", ()),
        ("brief me on the bridge", Kind.BRIEF, "", ("bridge",)),
        ("please brief me", Kind.BRIEF, "", ()),
        ("summarise the bridge", Kind.BRIEF, "", ("bridge",)),
        ("how many cables does the bridge have?", Kind.FACT, "", ("many", "cables", "bridge")),
    ],
)
def test_a_question_is_taken_apart(text: str, kind: Kind, person: str, topic: tuple[str, ...]) -> None:
    found = parse(text)
    assert (found.kind, found.person, found.topic) == (kind, person, topic)


@pytest.mark.parametrize(
    "text",
    [
        "The latest figures show which bridge is the oldest?",
        "What is the name of the new state fair?",
        "Engineers said ferries should be allowed to do what?",
        "Does the plan include talks on tolls?",
        "When was the edict declared?",
    ],
)
def test_a_clause_is_not_mistaken_for_a_speaker(text: str) -> None:
    assert parse(text).kind is Kind.FACT


def test_a_pronoun_stands_for_who_was_named_before_it() -> None:
    assert parse("Mayor Oda Lind spoke about the tolls. What did she say?").person == "Mayor Oda Lind"
    assert parse("what else did she say about cables?", SMITH).person == "Mara Lind"
    assert parse("what did she say?").person == ""


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("what did Lind say about tolls yesterday?", "yesterday"),
        ("what did Lind say about tolls last week", "last week"),
        ("what has Lind said about tolls in July 2030?", "in july 2030"),
    ],
)
def test_the_time_asked_about_is_no_topic(text: str, when: str) -> None:
    found = parse(text)
    assert (found.when, found.topic) == (when, ("tolls",))


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("who built the bridge?", Expects.PERSON),
        ("which actor opened the bridge?", Expects.PERSON),
        ("where does the ferry land?", Expects.PLACE),
        ("the ferry was sold to which country?", Expects.COUNTRY),
        ("which company runs the ferry?", Expects.NAME),
        ("when did the bridge open?", Expects.DATE),
        ("in which year did the bridge open?", Expects.DATE),
        ("how many cables are there?", Expects.NUMBER),
        ("how much does it cost?", Expects.NUMBER),
        ("what is the average age of the cables?", Expects.NUMBER),
        ("why was the bridge closed?", Expects.OPEN),
        ("the mayor was accused of what?", Expects.OPEN),
        ("which type of cable broke?", Expects.OPEN),
        ("which vegetable was sold out?", Expects.THING),
        ("which of these ferries is the fastest?", Expects.CHOICE),
        ("is the bridge safe?", Expects.VERDICT),
        ("The bridge is shut. How many cables broke?", Expects.NUMBER),
    ],
)
def test_the_kind_of_answer_is_told_from_the_question(text: str, expects: Expects) -> None:
    assert parse(text).expects is expects


def test_follow_ups_inherit_what_they_leave_out() -> None:
    topic = parse("and about the tolls?", SMITH)
    assert (topic.kind, topic.person, topic.topic) == (Kind.SAID, "Mara Lind", ("tolls",))
    person = parse("and Aron?", SMITH)
    assert (person.person, person.topic) == ("Aron", ("bridge",))
    assert parse("did he comment on it?", SMITH).topic == ("bridge",)
    date = parse("when?", SMITH)
    assert (date.person, date.topic, date.expects) == ("Mara Lind", ("bridge",), Expects.DATE)
    assert parse("and yesterday?", SMITH).when == "yesterday"
    reason = parse("why?", SMITH)
    assert (reason.kind, reason.topic) == (Kind.FACT, ("Mara", "Lind", "bridge"))


def test_a_new_topic_resets_what_kind_of_answer_is_expected() -> None:
    dated = parse("when?", SMITH)
    assert parse("and about the ban?", dated).expects is Expects.OPEN
    fact = parse("when?", parse("how many cables broke?"))
    assert parse("and about the ban?", fact).expects is Expects.OPEN
    assert parse("and in Orlund?", parse("how many cables broke?")).expects is Expects.NUMBER


def test_who_is_he_asks_about_the_person_before() -> None:
    found = parse("who is he?", SMITH)
    assert (found.kind, found.person, found.topic) == (Kind.FACT, "Mara Lind", ("Mara", "Lind"))


def test_what_else_asks_the_same_person_for_more() -> None:
    found = parse("what else did she say?", SMITH)
    assert (found.person, found.more) == ("Mara Lind", True)
    assert not parse("and about the tolls?", found).more


def test_who_else_asks_for_others_on_the_same_topic() -> None:
    found = parse("who else?", SMITH)
    assert (found.kind, found.topic, found.besides) == (Kind.WHO_SAID, ("bridge",), "Mara Lind")


def test_a_whole_question_after_another_inherits_nothing() -> None:
    assert parse("And what did the committee say?", SMITH).topic == ()
    assert parse("how many ferries sail?", SMITH).person == ""


def test_what_about_a_name_can_be_read_as_a_topic() -> None:
    follow = parse("what about Sund Line?", SMITH)
    assert follow.person == "Sund Line"
    other = as_topic(follow, SMITH)
    assert other is not None
    assert (other.person, other.topic) == ("Mara Lind", ("Sund", "Line"))
    assert as_topic(parse("what did Aron say?", SMITH), SMITH) is None


@given(st.text(max_size=400), st.booleans())
def test_any_text_is_a_question(text: str, follows: bool) -> None:  # noqa: FBT001 - a strategy's value
    found = parse(text, SMITH if follows else None)
    assert parse(text, found).text == found.text


@given(
    st.lists(st.sampled_from("what did who said and about also on Lind ' . ? the brief new is".split()), max_size=300)
)
def test_long_runs_of_asking_words_end(parts: list[str]) -> None:
    assert parse(" ".join(parts)).kind in Kind
