"""Two events of one kind, told in the same words but for place, date, actor or figures, are two stories.

Each pair stands alone first, where nothing else tells what is rare, and then among all the others.
"""

import pytest

from bot.domain.models import Article
from bot.domain.stories import group

Pairs = dict[str, tuple[str, str]]


def read(blocks: str) -> Pairs:
    """Pairs of texts by the line above them; "..." stands between the two, an empty line behind them."""
    found: Pairs = {}
    for block in blocks.strip().split("\n\n"):
        name, _, texts = block.partition("\n")
        one, other = (" ".join(text.split()) for text in texts.split("..."))
        found[name] = one, other
    return found


TWO_EVENTS = read("""
dockers, two ports
Dock workers in Port Ansel walked out on Monday over pay, leaving 14 ships waiting. Union leader Bram Osterley said
the strike would last until the port offered more money. The port authority called the strike unlawful.
...
Dock workers in Havrel walked out on Thursday over pay, leaving nine ships waiting. Union leader Pia Lindgaard said
the strike would go on until the harbour company raised wages. The company called the strike unlawful.

train drivers, two lines
Train drivers of the Orrin Railway began a two-day strike on Tuesday after talks about pay broke down. The company
cancelled 300 trains and told passengers to stay at home. Union secretary Tomas Brandt said drivers had waited three
years for a rise.
...
Train drivers of the Calder Line began a three-day strike on Friday after talks about pensions broke down. The
company cancelled 120 trains and told passengers to use buses. Union secretary Anneli Kask said drivers had been
ignored for months.

quakes, two towns
A quake of magnitude 6.1 shook Tarn on Monday and damaged 30 houses, said mayor Ruth Amadi of Tarn. Eleven people
were hurt.
...
A quake of magnitude 4.8 shook Hadrel on Monday and damaged a school, said mayor Emeka Vance of Hadrel. Nobody was
hurt.

quakes, one country
A 5.6-magnitude earthquake struck the island of Velm off the southern coast of Marovia on Sunday, killing three
people and injuring dozens. Rescue teams searched collapsed houses in the village of Osk, the state agency said.
Residents spent the night in the open.
...
A 6.3-magnitude earthquake struck the mountains of northern Marovia on Wednesday, killing twenty people and injuring
hundreds. Rescue teams searched collapsed houses in the town of Brenn, the state agency said. Residents spent the
night in tents.

one team, two matches
Lindow Rovers beat Halden Town 2-1 in the cup on Saturday. Ewan Marlow scored both goals for Rovers, the second in
the last minute. Coach Dolores Quayle praised her young side.
...
Lindow Rovers lost 3-0 to Port Ansel Athletic in the league on Wednesday. Kofi Brandt scored twice for Athletic
before half-time. Coach Dolores Quayle said her side had been tired.

two finals
Champion Marta Ilves won the Orrin Open on Sunday, beating Keiko Arai 6-4 6-3 in the final in 80 minutes. It was her
fifth title of the season. She thanked her father, who is also her coach.
...
Jonas Petrek won the Halden Open on Sunday, beating Luis Arroyo 7-5 6-2 in the final in 95 minutes. It was his first
title of the season. He thanked his brother, who is also his coach.

presidents, two countries
Voters in Marovia elected Ines Tolland president on Sunday with 54 percent of the vote. Her rival, finance minister
Karel Dunn, conceded defeat late in the evening. Turnout was 61 percent, the electoral commission said.
...
Voters in Estrava elected Paulo Ferran president on Sunday with 51 percent of the vote. His rival, former general
Ugo Sant, refused to concede defeat. Turnout was 70 percent, the electoral commission said.

mayors, two towns
Mara Oduya was elected mayor of Lindow on Tuesday, beating the sitting mayor Hugh Pell by 300 votes. She promised to
reopen the paper mill and to build 200 homes.
...
Emeka Vance was elected mayor of Hadrel on Tuesday, beating the sitting mayor Ruth Cobb by 1,200 votes. He promised
to repair the bridges and to build a hospital.

phones, two makers
Fennec unveiled its new phone, the Fennec Nine, on Tuesday in Orrin. It has a bigger screen and a battery that lasts
two days, and costs 799 crowns. It goes on sale on 12 March.
...
Talus unveiled its new phone, the Talus Aero, on Wednesday in Lindow. It has a folding screen and a battery that
lasts a day, and costs 1,099 crowns. It goes on sale on 2 April.

vehicles, two makers
Carmaker Velo presented its first electric van, the Velo Cargo, on Monday. The van has a range of 400 kilometres and
will be built in Tarn from next spring, chief executive Greta Moll said.
...
Carmaker Brandt presented its first electric bus, the Brandt City, on Thursday. The bus has a range of 250
kilometres and will be built in Halden from next autumn, chief executive Owen Tarr said.

coaches, two roads
A coach carrying 40 schoolchildren left the road near Tarn on Friday, killing the driver and injuring eleven pupils.
Police said the brakes had failed. The road was closed until evening.
...
A coach carrying 25 pensioners left the road near Port Ansel on Saturday, killing two passengers and injuring six.
Police said the driver had fallen asleep. The road was closed until midnight.

takeovers
Hewlin agreed on Monday to buy the chip maker Oriel for 5.4 billion crowns in cash and shares, its largest takeover.
The boards of both companies approved the deal, which regulators must still clear.
...
Quarrel agreed on Tuesday to buy the software maker Lumen for 330 million crowns in cash. The boards of both
companies approved the deal, which is expected to close by the end of the year.

verdicts
A jury in Orrin found former treasurer Leo Marsh guilty on Monday of stealing two million crowns from a charity.
Judge Ana Coll will sentence him in March. He faces ten years in prison.
...
A jury in Halden found former teacher Rita Sand guilty on Wednesday of stealing paintings from a museum. Judge Piet
Vos will sentence her in May. She faces six years in prison.

fires, two towns
A fire destroyed a furniture warehouse in Brenn on Tuesday night. About 80 firefighters worked until dawn, and two
of them were taken to hospital with burns. Police do not know how it began.
...
A fire destroyed a food market in Osk on Friday night. About 60 firefighters worked until morning, and nobody was
hurt. Police think that a cooker was left on.

ferries
The ferry Maid of Ansel ran aground off Velm on Saturday with 212 passengers on board. All were brought ashore in
lifeboats. Captain Jorun Haas said the engine had failed.
...
The ferry Star of Havrel ran aground off Tolm on Sunday with 95 passengers on board. All were brought ashore by
helicopter. Captain Levi Brook said fog had hidden the rocks.

meetings of ministers
Ministers of nine countries met in Orrin on Monday to talk about fishing quotas. Fisheries minister Dolores Quayle
said a deal was near. Talks go on until Wednesday.
...
Ministers of six countries met in Halden on Thursday to talk about rail links. Transport minister Hugh Pell said a
deal was far off. Talks go on until Saturday.

central banks
The central bank of Marovia raised its main interest rate to 4.5 percent on Thursday, the third rise this year.
Governor Ada Renn said prices were still going up too fast.
...
The central bank of Estrava raised its main interest rate to 6 percent on Thursday, the second rise this year.
Governor Luc Faber said prices would fall by summer.

deaths
The singer Carla Venn, who sold 40 million records, died on Sunday at her home in Tarn. She was 81. Her manager,
Otto Lind, said she had been ill for months.
...
The actor Peter Hollis, who appeared in 60 films, died on Tuesday at his home in Lindow. He was 77. His daughter,
Grace Hollis, said he had been ill for weeks.

one team, two scores
Halden Town drew 1-1 with Tarn United on Sunday. Levi Brook put Halden ahead and Sam Ode equalised. Halden stay
third in the league.
...
Halden Town won 4-2 at Brenn City on Wednesday. Levi Brook scored three goals in the second half. Halden go second
in the league.

results, two companies
Oriel, the maker of chips, earned 1.2 billion crowns in the third quarter, 14 percent more than a year ago, and
raised its forecast. Chief executive Nora Stein said orders from carmakers had doubled. The shares rose 6 percent.
...
Lumen, the maker of software, earned 310 million crowns in the third quarter, 3 percent less than a year ago, and
cut its forecast. Chief executive Raj Patel said customers were waiting. The shares fell 9 percent.
""")

