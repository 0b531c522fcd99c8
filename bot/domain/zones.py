"""Which IANA time zone a person means: by its name in any case, or by a city; guards that none is guessed.

An abbreviation is refused with what it may mean: most do not change in summer, and some name several places.
"""

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import available_timezones

from bot.domain.errors import InputError
from bot.domain.text import clean, cut, one_line

EXAMPLE = "Europe/Berlin"
# Names of the time zone database that are no places: the computer's own zone, and none at all.
_NO_PLACES = {"localtime", "Factory", "posixrules"}
# Folders of the database that hold cities and islands. Of cities that stand there twice, the last one counts.
_CONTINENTS = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()
# The ends of names that mean nothing by themselves, or something else.
_NO_CITIES = {"west", "south", "north", "act", "lhi", "center", "samoa"}
_CITIES = {
    "Africa/Cairo": "kairo",
    "America/Chicago": "austin|dallas|houston",
    "America/Los_Angeles": "la|las vegas|portland|san diego|san francisco|san jose|seattle|silicon valley",
    "America/New_York": "atlanta|boston|miami|nyc|philadelphia|washington|washington dc",
    "America/Sao_Paulo": "brasilia|rio|rio de janeiro",
    "America/Toronto": "ottawa",
    "Asia/Dubai": "abu dhabi",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Asia/Jerusalem": "tel aviv",
    "Asia/Kolkata": "bangalore|bengaluru|chennai|delhi|hyderabad|india|mumbai|new delhi",
    "Asia/Shanghai": "beijing|china|peking|shenzhen",
    "Asia/Tokyo": "osaka|tokio",
    "Australia/Sydney": "canberra",
    "Europe/Athens": "athen",
    "Europe/Berlin": "cologne|deutschland|dusseldorf|frankfurt|germany|hamburg|koln|leipzig|munchen|munich|stuttgart",
    "Europe/Brussels": "brussel",
    "Europe/Bucharest": "bukarest",
    "Europe/Copenhagen": "kopenhagen",
    "Europe/Lisbon": "lissabon",
    "Europe/London": "edinburgh|england|great britain|manchester|uk|united kingdom",
    "Europe/Madrid": "barcelona|valencia",
    "Europe/Moscow": "moskau|st petersburg",
    "Europe/Paris": "france|lyon|marseille",
    "Europe/Prague": "prag",
    "Europe/Rome": "italy|mailand|milan|rom",
    "Europe/Vienna": "austria|osterreich|wien",
    "Europe/Warsaw": "krakow|warschau",
    "Europe/Zurich": "basel|bern|geneva|genf|schweiz|switzerland",
}
_WINTER = {
    "akst": "America/Anchorage",
    "acst": "Australia/Adelaide",
    "aest": "Australia/Sydney",
    "cet": "Europe/Berlin or Europe/Paris",
    "eet": "Europe/Athens or Europe/Helsinki",
    "est": "America/New_York",
    "hst": "Pacific/Honolulu",
    "met": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "mst": "America/Denver, or America/Phoenix",
    "nzst": "Pacific/Auckland",
    "pst": "America/Los_Angeles",
    "wet": "Europe/Lisbon",
}
_DISTANCE = re.compile(r"(?:utc|gmt)? ?[+-]? ?\d{1,2}(?::?\d\d)?")
_ZONE = re.compile(r"[A-Z]\w+(?:/\w+)+")
_SUMMER = {
    "acdt": "Australia/Adelaide",
    "aedt": "Australia/Sydney",
    "akdt": "America/Anchorage",
    "cdt": "America/Chicago",
    "cest": "Europe/Berlin or Europe/Paris",
    "edt": "America/New_York",
    "eest": "Europe/Athens or Europe/Helsinki",
    "mdt": "America/Denver",
    "mesz": "Europe/Berlin",
    "nzdt": "Pacific/Auckland",
    "pdt": "America/Los_Angeles",
    "west": "Europe/Lisbon",
}
_SEVERAL = {
    "ast": "America/Halifax or Asia/Riyadh",
    "bst": "Europe/London or Asia/Dhaka",
    "central": "America/Chicago or Europe/Berlin",
    "cst": "America/Chicago, Asia/Shanghai or America/Havana",
    "ct": "America/Chicago",
    "eastern": "America/New_York or Australia/Sydney",
    "et": "America/New_York",
    "gst": "Asia/Dubai or Atlantic/South_Georgia",
    "ist": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "mountain": "America/Denver or America/Phoenix",
    "msk": "Europe/Moscow",
    "mt": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
    "samoa": "Pacific/Apia or Pacific/Pago_Pago",
    "sast": "Africa/Johannesburg",
    "sgt": "Asia/Singapore",
    "usa": "America/New_York, America/Chicago or America/Los_Angeles",
    "us": "America/New_York, America/Chicago or America/Los_Angeles",
}


