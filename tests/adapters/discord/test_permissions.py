"""What the bot may do in a channel, against tables made by hand after Discord's documentation, "Permissions"."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.permissions import NEEDED, USEFUL, held, lacking

VIEW, SEND, EMBED, READ, ADMIN = 1 << 10, 1 << 11, 1 << 14, 1 << 16, 1 << 3
ALL = VIEW | SEND | EMBED | READ
SERVER, BOT, NEWS, MUTED = "100", "200", "301", "302"


def server(everyone: int = 0, owner: str = "900", **roles: int) -> dict[str, Any]:
    """A server; `roles` by names that stand for the ids above."""
    ids = {"news": NEWS, "muted": MUTED, "other": "303"}
    made = [{"id": ids[name], "permissions": str(bits)} for name, bits in roles.items()]
    return {"id": SERVER, "owner_id": owner, "roles": [{"id": SERVER, "permissions": str(everyone)}, *made]}


def overwrite(id_: str, allow: int = 0, deny: int = 0) -> dict[str, Any]:
    return {"id": id_, "type": 1 if id_ == BOT else 0, "allow": str(allow), "deny": str(deny)}


def may(given: dict[str, Any], *overwrites: dict[str, Any], roles: tuple[str, ...] = (NEWS, MUTED)) -> int:
    return held(given, {"roles": list(roles)}, {"permission_overwrites": list(overwrites)}, BOT)


TABLE = [  # a server, overwrites of a channel, what the bot may do there
    ("nothing", server(), (), 0),
    ("everyone's", server(VIEW), (), VIEW),
    ("a role's beside everyone's", server(VIEW, news=SEND), (), VIEW | SEND),
    ("of no role that it lacks", server(VIEW, other=SEND), (), VIEW),
    ("everyone's taken away", server(ALL), (overwrite(SERVER, deny=SEND),), ALL & ~SEND),
    ("taken from everyone, also what a role gives", server(VIEW, news=SEND), (overwrite(SERVER, deny=SEND),), VIEW),
    ("given to everyone", server(VIEW), (overwrite(SERVER, allow=SEND),), VIEW | SEND),
    ("a role gives what was taken from everyone", server(ALL),
     (overwrite(NEWS, allow=SEND), overwrite(SERVER, deny=SEND)), ALL),
    ("a role takes what everyone is given", server(VIEW),
     (overwrite(NEWS, deny=SEND), overwrite(SERVER, allow=SEND)), VIEW),
    ("of roles one gives and one takes: it is given", server(VIEW, news=0, muted=0),
     (overwrite(NEWS, allow=SEND), overwrite(MUTED, deny=SEND)), VIEW | SEND),
    ("in whichever order they stand", server(VIEW, news=0, muted=0),
     (overwrite(MUTED, deny=SEND), overwrite(NEWS, allow=SEND)), VIEW | SEND),
    ("the bot's own comes last", server(ALL),
     (overwrite(BOT, deny=SEND), overwrite(NEWS, allow=SEND), overwrite(SERVER, allow=SEND)), ALL & ~SEND),
    ("and gives, too", server(VIEW),
     (overwrite(BOT, allow=SEND), overwrite(NEWS, deny=SEND), overwrite(SERVER, deny=SEND)), VIEW | SEND),
    ("another's is none of its", server(VIEW), (overwrite("999", allow=SEND), overwrite("303", deny=VIEW)), VIEW),
    ("given and taken by one: given", server(0), (overwrite(BOT, allow=SEND, deny=SEND),), SEND),
]  # fmt: skip


@pytest.mark.parametrize(("given", "overwrites", "bits"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_roles_and_channels_give_and_take(given: dict[str, Any], overwrites: tuple[Any, ...], bits: int):
    assert may(given, *overwrites) == bits


@pytest.mark.parametrize("given", [server(0, owner=BOT), server(ADMIN), server(0, news=ADMIN)])
def test_the_owner_and_administrators_may_do_all_whatever_a_channel_says(given: dict[str, Any]):
    taken = [overwrite(one, deny=(1 << 53) - 1) for one in (SERVER, NEWS, BOT)]
    assert lacking(may(given, *taken)) == ([], [])


@pytest.mark.parametrize("given", [server(ALL, owner="900", other=ADMIN), server(ALL)])
def test_nobody_is_administrator_by_a_channel_or_by_a_role_of_others(given: dict[str, Any]):
    assert may(given, overwrite(NEWS, allow=ADMIN), overwrite(BOT, deny=SEND)) & SEND == 0


def test_what_is_missing_is_told_in_discords_own_words():
    assert lacking(0) == (list(NEEDED.values()), list(USEFUL.values()))
    assert lacking(ALL) == ([], ["Create Public Threads", "Send Messages in Threads"])
    assert lacking(ALL & ~EMBED)[0] == ["Embed Links"]
    assert lacking((1 << 53) - 1) == ([], [])


ODD: list[Any] = [None, 3, "x", [], {}, [None], [3], ["x"], [[]], {"id": 1}, {"id": None}]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_what_is_of_another_shape_gives_nothing(odd: Any):  # noqa: ANN401 - whatever Discord might say
    assert held(odd, odd, odd, BOT) == 0
    assert held({"id": SERVER, "roles": odd}, {"roles": [NEWS]}, {"permission_overwrites": odd}, BOT) == 0
    assert held(server(VIEW), {"roles": odd}, {"permission_overwrites": odd}, BOT) == VIEW


@pytest.mark.parametrize("bits", [None, 2048, -1, "-1", "x", "", "2048.0", "0x800", "9" * 5_000, [], {}])
def test_bits_that_are_none_count_as_none(bits: object):
    role = {"id": SERVER, "permissions": bits}
    assert held({"id": SERVER, "owner_id": "900", "roles": [role]}, {"roles": []}, {}, BOT) == 0
    asked = {"permission_overwrites": [{"id": BOT, "allow": bits, "deny": bits}]}
    assert held(server(VIEW), {"roles": []}, asked, BOT) == VIEW


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([SERVER, BOT, "8"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "roles", "permissions", "owner_id", "permission_overwrites", "allow", "deny"]), inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON, JSON, JSON)
def test_whatever_discord_says_is_no_fault(guild: object, member: object, channel: object):
    assert held(guild, member, channel, BOT) >= 0
