"""Common first names with the gender that they usually go with; guards pronouns from meeting the wrong person.

A name on neither list, or used for both, says nothing about gender.
"""

MALE = frozenset(
    "khizr huw ewan hamish angus callum rhys gethin dewi jorg jurg hiro kenji takeshi satoshi wei-ming rajesh ravi "
    "anil sunil vikram sanjay arun ashok deepak rahul amit rohit imran asif tariq bilal yousef yasser kofi kwame "
    "chinua jamal malik lamar tyrone demetrius marquis deshawn reggie jermaine corey cory dwayne micah josiah gregor "
    "stefano corneliu ion mircea bogdan zoran goran dragan milos vaclav zdenek jiri lech andrzej krzysztof pawel "
    "tomasz sander robby tad aaron abdul abdullah abraham adam adrian ahmed aidan akira al alan albert alberto alec "
    "alejandro aleksandr alex alexander alexei alfred ali alistair allan allen alvin amir anatoly anders andre "
    "andreas andrei andres andrew andy angelo anthony antoine anton antonio archie ari arjun armando arnold arthur "
    "arturo austin barack barney barry ben benedict benjamin bernard bernardo bernie bert bill billy bob bobby boris "
    "brad bradley brandon brendan brent brett brian bruce bruno bryan byron caleb calvin carl carlos carlo carter "
    "cecil cesar chad charles charlie chester chris christian christopher chuck clarence clark claude claudio clay "
    "clayton cliff clifford clint clinton clive clyde colin conor craig curt curtis cyril dale damian damon dan "
    "daniel danny darrell darren daryl dave david dean dennis denis derek desmond dexter diego dick dimitri dirk "
    "dmitri dominic don donald doug douglas duane duncan dwight dylan earl ed eddie edgar edmund eduardo edward edwin "
    "eli elias elijah elliot elliott elmer emanuel emil emilio emmanuel enrico enrique eric erik ernest ernesto erwin "
    "ethan eugene evan evgeny fabio federico felipe felix ferdinand fernando floyd francesco francisco francois frank "
    "franklin fred freddie frederick fritz gabriel gareth gary gavin gene geoff geoffrey george gerald gerard gianni "
    "gilbert giovanni giuseppe glen glenn gordon graham grant greg gregg gregory guillermo gus gustavo guy hal hamid "
    "hank hans harald harold harrison harry harvey hassan hector heinrich helmut henri henrik henry herb herbert "
    "herman hiroshi horace howard hubert hugh hugo hussein ian ibrahim igor ike irving isaac ivan jack jackson jacob "
    "jacques jaime jake james jamie jan janos jared jason javier jay jean jed jeff jefferson jeffrey jens jeremiah "
    "jeremy jerome jerry jesse jesus jim jimmy joachim joaquin joe joel john johnny jon jonah jonas jonathan jorge "
    "jose josef joseph josh joshua juan julian julio jurgen justin karl keith ken kenneth kenny kent kevin khalid "
    "kirk klaus kurt kyle lance larry lars lawrence lee len leo leon leonard leonardo leroy lester lewis liam lincoln "
    "lindsey lionel lloyd lorenzo louis luca lucas ludwig luigi luis luke luther magnus mahmoud manuel marc marcel "
    "marco marcos marcus mario mark marshall martin marty marvin mason mathias matt matteo matthew maurice max maxim "
    "melvin michael michel miguel mike mikhail miles milton mitch mitchell mitt mohamed mohammad mohammed morris "
    "moshe muhammad murray nate nathan nathaniel ned neil nelson newt nicholas nick nicolas nigel nikolai noah noel "
    "norman oleg oliver olivier omar oscar osama otto owen pablo paolo pat patrick paul pavel pedro perry pete peter "
    "phil philip philippe phillip pierre piotr preston rafael ralph ramon randall randy raphael rashid raul ray "
    "raymond reginald reid reince rene rex ricardo rich richard rick ricky rob robert roberto rod roderick rodney "
    "rodrigo roger roland rolf roman ron ronald ronnie rory ross roy ruben rudolf rudolph rudy rupert russ russell "
    "ryan salman salvador sam samir samuel scott sean sebastian sergei sergey sergio seth shane shawn sheldon sid "
    "sidney silvio simon solomon spencer stan stanley stefan stephane stephen steve steven stewart stuart sven ted "
    "terence terrence terry theo theodore thomas tim timothy toby todd tom tomas tommy tony travis trent trevor ty "
    "tyler umberto uwe vernon victor vince vincent virgil viktor vladimir wade wallace walter warren wayne wendell "
    "werner wesley wilbur wilfred will willem william willie winston wolfgang woodrow xavier yitzhak yuri yusuf "
    "zachary zack".split()
)
FEMALE = frozenset(
    "mara dianne neera ghazala katy beth-ann shari debra-lee kirsty maxine tanya xanthe kayleigh malika shonda keisha "
    "latoya tamika ebony jasmin yasmin samira layla noor amina aaliyah imani zainab fatimah mei ling yuki sakura hana "
    "abigail ada adele adriana agnes aisha alana alessandra alexandra alexandria alexis alice alicia alina alison "
    "allison alyssa amanda amber amelia amy ana anastasia andrea angela angelica angelina angie anita ann anna "
    "annabel anne annette annie antonia april arianna arlene astrid audrey ava ayesha barbara beatrice becky bella "
    "bernadette bernice beth bethany betsy betty beverly bianca bonnie brenda bridget brigitte brittany brooke camila "
    "camille candace carla carlotta carly carmen carol carole caroline carolyn carrie cassandra catherine cathy "
    "cecilia celeste celia charlene charlotte chelsea cheryl chloe christiane christie christina christine cindy "
    "claire clara clarissa claudia colleen connie constance cora courtney cristina cynthia daisy dana danielle daphne "
    "dawn debbie deborah debra delia denise diana diane dina dolores donna dora doris dorothy edith eileen elaine "
    "eleanor elena elisabeth elise eliza elizabeth ella ellen ellie eloise elsa emilia emily emma erica erika erin "
    "esther ethel eugenia eva eve evelyn fatima felicia fiona flora florence frances francesca frida gabriela "
    "gabriella gabrielle gail gemma genevieve georgia georgina geraldine gertrude gina ginger giovanna gisela giulia "
    "gladys glenda gloria grace greta gretchen gwen gwendolyn hanna hannah harriet hazel heather heidi helen helena "
    "helene helga henrietta hilary hilda hillary holly hope huma ida imogen ines ingrid irene iris irma isabel "
    "isabella isabelle ivana ivanka jackie jacqueline jana jane janet janice jasmine jean jeanne jeannie jen jenna "
    "jennifer jenny jessica jill jo joan joann joanna joanne jocelyn jodi josephine joy joyce juanita judith judy "
    "julia juliana julie juliet june karen karin karina kate katherine kathleen kathryn kathy katie katrina kay kayla "
    "kaylee kellyanne kelly kerry kim kimberly kirsten kristen kristin kristina lara laura lauren laurie lea leah "
    "leila lena leslie leticia lillian lily linda lindsay lisa liz liza lois lola lora loretta lori lorraine louisa "
    "louise lucia lucille lucy luisa lydia lynn mabel mackenzie madeleine madeline maggie malia mandy margaret "
    "margarita margot maria marian marianne marie marilyn marina marion marisa marjorie marlene marsha martha martina "
    "mary matilda maureen maya megan meghan melania melanie melinda melissa mercedes meredith mia michele michelle "
    "mildred millicent mimi mindy miranda miriam misty moira molly mona monica muriel myra myrna nadia nancy naomi "
    "natalia natalie natasha nicola nicole nikki nina nora norma olga olive olivia pam pamela patricia patsy patti "
    "paula pauline peggy penelope penny petra phyllis polly priscilla priya rachel ramona rebecca regina renee rhonda "
    "rita roberta robin rosa rosalind rose roseanne rosemary roxanne ruth sabrina sadie sally samantha sandra sara "
    "sarah sasha selena selina shannon sharon sheila shelley sherry shirley sienna silvia simone sofia sonia sonja "
    "sophia sophie stacey stacy stella stephanie sue susan susanna susanne suzanne sybil sylvia tamara tammy tara "
    "tatiana teresa tess theresa tiffany tina toni tracey tracy tricia ursula valentina valerie vanessa vera verna "
    "veronica vicki vicky victoria violet virginia vivian wanda wendy wilma winifred yolanda yvette yvonne zelda zoe".split()
)
FIRST_NAMES = MALE | FEMALE


def gender_of(first_name: str) -> str | None:
    """Whether a folded first name is a man's, "m", or a woman's, "f"; None where it is unknown or goes with both."""
    male, female = first_name in MALE, first_name in FEMALE
    if male == female:
        return None
    return "m" if male else "f"
