"""Text without its secrets, for logs: addresses, tokens by their looks, values by their names. Guards what is private.

What cannot be told from a secret is taken out, too: a log that says less costs a guess, one that says more a token.
Every repetition is bounded, or takes all that it can and is followed by nothing: the time is linear.
"""

import re

from bot.domain.tokens import masked

GONE = "…"
_WEB = ("http", "ws", "feed")
_FILES = "sqlite"  # the path of an address of a file is a path, and holds no token

# A quote mark ends a value only where something follows that stands behind values.
_INNER = r"[\"'](?![\s,;:.)\]}>\\]|$)"
_CHARACTER = rf"(?:[^\s\"']|{_INNER})"
# The password of an address (up to its last "@": one inside it need not be escaped to leak), its path, and everything
# after a "?" or "#" in one: feeds carry tokens there. JSON may write a backslash before each slash.
_ADDRESS = re.compile(
    rf"(?P<scheme>(?<![a-z])[a-z][a-z0-9+.-]{{1,20}}:\\{{0,4}}/\\{{0,4}}/)(?P<login>\S{{0,2000}}@)?"
    rf"(?P<host>[^\s/?#\"'\\]*)(?P<path>(?:[^\s?#\"']|{_INNER})*)(?:[?#]{_CHARACTER}*)?",
    re.IGNORECASE,
)
_PATH, _QUERY = re.compile("[/?#]"), re.compile("[?#]")
# The line of a request, and what libraries call its target: an address without a host.
_REQUEST = re.compile(
    r"(?P<before>\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT) |target=b?[\"'])"
    r"(?P<path>/[^\s?#\"']*)(?:[?#][^\s\"']*)?"
)
# A name, and after it a value in quote marks, or one up to the end: of the line for headers, else of the word.
_HEADERS = r"(?:authorization|cookie)"
_NAMES = (
    r"(?:token|secret|passw(?:or)?d|passphrase|\bpwd|(?:api|access|private)[_-]?key|signature|ticket|credentials?"
    r"|session[_-]?id)"
)
_QUOTED = re.compile(
    rf"(?P<before>(?:{_HEADERS}|{_NAMES})(?:\\{{0,4}}[\"']?\s{{0,3}}[:=]\s{{0,3}}|[\"'],\s?)b?(?P<mark>\\{{0,4}}[\"']))"
    r"(?:(?!(?P=mark)(?:[\s,;:)\]}>]|$))[^\r\n])*",
    re.IGNORECASE,
)
_BARE_HEADER = re.compile(
    rf"(?P<before>{_HEADERS}[\"']?\s{{0,3}}[:=]\s{{0,3}})(?!b?\\{{0,4}}[\"'])[^\r\n]+", re.IGNORECASE
)
_BARE = re.compile(
    rf"(?P<before>{_NAMES}[\"']?\s{{0,3}}[:=]\s{{0,3}})(?!b?\\{{0,4}}[\"'])(?:[^\s\"'&]|{_INNER})+", re.IGNORECASE
)
_SCHEME = re.compile(r"(?P<before>\b(?i:bearer|basic|bot|digest) {1,3})(?=\S{0,500}[A-Z0-9=])[\w.~+/=:-]{6,}")
# What is a token by its looks alone.
_LOOKS = re.compile(
    r"(?<![A-Za-z0-9])(?P<before>)(?:"
    r"xox[a-z](?:\.xox[a-z])?-[\w-]{6,}|xapp-[\w-]{6,}"  # Slack
    r"|[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}|mfa\.[\w-]{20,}"  # Discord
    r"|sk-[\w-]{6,}"  # OpenAI, and those that do as it does
    r"|eyJ[\w-]{6,600}\.[\w-]{6,}(?:\.[\w-]*)?"  # JSON Web Tokens: RFC 7519
    r")"
)


def redacted(text: str) -> str:
    """Text with user names, passwords, queries and tokens in paths taken out of each address, and all other tokens."""
    text = _ADDRESS.sub(_without_secrets, text)
    text = _REQUEST.sub(lambda match: match["before"] + masked(match["path"]), text)
    for pattern in (_QUOTED, _BARE_HEADER, _BARE, _SCHEME, _LOOKS):
        text = pattern.sub(_without_value, text)
    return text


def _without_secrets(match: re.Match[str]) -> str:
    scheme, login, path = match["scheme"], match["login"] or "", match["path"]
    if scheme.lower().startswith(_FILES):
        return scheme + login + match["host"] + path
    before = _PATH.split(login, maxsplit=1)[0]
    if before == login or not scheme.lower().startswith(_WEB):
        return scheme + match["host"] + masked(path)
    # An "@" behind the beginning of a path: part of it, or of a password with a slash, which shows by its colon.
    if ":" in login or "@" in before:
        return scheme + GONE
    path = _QUERY.split(login[len(before) :] + match["host"] + path, maxsplit=1)[0]
    return scheme + before + masked(path)


def _without_value(match: re.Match[str]) -> str:
    return match["before"] + GONE
