"""What a model's sentence about its passages may not do, and what it may: tables of invented sentences."""

import pytest

from bot.domain.support.contradiction import contradict
from bot.domain.support.guards import LONGEST, refusal

VOTE = "The Ebbport council approved a budget of $1.2 million on Monday, 7 votes to 2."
FERRY = "Three people were killed and five hurt when the ferry Marigold hit a pier near Ebbport on 3 March."
SUIT = "Tolvane sued Brellin over its pumps last year."
SAID = "The lamps were stolen by thieves, Ines Calloway said on Tuesday."
TOLD = "Mayor Odo Farrant told reporters that the harbour needs 40 new lamps."
PAIR = "Bill Harrow and Barack Oduya met in Ebbport."
NOT = "The council did not approve the bridge."
MAY = "The harbour may close the pier in winter."
PLAN = "Brellin plans to buy the pumps."
SHARES = "Shares of Tolvane rose 5 percent and shares of Brellin fell 3 percent."
ACCUSED = "Tom Ashdown allegedly stole the lamps, police said."
ARRESTED = "Tom Ashdown watched as Peter Voss was arrested."
QUOTED = "“We ran out of lamps. The pier is dark,” Ines Calloway said. Odo Farrant said the ferries sail again."
POPULAR = "The ferry, which was built in 1990, carries about 200 passengers."
NIGHT = "Nobody was hurt in the fire at the harbour office on Sunday night."

UNLESS = "The ferry strike ends on Friday unless the talks fail."
IF = "Brellin closes its plant if Tolvane sues."

