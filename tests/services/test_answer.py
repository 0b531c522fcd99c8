from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.storage.database import Database
from bot.domain.documents import Answer
from bot.domain.drafts import LineKind, Note
from bot.domain.models import ArticleRef, NewArticle, Source, StoredQuote
from bot.domain.questions import Kind
from bot.domain.quotes import find_quotes
from bot.domain.spoken import said_by
from bot.services.answer import Answered, answer
from bot.services.ports import Analysed
from tests.fakes.reader import Shelf

NOW = datetime(2031, 4, 2, 6, 30, tzinfo=UTC)
BRIDGE = (
    "The council closed the Tarn bridge on Monday.\n\n"
    "“The cables are worn,” said Mara Lind, the city engineer. “We could not wait any longer.”\n\n"
    "Lind told Harbour Radio on March 3 that repairs would cost 40 million crowns.\n\n"
    "The ferry operator Sund Line added nine crossings a day because the bridge is shut.\n\n"
    "Councillor Piet Aron said that the ferry would be free of charge in April."
)
BAKERY = (
    "A bakery in Orlund sold its last loaf on Sunday after 112 years.\n\n"
    "“My hands are tired,” baker Oda Lind said. “Nobody wants to get up at two in the morning.”"
)
STORM = "A storm named Wilma flooded the harbour of Kestrel Bay on Friday. Two boats sank. Nobody was hurt."
TEXTS = {"Tarn bridge closed over worn cables": BRIDGE, "Last loaf in Orlund": BAKERY, "Storm floods harbour": STORM}
SHELF = Shelf.of(TEXTS, NOW)


async def ask(text: str, shelf: Shelf = SHELF, **options: object) -> Answered:
    return await answer(text, shelf, NOW, **options)  # type: ignore[arg-type] # options as a test names them


def shown(given: Answer) -> list[str]:
    return [" […] ".join(one.text for one in line.passages) for group in given.groups for line in group.lines]


async def test_a_person_s_direct_quotes_come_first_with_their_halves_joined_and_reported_ones_after() -> None:
    found = (await ask("What did Mara Lind say?")).answer
    [group] = found.groups
    assert group.person == "Mara Lind"
    assert [line.kind for line in group.lines] == [LineKind.QUOTE, LineKind.REPORTED]
    assert shown(found)[0] == "The cables are worn, […] We could not wait any longer."
    assert "40 million crowns" in shown(found)[1]


async def test_two_people_of_one_name_are_kept_apart_and_named() -> None:
    found = (await ask("what did lind say")).answer
    assert {group.person for group in found.groups} == {"Mara Lind", "Oda Lind"}
    assert found.note is Note.SAME_NAME
    assert all(group.about for group in found.groups)


async def test_a_topic_leaves_out_what_is_about_something_else() -> None:
    assert shown((await ask("what did Mara Lind say about repairs?")).answer) == [
        "repairs would cost 40 million crowns"
    ]
    nothing = (await ask("what did Mara Lind say about bread?")).answer
    assert not nothing.found
    assert nothing.searched.nearest


async def test_a_role_stands_for_who_holds_it_but_a_body_does_not() -> None:
    assert [group.person for group in (await ask("what did the city engineer say?")).answer.groups] == ["Mara Lind"]
    assert [group.person for group in (await ask("what did the baker say?")).answer.groups] == ["Oda Lind"]


async def test_a_spokeswoman_s_words_are_those_of_the_body_she_speaks_for() -> None:
    text = "Two boats sank. “We are counting the cost,” Sund Line spokeswoman Ida Moor said."
    shelf = Shelf.of({"Storm": text}, NOW)
    [group] = (await ask("what did Sund Line say?", shelf)).answer.groups
    assert (group.person, group.lines[0].role) == ("Ida Moor", "Sund Line spokeswoman")


LINDS = {
    "Bridge": "The bridge is shut. “The cables are worn,” said Mara Lind.",
    "Tolls": "The toll goes up. “It is a fair price,” Lind said.",
}


