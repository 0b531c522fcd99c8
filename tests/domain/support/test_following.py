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
LIMITED = [
    ("The court jailed Smith for two years.", "The court jailed Smith for two years and six months."),
    ("The court jailed Smith for a year.", "The court jailed Smith for a year and a half."),
    ("The loss was 3 million crowns.", "The loss was 3 million crowns and 200 thousand euros."),
    ("The shop was owned by Anna Smith.", "The shop was owned by Anna Smith and Bert Jones."),
    ("The cat was black.", "The cat was black and white."),
    ("A shooting in Athens killed five people.", "A shooting in Athens, Georgia, killed five people."),
    ("Sheffield lost.", "Sheffield Wednesday lost."),
    ("Critics of the Times protested.", "Critics of the Sunday Times protested."),
    ("Critics wrote in the Times.", "Critics wrote in the Times on Sunday Street."),
    ("The Bank collapsed.", "The Bank of America collapsed."),
    ("North towns were flooded.", "North of England towns were flooded."),
    ("The museum is free.", "The museum is free on Sunday."),
    ("Alcohol is banned in the stadium.", "Alcohol is banned in the stadium on Friday."),
    ("Sweden was at war with Norway.", "Sweden was at war with Norway in 1905."),
    ("The attack shocked Tarn.", "The attack (a hoax) shocked Tarn."),
    ("The letter names Ekdal.", "The letter, a forgery, names Ekdal."),
    ("Ekdal was found guilty.", "Ekdal was found guilty, a verdict later quashed."),
    ("The mill poisoned the river.", "The mill poisoned the river, which turned out to be wrong."),
    ("Ekdal was charged with murder.", "Ekdal was charged with murder, then cleared."),
    ("The queen sold the palace.", "The queen sold the palace, reads the satire."),
    ("The firm will build the bridge.", "The firm will build the bridge, subject to approval."),
    ("Wages rose by 5 per cent.", "Wages rose by 5 per cent, 2 per cent after inflation."),
    ("The company is bankrupt.", "The company is bankrupt, rivals whisper."),
    ("The mayor.", "The mayor, who resigned, stole the money."),
    ("Mayor Ann Berg stole the money.", "Mayor Ann Berg stole the money?"),
    ("Ekdal, the driver, fled.", "Ekdal, the driver, fled?"),
    ("The bridge is safe.", "The bridge is safe, a report found."),
    ("The bridge is safe.", "The bridge is safe, it is hoped."),
    ("The bridge is safe.", "The bridge is safe, goes the story."),
    ("The bridge is safe.", "The bridge is safe; this was denied."),
    ("The drug cured cancer.", "The drug cured cancer in mice."),
    ("The drug cured cancer on Monday.", "The drug cured cancer in mice on Monday."),
    ("The vaccine protects children.", "The vaccine protects children from measles in the first year."),
    ("The new engine needs no oil.", "The new engine needs no oil under laboratory conditions."),
    ("The plan saves a million crowns.", "The plan saves a million crowns in theory."),
    ("The plan saves a million crowns a year.", "The plan saves a million crowns a year on paper."),
    ("Ekdal was arrested.", "Ekdal was arrested on drugs charges in a film."),
    ("Ekdal was jailed.", "Ekdal was jailed for a day as part of a charity stunt."),
    ("Ekdal was jailed on Friday.", "Ekdal was jailed for an hour on Friday."),
    ("Lorne called Ekdal a thief.", "Lorne called Ekdal a thief as a joke."),
    ("Lorne killed Ekdal.", "Lorne killed Ekdal in a dream sequence."),
    ("Lorne beat Ekdal.", "Lorne beat Ekdal at chess."),
    ("Lorne beat Ekdal on Sunday.", "Lorne beat Ekdal at chess on Sunday."),
    ("The town banned cars.", "The town banned cars from its market square."),
    ("The town banned cars last week.", "The town banned cars from its market square last week."),
    ("The club was expelled.", "The club was expelled from the cup."),
    ("The tax was illegal.", "The tax was illegal under the old rules."),
    ("Women may vote.", "Women may vote by proxy."),
    ("The mill is bankrupt.", "The mill is bankrupt in all but name."),
    ("The mill is bankrupt.", "The mill is bankrupt on the books of one bank."),
    ("The army attacked the capital.", "The army attacked the capital during an exercise."),
    ("The army attacked the capital in June.", "The army attacked the capital during an exercise in June."),
    ("The minister lied.", "The minister lied about his age."),
    ("The minister lied in May.", "The minister lied about his age in May."),
    ("The bank lost all deposits.", "The bank lost all deposits through one branch."),
    ("The river is poisonous.", "The river is poisonous to fish."),
    ("The judge freed the killer.", "The judge freed the killer into the care of a hospital."),
    ("The judge cleared Ekdal on Monday.", "The judge cleared Ekdal of theft on Monday."),
    ("Lindow will pay.", "Lindow will pay for the paint."),
    ("Every pupil failed.", "Every pupil failed at first."),
    ("Every pupil passed.", "Every pupil passed with help."),
    ("The bridge collapsed.", "The bridge collapsed in a computer model."),
    ("The bridge collapsed on Tuesday.", "The bridge collapsed in a computer model on Tuesday."),
    ("The company admitted fraud.", "The company admitted fraud between 1990 and 1991 by one clerk."),
    ("The union will strike.", "The union will strike at two of its mines."),
    ("The shop is open.", "The shop is open on Sundays in winter."),
    ("Smoking is legal.", "Smoking is legal at night."),
    ("Half of the staff left.", "Half of the staff left for lunch."),
    ("The food is sugar.", "The food is sugar-free."),
    ("Tarn is a car town.", "Tarn is a car-free town."),
    ("The drug cured cancer.", "The drug cured cancer, in mice."),
    ("The drug cured cancer.", "The drug cured cancer (though only in mice)."),
    ("The drug cured cancer.", "The drug cured cancer – at least in mice."),
    ("The drug cured cancer in March.", "The drug cured cancer, in mice, in March."),
    ("The treaty was signed.", "The treaty was signed, which nobody believes."),
    ("The drug cured cancer.", "The drug cured cancer on Monday in mice."),
    ("The mayor was arrested.", "The mayor was arrested, or so it seemed."),
    ("The mayor was arrested.", "The mayor was arrested, supposedly."),
    ("Wages rose last year.", "Wages rose on average last year."),
    ("The ship sank.", "The ship sank in May in a film."),
    ("Reiter fled in Harbek.", "Reiter fled, the police said in Harbek."),
    ("Ekdal was fined.", "Ekdal was fined three crowns."),
    ("The fire killed 12.", "The fire killed 12–15 hens."),
    ("The drug cured cancer.", "The drug cured cancer and pain in mice."),
    ("The drug cured cancer.", "The drug cured cancer and pain theoretically."),
    ("The war is between Lindow.", "The war is between Lindow and Tarn."),
    ("Lorne and Ekdal married.", "Lorne and Ekdal of Tarn married Dahl and Roth."),
    ("Nobody was hurt.", "Nobody was hurt on Monday."),
    ("The mill did not open.", "The mill did not open on Monday."),
    ("It was the worst fire.", "It was the worst fire since 1990."),
    ("It was the first win.", "It was the first win of the club since 1990."),
    ("Every ferry sank.", "Every ferry sank in the spring of 1990."),
    ("The bank lost.", "The bank lost 2000."),
]
FAIR = [
    ("Ada Lorne resigned.", "Ada Lorne, the mayor of Tarn, resigned in May."),
    ("The mill employs 340 people.", "The mill employs 340 people and lost 3 million crowns."),
    ("The council of Lindow voted to close its mill, which lost three million crowns.", VOTE),
    ("Ada Lorne resigned.", "Ada Lorne, who had led the town, resigned this week."),
    ("About 40 patients died.", "About 40 patients died on 5 March."),
    ("The mill lost three million crowns.", "The mill lost three million crowns last year."),
    ("The mill (then a museum) closed.", "The mill (then a museum) closed on Monday."),
    ("Lena Roth won the election in Vessby.", "Lena Roth won the election in Vessby on Sunday."),
    ("Lena Roth won the election with 52 per cent.", "Lena Roth won the election on Sunday with 52 per cent."),
    ("Police arrested three men.", "Police arrested three men last night."),
    ("Norrbro employs 340 people.", "Norrbro, a builder, employs 340 people."),
]
LOST = [  # fair as well, but nothing tells them from what limits
    ("The council voted on Tuesday to close its mill.", VOTE),
    ("The council of Lindow voted to close its mill.", VOTE),
    ("The council of Lindow voted on Tuesday to close its mill.", VOTE),
    ("The mayor of Tarn resigned.", "The mayor of Tarn, Ada Lorne, resigned on Monday."),
    ("Ada Lorne resigned.", "Ada Lorne, the mayor of Tarn, resigned in May 2024."),
    ("The bridge opened.", "The bridge, closed since May, opened on Friday morning."),
    ("The bridge will open in June.", "The bridge will open in June, according to Norrbro."),
    ("The bridge will open in June.", "The bridge will open in June according to Norrbro."),
    ("The mill lost three million crowns.", "The mill lost three million crowns in 2023."),
    ("The mill closed.", "The mill closed on the evening of 3 March, when the power failed."),
    ("The mill closed.", "The mill (then the largest of the valley) closed."),
    ("The mill closed.", "The mill – then the largest of the valley – closed."),
    ("Mats Ekdal has led the county.", "Mats Ekdal has led the county since 2011."),
    ("Police arrested three men.", "Police arrested three men, one of them a teacher."),
    ("Police arrested three men.", "Police arrested three men, while a fourth escaped."),
    ("The ferry will stop in March.", "The ferry will stop in March, ending a long quarrel."),
    ("Turnout fell to 61 per cent.", "Turnout fell to 61 per cent, the county said."),
    ("The mill closed.", "The mill closed yesterday; its owner had left."),
    ("The bridge will open in June.", "The bridge will open in June, builder Norrbro said on Wednesday."),
    ("About 40 patients died.", "About 40 patients died in the fire."),
    ("Lena Roth won the election in Vessby.", "Lena Roth won the election in Vessby on Sunday with 52 per cent."),
    ("The ferry will stop in March.", "The ferry will stop in March after 41 years."),
    ("The mill closed.", "The mill closed because it made a loss."),
]


@pytest.mark.parametrize(("claim", "passage"), [*TURNED, *LIMITED, *LOST])
def test_what_tells_something_else_does_not_follow(claim: str, passage: str):
    assert not follows(tokens_of(claim), tokens_of(passage))


@pytest.mark.parametrize(("claim", "passage"), FAIR)
def test_a_sentence_with_phrases_left_out_follows(claim: str, passage: str):
    assert follows(tokens_of(claim), tokens_of(passage))


def test_two_sentences_make_no_third():
    assert not follows(tokens_of("Ada Lorne was arrested."), tokens_of("Ada Lorne spoke. Her husband was arrested."))


@pytest.mark.parametrize("text", ["Did it open?", "Buy now!", "✅ It opened.", "/remind me.", ""])
def test_what_speaks_to_the_reader_is_not_plain(text: str):
    assert not is_plain(text)


def test_of_a_sentence_without_end_nothing_follows():
    """What stands beyond the words that are looked at could say anything."""
    long = "The mill " + "and the mill " * 60
    assert not follows(tokens_of(f"{long}closed."), tokens_of(f"{long}burned."))
    assert not follows(tokens_of(f"{long}closed."), tokens_of(f"{long}closed in a film."))
