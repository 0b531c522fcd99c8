"""Web addresses: one form of each, what may be shown of them, which hold a secret. Guards readers and logs.

`canonical` is what articles are known by and linked with; `shown` is what messages and logs hold. Nothing here
raises, whatever the address is.
"""

import re
import unicodedata
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from bot.domain.tokens import holds_token, masked

LONGEST = 2000
_SHOWN = 200
_SCHEMES = {"http": 80, "https": 443}
# Query parameters that say where a reader came from, never which text it is.
_TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid mc_cid mc_eid igshid igsh yclid twclid ttclid li_fat_id _hsenc "
    "_hsmi __hssc __hstc __hsfp hsctatracking mkt_tok oly_enc_id oly_anon_id vero_id vero_conv wickedid s_cid cmpid "
    "icid ncid xtor at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 ns_mchannel ns_source "
    "ns_campaign ns_linkname ns_fee wt_mc wt.mc_id _ga _gl guccounter guce_referrer guce_referrer_sig".split()
)
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
_ESCAPED = str.maketrans({char: f"%{ord(char):02X}" for char in ' "<>\\^`{|}'})
# Most addresses: in their one form already. Checked against the long way by a test.
_PLAIN = re.compile(r"https?://[a-z0-9][a-z0-9.-]{0,250}(?:/[A-Za-z0-9._~%!$'()*+,:@/=&-]{0,1000})?")
_LINK = re.compile(
    r"<(?P<bracketed>https?://[^\s<>\"|]{3,2000})(?:\|[^<>\n]{0,300})?>|(?P<bare>https?://[^\s<>\"“”|]{3,2000})",
    re.IGNORECASE,
)
# What a word holds that is an address without a scheme of the web. "U.S.", "3.5/5", "and/or" and "AT&T" are none.
_TOP = r"[^\W\d_](?:[\w-]{0,61}\w)"
_UNSCHEMED = re.compile(
    "|".join(
        (
            r":/{1,2}\w|^[(\[<\"'“]?(?://|\\\\)\w",  # another scheme; the one of the page; a share
            r"[^\s:@]:[^\s@]{1,200}@\w|[\w.+-]@\[?[\w-]{1,63}[.:]\w",  # user:password@host, user@host
            rf"\w\.{_TOP}\.?(?::\d{{2,5}}|[/\\]|[?#]\w)",  # host/path, host:port, host?query
            r"[^\W\d_][\w-]{1,62}:\d{2,5}(?:/|[?#]\w)|\blocalhost[:/]",
            rf"(?:\w[\w-]{{1,62}}\.){{2,8}}{_TOP}(?!\w)",  # a host of three parts or more
            r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)|\[[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,8}",  # IP
            r"[?&][\w.%-]{1,60}=",  # a query
        )
    )
)
_HOST = re.compile(r"[^\s/?#@\\:%\[\]<>\"|^`{}]{1,253}|\[[0-9a-fA-F:.]{2,45}\]")
# Scripts that one language mixes; any other pair in one host is the mark of a look-alike.
_MIXTURES = tuple(
    frozenset(mixture.split())
    for mixture in ("LATIN CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA", "LATIN CJK HANGUL", "LATIN CJK BOPOMOFO")
)


def canonical(url: str, base: str | None = None) -> str | None:
    """The one form of an http or https address, absolute; None for anything else.

    Without fragment, tracking parameters and default port; scheme and host in lower case, the host in ASCII. All
    else stays: other parameters keep their order. `base` is what a relative address is relative to.
    """
    if _PLAIN.fullmatch(url):
        return url
    return _canonical(_joined(url, base))


def _canonical(url: str) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    query = "&".join(one for one in parts.query.split("&") if not _is_tracking(one))
    made = urlunsplit((parts.scheme, parts.netloc, parts.path, query, "")).translate(_ESCAPED).strip()
    return made if len(made) <= LONGEST else None


def linked(url: str | None, base: str | None = None) -> str | None:
    """The canonical form of an address that a page gives, without user info: nobody logs in at a page's word."""
    made = canonical(url, base) if url else None
    parts = urlsplit(made) if made else None
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if parts else None


def shown(url: str) -> str:
    """An address for messages and logs: no user info, query or fragment, and no part of a path that may be a secret."""
    parts = _split(url[: 2 * LONGEST])
    if parts is None:
        return "(no web address)"
    made = f"{parts.scheme}://{_place_shown(parts)}{masked(parts.path)}".translate(_ESCAPED)
    return made if len(made) <= _SHOWN else made[: _SHOWN - 1] + "…"


def shown_input(text: str) -> str:
    """What a person typed, for messages: each word that may be an address is as it may be shown, scheme or not.

    What is no address, such as the name of a source, stays as it is.
    """
    return re.sub(r"\S+", lambda word: _word_shown(word[0]), text[: 4 * LONGEST])