ONE_EVENT = read("""
dockers
Dock workers in Port Ansel walked out on Monday over pay, leaving 14 ships waiting. Union leader Bram Osterley said
the strike would last until the port offered more money. The port authority called the strike unlawful.
...
Fourteen ships are waiting outside Port Ansel after dockers stopped work. They want higher wages, said Bram
Osterley, who leads the union. A court will decide on Friday whether the walkout at the harbour is legal.

quakes
A quake of magnitude 6.1 shook Tarn on Monday and damaged 30 houses, said mayor Ruth Amadi of Tarn. Eleven people
were hurt.
...
Eleven people were injured when the ground shook in Tarn. Thirty houses have cracks after the 6.1-magnitude
earthquake, according to the town's mayor.

quakes in one country
A 5.6-magnitude earthquake struck the island of Velm off the southern coast of Marovia on Sunday, killing three
people and injuring dozens. Rescue teams searched collapsed houses in the village of Osk, the state agency said.
Residents spent the night in the open.
...
The death toll of the earthquake on Velm has risen to seven, Marovia's interior ministry said on Tuesday. Two women
were pulled alive from a house in Osk after 40 hours.

one team
Lindow Rovers beat Halden Town 2-1 in the cup on Saturday. Ewan Marlow scored both goals for Rovers, the second in
the last minute. Coach Dolores Quayle praised her young side.
...
A goal by Ewan Marlow in stoppage time sent Lindow Rovers into the next round of the cup. Halden Town had equalised
with ten minutes to go, but Marlow struck again. It ended 2-1.

presidents
Voters in Marovia elected Ines Tolland president on Sunday with 54 percent of the vote. Her rival, finance minister
Karel Dunn, conceded defeat late in the evening. Turnout was 61 percent, the electoral commission said.
...
Ines Tolland will be Marovia's next president. The former judge won 54 percent, well ahead of Karel Dunn, who
congratulated her by telephone. Thousands of people danced in the streets of the capital.

phones
Fennec unveiled its new phone, the Fennec Nine, on Tuesday in Orrin. It has a bigger screen and a battery that lasts
two days, and costs 799 crowns. It goes on sale on 12 March.
...
Two days without charging: that is what Fennec promises for the Fennec Nine, the phone that it showed in Orrin. At
799 crowns it is cheaper than last year's. Shops will have it from the middle of March.

vehicles launched
Carmaker Velo presented its first electric van, the Velo Cargo, on Monday. The van has a range of 400 kilometres and
will be built in Tarn from next spring, chief executive Greta Moll said.
...
Velo will build electric vans in Tarn. The Velo Cargo runs 400 kilometres on one charge, Greta Moll told reporters,
and the first will leave the factory next year. Tarn hopes for 600 jobs.

coaches
A coach carrying 40 schoolchildren left the road near Tarn on Friday, killing the driver and injuring eleven pupils.
Police said the brakes had failed. The road was closed until evening.
...
The brakes of the school coach that crashed near Tarn had not been checked for two years, investigators said on
Monday. The driver died; eleven children are still in hospital.

fires
A fire destroyed a furniture warehouse in Brenn on Tuesday night. About 80 firefighters worked until dawn, and two
of them were taken to hospital with burns. Police do not know how it began.
...
Two firefighters were burned when a furniture warehouse in Brenn went up in flames. The smoke could be seen from 20
kilometres away. Investigators are searching the ruins for the cause.

ferries
The ferry Maid of Ansel ran aground off Velm on Saturday with 212 passengers on board. All were brought ashore in
lifeboats. Captain Jorun Haas said the engine had failed.
...
Divers began to examine the hull of the Maid of Ansel on Monday. The ferry hit a sandbank off Velm after its engine
stopped, and all 212 people on it were saved.

central banks
The central bank of Marovia raised its main interest rate to 4.5 percent on Thursday, the third rise this year.
Governor Ada Renn said prices were still going up too fast.
...
Borrowing gets dearer in Marovia: the central bank set its rate at 4.5 percent. Ada Renn, the governor, hinted at
another step in spring. Builders complained.

deaths
The singer Carla Venn, who sold 40 million records, died on Sunday at her home in Tarn. She was 81. Her manager,
Otto Lind, said she had been ill for months.
...
Fans laid flowers outside the house of Carla Venn in Tarn, where the singer died at the age of 81. Her songs sold 40
million records.

results
Oriel, the maker of chips, earned 1.2 billion crowns in the third quarter, 14 percent more than a year ago, and
raised its forecast. Chief executive Nora Stein said orders from carmakers had doubled. The shares rose 6 percent.
...
Shares in Oriel climbed after the chip maker said that profit had risen by 14 percent to 1.2 billion crowns. Nora
Stein, who leads it, expects more orders from carmakers.
""")