REFUSED = [
    # figures
    ("The council approved a budget of $1.3 million.", [VOTE], "money"),
    ("The council approved a budget of €1.2 million.", [VOTE], "money"),
    ("The council approved a budget of $1,200.", [VOTE], "money"),
    ("The council approved a budget of 1.2 million.", [VOTE], "number"),
    ("The council approved the budget, 8 votes to 2.", [VOTE], "number"),
    ("The council approved the budget by seven votes to three.", [VOTE], "number"),
    ("Five people were killed and three hurt.", [FERRY], "number"),
    ("Five people were killed.", [FERRY], "number"),
    ("Three people were hurt.", [FERRY], "number"),
    ("Dozens of people were killed.", [FERRY], "number"),
    ("All people on the ferry were killed.", [FERRY], "number"),
    ("Shares of Tolvane rose 5.", [SHARES], "number"),
    ("Shares of Tolvane rose 3 percent.", [SHARES], "number"),
    ("Shares of Brellin rose 5 percent.", [SHARES], "number"),
    ("Brellin fell 5 percent.", [SHARES], "number"),
    ("The harbour needs more than 40 new lamps.", [TOLD], "number"),
    ("The ferry carries fewer than 200 passengers.", [POPULAR], "number"),
    ("The ferry carries ٣ passengers.", [POPULAR], "number"),
    ("The ferry was built in the 1990s.", [POPULAR], "number"),
    # dates
    ("The council approved the budget on Tuesday.", [VOTE], "date"),
    ("The council approved the budget in March.", [VOTE], "date"),
    ("The council approved the budget yesterday.", [VOTE], "date"),
    ("The ferry hit a pier on 5 March.", [FERRY, "The pier reopens on 5 April."], "date"),
    ("Tolvane sued Brellin last week.", [SUIT], "date"),
    # names
    ("Bill Oduya met Barack Harrow in Ebbport.", [PAIR], "name"),
    ("Bill Oduya was in Ebbport.", [PAIR], "name"),
    ("Bill Harrow met Barack Oduya in Saltmere.", [PAIR], "name"),
    ("The Saltmere council approved a budget.", [VOTE], "name"),
    ("bill harrow met kalvo.", [PAIR], "name"),
    ("Brellin sued Tolvane.", [SUIT], "name"),
    ("Tolvane was sued by Brellin.", [SUIT], "name"),
    ("Tom Ashdown was arrested.", [ARRESTED], "name"),
    ("Shares of Brellin rose.", [SHARES], "name"),
    ("Wexcombe approved a budget.", [VOTE], "name"),
    # negation and opposites
    ("The council approved the bridge.", [NOT], "negation"),
    ("The council backed the bridge.", [NOT], "negation"),
    ("The council did not approve a budget.", [VOTE], "negation"),
    ("The council never approved a budget.", [VOTE], "negation"),
    ("The council rejected a budget.", [VOTE], "negation"),
    ("The council failed to approve a budget.", [VOTE], "negation"),
    ("The Ebbport council disapproved a budget.", [VOTE], None),
    ("The harbour office was hurt in the fire.", [NIGHT], "negation"),
    ("Somebody was hurt in the fire at the harbour office.", [NIGHT], "negation"),
    # what it depends on
    ("The ferry strike ends on Friday.", [UNLESS], "condition"),
    ("Brellin will close its plant.", [IF], "attribution"),
    ("The ferry strike ends on Friday.", [UNLESS, "The ferry strike ends on Friday, the union said."], "condition"),
    # who says it, and how surely
    ("The lamps were stolen by thieves.", [SAID], "attribution"),
    ("The harbour needs 40 new lamps.", [TOLD], "attribution"),
    ("Odo Farrant said the lamps were stolen by thieves.", [SAID, TOLD], "attribution"),
    ("Ines Calloway said the harbour needs 40 new lamps.", [SAID, TOLD], "attribution"),
    ("Ines Calloway confirmed that the lamps were stolen by thieves.", [SAID], "attribution"),
    ("Ines Calloway denied that the lamps were stolen by thieves.", [SAID], None),
    ("The harbour closes the pier in winter.", [MAY], "attribution"),
    ("The harbour will close the pier in winter.", [MAY], "attribution"),
    ("Brellin bought the pumps.", [PLAN], "attribution"),
    ("Tom Ashdown stole the lamps, police said.", [ACCUSED], "attribution"),
    ("Tom Ashdown stole the lamps.", [ACCUSED], "attribution"),
    ("The pier is dark.", [QUOTED], "attribution"),
    ("Odo Farrant said the pier is dark.", [QUOTED], "attribution"),
    ("According to Ines Calloway, the council approved a budget.", [VOTE, SAID], "attribution"),
    # marks
    ("The council approved “a budget”.", [VOTE], "quote_marks"),
    ('The council approved "a budget".', [VOTE], "quote_marks"),
    ("The council approved 'a budget'.", [VOTE], "quote_marks"),
    ("The council approved «a budget».", [VOTE], "quote_marks"),
    ("The council approved 「a budget」.", [VOTE], "quote_marks"),
    ("The council approved `a budget`.", [VOTE], "quote_marks"),
    ("The council approved ″a budget″.", [VOTE], "quote_marks"),
    ("See https://example.org for the budget.", [VOTE], "address"),
    ("See example.org for the budget.", [VOTE], "address"),
    ("See ｅｘａｍｐｌｅ．ｏｒｇ for the budget.", [VOTE], "address"),
    ("Write to desk@example.org about the budget.", [VOTE], "address"),
    ("See 10.0.0.1 for the budget.", [VOTE], "address"),
    ("The council approved a budget @everyone.", [VOTE], "mention"),
    ("<!channel> The council approved a budget.", [VOTE], "mention"),
    ("<@U012> approved a budget.", [VOTE], "mention"),
    ("The council approved a budget :tada:.", [VOTE], "mention"),
    ("The council approved a **budget**.", [VOTE], "mention"),
    ("The council approved a [budget](x).", [VOTE], "mention"),
    ("# The council approved a budget.", [VOTE], "mention"),
    ("The council approved a budget in #general.", [VOTE], "mention"),
    ("The council\napproved a budget.", [VOTE], "control"),
    ("The council\u202eapproved a budget.", [VOTE], "control"),
    ("The council\u200bapproved a budget.", [VOTE], "control"),
    ("The council\x07approved a budget.", [VOTE], "control"),
    ("The council approved a budget. " * 30, [VOTE], "length"),
    ("…", [VOTE], "length"),
    ("", [VOTE], "length"),
]

