import pytest

from bot.domain.models import Confidence, Quote, QuoteKind
from bot.domain.quotes import find_quotes


def direct(text: str) -> list[Quote]:
    return [quote for quote in find_quotes(text) if quote.kind is QuoteKind.DIRECT]


def said(text: str) -> list[tuple[str, str | None]]:
    return [(quote.span.cut(text), quote.speaker) for quote in direct(text)]


def only(text: str) -> Quote:
    (quote,) = direct(text)
    return quote


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is safe,” said Mara Quill.",
        "“The bridge is safe,” Mara Quill said.",
        "“The bridge is safe,” Mara Quill told reporters on Monday.",
        "“The bridge is safe,” Mara Quill, the mayor of Dunholm, said.",
        "“The bridge is safe,” fumed Mara Quill.",
        "“The bridge is safe,” Mara Quill deadpanned.",
        "“The bridge is safe,” according to Mara Quill.",
        "Mara Quill said, “The bridge is safe.”",
        "Mara Quill told them: “The bridge is safe.”",
        "Mara Quill shrugged and told them, “The bridge is safe.”",
        "Mara Quill shot back, “The bridge is safe.”",
        "Mara Quill left the hall, saying, “The bridge is safe.”",
        "According to Mara Quill, “the bridge is safe.”",
        "As Mara Quill put it, “the bridge is safe.”",
        "As Mara Quill, the mayor of Dunholm, put it: “The bridge is safe.”",
        "“The bridge is safe,” as Mara Quill put it.",
        "“The bridge is safe,” Dunholm running mate Mara Quill said.",
        "“The bridge is safe,” said 4/12 survivor Mara Quill.",
        "“The bridge is safe,” said harbour master Mara Quill.",
        "“The bridge is safe,” Mara Quill, general counsel to the board, said in an interview.",
        "“The bridge is safe,” Assistant U.S. Attorney Mara Quill wrote.",
        "Mara Quill, president and CEO of Orbis Works stated, “The bridge is safe.”",
        "Mara Quill, noting that it is “a very old thing to walk on,” added: “The bridge is safe.”",
        "The letter has Mara Quill saying, “The bridge is safe.”",
        "Mara Quill found that “the bridge is safe.”",
        "Mara Quill: “The bridge is safe.”",
        "Mara Quill’s reply was short: “The bridge is safe.”",
    ],
)
def test_the_speaker_is_found_wherever_the_cue_stands(text: str):
    quote = direct(text)[-1]
    assert quote.speaker == "Mara Quill"
    assert quote.confidence in {Confidence.EXPLICIT, Confidence.CONTINUED}
    assert quote.span.cut(text).strip(".,").lower() == "the bridge is safe"


def test_a_quote_split_by_its_cue_is_one_utterance_in_two_slices():
    text = "“The bridge,” said Mara Quill, “is safe for all of us.”"
    first, second = direct(text)
    assert (first.span.cut(text), second.span.cut(text)) == ("The bridge,", "is safe for all of us.")
    assert first.speaker == second.speaker == "Mara Quill"
    assert first.utterance == second.utterance


def test_the_next_sentence_of_the_statement_is_continued_speech():
    text = "“The bridge is safe,” Mara Quill told The Courier. “We looked at every bolt of it.”"
    first, second = direct(text)
    assert (first.confidence, second.confidence) == (Confidence.EXPLICIT, Confidence.CONTINUED)
    assert second.speaker == "Mara Quill"
    assert first.utterance == second.utterance


def test_whoever_was_told_is_a_venue_and_not_a_speaker():
    quote = only("“The bridge is safe,” Mara Quill told The Courier.")
    assert (quote.speaker, quote.addressee) == ("Mara Quill", "The Courier")


def test_a_quote_opened_again_in_each_paragraph_stays_with_its_speaker():
    text = "“The bridge is safe,” said Mara Quill. “We looked at it.\n\n“Then we looked again.\n\n“Now we are done.”"
    assert {speaker for _, speaker in said(text)} == {"Mara Quill"}
    assert len(said(text)) == 4