def _word_shown(word: str) -> str:
    scheme, mark, rest = _scheme_of(word)
    rest = re.split(r"[?#](?=.)", _without_login(rest), maxsplit=1)[0]
    if mark and scheme.lower() in _SCHEMES and _split(f"{scheme}://{rest}"):
        return shown(f"{scheme}://{rest}")
    place, slash, path = rest.partition("/")
    made = f"{scheme}{mark}{place}{slash}{masked(path)}"
    return made if len(made) <= _SHOWN else made[: _SHOWN - 1] + "…"


def _scheme_of(word: str) -> tuple[str, str, str]:
    """Scheme, mark and the rest of an address; the first two are empty where it has none."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]{0,20}(?=:)|)(:?//|:/)", word)  # a path library makes "://" to ":/"
    return (found[1], found[2], word[found.end() :]) if found else ("", "", word)


def _without_login(rest: str) -> str:
    """An address behind its scheme without user info, though a password in it holds a slash or a question mark."""
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in place:
        rest = rest[place.rindex("@") + 1 :]
        place = place.rpartition("@")[2]
    last = rest.rfind("@")
    return rest[last + 1 :] if last > 0 and ":" in place and rest[last - 1] != "/" else rest


def host(url: str) -> str:
    """The host of an address as it may be shown: in punycode where it mixes scripts. Empty where there is none."""
    parts = _split(url[: 2 * LONGEST])
    return _readable(parts.hostname or "") if parts else ""


def holds_secret(url: str) -> bool:
    """Whether an address gives access by itself: user info, or a token in its query or path."""
    parts = _split(url[: 2 * LONGEST])
    if parts is None:
        return False
    return "@" in parts.netloc or holds_token(parts.path, parts.query)


def links_in(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without its web addresses, and those addresses, each once. Marks around them are no part of them.

    Chats write a link as `<address>` or `<address|label>`: that goes as a whole.
    """
    found: dict[str, None] = {}

    def without(match: re.Match[str]) -> str:
        link = match["bracketed"] or _without_marks(match["bare"])
        found[link] = None
        return "" if match["bracketed"] else match["bare"][len(link) :]

    rest = _LINK.sub(without, text)
    return " ".join(rest.split()), tuple(found)


def without_addresses(text: str) -> str:
    """A text without its links and without each word that holds an address as people type it: host/path, user@host.

    A name such as "Booking.com" is what a text is about, and stays. "U.S." and "and/or" are none.
    """
    return " ".join(word for word in links_in(text)[0].split() if not _UNSCHEMED.search(_UNSAFE.sub("", word)))


def _without_marks(link: str) -> str:
    """A link without the punctuation of the sentence that holds it; a bracket that it opens itself is its own."""
    link = link.rstrip(".,;:!?'\"”’»")
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(".,;:!?'\"”’»")
    return link


def _joined(url: str, base: str | None) -> str:
    """The address made absolute, its characters of no width gone."""
    url = _UNSAFE.sub("", url[: 4 * LONGEST]).strip()
    if base is None or not url:
        return url
    try:
        return urljoin(_UNSAFE.sub("", base[:LONGEST]).strip(), url)
    except ValueError:
        return ""


def _split(url: str) -> SplitResult | None:
    """The parts of a web address, scheme and host normal; None for what is none."""
    try:
        parts = urlsplit(_UNSAFE.sub("", url).strip())
        port = parts.port
    except ValueError:
        return None
    info, at, place = parts.netloc.rpartition("@")
    name = _ascii(place.removesuffix(f":{place.rpartition(':')[2]}") if _has_port(place) else place)
    if parts.scheme not in _SCHEMES or not name or "\\" in info:
        return None
    suffix = f":{port}" if port is not None and port != _SCHEMES[parts.scheme] else ""
    return parts._replace(netloc=f"{info}{at}{name}{suffix}")


def _has_port(place: str) -> bool:
    return ":" in place.rpartition("]")[2]


def _ascii(name: str) -> str:
    """A host in lower-case ASCII; empty where it is none."""
    name = unicodedata.normalize("NFKC", name[:300]).lower()
    if not _HOST.fullmatch(name):
        return ""
    if name.isascii():
        return name
    try:
        made = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return made if _HOST.fullmatch(made) else ""


def _place_shown(parts: SplitResult) -> str:
    name = _readable(parts.hostname or "")
    return f"{name}:{parts.port}" if parts.port is not None else name


def _readable(name: str) -> str:
    """A host in its own letters where they are of one script, else as it is in ASCII."""
    if ":" in name:
        return f"[{name}]"
    if "xn--" not in name:
        return name
    try:
        letters = name.encode("ascii").decode("idna")
    except UnicodeError:
        return name
    scripts = {_script(char) for char in letters if char.isalpha()}
    is_one = len(scripts) == 1 or any(scripts <= mixture for mixture in _MIXTURES)
    return letters if is_one and _HOST.fullmatch(letters) and not _UNSAFE.search(letters) else name


def _script(char: str) -> str:
    return unicodedata.name(char, "?").split()[0]


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in _TRACKING or name.startswith("utm_")
