"""What is reported, of whom, and what is left alone; every sentence here is invented."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Confidence, Quote, QuoteKind
from bot.domain.people import people_in
from bot.domain.quotes.narration import Narration
from bot.domain.quotes.reported import find_reported


def reported(text: str) -> list[Quote]:
    return find_reported(Narration(text, people_in(text)))


def said(text: str) -> list[tuple[str | None, str]]:
    return [(quote.speaker, quote.span.cut(text)) for quote in reported(text)]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("Mara Quill said that the ferry would run again in May.", "Mara Quill", "the ferry would run again in May"),
        ("Mara Quill said the ferry would run again in May.", "Mara Quill", "the ferry would run again in May"),
        ("The ferry will run again in May, Mara Quill said.", "Mara Quill", "The ferry will run again in May"),
        ("The ferry will run again in May, said Mara Quill.", "Mara Quill", "The ferry will run again in May"),
        (
            "The ferry will run again in May, Mara Quill said in a statement on Friday.",
            "Mara Quill",
            "The ferry will run again in May",
        ),
        ("According to Mara Quill, the ferry is safe.", "Mara Quill", "the ferry is safe"),
        ("The ferry is safe, according to Mara Quill.", "Mara Quill", "The ferry is safe"),
        ("The ferry carries forty cars according to Mara Quill.", "Mara Quill", "The ferry carries forty cars"),
        ("Mara Quill told reporters that the ferry was safe.", "Mara Quill", "the ferry was safe"),
        ("Mara Quill told the Harbour Gazette the ferry was safe.", "Mara Quill", "the ferry was safe"),
        ("Mara Quill told them it was safe.", "Mara Quill", "it was safe"),
        ("Mara Quill warned on Tuesday that the pier could close.", "Mara Quill", "the pier could close"),
        ("Mara Quill announced Monday the pier would close.", "Mara Quill", "the pier would close"),
        ("Mara Quill went on to say that the pier would close.", "Mara Quill", "the pier would close"),
        ("Mara Quill was quoted as saying that the pier would close.", "Mara Quill", "the pier would close"),
        ("In a letter to the port, Mara Quill claimed the pier was rotten.", "Mara Quill", "the pier was rotten"),
        ("Mara Quill said in an interview with Tide Radio that fares must rise.", "Mara Quill", "fares must rise"),
        ("Mara Quill asked whether the pier was ever inspected.", "Mara Quill", "whether the pier was ever inspected"),
        ("Mara Quill said: The pier is rotten from end to end.", "Mara Quill", "The pier is rotten from end to end"),
        (
            "Mara Quill says the port isn’t being honest about the pier.",
            "Mara Quill",
            "the port isn’t being honest about the pier",
        ),
        ("As Mara Quill said, the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill made it clear that the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill voiced fears that the pier would fall.", "Mara Quill", "the pier would fall"),
        ("Mara Quill asked Anton Bray how he would mend it.", "Mara Quill", "how he would mend it"),
        (
            "The pier, which unions say is old, will close, Mara Quill said.",
            "Mara Quill",
            "The pier, which unions say is old, will close",
        ),
        ("Mara Quill left, falsely suggesting that the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill pointed out that the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill said of the old pier that it was hers.", "Mara Quill", "it was hers"),
        ("Mara Quill said in a letter the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill told Tide Radio on Monday the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill said on Sept. 5 that the pier was hers.", "Mara Quill", "the pier was hers"),
        ("Mara Quill told Anton Bray and the Harbour Gazette she was tired.", "Mara Quill", "she was tired"),
        (
            "Mara Quill said the pier, which took years to build, is hers.",
            "Mara Quill",
            "the pier, which took years to build, is hers",
        ),
        (
            "After the storm, the pier was closed, Mara Quill said.",
            "Mara Quill",
            "After the storm, the pier was closed",
        ),
        ("About half of the anglers have left, Mara Quill said.", "Mara Quill", "About half of the anglers have left"),
        ("The pier was closed, Mara Quill reported the following day.", "Mara Quill", "The pier was closed"),
        ("The pier — which Mara Quill says is hers — was closed.", "Mara Quill", "is hers"),
        ("According to Tide Radio, which spoke to both, the pier is closed.", "Tide Radio", "the pier is closed"),
        ("According to TRN Anton Bray has closed the pier.", "TRN", "Anton Bray has closed the pier"),
        ("The pier is closed, but according to Mara Quill it will open soon.", "Mara Quill", "it will open soon"),
        ("As evening fell, Mara Quill laughed and said the pier was hers.", "Mara Quill", "the pier was hers"),
        (
            "Mara Quill left the hall at noon, saying that she had a boat to catch.",
            "Mara Quill",
            "she had a boat to catch",
        ),
    ],
)
def test_a_statement_is_its_content_without_the_cue(text: str, speaker: str, content: str):
    assert (speaker, content) in said(text)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mara Quill, the owner of the Dunmore ferry, said she would sell it.", "Mara Quill"),
        ("Mara Quill, 58, who has run the ferry for years, said she would sell it.", "Mara Quill"),
        ("Port director Mara Quill said she would sell the ferry.", "Mara Quill"),
        ("Mara Quill of Dunmore Lines said she would sell the ferry.", "Mara Quill"),
        ("The port's harbour master, Mara Quill, said she would sell the ferry.", "Mara Quill"),
        ("A spokesman for Mara Quill said she would sell the ferry.", "A spokesman for Mara Quill"),
        ("Three people familiar with the sale said she would sell the ferry.", "Three people familiar with the sale"),
        ("The Transport Committee said the ferry was unsafe.", "Transport Committee"),
        (
            "Last month, a parliamentary committee concluded there were no grounds for a ban.",
            "a parliamentary committee",
        ),
        ("A study of forty ports found that ferries were getting older.", "A study of forty ports"),
        ("Mara Quill, owner of the ferry said she would sell it.", "Mara Quill"),
        ("The owner of the ferry, Mara Quill, said she would sell it.", "Mara Quill"),
        ("Mara Quill — of all the owners — said she would sell the ferry.", "Mara Quill"),
        ("The ferry will be sold, said Capt. Mara Quill.", "Mara Quill"),
        ("People who have lived there say it was loud.", "People"),
        ("According to a Harbour Gazette report last month, it was loud.", "a Harbour Gazette report"),
        ("According to the Harbour Gazette, it was loud.", "Harbour Gazette"),
        ("Anglers and boat owners say the pier is rotten.", "Anglers and boat owners"),
        ("Bray and Quill argue that the pier is rotten.", "Bray and Quill"),
        ("Many fear that the pier is rotten.", "Many"),
        ("A survey published last week showed that the pier was rotten.", "A survey published"),
        ("Mara Quill, too, who owns a boat, said the pier was rotten.", "Mara Quill"),
        ("The story began with Mara Quill, who said the pier was rotten.", "Mara Quill"),
        ("It was written by Mara Quill on Friday, who said the pier was rotten.", "Mara Quill"),
        ("Backed by the union, Mara Quill spoke up and said the pier was rotten.", "Mara Quill"),
        ("The pier was closed, and the union said it was rotten.", "the union"),
        ("At the gate Mara Quill said that the pier was rotten.", "Mara Quill"),
        ("Anton Bray, a professor in Athens, Ohio, said the pier was rotten.", "Anton Bray"),
        ("A year later, at a rally in Dunmore, Ohio, Mara Quill spoke again, saying that it was loud.", "Mara Quill"),
        ("DUNMORE — Mara Quill closed the pier, warning that it was rotten.", "Mara Quill"),
        ("Yet the union says the pier is rotten.", "the union"),
        ("Only 57 percent of anglers say they use the pier, according to a poll.", "a poll"),
        ("In 2019 the committee warned that the ferry was unsafe.", "the committee"),
    ],
)
def test_the_speaker_is_the_subject_not_the_nearest_name(text: str, speaker: str):
    assert [who for who, _ in said(text)] == [speaker]


def test_a_short_form_and_a_pronoun_become_the_full_name():
    text = "Mara Quill runs the ferry. Quill said it was safe. She added that it would sail on Sunday."
    assert said(text) == [("Mara Quill", "it was safe"), ("Mara Quill", "it would sail on Sunday")]


def test_two_statements_in_one_sentence_are_two():
    text = "Anton Bray spoke first. He added that fares would rise, he also stated that the pier would close."
    assert [content for _, content in said(text)] == ["fares would rise", "the pier would close"]


def test_content_ends_where_another_speaker_begins():
    text = "Anton Bray said the pier was rotten, but Mara Quill says it is sound."
    assert said(text) == [("Anton Bray", "the pier was rotten"), ("Mara Quill", "it is sound")]


def test_a_second_verb_keeps_its_subject():
    text = "Anton Bray said the pier was rotten and warned that it could fall."
    assert said(text) == [("Anton Bray", "the pier was rotten"), ("Anton Bray", "it could fall")]


def test_a_statement_within_a_statement_belongs_to_the_outer_speaker():
    text = "Anton Bray said Mara Quill had told him that the pier was sound."
    assert said(text) == [("Anton Bray", "Mara Quill had told him that the pier was sound")]


def test_a_statement_around_its_cue_is_two_slices_of_one_utterance():
    text = "If the pier falls, Anton Bray said, the town will lose its fish market."
    first, second = reported(text)
    assert [first.span.cut(text), second.span.cut(text)] == [
        "If the pier falls",
        "the town will lose its fish market",
    ]
    assert first.utterance == second.utterance


def test_what_only_opens_the_sentence_is_not_said():
    text = "On Sunday morning, Anton Bray said, the pier was closed to walkers."
    assert said(text) == [("Anton Bray", "the pier was closed to walkers")]


def test_a_clause_with_some_quoted_words_is_reported_whole():
    text = "Anton Bray said that the pier was “a sad old thing” and had to be replaced soon."
    assert said(text) == [("Anton Bray", "the pier was “a sad old thing” and had to be replaced soon")]


@pytest.mark.parametrize(
    "text",
    [
        "“The pier is rotten,” Anton Bray said.",
        "“The pier is rotten,” said Anton Bray, who owns it.",
        "Anton Bray said: “The pier is rotten.”",
        "Anton Bray said, “The pier is rotten.”",
        "Anton Bray said that “the pier is rotten and always was.”",
        "“My father said that the pier would outlive us,” Anton Bray wrote.",
    ],
)
def test_direct_speech_is_not_reported_again(text: str):
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The pier is said to be rotten.",
        "The ferry is expected to sail on Sunday.",
        "If Anton Bray says the pier is rotten, nobody will listen.",
        "Anton Bray would say that the pier is rotten.",
        "Anton Bray will announce that the pier is closed.",
        "Did Anton Bray say that the pier was rotten?",
        "I said that the pier was rotten.",
        "My claim that the pier was rotten did not help.",
        "There were reports that nobody had seen.",
        "Anton Bray said nothing.",
        "Anton Bray announced a new timetable, which will start in May.",
        "Anton Bray told a long story about ferries.",
        "Everything went according to plan.",
        "They were paid according to their rank.",
        "She found she was late.",
        "The United States have many ferries, and some are old.",
        "No one said that the pier was rotten.",
        "Anton Bray refused to say that the pier was rotten.",
        "Anton Bray stopped short of saying that the pier was rotten.",
        "Until Anton Bray says that the pier is safe, it stays shut.",
        "This is easier said than done in such a small port.",
        "The prize, claimed by Anton Bray, was a fish.",
        "Anton Bray pointed at the pier that was closed.",
        "What Anton Bray says is known to all.",
        "The pier was closed by those two states that summer had forgotten.",
        "The coast states that voted for the bridge will pay.",
        "Some of those mentioned below were there.",
        "Anton Bray called for calm.",
        "Anton Bray called on the port.",
        "Two alleged thieves were seen near the pier, and a reward was paid.",
        "That is according to a list that nobody has seen.",
        "In such bad states ferries are not allowed to sail.",
        "Anton Bray did not find it, he has not declared, it was lost.",
        "“Go home,” said Anton Bray, and then said “please” once more.",
        "Violent protests broke out when the pier was closed.",
        "Voters who say the pier matters to them were few.",
    ],
)
def test_a_mere_mention_of_speech_reports_nothing(text: str):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Anton Bray denied that the pier was rotten.", "the pier was rotten"),
        ("Anton Bray has denied allegations that the pier was rotten.", "the pier was rotten"),
        ("Anton Bray denied taking money for the pier.", "taking money for the pier"),
        ("Anton Bray did not say that the pier was rotten.", "the pier was rotten"),
        ("Anton Bray never said the pier was rotten.", "the pier was rotten"),
        ("Anton Bray urged the port to close the pier.", "the port to close the pier"),
        ("Anton Bray vowed to close the pier.", "to close the pier"),
        ("Anton Bray falsely claimed that the pier was rotten.", "the pier was rotten"),
        ("Anton Bray said, wrongly, that the pier was rotten.", "the pier was rotten"),
        ("Anton Bray reportedly said the pier was rotten.", "the pier was rotten"),
        ("Anton Bray joked that the pier was rotten.", "the pier was rotten"),
    ],
)
def test_what_would_mislead_without_its_cue_is_widened(text: str, content: str):
    (quote,) = reported(text)
    assert quote.span.cut(text) == content
    assert quote.widen
    assert quote.context.cut(text) == text


def test_a_plain_statement_is_not_widened():
    (quote,) = reported("Anton Bray said the pier was not rotten at all.")
    assert not quote.widen


def test_who_was_told_is_an_addressee_and_no_speaker():
    text = "Anton Bray told Tide Radio that the pier was sound."
    (quote,) = reported(text)
    assert (quote.speaker, quote.addressee) == ("Anton Bray", "Tide Radio")


def test_the_mention_is_where_the_speaker_is_named():
    text = "Anton Bray owns the pier. On Monday the angler Bray said it was sound."
    (quote,) = reported(text)
    assert quote.mention is not None
    assert (quote.mention.cut(text), quote.mention.start) == ("Bray", text.index("Bray said"))
    assert (quote.kind, quote.confidence) == (QuoteKind.REPORTED, Confidence.EXPLICIT)


def test_a_pronoun_without_a_person_leaves_the_speaker_open():
    (quote,) = reported("He said that the pier was sound.")
    assert (quote.speaker, quote.mention, quote.confidence) == (None, None, Confidence.INFERRED)


def test_a_sentence_beyond_all_bounds_is_left_alone():
    assert reported("Bray said " + "that he said " * 200 + "so.") == []


# --- whatever the text -------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    "Anton Bray|Mara Quill|he|she|the port|said|says|told|that|according to|denied|urged|to|and|but|,|.|;|:|“|”|\"|'|"
    "—|(|)|which|who|the pier was closed"
    "|in a letter|on Monday|reporters|not|would|\n|?|is|saying|announced|as|of|5".split("|")
)


@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=60).map(" ".join)))
def test_any_text_gives_valid_spans_within_their_context(text: str):
    for quote in reported(text):
        assert 0 <= quote.context.start <= quote.span.start < quote.span.end <= quote.context.end <= len(text)
        assert quote.kind is QuoteKind.REPORTED
        assert quote.speaker is None or quote.mention is not None
        assert "\ue000" not in (quote.speaker or "") or "\ue000" in text


@given(st.lists(_PIECES, max_size=60).map(" ".join))
def test_slices_come_in_order_and_never_overlap(text: str):
    spans = [quote.span for quote in reported(text)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