def test_a_short_form_gets_the_fullest_name_of_the_article():
    text = "Mara Quill runs Dunholm. The bridge opened in May.\n\n“It is safe,” Ms. Quill said."
    assert only(text).speaker == "Mara Quill"


@pytest.mark.parametrize("short", ["Wei", "Shaoming"])
def test_either_part_of_a_family_first_name_is_the_short_form(short: str):
    text = f"Wei Shaoming founded Orbis. “The phones are ours,” {short} said."
    assert only(text).speaker == "Wei Shaoming"


def test_a_headline_with_the_short_form_meets_the_full_name_below():
    text = "Quill: “The bridge is safe”\n\nMara Quill spoke in Dunholm on Monday."
    assert only(text).speaker == "Mara Quill"


def test_two_people_of_one_surname_are_told_apart():
    text = (
        "Mara Quill runs Dunholm and Peter Quill runs Orbis.\n\n"
        "“It is safe,” Mrs. Quill said.\n\n“It is not safe at all,” Mr. Quill said."
    )
    assert [speaker for _, speaker in said(text)] == ["Mara Quill", "Peter Quill"]


def test_a_name_is_split_at_a_possessive():
    assert only("“The phones are ours,” said Orbis’s Wei Shaoming.").speaker == "Wei Shaoming"


def test_he_is_the_man_who_spoke_just_before():
    text = (
        "Tom Reed met Mara Quill in Dunholm. Reed said the bridge would open soon.\n\n"
        "“It is safe,” he said. “She knows it.”"
    )
    assert [speaker for _, speaker in said(text)] == ["Tom Reed", "Tom Reed"]


def test_she_is_the_woman_also_where_a_man_was_named_last():
    text = "Mara Quill opened the bridge with Tom Reed. “It is safe,” she said."
    assert only(text).speaker == "Mara Quill"


def test_a_pronoun_without_any_candidate_names_nobody():
    quote = only("“It is safe to cross now,” he said.")
    assert (quote.speaker, quote.confidence) == (None, Confidence.INFERRED)


def test_the_role_is_taken_from_the_text():
    text = "Orbis president and chief legal officer, Mara Quill spoke on Monday. “It is safe,” Quill said."
    assert only(text).role == "Orbis president and chief legal officer"
    text = "Mara Quill, the mayor of Dunholm, spoke on Monday. “It is safe,” Quill said."
    assert only(text).role == "the mayor of Dunholm"


def test_an_organisation_speaks():
    assert only("“The bridge is safe,” the Dunholm Bridge Authority said.").speaker == "Dunholm Bridge Authority"


def test_a_letter_is_spoken_by_the_committee_that_sent_it():
    text = (
        "In a letter from the chair of the Roads & Bridges Committee to Dunholm’s works minister Tom Reed, "
        "the committee says: “We have found nothing wrong with the bridge.”"
    )
    assert only(text).speaker == "Roads & Bridges Committee"


def test_nobody_in_particular_stays_a_description():
    assert only("“The bridge is safe,” said one engineer.").speaker == "one engineer"
    assert only("“The bridge is safe,” a spokesman for Mara Quill said.").speaker == "a spokesman for Mara Quill"


def test_what_an_inner_speaker_said_stays_with_the_outer_one():
    text = "Mara Quill said Tom Reed had called the bridge “a danger to everyone in town.”"
    quote = only(text)
    assert (quote.speaker, quote.relayed) == ("Mara Quill", "Tom Reed")


def test_a_clause_of_its_own_has_its_own_speaker():
    text = "Mara Quill said it was safe, but Tom Reed called it “a danger to everyone in town.”"
    assert only(text).speaker == "Tom Reed"


def test_nested_words_stay_within_the_quote_of_the_outer_speaker():
    text = "“They told us, ‘Trust the engineers,’” Mara Quill said."
    assert said(text) == [("They told us, ‘Trust the engineers,’", "Mara Quill")]


