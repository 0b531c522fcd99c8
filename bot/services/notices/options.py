"""What some fixed texts say where commands have options, as in Discord. Guards that all of them are explained there.

Each stands for the text of the same name, and has the same values. The others differ by rule alone.
"""

import re

_RULES = (
    (re.compile(r"\$command (add|remove|publish)\b"), r"$command sources \1"),
    (re.compile(r"\$command sources(?! (?:add|remove|publish))"), "$command sources list"),
    (re.compile(r"\$command schedule (?=weekdays|off)"), "$command schedule when: "),
    (re.compile(r"(?<=when: weekdays 07:30 )(?=Europe/Berlin)"), "zone: "),
    (re.compile(r"topics Ships stories 3"), "topics: Ships stories: 3"),
)
WITH_OPTIONS = {
    "chat_help": (
        "What you can ask for:\n"
        "  $command brief topic: TOPIC   the briefing, or what is known about a topic; topic: all – every story\n"
        "  $command ask question: QUESTION   what did NAME say about TOPIC? who said …? when, where, how many …?\n"
        "      with a link in it: that page is read and asked about\n"
        "  $command sources list   what is followed, and how fresh it is\n"
        "  $command sources add url: URL topics: A, B   follow a site, a feed or a list of feeds (OPML)\n"
        "  $command sources import file: FILE   follow all feeds of a list (OPML) that you attach\n"
        "  $command sources remove name: NAME   follow it no more\n"
        "  $command sources publish name: NAME   show a source that is kept to this channel to everyone\n"
        "  $command schedule   when this channel gets a briefing; with options, it is set:\n"
        "      when: weekdays 07:30, or off · zone: Europe/Berlin · topics: A, B · only: WORDS · without: WORDS\n"
        "      stories: 3 · length: short or long · quiet: 22:00-07:00, when nothing is posted\n"
        "      ping: a role that is told of each briefing · no_ping: True – no role any more\n"
        "  $command questions where: in this channel   in which channels questions are answered\n"
        "  $command topics   what this channel and you get more and less of\n"
        "  $command undo number: NUMBER   take back one of your own\n"
        "  $command status   how all of it is doing\n"
        "  $command help   this text\n"
        "Under a message: Apps, Ask about this link. In a mention, commands are typed as a line: status.\n"
        "Every word of an answer is taken from an article, with its source."
    ),
}


def with_options(text: str) -> str:
    """The template where what was typed as a line is given as options: "add URL" becomes "sources add URL"."""
    for typed, there in _RULES:
        text = typed.sub(there, text)
    return text