async def test_a_bare_surname_is_the_full_name_asked_for_only_where_nobody_else_bears_it() -> None:
    shelf = Shelf.of(LINDS, NOW)
    assert len(shown((await ask("what did Mara Lind say?", shelf)).answer)) == 2
    other = Shelf.of({"Bakery": "“My hands are tired,” Oda Lind said."}, NOW, days_old=1)
    assert shown((await ask("what did Mara Lind say?", shelf.and_(other))).answer) == ["The cables are worn,"]
    assert not (await ask("what did Jana Lind say?", shelf)).answer.found
    assert not (await ask("what did Jana Lind say?", Shelf.of({"Tolls": LINDS["Tolls"]}, NOW))).answer.found


@pytest.mark.parametrize("speaker", ["Lind voters", "Lind’s fans", "the former Mara Lind aide"])
async def test_whoever_is_described_by_a_name_is_not_its_bearer(speaker: str) -> None:
    said = StoredQuote(ArticleRef(1, 1), replace(find_quotes(LINDS["Bridge"])[0], speaker=speaker))
    assert not said_by("Lind", [said])
    assert not said_by("Mara Lind", [said])


@pytest.mark.parametrize(
    ("person", "speaker"),
    [
        ("the committee", "a Tarn parliamentary committee"),
        ("Sund Line", "a Sund Line spokeswoman"),
        ("the mayor", "the mayor"),
        ("Tarn officials", "Tarn officials"),
        ("engineer Mara Lind", "Mara Lind"),
    ],
)
async def test_a_description_is_met_by_its_own_noun(person: str, speaker: str) -> None:
    said = StoredQuote(ArticleRef(1, 1), replace(find_quotes(LINDS["Bridge"])[0], speaker=speaker))
    assert said_by(person, [said]) == [said]


async def test_who_was_told_something_is_not_given_another_s_words() -> None:
    assert not (await ask("what did Harbour Radio say?")).answer.found


async def test_somebody_named_but_not_quoted_has_said_nothing() -> None:
    assert not (await ask("What did Sund Line say?")).answer.found


async def test_a_misspelt_name_is_not_found_but_guessed_at() -> None:
    found = (await ask("what did Piet Aronn say?")).answer
    assert not found.found
    assert found.searched.did_you_mean == ("Piet Aron",)


async def test_who_said_something_names_the_speaker() -> None:
    found = (await ask("who said the ferry would be free of charge?")).answer
    assert [group.person for group in found.groups] == ["Piet Aron"]


async def test_who_else_leaves_out_the_person_before() -> None:
    first = await ask("what did Piet Aron say about the ferry?")
    found = await ask("who else?", before=first)
    assert "Piet Aron" not in {group.person for group in found.answer.groups}


async def test_a_yes_or_no_question_gets_what_was_said_and_no_verdict() -> None:
    found = (await ask("did Aron say that the ferry is free?")).answer
    assert shown(found) == ["the ferry would be free of charge in April"]
    assert found.note is Note.NO_VERDICT


async def test_both_halves_of_an_utterance_are_shown_where_one_is_about_the_topic() -> None:
    found = (await ask("what did Mara Lind say about cables?")).answer
    assert shown(found) == ["The cables are worn, […] We could not wait any longer."]


async def test_a_claim_that_nobody_made_is_answered_by_what_was_said() -> None:
    found = (await ask("did Mara Lind say it is safe?")).answer
    assert found.note is Note.NOT_ON_THAT
    assert "We could not wait any longer." in shown(found)[0]
    assert not (await ask("did Mara Lind comment on bread?")).answer.found


async def test_a_person_s_words_are_not_lost_for_a_topic_taken_over_from_before() -> None:
    before = await ask("where is the old lighthouse?")
    assert (await ask("when did Piet Aron say it?", before=before)).answer.found


async def test_what_is_only_perhaps_theirs_is_shown_apart_and_without_a_name() -> None:
    perhaps = "It was built before the war, and nobody has ever painted it."
    text = f"Mara Lind said: “The cables are worn.”\n\nThe bridge is old.\n\n“{perhaps}”"
    found = (await ask("what did Mara Lind say?", Shelf.of({"Bridge": text}, NOW))).answer
    assert shown(found) == ["The cables are worn.", perhaps]
    assert [group.person for group in found.groups] == ["Mara Lind", ""]
    assert [line.speaker for line in found.groups[1].lines] == [None]
    about = (await ask("what did Mara Lind say about cables?", Shelf.of({"Bridge": text}, NOW))).answer
    assert shown(about) == ["The cables are worn."]