def test_scare_quotes_and_titles_are_no_speech():
    assert said("The so-called “bridge tax” was paid in May.") == []
    assert said("Mara Quill appeared on “Good Evening Dunholm” on Monday.") == []
    assert said("Mara Quill said the “bridge tax” was paid in May.") == []


def test_a_few_words_that_a_verb_names_are_speech():
    assert said("Mara Quill called the toll “a farce” on Monday.") == [("a farce", "Mara Quill")]


def test_a_whole_sentence_that_nobody_is_said_to_speak_has_no_speaker():
    quote = only("“The bridge was safe for all of us in those days.”")
    assert (quote.speaker, quote.mention, quote.confidence) == (None, None, Confidence.INFERRED)


def test_a_colon_at_the_end_of_a_paragraph_introduces_the_next():
    text = "Mara Quill wrote to the council:\n\n“The bridge is safe.”\n\n“You may cross it now.”"
    assert [speaker for _, speaker in said(text)] == ["Mara Quill", "Mara Quill"]


def test_speech_set_apart_goes_on_where_the_paragraph_before_it_ends_with_who_speaks():
    text = "“The bridge is safe,” Mara Quill said.\n\n“I would cross it every day.”"
    assert [quote.confidence for quote in direct(text)] == [Confidence.EXPLICIT, Confidence.CONTINUED]


def test_speech_set_apart_is_only_inferred_where_the_paragraph_before_it_goes_on():
    text = "“The bridge is safe,” Mara Quill said. The hall was full.\n\n“I would cross it every day.”"
    assert [quote.confidence for quote in direct(text)] == [Confidence.EXPLICIT, Confidence.INFERRED]


def test_a_line_below_a_quote_signs_it():
    text = "The survey had answers from all over the town.\n\n“I would cross it every day.”\n\n— Mara Quill, a baker"
    assert only(text).speaker == "Mara Quill"


def test_a_transcript_names_its_speakers():
    text = "QUILL: “Is the bridge safe?”\n\nREED: “Yes, it is.”\n\nMara Quill met Tom Reed on Monday."
    assert [speaker for _, speaker in said(text)] == ["Mara Quill", "Tom Reed"]


@pytest.mark.parametrize(
    "text",
    [
        "Mara Quill said the bridge was not “a danger to everyone in town.”",
        "Mara Quill denied that the bridge was “a danger to everyone in town.”",
        "Mara Quill never said the bridge was “a danger to everyone in town.”",
    ],
)
def test_words_beside_a_negation_are_widened_to_their_sentence(text: str):
    quote = only(text)
    assert quote.widen
    assert quote.context.cut(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Mara Quill said the bridge was “a danger to everyone in town.”",
        "Mara Quill says if elected she will “close the bridge on the first day.”",
        "Mara Quill did not look pleased on Monday, telling reporters, “The bridge is a danger to everyone.”",
        "Mara Quill spoke of a hall she doesn’t like as “a danger to everyone in town.”",
    ],
)
def test_words_that_no_negation_governs_are_not_widened(text: str):
    assert not only(text).widen


def test_a_negation_goes_no_further_than_its_own_sentence():
    text = "Mara Quill met the board. She didn’t suggest a fine. “Our goal is to open the bridge by May.”"
    assert not only(text).widen


def test_a_sentence_that_tells_what_was_not_said_is_no_tag():
    text = "Mara Quill told the board, “Close the bridge at once!” Tom Reed did not reveal his vote."
    assert only(text).speaker == "Mara Quill"


def test_the_mention_is_where_the_speaker_is_named_at_this_quote():
    text = "Mara Quill runs Dunholm. “The bridge is safe,” Quill said."
    quote = only(text)
    assert quote.mention is not None
    assert quote.mention.cut(text) == "Quill"


