"""The fixed texts of what people ask for in a chat. Guards that no chat is named here: `$command` is what they type."""

ASKED = {
    # --- what could not be done
    "chat_empty": "Nothing is followed here yet. Follow a site or a feed: $command add URL",
    "chat_public_only": (
        "Only public sources are shown here, because people of other companies read this channel, or that could not be "
        "found out."
    ),
    "chat_unknown": "There is no command “$word”. Type $command help for what there is.",
    "chat_suggestion": (
        "There is no command “$word”. Did you mean $command $suggestion? To ask a question: $command ask …"
    ),
    "chat_refused": "That was not done: $error",
    "chat_no_right": "You may not change that here. Who may: $rule.",
    "chat_ask_what": "Ask what? For example: $command ask what did NAME say about TOPIC?",
    "chat_alone": "Your own list is shown to you alone: $command topics",
    "chat_no_home": (
        "Which server’s news do you mean? Use $command in a server that both of us are in, then ask here again."
    ),
    "chat_story_gone": "That story can no longer be found here.",
    "chat_too_long": "That took longer than a minute and was broken off. Try again, or ask for less.",
    "chat_restarting": "The bot is being restarted, so that this could not be answered. Please ask again in a minute.",
    "chat_removed": (
        "This app was removed from the workspace. Whoever runs the bot installs it again, sets the new token, and "
        "starts it again."
    ),
    "chat_shared_already": "That was shared already. If it is not there, ask again and share that.",
    "chat_fault": "That went wrong: the bot has a fault, which its log shows.",
    "chat_late": "The form could not be opened in time: press the button again.",
    "chat_not_shared": "That could not be shown to the channel: $error.",
    "chat_unclear": "Whether my answer has arrived there cannot be told. If it is not there, ask again.",
    # --- help and welcome
    "chat_help": (
        "What you can ask for:\n"
        "  $command brief [TOPIC]   the briefing, or what is known about a topic; brief all: every story\n"
        "  $command ask QUESTION   what did NAME say about TOPIC? who said …? when, where, how many …?\n"
        "      with a link in it: that page is read and asked about\n"
        "  $command sources   what is followed, and how fresh it is\n"
        "  $command add URL [TOPIC]   follow a site, a feed or a list of feeds (OPML)\n"
        "  $command remove NAME   follow it no more\n"
        "  $command publish NAME   show a source that is kept to this channel to everyone\n"
        "  $command schedule weekdays 07:30 Europe/Berlin   a briefing here at that time; schedule off\n"
        "      options: topics A, B · only WORDS · without WORDS · stories 3 · short or long · quiet 22:00-07:00\n"
        "      everything: no topics and words any more\n"
        "  $command topics   what this channel and you get more and less of\n"
        "  $command undo NUMBER   take back one of your own\n"
        "  $command status   how all of it is doing\n"
        "Every word of an answer is taken from an article, with its source."
    ),
    "chat_help_hidden": (
        "Mention me, or reply to me with the mention on, or write to me directly: other messages, and replies with it "
        "off, are hidden from me. To ask on, press Follow up under an answer."
    ),
    "chat_welcome": (
        "Hello. I bring this channel a briefing of the news that you follow, and answer questions with exact quotes. "
        "Follow something: $command add URL. Set a time: $command schedule weekdays 07:30 Europe/Berlin. "
        "Ask: $command ask what did NAME say? I post nothing here until someone asks for it."
    ),
    # --- sources
    "chat_sources": "Followed here: $sources, with $articles.",
    "chat_source": "$name ($host): $health",
    "chat_more": "… and $count more.",
    "source_added": "$title is followed from now on, polled at $feed: $articles so far.",
    "source_known": "$title is followed already, polled at $feed.",
    "source_known_paused": "$title is followed already, polled at $feed, but is paused.",
    "verdict_feed": "$title, a feed at $feed",
    "verdict_entries": "$entries, the newest from $newest",
    "verdict_text": "Of each article: $text",
    "verdict_blocked": "Of each article: $text ($reason)",
    "verdict_same": "It brings the same articles as $source.",
    "verdict_problem": "Note: $problem",
    "verdict_kept": "It is kept to this channel. To show it to everyone: $command publish $name",
    "verdict_list": "A list of $feeds, each of which would be followed.",
    "list_imported": "Followed from now on: $added. Followed already: $known. Each is polled within the hour.",
    "list_failed": "$source: $error",
    "source_removed": "$name is followed no more: its articles are shown here no longer.",
    "source_removed_all": "$name is followed no more, in all channels: its articles are shown no longer.",
    "source_published": "$name is shown to all channels from now on.",
    "source_public": "$name is shown to all channels already.",
    "chat_remove_what": "Remove what? $command sources shows the names: $command remove NAME",
    "chat_publish_what": "Publish what? $command sources shows what is kept to this channel: $command publish NAME",
    "chat_add_what": "Add what? For example: $command add example.org/feed",
    # --- schedules
    "schedule_none": (
        "Nothing is scheduled here. For example: $command schedule weekdays 07:30 Europe/Berlin topics Ships stories 3"
    ),
    "schedule_is": "Briefings here: $schedule. Next: $next.",
    "schedule_set": "Understood: $schedule. Next: $next.",
    "schedule_would": "That is $schedule. Next: $next.",
    "schedule_off": "Briefings here are off. Set a time again: $command schedule weekdays 07:30 Europe/Berlin",
    "schedule_stopped": "Nothing is posted here any more: $reason. Set the schedule again when that is mended.",
    "schedule_about": "Each: $about.",
    "schedule_role": "The role hears of it only where everyone may mention it: its own settings say so.",
    "schedule_cannot": "So far nothing can be posted there: $error.",
    # --- where questions are answered
    "places_elsewhere": "Questions are answered in these channels: $places. Ask there, or in a direct message.",
    "places_are": "Questions are answered in these channels: $places; and in direct messages.",
    "places_everywhere": "Questions are answered in every channel, and in direct messages.",
    "places_set": "From now on questions are answered in these channels: $places; and in direct messages.",
    "places_again": "From now on questions are answered in every channel again.",
    "places_leave_out": (
        "Questions are answered in every channel. To leave this one out, say in each of the others that they are "
        "answered there."
    ),
    "places_no_channel": "That is set in a channel: in direct messages questions are always answered.",
    # --- more and less
    "topics_channel": "Briefings here: $about.",
    "topics_steer": "This channel gets $direction like “$title”: $reason.",
    "topics_none": "You have not asked for more or less of anything. The buttons under a story do that.",
    "topics_mine": "You asked for this, which orders your own $command brief. Take one back: $command undo NUMBER",
    "topics_vote": "$number. $direction like “$title”",
    "topics_vote_gone": "$number. $direction like a story that can no longer be shown here",
    "vote_kept": (
        "Noted: $direction like “$title” in your own $command brief. It changes this channel’s briefing when several "
        "people say so. Take it back: $command topics"
    ),
    "vote_own": "Noted: $direction like “$title” in your own $command brief. Take it back: $command topics",
    "vote_steers": (
        "Noted: $direction like “$title”, in your own $command brief and, since you may change its schedule, in this "
        "channel’s briefing. Take it back: $command topics"
    ),
    "undo_done": "Taken back: $direction like “$title”.",
    "undo_done_gone": "Taken back: $direction like a story that can no longer be shown here.",
    "undo_what": "Take back which? $command topics shows your list with its numbers: $command undo NUMBER",
    "why_asked": (
        "“$title” is here because you asked: told by $source, seen $seen. Stories of several sources come first."
    ),
    # --- status
    "status": "Followed here: $sources, with $articles, the newest from $newest.",
    "status_nothing": "Nothing is followed yet.",
    "status_empty": "Followed here: $sources, with no articles yet.",
    "status_failing": "Cannot be read: $names.",
    "status_well": "Every source can be read.",
    "status_next": "Next briefing here: $next.",
    "status_no_next": "No briefing is scheduled here: $command schedule weekdays 07:30 Europe/Berlin",
    "status_last": "Last briefing here, of $date: $state $at.",
    "status_last_link": "Last briefing here, of $date: $state $at. $link",
    "status_model": "Model: none. Everything that is shown is cut from articles.",
    "status_policy": "Sources and schedules may be changed by $rule.",
    "status_place": "This channel is $place.",
}