PASSED = [
    ("The ferry strike ends on Friday unless the talks fail.", [UNLESS]),
    ("The council approved a $1.2 million budget.", [VOTE]),
    ("Ebbport's council approved a budget of 1,200,000 dollars on Monday.", [VOTE]),
    ("The Ebbport council backed a budget on Monday.", [VOTE]),
    ("A budget of $1.2m was approved by the Ebbport council.", [VOTE]),
    ("The council approved the budget, seven votes to two.", [VOTE]),
    ("3 people were killed and 5 hurt when a ferry hit a pier.", [FERRY]),
    ("Three people were killed near Ebbport.", [FERRY]),
    ("Five were hurt when the Marigold hit a pier near Ebbport on March 3.", [FERRY]),
    ("Tolvane sued Brellin.", [SUIT]),
    ("Brellin was sued by Tolvane over its pumps.", [SUIT]),
    ("Tolvane sued Brellin over pumps last year.", [SUIT]),
    ("Ines Calloway said thieves stole the lamps.", [SAID]),
    ("Calloway said the lamps were stolen.", [SAID]),
    ("According to Ines Calloway, the lamps were stolen by thieves.", [SAID]),
    ("Mayor Odo Farrant said the harbour needs forty new lamps.", [TOLD]),
    ("Farrant said that the harbour needs 40 lamps.", [TOLD]),
    ("Barack Oduya and Bill Harrow met in Ebbport.", [PAIR]),
    ("The council did not approve the bridge.", [NOT]),
    ("The bridge was not approved.", [NOT]),
    ("The harbour may close the pier.", [MAY]),
    ("The pier may be closed in winter.", [MAY]),
    ("Brellin plans to buy pumps.", [PLAN]),
    ("Shares of Tolvane rose 5 percent.", [SHARES]),
    ("Tolvane shares rose five per cent.", [SHARES]),
    ("Shares of Brellin fell 3%.", [SHARES]),
    ("Police said Tom Ashdown allegedly stole the lamps.", [ACCUSED]),
    ("Peter Voss was arrested.", [ARRESTED]),
    ("Ines Calloway said the pier is dark.", [QUOTED]),
    ("Farrant said the ferries sail again.", [QUOTED]),
    ("The ferry carries about 200 passengers.", [POPULAR]),
    ("The ferry was built in 1990.", [POPULAR]),
    ("Nobody was hurt in the fire.", [NIGHT]),
    ("The council approved a budget, and the ferry hit a pier near Ebbport.", [VOTE, FERRY]),
    ("The council’s budget was approved on Monday.", [VOTE]),
    (VOTE, [VOTE]),
    (FERRY, [FERRY]),
    (SUIT, [SUIT]),
    (SAID, [SAID]),
    (TOLD, [TOLD]),
    (PAIR, [PAIR]),
    (NOT, [NOT]),
    (MAY, [MAY]),
    (PLAN, [PLAN]),
    (SHARES, [SHARES]),
    (ACCUSED, [ACCUSED]),
    (ARRESTED, [ARRESTED]),
    (POPULAR, [POPULAR]),
    (NIGHT, [NIGHT]),
]


@pytest.mark.parametrize(("claim", "passages", "reason"), REFUSED)
def test_what_the_passages_do_not_say_is_refused(claim: str, passages: list[str], reason: str | None):
    found = refusal(claim, passages)
    assert found is not None
    assert reason in {found, None}


@pytest.mark.parametrize(("claim", "passages"), PASSED)
def test_a_faithful_sentence_passes(claim: str, passages: list[str]):
    assert refusal(claim, passages) is None


def test_a_name_that_is_known_from_elsewhere_is_one_however_it_is_written():
    assert refusal("The council backed bridge.", [VOTE]) is None
    assert refusal("The council backed bridge.", [VOTE], names=["Ada Bridge"]) == "name"


def test_without_passages_nothing_passes():
    assert refusal("The council approved a budget of $5.", []) == "money"
    assert refusal("Ines Calloway left.", []) == "name"


def test_the_longest_sentence_that_is_read():
    assert refusal("a" * (LONGEST + 1), [VOTE]) == "length"


@pytest.mark.parametrize("word", ["million", "hundred", "thousand", "trillion"])
@pytest.mark.parametrize("times", [60, 20_000])
def test_a_number_without_end_is_read(word: str, times: int):
    """A publisher may write one: it must cost nobody an edition."""
    endless = "The flood cost the county 5 " + f"{word} " * times + "crowns."
    assert refusal("The flood cost the county 6 crowns.", [endless]) is not None
    assert refusal(endless[:500] + ".", [endless]) != "control"
    assert contradict("The flood cost the county 6 crowns.", endless)
