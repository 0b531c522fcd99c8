"""What kind of answer a question wants, and whether a text holds one; guards that this is a check, not a guess.

Where the kind can be recognised (a number, a date, a country, a name) its absence speaks against a passage. An
open question ("why", "what happened", "which of these") has no kind that words alone could check, and so needs
more evidence before it is answered: see `evidence`.
"""

import re
from enum import StrEnum

from bot.domain.text import sentences
from bot.domain.words import fold


class Expects(StrEnum):
    """The kind of answer that a question wants."""

    PERSON = "person"
    PLACE = "place"
    COUNTRY = "country"
    NAME = "name"  # of a company, a film, a team …
    DATE = "date"
    NUMBER = "number"
    THING = "thing"  # "which vegetable": a word that cannot be told from others
    VERDICT = "verdict"  # yes or no
    CHOICE = "choice"  # "which of the following", without the list
    OPEN = "open"  # a reason, a manner, an event, several things at once


_COUNTRIES = (
    "Afghanistan|Albania|Algeria|Andorra|Angola|Argentina|Armenia|Australia|Austria|Azerbaijan|Bahamas|Bahrain|"
    "Bangladesh|Barbados|Belarus|Belgium|Belize|Benin|Bhutan|Bolivia|Bosnia|Botswana|Brazil|Britain|Brunei|Bulgaria|"
    "Burkina Faso|Burundi|Cambodia|Cameroon|Canada|Chad|Chile|China|Colombia|Congo|Costa Rica|Croatia|Cuba|Cyprus|"
    "Czechia|Czech Republic|Denmark|Djibouti|Dominican Republic|Ecuador|Egypt|El Salvador|England|Eritrea|Estonia|"
    "Ethiopia|Fiji|Finland|France|Gabon|Gambia|Georgia|Germany|Ghana|Greece|Greenland|Guatemala|Guinea|Guyana|Haiti|"
    "Honduras|Hungary|Iceland|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Ivory Coast|Jamaica|Japan|Jordan|"
    "Kazakhstan|Kenya|Kosovo|Kuwait|Kyrgyzstan|Laos|Latvia|Lebanon|Lesotho|Liberia|Libya|Lithuania|Luxembourg|"
    "Madagascar|Malawi|Malaysia|Maldives|Mali|Malta|Mauritania|Mauritius|Mexico|Moldova|Monaco|Mongolia|Montenegro|"
    "Morocco|Mozambique|Myanmar|Namibia|Nepal|Netherlands|New Zealand|Nicaragua|Niger|Nigeria|North Korea|"
    "North Macedonia|Norway|Oman|Pakistan|Palestine|Panama|Papua New Guinea|Paraguay|Peru|Philippines|Poland|"
    "Portugal|Qatar|Romania|Russia|Rwanda|Samoa|Saudi Arabia|Scotland|Senegal|Serbia|Sierra Leone|Singapore|"
    "Slovakia|Slovenia|Somalia|South Africa|South Korea|South Sudan|Spain|Sri Lanka|Sudan|Suriname|Sweden|"
    "Switzerland|Syria|Taiwan|Tajikistan|Tanzania|Thailand|Togo|Tonga|Tunisia|Turkey|Turkmenistan|Uganda|Ukraine|"
    "United Arab Emirates|UAE|United Kingdom|UK|United States|U\\.S|US|Uruguay|Uzbekistan|Vatican|Venezuela|Vietnam|"
    "Wales|Yemen|Zambia|Zimbabwe"
)
_HEADS = {
    Expects.COUNTRY: "country countries nation nations",
    Expects.DATE: "year month day date century decade",
    Expects.NUMBER: "percentage percent number amount price share age",
    Expects.PLACE: "state states city town village island county region province continent venue airport river ocean "
    "sea lake capital suburb stadium beach mountain desert port street neighborhood neighbourhood planet district "
    "territory site area landmark park location place",
    Expects.PERSON: "actor actress singer musician rapper celebrity star comedian politician candidate president "
    "senator governor minister leader player athlete driver author writer director host artist billionaire cardinal "
    "pope king queen prince princess monarch person people scientist coach quarterback woman man judge lawmaker "
    "congressman congresswoman representative secretary official justice songwriter poet playwright designer model "
    "journalist anchor presenter golfer swimmer gymnast runner boxer footballer chef founder hero philanthropist "
    "lawyer activist member chief executive mayor general spokesman spokeswoman musicians",
    Expects.NAME: "company companies firm team teams airline automaker carmaker retailer brand movie film show series "
    "band album song book novel magazine newspaper party agency organization organisation group club store chain bank "
    "network platform app university college school website game festival award drug bill storm hurricane typhoon "
    "ship court franchise restaurant manufacturer league union character musical play opera service supermarket "
    "studio channel broadcaster department ministry startup holiday event name",
    Expects.OPEN: "type types kind sort reason reasons purpose significance outcome response issue issues change "
    "changes problem benefit effect effects feature way ways policy role impact result goal aim crime charge charges "
    "offence offense behavior behaviour factor factors condition symptom cause message statement two three four five",
}
_HEAD_KINDS = {word: kind for kind, nouns in _HEADS.items() for word in nouns.split()}
_AUXILIARIES = frozenset(
    "is was were are did does do has have had will would can could should may might happened caused".split()
)
_ASKING = re.compile(r"\b(which|what|whom|whose|who|when|where|why|how)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:of the following|of these|except|true or false)\b", re.IGNORECASE)
_VERDICT = re.compile(
    r"(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should)\b(?!.*\bor\b)", re.IGNORECASE
)
_DIRECTLY = {"who": Expects.PERSON, "whom": Expects.PERSON, "whose": Expects.PERSON, "when": Expects.DATE,
             "where": Expects.PLACE, "why": Expects.OPEN}  # fmt: skip
