"""What some fixed texts say where people are in a server, as in Discord. Guards that only the place is another one.

Each stands for the text of the same name, and has the same values.
"""

IN_SERVERS = {
    "chat_public_only": (
        "Only public sources are shown here, because people outside this server read this channel, or that could not "
        "be found out."
    ),
    "chat_removed": (
        "This bot was removed from the server. Whoever may manage the server can add it again: what was set here is "
        "kept for some days."
    ),
    "workspace_stopped": (
        "Nothing is posted to this server any more since the briefing of $date for $channel: $reason. Set the "
        "schedules again when that is mended."
    ),
}