async def test_words_that_stand_far_apart_are_not_joined() -> None:
    between = "The harbour was busy and the boats came in one by one through the long grey afternoon of that day. " * 3
    text = f"“The cables are worn,” Mara Lind said. {between}“We could not wait,” she said."
    lines = shown((await ask("what did Mara Lind say?", Shelf.of({"Bridge": text}, NOW))).answer)
    assert lines[0] == "The cables are worn,"
    assert not any("[…]" in one for one in lines)


async def test_halves_of_a_reported_statement_are_one_line() -> None:
    shelf = Shelf.of({"Pipes": "Cities, Mara Lind said, should mend their pipes first. Nobody objected."}, NOW)
    assert shown((await ask("what did Mara Lind say?", shelf)).answer) == ["Cities […] should mend their pipes first"]


async def test_another_article_adds_nothing_that_is_off_the_topic() -> None:
    found = (await ask("how many boats sank in the storm at Kestrel Bay?")).answer
    assert "Two boats sank." in shown(found)
    assert {one.source.title for group in found.groups for line in group.lines for one in line.passages} == {
        "Storm floods harbour"
    }


async def test_the_same_words_in_two_articles_are_shown_once() -> None:
    again = Shelf.of({"Bridge shut": BRIDGE}, NOW, days_old=1)
    found = (await ask("what did Mara Lind say?", SHELF.and_(again))).answer
    assert len(shown(found)) == len(set(shown(found))) == 2


async def test_who_said_what_shows_the_statements_of_the_newest_articles() -> None:
    assert {group.person for group in (await ask("who said what?")).answer.groups} >= {"Mara Lind", "Oda Lind"}
    bakery = next(one.id for one in SHELF.held.values() if one.text == BAKERY)
    assert [group.person for group in (await ask("who said what?", only=[bakery])).answer.groups] == ["Oda Lind"]


async def test_when_something_was_said_is_told_only_where_the_text_tells() -> None:
    assert "March 3" in shown((await ask("when did Mara Lind say it?")).answer)[0]
    unknown = (await ask("when did Piet Aron say it?")).answer
    assert unknown.note is Note.NO_DATE
    assert unknown.groups[0].person == "Piet Aron"


async def test_statements_of_another_day_do_not_answer_for_yesterday() -> None:
    dated = Shelf.of({"Tarn bridge closed": BRIDGE}, NOW, published=datetime(2031, 4, 1, 8, tzinfo=UTC))
    assert (await ask("what did Mara Lind say yesterday?", dated)).answer.found
    assert not (await ask("what did Mara Lind say last month?", dated)).answer.found
    assert not (await ask("what did Oda Lind say yesterday?")).answer.found
    assert shown((await ask("what did Mara Lind say in March?")).answer) == ["repairs would cost 40 million crowns"]


async def test_a_fact_is_answered_by_the_sentence_that_holds_it() -> None:
    found = await ask("How many crossings a day did the ferry operator add?")
    assert "nine crossings" in shown(found.answer)[0]
    assert found.evidence is not None
    assert found.evidence >= 0.5


async def test_words_that_answer_a_fact_have_their_speaker() -> None:
    found = (await ask("Who wants to get up at two in the morning?")).answer
    lines = [line for group in found.groups for line in group.lines if "Nobody wants" in line.passages[0].text]
    assert [line.speaker for line in lines] == ["Oda Lind"]


@pytest.mark.parametrize(
    "text", ["Who won the chess title in Lisbon?", "How tall is Mount Quillon?", "the of and", "?"]
)
async def test_what_no_article_tells_is_not_found_with_where_was_looked(text: str) -> None:
    found = (await ask(text)).answer
    assert not found.found
    assert found.searched.articles == 3
    assert found.searched.sources == ("Quay Courier",)
    assert found.searched.newest is not None


async def test_news_and_briefs_of_a_topic_show_its_sentences() -> None:
    for text in ("what is new about the Tarn bridge?", "brief me on the Tarn bridge"):
        assert "bridge" in " ".join(shown((await ask(text)).answer))