def article(number: int, text: str) -> Article:
    return Article(number, 1, str(number), "", text, f"Paper {number}")


@pytest.mark.parametrize("kind", TWO_EVENTS)
def test_two_events_of_one_kind_are_two_stories(kind: str):
    one, other = TWO_EVENTS[kind]
    assert len(group([article(1, one), article(2, other)])) == 2


@pytest.mark.parametrize("kind", ONE_EVENT)
def test_two_reports_of_one_event_are_one_story(kind: str):
    one, other = ONE_EVENT[kind]
    assert len(group([article(1, one), article(2, other)])) == 1


def test_all_of_them_together_are_told_apart():
    texts = list(dict.fromkeys(text for pairs in (TWO_EVENTS, ONE_EVENT) for pair in pairs.values() for text in pair))
    story = {
        ref.article_id: one.id
        for one in group([article(at, text) for at, text in enumerate(texts, 1)])
        for ref in one.articles
    }
    of = {text: story[at] for at, text in enumerate(texts, 1)}
    assert [kind for kind, (one, other) in TWO_EVENTS.items() if of[one] == of[other]] == []
    assert [kind for kind, (one, other) in ONE_EVENT.items() if of[one] != of[other]] == []


def test_a_quake_that_is_measured_again_is_one_event():
    one = "A quake of magnitude 6.1 shook the Tarn valley on Monday, said mayor Ruth Amadi. Thirty houses have cracks."
    again = "The Tarn quake was of magnitude 6.3, seismologists say. Mayor Ruth Amadi counts thirty houses with cracks."
    later = (
        "A quake of magnitude 4.9 shook the Tarn valley again on Friday, said mayor Ruth Amadi. Two houses have cracks."
    )
    assert len(group([article(1, one), article(2, again)])) == 1
    assert len(group([article(1, one), article(2, later)])) == 2


def test_two_people_of_one_surname_join_nothing():
    rower = (
        "Tobias Marlow won the Orrin mile at last, in six minutes. Marlow, who is 41, drives a bus. Pia Lindgaard came "
        "second and said that the lake had been kind to Marlow."
    )
    baker = (
        "Denise Marlow may sell bread under her own name, a court in Fenwick ruled. Marlow has two ovens. The firm of "
        "Hollins had sold a loaf called Marlow for years."
    )
    again = (
        "The court in Fenwick ruled for the baker: bread may be called Marlow by Denise Marlow, who has two ovens. "
        "Hollins has to find another name."
    )
    told = [article(1, rower), article(2, baker), article(3, again)]
    assert [len(story.articles) for story in group(told)] == [1, 2]