@pytest.mark.parametrize(
    "text",
    [
        "Die Leute wissen das auch. „Sie ist nicht mit der alten zu vergleichen“, sagte Mara Quill für den Rat.",
        "Le pont est sûr et les gens le savent. « Il est plus solide que dans les années passées », a dit Mara Quill.",
    ],
)
def test_another_language_gets_no_quotes(text: str):
    assert find_quotes(text) == []


def test_a_short_english_text_is_read():
    assert said("“Nein danke,” said Mara Quill.") == [("Nein danke,", "Mara Quill")]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is “a danger to everyone in town” at best, Mara Quill said.",
        "The bridge is “a danger to everyone in town” at best, said Mara Quill, a baker from Dunholm.",
        "The trouble, says Mara Quill, is that it is “a danger to everyone in town.”",
        "When Tom Reed said it was over, Mara Quill replied, “It is a danger to everyone in town.”",
        "Mara Quill believes “it is a danger to everyone in town.”",
        "Said Mara Quill: “It is a danger to everyone in town.”",
        "Mara Quill’s warning that it is “a danger to everyone in town” was read aloud.",
        "Mara Quill is quoted as saying, “It is a danger to everyone in town.”",
        "“It is a danger to everyone in town,” said former Dunholm councillor Mara Quill.",
        "“It is a danger to everyone in town,” retired driver Mara Quill said.",
        "Mara Quill walked away with a sign reading “closed,” saying it was “a danger to everyone in town.”",
        "What it means - Mara Quill: “It is a danger to everyone in town.”",
        "When Mara Quill finally spoke up — “It is a danger to everyone in town!” — people cheered.",
    ],
)
def test_one_speaker_through_harder_sentences(text: str):
    found = {quote.speaker for quote in direct(text) if "danger" in quote.span.cut(text)}
    assert found == {"Mara Quill"}


def test_a_quote_after_a_reported_sentence_goes_on_in_it():
    text = "Mara Quill said the bridge would open soon. “We looked at every bolt of it.”"
    quote = only(text)
    assert (quote.speaker, quote.confidence) == ("Mara Quill", Confidence.CONTINUED)


def test_a_quote_after_a_sentence_about_somebody_is_only_inferred():
    text = "Mara Quill walked up to the bridge. “We looked at every bolt of it.”"
    quote = only(text)
    assert (quote.speaker, quote.confidence) == ("Mara Quill", Confidence.INFERRED)


def test_two_quotes_side_by_side_share_the_tag_behind_the_second():
    text = "“We looked at every bolt of it.” “It is safe to cross,” Mara Quill said."
    assert [quote.speaker for quote in direct(text)] == ["Mara Quill", "Mara Quill"]


def test_a_sentence_that_says_of_whom_it_speaks_keeps_the_mention_there():
    text = "Mara Quill said “the bridge is safe to cross.” She hoped for “a long life of all its bolts” too."
    _, second = direct(text)
    assert second.speaker == "Mara Quill"
    assert second.mention is not None
    assert second.mention.cut(text) == "She"


def test_a_relative_clause_is_part_of_the_mention():
    text = "The board heard Mara Quill, who called the bridge “a danger to everyone in town.”"
    quote = only(text)
    assert quote.speaker == "Mara Quill"
    assert quote.mention is not None
    assert quote.mention.cut(text) == "Mara Quill, who"


def test_speech_with_no_speaker_before_it_stays_unclear():
    text = "It rained in Dunholm.\n\n“The bridge was safe for all of us.”\n\nThe sun came out."
    quote = only(text)
    assert (quote.speaker, quote.confidence) == (None, Confidence.INFERRED)


def test_the_narrator_is_no_speaker():
    assert only("“Is the bridge safe to cross today?” I asked.").speaker is None


def test_a_question_that_was_put_to_somebody_is_not_theirs():
    assert only("Mara Quill was asked, “What is the most dangerous bridge in town?”").speaker is None


def test_a_description_behind_the_verb_gives_way_to_its_name():
    assert only("“It is safe,” said the bridge’s builder, Mara Quill.").speaker == "Mara Quill"