def read_zone(said: str) -> str:
    """The IANA name of a time zone, from its name or its city as people type them.

    Raises InputError, one line with a suggestion, for an abbreviation, a distance from UTC and what is unknown.
    """
    label, key = repeated(said), _key(said[:100])
    for known, why in ((_WINTER, "does not change in summer"), (_SUMMER, "is summer time alone")):
        if key in known:
            raise InputError(f"{key.upper()} {why}: {known[key]}?")
    if key in _SEVERAL:
        raise InputError(f"{label} is no name of one time zone: {_SEVERAL[key]}?")
    if _DISTANCE.fullmatch(key):
        raise InputError(f"{label} does not change in summer: name a place, such as {EXAMPLE}")
    found = _names().get(key)
    if found is None:
        near = dict.fromkeys(_names()[one] for one in get_close_matches(key[:60], _names(), n=3, cutoff=0.7))
        asked = f"did you mean {' or '.join([*near][:2])}?" if near else f"give one such as {EXAMPLE}"
        raise InputError(f"there is no time zone {label}: {asked}")
    return found


def zones_like(said: str, limit: int) -> list[str]:
    """The IANA names of zones that somebody who is still typing may mean, the likeliest first, at most `limit`.

    What begins so comes before what holds it, a city before its continent, a place before another name of it. For an
    abbreviation, which means no zone by itself, what it may mean; for nothing, where many people live.
    """
    key = _key(said[:100])
    if not key:
        return [*_CITIES][:limit]
    meant = _ZONE.findall(" ".join(known.get(key, "") for known in (_WINTER, _SUMMER, _SEVERAL)))
    ranks = {zone: (-1, at) for at, zone in reversed([*enumerate(meant)])}
    for name, zone in _names().items():
        if key in name and _is_offered(zone):
            rank = _closeness(key, name), zone.partition("/")[0] not in _CONTINENTS
            ranks[zone] = min(rank, ranks.get(zone, rank))
    return sorted(ranks, key=lambda zone: (ranks[zone], zone))[:limit]


def _is_offered(zone: str) -> bool:
    """Whether its own name is understood, and means what it seems to: Etc/GMT+2 is west of Greenwich."""
    name = _key(zone)
    refused = name in {*_WINTER, *_SUMMER, *_SEVERAL} or _DISTANCE.fullmatch(name)
    return not refused and not zone.startswith("Etc/")


def _closeness(typed: str, name: str) -> int:
    """How well what was typed fits a name that holds it; less is closer."""
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    return 2 if f" {typed}" in name else 3


def repeated(said: str) -> str:
    """What a person typed, as a message repeats it: short, on one line, without what cannot be seen."""
    seen = "".join(char if char.isprintable() else " " for char in clean(said[:200]))
    return f'"{cut(one_line(seen), 40)}"'


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Names of zones by what people may type for them."""
    zones = sorted(available_timezones() - _NO_PLACES)
    names: dict[str, str] = {}
    for zone in zones:
        continent, _, city = zone.partition("/")
        city = _key(city.rpartition("/")[2])
        # A city of three parts (America/Argentina/Cordoba) is the newer name of one of two.
        if continent in _CONTINENTS and city not in _NO_CITIES and names.get(city, "").count("/") < 2:
            names[city] = zone
    for zone, cities in _CITIES.items():
        names |= dict.fromkeys(cities.split("|"), zone)
    return names | {_key(zone): zone for zone in zones} | {"z": "UTC"}


def _key(said: str) -> str:
    """A name without case, accents and the marks between its words. A sign stays where a number follows."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", said.casefold()) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[_/.’'\u2010-\u2014]|-(?!\d)", " ", plain).split())