async def test_the_newest_article_of_a_topic_comes_first() -> None:
    old = Shelf.of({"Bridge": "The Tarn bridge was painted blue."}, NOW, published=datetime(2031, 3, 1, tzinfo=UTC))
    new = Shelf.of({"Bridge": "The Tarn bridge was shut."}, NOW, days_old=1, published=datetime(2031, 4, 1, tzinfo=UTC))
    found = (await ask("what is the latest on the Tarn bridge?", old.and_(new))).answer
    assert shown(found) == ["The Tarn bridge was shut.", "The Tarn bridge was painted blue."]


async def test_follow_ups_keep_the_person_or_the_topic() -> None:
    first = await ask("what did Mara Lind say about repairs?")
    second = await ask("and about the cables?", before=first)
    assert shown(second.answer)[0].startswith("The cables are worn")
    third = await ask("and Piet Aron?", before=second)
    assert third.question.person == "Piet Aron"
    assert third.question.topic == second.question.topic
    fact = await ask("How many crossings a day did the ferry operator add?")
    assert "112 years" in shown((await ask("and how many loaves in Orlund?", before=fact)).answer)[0]
    assert "Sund Line" in shown((await ask("and Sund Line?", before=fact)).answer)[0]
    fourth = await ask("What about Crowns?", before=first)
    assert fourth.question.kind is Kind.SAID
    assert shown(fourth.answer) == ["repairs would cost 40 million crowns"]


async def test_what_else_leaves_out_what_was_just_shown() -> None:
    first = await ask("what did Mara Lind say about cables?")
    more = await ask("what else did she say?", before=first)
    assert shown(more.answer) == ["repairs would cost 40 million crowns"]


async def test_the_one_person_of_an_answer_is_who_the_next_question_means() -> None:
    first = await ask("who said the ferry would be free of charge?")
    assert "Councillor Piet Aron" in shown((await ask("who is he?", before=first)).answer)[0]


async def test_nobody_else_is_suggested_where_only_the_time_does_not_fit() -> None:
    for days_old in (0, 30):
        shelf = Shelf.of({"Tarn bridge closed": BRIDGE}, NOW, days_old=days_old)
        found = (await ask("what did Lind say yesterday?", shelf)).answer
        assert not found.found
        assert found.searched.did_you_mean == ()


async def test_older_articles_answer_when_the_week_does_not_and_the_note_says_so() -> None:
    shelf = Shelf.of({"Tarn bridge closed": BRIDGE}, NOW, days_old=30).and_(Shelf.of({"Storm": STORM}, NOW))
    for text in ("what did Mara Lind say?", "Tarn bridge repairs cost how many crowns?"):
        found = (await ask(text, shelf)).answer
        assert found.found
        assert found.note is Note.OLDER


async def test_only_the_articles_given_are_looked_at() -> None:
    bakery = next(one.id for one in SHELF.held.values() if one.text == BAKERY)
    assert not (await ask("what did Mara Lind say?", only=[bakery])).answer.found
    assert [group.person for group in (await ask("what did Lind say?", only=[bakery])).answer.groups] == ["Oda Lind"]
    assert not (await ask("How many crossings a day did the ferry add?", only=[])).answer.found


async def test_the_ranking_gives_article_keys_best_first() -> None:
    assert (await ask("Which harbour did the storm Wilma flood?")).answer.ranking[0] == "key-2"


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200) | st.sampled_from(["what did {} say", "who said {}", "{} on {}"]))
async def test_any_text_is_answered_or_not_found_and_every_citation_equals_its_slice(text: str) -> None:
    found = (await ask(text)).answer
    for group in found.groups:
        for line in group.lines:
            for one in line.passages:
                stored = next(article for article in SHELF.held.values() if article.key == one.source.article_id)
                assert one.text == one.span.cut(stored.text)


async def test_both_databases_answer_alike(database: Database) -> None:
    reader = await database.workspace("console")
    source = Source("quay", "Quay Courier")
    made = [NewArticle(title, title, text, source) for title, text in TEXTS.items()]
    await reader.store.add([Analysed(one, "en", tuple(find_quotes(one.text))) for one in made], NOW)
    said = (await answer("what did Mara Lind say about repairs?", reader, NOW)).answer
    assert shown(said) == ["repairs would cost 40 million crowns"]
    fact = (await answer("How many crossings a day did the ferry operator add?", reader, NOW)).answer
    assert "nine crossings" in shown(fact)[0]
    assert not (await answer('"; DROP TABLE articles; -- NEAR(* OR', reader, NOW)).answer.found