def test_a_name_that_looks_like_a_possessive_speaks():
    text = "Dunholm Children’s opened in May. “It is safe,” Dunholm Children’s said."
    speaker = only(text).speaker
    assert speaker is not None
    assert speaker.startswith("Dunholm Children")


def test_somebody_named_between_two_quotes_takes_the_second():
    text = (
        "“It is safe,” said Tom Reed. The day was long. It rained. Mara Quill wrote a letter to the board. "
        "“Look at every bolt of it.”"
    )
    assert [quote.speaker for quote in direct(text)] == ["Tom Reed", "Mara Quill"]


def test_with_somebody_saying_is_a_cue():
    text = "Both sides met on Monday, with Mara Quill saying: “It is safe.”"
    assert only(text).speaker == "Mara Quill"


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is safe,” Mara Quill and Tom Reed said.",
        "“The bridge is safe,” wrote Mara Quill and Tom Reed.",
        "Mara Quill and Tom Reed said, “The bridge is safe.”",
    ],
)
def test_two_who_speak_together_are_both_named(text: str):
    quote = only(text)
    assert quote.speaker == "Mara Quill and Tom Reed"
    assert quote.mention is not None
    assert quote.mention.cut(text) == "Mara Quill and Tom Reed"


def test_one_tag_may_stand_behind_two_quotes():
    text = "The toll is “a danger to every trade” and “a burden on every house,” Mara Quill said."
    assert [speaker for _, speaker in said(text)] == ["Mara Quill", "Mara Quill"]


@pytest.mark.parametrize(
    "text",
    [
        "Mara Quill said the toll had grown this year, and added that it “will pay for the bridge in the end.”",
        "Asked of the Dunholm attacks, Quill said that she did not, but spoke of “the same kind of plan as before.”",
        "Mara Quill rose to speak. His plans said “the bridge will be open to us all by May.”",
    ],
)
def test_a_time_a_place_and_a_plan_say_nothing(text: str):
    assert {speaker for _, speaker in said(text)} <= {"Mara Quill", "Quill", None}


def test_a_show_in_quote_marks_is_not_what_its_guest_said():
    assert said("Mara Quill spoke on Dunholm’s “Morning Hour with Tom Reed” on Monday.") == []


def test_whoever_is_told_is_named_or_left_out():
    assert only("“The bridge is safe,” Mara Quill told them.").addressee is None
    assert only("“The bridge is safe,” Mara Quill told her.").addressee is None


def test_it_means_the_body_that_spoke_last_and_else_nobody():
    text = "The Bridge Committee said the toll stays. It added: “We looked at every bolt of it.”"
    assert only(text).speaker == "Bridge Committee"
    assert only("It rained. It read: “The bridge is now open to us all.”").speaker is None


def test_a_place_is_never_he():
    text = (
        "Mara Quill met Tom Reed in Dunholm. Ohio said the bridge was safe. He said, “We looked at every bolt of it.”"
    )
    assert only(text).speaker == "Tom Reed"


@pytest.mark.parametrize(
    "text",
    [
        "If Ada Byrne said “the bridge is a wreck”, she would be lying.",
        "What if Ada Byrne had said “the bridge is a wreck”?",
        "Did Ada Byrne say “the bridge is a wreck”? No.",
        "It is false that Ada Byrne said “the bridge is a wreck”.",
        "Nobody believes that Ada Byrne said “the bridge is a wreck”.",
        "Ada Byrne stopped short of saying “the bridge is a wreck”.",
    ],
)
def test_words_that_are_only_supposed_doubted_or_asked_about_are_widened(text: str):
    assert all(quote.widen for quote in find_quotes(text) if quote.speaker)


def test_a_condition_that_the_speaker_makes_widens_nothing():
    (quote,) = [one for one in find_quotes("If elected, Ada Byrne said, “we will mend the bridge”.") if one.speaker][:1]
    assert not quote.widen
