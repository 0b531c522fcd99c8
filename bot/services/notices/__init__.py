"""Fixed texts: help, welcome, errors, status. Guards that every inserted value is escaped by the chat's own rule."""

from collections.abc import Callable
from dataclasses import replace
from string import Template

from bot.domain.documents import Notice, Place
from bot.services.notices.asked import ASKED
from bot.services.notices.options import WITH_OPTIONS
from bot.services.notices.options import with_options as _by_option
from bot.services.notices.servers import IN_SERVERS

TEMPLATES = {
    "welcome": "Good morning. Ask a question (“what did … say?”), or type help.",
    "samples": "These are sample articles. For your own: newsbot sources add URL, or newsbot load PATH",
    "samples_missing": "The sample articles cannot be read from $folder: $error.",
    "help": (
        "Ask in plain words, for example:\n"
        "  what did NAME say?   what did NAME say about TOPIC?   who said …?\n"
        "  when, where, how many …?   and about TOPIC?   who else?\n"
        "  a question with a link in it: that page is read and asked about\n"
        "Commands:\n"
        "  brief [TOPIC]   the briefing, or what is known about a topic\n"
        "  brief all       every story\n"
        "  sources         what you follow, and how fresh it is\n"
        "  help            this text\n"
        "  quit            leave (or end the input)"
    ),
    "sources": "$articles articles from $sources. Newest loaded: $newest.",
    "followed": "$articles articles. You follow: $sources.",
    "empty": "Nothing is loaded yet. Follow a source: newsbot sources add URL. Or load articles: newsbot load PATH",
    "no_stories": "No stories about $topic in your sources.",
    "bye": "Goodbye.",
    "link_failed": "The page at $link could not be read: $error",
    "too_many": "Too many questions: again in $seconds seconds.",
    "store_failed": "That could not be looked up: $error",
    "source_stopped": "The source $source is polled no more: $reason. Poll it again with: newsbot sources resume NAME",
    "source_silent": (
        "The source $source still answers, but has brought nothing since $newest, far longer than usual. Perhaps its "
        "feed has moved: newsbot sources check"
    ),
    "edition_held": (
        "Whether the briefing of $date has reached $channel cannot be found out ($reason), so that it is held. Look "
        "there, then: newsbot deliveries sent KEY, or newsbot deliveries resend KEY"
    ),
    "edition_failed": "The briefing of $date for $channel could not be posted: $reason.",
    "edition_late": "The briefing of $date for $channel was posted late: it was due at $reason.",
    "channel_stopped": (
        "Nothing is posted to $channel any more since the briefing of $date: $reason. Set its schedule again when that "
        "is mended."
    ),
    "workspace_stopped": (
        "Nothing is posted to this workspace any more since the briefing of $date for $channel: $reason. Set the "
        "schedules again when that is mended."
    ),
    "bot_refused": "The chat refuses everything: $reason. Briefings wait until that is mended.",
    "why": "“$title” is here because of: $reason.\nTold by: $sources.\nTold together with: $together.",
    "why_update": (
        "“$title” is here because of: $reason.\nIt was told before ($before); what is new comes first.\n"
        "Told by: $sources.\nTold together with: $together."
    ),
    "why_alone": "“$title” is here because of: $reason.\nTold by: $sources.",
    "why_update_alone": (
        "“$title” is here because of: $reason.\nIt was told before ($before); what is new comes first.\n"
        "Told by: $sources."
    ),
    "why_gone": "The article that headed this story can no longer be shown here.",
} | ASKED
_SERVER = "_server"  # behind the name of a text that is said in a server
_DIRECT = "_direct"  # behind the name of a text that is said to one person alone
_CHANNEL = {"this channel": "this conversation", "This channel": "This conversation"}


def _in_conversation(text: str) -> str:
    for channel, conversation in _CHANNEL.items():
        text = text.replace(channel, conversation)
    return text


_OF_SERVERS = {name + _SERVER: text for name, text in IN_SERVERS.items()}
TEMPLATES |= _OF_SERVERS
TEMPLATES |= {
    name + _DIRECT: _in_conversation(text)
    for name, text in (ASKED | _OF_SERVERS).items()
    if _in_conversation(text) != text
}


_OPTIONS = "_options"  # behind the name of a text for a chat whose commands have options
_OWN = WITH_OPTIONS | {
    name + _DIRECT: _in_conversation(text) for name, text in WITH_OPTIONS.items() if _in_conversation(text) != text
}
TEMPLATES |= {
    name + _OPTIONS: _OWN.get(name) or _by_option(text)
    for name, text in TEMPLATES.items()
    if name in _OWN or _by_option(text) != text
}


def with_options(given: Notice) -> Notice:
    """The notice for a chat whose commands have options, such as "/news sources add"; its values are as they were."""
    name = given.name + _OPTIONS
    rows = tuple(map(with_options, given.rows))
    return replace(given, name=name if name in TEMPLATES else given.name, rows=rows)


def notice(name: str, /, *rows: Notice, **values: str) -> Notice:
    """A notice of a known name, and notices that follow it as its rows.

    KeyError for an unknown name, or where a value of the template is missing.
    """
    Template(TEMPLATES[name]).substitute(values)
    return Notice(name, values, rows=rows)


def notice_for(place: Place, name: str, **values: str) -> Notice:
    """The same for one workspace, or one channel of it, alone."""
    return replace(notice(name, **values), place=place)


def direct(given: Notice) -> Notice:
    """The notice as it is said in a direct message, which is no channel; its values are as they were."""
    name = given.name + _DIRECT
    return replace(given, name=name if name in TEMPLATES else given.name, rows=tuple(map(direct, given.rows)))


def in_server(given: Notice) -> Notice:
    """The notice as it is said in a server, which is no workspace; its values are as they were."""
    bare = given.name.removesuffix(_DIRECT)
    name = bare + _SERVER + given.name[len(bare) :] if bare in IN_SERVERS else given.name
    return replace(given, name=name, rows=tuple(map(in_server, given.rows)))


def fill(given: Notice, escape: Callable[[str], str]) -> str:
    """The notice's text with every value escaped, its rows a line each."""
    head = Template(TEMPLATES[given.name]).substitute({key: escape(value) for key, value in given.values.items()})
    return "\n".join([head, *(fill(row, escape) for row in given.rows)])
