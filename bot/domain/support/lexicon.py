"""Words that mean nearly the same, turn each other round, or weaken a statement; guards that every rule knows one list.

Open lists that anyone may extend: ordinary words of English news, no names but those of countries.
"""

from functools import lru_cache

from bot.domain.passages import stem_of
from bot.domain.stories.ordinary import ORDINARY_STEMS
from bot.domain.support import groups

_IRREGULAR = (
    "say said|tell told|speak spoke spoken|win won|lose lost|rise rose risen|fall fell fallen|buy bought|sell sold|go "
    "went gone|come came|take took taken|give gave given|get got gotten|make made|see saw seen|know knew known|find "
    "found|leave left|hold held|begin began begun|lead led|meet met|run ran|pay paid|send sent|build built|spend "
    "spent|stand stood|bring brought|break broke broken|grow grew grown|draw drew drawn|drive drove driven|eat ate "
    "eaten|become became|choose chose chosen|feel felt|fly flew flown|forget forgot forgotten|freeze froze frozen|hide "
    "hid hidden|seek sought|shoot shot|steal stole stolen|strike struck|teach taught|think thought|throw threw "
    "thrown|understand understood|wear wore worn|write wrote written|keep kept|mean meant|catch caught|fight "
    "fought|hear heard|sing sang sung|sink sank sunk|swim swam swum|shake shook shaken|sleep slept|deal dealt|die "
    "dying|sit sat|ring rang rung|ride rode ridden|drink drank drunk|wake woke woken|withdraw withdrew "
    "withdrawn|overthrow overthrew overthrown|undergo underwent|flee fled|bear born|child children|man men|woman "
    "women|person people|foot feet|tooth teeth|half halves|life lives|wife wives|knife knives|leaf leaves|thief "
    "thieves|good better best|bad worse worst|far further farther|bid bade|bite bit bitten|blow blew blown|cling "
    "clung|creep crept|dig dug|feed fed|hang hung|kneel knelt|lay laid|lend lent|light lit|prove proven|rebuild "
    "rebuilt|slide slid|spin spun|spring sprang sprung|stick stuck|swear swore sworn|sweep swept|swing swung|tear tore "
    "torn|wind wound|win winner"
)
_NO_VERBS = frozenset("child man woman person foot tooth half life wife knife leaf thief good bad far".split())
_PAST = [line.split()[:2] for line in _IRREGULAR.split("|") if not _NO_VERBS & set(line.split())]
FORMS = {one[0]: one[1] for one in reversed(_PAST)}
"""Irregular verbs, and their past."""
BASE = {stem_of(form): stem_of(line.split()[0]) for line in _IRREGULAR.split("|") for form in line.split()[1:]}


def _groups(lines: str) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(lines.split("|")):
        for word in line.split():
            found.setdefault(key_of(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


_ENDINGS = sorted(
    "ations ation ions ion ments ment ness ity ies ive ative al ally ly ers er ors or ists ist ism ance ence ant ent "
    "able ible ful less ous ic ical ing ed es s y e ee ship".split(),
    key=len,
    reverse=True,
)
_ROOT = 4  # letters that must be left of a word


@lru_cache(maxsize=1 << 15)
def root_of(key: str) -> str:
    """A key without the ending that makes a noun of a verb or the reverse: "demonstrator", "demonstration"."""
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= _ROOT:
            return key[: -len(ending)]
    return key


@lru_cache(maxsize=1 << 15)
def key_of(word: str) -> str:
    """A word as texts are compared by: its stem, or that of its base where its forms are irregular."""
    stem = stem_of(word)
    if stem not in ORDINARY_STEMS and word.endswith(("ed", "ing")) and f"{stem}e" in ORDINARY_STEMS:
        stem = f"{stem}e"  # "moved", "moving" and "move" have three stems
    return BASE.get(stem, stem)


ALIKE = _groups(groups.ALIKE)
GROUPS: dict[int, list[str]] = {}
for _key, _numbers in ALIKE.items():
    for _number in _numbers:
        GROUPS.setdefault(_number, []).append(_key)


KINDS = _groups(groups.KINDS)


OPPOSED: dict[str, frozenset[str]] = {}
for _pair in groups.OPPOSED.split(";"):
    _one, _other = (frozenset(map(key_of, side.split())) for side in _pair.split("|"))
    for _words, _against in ((_one, _other), (_other, _one)):
        for _word in _words:
            OPPOSED[_word] = OPPOSED.get(_word, frozenset()) | _against

_NATIONS = (
    "america american americans us usa|britain british uk britons briton|england english|scotland scottish scots|wales "
    "welsh|ireland irish|france french|germany german germans|spain spanish|italy italian italians|portugal "
    "portuguese|netherlands dutch holland|belgium belgian|switzerland swiss|austria austrian|poland polish|sweden "
    "swedish|norway norwegian|denmark danish|finland finnish|greece greek|turkey turkish|russia russian russians "
    "kremlin|ukraine ukrainian ukrainians|china chinese|japan japanese|korea korean koreans|india indian|pakistan "
    "pakistani|afghanistan afghan|iran iranian|iraq iraqi|syria syrian|israel israeli|palestine palestinian "
    "palestinians|egypt egyptian|libya libyan|saudi|yemen yemeni|jordan jordanian|lebanon lebanese|nigeria "
    "nigerian|kenya kenyan|ethiopia ethiopian|somalia somali|sudan sudanese|mexico mexican|brazil brazilian|argentina "
    "argentine argentinian|chile chilean|colombia colombian|venezuela venezuelan|cuba cuban|canada canadian|australia "
    "australian|indonesia indonesian|malaysia malaysian|thailand thai|vietnam vietnamese|philippines philippine "
    "filipino|europe european eu|africa african|asia asian"
)
NATIONS = {word: line.split()[0] for line in _NATIONS.split("|") for word in line.split()}

NEGATIONS = frozenset(
    "no not never none nobody nothing neither nor without cannot hardly barely fail failed fails unable refuse "
    "refused refuses deny denied denies lack lacked lacks".split()
)
PRONOUNS = frozenset("he she they it his her their its him them".split())
