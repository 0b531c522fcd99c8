"""Which part of an address is a secret: by what it is called, or by how it looks. Guards private feeds.

A part is ordinary where it is made of words, numbers and short marks. What cannot be told from a token counts as
one: a public feed that is kept private costs little, a private feed that is shown costs its owner much.
"""

import re
from itertools import pairwise
from urllib.parse import unquote

LONGEST_ORDINARY = 11  # characters of a path that are neither words nor numbers: ids of articles have 8 to 11
_LONGEST_VALUE = 9  # the same in a query, where ids are numbers and names are words
_LONGEST_NUMBER = 19  # digits: no id of a 64-bit counter has more
_LOOKED_AT = 1000
_NAMES = frozenset(
    "token tok auth key keys secret pass passwd password passphrase passcode pw pwd pin otp sig sign signature session "
    "sess sid jwt hmac hash mac bearer credential credentials cred creds private ticket apikey".split()
)
_NAME_ENDS = (
    "token",
    "key",
    "secret",
    "pass",
    "passwd",
    "password",
    "pwd",
    "pw",
    "auth",
    "signature",
    "sessid",
    "hmac",
)
_NAME_MIDDLES = ("token", "secret", "passw", "apikey", "sessionid", "signature")
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_EXTENSION = re.compile(r"(?<=.)\.[A-Za-z][A-Za-z0-9]{1,4}$")
_MOMENT = re.compile(r"\d{8}t\d{4,6}z?", re.IGNORECASE)
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_PIECES = re.compile(r"[^\W_]+")
# Within a word its kind of sign hardly changes: small letter, capital, figure.
_CHANGES = re.compile(r"(?<=[a-z])[A-Z\d]|(?<=[A-Z])\d|(?<=\d)[A-Za-z]")
_UNSPOKEN = re.compile(r"[bcdfghjklmnpqrstvwxz]{7}|[aeiouy]{6}")
_NAMED = re.compile(r"(?:^|[;,!])(?P<name>[\w.-]{1,60})[:=](?P<value>[^;,]+)")
_LOGIN = re.compile(r"//[^/?#\s@]{1,500}@")
# Which letters follow a consonant within the words of European languages; any letter may follow a vowel. Written from
# the spelling of such words. Of two random letters almost half are no such pair, of two in a word one in thirty.
_FOLLOWERS = {
    "b": "aeiouyblrstdj", "c": "aeiouychklrstqz", "d": "aeiouydrgslwtn", "f": "aeiouyflrts", "g": "aeiouyghlnrst",
    "h": "aeiouytrnlm", "j": "aeiou", "k": "aeiouykslnrt", "l": "aeiouyldtsfkmvpcgbz", "m": "aeiouymbpsn",
    "n": "aeiouyntdgsckvfjz", "p": "aeiouyplrhst", "q": "u", "r": "aeiouyrtdsnmkglcbvpfhwz", "s": "aeiouystpchkmlnwz",
    "t": "aeiouythrsltwzc", "v": "aeiouyr", "w": "aeiouyhnrsl", "x": "aeioptyc", "z": "aeiouyztw",
}  # fmt: skip


def is_token(part: str, most: int = LONGEST_ORDINARY) -> bool:
    """Whether a part of a path or a value looks like a token, or names one: "secret:…", "token=…".

    It does where more than `most` of its characters are in pieces that are no words and no numbers.
    """
    part = _EXTENSION.sub("", decoded(part))
    if _UUID.search(part) or any(is_secret_name(one["name"]) for one in _NAMED.finditer(part)):
        return True
    pieces = _PIECES.findall(part)
    if sum(len(piece) for piece in pieces if not _is_plain(piece)) > most:
        return True
    changes = {piece: count for piece in pieces if len(piece) > 3 and (count := len(_CHANGES.findall(piece)))}
    return 4 * sum(changes.values()) >= sum(map(len, changes)) > most


def is_secret_pair(name: str, value: str) -> bool:
    """Whether a parameter of a query gives access."""
    return bool(value) and (is_secret_name(name) or is_token(value, _LONGEST_VALUE))


def holds_token(path: str, query: str) -> bool:
    """Whether a path or a query holds a token, or another address with one."""
    path, query = decoded(path), decoded(query)
    if _LOGIN.search(path) or _LOGIN.search(query):
        return True
    segments = path.split("/")
    if any(map(is_token, segments)) or any(map(_is_named_before, segments, segments[1:])):
        return True
    pairs = (one.partition("=") for one in re.split("[?&;]", query))
    return any(is_secret_pair(name, value) if equals else is_token(name) for name, equals, value in pairs)


def masked(path: str) -> str:
    """A path with "…" for each part that may be a secret."""
    segments = path.split("/")
    return "/".join(
        "…" if is_token(segment) or _is_named_before(before, segment) else segment
        for before, segment in zip(["", *segments], segments, strict=False)
    )


def is_secret_name(name: str) -> bool:
    """Whether a parameter so called holds a secret: `access-token`, `feedKey`, `pw`; `keyword` and `author` do not."""
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name[:100])
    parts = re.findall(r"[a-z]+", spread.lower())
    whole = "".join(parts)
    return any(part in _NAMES or part.endswith(_NAME_ENDS) for part in parts) or any(
        middle in whole for middle in _NAME_MIDDLES
    )


def decoded(text: str) -> str:
    """Text without its percent signs, though it was encoded twice."""
    return unquote(unquote(text[:4000]))[:_LOOKED_AT] if "%" in text else text[:_LOOKED_AT]


def _is_named_before(name: str, value: str) -> bool:
    """Whether a path says that a secret follows: /token/ab12cd/."""
    has_both = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return has_both and "-" not in value and is_secret_name(name) and len(name) < 20


def _is_plain(piece: str) -> bool:
    """Whether letters and figures between two marks are a number, a word, or both in turn, as in iphone15pro."""
    if _MOMENT.fullmatch(piece):
        return True
    runs = _RUNS.findall(piece)
    shortest = 3 if len(runs) > 1 and len(piece) > LONGEST_ORDINARY else 1
    return len(runs) <= 3 and all(
        len(run) >= shortest and _is_word(run) if run[0].isalpha() else len(run) <= _LONGEST_NUMBER for run in runs
    )


def _is_word(letters: str) -> bool:
    """Whether letters can be a word, or several: by which follow one another, and by their capitals."""
    if len(letters) <= 5 or not letters.isascii():
        return True
    capitals = len(re.findall(r"(?<=[a-z])[A-Z]", letters))
    if capitals > 1 and len(letters) < 3 * (capitals + 1):
        return False
    low = letters.lower()
    odd = sum(after not in _FOLLOWERS.get(before, after) for before, after in pairwise(low))
    return (odd < 2 or odd * 7 < len(low)) and not _UNSPOKEN.search(low)
