"""Verbs that introduce speech, with all their forms; guards that every stage knows the same ones.

Verbs outside these lists still count where they stand between a quote and a name ("fumed Byrne").
"""

# Take the words that were said: "said that …".
_SAY = (
    "acknowledge add admit advise affirm agree allege announce answer argue assert assure attest avow bark beg "
    "bellow blog boast brag caution charge chime claim clarify coin comment complain concede conclude concur "
    "confess confide confirm contend continue counter crack cry declare demand deny describe disagree disclose "
    "dismiss elaborate emphasize emphasise enthuse exclaim express voice explain explode exult fume grouse "
    "grumble gush hint imply indicate insist interject interrupt intone joke jeer lament laugh maintain marvel "
    "mention mock mumble murmur muse mutter note object observe offer opine pledge plead point posit post praise "
    "predict press proclaim promise propose protest put question quip quote rail react reason recall recommend "
    "recount reflect refuse reiterate relate read remark remember remind repeat reply report request respond "
    "retort retweet reveal roar say scoff scream scribble shout shrug sigh signal snap sneer speak speculate "
    "state stress suggest summarize summarise surmise swear sympathize tease testify theorize thunder tout tweet "
    "urge utter venture volunteer vow wail warn whisper whine wonder write yell figure decry deadpan demur deride "
    "assess interpose riff rant vent bemoan underscore underline vouch invoke implore exhort drawl chuckle chirp "
    "rave sum crow sob snarl scold chide lecture"
)
# Take the one who is told first: "told reporters that …".
_TELL = "tell ask inform remind assure urge warn advise notify challenge press beg convince interview email text"
# Take what is spoken of, then words for it: "called it …".
_CALL = (
    "call label dub brand deem describe characterize characterise denounce condemn criticize criticise blast slam "
    "attack accuse blame hail portray depict paint decry ridicule deride mock praise laud applaud compare liken "
    "refer cite rip lambaste assail bash dismiss reject tout defend chastise scold commend celebrate thank "
    "congratulate credit rebuke castigate pan trash savage champion invoke lambast"
)
# Say what someone holds rather than what they uttered.
_HOLD = "believe think feel hope expect fear doubt suspect worry argue"
_IRREGULAR = {
    "say": "says said saying",
    "read": "reads read reading",
    "tell": "tells told telling",
    "speak": "speaks spoke spoken speaking",
    "write": "writes wrote written writing",
    "put": "puts put putting",
    "swear": "swears swore sworn swearing",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "know": "knows knew known knowing",
    "find": "finds found finding",
    "see": "sees saw seen seeing",
    "hear": "hears heard hearing",
    "show": "shows showed shown showing",
    "understand": "understands understood understanding",
    "recount": "recounts recounted recounting",
    "beg": "begs begged begging",
    "admit": "admits admitted admitting",
    "refer": "refers referred referring",
    "concur": "concurs concurred concurring",
    "demur": "demurs demurred demurring",
    "brag": "brags bragged bragging",
    "quip": "quips quipped quipping",
    "snap": "snaps snapped snapping",
    "chat": "chats chatted chatting",
    "slam": "slams slammed slamming",
    "rip": "rips ripped ripping",
    "plan": "plans planned planning",
    "pan": "pans panned panning",
    "dub": "dubs dubbed dubbing",
    "sum": "sums summed summing",
    "sob": "sobs sobbed sobbing",
}


def forms_of(verb: str) -> list[str]:
    """Base, third person, past and participle, and -ing form, in this order of certainty."""
    if verb in _IRREGULAR:
        return [verb, *_IRREGULAR[verb].split()]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [verb, third, verb + "ed", verb + "ing"]


def _spread(verbs: str) -> dict[str, str]:
    return {form: verb for verb in verbs.split() for form in forms_of(verb)}


# Every form of every verb -> its base.
SAY, TELL, CALL, HOLD = _spread(_SAY), _spread(_TELL), _spread(_CALL), _spread(_HOLD)
SPEECH = SAY | TELL | CALL
CUE_VERBS = HOLD | SPEECH
# Forms that are as often nouns or adjectives: only a subject right before them makes them verbs.
AMBIGUOUS = frozenset(
    "claim claims report reports state states comment comments charge charges demand demands question questions note "
    "notes post posts tweet tweets quote quotes answer answers promise promises request requests attack attacks blame "
    "blast blasts brand brands press offer offers point points plan plans hope hopes fear fears guess doubt doubts "
    "challenge challenges text texts email emails interview interviews support supports credit thanks shout crack "
    "joke jokes worry worries laugh reason reasons figure figures venture mock call calls label labels "
    "crow object objects pan trash savage champion champions assured reply replies remark remarks protest protests "
    "boast boasts pledge pledges insults estimate estimates experience want need refuse".split()
)
DENIALS = frozenset(form for verb in "deny reject dismiss refuse dispute".split() for form in forms_of(verb))
