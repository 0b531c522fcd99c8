"""A sentence may leave phrases out, and change nobody's part by it: tables of invented sentences."""

import pytest

from bot.domain.support.following import follows, is_plain
from bot.domain.support.tokens import tokens_of

VOTE = "The council of Lindow voted on Tuesday to close its mill, which lost three million crowns last year."
TURNED = [
    ("Three men arrested police.", "Police arrested three men."),
    ("Man shot police.", "Police shot a man on Friday."),
    ("The suspect released the prison.", "The prison released the suspect."),
    ("The president was convicted of tax fraud.", "The president's son was convicted of tax fraud."),
    ("The president was convicted.", "The son of the president was convicted."),
    ("Ida Stone shot a policeman.", "The brother of Ida Stone shot a policeman."),
    ("The suspect stole the documents.", "The lawyer for the suspect stole the documents."),
    ("The mayor was jailed.", "The former mayor was jailed."),
    ("A doctor treated patients.", "A fake doctor treated patients."),
    ("40 patients died.", "About 40 patients died."),
    ("Half of the voters stayed away.", "Nearly half of the voters stayed away."),
    ("Voters trust the court.", "Few voters trust the court."),
    ("The workers were dismissed.", "Some of the workers were dismissed."),
    ("The bank would collapse.", "A rumour that the bank would collapse spread."),
    ("The president shoots a reporter.", "In the novel, the president shoots a reporter."),
    ("He closed the shop.", "She closed the shop."),
    ("You closed the shop.", "She closed the shop."),
    ("Sales rose because the war ended.", "Sales rose after the war ended."),
    ("Sales rose before the war ended.", "Sales rose after the war ended."),
    ("The ministry told doctors to use the vaccine.", "The ministry told doctors to stop using the vaccine."),
    ("Supporters of the law protested.", "Supporters of the bill cheered. Opponents of the law protested."),
    ("The man was shot on Monday.", "The man shot at police on Monday in Harbek."),
    ("The officer shot during the raid.", "The officer was shot during the raid."),
    (
        "Reiter fled after the fire and returned before the trial.",
        "Reiter fled before the fire and returned after the trial.",
    ),
    ("The council voted for the ban on Monday.", "The council voted against the ban on Monday."),
    ("Every country signed the treaty on Friday.", "Every country but Norway signed the treaty on Friday."),
    ("Reiter confessed to the theft.", "Reiter confessed to the theft under torture."),
    ("The mayor resigned and was arrested.", "The mayor resigned and her deputy was arrested."),
    ("The court barred Reiter.", "The court barred Reiter from the stadium."),
    ("Lena Roth won with 52 per cent.", "Lena Roth won the election with 52 per cent of the votes."),
]
KEPT = [
    ("The council of Lindow voted to close its mill.", VOTE),
    ("The council voted on Tuesday to close its mill.", VOTE),
    ("The council of Lindow voted to close its mill, which lost three million crowns.", VOTE),
    ("Lena Roth won the election in Vessby.", "Lena Roth won the election in Vessby on Sunday with 52 per cent."),
    ("The mayor of Tarn resigned.", "The mayor of Tarn, Ada Lorne, resigned on Monday."),
    ("About 40 patients died.", "About 40 patients died in the fire."),
]


@pytest.mark.parametrize(("claim", "passage"), TURNED)
def test_what_tells_something_else_does_not_follow(claim: str, passage: str):
    assert not follows(tokens_of(claim), tokens_of(passage))


@pytest.mark.parametrize(("claim", "passage"), KEPT)
def test_a_sentence_with_phrases_left_out_follows(claim: str, passage: str):
    assert follows(tokens_of(claim), tokens_of(passage))


def test_two_sentences_make_no_third():
    assert not follows(tokens_of("Ada Lorne was arrested."), tokens_of("Ada Lorne spoke. Her husband was arrested."))


@pytest.mark.parametrize("text", ["Did it open?", "Buy now!", "✅ It opened.", "/remind me.", ""])
def test_what_speaks_to_the_reader_is_not_plain(text: str):
    assert not is_plain(text)
