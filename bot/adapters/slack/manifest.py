"""The app's manifest, to paste into Slack, and what each permission is for; guards that no more is asked for than used.

Field names and limits are those of Slack's manifest reference, version 2.
"""

from typing import Any

ASK_ABOUT_LINK = "ask_about_link"  # the message shortcut

# What each permission is for: shown by doctor where one is missing.
NEEDED = {
    "app_mentions:read": "to be asked by a mention",
    "chat:write": "to post",
    "commands": "for the slash command",
    "im:history": "to be asked in a direct message",
    "users:read": "to tell who may change sources and schedules",
    "channels:read": "to tell which channels other companies read, and when the bot was added to one",
    "groups:read": "the same for private channels",
}
OPTIONAL = {
    "channels:history": "to answer in threads without a mention, and to find out whether a message arrived",
    "groups:history": "the same in private channels",
    "chat:write.public": "to post in public channels without being a member",
    "files:read": "to take over a list of feeds from a file",
}
_THREADS = ("channels:history", "groups:history")
_EVENTS = (
    "app_home_opened app_mention app_uninstalled channel_shared channel_unshared member_joined_channel message.im "
    "tokens_revoked"
).split()


def manifest(command: str = "/news", name: str = "News Briefing", *, threads: bool = False) -> dict[str, Any]:
    """The manifest as JSON data; with `threads`, the permissions to answer in threads without a mention are needed."""
    needed = [*NEEDED, *(_THREADS if threads else ())]
    events = [*_EVENTS, *(("message.channels", "message.groups") if threads else ())]
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name.strip()[:35],
            "description": "Morning news briefings, and exact quotes with their speakers and sources",
            "background_color": "#1f2a44",
        },
        "features": _features(command, name),
        "oauth_config": {"scopes": {"bot": needed, "bot_optional": [one for one in OPTIONAL if one not in needed]}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(events)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _features(command: str, name: str) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": name.strip()[:80], "always_online": True},
        "shortcuts": [
            {
                "name": "Ask about this link",
                "type": "message",
                "callback_id": ASK_ABOUT_LINK,
                "description": "Reads the page that is linked there, and answers about it",
            }
        ],
        "slash_commands": [
            {
                "command": command,
                "description": "The latest briefing, or a question about the news",
                "usage_hint": "[brief TOPIC | ask QUESTION | add URL | schedule | help]",
                "should_escape": False,
            }
        ],
    }
