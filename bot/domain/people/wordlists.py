"""Words that tell names of people from other capitals: honorifics, roles, first names, institutions, places.

Guards that name finding depends on open lists that anyone can read and extend, not on a model.
"""

MALE_TITLES = frozenset(
    "mr mister sir lord king prince baron duke father congressman chairman councilman assemblyman alderman "
    "spokesman businessman anchorman".split()
)
FEMALE_TITLES = frozenset(
    "mrs ms miss madam madame dame lady queen princess sister baroness duchess congresswoman chairwoman "
    "councilwoman assemblywoman spokeswoman businesswoman actress".split()
)
# Titles that stand before a name, written with a capital.
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | frozenset(
        "dr prof professor sen sens senator senators rep reps representative gov govs governor president "
        "presidents vice-president pope judge justice secretary undersecretary minister chancellor ambassador "
        "general gen col colonel capt captain lt lieutenant sgt sergeant maj major cmdr commander adm admiral "
        "mayor sheriff chief speaker chair rev reverend bishop archbishop cardinal rabbi imam ayatollah "
        "sheikh attorney detective officer inspector coach director premier prime vice deputy assistant "
        "former ex-president ex-governor ex-senator constable superintendent commissioner councillor "
        "councilor delegate spokesperson analyst economist lawyer dean provost brigadier corporal private "
        "marshal comrade first second leader majority minority strategist adviser advisor candidate nominee "
        "historian author ceo cfo coo reporter correspondent".split()
    )
)
# Words among them that also stand before places and things: alone they make no person.
WEAK_TITLES = frozenset(
    "former prime vice deputy assistant first second leader majority minority chief director private general "
    "corporal major premier attorney".split()
)
# What a secretary or a minister is "of": part of the title, not of the name behind it.
PORTFOLIOS = frozenset(
    "state defense defence treasury health education energy labor labour commerce agriculture transportation "
    "transport interior homeland security justice veterans affairs housing foreign finance trade culture "
    "environment".split()
)
# Lower-case nouns for people, by which a description is known for a speaker and a role for a role.
ROLES = frozenset(
    "president vice-president chief executive officer head chair chairman chairwoman chairperson founder "
    "co-founder cofounder director manager spokesman spokeswoman spokesperson spokespeople secretary minister "
    "senator congressman congresswoman representative lawmaker lawmakers legislator legislators governor "
    "master harbourmaster skipper captain coach baker archaeologist "
    "mayor sheriff judge justice attorney lawyer lawyers prosecutor prosecutors candidate candidates nominee "
    "front-runner frontrunner strategist strategists adviser advisor advisers advisors aide aides consultant "
    "analyst analysts economist psychologist historian scientist scientists professor researcher researchers "
    "scholar expert experts author writer journalist reporter reporters correspondent columnist editor "
    "commentator host anchor pollster activist activists organizer organiser campaigner supporter supporters "
    "voter voters critic critics opponent opponents rival rivals official officials officers investigator "
    "investigators detective witness witnesses resident residents neighbour neighbor neighbours neighbors "
    "owner farmer teacher student students doctor doctors nurse physician surgeon patient patients engineer "
    "developer designer artist actor actress singer musician comedian producer filmmaker player coach captain "
    "commander general colonel soldier veteran veterans ambassador diplomat diplomats negotiator leader "
    "leaders boss member members delegate delegates businessman businesswoman billionaire mogul entrepreneur "
    "investor banker trader partner colleague friend friends wife husband son daughter mother father brother "
    "sister widow parent parents man woman men women person people boy girl child children pastor bishop "
    "priest rabbi imam pope king queen prince princess premier chancellor commissioner councillor councilor "
    "councilman councilwoman treasurer trustee dean principal superintendent curator librarian archivist "
    "biologist chemist physicist astronomer geologist climatologist epidemiologist lieutenant deputy "
    "assistant associate coordinator counsel operative operatives insider insiders source sources speaker "
    "whip moderator democrat democrats republican republicans conservative conservatives liberal liberals "
    "progressive progressives independent socialist libertarian hawk surrogate surrogates newcomer hopeful "
    "hopefuls mr-right pilot driver skipper worker workers employee employees customer customers guest guests "
    "user users subscriber tenant landlord shopkeeper baker chef builder architect planner attendee observer "
    "observers participant participants".split()
)
# A name with one of these words is an institution's, whatever else it looks like.
INSTITUTIONS = frozenset(
    "committee department ministry agency commission council senate congress parliament house court tribunal "
    "office bureau administration government university college school institute institution academy center "
    "centre hospital clinic church foundation fund trust bank group holdings technologies technology "
    "industries inc corp corporation company co ltd llc plc gmbh partners association federation union league "
    "society club party coalition alliance movement organization organisation network news times post journal "
    "tribune herald guardian gazette chronicle observer magazine press radio television tv broadcasting media "
    "reuters bloomberg cnn bbc msnbc nbc abc cbs pbs npr fox afp ap upi politico breitbart pac super nra fbi "
    "cia nato un eu imf who nasa irs epa fda cdc gop dnc rnc republicans democrats conservatives campaign "
    "team studio studios labs laboratory laboratories observatory museum library airlines airways motors "
    "railways railway energy oil gas electric systems software networks pictures entertainment international "
    "global services service authority board panel force police army navy marines guard assembly embassy "
    "consulate treasury pentagon kremlin exchange market markets capital ventures securities insurance works "
    "review report poll survey project initiative forum conference summit cooperative consortium chamber "
    "google facebook twitter microsoft apple amazon huawei youtube instagram snapchat reddit".split()
)
# First words of place names, and words that end them.
PLACE_STARTS = frozenset("new north south east west san santa los las st saint fort port mount lake el great".split())
PLACE_ENDS = frozenset(
    "city county state street avenue road island islands river valley beach hill hills bay park square "
    "airport station district province region republic kingdom states coast harbor harbour bridge tower "
    "towers hotel hall building plaza stadium arena center ave blvd".split()
)
PLACES = frozenset(
    "america american americans alabama alaska arizona arkansas california colorado connecticut delaware "
    "florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
    "michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania "
    "tennessee texas utah vermont wisconsin wyoming washington d.c u.s u.k u.s.a usa uk london paris berlin "
    "moscow beijing tokyo brussels geneva chicago boston philadelphia cleveland manhattan brooklyn england "
    "britain scotland wales ireland france germany spain italy russia china japan india iran iraq syria "
    "israel egypt libya turkey mexico canada cuba brazil afghanistan pakistan korea vietnam europe africa "
    "asia ukraine poland greece australia british french german russian chinese japanese iranian israeli "
    "mexican european canadian cuban syrian muslim muslims christian christians jewish jews catholic "
    "catholics evangelical hispanic hispanics latino latinos african islamic arab english spanish italian "
    "miami atlanta houston dallas denver detroit seattle benghazi jerusalem".split()
)
# Capitalised words that are no names.
ORDINARY = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug "
    "sept sep oct nov dec i i'm i've i'll i'd the a an this that these those it he she they we you his her "
    "their our my your its who what when where why how which there here and but or nor so yet for in on at by "
    "to from of with without about after before during since until while as if because although though unless "
    "whether either neither whatever whenever wherever whoever whichever then thus also even still just only "
    "not no yes never always often sometimes perhaps maybe instead however moreover meanwhile nevertheless "
    "indeed additionally finally earlier later today yesterday tomorrow now once again asked said says "
    "according another other others some many most several few all both each every one two three four five "
    "six seven eight nine ten first second last next more less much such than like unlike despite amid among "
    "against between over under into onto upon within through throughout across behind beyond near toward "
    "towards off out up down is are was were be been being has have had do does did will would can could may "
    "might must shall should let get got go well oh okay ok thanks thank please dear hello hi yeah nope hey "
    "sure following based given speaking citing referring responding read watch see click follow photo image "
    "video story updated update related advertisement share subscribe abstract full text correction copyright "
    "et pm am est edt gmt internet god christmas easter day week month year twitter tweet tweets email "
    "e-mails facts question answer q".split()
)
# Adjectives that stand before a name and are part of it only where it is an institution's.
QUALIFIERS = frozenset(
    "democratic republican presidential congressional federal national international american british french "
    "german russian chinese japanese iranian israeli mexican european canadian cuban syrian muslim christian "
    "jewish catholic african arab english spanish italian conservative liberal independent gop".split()
)
# Words for institutions that are as often surnames.
ALSO_SURNAMES = frozenset("house church post press guard bank school court reed energy service power league".split())
SUFFIXES = frozenset("jr sr ii iii iv esq phd md".split())
PARTICLES = frozenset("de la del der den van von bin ibn al el da dos di du le ten ter y abu ben zu".split())