_HOW = {"many": Expects.NUMBER, "much": Expects.NUMBER, "old": Expects.NUMBER, "far": Expects.NUMBER,
        "tall": Expects.NUMBER, "big": Expects.NUMBER, "long": Expects.OPEN}  # fmt: skip


def expected(question: str) -> tuple[Expects, str]:
    """The kind of answer wanted, and the noun that says so, folded ("" where none does).

    Only the last sentence that asks something counts: what stands before it tells the circumstances.
    """
    if _CHOICE.search(question):
        return Expects.CHOICE, ""
    asking = [part for span in sentences(question) if _ASKING.search(part := span.cut(question))]
    if not asking:
        return (Expects.VERDICT if _VERDICT.match(question) else Expects.OPEN), ""
    found = [_asked_by(asking[-1], match) for match in _ASKING.finditer(asking[-1])]
    named = [one for one in found if one[1]]
    return (named or found)[0]


def _asked_by(sentence: str, match: re.Match[str]) -> tuple[Expects, str]:
    word = match.group().lower()
    after = [fold(part.strip('?,.:;!”“"')) for part in sentence[match.end() :].split()[:6]]
    if word in _DIRECTLY:
        return _DIRECTLY[word], ""
    if word == "how":
        return _HOW.get(after[0] if after else "", Expects.OPEN), ""
    return _of_noun(after)


def _of_noun(after: list[str]) -> tuple[Expects, str]:
    """What "which" or "what" asks for, by the first telling noun after it and before the verb."""
    if "name" in after[:4]:
        return Expects.NAME, "name"
    if after[:1] and after[0] in _AUXILIARIES:
        return (Expects.NUMBER, "") if {"percentage", "number", "price", "age"} & set(after) else (Expects.OPEN, "")
    for at, noun in enumerate(after):
        if noun in _AUXILIARIES:
            break
        if noun in _HEAD_KINDS and not (at + 1 < len(after) and _HEAD_KINDS.get(after[at + 1]) is _HEAD_KINDS[noun]):
            return _HEAD_KINDS[noun], noun
    return (Expects.THING if after[:1] and after[0] not in {"", "in", "at", "on", "to", "from"} else Expects.OPEN), ""


# --- recognising ---------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|half)\b")
_DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Aug|Sept|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|\b(?:yester|to)day\b"
)
_COUNTRY = re.compile(rf"\b(?:{_COUNTRIES})\b")
_NAME = re.compile(r"(?<=[\w,;:’'”“\"(–—-][ “\"(])[A-Z][\w’'&-]*")


def instances(text: str, kind: Expects) -> list[str]:
    """What a text holds of the kind, as it stands there; nothing for kinds that words cannot tell."""
    pattern = _PATTERNS.get(kind)
    return pattern.findall(text) if pattern else []


def holds(text: str, kind: Expects, asked: frozenset[str]) -> bool:
    """Whether a text can hold an answer of the kind: one that is not a folded word of the question itself.

    Any text can, where words cannot tell the kind.
    """
    return kind not in _PATTERNS or any(fold(one) not in asked for one in instances(text, kind))


_PATTERNS = {
    Expects.NUMBER: _NUMBER, Expects.DATE: _DATE, Expects.COUNTRY: _COUNTRY,
    Expects.PERSON: _NAME, Expects.PLACE: _NAME, Expects.NAME: _NAME,
}  # fmt: skip
